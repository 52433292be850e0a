"""Tallies of two agencies for the two quarters of a half-year, with a measure that is counted by quarter only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from agencies.permissions import Permission
from core import clock, tallies
from core.actor import system_actor
from core.db import db
from core.scoping import acting_as
from core.tallies import Period
from reports.cuts.jobs import settle_due
from tests.house import House

SPRING = Period(date(2026, 4, 1), date(2026, 6, 30))
SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))
HALF = Period(date(2026, 4, 1), date(2026, 9, 30))
OWN = {
    "cases.opened": {"isva": 22, "casework": 41},
    "cases.people": {"isva": 31, "casework": 58},
    "isva.distance.COPE": {"better": 18, "same": 9, "worse": 2},
    "isva.waiting-days": {"1": 4, "3": 6, "9": 2},
    "outreach.sessions": {"street": 0, "van": 12},
}
#: Numbers of another agency: none of them, nor their sums, may be in the first one's return.
OTHERS = {"cases.opened": {"isva": 997, "casework": 1003}, "cases.people": {"isva": 2011, "casework": 2017}}


@pytest.fixture
def frozen() -> Iterator[None]:
    """Monday 23 November 2026, 9am."""
    with clock.frozen_at(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def tallied(house: House, frozen: None) -> None:
    """What the workers of MASH and NUM counted."""
    for code, numbers in (("MASH", OWN), ("NUM", OTHERS)):
        write_tallies(house, code, numbers)
    settle_due()


def write_tallies(house: House, code: str, numbers: dict[str, dict[str, int]]) -> None:
    """Write an agency's numbers of both quarters, as its worker would."""
    actor = system_actor(house.agency(code).id, Permission.CASE_READ)
    db.session.rollback()
    with acting_as(actor):
        for measure, counted in numbers.items():
            for period in (SPRING, SUMMER):
                tallies.write(actor=actor, measure=measure, period=period, numbers=counted)
        db.session.commit()
