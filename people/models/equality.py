"""Equality answers: voluntary, own words first, all of them sealed. Never for police, probation or a council."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.crypto.fields import Sealable, SealedText
from core.db import Base, owned_key


class EqualityAnswers(Sealable, Base):
    """What a person said about themself, question by question: own words, a code of the list, or one of four answers.

    One sealed value holds all of it (`people.equality.packed_answers`): even that somebody declined says something.
    """

    __tablename__ = "equality_answers"
    __table_args__ = (owned_key("person_id", "person"), UniqueConstraint("agency_id", "person_id"))

    person_id: Mapped[UUID]
    answers_sealed: Mapped[bytes | None]
    answers = SealedText("answers_sealed")
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
