"""Reads of an agency's own returns: those that were prepared, and what may be prepared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from core.tallies import Period
from reports.returns import rules
from reports.returns.models import MonitoringReturn as MonitoringReturn
from reports.returns.models import ReturnStep, StepKind
from reports.returns.templates import Template, templates


@dataclass(frozen=True, slots=True)
class ReturnView:
    """A return with the steps that were taken, the first first."""

    row: MonitoringReturn
    steps: tuple[ReturnStep, ...]

    @property
    def standing(self) -> StepKind:
        """Where it stands."""
        return self.steps[-1].kind

    @property
    def period(self) -> Period:
        """The quarter or half-year."""
        return Period(self.row.period_start, self.row.period_end)

    @property
    def template(self) -> Template | None:
        """What was asked for; None for one that is asked for no longer."""
        return templates().get(self.row.template)


def visible_to(actor: Actor) -> Select[MonitoringReturn]:
    """The returns of the actor's own agency, for those who read its figures; none for anybody else."""
    found = select(MonitoringReturn).where(belongs_to(actor, MonitoringReturn))
    return found if actor.may(Permission.FIGURES_READ) else found.where(MonitoringReturn.id.is_(None))


def returns_page(actor: Actor, number: int) -> Page[ReturnView]:
    """A page of returns, the latest period first: three statements for any size."""
    order = (MonitoringReturn.period_end.desc(), MonitoringReturn.template, MonitoringReturn.edition.desc())
    page = page_of(visible_to(actor).order_by(*order), number)
    return Page(_views(actor, page.items), page.page, page.total, page.size)


def one(actor: Actor, return_id: UUID) -> ReturnView:
    """One return; NotVisible when there is none for this actor. The read is audited."""
    found = _views(actor, current_session().scalars(visible_to(actor).where(MonitoringReturn.id == return_id)))
    if not found:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="monitoring return", row_id=return_id)
    return found[0]


def of_period(actor: Actor, template: str, period: Period) -> list[ReturnView]:
    """Every return of one period, the latest edition first."""
    found = visible_to(actor).where(
        MonitoringReturn.template == template, MonitoringReturn.period_start == period.start,
        MonitoringReturn.period_end == period.end,
    )  # fmt: skip
    return _views(actor, current_session().scalars(found.order_by(MonitoringReturn.edition.desc())))


def standing_of(actor: Actor, template: str, period: Period) -> ReturnView | None:
    """The latest return of a period; None when none was prepared."""
    return next(iter(of_period(actor, template, period)), None)


def recent(actor: Actor) -> list[ReturnView]:
    """The latest edition of each return of the last two years, for the home page: two statements."""
    first = min(each.start for each in rules.offered(("quarter", "half-year"), clock.today()))
    found = visible_to(actor).where(MonitoringReturn.period_start >= first)
    latest: dict[tuple[str, Period], ReturnView] = {}
    for view in _views(actor, current_session().scalars(found.order_by(MonitoringReturn.edition))):
        latest[view.row.template, view.period] = view
    return list(latest.values())


def asked_template(code: str) -> Template:
    """What a funder asks for, by its code; NotVisible when nobody asks for it."""
    found = templates().get(code)
    if found is None:
        raise NotVisible
    return found


def asked_period(template: Template, code: str) -> Period:
    """The period of an address; NotVisible unless a return of it may be prepared."""
    period = rules.period_of(code)
    if period is None or period not in rules.offered(template.periods, clock.today()):
        raise NotVisible
    return period


def _views(actor: Actor, rows: Iterable[MonitoringReturn]) -> list[ReturnView]:
    kept = list(rows)
    steps = _steps(actor, [row.id for row in kept])
    return [ReturnView(row, tuple(steps.get(row.id, ()))) for row in kept]


def _steps(actor: Actor, return_ids: Sequence[UUID]) -> dict[UUID, list[ReturnStep]]:
    found: dict[UUID, list[ReturnStep]] = {}
    if return_ids:
        wanted = select(ReturnStep).where(belongs_to(actor, ReturnStep), ReturnStep.return_id.in_(return_ids))
        for step in current_session().scalars(wanted.order_by(ReturnStep.place)):
            found.setdefault(step.return_id, []).append(step)
    return found
