"""Settled cuts: figures as they were first released, so that everything later is protected beside them.

A row is one family in one period. It only grows: late entries that matter make a further edition, and what was
released once stays known, because it cannot be called back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base


class SettledCut(Base):
    """One family in one quarter, half-year or financial year, as it was settled.

    `counts` holds the tallies of a quarter that the figures rest on, by agency and category, so that wider periods
    rest on the same; `sources` says which edition of each quarter a wider period rests on. `shown` is what may be
    published: a number, or nothing where it is withheld.
    """

    __tablename__ = "settled_cut"
    __table_args__ = (
        CheckConstraint("edition > 0", name="a_settled_edition_counts_from_one"),
        CheckConstraint("period_start < period_end", name="a_settled_period_runs_forwards"),
        Index("ix_settled_cut_period", "period_start", "period_end", "family"),
    )

    family: Mapped[str] = mapped_column(primary_key=True)
    period_start: Mapped[date] = mapped_column(primary_key=True)
    period_end: Mapped[date] = mapped_column(primary_key=True)
    edition: Mapped[int] = mapped_column(primary_key=True)
    settled_at: Mapped[datetime]
    threshold: Mapped[int]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    sources: Mapped[dict[str, Any]] = mapped_column(JSON)
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)
    days: Mapped[dict[str, Any]] = mapped_column(JSON)
