"""What goes to and fro: the police open, ask and say what came of it; the agency answers, and tells the person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from agencies import queries as agencies
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session
from safety.police import queries, rules
from safety.police.models import (
    LetterState,
    MessageKind,
    Outcome,
    PoliceLetter,
    PoliceMessage,
    PoliceRelease,
    PoliceTelling,
    Told,
)
from safety.police.service import notices
from safety.police.service.changing import audited
from safety.police.service.releasing import put_message
from safety.police.service.writing import refuse_answered

KIND = "received information"


def open_received(*, actor: Actor, release_id: UUID) -> PoliceRelease:
    """Open what was received for the first time: the agency sees who did, and when. Refuses what was taken back."""
    row = queries.peek_received(actor, release_id)
    if row.taken_back_at is not None:
        raise Refused("This was taken back before you opened it.", instead="Nothing of it can be read.")
    first = update(PoliceRelease).where(
        belongs_to(actor, PoliceRelease), PoliceRelease.id == row.id, PoliceRelease.opened_at.is_(None),
        PoliceRelease.taken_back_at.is_(None),
    )  # fmt: skip
    current_session().execute(
        first.values(opened_at=clock.now(), opened_name=agencies.user(actor.user_id).name)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    current_session().refresh(row)
    audit.record(actor=actor, verb="opened", kind=KIND, row_id=row.id)
    return row


def ask(*, actor: Actor, release_id: UUID, words: str) -> PoliceMessage:
    """The police ask something through the agency; nobody has to answer.

    Refuses where nobody agreed to be asked, before it was opened, once it was taken back, and six questions at once.
    """
    row = queries.peek_received(actor, release_id)
    waiting = queries.questions_open(actor, row.id)
    _refuse(row, MessageKind.QUESTION, waiting)
    if not words.strip():
        raise Refused("Write your question.", field="words")
    said = put_message(actor, row, MessageKind.QUESTION, words, by_name=agencies.user(actor.user_id).name)
    audit.record(actor=actor, verb="asked", kind=KIND, row_id=row.id)
    notices.tell_agency(row, notices.QUESTION, f"question-{said.id}")
    return said


def give_feedback(*, actor: Actor, release_id: UUID, outcome: Outcome, words: str) -> PoliceMessage:
    """The police say what came of it; it goes back to the agency alone. Refuses empty words on what was of no use."""
    row = queries.peek_received(actor, release_id)
    _refuse(row, MessageKind.FEEDBACK, 0)
    if outcome is Outcome.NO_USE and not words.strip():
        raise Refused("Say why you cannot use it.", field="said")
    name = agencies.user(actor.user_id).name
    said = put_message(actor, row, MessageKind.FEEDBACK, words.strip() or None, by_name=name, outcome=outcome)
    audit.record(actor=actor, verb="said what came of", kind=KIND, row_id=row.id, fields=[outcome.value])
    notices.tell_agency(row, notices.FEEDBACK, f"feedback-{said.id}")
    return said


def _refuse(row: PoliceRelease, kind: MessageKind, waiting: int) -> None:
    rules.refuse_message(
        row.kind, kind, taken_back=row.taken_back_at is not None, opened=row.opened_at is not None,
        open_questions=waiting,
    )  # fmt: skip


def give_no_answer(*, actor: Actor, letter_id: UUID, question_id: UUID) -> PoliceMessage:
    """Say that a question has no answer, in the same words whatever the reason. Refuses one that has its answer."""
    row, told = _gone(actor, letter_id)
    asked = queries.message(actor, told.id, question_id)
    if asked is None or asked.kind is not MessageKind.QUESTION:
        raise NotVisible
    refuse_answered(actor, question_id)
    said = put_message(actor, told, MessageKind.NO_ANSWER, None, question_id=question_id)
    audited(actor, "gave no answer", row)
    notices.tell_police(told, notices.ANSWERED, f"told-{said.id}")
    return said


def tell_person(*, actor: Actor, letter_id: UUID, message_id: UUID, told: Told, words: str) -> PoliceTelling:
    """Note that the person was told what came of it, or why not. Once for each message of the police.

    Refuses what is no feedback, what was noted before, and “told” for an observation: nobody stands behind one.
    """
    row, release = _gone(actor, letter_id)
    about = queries.message(actor, release.id, message_id)
    if about is None or about.kind is not MessageKind.FEEDBACK:
        raise NotVisible
    if queries.is_told(actor, message_id):
        raise Refused("This is written down already.")
    if row.report_id is None and told is not Told.NOBODY:
        raise Refused(
            "Nobody stands behind an observation.", instead="Choose that there is nobody to tell.", field="told"
        )
    noted = PoliceTelling(
        agency_id=actor.agency_id, letter_id=row.id, report_id=row.report_id, message_id=message_id, told=told,
        words=words.strip() or None, told_by=actor.user_id, told_at=clock.now(),
    )  # fmt: skip
    current_session().add(noted)
    current_session().flush()
    audited(actor, "noted telling", row, told.value)
    return noted


def _gone(actor: Actor, letter_id: UUID) -> tuple[PoliceLetter, PoliceRelease]:
    """A letter that is with the police, and what they hold of it."""
    row = queries.peek(actor, letter_id)
    rules.refuse_finished(row.state, wanted=[LetterState.RELEASED])
    if row.release_id is None:
        raise NotVisible
    return row, queries.release(actor, row.release_id)
