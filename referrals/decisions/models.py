"""Tables of decisions to share without consent. Everything said in them is sealed by the person's own key."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key


class Direction(StrEnum):
    """What is being decided: to share without consent, or not to share. Both are recorded in the same way."""

    SHARE = "share"
    KEEP = "keep"


class DecisionState(StrEnum):
    """Where a decision stands.

    LEFT: shared in an emergency, the rest to be written. AGREED: a second person said yes, an outside body is to be
    told. SHARED and KEPT wait for their review; DONE is reviewed.
    """

    DRAFT = "draft"
    LEFT = "left"
    WAITING = "waiting"
    QUESTIONED = "questioned"
    AGREED = "agreed"
    SHARED = "shared"
    KEPT = "kept"
    REFUSED = "refused"
    DROPPED = "dropped"
    DONE = "done"


class StepVerb(StrEnum):
    """One act in the life of a decision."""

    BEGUN = "begun"
    LEFT = "left"
    SUBMITTED = "submitted"
    QUESTIONED = "questioned"
    AUTHORISED = "authorised"
    REFUSED = "refused"
    SHARED = "shared"
    KEPT = "kept"
    TOLD = "told"
    PUT_OFF = "put_off"
    RECEIPT = "receipt"
    REVIEWED = "reviewed"
    DROPPED = "dropped"


class SharingDecision(Sealable, Base):
    """One decision about one person and one recipient. Two people make it; nothing leaves by one alone but in danger.

    `answers` holds everything that was written, as it is written, page by page (`answers.Answers`).
    """

    __tablename__ = "sharing_decision"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("decided_by", "user_account"),
        Index("ix_sharing_decision_person", "agency_id", "person_id"),
        Index("ix_sharing_decision_state", "agency_id", "state", "begun_at"),
        CheckConstraint("authorised_by is null or authorised_by <> decided_by", name="two_people_decide_to_share"),
        CheckConstraint(
            "left_at is null or emergency or authorised_by is not null", name="what_left_without_consent_was_authorised"
        ),
        CheckConstraint(
            "left_at is null or not emergency or complete_by is not null", name="an_emergency_is_completed_by_a_day"
        ),
        CheckConstraint(
            "state not in ('shared', 'kept') or (authorised_by is not null and review_on is not null)",
            name="a_decision_has_a_second_person_and_a_review",
        ),
    )

    person_id: Mapped[UUID]
    decided_by: Mapped[UUID]
    direction: Mapped[Direction] = choice(Direction, "decision_has_a_direction")
    emergency: Mapped[bool] = mapped_column(default=False)
    state: Mapped[DecisionState] = choice(DecisionState, "decision_has_a_known_state", default=DecisionState.DRAFT)
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    begun_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    authorised_by: Mapped[UUID | None]
    authorised_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    complete_by: Mapped[date | None]
    referral_id: Mapped[UUID | None]
    tell_on: Mapped[date | None]
    told_at: Mapped[datetime | None]
    review_on: Mapped[date | None]
    reviewed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class DecisionStep(Sealable, Base):
    """One act in the life of a decision, with the words that were said. Only ever added."""

    __tablename__ = "decision_step"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("decision_id", "sharing_decision"),
        Index("ix_decision_step_decision", "agency_id", "decision_id", "at"),
    )

    person_id: Mapped[UUID]
    decision_id: Mapped[UUID]
    verb: Mapped[StepVerb] = choice(StepVerb, "a_step_has_a_known_verb")
    at: Mapped[datetime]
    by_user_id: Mapped[UUID]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")


class AdviceAnswer(StrEnum):
    """What the person said to immigration advice, which is offered first, every time."""

    TAKEN = "taken"
    DECLINED = "declined"
    NOT_YET = "not_yet"


class SlaveryRequest(Sealable, Base):
    """An adult's own wish to be referred to the national referral mechanism by a first responder. Consent only."""

    __tablename__ = "slavery_request"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("asked_by", "user_account"),
        Index("ix_slavery_request_person", "agency_id", "person_id", "asked_at"),
        CheckConstraint("informed", name="a_request_rests_on_informed_consent"),
        CheckConstraint("(service_id is null) <> (outside_code is null)", name="a_request_goes_to_one_first_responder"),
    )

    person_id: Mapped[UUID]
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    advice: Mapped[AdviceAnswer] = choice(AdviceAnswer, "immigration_advice_was_offered")
    informed: Mapped[bool]
    service_id: Mapped[UUID | None] = mapped_column(ForeignKey("service.id"))
    outside_code: Mapped[str | None]
    consent_id: Mapped[UUID | None]
    grounds_sealed: Mapped[bytes | None]
    grounds = SealedText("grounds_sealed")
    own_view_sealed: Mapped[bytes | None]
    own_view = SealedText("own_view_sealed")


class DutyToNotify(Sealable, Base):
    """A public authority's own note that it told the Home Office of a possible victim, without identity (MSA s.52).

    It hangs on no person: there is no column that could name one.
    """

    __tablename__ = "duty_to_notify"
    __table_args__ = (owned_key("noted_by", "user_account"), Index("ix_duty_to_notify_at", "agency_id", "noted_at"))

    noted_by: Mapped[UUID]
    noted_at: Mapped[datetime]
    sent_on: Mapped[date]
    indicators_sealed: Mapped[bytes | None]
    indicators = SealedText("indicators_sealed")

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: there is no person here."""
        return self.agency_id
