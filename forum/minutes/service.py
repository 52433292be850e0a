"""Writes of minutes: begin, note, decide, strike out, make an action. `publishing` takes them from draft to published.

Every change of state is one conditional UPDATE; every text that others read is checked before it leaves its author.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from actionplan import service as plan
from actionplan.models import Action
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from forum import queries as forum
from forum import service as meetings
from forum.attendance.queries import quorum_now
from forum.attendance.service import note_quorum
from forum.minutes import content, queries, rules
from forum.minutes.models import (
    Decision,
    EntryKind,
    MinuteAction,
    Minutes,
    MinutesEntry,
    MinutesItem,
    MinutesState,
)
from forum.rules import Answer
from people.leaks.rules import LeakAnswer

TRIES = 5
KIND = "minutes"
CHANGED = "Somebody changed these minutes while you were writing."
TYPING = "Somebody else is typing under this item. Both texts are below; nothing is lost."


def begin_minutes(*, actor: Actor, meeting_id: UUID) -> Minutes:
    """Begin the minutes of a meeting: it is opened when nobody opened it yet, and its first item begins.

    Returns the minutes; those that somebody began a moment ago are given back. Refuses before its day, and of a
    cancelled meeting (domain.md 6.1).
    """
    may_take(actor)
    meeting, now = forum.meeting(actor, meeting_id), clock.now()
    day = clock.london(meeting.starts_at).date()
    refuse_unless(rules.minutes_may_be_begun(day, clock.today(), cancelled=meeting.cancelled_at is not None))
    if meeting.began_at is None:
        meetings.begin_meeting(actor=actor, meeting_id=meeting_id)
    row = Minutes(meeting_id=meeting_id, state=MinutesState.DRAFT, begun_at=now, begun_by=actor.user_id)
    if not _added(row):
        return _found(queries.minutes_of(actor, meeting_id))
    for number, item in enumerate(forum.agenda(actor, meeting_id)):
        begun = None if number else now
        current_session().add(MinutesItem(minutes_id=row.id, agenda_item_id=item.id, begun_at=begun))
    current_session().flush()
    audit.record(actor=actor, verb="began", kind=KIND, row_id=row.id)
    return row


def keep_typed(*, actor: Actor, meeting_id: UUID, item_id: UUID, words: str, version: int) -> MinutesItem:
    """Keep the next note of an item as far as it is typed; it is no part of the minutes yet, and is not checked.

    `version` is that of the words that the writer saw. Raises Clash when somebody else typed there since: the page
    then shows both. Returns the item's row with its new version.
    """
    row = _to_change(actor, meeting_id)
    step = _step(row, item_id)
    if step.next_words == words:
        return step
    changed = current_session().execute(
        update(MinutesItem)
        .where(MinutesItem.id == step.id, MinutesItem.version == version)
        .values(next_words=words[: rules.LONGEST_ENTRY], saved_at=clock.now(), saved_by=actor.user_id,
                version=version + 1)
        .returning(MinutesItem.id)
    )  # fmt: skip
    if changed.first() is None:
        raise Clash(TYPING)
    audit.record(actor=actor, verb="typed", kind=KIND, row_id=row.id, fields=("next_words",))
    current_session().refresh(step)
    return step


def add_entry(
    *, actor: Actor, meeting_id: UUID, item_id: UUID, words: str, version: int, is_decision: bool = False,
    confidential: bool = False, moved_by: str = "", seconded_by: str = "",
) -> MinutesEntry:  # fmt: skip
    """Add a note under an item, or a decision with the next number of its year and the quorum at this moment.

    “Agreed:” at the beginning makes a decision as well. What was being typed there is emptied. Refuses an empty line
    and minutes that are no draft; raises Clash when somebody else's typed words would be lost.
    """
    row = _to_change(actor, meeting_id)
    typed = rules.read_typed(words)
    if not typed.words:
        raise Refused("Write what was said or decided", field="words")
    _empty_typed(row, item_id, words, version)
    kind = EntryKind.DECISION if is_decision else typed.kind
    entry = _numbered(row, item_id, kind, typed.words, confidential, actor)
    if kind is EntryKind.DECISION:
        _decide(actor, entry, meeting_id, moved_by, seconded_by)
    audit.record(actor=actor, verb="decided" if kind is EntryKind.DECISION else "noted", kind=KIND, row_id=entry.id)
    return entry


def finish_item(*, actor: Actor, meeting_id: UUID, item_id: UUID) -> UUID | None:
    """Say that an item is done, and begin the one after it; returns that one's id, None after the last."""
    row, now = _to_change(actor, meeting_id), clock.now()
    step = _step(row, item_id)
    step.done_at = step.done_at or now
    agenda = [item.id for item in forum.agenda(actor, meeting_id)]
    after = agenda[agenda.index(item_id) + 1 :][:1]
    if after:
        following = _step(row, after[0])
        following.begun_at = following.begun_at or now
    current_session().flush()
    audit.record(actor=actor, verb="finished item", kind=KIND, row_id=row.id)
    return after[0] if after else None


def change_entry(
    *, actor: Actor, entry_id: UUID, version: int, words: str, confidential: bool, moved_by: str = "",
    seconded_by: str = "",
) -> MinutesEntry:  # fmt: skip
    """Change a line while the minutes are a draft. Refuses an empty one; a stale page is a Clash."""
    entry, row = queries.entry(actor, entry_id)
    _may_change(actor, row)
    if not words.strip():
        raise Refused("Write what was said or decided, or strike it out", field="words")
    _change_entry(entry, version, words=words.strip(), confidential=confidential)
    decision = queries.decision_of(entry_id)
    if decision is not None:
        decision.moved_by, decision.seconded_by = moved_by.strip(), seconded_by.strip()
    current_session().flush()
    audit.record(actor=actor, verb="changed", kind=KIND, row_id=entry_id, fields=("words", "confidential"))
    return entry


def strike_entry(*, actor: Actor, entry_id: UUID, version: int, reason: str) -> None:
    """Strike a line out, with a reason: it is no part of the minutes any more, and a decision's number stays used.

    Refuses when an action of the plan was made of it.
    """
    entry, row = queries.entry(actor, entry_id)
    _may_change(actor, row)
    refuse_unless(rules.reason_is_enough(reason))
    made = select(MinuteAction.id).where(MinuteAction.entry_id == entry_id).limit(1)
    if current_session().scalar(made) is not None:
        raise Refused("An action was made of this minute.", instead="Cancel the action in the plan, and say so here.")
    _change_entry(
        entry, version, struck_at=clock.now(), struck_by=actor.user_id, struck_reason=reason.strip()
    )  # fmt: skip
    audit.record(actor=actor, verb="struck out", kind=KIND, row_id=entry_id, fields=("struck_reason",))


def make_action(
    *, actor: Actor, entry_id: UUID, title: str, output: str, impact: str, commitment_id: UUID, owner_agency_id: UUID,
    owner_name: str, due_on: date, answer: LeakAnswer | None = None,
) -> Action:  # fmt: skip
    """Make an action of the plan from a minute, in one step: it begins today and names the minute as its source.

    Returns the action; its agency is told. Refuses what the plan refuses, and a minute that was struck out.
    """
    entry, row = queries.entry(actor, entry_id)
    if entry.struck_at is not None:
        raise Refused("This minute was struck out.", instead="Make the action of one that stands.")
    day = clock.london(forum.meeting(actor, row.meeting_id).starts_at)
    made = plan.add_action(
        actor=actor, commitment_id=commitment_id, title=title, output=output, impact=impact,
        owner_agency_id=owner_agency_id, owner_name=owner_name, starts_on=clock.today(), due_on=due_on,
        source=f"{queries.label_of(entry)}, meeting of {day.day} {day:%B %Y}", source_id=entry_id, answer=answer,
    )  # fmt: skip
    current_session().add(
        MinuteAction(entry_id=entry_id, action_id=made.id, at=clock.now(), by_user_id=actor.user_id)
    )  # fmt: skip
    current_session().flush()
    audit.record(actor=actor, verb="made action", kind=KIND, row_id=entry_id)
    return made


# --- what the verbs share -------------------------------------------------------------------------------------


def may_take(actor: Actor) -> None:
    """Refuse a role that does not take minutes."""
    if not actor.may(Permission.MEETING_WRITE):
        raise Refused("Your role does not take minutes.", instead="Ask the forum coordinator.")


def is_chair(actor: Actor) -> bool:
    """Whether somebody chairs: they review."""
    return actor.may(Permission.MEETING_CHAIR)


def refuse_unless(answer: Answer) -> None:
    """Raise what a rule said, unless it allowed."""
    if not answer.allowed:
        raise Refused(answer.reason, field=answer.field)


def _found(row: Minutes | None) -> Minutes:
    if row is None:
        raise NotVisible
    return row


def _may_change(actor: Actor, row: Minutes) -> None:
    may_take(actor)
    refuse_unless(rules.minutes_may_be_changed(row.state, is_chair=is_chair(actor)))


def _to_change(actor: Actor, meeting_id: UUID) -> Minutes:
    row = _found(queries.minutes_of(actor, meeting_id))
    _may_change(actor, row)
    return row


def _added(row: Any) -> bool:
    session = current_session()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _step(row: Minutes, item_id: UUID) -> MinutesItem:
    """The item's row; made when the item came to the agenda after the minutes were begun."""
    found = select(MinutesItem).where(MinutesItem.minutes_id == row.id, MinutesItem.agenda_item_id == item_id)
    step = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if step is None:
        if item_id not in set(current_session().scalars(content.item_ids(row.meeting_id))):
            raise NotVisible
        _added(MinutesItem(minutes_id=row.id, agenda_item_id=item_id))
        step = current_session().scalars(found).one()
    return step


def _empty_typed(row: Minutes, item_id: UUID, words: str, version: int) -> None:
    """Empty what was being typed under an item, unless somebody else's words would be lost by it."""
    step = _step(row, item_id)
    if step.version != version and step.next_words.strip() not in ("", words.strip()):
        raise Clash(TYPING)
    step.next_words, step.version = "", step.version + 1
    current_session().flush()


def _numbered(
    row: Minutes, item_id: UUID, kind: EntryKind, words: str, confidential: bool, actor: Actor
) -> MinutesEntry:  # fmt: skip
    def make() -> MinutesEntry:
        return MinutesEntry(
            minutes_id=row.id, agenda_item_id=item_id, kind=kind, number=queries.next_number(row.id, item_id, kind),
            words=words[: rules.LONGEST_ENTRY], confidential=confidential, at=clock.now(), by_user_id=actor.user_id,
        )  # fmt: skip

    made: MinutesEntry = _with_free_number(make)
    return made


def _decide(actor: Actor, entry: MinutesEntry, meeting_id: UUID, moved_by: str, seconded_by: str) -> Decision:
    """Give a decision its number, with the quorum at this moment."""
    day = clock.london(forum.meeting(actor, meeting_id).starts_at).date()
    quorum = quorum_now(actor, meeting_id)

    def make() -> Decision:
        return Decision(
            entry_id=entry.id, meeting_id=meeting_id, year=day.year, number=queries.next_decision(day.year),
            decided_on=day, moved_by=moved_by.strip(), seconded_by=seconded_by.strip(), quorum_met=quorum.met,
            quorum_words=quorum.words, quorum_present=quorum.present, quorum_needed=quorum.needed,
        )  # fmt: skip

    made: Decision = _with_free_number(make)
    note_quorum(actor=actor, meeting_id=meeting_id, occasion=f"Decision {rules.reference(made.year, made.number)}")
    return made


def _with_free_number(make: Callable[[], Any]) -> Any:
    for _ in range(TRIES):
        row = make()
        if _added(row):
            return row
    raise Clash("Several people are writing these minutes just now. Nothing was stored.")


def _change_entry(entry: MinutesEntry, version: int, **values: object) -> None:
    changed = current_session().execute(
        update(MinutesEntry)
        .where(MinutesEntry.id == entry.id, MinutesEntry.version == version, MinutesEntry.struck_at.is_(None))
        .values(version=version + 1, **values)
        .returning(MinutesEntry.id)
    )
    if changed.first() is None:
        raise Clash(CHANGED)
    current_session().refresh(entry)
