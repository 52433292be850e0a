"""Actions as the lists show them, each with its colour today. No row is about a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from actionplan import rules
from actionplan.models import Action, ActionSupporter, ActionUpdate, Commitment, Progress, Rag
from agencies.queries import names_of
from core import clock
from core.actor import Actor
from core.scoping import current_session


@dataclass(frozen=True, slots=True)
class Report:
    """One update, as the lists need it."""

    at: datetime
    by_name: str
    words: str
    progress: Progress
    done_percent: int
    rag: Rag
    by_user_id: UUID | None = None
    problem: str | None = None
    recovery: str | None = None
    stated_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action with its colour today, its arrow, and its last report."""

    id: UUID
    reference: str
    title: str
    output: str
    impact: str
    owner_agency_id: UUID
    owner_agency: str
    owner_name: str
    starts_on: date
    due_on: date
    first_due_on: date
    progress: Progress
    done_percent: int
    completed_on: date | None
    rag: Rag
    trend: rules.Trend
    why: str
    last: Report | None
    commitment_code: str
    stated_rag: Rag | None
    stated_reason: str | None
    version: int
    commitment_id: UUID | None = None
    owner_user_id: UUID | None = None
    supporters: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    funding: str | None = None
    source: str | None = None
    problem: str | None = None
    recovery: str | None = None
    moves: int = 0
    confirmed_at: datetime | None = None
    confirmed_by_name: str | None = None
    closed_reason: str | None = None

    @property
    def is_overdue(self) -> bool:
        """True when it is open and past its due date today."""
        return rules.is_overdue(self.progress, self.due_on, clock.today())

    @property
    def is_open(self) -> bool:
        """True while there is work to do."""
        return rules.is_open(self.progress)

    @property
    def is_quiet(self) -> bool:
        """True when it should be under way and nothing was said of it for more than 28 days."""
        said = clock.london(self.last.at).date() if self.last else None
        return rules.is_quiet(self.progress, self.starts_on, said, clock.today())

    @property
    def is_unconfirmed(self) -> bool:
        """True when its owner says that it is complete and nobody else has confirmed it yet."""
        return self.progress is Progress.COMPLETE and self.confirmed_at is None


def visible_to(actor: Actor) -> Select[Action]:
    """The actions an actor may read: the plan is shared, so all of them."""
    return select(Action)


def rag_counts(rows: Iterable[ActionRow]) -> dict[Rag, int]:
    """How many actions stand where, in the order of the bar; cancelled and closed ones are not counted."""
    counts = {code: 0 for code in (Rag.RED, Rag.AMBER, Rag.GREEN, Rag.GREY, Rag.BLUE)}
    for row in rows:
        if row.progress not in rules.OVER:
            counts[row.rag] += 1
    return counts


def agency_actions(actor: Actor, agency_id: UUID) -> list[ActionRow]:
    """The actions that one agency owns, soonest due first."""
    return sorted(action_rows(visible_to(actor).where(Action.owner_agency_id == agency_id)), key=lambda row: row.due_on)


def supported_by(actor: Actor, agency_id: UUID) -> list[ActionRow]:
    """The open actions that an agency supports and another owns, soonest due first."""
    helped = select(ActionSupporter.action_id).where(ActionSupporter.agency_id == agency_id)
    rows = action_rows(visible_to(actor).where(Action.id.in_(helped)))
    return sorted((row for row in rows if row.is_open), key=lambda row: row.due_on)


def action_choices(actor: Actor, without: UUID | None = None) -> list[tuple[str, str]]:
    """The actions as a list to choose from, by reference."""
    found = select(Action.id, Action.reference, Action.title).where(
        Action.id.in_(visible_to(actor).with_only_columns(Action.id))
    )
    rows = current_session().execute(found.order_by(Action.reference))
    return [(str(key), f"{reference} {title}") for key, reference, title in rows if key != without]


def action_rows(found: Select[Action]) -> list[ActionRow]:
    """The actions of a statement by reference, whole, in a fixed number of statements."""
    session = current_session()
    actions = list(session.scalars(found.order_by(Action.reference)))
    if not actions:
        return []
    reports = _last_two(found)
    helping = _supporters(found)
    names = names_of({row.owner_agency_id for row in actions} | {each for ids in helping.values() for each in ids})
    codes = {
        key: code
        for key, code in session.execute(
            select(Commitment.id, Commitment.code).where(Commitment.id.in_({row.commitment_id for row in actions}))
        )
    }
    return [
        _row(row, reports.get(row.id, []), names, codes, tuple(sorted(names[each] for each in helping.get(row.id, ()))))
        for row in actions
    ]


def _supporters(found: Select[Action]) -> dict[UUID, list[UUID]]:
    wanted = found.order_by(None).with_only_columns(Action.id)
    helping: dict[UUID, list[UUID]] = {}
    pairs = select(ActionSupporter.action_id, ActionSupporter.agency_id).where(ActionSupporter.action_id.in_(wanted))
    for action_id, agency_id in current_session().execute(pairs):
        helping.setdefault(action_id, []).append(agency_id)
    return helping


def _last_two(found: Select[Action]) -> dict[UUID, list[Report]]:
    wanted = found.order_by(None).with_only_columns(Action.id)
    place = func.row_number().over(
        partition_by=ActionUpdate.action_id, order_by=(ActionUpdate.at.desc(), ActionUpdate.id.desc())
    )
    numbered = select(ActionUpdate, place.label("place")).where(ActionUpdate.action_id.in_(wanted)).subquery()
    update = aliased(ActionUpdate, numbered)
    latest = select(update).where(numbered.c.place <= 2).order_by(update.at.desc(), update.id.desc())
    reports: dict[UUID, list[Report]] = {}
    for row in current_session().scalars(latest):
        reports.setdefault(row.action_id, []).append(report_of(row))
    return reports


def report_of(row: ActionUpdate) -> Report:
    """An update as the lists need it."""
    return Report(
        row.at, row.by_name, row.words, row.progress, row.done_percent, row.rag, row.by_user_id, row.problem,
        row.recovery, row.stated_reason,
    )  # fmt: skip


def facts_of(row: Action, last: Report | None) -> rules.ActionFacts:
    """What decides the colour of a stored action; the owner's statement dates from the last report."""
    return rules.ActionFacts(
        starts_on=row.starts_on, due_on=row.due_on, first_due_on=row.first_due_on,
        progress=row.progress, done_percent=row.done_percent,
        stated_rag=row.stated_rag, stated_reason=row.stated_reason,
        stated_on=clock.london(last.at).date() if last else None,
        problem=row.problem, recovery=row.recovery,
    )  # fmt: skip


def _row(
    row: Action,
    reports: Sequence[Report],
    names: Mapping[UUID, str],
    codes: Mapping[UUID, str],
    helping: tuple[str, ...],
) -> ActionRow:
    today = clock.today()
    last = reports[0] if reports else None
    facts = facts_of(row, last)
    rag = rules.rag_of(facts, today)
    before = reports[-1].rag if reports else None
    return ActionRow(
        id=row.id, reference=row.reference, title=row.title, output=row.output, impact=row.impact,
        owner_agency_id=row.owner_agency_id, owner_agency=names[row.owner_agency_id], owner_name=row.owner_name,
        starts_on=row.starts_on, due_on=row.due_on, first_due_on=row.first_due_on,
        progress=row.progress, done_percent=row.done_percent, completed_on=row.completed_on,
        rag=rag, trend=rules.trend(rag, before), why=rules.why(facts, rag, today), last=last,
        commitment_code=codes[row.commitment_id],
        stated_rag=row.stated_rag, stated_reason=row.stated_reason, version=row.version,
        commitment_id=row.commitment_id, owner_user_id=row.owner_user_id, supporters=helping,
        themes=tuple(row.themes), funding=row.funding, source=row.source, problem=row.problem, recovery=row.recovery,
        moves=row.moves, confirmed_at=row.confirmed_at, confirmed_by_name=row.confirmed_by_name,
        closed_reason=row.closed_reason,
    )  # fmt: skip
