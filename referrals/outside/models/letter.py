"""Tables of letters to readers outside: the consent, the letter, the door that its link leads to, and the answer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key
from people.models import ConsentMethod, ConsentState, Purpose


class OutsideKind(StrEnum):
    """What an organisation outside is, as the immigration firewall needs to know it. Other counts as blocked."""

    SUPPORT = "support"
    HEALTH = "health"
    LEGAL = "legal"
    POLICE = "police"
    PROBATION = "probation"
    COUNCIL = "council"
    OTHER = "other"


class LetterState(StrEnum):
    """Held back, then ready behind its link, being read, and read; or ended before that, in one of five ways."""

    HELD = "held"
    READY = "ready"
    READING = "reading"
    READ = "read"
    UNDONE = "undone"
    RECALLED = "recalled"
    STOPPED = "stopped"
    EXPIRED = "expired"
    GUESSED = "guessed"


LIVE = (LetterState.HELD, LetterState.READY, LetterState.READING)


class Reply(StrEnum):
    """What a reader outside may say back."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class OutsideConsent(Sealable, Base):
    """What a person agreed to or refused about one organisation outside; never edited, as any consent.

    The organisation is named in the words that were read aloud. `answers` holds only what was asked.
    """

    __tablename__ = "outside_consent"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        Index("ix_outside_consent_person", "agency_id", "person_id", "given_at"),
        CheckConstraint("state <> 'withdrawn' or withdrawn_at is not null", name="withdrawn_outside_says_when"),
        CheckConstraint("state <> 'given' or told_may_refuse", name="outside_consent_is_freely_given"),
        CheckConstraint(
            "method <> 'interpreter' or interpreter_sealed is not null", name="an_outside_interpreter_is_named"
        ),
    )

    person_id: Mapped[UUID]
    state: Mapped[ConsentState] = choice(ConsentState, "outside_consent_has_a_state")
    organisation_sealed: Mapped[bytes | None]
    organisation = SealedText("organisation_sealed")
    organisation_index: Mapped[str]
    kind: Mapped[OutsideKind] = choice(OutsideKind, "outside_consent_has_a_kind")
    purpose: Mapped[Purpose] = choice(Purpose, "outside_consent_has_a_purpose")
    answers: Mapped[dict[str, bool]] = mapped_column(JSON)
    method: Mapped[ConsentMethod] = choice(ConsentMethod, "outside_consent_was_given_somehow")
    interpreter_sealed: Mapped[bytes | None]
    interpreter = SealedText("interpreter_sealed")
    wording_id: Mapped[UUID] = mapped_column(ForeignKey("consent_wording.id"))
    shown_sealed: Mapped[bytes | None]
    shown = SealedText("shown_sealed")
    conditions_sealed: Mapped[bytes | None]
    conditions = SealedText("conditions_sealed")
    told_may_refuse: Mapped[bool]
    safe_to_speak: Mapped[bool]
    capacity: Mapped[str]
    given_at: Mapped[datetime]
    valid_until: Mapped[date]
    recorded_by: Mapped[UUID]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_how: Mapped[str | None]
    withdrawn_by: Mapped[UUID | None]


class OutsideLetter(Sealable, Base):
    """A letter to a reader outside. `words` is the sender's own copy, under the person's key.

    `locked` is the reader's: sealed under a key made of the link and four words, neither of which is kept; once it is
    opened, under a key that only the reader's browser holds. It is gone as soon as nobody may read it any more.
    """

    __tablename__ = "outside_letter"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("consent_id", "outside_consent"),
        owned_key("sent_by", "user_account"),
        Index("ix_outside_letter_person", "agency_id", "person_id", "made_at"),
        Index("ix_outside_letter_due", "agency_id", "state", "opens_at"),
        CheckConstraint(
            "(state in ('held', 'ready', 'reading')) = (locked is not null)", name="an_ended_letter_holds_nothing"
        ),
        CheckConstraint(
            "(state in ('held', 'ready', 'reading')) = (ended_at is null)", name="an_ended_letter_says_when"
        ),
        CheckConstraint("wrong_tries >= 0", name="a_letter_counts_wrong_tries"),
    )

    person_id: Mapped[UUID]
    consent_id: Mapped[UUID]
    sent_by: Mapped[UUID]
    state: Mapped[LetterState] = choice(LetterState, "outside_letter_has_a_state")
    reader_sealed: Mapped[bytes | None]
    reader = SealedText("reader_sealed")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    categories: Mapped[list[str]] = mapped_column(JSON)
    locked: Mapped[bytes | None]
    salt: Mapped[bytes]
    reading_hash: Mapped[str | None]
    made_at: Mapped[datetime]
    opens_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    reading_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    wrong_tries: Mapped[int] = mapped_column(default=0)
    reply: Mapped[Reply | None] = choice(Reply, "outside_letter_has_a_known_reply")
    replied_at: Mapped[datetime | None]


class OutsideAnswer(Sealable, Base):
    """The line that a reader outside wrote back, sealed by the sending agency's own key."""

    __tablename__ = "outside_answer"
    __table_args__ = (owned_key("letter_id", "outside_letter"), Index("ix_outside_answer", "agency_id", "letter_id"))

    letter_id: Mapped[UUID]
    reply: Mapped[Reply] = choice(Reply, "outside_answer_is_a_known_reply")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: the reader wrote to the agency."""
        return self.agency_id


class OutsideDoor(Base):
    """Where a link leads, by the hash of its token; it says nothing of whom or what. No door: the link is dead.

    Not owned: a stranger who knocks has no agency yet. It counts the tries, so that parallel ones cannot slip by.
    """

    __tablename__ = "outside_door"
    __table_args__ = (UniqueConstraint("letter_id"), CheckConstraint("tries >= 0", name="a_door_counts_its_tries"))

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    letter_id: Mapped[UUID]
    tries: Mapped[int] = mapped_column(default=0)
