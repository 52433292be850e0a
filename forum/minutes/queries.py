"""Reads of minutes and of decisions. Shared by the members; no row is about a person who is supported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from actionplan.around import DecisionRef
from actionplan.models import Action
from agencies.models import User
from agencies.permissions import Permission
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from forum import queries as forum
from forum.minutes import rules
from forum.minutes.models import (
    Decision,
    EntryKind,
    MinuteAction,
    Minutes,
    MinutesEdition,
    MinutesEntry,
    MinutesItem,
    MinutesPart,
    MinutesState,
)
from forum.models import AgendaItem, Meeting

MOST_DECISIONS = 50


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action that was made of a minute, as the minutes name it."""

    id: UUID
    reference: str
    title: str
    owner_agency: str
    owner_name: str
    due_on: date


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of the minutes with its number, its decision, and the actions that were made of it."""

    entry: MinutesEntry
    position: int
    decision: Decision | None
    actions: tuple[ActionLine, ...]

    @property
    def label(self) -> str:
        """“Note 7.1” or “Decision D-2026-31”."""
        if self.decision is not None:
            return f"Decision {rules.reference(self.decision.year, self.decision.number)}"
        return f"Note {self.position}.{self.entry.number}"

    @property
    def is_struck(self) -> bool:
        """True when it was struck out: it is no part of the minutes any more."""
        return self.entry.struck_at is not None


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of the agenda with what was minuted under it."""

    item: AgendaItem
    step: MinutesItem | None
    entries: tuple[EntryLine, ...]

    @property
    def is_done(self) -> bool:
        """True when the meeting has moved on from it."""
        return self.step is not None and self.step.done_at is not None

    @property
    def standing_entries(self) -> tuple[EntryLine, ...]:
        """What was not struck out."""
        return tuple(line for line in self.entries if not line.is_struck)


@dataclass(frozen=True, slots=True)
class MinutesView:
    """Minutes as their pages show them: the meeting, every item in order, and who did what to them."""

    minutes: Minutes
    meeting: Meeting
    items: tuple[ItemView, ...]
    names: dict[UUID, str]

    @property
    def day(self) -> date:
        """The day of the meeting."""
        return clock.london(self.meeting.starts_at).date()

    @property
    def entries(self) -> tuple[EntryLine, ...]:
        """Every line that was not struck out, in the order of the agenda."""
        return tuple(line for item in self.items for line in item.standing_entries)

    @property
    def left_over(self) -> int:
        """Under how many items words were typed that nobody added."""
        return sum(1 for item in self.items if item.step is not None and item.step.next_words.strip())

    @property
    def next_item(self) -> ItemView | None:
        """The item that the meeting is at: the first that is not done, or the last one."""
        return next((item for item in self.items if not item.is_done), self.items[-1] if self.items else None)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in the register."""

    decision: Decision
    words: str
    meeting_title: str
    state: MinutesState
    struck_reason: str | None

    @property
    def reference(self) -> str:
        """Its number in words."""
        return rules.reference(self.decision.year, self.decision.number)


def runs_meetings(actor: Actor) -> bool:
    """Whether somebody takes or reviews minutes: they read drafts and the confidential annex."""
    return actor.may(Permission.MEETING_WRITE)


def visible_to(actor: Actor) -> Select[Minutes]:
    """The minutes an actor may read: all for who runs meetings, else those that the chair has reviewed."""
    if runs_meetings(actor):
        return select(Minutes)
    return select(Minutes).where(Minutes.state.in_(rules.READ_BY_MEMBERS))


def minutes_of(actor: Actor, meeting_id: UUID) -> Minutes | None:
    """The minutes of a meeting; None when there are none that the actor may read."""
    return current_session().scalars(visible_to(actor).where(Minutes.meeting_id == meeting_id)).one_or_none()


def state_of(meeting_id: UUID) -> MinutesState | None:
    """How far the minutes of a meeting are, whoever asks; None when nobody began them."""
    return current_session().scalar(select(Minutes.state).where(Minutes.meeting_id == meeting_id))


def minutes_view(actor: Actor, meeting_id: UUID) -> MinutesView:
    """The minutes of a meeting with every line; the annex only for who runs meetings. NotVisible when there are none.

    A fixed number of statements, however long they are.
    """
    row = minutes_of(actor, meeting_id)
    if row is None:
        raise NotVisible
    meeting, agenda = forum.meeting(actor, meeting_id), forum.agenda(actor, meeting_id)
    lines = _lines(actor, row.id, {item.id: item.position for item in agenda})
    steps = {step.agenda_item_id: step for step in current_session().scalars(
        select(MinutesItem).where(MinutesItem.minutes_id == row.id))}  # fmt: skip
    items = tuple(ItemView(item, steps.get(item.id), tuple(lines.get(item.id, ()))) for item in agenda)
    return MinutesView(row, meeting, items, _names(row, steps.values()))


def entry(actor: Actor, entry_id: UUID) -> tuple[MinutesEntry, Minutes]:
    """One line and its minutes; NotVisible when there is none, or when it stands in an annex not for the actor."""
    found = select(MinutesEntry, Minutes).join(Minutes, Minutes.id == MinutesEntry.minutes_id)
    found = found.where(MinutesEntry.id == entry_id, Minutes.id.in_(visible_to(actor).with_only_columns(Minutes.id)))
    row = current_session().execute(found).one_or_none()
    if row is None or (row[0].confidential and not runs_meetings(actor)):
        raise NotVisible
    return row[0], row[1]


def decision_of(entry_id: UUID) -> Decision | None:
    """The decision that a line is; None when it is a note."""
    return current_session().scalars(select(Decision).where(Decision.entry_id == entry_id)).one_or_none()


def label_of(row: MinutesEntry) -> str:
    """How a line is called: “Note 7.1”, “Decision D-2026-31”."""
    position = current_session().scalar(select(AgendaItem.position).where(AgendaItem.id == row.agenda_item_id)) or 0
    return EntryLine(row, position, decision_of(row.id), ()).label


def edition(actor: Actor, minutes_id: UUID, part: MinutesPart = MinutesPart.MINUTES) -> MinutesEdition | None:
    """Published minutes as they were frozen; None until they are published. The annex is for who runs meetings."""
    if part is MinutesPart.ANNEX and not runs_meetings(actor):
        raise NotVisible
    found = select(MinutesEdition).where(MinutesEdition.minutes_id == minutes_id, MinutesEdition.part == part)
    row = current_session().scalars(found).one_or_none()
    if row is not None and part is MinutesPart.ANNEX:
        audit.record(actor=actor, verb="read", kind="confidential annex", row_id=row.id)
    return row


def last_minutes(actor: Actor, meeting: Meeting) -> Minutes | None:
    """The minutes of the meeting before, of the same body, that the actor may read; None when there are none."""
    found = visible_to(actor).join(Meeting, Meeting.id == Minutes.meeting_id)
    found = found.where(Meeting.starts_at < meeting.starts_at, _same_body(meeting))
    return current_session().scalars(found.order_by(Meeting.starts_at.desc()).limit(1)).first()


def approving_meetings(actor: Actor, meeting: Meeting) -> list[Meeting]:
    """The later meetings of the same body that have begun, the soonest first: where minutes may be approved."""
    found = forum.visible_to(actor).where(
        Meeting.starts_at > meeting.starts_at, Meeting.starts_at <= clock.now(), _same_body(meeting),
        Meeting.cancelled_at.is_(None),
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(Meeting.starts_at).limit(12)))


def unfinished(actor: Actor) -> list[tuple[Minutes, Meeting]]:
    """Minutes that are not published yet, the oldest first: what waits for those who run meetings."""
    found = select(Minutes, Meeting).join(Meeting, Meeting.id == Minutes.meeting_id)
    found = found.where(Minutes.state != MinutesState.PUBLISHED, Minutes.id.in_(_ids(actor)))
    rows = current_session().execute(found.order_by(Meeting.starts_at).limit(20))
    return [(minutes, meeting) for minutes, meeting in rows]


def action_ids_of(minutes_id: UUID) -> list[UUID]:
    """The actions that were made of some minutes."""
    found = select(MinuteAction.action_id).join(MinutesEntry, MinutesEntry.id == MinuteAction.entry_id)
    return list(current_session().scalars(found.where(MinutesEntry.minutes_id == minutes_id)))


def meeting_of_item(actor: Actor, item_id: UUID) -> Meeting | None:
    """The meeting on whose agenda an item stands."""
    found = forum.visible_to(actor).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
    return current_session().scalars(found.where(AgendaItem.id == item_id)).one_or_none()


def action_ids_of_body(body_id: UUID) -> list[UUID]:
    """The actions that were made of the minutes of one body."""
    found = (
        select(MinuteAction.action_id)
        .join(MinutesEntry, MinutesEntry.id == MinuteAction.entry_id)
        .join(Minutes, Minutes.id == MinutesEntry.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Meeting.body_id == body_id)
    )
    return list(current_session().scalars(found))


def day_before(meeting: Meeting) -> date:
    """The day of the same body's meeting before this one; its own day when there was none."""
    found = select(func.max(Meeting.starts_at)).where(
        Meeting.starts_at < meeting.starts_at, Meeting.cancelled_at.is_(None), _same_body(meeting)
    )
    return clock.london(current_session().scalar(found) or meeting.starts_at).date()


# --- decisions ------------------------------------------------------------------------------------------------


def decisions_page(actor: Actor, q: str, year: int | None, number: int) -> Page[DecisionLine]:
    """The register of decisions, the latest first: by words or number, by year. Confidential ones are left out."""
    found = _decisions(actor)
    if year:
        found = found.where(Decision.year == year)
    if q.strip():
        like = f"%{q.strip().replace('%', '').replace('_', '')}%"
        plain = q.strip().upper().removeprefix("D-").partition("-")
        numbered = Decision.number == int(plain[2]) if plain[2].isdecimal() and len(plain[2]) < 6 else None
        said = or_(MinutesEntry.words.ilike(like), Decision.moved_by.ilike(like))
        found = found.where(said if numbered is None else or_(said, numbered))
    page = page_of(found, number)
    return Page(_decision_lines(page.items), page.page, page.total, page.size)


def decision_years(actor: Actor) -> list[int]:
    """The years in which something was decided, the latest first."""
    return list(current_session().scalars(select(Decision.year).distinct().order_by(Decision.year.desc())))


def decisions(actor: Actor) -> list[DecisionRef]:
    """The decisions that a group or a date may rest on, the latest first: made with a quorum, and not struck out."""
    found = _decisions(actor).where(Decision.quorum_met, MinutesEntry.struck_at.is_(None)).limit(MOST_DECISIONS)
    return [_ref(line) for line in _decision_lines(current_session().scalars(found))]


def decision(actor: Actor, decision_id: UUID) -> DecisionRef:
    """One decision with its words; NotVisible when there is none that the actor may read."""
    found = _decisions(actor).where(Decision.id == decision_id)
    lines = _decision_lines(current_session().scalars(found))
    if not lines:
        raise NotVisible
    return _ref(lines[0])


def newest_decisions(actor: Actor) -> list[DecisionLine]:
    """The three latest decisions that stand, for a home page."""
    found = _decisions(actor).where(MinutesEntry.struck_at.is_(None)).limit(3)
    return _decision_lines(current_session().scalars(found))


def _decisions(actor: Actor) -> Select[Decision]:
    found = select(Decision).join(MinutesEntry, MinutesEntry.id == Decision.entry_id)
    found = found.where(MinutesEntry.minutes_id.in_(_ids(actor)), MinutesEntry.confidential.is_(False))
    return found.order_by(Decision.year.desc(), Decision.number.desc())


def _decision_lines(rows: Iterable[Decision]) -> list[DecisionLine]:
    rows = list(rows)
    found = (
        select(MinutesEntry.id, MinutesEntry.words, MinutesEntry.struck_reason, Minutes.state, Meeting.title)
        .join(Minutes, Minutes.id == MinutesEntry.minutes_id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(MinutesEntry.id.in_([row.entry_id for row in rows]))
    )
    told = {each.id: each for each in current_session().execute(found)}
    return [
        DecisionLine(row, told[row.entry_id].words, told[row.entry_id].title, told[row.entry_id].state,
                     told[row.entry_id].struck_reason)
        for row in rows
    ]  # fmt: skip


def _ref(line: DecisionLine) -> DecisionRef:
    return DecisionRef(line.decision.id, line.reference, line.words, line.decision.decided_on)


# --- lines ----------------------------------------------------------------------------------------------------


def _ids(actor: Actor) -> Select[UUID]:
    return visible_to(actor).with_only_columns(Minutes.id)


def _same_body(meeting: Meeting) -> ColumnElement[bool]:
    return Meeting.body_id.is_(None) if meeting.body_id is None else Meeting.body_id == meeting.body_id


def _lines(actor: Actor, minutes_id: UUID, positions: dict[UUID, int]) -> dict[UUID, list[EntryLine]]:
    session = current_session()
    found = select(MinutesEntry).where(MinutesEntry.minutes_id == minutes_id)
    if not runs_meetings(actor):
        found = found.where(MinutesEntry.confidential.is_(False), MinutesEntry.struck_at.is_(None))
    rows = list(session.scalars(found.order_by(MinutesEntry.at, MinutesEntry.id)))
    ids = [row.id for row in rows]
    decided = {row.entry_id: row for row in session.scalars(select(Decision).where(Decision.entry_id.in_(ids)))}
    made = _actions(ids)
    lines: dict[UUID, list[EntryLine]] = defaultdict(list)
    for row in rows:
        line = EntryLine(row, positions.get(row.agenda_item_id, 0), decided.get(row.id), tuple(made[row.id]))
        lines[row.agenda_item_id].append(line)
    return lines


def _actions(entry_ids: list[UUID]) -> dict[UUID, list[ActionLine]]:
    found = select(MinuteAction.entry_id, Action).join(Action, Action.id == MinuteAction.action_id)
    rows = current_session().execute(found.where(MinuteAction.entry_id.in_(entry_ids)).order_by(Action.reference)).all()
    homes = names_of({action.owner_agency_id for _, action in rows}) if rows else {}
    made: dict[UUID, list[ActionLine]] = defaultdict(list)
    for entry_id, action in rows:
        made[entry_id].append(
            ActionLine(action.id, action.reference, action.title, homes.get(action.owner_agency_id, ""),
                       action.owner_name, action.due_on)
        )  # fmt: skip
    return made


def _names(row: Minutes, steps: Iterable[MinutesItem]) -> dict[UUID, str]:
    wanted = {row.begun_by, row.reviewed_by, row.approved_by, row.published_by, *(step.saved_by for step in steps)}
    found = select(User.id, User.name).where(User.id.in_([each for each in wanted if each]))
    return {key: value for key, value in current_session().execute(found)}


def next_number(minutes_id: UUID, item_id: UUID, kind: EntryKind) -> int:
    """The number that the next line of a kind under an item gets."""
    found = select(func.max(MinutesEntry.number)).where(
        MinutesEntry.minutes_id == minutes_id, MinutesEntry.agenda_item_id == item_id, MinutesEntry.kind == kind
    )
    return (current_session().scalar(found) or 0) + 1


def next_decision(year: int) -> int:
    """The number that the next decision of a year gets."""
    return (current_session().scalar(select(func.max(Decision.number)).where(Decision.year == year)) or 0) + 1


def saved_words(step: MinutesItem | None) -> tuple[int, str, datetime | None]:
    """The version of the words that are being typed under an item, the words, and when they were saved."""
    return (step.version, step.next_words, step.saved_at) if step else (0, "", None)
