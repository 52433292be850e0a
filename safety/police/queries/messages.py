"""What goes to and fro about a release, as each side may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from core.actor import Actor
from core.crypto import envelopes
from core.crypto.datakeys import load_keys
from core.crypto.keyring import CannotOpen
from core.scoping import belongs_to, current_session
from safety.police.models import MessageKind, Outcome, PoliceLetter, PoliceMessage, PoliceRelease, PoliceTelling, Told
from safety.police.queries.letters import visible_to
from safety.police.vocabulary import NO_ANSWER

ANSWERS = (MessageKind.ANSWER, MessageKind.NO_ANSWER)


@dataclass(frozen=True, slots=True)
class Said:
    """One message: its words, and on the agency's side whether the person was told."""

    id: UUID
    kind: MessageKind
    outcome: Outcome | None
    words: str
    by_name: str
    at: datetime
    question_id: UUID | None
    answered: bool
    told: Told | None = None
    told_words: str = ""

    @property
    def waits_for_telling(self) -> bool:
        """Whether it is feedback of which nobody wrote down yet that the person knows."""
        return self.kind is MessageKind.FEEDBACK and self.told is None


@dataclass(frozen=True, slots=True)
class Returned:
    """Something that came back from the police and waits for the agency: a question, or feedback to pass on."""

    letter_id: UUID
    reference: str
    kind: MessageKind
    at: datetime
    police_id: UUID


def messages_of(actor: Actor, release: PoliceRelease) -> list[Said]:
    """What was said about a release, the earliest first; nothing for a side whose key to it was destroyed."""
    found = select(PoliceMessage).where(belongs_to(actor, PoliceMessage), PoliceMessage.release_id == release.id)
    rows = current_session().scalars(found.order_by(PoliceMessage.at, PoliceMessage.id)).all()
    if not rows:
        return []
    answered = {row.question_id for row in rows if row.question_id is not None}
    telling = _tellings(actor, rows) if release.from_agency_id == actor.agency_id else {}
    try:
        return [_said(actor, release, row, row.id in answered, telling.get(row.id)) for row in rows]
    except CannotOpen:
        return []


def _said(
    actor: Actor, release: PoliceRelease, row: PoliceMessage, answered: bool, telling: PoliceTelling | None
) -> Said:
    sealed = row.words_sealed
    words = envelopes.opened(actor, release.id, sealed, str(row.id)) if sealed is not None else NO_ANSWER
    return Said(
        row.id, row.kind, row.outcome, words, row.by_name or "", row.at, row.question_id, answered,
        telling.told if telling else None, (telling.words or "") if telling else "",
    )  # fmt: skip


def _tellings(actor: Actor, rows: Sequence[PoliceMessage]) -> dict[UUID, PoliceTelling]:
    found = select(PoliceTelling).where(
        belongs_to(actor, PoliceTelling), PoliceTelling.message_id.in_([row.id for row in rows])
    )
    held = current_session().scalars(found).all()
    load_keys(actor.agency_id, [each.key_subject for each in held])
    return {each.message_id: each for each in held}


def message(actor: Actor, release_id: UUID, message_id: UUID) -> PoliceMessage | None:
    """One message about a release; None when there is none on the actor's side."""
    found = select(PoliceMessage).where(
        belongs_to(actor, PoliceMessage), PoliceMessage.release_id == release_id, PoliceMessage.id == message_id
    )
    return current_session().scalars(found).one_or_none()


def is_answered(actor: Actor, question_id: UUID) -> bool:
    """Whether a question has its answer, or was said to have none."""
    found = select(PoliceMessage.id).where(belongs_to(actor, PoliceMessage), PoliceMessage.question_id == question_id)
    return current_session().scalar(found.limit(1)) is not None


def is_told(actor: Actor, message_id: UUID) -> bool:
    """Whether it was written down that the person was told of a message, or why not."""
    found = select(PoliceTelling.id).where(belongs_to(actor, PoliceTelling), PoliceTelling.message_id == message_id)
    return current_session().scalar(found.limit(1)) is not None


def questions_open(actor: Actor, release_id: UUID) -> int:
    """How many questions about a release still wait."""
    return len(current_session().scalars(_unanswered(actor).where(PoliceMessage.release_id == release_id)).all())


def _unanswered(actor: Actor) -> Select[PoliceMessage]:
    reply = aliased(PoliceMessage)
    answers = select(reply.id).where(belongs_to(actor, reply), reply.question_id == PoliceMessage.id)
    found = select(PoliceMessage).where(belongs_to(actor, PoliceMessage), PoliceMessage.kind == MessageKind.QUESTION)
    return found.where(~answers.exists())


def returned(actor: Actor, limit: int = 20) -> list[Returned]:
    """What came back and waits: questions without an answer, and feedback that nobody passed on yet; oldest first."""
    seen = visible_to(actor).where(PoliceLetter.question_id.is_(None), PoliceLetter.state == "released")
    told = select(PoliceTelling.id).where(
        belongs_to(actor, PoliceTelling), PoliceTelling.message_id == PoliceMessage.id
    )
    reply = aliased(PoliceMessage)
    answers = select(reply.id).where(belongs_to(actor, reply), reply.question_id == PoliceMessage.id)
    waits = and_(PoliceMessage.kind == MessageKind.QUESTION, ~answers.exists()) | and_(
        PoliceMessage.kind == MessageKind.FEEDBACK, ~told.exists()
    )
    found = (
        seen.join(PoliceMessage, PoliceMessage.release_id == PoliceLetter.release_id)
        .where(belongs_to(actor, PoliceMessage), PoliceMessage.to_agency_id == actor.agency_id, waits)
        .with_only_columns(
            PoliceLetter.id, PoliceLetter.reference, PoliceMessage.kind, PoliceMessage.at, PoliceLetter.police_id
        )
    )
    rows = current_session().execute(found.order_by(PoliceMessage.at).limit(limit))
    return [Returned(*row) for row in rows]
