"""Two records, one person: what may match, and what a worker said about it. Nothing here crosses an agency."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class KeyKind(StrEnum):
    """What a key stands for: a whole alias or legal name, how it sounds, a part, a beginning, a number or address."""

    WHOLE = "whole"
    LEGAL = "legal"
    SOUND = "sound"
    PART = "part"
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


class KeySource(StrEnum):
    """From what a search key was made."""

    REFERENCE = "reference"
    ALIAS = "alias"
    LEGAL_NAME = "legal_name"
    ADDRESS = "address"


class SearchKey(AgencyOwned, Base):
    """One keyed index of a piece of a record: three letters of a name, the last four digits of a number, a reference.

    It answers a search by part of a name from an index, and says nothing to whoever holds the database alone.
    """

    __tablename__ = "search_key"
    __table_args__ = (
        owned_key("person_id", "person"),
        Index("ix_search_key_key", "agency_id", "key", "person_id", "source", unique=True),
        Index("ix_search_key_person", "agency_id", "person_id"),
    )

    person_id: Mapped[UUID]
    source: Mapped[KeySource] = choice(KeySource, "search_key_has_a_source")
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


class LinkStep(Sealable, Base):
    """One thing that was said about two records: by whom, when and why. Never changed; a link keeps only the last."""

    __tablename__ = "person_link_step"
    __table_args__ = (
        owned_key("link_id", "person_link"),
        owned_key("person_id", "person"),
        owned_key("said_by", "user_account"),
        Index("ix_person_link_step_link", "agency_id", "link_id", "said_at"),
    )

    link_id: Mapped[UUID]
    person_id: Mapped[UUID]
    state: Mapped[LinkState] = choice(LinkState, "step_has_a_known_state")
    main_id: Mapped[UUID | None]
    why_sealed: Mapped[bytes | None]
    why = SealedText("why_sealed")
    said_by: Mapped[UUID]
    said_at: Mapped[datetime]
