"""What people who sex work said, and what changed. Anonymous by design: no name, no exact small number, no contact."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class Method(StrEnum):
    """How people were asked."""

    STREET = "street"
    DROP_IN = "drop_in"
    ONLINE = "online"
    GROUP = "group"
    ONE_TO_ONE = "one_to_one"
    SURVEY = "survey"
    CREATIVE = "creative"
    PEER = "peer"
    BOX = "box"
    MEETING = "meeting"


class TookPart(StrEnum):
    """How many took part, in bands: an exact small number is never stored."""

    NOT_COUNTED = "not_counted"
    UNDER_5 = "under_5"
    FROM_5 = "from_5"
    FROM_10 = "from_10"
    FROM_25 = "from_25"
    FROM_50 = "from_50"


class Topic(StrEnum):
    """What a finding is about."""

    SAFETY = "safety"
    REPORTING = "reporting"
    HEALTH = "health"
    HOUSING = "housing"
    MONEY = "money"
    RESPECT = "respect"
    SERVICES = "services"
    ENFORCEMENT = "enforcement"
    FORUM = "forum"
    OTHER = "other"


class AnswerKind(StrEnum):
    """What the forum answers."""

    DONE = "done"
    DOING = "doing"
    DECIDING = "deciding"
    CANNOT = "cannot"


class Consultation(Base):
    """One time that people were asked, or told us unasked: when, how, and what they were told first."""

    __tablename__ = "consultation"
    __table_args__ = (
        UniqueConstraint("reference"),
        Index("ix_consultation_held", "held_to"),
        CheckConstraint("held_from <= held_to", name="a_consultation_runs_forwards"),
        CheckConstraint("told_first and nobody_named", name="a_consultation_was_free_and_names_nobody"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    reference: Mapped[str]
    title: Mapped[str]
    asked: Mapped[str]
    method: Mapped[Method] = choice(Method, "consultation_method_is_known")
    setting: Mapped[str]
    held_from: Mapped[date]
    held_to: Mapped[date]
    took_part: Mapped[TookPart] = choice(TookPart, "consultation_band_is_known")
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    commitment_id: Mapped[UUID | None] = mapped_column(ForeignKey("commitment.id"), index=True)
    told_first: Mapped[bool]
    nobody_named: Mapped[bool]
    access: Mapped[str]
    thanks: Mapped[str]
    not_heard: Mapped[str]
    written_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Finding(Base):
    """One thing that was said, told so that nobody can be known by it; in easy words too.

    Who said it may take it back: then its words are gone, and only that there was something stays.
    """

    __tablename__ = "voice_finding"
    __table_args__ = (
        Index("ix_voice_finding_consultation", "consultation_id", "position"),
        CheckConstraint("not own_words or may_quote", name="own_words_are_quoted_with_leave"),
        CheckConstraint("(taken_back_on is null) = (length(said) > 0)", name="what_was_taken_back_is_gone"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    consultation_id: Mapped[UUID] = mapped_column(ForeignKey("consultation.id"))
    position: Mapped[int]
    topic: Mapped[Topic] = choice(Topic, "finding_topic_is_known")
    said: Mapped[str]
    easy: Mapped[str]
    own_words: Mapped[bool] = mapped_column(default=False)
    may_quote: Mapped[bool] = mapped_column(default=False)
    taken_back_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class VoiceAnswer(Base):
    """What the forum answered to a finding. Append-only: the latest one holds, the earlier ones stay to be read."""

    __tablename__ = "voice_answer"
    __table_args__ = (Index("ix_voice_answer_finding", "finding_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("voice_finding.id"))
    kind: Mapped[AnswerKind] = choice(AnswerKind, "voice_answer_is_known")
    words: Mapped[str]
    easy: Mapped[str]
    action_id: Mapped[UUID | None] = mapped_column(ForeignKey("action.id"), index=True)
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]


class VoiceTold(Base):
    """That people were told what came of what they said: when and how. Append-only."""

    __tablename__ = "voice_told"
    __table_args__ = (
        Index("ix_voice_told_finding", "finding_id", "told_on"),
        CheckConstraint("length(how) > 0", name="how_people_were_told_is_known"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("voice_finding.id"))
    told_on: Mapped[date]
    how: Mapped[str]
    at: Mapped[datetime]
    by_user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    by_name: Mapped[str]
