"""The second person's verbs: let a letter go, or give it back; and what the agency takes back later."""

from __future__ import annotations

from uuid import UUID

from agencies import queries as agencies
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.crypto import envelopes
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import current_session
from outreach.observations import service as observations
from people import service as people
from people.models import Category, DisclosureKind
from safety.police import checks, queries, rules
from safety.police.models import EndedWhy, LetterState, MessageKind, PoliceLetter, PoliceMessage, PoliceRelease
from safety.police.models import ReleaseKind as Kind
from safety.police.service import notices
from safety.police.service.changing import audited, change
from safety.police.service.writing import refuse_without_yes, report_of
from safety.police.vocabulary import opening

#: What stands in the person's ledger of each kind.
TOLD_OF = {
    Kind.INTELLIGENCE: (Category.INCIDENT, Category.OFFENDER),
    Kind.CONTACT: (Category.INCIDENT, Category.OFFENDER),
    Kind.FULL_REPORT: (Category.ALIAS, Category.CONTACT, Category.INCIDENT, Category.OFFENDER),
}
WITHOUT_NAME = "without your name"
WITH_NAME = "as a full report"


def release(*, actor: Actor, letter_id: UUID, version: int, typed: str) -> PoliceLetter:
    """Let a letter go to the police, sealed for them and for the agency; a row in the person's ledger.

    Refuses who wrote any of it, without the person's yes to this very kind, what the check found and nobody mended or
    answered, an agreement that ended, and until the name of the police service was typed.
    """
    row = _waiting(actor, letter_id)
    rules.refuse_same_person(actor.user_id, (row.written_by, row.changed_by))
    refuse_without_yes(actor, row)
    police = agencies.agency(row.police_id)
    agreed = agencies.has_current_agreement(row.police_id, clock.today())
    rules.refuse_receiver(police.kind, active=police.active, has_agreement=agreed)
    rules.refuse_open(checks.left_open(actor, row, report_of(actor, row)))
    rules.refuse_untyped(typed, police.name)
    now = clock.now()
    told = _answer(actor, row) if row.question_id is not None else _sealed(actor, row)
    change(
        actor, row, [LetterState.CHECKING], version, state=LetterState.RELEASED, release_id=told.id,
        checked_by=actor.user_id, checked_at=now,
    )  # fmt: skip
    if row.observation_id is not None:
        observations.mark_forwarded(actor=actor, observation_id=row.observation_id, release_id=told.id)
    _into_ledger(actor, row, DisclosureKind.INFORMATION)
    audited(actor, "released", row, row.kind.value)
    subject = notices.ARRIVED if row.question_id is None else notices.ANSWERED
    notices.tell_police(told, subject, f"told-{row.id}")
    notices.tell_writer(row, notices.GONE, "gone", queries.about(actor, row))
    return row


def _sealed(actor: Actor, row: PoliceLetter) -> PoliceRelease:
    """The police's copy: an opening that names the agency and the grade, the words, and what was noticed."""
    release_id, own = uuid7(), agencies.agency(actor.agency_id)
    content = {
        "opening": opening(own.name, row.grade, row.kind), "words": row.words or "",
        "noticed": checks.noticed_lines(checks.noticed_of(row)),
        "who": queries.who_of(row).lines if row.kind is Kind.FULL_REPORT else [],
    }  # fmt: skip
    told = PoliceRelease(
        id=release_id, from_agency_id=actor.agency_id, to_agency_id=row.police_id, reference=row.reference,
        kind=row.kind, grade=row.grade, released_at=clock.now(),
        content_sealed=envelopes.seal_new(release_id, actor.agency_id, (row.police_id,), content),
    )  # fmt: skip
    current_session().add(told)
    current_session().flush()
    return told


def _answer(actor: Actor, row: PoliceLetter) -> PoliceRelease:
    """The agency's answer beside the question, under the key of the release that it is about."""
    if row.release_id is None or row.question_id is None:
        raise NotVisible
    told = queries.release(actor, row.release_id)
    if told.taken_back_at is not None:
        raise Refused("This was taken back.", instead="Nothing can be sent about it.")
    if queries.is_answered(actor, row.question_id):
        raise Refused("This question has its answer.")
    put_message(actor, told, MessageKind.ANSWER, row.words, question_id=row.question_id)
    return told


def put_message(
    actor: Actor, told: PoliceRelease, kind: MessageKind, words: str | None, *, question_id: UUID | None = None,
    by_name: str | None = None, outcome: str | None = None,
) -> PoliceMessage:  # fmt: skip
    """One message about a release, from the actor's side to the other."""
    message_id = uuid7()
    other = told.to_agency_id if told.from_agency_id == actor.agency_id else told.from_agency_id
    sealed = envelopes.seal_more(actor, told.id, str(message_id), words.strip()) if words else None
    row = PoliceMessage(
        id=message_id, from_agency_id=actor.agency_id, to_agency_id=other, release_id=told.id, kind=kind,
        question_id=question_id, outcome=outcome, words_sealed=sealed, by_name=by_name, at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    return row


def give_back(*, actor: Actor, letter_id: UUID, version: int, words: str) -> PoliceLetter:
    """Give a letter back to whoever wrote it, with what is to be mended. Refuses its writers, and without words."""
    row = _waiting(actor, letter_id)
    rules.refuse_same_person(actor.user_id, (row.written_by, row.changed_by))
    if not words.strip():
        raise Refused("Write what is to be mended.", field="words")
    change(
        actor, row, [LetterState.CHECKING], version, state=LetterState.WRITING, asked_at=None, returned=words.strip()
    )
    audited(actor, "gave back", row, "returned")
    notices.tell_writer(row, notices.RETURNED, f"returned-{row.version}", queries.about(actor, row))
    return row


def _waiting(actor: Actor, letter_id: UUID) -> PoliceLetter:
    """A letter that waits for a second person, for those who may be one."""
    if not actor.may(Permission.REPORT_RELEASE):
        raise NotVisible
    row = queries.peek(actor, letter_id)
    rules.refuse_finished(row.state, wanted=[LetterState.CHECKING])
    return row


def take_back(*, actor: Actor, letter_id: UUID, version: int) -> PoliceLetter:
    """Close what went to the police by this letter, because the agency no longer stands by it.

    The police's key to it is destroyed and they are told; what they read stays read. Refuses an answer to a question
    (what it belongs to is taken back), and a letter that did not go.
    """
    row = queries.peek(actor, letter_id)
    if row.question_id is not None:
        raise Refused("An answer goes with what it answers.", instead="Take that back.")
    rules.refuse_finished(row.state, wanted=[LetterState.RELEASED])
    change(
        actor, row, [LetterState.RELEASED], version, state=LetterState.TAKEN_BACK, ended_by=actor.user_id,
        ended_at=clock.now(), ended_why=EndedWhy.AGENCY,
    )  # fmt: skip
    _closed(actor, row)
    return row


def _closed(actor: Actor, row: PoliceLetter) -> None:
    """Destroy the police's key to what went, and tell them; a row in the person's ledger."""
    if row.release_id is None:
        return
    told = queries.release(actor, row.release_id)
    envelopes.close_for(actor, told.id, told.to_agency_id)
    told.taken_back_at = clock.now()
    current_session().flush()
    audited(actor, "took back", row, row.kind.value)
    _into_ledger(actor, row, DisclosureKind.WITHDRAWN)
    notices.tell_police(told, notices.TAKEN_BACK, "taken-back")


def _into_ledger(actor: Actor, row: PoliceLetter, kind: DisclosureKind) -> None:
    about = queries.about(actor, row)
    if about is None:
        return
    people.record_disclosure(
        actor=actor, person_id=about, kind=kind, recipient_agency_id=row.police_id, recipient_team_id=None,
        categories=TOLD_OF[row.kind], reason=WITH_NAME if row.kind is Kind.FULL_REPORT else WITHOUT_NAME,
    )  # fmt: skip


def end_by_scope(actor: Actor, row: PoliceLetter) -> None:
    """End one letter because the person said no: what is being written stops, what went is closed, and nothing else."""
    gone = row.state is LetterState.RELEASED and row.question_id is None
    change(
        actor, row, (*rules.OPEN_STATES, LetterState.RELEASED), row.version,
        state=LetterState.TAKEN_BACK if row.state is LetterState.RELEASED else LetterState.SET_ASIDE,
        ended_by=actor.user_id, ended_at=clock.now(), ended_why=EndedWhy.SCOPE,
    )  # fmt: skip
    if gone:
        _closed(actor, row)
    else:
        audited(actor, "ended", row)


def close_to_ourselves(actor: Actor, row: PoliceLetter) -> None:
    """Destroy the agency's own key to what went, so that an erased report cannot be read there either."""
    if row.release_id is not None:
        envelopes.close_for(actor, row.release_id, actor.agency_id)
    audited(actor, "forgot", row)
