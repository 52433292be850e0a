"""Tables of the checker: how often an account looked something up, never what, and whom we told of NUM's checkers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, owned_key, uuid7


class CheckerTry(Base):
    """One look-up by one account, as a keyed hash; kept two days. It says neither what was sought nor what was found.

    Not owned: it is stored apart, before the look-up is judged, so that parallel ones cannot slip under the limit.
    """

    __tablename__ = "checker_try"
    __table_args__ = (Index("ix_checker_try_about", "about_hash", "at"), Index("ix_checker_try_at", "at"))

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    about_hash: Mapped[str]
    at: Mapped[datetime]


class CheckerTold(AgencyOwned, Base):
    """Somebody was told of NUM's checkers: at an outreach contact, who may be unnamed, or a person supported."""

    __tablename__ = "checker_told"
    __table_args__ = (
        owned_key("contact_id", "outreach_contact"),
        owned_key("person_id", "person"),
        owned_key("case_id", "case_file"),
        owned_key("told_by", "user_account"),
        Index("ix_checker_told_contact", "agency_id", "contact_id"),
        Index("ix_checker_told_person", "agency_id", "person_id", "told_at"),
        Index("ix_checker_told_case", "agency_id", "case_id", "told_at"),
        Index("ix_checker_told_by", "agency_id", "told_by", "told_at"),
        CheckConstraint("contact_id is not null or person_id is not null", name="somebody_was_told_of_the_checkers"),
        CheckConstraint("case_id is null or person_id is not null", name="a_case_contact_told_its_person"),
    )

    contact_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    case_id: Mapped[UUID | None]
    checkers: Mapped[list[str]] = mapped_column(JSON)
    told_by: Mapped[UUID]
    told_at: Mapped[datetime]
