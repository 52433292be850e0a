"""Word to a person: neutral messages that were sent to them, or said to them by a worker. Sealed by their own key."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key
from people.models.record import ContactMethod


class WordState(StrEnum):
    """An e-mail waits for a safe hour, then goes or does not; a text or call was made by a worker."""

    WAITING = "waiting"
    SENT = "sent"
    NOT_SENT = "not_sent"
    MADE = "made"


class WordOutcome(StrEnum):
    """What came of a text, a call or a word in person."""

    TOLD = "told"
    NO_ANSWER = "no_answer"
    LEFT_MESSAGE = "left_message"


class WhyNotSent(StrEnum):
    """Why a waiting message did not go."""

    TAKEN_BACK = "taken_back"
    CONTACT_CHANGED = "contact_changed"
    NOT_SAFE = "not_safe"
    CANNOT_POST = "cannot_post"


class PersonMessage(Sealable, Base):
    """One neutral message to a person: which, how, to what address, and what became of it.

    It keeps the safe contact (id and version) that it was written under: another one at sending time stops it.
    """

    __tablename__ = "person_message"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("contact_id", "safe_contact"),
        Index("ix_person_message_due", "agency_id", "state", "due_at"),
        Index("ix_person_message_person", "agency_id", "person_id", "written_at"),
        CheckConstraint("state <> 'waiting' or due_at is not null", name="a_waiting_message_has_its_hour"),
        CheckConstraint("state <> 'not_sent' or why_not is not null", name="a_message_not_sent_says_why"),
        CheckConstraint("(state = 'made') = (outcome is not null)", name="a_word_that_was_made_has_an_outcome"),
        CheckConstraint("tries >= 0", name="a_message_counts_its_tries"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str]
    method: Mapped[ContactMethod] = choice(ContactMethod, "message_goes_somehow")
    state: Mapped[WordState] = choice(WordState, "message_has_a_known_state")
    outcome: Mapped[WordOutcome | None] = choice(WordOutcome, "message_has_a_known_outcome", nullable=True)
    why_not: Mapped[WhyNotSent | None] = choice(WhyNotSent, "message_has_a_known_end", nullable=True)
    address_sealed: Mapped[bytes | None]
    address = SealedText("address_sealed")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    contact_id: Mapped[UUID]
    contact_version: Mapped[int]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
