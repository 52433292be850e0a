"""Two records, one person: what may match, and what a worker said about it. Nothing here crosses an agency."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import AgencyOwned, Base, choice, owned_key


class KeyKind(StrEnum):
    """What a key stands for: a whole name, how it sounds, how it begins, a number or e-mail address."""

    WHOLE = "whole"
    SOUND = "sound"
    BEGIN = "begin"
    ADDRESS = "address"


class MatchKey(AgencyOwned, Base):
    """One keyed index of something in a record: equal keys, inside one agency alone, may mean the same person."""

    __tablename__ = "match_key"
    __table_args__ = (
        owned_key("person_id", "person"),
        UniqueConstraint("agency_id", "person_id", "kind", "key"),
        Index("ix_match_key_key", "agency_id", "key"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[KeyKind] = choice(KeyKind, "match_key_has_a_kind")
    key: Mapped[str]


class LinkState(StrEnum):
    """What the agency says about two records: one person, no longer linked, or two people."""

    LINKED = "linked"
    UNLINKED = "unlinked"
    DIFFERENT = "different"


class PersonLink(AgencyOwned, Base):
    """What was said last about a pair of records; the audit trail keeps what was said before.

    One row a pair, the lower id first, so that two workers who link the opposite ways meet on the same row.
    `linked_id`: the record that stands under the other while they are linked; a record stands under one at most.
    """

    __tablename__ = "person_link"
    __table_args__ = (
        owned_key("low_id", "person"),
        owned_key("high_id", "person"),
        UniqueConstraint("agency_id", "low_id", "high_id"),
        UniqueConstraint("agency_id", "linked_id"),
        CheckConstraint("low_id < high_id", name="a_pair_has_one_order"),
        CheckConstraint("(state = 'linked') = (linked_id is not null)", name="a_link_says_which_record_is_under"),
        CheckConstraint("linked_id is null or linked_id in (low_id, high_id)", name="a_link_is_within_its_pair"),
    )

    low_id: Mapped[UUID]
    high_id: Mapped[UUID]
    state: Mapped[LinkState] = choice(LinkState, "link_has_a_known_state")
    linked_id: Mapped[UUID | None]
    said_by: Mapped[UUID]
    said_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
