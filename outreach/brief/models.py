"""One Very Brief Intervention: what was asked and said, what was given, and what it leads to. All of it optional."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key


class Said(StrEnum):
    """What somebody said to one question. Not asked, no, not sure and “would rather not say” are never the same."""

    NOT_ASKED = "not_asked"
    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"
    DECLINED = "declined"


class TipsWay(StrEnum):
    """How the safety tips reached somebody."""

    TALKED = "talked"
    SHOWN = "shown"
    PRINTED = "printed"
    SENT = "sent"


class BriefIntervention(Sealable, Base):
    """Ask, Assist, Act with one person on a session. Its words are sealed by a key of its own: they can be forgotten.

    It names nobody: `contact_id` leads to the contact that it was part of, which may be linked to a record later.
    """

    __tablename__ = "brief_intervention"
    __table_args__ = (
        owned_key("session_id", "outreach_session"),
        owned_key("contact_id", "outreach_contact"),
        owned_key("given_by", "user_account"),
        owned_key("followed_up_by", "user_account"),
        Index("ix_brief_intervention_session", "agency_id", "session_id", "at"),
        Index("ix_brief_intervention_contact", "agency_id", "contact_id"),
        Index("ix_brief_intervention_due", "agency_id", "followed_up_at", "follow_up_due"),
        CheckConstraint(
            "(followed_up_at is null) = (followed_up_by is null)", name="who_followed_an_intervention_up_is_known"
        ),
        CheckConstraint(
            "followed_up_at is null or follow_up_due is not null", name="a_followed_up_intervention_was_due"
        ),
    )

    session_id: Mapped[UUID]
    contact_id: Mapped[UUID | None]
    at: Mapped[datetime]
    given_by: Mapped[UUID]
    signed_role: Mapped[str]
    asked: Mapped[list[str]] = mapped_column(JSON, default=list)
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    wants_it_to_stop: Mapped[Said] = choice(Said, "stop_is_answered_in_five_ways", default=Said.NOT_ASKED)
    worried: Mapped[Said] = choice(Said, "worry_is_answered_in_five_ways", default=Said.NOT_ASKED)
    safe_place: Mapped[Said] = choice(Said, "safe_place_is_answered_in_five_ways", default=Said.NOT_ASKED)
    afraid: Mapped[Said] = choice(Said, "fear_is_answered_in_five_ways", default=Said.NOT_ASKED)
    tips: Mapped[list[str]] = mapped_column(JSON, default=list)
    tips_ways: Mapped[list[str]] = mapped_column(JSON, default=list)
    assisted_sealed: Mapped[bytes | None]
    assisted = SealedText("assisted_sealed")
    services: Mapped[list[str]] = mapped_column(JSON, default=list)
    wants_referral: Mapped[Said] = choice(Said, "referral_is_answered_in_five_ways", default=Said.NOT_ASKED)
    slavery_sign: Mapped[Said] = choice(Said, "slavery_sign_is_answered_in_five_ways", default=Said.NOT_ASKED)
    follow_up_due: Mapped[date | None]
    follow_up_sealed: Mapped[bytes | None]
    follow_up = SealedText("follow_up_sealed")
    followed_up_at: Mapped[datetime | None]
    followed_up_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
