"""Writes of word to a person. The safe contact rules are obeyed here, at the time of writing and again of sending."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

from flask import current_app
from sqlalchemy import or_, update

from agencies.queries import user
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from people import queries
from people.models import Answer, ContactMethod, PersonMessage, WhyNotSent, WordOutcome, WordState
from people.neutral import NeutralMessage, neutral_messages
from people.reach import ContactFacts
from people.rules import ContactAnswer, may_be_noted, may_contact

NOT_SENT = "A message that you left with Roundtable did not go"


def send_word(*, actor: Actor, person_id: UUID, kind: str) -> PersonMessage:
    """Leave a neutral message for a person: it goes by e-mail at the next moment that they called safe.

    `kind` is a code of neutral_messages.json. Refuses when e-mail is not one of their safe ways, when nobody has asked
    at what times it is safe, and a second message while one waits. Source: security.md T3.
    """
    message = _message(kind)
    queries.person(actor, person_id)
    facts = queries.contact_facts(actor, person_id)
    answer = may_contact(facts, ContactMethod.EMAIL, clock.now())
    if facts is None or answer.way is None or answer.next_moment is None:
        raise answer.refusal("method")
    if queries.waits_for(actor, person_id):
        raise Refused("A message to them waits already.", instead="Take it back first, or let it go.", field="kind")
    return _store(
        actor, _new(actor, person_id, message, answer, facts), state=WordState.WAITING, due_at=answer.next_moment
    )


def note_word(
    *, actor: Actor, person_id: UUID, kind: str, method: ContactMethod, outcome: WordOutcome
) -> PersonMessage:
    """Note that a worker gave a person word by text, call or in person, and what came of it.

    Refuses an e-mail (Roundtable sends those), what the safe contact rules forbid now and half an hour ago, and a
    message on a machine where they have not said that voicemail is safe.
    """
    message = _message(kind)
    if method in (ContactMethod.EMAIL, ContactMethod.NOT_ASKED):
        raise Refused("Choose text, call or in person.", field="method")
    queries.person(actor, person_id)
    facts = queries.contact_facts(actor, person_id)
    answer = may_be_noted(facts, method, clock.now())
    if facts is None or not answer.allowed:
        raise answer.refusal("method")
    spoken_to_machine = method is ContactMethod.CALL and outcome is WordOutcome.LEFT_MESSAGE
    if spoken_to_machine and facts.voicemail is not Answer.GIVEN:
        raise Refused("Leave no voicemail: they have not said that it is safe.", field="outcome")
    row = _new(actor, person_id, message, answer, facts)
    return _store(actor, row, state=WordState.MADE, outcome=outcome, ended_at=clock.now())


def take_back_word(*, actor: Actor, word_id: UUID) -> PersonMessage:
    """Take back a message that still waits. Refuses one that has gone, or is going at this moment."""
    row = queries.word(actor, word_id)
    if not _move(actor, word_id, WordState.NOT_SENT, why_not=WhyNotSent.TAKEN_BACK, unclaimed=True):
        raise Refused("This message is no longer waiting.")
    current_session().refresh(row)
    audit.record(actor=actor, verb="took back", kind="word", row_id=row.id, subject_id=row.person_id)
    return row


def claim_word(*, actor: Actor, word_id: UUID) -> bool:
    """Claim a due message for one worker, by a conditional UPDATE; false when another has it. Then commit."""
    now = clock.now()
    claimed = current_session().scalar(
        update(PersonMessage)
        .where(PersonMessage.agency_id == actor.agency_id, PersonMessage.id == word_id)
        .where(PersonMessage.state == WordState.WAITING, PersonMessage.due_at <= now)
        .where(or_(PersonMessage.claimed_until.is_(None), PersonMessage.claimed_until < now))
        .values(claimed_until=now + outbox.LEASE, tries=PersonMessage.tries + 1)
        .returning(PersonMessage.id)
        .execution_options(synchronize_session=False)
    )
    return claimed is not None


def post_word(*, actor: Actor, word_id: UUID) -> bool:
    """Send a claimed message, if it is still safe; true when it went.

    Asks the safe contact again: changed or taken back since, it does not go and its writer is told; outside safe
    hours by now, it waits for the next ones. A mail server that does not answer is tried again, eight times at most.
    """
    row = queries.word(actor, word_id)
    facts = queries.contact_facts(actor, row.person_id)
    if facts is None or (facts.contact_id, facts.version) != (row.contact_id, row.contact_version):
        return _stop(actor, row, WhyNotSent.CONTACT_CHANGED)
    answer = may_contact(facts, row.method, clock.now())
    if not answer.allowed:
        return _wait(row, answer) if answer.next_moment else _stop(actor, row, WhyNotSent.NOT_SAFE)
    try:
        outbox.post(_mail(row))
    except (OSError, ValueError):  # no server, or an address that no header can hold
        return _try_later(actor, row)
    row.state, row.ended_at, row.claimed_until = WordState.SENT, clock.now(), None
    current_session().flush()
    audit.record(actor=actor, verb="sent", kind="word", row_id=row.id, subject_id=row.person_id)
    return True


def _message(kind: str) -> NeutralMessage:
    message = neutral_messages().get(kind)
    if message is None:
        raise Refused("Choose what to say.", field="kind")
    return message


def _new(
    actor: Actor, person_id: UUID, message: NeutralMessage, answer: ContactAnswer, facts: ContactFacts
) -> PersonMessage:
    if answer.way is None:
        raise answer.refusal("method")
    return PersonMessage(
        agency_id=actor.agency_id, person_id=person_id, kind=message.code, method=answer.way.method,
        address=answer.way.address, words=message.opened_with(facts.code_word), contact_id=facts.contact_id,
        contact_version=facts.version, written_by=actor.user_id, written_at=clock.now(),
    )  # fmt: skip


def _store(actor: Actor, row: PersonMessage, **values: object) -> PersonMessage:
    for name, value in values.items():
        setattr(row, name, value)
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="left word" if row.state is WordState.WAITING else "gave word", kind="word",
                 row_id=row.id, subject_id=row.person_id, fields=("kind", "method"))  # fmt: skip
    return row


def _move(actor: Actor, word_id: UUID, state: WordState, *, why_not: WhyNotSent, unclaimed: bool) -> bool:
    """End a waiting message by one conditional UPDATE; false when it waits no more, or is being sent."""
    change = (
        update(PersonMessage)
        .where(PersonMessage.agency_id == actor.agency_id, PersonMessage.id == word_id)
        .where(PersonMessage.state == WordState.WAITING)
    )
    if unclaimed:
        now = clock.now()
        change = change.where(or_(PersonMessage.claimed_until.is_(None), PersonMessage.claimed_until < now))
    ended = change.values(state=state, why_not=why_not, ended_at=clock.now(), claimed_until=None)
    moved = current_session().scalar(ended.returning(PersonMessage.id).execution_options(synchronize_session=False))
    return moved is not None


def _stop(actor: Actor, row: PersonMessage, why: WhyNotSent) -> bool:
    """Not sent: say why, and tell whoever wrote it, without a name or an address."""
    if _move(actor, row.id, WordState.NOT_SENT, why_not=why, unclaimed=False):
        current_session().refresh(row)
        audit.record(actor=actor, verb="did not send", kind="word", row_id=row.id, subject_id=row.person_id)
        outbox.put(
            agency_id=actor.agency_id, address=user(row.written_by).email, subject=NOT_SENT,
            path=f"/words/{row.id}", once=f"word-not-sent:{row.id}",
        )  # fmt: skip
    return False


def _wait(row: PersonMessage, answer: ContactAnswer) -> bool:
    row.due_at, row.claimed_until, row.tries = answer.next_moment, None, 0
    current_session().flush()
    return False


def _try_later(actor: Actor, row: PersonMessage) -> bool:
    if row.tries >= outbox.MOST_TRIES:
        return _stop(actor, row, WhyNotSent.CANNOT_POST)
    row.due_at, row.claimed_until = clock.now() + timedelta(minutes=2**row.tries), None
    current_session().flush()
    return False


def _mail(row: PersonMessage) -> EmailMessage:
    """Plain words from a plain address: no header says Roundtable's name, the agency's or the worker's."""
    sender = current_app.config["SETTINGS"].person_mail_from
    message = EmailMessage()
    message["From"] = sender
    message["To"] = row.address
    message["Subject"] = neutral_messages()[row.kind].subject
    message["Message-ID"] = f"<{row.id.hex}@{sender.rpartition('@')[2].strip('> ')}>"
    message.set_content(f"{row.words}\n")
    return message
