"""Tables of victim information requests. What two agencies see is sealed; whom it is about, only the agency knows."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, TwoParty, choice, owned_key, uuid7


class RequestState(StrEnum):
    """Asked, acknowledged, asked back about, answered, or taken back by the police. “Answered” never says how."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    CLARIFYING = "clarifying"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    """What the agency decided. Its own: the police see a release, or the one answer that stands for all the rest."""

    PROVIDE_ALL = "provide_all"
    PROVIDE_PART = "provide_part"
    REFUSE = "refuse"
    NOTHING_HELD = "nothing_held"
    BARRED_PURPOSE = "barred_purpose"


class Basis(StrEnum):
    """What a release rests on. A request gives no authority by itself (domain.md 2.5)."""

    CONSENT = "consent"
    DECISION = "decision"


class CourtOrder(StrEnum):
    """Whether a court asked too."""

    NONE = "none"
    ORDER = "court_order"
    WITNESS_SUMMONS = "witness_summons"


class ViewsAnswer(StrEnum):
    """What the person thinks of the request, or why that is not known."""

    AGREES = "agrees"
    OBJECTS = "objects"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"


class InformationRequest(TwoParty, Base):
    """A request of a police team to one agency; all that it says is sealed for both sides."""

    __tablename__ = "information_request"
    __table_args__ = (
        Index("ix_information_request_in", "to_agency_id", "state", "answer_by"),
        Index("ix_information_request_out", "from_agency_id", "from_team_id", "asked_at"),
        Index("ix_information_request_asker", "from_agency_id", "asked_by", "asked_at"),
        CheckConstraint("from_agency_id <> to_agency_id", name="a_request_goes_to_another_agency"),
        CheckConstraint("state <> 'answered' or answered_at is not null", name="answered_request_says_when"),
        CheckConstraint("state <> 'withdrawn' or withdrawn_at is not null", name="withdrawn_request_says_when"),
        CheckConstraint("not for_immigration or state = 'answered'", name="immigration_request_is_refused_at_once"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    from_team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    asked_by: Mapped[UUID]
    asker_name: Mapped[str]
    state: Mapped[RequestState] = choice(RequestState, "request_has_a_known_state", default=RequestState.ASKED)
    for_immigration: Mapped[bool] = mapped_column(default=False)
    ask_sealed: Mapped[bytes]
    asked_at: Mapped[datetime]
    acknowledge_by: Mapped[date]
    answer_by: Mapped[date]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_name: Mapped[str | None]
    clarify: Mapped[list[str]] = mapped_column(JSON, default=list)
    clarify_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_name: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class RequestReply(TwoParty, Base):
    """What the police wrote when they were asked back, sealed under the request's key."""

    __tablename__ = "request_reply"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"), index=True)
    by_name: Mapped[str]
    at: Mapped[datetime]
    words_sealed: Mapped[bytes]


class RequestRelease(TwoParty, Base):
    """What the agency released: a sealed copy under a key of its own, readable by the police team for a time."""

    __tablename__ = "request_release"
    __table_args__ = (
        UniqueConstraint("request_id"),
        Index("ix_request_release_open", "from_agency_id", "closed_at", "until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"))
    parts_sealed: Mapped[bytes]
    released_at: Mapped[datetime]
    until: Mapped[date]
    opened_at: Mapped[datetime | None]
    opened_name: Mapped[str | None]
    closed_at: Mapped[datetime | None]


class RequestFile(Sealable, Base):
    """The agency's own file of a request: whom it is about, what was decided and why. The police never see it.

    Sealed by the agency's key until a person is found for it, then by the person's (`service.link_person` re-seals).
    """

    __tablename__ = "request_file"
    __table_args__ = (
        owned_key("person_id", "person"),
        UniqueConstraint("agency_id", "request_id"),
        Index("ix_request_file_person", "agency_id", "person_id"),
        CheckConstraint(
            "decision not in ('provide_all', 'provide_part') or (person_id is not null and basis is not null)",
            name="a_release_is_about_someone_and_rests_on_something",
        ),
        CheckConstraint("basis <> 'decision' or decision_id is not null", name="a_release_by_decision_names_it"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"))
    person_id: Mapped[UUID | None]
    linked_by: Mapped[UUID | None]
    linked_at: Mapped[datetime | None]
    advice_sealed: Mapped[bytes | None]
    advice = SealedText("advice_sealed")
    rebuttal_sealed: Mapped[bytes | None]
    rebuttal = SealedText("rebuttal_sealed")
    reason_sealed: Mapped[bytes | None]
    reason = SealedText("reason_sealed")
    order_sealed: Mapped[bytes | None]
    order_words = SealedText("order_sealed")
    court_order: Mapped[CourtOrder] = choice(CourtOrder, "request_has_a_known_court_order", default=CourtOrder.NONE)
    decision: Mapped[Decision | None] = choice(Decision, "request_has_a_known_decision")
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    basis: Mapped[Basis | None] = choice(Basis, "release_rests_on_something_known")
    consent_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    decision_id: Mapped[UUID | None]
    released: Mapped[list[str]] = mapped_column(JSON, default=list)
    withheld: Mapped[list[str]] = mapped_column(JSON, default=list)
    redacted: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The person's key once the file is about someone, the agency's own until then."""
        return self.person_id or self.agency_id


class RequestViews(Sealable, Base):
    """What the person said about a request, as it was told; each telling is a row of its own."""

    __tablename__ = "request_views"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        Index("ix_request_views_request", "agency_id", "request_id", "at"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("information_request.id"))
    person_id: Mapped[UUID]
    answer: Mapped[ViewsAnswer] = choice(ViewsAnswer, "views_have_a_known_answer")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    recorded_by: Mapped[UUID]
    at: Mapped[datetime]
