"""What two agencies write to each other about a referral: sealed, audited, never changed, closed with its package."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from agencies.models import AgencyKind
from agencies.queries import names_of, user
from core import audit, clock
from core.actor import Actor
from core.crypto.keyring import CannotOpen
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session
from people import service as people_service
from people.models import Category, DisclosureKind, Purpose
from people.rules import Recipient, words_to_check
from referrals import package, queries, rules, vocabulary
from referrals.models import Message, MessageReading, Referral, RestsOn
from referrals.service.notices import refuse, tell_written

CLOSED = "This thread is closed, as the referral is. Nothing more can be written here."


def write_message(
    *, actor: Actor, referral_id: UUID, words: str, checked: bool = False, read_to: UUID | None = None
) -> Message:
    """Write to the other side of a referral; it is told that something waits, and no more.

    `checked`: words that a person should look at were read again; `read_to`: the last message that the writer saw,
    which answering marks as read. Plain text of at most 4,000 characters, sealed under the package's key. Refuses
    where the thread is closed; a sender without consent that covers the package at this moment; what the record holds
    and the package did not (rules.spilled); words on immigration and the like to police, probation or a council that
    nobody has read again; a sender’s words to these where a decision stands in for consent. Each message about a
    person is a row of their ledger, without its content.
    Source: domain.md 4.1 and 4.5, security.md T7.
    """
    referral = _held(actor, referral_id)
    is_ours = referral.from_agency_id == actor.agency_id
    if not queries.may_write(actor, is_ours=is_ours):
        raise NotVisible
    other_id = referral.to_agency_id if is_ours else referral.from_agency_id
    other, kind = names_of([other_id])[other_id], queries.kind_of(other_id)
    refuse(rules.thread_is_open(referral, queries.kind_of(referral.to_agency_id), is_ours=is_ours, other=other))
    words = _plain(words)
    refuse(rules.message_has_words(words))
    person_id = queries.own_person(actor, referral.id)
    consent_id = None
    if is_ours:
        consent_id = _still_covered(actor, referral, person_id, other)
    else:
        _refuse_if_closed(actor, referral)
    _refuse_what_must_stay(actor, referral, person_id, words, kind, other, checked=checked)
    message = _store(actor, referral, other_id, words, checked=checked)
    _mark(actor, referral.id, read_to)
    _note_in_ledger(actor, referral, message, person_id, other_id, consent_id)
    tell_written(referral, message.id, to_sender=not is_ours)
    current_session().flush()
    return message


def mark_read(*, actor: Actor, referral_id: UUID, read_to: UUID) -> int:
    """Say that the actor's side has read the thread as far as a message; returns how many were new.

    What came after that message stays unread. A role that may not write for its side marks nothing.
    """
    referral = queries.referral(actor, referral_id)
    if not queries.may_write(actor, is_ours=referral.from_agency_id == actor.agency_id):
        raise NotVisible
    return _mark(actor, referral.id, read_to)


def record_message_refusal(*, actor: Actor, referral_id: UUID, reason: str) -> None:
    """Put a refused message into the person's ledger: that it did not leave, and why; never its words."""
    referral = queries.referral(actor, referral_id)
    person_id = queries.own_person(actor, referral.id)
    if person_id is None:
        return
    is_ours = referral.from_agency_id == actor.agency_id
    people_service.record_disclosure(
        actor=actor, person_id=person_id, kind=DisclosureKind.REFUSAL,
        recipient_agency_id=referral.to_agency_id if is_ours else referral.from_agency_id,
        recipient_team_id=referral.to_team_id if is_ours else None, categories=[], referral_id=referral.id,
        reason=reason,
    )  # fmt: skip


def _held(actor: Actor, referral_id: UUID) -> Referral:
    """The referral, held until the end: its withdrawal waits for this message, or this message finds it withdrawn."""
    statement = queries.visible_to(actor).where(Referral.id == referral_id).with_for_update(key_share=True)
    found = current_session().scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def _plain(words: str) -> str:
    """Text as it was typed, with one kind of line end and nothing that does not print."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(letter for letter in line if letter.isprintable()).rstrip() for line in lines).strip()


def _still_covered(actor: Actor, referral: Referral, person_id: UUID | None, other: str) -> UUID | None:
    """The consent that a sender's message rests on; None where an authorised decision to share takes its place."""
    if person_id is None:
        raise NotVisible
    recipient = Recipient(referral.to_agency_id, referral.to_team_id)
    if referral.rests_on is RestsOn.DECISION:
        _refuse_if_closed(actor, referral)
        return _consent_beside_decision(actor, person_id, recipient, other)
    sent = queries.categories_sent(actor, referral.id)
    now = queries.coverage(actor, person_id, sent, recipient, Purpose(referral.purpose))
    refuse(rules.consent_covers(now.missing, other))
    return now.covered[Category.ALIAS].id


def _consent_beside_decision(actor: Actor, person_id: UUID, recipient: Recipient, other: str) -> UUID | None:
    """A live consent to tell this team the triage part, for any purpose: safeguarding itself is never asked about."""
    found = (queries.coverage(actor, person_id, rules.TRIAGE, recipient, purpose) for purpose in Purpose)
    agreed = next((each for each in found if each.allowed), None)
    kind = queries.kind_of(recipient.agency_id)
    refuse(rules.message_beside_decision(kind, other, agreed=agreed is not None))
    return agreed.covered[Category.ALIAS].id if agreed else None


def _refuse_if_closed(actor: Actor, referral: Referral) -> None:
    """Refuse where the package is closed, or its last day has passed: the receiver can no longer read the thread."""
    found = package.triages(actor, [referral.id]).get(referral.id)
    if found is None:
        raise Refused(CLOSED)
    by_decision = referral.rests_on is RestsOn.DECISION
    refuse(rules.consent_still_runs(found.last_day, clock.today(), by_decision=by_decision))


def _refuse_what_must_stay(
    actor: Actor, referral: Referral, person_id: UUID | None, words: str, kind: AgencyKind, other: str, *, checked: bool
) -> None:
    sent = frozenset(queries.categories_sent(actor, referral.id))
    held = queries.held_values(actor, person_id) if person_id else {}
    found = rules.spilled(words, held, sent, kind)
    refuse(rules.message_may_go(found, kind, other))
    watched = words_to_check(words, kind, vocabulary.watched_words(), consented=sent)
    refuse(rules.words_were_checked([*found.look_at, *watched], checked=checked))


def _store(actor: Actor, referral: Referral, other_id: UUID, words: str, *, checked: bool) -> Message:
    message_id = uuid7()
    try:
        sealed = package.seal_note(actor, referral.id, message_id, words)
    except CannotOpen:
        raise Refused(CLOSED) from None
    row = Message(
        id=message_id, referral_id=referral.id, from_agency_id=actor.agency_id, to_agency_id=other_id,
        at=clock.now(), writer_name=user(actor.user_id).name, words_sealed=sealed, checked=checked,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    return row


def _mark(actor: Actor, referral_id: UUID, read_to: UUID | None) -> int:
    """Mark as read what the other side wrote, up to and with a message of this thread."""
    last = current_session().scalar(
        select(Message).where(belongs_to(actor, Message), Message.referral_id == referral_id, Message.id == read_to)
    )
    if last is None:
        return 0
    unread = [each for each in queries.unread_of(actor, referral_id) if (each.at, each.id) <= (last.at, last.id)]
    reader, now = user(actor.user_id).name, clock.now()
    current_session().add_all(
        MessageReading(
            referral_id=referral_id, message_id=each.id, from_agency_id=actor.agency_id,
            to_agency_id=each.from_agency_id, at=now, reader_name=reader,
        )
        for each in unread
    )  # fmt: skip
    if unread:
        audit.record(actor=actor, verb="marked read", kind="referral messages", row_id=referral_id)
    current_session().flush()
    return len(unread)


def _note_in_ledger(
    actor: Actor, referral: Referral, message: Message, person_id: UUID | None, other_id: UUID, consent_id: UUID | None
) -> None:
    audit.record(
        actor=actor, verb="wrote", kind="referral message", row_id=message.id, subject_id=person_id,
        fields=["words", "checked"] if message.checked else ["words"],
    )  # fmt: skip
    if person_id is None:
        return
    subject = queries.subject(actor, referral.id)
    people_service.record_disclosure(
        actor=actor, person_id=person_id, kind=DisclosureKind.MESSAGE, recipient_agency_id=other_id,
        recipient_team_id=referral.to_team_id if subject else None, categories=[], consent_id=consent_id,
        referral_id=referral.id, decision_id=subject.decision_id if subject else None,
    )  # fmt: skip
