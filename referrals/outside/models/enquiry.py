"""Tables of what is written to us from outside: an agency's public forms, and what was sent through them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class EnquiryKind(StrEnum):
    """Who wrote: someone for themselves, or a professional about someone."""

    MYSELF = "myself"
    SOMEONE = "someone"


class EnquiryState(StrEnum):
    """New until somebody makes contact; then it becomes a record, or is set aside."""

    NEW = "new"
    CONTACTED = "contacted"
    RECORDED = "recorded"
    SET_ASIDE = "set_aside"


class PublicForms(AgencyOwned, Base):
    """Which public forms an agency has switched on, and what they say; its `id` is the agency's."""

    __tablename__ = "public_forms"
    __table_args__ = (
        CheckConstraint("not (myself_on or someone_on) or team_id is not null", name="public_forms_lead_to_a_team"),
    )

    myself_on: Mapped[bool] = mapped_column(default=False)
    someone_on: Mapped[bool] = mapped_column(default=False)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    welcome: Mapped[str] = mapped_column(default="")
    ring: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class OutsideEnquiry(Sealable, Base):
    """What somebody without an account wrote to an agency, sealed by the agency's own key as it arrived."""

    __tablename__ = "outside_enquiry"
    __table_args__ = (
        owned_key("person_id", "person"),
        owned_key("assigned_to", "user_account"),
        UniqueConstraint("agency_id", "form_key"),
        Index("ix_outside_enquiry_waiting", "agency_id", "state", "contact_by"),
        CheckConstraint(
            "(state in ('recorded', 'set_aside')) = (ended_at is not null)", name="an_ended_enquiry_says_when"
        ),
        CheckConstraint("erased_at is null or answers_sealed is null", name="an_erased_enquiry_holds_nothing"),
        CheckConstraint("state <> 'recorded' or person_id is not null", name="a_recorded_enquiry_names_its_record"),
        CheckConstraint("state <> 'set_aside' or reason is not null", name="an_enquiry_set_aside_says_why"),
    )

    kind: Mapped[EnquiryKind] = choice(EnquiryKind, "enquiry_has_a_known_kind")
    state: Mapped[EnquiryState] = choice(EnquiryState, "enquiry_has_a_known_state", default=EnquiryState.NEW)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    form_key: Mapped[str]
    received_at: Mapped[datetime]
    contact_by: Mapped[date]
    decide_by: Mapped[date]
    assigned_to: Mapped[UUID | None]
    opened_at: Mapped[datetime | None]
    contacted_at: Mapped[datetime | None]
    contacted_name: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_name: Mapped[str | None]
    reason: Mapped[str | None]
    person_id: Mapped[UUID | None]
    erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key_subject(self) -> UUID:
        """The agency's own data key: there is no record of a person yet."""
        return self.agency_id
