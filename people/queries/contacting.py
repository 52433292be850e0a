"""Reads of word to a person: by what rules they may be reached, and what has gone to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from core import clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from people.models import ContactMethod, PersonMessage, SafeContact, WordState
from people.neutral import neutral_messages
from people.queries.matching import in_same_person
from people.queries.names import worker_names
from people.reach import ContactFacts, facts_of
from people.words import OUTCOME_WORDS, WAY_WORDS, WHY_NOT_WORDS

MOST_SHOWN = 20
MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class WordLine:
    """One word that went to a person, or was to go: in words."""

    id: UUID
    said: str
    how: str
    standing: str
    at: datetime
    by_name: str
    may_take_back: bool


def contact_facts(actor: Actor, person_id: UUID) -> ContactFacts | None:
    """By what rules this person may be reached; None when nobody has asked.

    The record's own safe contact counts; when it has none, that of a record linked to it, the last checked first.
    """
    found = select(SafeContact).where(
        belongs_to(actor, SafeContact), in_same_person(actor, SafeContact.person_id, person_id)
    )
    rows = [row for row in current_session().scalars(found) if row.method is not ContactMethod.NOT_ASKED]
    if not rows:
        return None
    best = max(rows, key=lambda row: (row.person_id == person_id, row.checked_on or clock.today(), row.id))
    load_keys(actor.agency_id, [best.person_id])
    return facts_of(best)


def visible_words(actor: Actor) -> Select[PersonMessage]:
    """The words to people of the actor's agency."""
    return select(PersonMessage).where(belongs_to(actor, PersonMessage))


def word(actor: Actor, word_id: UUID) -> PersonMessage:
    """One word to a person, as it stands now; raises NotVisible when the actor's agency has none such."""
    found = visible_words(actor).where(PersonMessage.id == word_id).execution_options(populate_existing=True)
    row = current_session().scalar(found)
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.person_id])
    return row


def words_to(actor: Actor, person_id: UUID) -> list[WordLine]:
    """The last twenty words to a person, on any of their linked records, newest first."""
    found = visible_words(actor).where(in_same_person(actor, PersonMessage.person_id, person_id))
    newest = found.order_by(PersonMessage.written_at.desc(), PersonMessage.id.desc()).limit(MOST_SHOWN)
    rows = list(current_session().scalars(newest))
    names = worker_names(actor, {row.written_by for row in rows})
    return [_line(row, names.get(row.written_by, "Somebody who left")) for row in rows]


def waits_for(actor: Actor, person_id: UUID) -> bool:
    """True when an e-mail to this person still waits for a safe hour."""
    waiting = visible_words(actor).where(PersonMessage.state == WordState.WAITING)
    same = in_same_person(actor, PersonMessage.person_id, person_id)
    return current_session().scalar(waiting.where(same).limit(1)) is not None


def words_due(actor: Actor) -> list[UUID]:
    """The e-mails of the actor's agency whose safe hour has come, the first due first."""
    found = (
        select(PersonMessage.id)
        .where(belongs_to(actor, PersonMessage), PersonMessage.state == WordState.WAITING)
        .where(PersonMessage.due_at <= clock.now())
        .order_by(PersonMessage.due_at)
        .limit(MOST_AT_ONCE)
    )
    return list(current_session().scalars(found))


def _line(row: PersonMessage, by_name: str) -> WordLine:
    message = neutral_messages().get(row.kind)
    at = row.ended_at or row.due_at or row.written_at
    return WordLine(
        row.id, message.label if message else row.kind, WAY_WORDS[row.method], _standing(row), at, by_name,
        row.state is WordState.WAITING,
    )  # fmt: skip


def _standing(row: PersonMessage) -> str:
    if row.outcome is not None:
        return OUTCOME_WORDS[row.outcome]
    if row.why_not is not None:
        return f"Not sent: {WHY_NOT_WORDS[row.why_not]}"
    return {WordState.WAITING: "Goes", WordState.SENT: "Sent"}[row.state]
