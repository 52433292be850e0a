"""The clock of a referral in SQL: what is owed by when, what is late, and which comes first."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, case

from referrals.models import Referral, ReferralState
from referrals.rules import PENDING

#: By when the next answer is owed; a pause has moved it already by the time that the clock runs again.
DUE = case((Referral.state == ReferralState.SENT, Referral.acknowledge_by), else_=Referral.decide_by)
RUNS = and_(Referral.state.in_(PENDING), Referral.paused_at.is_(None))


def overdue(today: date) -> ColumnElement[bool]:
    """An answer is owed, its clock runs, and its day has passed: `rules.is_overdue` as a criterion."""
    return and_(RUNS, today > DUE)


def most_urgent_first() -> tuple[ColumnElement[int], ColumnElement[date]]:
    """An order: running clocks by their due date, then those that wait for the sender, then what has ended."""
    place = case((RUNS, 0), (Referral.state.in_(PENDING), 1), else_=2)
    return place, case((Referral.state.in_(PENDING), DUE))
