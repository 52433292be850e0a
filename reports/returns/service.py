"""Preparing, checking, sending and setting aside returns. Figures are frozen when a return is prepared."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from agencies.permissions import Permission
from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.db import Base, uuid7
from core.errors import Clash, NotVisible
from core.scoping import current_session
from core.tallies import Period
from reports.cuts import refuse_unsettled
from reports.returns import queries, rules
from reports.returns.figures import check_sum, figures_of, snapshot
from reports.returns.models import MonitoringReturn, ReturnStep, StepKind
from reports.returns.queries import ReturnView
from reports.returns.templates import Template

AT_ONCE = "Somebody else did the next step at the same moment. Nothing was stored twice."


def prepare(*, actor: Actor, template: Template, period: Period) -> MonitoringReturn:
    """Freeze the figures of a period as a return that can be checked and sent.

    Refuses a second one beside one that is not set aside, and one of figures that are not settled yet; raises Clash
    when somebody prepared it at the same moment, and NotVisible for who may not read the agency's figures.
    """
    _may(actor)
    refuse_unsettled([period])
    before = queries.standing_of(actor, template.code, period)
    if refusal := rules.return_may_be_prepared(before.standing if before else None):
        raise refusal
    figures = {**figures_of(actor, template, period), "taken": snapshot()}
    row = MonitoringReturn(
        agency_id=actor.agency_id, id=uuid7(), template=template.code, period_start=period.start,
        period_end=period.end, edition=before.row.edition + 1 if before else 1, figures=figures,
        sha256=check_sum(figures),
    )  # fmt: skip
    _add(row)
    _step(actor, row.id, StepKind.PREPARED, 1, "")
    return row


def check(*, actor: Actor, return_id: UUID) -> None:
    """Say that a return was looked at and is right. Refuses whoever prepared it."""
    _take(actor, return_id, StepKind.CHECKED, "")


def send(*, actor: Actor, return_id: UUID, words: str) -> None:
    """Say that a checked return went out: to whom, and how. Roundtable sends nothing itself."""
    _take(actor, return_id, StepKind.SENT, words)


def set_aside(*, actor: Actor, return_id: UUID, words: str) -> None:
    """Take a return out of use with the reason; it stays to be read, and another may be prepared."""
    _take(actor, return_id, StepKind.SET_ASIDE, words)


def _take(actor: Actor, return_id: UUID, kind: StepKind, words: str) -> None:
    _may(actor)
    view = queries.one(actor, return_id)
    if refusal := rules.step_may_be_taken(
        kind, view.standing, by=actor.user_id, prepared_by=_preparer(view), words=words
    ):  # fmt: skip
        raise refusal
    _step(actor, return_id, kind, len(view.steps) + 1, words.strip())


def _preparer(view: ReturnView) -> UUID:
    return view.steps[0].by_user_id


def _step(actor: Actor, return_id: UUID, kind: StepKind, place: int, words: str) -> None:
    """The next place is taken once: who comes second is told."""
    step = ReturnStep(
        agency_id=actor.agency_id, id=uuid7(), return_id=return_id, place=place, kind=kind, words=words,
        at=clock.now(), by_user_id=actor.user_id, by_name=user(actor.user_id).name,
    )  # fmt: skip
    _add(step)
    audit.record(actor=actor, verb=kind.value.replace("_", " "), kind="monitoring return", row_id=return_id)


def _add(row: Base) -> None:
    try:
        with current_session().begin_nested():
            current_session().add(row)
    except IntegrityError:
        raise Clash(AT_ONCE) from None


def _may(actor: Actor) -> None:
    if not actor.may(Permission.FIGURES_READ):
        raise NotVisible
