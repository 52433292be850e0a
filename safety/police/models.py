"""Tables of information to the police. What two agencies see is sealed and names no report; the rest is the agency's.

The police's side of a release holds a reference made at random: no report, observation or person can be found by it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, TwoParty, choice, owned_key, uuid7
from safety.vocabulary import Grade


class ReleaseKind(StrEnum):
    """How the police hear of it; each rests on the scope of the same name."""

    INTELLIGENCE = "intelligence"
    CONTACT = "contact"
    FULL_REPORT = "full_report"


class LetterState(StrEnum):
    """Being written, with the second person, gone, not to go after all, or taken back."""

    WRITING = "writing"
    CHECKING = "checking"
    RELEASED = "released"
    SET_ASIDE = "set_aside"
    TAKEN_BACK = "taken_back"


class EndedWhy(StrEnum):
    """Why a letter ended: the person said no, the agency thought better of it, or the record was erased."""

    SCOPE = "scope"
    AGENCY = "agency"
    ERASED = "erased"


class MessageKind(StrEnum):
    """What goes to and fro about a release."""

    QUESTION = "question"
    ANSWER = "answer"
    NO_ANSWER = "no_answer"
    FEEDBACK = "feedback"


class Outcome(StrEnum):
    """What the police say came of it."""

    HELD = "held"
    LOOKING = "looking"
    HELPED = "helped"
    STOPPED = "stopped"
    CHARGED = "charged"
    CRIME_RECORDED = "crime_recorded"
    PASSED_ON = "passed_on"
    NO_USE = "no_use"


class Told(StrEnum):
    """What the agency did with what came back."""

    TOLD = "told"
    NOT_WANTED = "not_wanted"
    NOT_REACHED = "not_reached"
    NOBODY = "nobody"


class PoliceRelease(TwoParty, Base):
    """What one agency told one police service, sealed for both. Closing it destroys the police's key to it."""

    __tablename__ = "police_release"
    __table_args__ = (
        Index("ix_police_release_in", "to_agency_id", "released_at"),
        Index("ix_police_release_out", "from_agency_id", "released_at"),
        UniqueConstraint("to_agency_id", "reference"),
        CheckConstraint("from_agency_id <> to_agency_id", name="information_goes_to_another_agency"),
        CheckConstraint("(opened_at is null) = (opened_name is null)", name="who_opened_information_is_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    reference: Mapped[str]
    kind: Mapped[ReleaseKind] = choice(ReleaseKind, "release_is_of_a_known_kind")
    grade: Mapped[Grade] = choice(Grade, "release_has_a_source")
    content_sealed: Mapped[bytes]
    released_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    opened_name: Mapped[str | None]
    taken_back_at: Mapped[datetime | None]


class PoliceMessage(TwoParty, Base):
    """A question or feedback of the police, or the agency's answer; sealed under the release's key. Append-only."""

    __tablename__ = "police_message"
    __table_args__ = (
        Index("ix_police_message_release", "release_id", "at"),
        Index("ix_police_message_in", "to_agency_id", "kind", "at"),
        Index("ix_police_message_question", "question_id"),
        CheckConstraint("(outcome is not null) = (kind = 'feedback')", name="feedback_alone_says_what_came_of_it"),
        CheckConstraint(
            "(question_id is not null) = (kind in ('answer', 'no_answer'))", name="an_answer_is_to_a_question"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("police_release.id"))
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("police_message.id"))
    kind: Mapped[MessageKind] = choice(MessageKind, "message_is_of_a_known_kind")
    outcome: Mapped[Outcome | None] = choice(Outcome, "feedback_has_a_known_outcome", nullable=True)
    words_sealed: Mapped[bytes | None]
    by_name: Mapped[str | None]
    at: Mapped[datetime]


class PoliceLetter(Sealable, Base):
    """What the agency writes before it goes, and where it came from. The police never see this row.

    A letter that answers a question of theirs is checked like any other (`question_id`, `release_id` from its start).
    """

    __tablename__ = "police_letter"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        owned_key("observation_id", "outreach_observation"),
        owned_key("written_by", "user_account"),
        owned_key("changed_by", "user_account"),
        owned_key("checked_by", "user_account"),
        owned_key("ended_by", "user_account"),
        UniqueConstraint("agency_id", "reference"),
        Index("ix_police_letter_state", "agency_id", "state", "written_at"),
        Index("ix_police_letter_report", "agency_id", "report_id", "kind"),
        Index("ix_police_letter_observation", "agency_id", "observation_id"),
        Index("ix_police_letter_written_by", "agency_id", "written_by"),
        Index("ix_police_letter_release", "agency_id", "release_id"),
        CheckConstraint("(report_id is null) <> (observation_id is null)", name="a_letter_comes_of_one_thing"),
        CheckConstraint(
            "observation_id is null or kind = 'intelligence'", name="an_observation_is_passed_on_without_names"
        ),
        CheckConstraint(
            "checked_by is null or (checked_by <> written_by and checked_by <> changed_by)",
            name="another_person_releases_a_letter",
        ),
        CheckConstraint("(checked_at is null) = (checked_by is null)", name="who_released_a_letter_is_known"),
        CheckConstraint(
            "state not in ('released', 'taken_back') or (checked_at is not null and release_id is not null)",
            name="a_letter_that_went_says_who_released_it",
        ),
        CheckConstraint(
            "(state in ('set_aside', 'taken_back')) = (ended_at is not null)", name="a_letter_that_ended_says_when"
        ),
        CheckConstraint("(ended_at is null) = (ended_why is null)", name="a_letter_that_ended_says_why"),
    )

    reference: Mapped[str]
    report_id: Mapped[UUID | None]
    observation_id: Mapped[UUID | None]
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("police_message.id"))
    release_id: Mapped[UUID | None] = mapped_column(ForeignKey("police_release.id"))
    police_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[ReleaseKind] = choice(ReleaseKind, "letter_is_of_a_known_kind")
    grade: Mapped[Grade] = choice(Grade, "letter_has_a_source")
    state: Mapped[LetterState] = choice(LetterState, "letter_has_a_known_state", default=LetterState.WRITING)
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    noticed_sealed: Mapped[bytes | None]
    noticed = SealedText("noticed_sealed")
    who_sealed: Mapped[bytes | None]
    who = SealedText("who_sealed")
    reasons_sealed: Mapped[bytes | None]
    reasons = SealedText("reasons_sealed")
    returned_sealed: Mapped[bytes | None]
    returned = SealedText("returned_sealed")
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    checked_by: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[EndedWhy | None] = choice(EndedWhy, "letter_ended_for_a_known_reason", nullable=True)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The report that it was written from, so that both are forgotten together; else its own."""
        return self.report_id or self.id


class PoliceTelling(Sealable, Base):
    """That the person was told what came back from the police, or why not. Append-only; sealed as its letter is."""

    __tablename__ = "police_telling"
    __table_args__ = (
        owned_key("letter_id", "police_letter"),
        owned_key("report_id", "incident_report"),
        owned_key("told_by", "user_account"),
        UniqueConstraint("agency_id", "message_id"),
        Index("ix_police_telling_letter", "agency_id", "letter_id"),
    )

    letter_id: Mapped[UUID]
    report_id: Mapped[UUID | None]
    message_id: Mapped[UUID] = mapped_column(ForeignKey("police_message.id"))
    told: Mapped[Told] = choice(Told, "telling_has_a_known_answer")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    told_by: Mapped[UUID]
    told_at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """Whatever seals its letter."""
        return self.report_id or self.letter_id
