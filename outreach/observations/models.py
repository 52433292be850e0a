"""Observations of exploitation, and which child safeguarding concern came of what was met on outreach."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key


class ObservationState(StrEnum):
    """Where an observation stands: seen, read by a manager, then forwarded, kept or closed."""

    SEEN = "seen"
    REVIEWED = "reviewed"
    FORWARDED = "forwarded"
    KEPT = "kept"
    CLOSED = "closed"


class HowKnown(StrEnum):
    """How the observer knows: saw it, was told by somebody it happens to, was told by somebody else."""

    SAW = "saw"
    TOLD = "told"
    HEARD = "heard"


class HowMany(StrEnum):
    """How many people it seems to happen to: a band, because one exact number on one night can point at somebody."""

    ONE = "one"
    FEW = "few"
    MORE = "more"
    NOT_SURE = "not_sure"


class Agreed(StrEnum):
    """Whether somebody who could be known from it agrees that it is passed on."""

    NOBODY = "nobody"
    NOT_ASKED = "not_asked"
    YES = "yes"
    NO = "no"


class SlaveryRoute(StrEnum):
    """What was done about modern slavery: only first responders refer, and an adult only by their own informed yes."""

    NONE = "none"
    HELPLINE = "helpline"
    RESPONDER = "responder"
    ADVICE_FIRST = "advice_first"
    DECLINED = "declined"


class Observation(Sealable, Base):
    """What one worker saw. The facts stay as they were written; sealed by a key of its own; it carries no person."""

    __tablename__ = "outreach_observation"
    __table_args__ = (
        owned_key("session_id", "outreach_session"),
        owned_key("contact_id", "outreach_contact"),
        owned_key("seen_by", "user_account"),
        owned_key("reviewed_by", "user_account"),
        owned_key("route_by", "user_account"),
        owned_key("forwarded_by", "user_account"),
        owned_key("closed_by", "user_account"),
        UniqueConstraint("agency_id", "reference"),
        Index("ix_outreach_observation_state", "agency_id", "state", "written_at"),
        Index("ix_outreach_observation_seen_by", "agency_id", "seen_by", "written_at"),
        Index("ix_outreach_observation_session", "agency_id", "session_id"),
        Index("ix_outreach_observation_contact", "agency_id", "contact_id"),
        CheckConstraint("reviewed_by is null or reviewed_by <> seen_by", name="another_person_reviews_an_observation"),
        CheckConstraint("(reviewed_at is null) = (reviewed_by is null)", name="who_reviewed_an_observation_is_known"),
        CheckConstraint(
            "state in ('seen', 'closed') or reviewed_at is not null", name="an_observation_is_reviewed_before_it_moves"
        ),
        CheckConstraint("state <> 'forwarded' or forwarded_at is not null", name="a_forwarded_observation_says_when"),
        CheckConstraint(
            "(forwarded_at is null) = (release_id is null)", name="a_forwarded_observation_names_its_release"
        ),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="a_closed_observation_says_when"),
    )

    reference: Mapped[str]
    session_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    state: Mapped[ObservationState] = choice(ObservationState, "observation_has_a_known_state")
    seen_at: Mapped[datetime]
    ward: Mapped[str]
    setting: Mapped[str | None]
    how_known: Mapped[HowKnown] = choice(HowKnown, "observation_says_how_it_is_known")
    how_many: Mapped[HowMany] = choice(HowMany, "observation_counts_in_bands")
    signs: Mapped[list[str]] = mapped_column(JSON, default=list)
    facts_sealed: Mapped[bytes | None]
    facts = SealedText("facts_sealed")
    others_sealed: Mapped[bytes | None]
    others = SealedText("others_sealed")
    grounds_sealed: Mapped[bytes | None]
    grounds = SealedText("grounds_sealed")
    own_view_sealed: Mapped[bytes | None]
    own_view = SealedText("own_view_sealed")
    why_it_stays_sealed: Mapped[bytes | None]
    why_it_stays = SealedText("why_it_stays_sealed")
    agreed: Mapped[Agreed] = choice(Agreed, "agreement_is_answered_in_four_ways")
    child: Mapped[bool] = mapped_column(default=False)
    danger: Mapped[bool] = mapped_column(default=False)
    rang_999_at: Mapped[datetime | None]
    seen_by: Mapped[UUID]
    written_at: Mapped[datetime]
    reviewed_by: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None]
    review_words_sealed: Mapped[bytes | None]
    review_words = SealedText("review_words_sealed")
    to_forward: Mapped[bool] = mapped_column(default=False)
    wording_sealed: Mapped[bytes | None]
    wording = SealedText("wording_sealed")
    route: Mapped[SlaveryRoute | None] = choice(SlaveryRoute, "slavery_route_is_a_known_one", nullable=True)
    route_words_sealed: Mapped[bytes | None]
    route_words = SealedText("route_words_sealed")
    route_by: Mapped[UUID | None]
    route_at: Mapped[datetime | None]
    release_id: Mapped[UUID | None]
    forwarded_by: Mapped[UUID | None]
    forwarded_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    closing_words_sealed: Mapped[bytes | None]
    closing_words = SealedText("closing_words_sealed")
    version: Mapped[int] = mapped_column(default=1)


class ObservationNote(Sealable, Base):
    """Something written to an observation later. Append-only; sealed by the observation's key."""

    __tablename__ = "outreach_observation_note"
    __table_args__ = (
        owned_key("observation_id", "outreach_observation"),
        owned_key("written_by", "user_account"),
        Index("ix_outreach_observation_note_of", "agency_id", "observation_id", "written_at"),
    )

    observation_id: Mapped[UUID]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]

    @property
    def key_subject(self) -> UUID:
        """The observation that it is written to."""
        return self.observation_id


class MetChild(AgencyOwned, Base):
    """Which child safeguarding concern came of a contact or an observation: raised once, never twice."""

    __tablename__ = "outreach_met_child"
    __table_args__ = (
        owned_key("contact_id", "outreach_contact"),
        owned_key("observation_id", "outreach_observation"),
        owned_key("concern_id", "child_concern"),
        owned_key("raised_by", "user_account"),
        UniqueConstraint("agency_id", "contact_id"),
        UniqueConstraint("agency_id", "observation_id"),
        CheckConstraint("(contact_id is null) <> (observation_id is null)", name="a_met_child_comes_of_one_thing"),
    )

    contact_id: Mapped[UUID | None]
    observation_id: Mapped[UUID | None]
    concern_id: Mapped[UUID]
    raised_by: Mapped[UUID]
    raised_at: Mapped[datetime]
