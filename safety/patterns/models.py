"""Tables of patterns: opaque marks, from which report they come (for its own agency alone), and the link of two."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, TwoParty, choice, owned_key, uuid7
from safety.vocabulary import DescriptorKind


class LinkAnswer(StrEnum):
    """What an agency says when it hears that a link exists."""

    TALK = "talk"
    NOT_NOW = "not_now"


class ReportMark(AgencyOwned, Base):
    """That one of an agency's own reports bears a mark. No other agency ever reads this table."""

    __tablename__ = "report_mark"
    __table_args__ = (
        owned_key("report_id", "incident_report"),
        UniqueConstraint("agency_id", "report_id", "kind", "value_index"),
        Index("ix_report_mark_mark", "agency_id", "mark"),
    )

    report_id: Mapped[UUID]
    kind: Mapped[DescriptorKind] = choice(DescriptorKind, "mark_is_of_a_known_kind")
    #: The index of the same identifier in the report itself: by it the worker knows what it has marked already.
    value_index: Mapped[str]
    mark: Mapped[str]


class PatternMark(Base):
    """An opaque mark that some report of an agency bears: all read, each writes its own.

    A keyed hash under a key common to the forum that is nowhere in the database: no report, no count, no day. It has
    no id of ours, for that would tell when it was made.
    """

    __tablename__ = "pattern_mark"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(primary_key=True, index=True)


class PatternLink(TwoParty, Base):
    """Two agencies bear the same mark. Each says whether to talk; only then does each see whom to ring.

    `found_in` is the Monday of the week in which it was found: the day itself would tell when a report was made.
    """

    __tablename__ = "pattern_link"
    __table_args__ = (
        UniqueConstraint("from_agency_id", "to_agency_id", "mark"),
        CheckConstraint("from_agency_id <> to_agency_id", name="a_link_is_between_two_agencies"),
        CheckConstraint(
            "(from_contact_id is not null) = (from_says is not null and from_says = 'talk')",
            name="who_talks_names_a_contact",
        ),
        CheckConstraint(
            "(to_contact_id is not null) = (to_says is not null and to_says = 'talk')",
            name="who_is_talked_to_names_a_contact",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    mark: Mapped[str]
    found_in: Mapped[date]
    from_says: Mapped[LinkAnswer | None] = choice(LinkAnswer, "first_side_says_talk_or_not_now", nullable=True)
    to_says: Mapped[LinkAnswer | None] = choice(LinkAnswer, "second_side_says_talk_or_not_now", nullable=True)
    from_contact_id: Mapped[UUID | None]
    to_contact_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    #: One for each side: a common one would tell the one that the other has answered.
    from_version: Mapped[int] = mapped_column(default=1)
    to_version: Mapped[int] = mapped_column(default=1)
