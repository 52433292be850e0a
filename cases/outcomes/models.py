"""Tables of outcomes: when the person was asked, and what they scored. Scores are counted by; words are sealed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import AgencyOwned, Base, choice, owned_key
from people.models import Answer


class Point(StrEnum):
    """When in a case the measures are asked (outcome_measures.json)."""

    START = "start"
    REVIEW = "review"
    EXIT = "exit"


class Scorer(StrEnum):
    """Whose score it is."""

    PERSON = "person"
    TOGETHER = "together"
    WORKER = "worker"


class OutcomeTaking(Sealable, Base):
    """One asking of the measures."""

    __tablename__ = "outcome_taking"
    __table_args__ = (
        owned_key("case_id", "case_file"),
        owned_key("person_id", "person"),
        owned_key("recorded_by", "user_account"),
        Index("ix_outcome_taking_case", "agency_id", "case_id", "taken_on"),
        Index("ix_outcome_taking_taken", "agency_id", "taken_on"),
    )

    case_id: Mapped[UUID]
    person_id: Mapped[UUID]
    point: Mapped[Point] = choice(Point, "outcomes_are_taken_at_a_known_point")
    taken_on: Mapped[date]
    scorer: Mapped[Scorer] = choice(Scorer, "somebody_scored")
    words_sealed: Mapped[bytes | None]
    words = SealedText("words_sealed")
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class OutcomeScore(AgencyOwned, Base):
    """The answer to one measure: a value on its scale, or why there is none. “No” means: this does not apply."""

    __tablename__ = "outcome_score"
    __table_args__ = (
        owned_key("taking_id", "outcome_taking"),
        UniqueConstraint("agency_id", "taking_id", "measure"),
        CheckConstraint("(answer = 'given') = (value is not null)", name="a_score_stands_under_its_answer"),
        CheckConstraint("value between 1 and 5", name="a_score_is_on_its_scale"),
    )

    taking_id: Mapped[UUID]
    measure: Mapped[str]
    answer: Mapped[Answer] = choice(Answer, "score_has_an_answer", default=Answer.NOT_ASKED)
    value: Mapped[int | None]
