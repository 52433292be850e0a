"""Tables of plans. Every word is sealed by the person's own key; days, states and numbers are not words."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, choice, owned_key


class PlanKind(StrEnum):
    """The two plans of a case (domain.md 2.1)."""

    SUPPORT = "support"
    SAFETY = "safety"


class Agreed(StrEnum):
    """What the person said of their plan."""

    YES = "yes"
    NOT_YET = "not_yet"
    DECLINED = "declined"


class Progress(StrEnum):
    """How far a goal has come. A goal that is let go is no failure."""

    TO_DO = "to_do"
    GOING = "going"
    REACHED = "reached"
    LET_GO = "let_go"


class Doer(StrEnum):
    """Who takes a step."""

    THEM = "them"
    US = "us"
    OTHER = "other"


class CopyHow(StrEnum):
    """What became of the person's own copy. Paper can be found by someone who may harm them."""

    PAPER = "paper"
    E_MAIL = "e_mail"
    PHOTO = "photo"
    READ_OUT = "read_out"
    KEPT_HERE = "kept_here"
    DECLINED = "declined"
    UNSAFE = "unsafe"


class Plan(Sealable, Base):
    """A case's support plan or safety plan as it stands. `edition` counts its changes; `agreed_edition` was agreed to.

    `words` holds what is written in it apart from goals: the person's own words by section (`rules.SECTIONS`).
    """

    __tablename__ = "case_plan"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        UniqueConstraint("agency_id", "case_id", "kind"),
        Index("ix_case_plan_review", "agency_id", "review_on"),
        CheckConstraint("(agreed = 'not_yet') = (agreed_on is null)", name="an_agreed_plan_says_when"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[PlanKind] = choice(PlanKind, "plan_has_a_known_kind")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    agreed: Mapped[Agreed] = choice(Agreed, "plan_has_an_answer", default=Agreed.NOT_YET)
    agreed_on: Mapped[date | None]
    agreed_edition: Mapped[int | None]
    review_on: Mapped[date]
    edition: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)


class Goal(Sealable, Base):
    """One goal in the person's own words, and how far it has come."""

    __tablename__ = "plan_goal"
    __table_args__ = (
        owned_key("plan_id", "case_plan"),
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        Index("ix_plan_goal_plan", "agency_id", "plan_id", "position"),
    )

    plan_id: Mapped[UUID]
    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    position: Mapped[int]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    need: Mapped[str | None]
    progress: Mapped[Progress] = choice(Progress, "goal_has_come_so_far", default=Progress.TO_DO)
    news_sealed: Mapped[bytes | None]
    news = SealedText("news_sealed")
    removed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Step(Sealable, Base):
    """One step towards a goal: what, who, by when, and the day it was done."""

    __tablename__ = "plan_step"
    __table_args__ = (
        owned_key("goal_id", "plan_goal"),
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        Index("ix_plan_step_goal", "agency_id", "goal_id", "position"),
        Index("ix_plan_step_due", "agency_id", "case_id", "done_on", "due_on"),
    )

    goal_id: Mapped[UUID]
    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    position: Mapped[int]
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    doer: Mapped[Doer] = choice(Doer, "step_has_a_doer", default=Doer.US)
    who_sealed: Mapped[bytes | None]
    who = SealedText("who_sealed")
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]


class PlanEdition(Sealable, Base):
    """A plan as it stood after one change: never changed, so that it can be read again. Append-only."""

    __tablename__ = "plan_edition"
    __table_args__ = (
        owned_key("plan_id", "case_plan"),
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("changed_by", "user_account"),
        UniqueConstraint("agency_id", "plan_id", "number"),
        Index("ix_plan_edition_case", "agency_id", "case_id", "at"),
    )

    plan_id: Mapped[UUID]
    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[PlanKind] = choice(PlanKind, "edition_has_a_known_kind")
    number: Mapped[int]
    at: Mapped[datetime]
    changed_by: Mapped[UUID]
    what: Mapped[str]
    agreed: Mapped[Agreed] = choice(Agreed, "edition_has_an_answer")
    content_sealed: Mapped[bytes | None]
    content = SealedText("content_sealed")


class PlanCopy(Sealable, Base):
    """A copy of an edition for the person: how they had it and when, and whether the paper names the service."""

    __tablename__ = "plan_copy"
    __table_args__ = (
        owned_key("plan_id", "case_plan"),
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("given_by", "user_account"),
        Index("ix_plan_copy_plan", "agency_id", "plan_id", "at"),
        Index("ix_plan_copy_case", "agency_id", "case_id", "at"),
    )

    plan_id: Mapped[UUID]
    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    edition: Mapped[int]
    how: Mapped[CopyHow] = choice(CopyHow, "copy_was_had_somehow")
    neutral: Mapped[bool]
    given_on: Mapped[date]
    at: Mapped[datetime]
    given_by: Mapped[UUID]
