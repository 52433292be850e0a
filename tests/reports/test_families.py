"""What is counted and what is published agree, and counting a quarter reads the rows of that quarter alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from core import clock, tallies
from core.actor import system_actor
from core.db import db
from core.scoping import acting_as, owned_tables
from core.tallies import Measured, quarter_of
from outreach.models import OutreachSession
from reports.families import ALL, FAMILIES, Family, Shows, cluster_of, clusters, family
from reports.families.casework import DAYS
from safety.reports import service as safety
from tests.cases.caseload import made
from tests.house import House
from tests.people.cast import robyn
from tests.referrals import stage

FIRST = date(2026, 7, 1)
QUARTER = quarter_of(FIRST)
#: What is tallied for something else than a published table: the directory, the agency's own month, late answers.
NOT_PUBLISHED = {
    "outreach.month", "referrals.sent", "referrals.acknowledged", "referrals.accepted", "referrals.declined",
    "referrals.withdrawn", "referrals.sent-by",
}  # fmt: skip


@pytest.fixture
def counted(house: House) -> dict[str, Measured]:
    """All that the worker writes of an agency that does everything, by measure."""
    _fill(house)
    return {each.measure: each for each in _count(house)}


def test_every_family_is_written_by_some_floor_and_all_that_is_written_is_published(
    counted: dict[str, Measured],
) -> None:
    published = {each.measure for each in FAMILIES.values()}
    assert published - set(counted) == set(), "a table that nobody ever counts"
    assert set(counted) - published == NOT_PUBLISHED, "counted, and neither published nor known to be for itself"
    for each in FAMILIES.values():
        dimensions = set(counted[each.measure].numbers)
        if each.histogram:
            assert dimensions <= set(DAYS) == set(each.dimensions), each.code
        else:
            assert dimensions == set(each.dimensions), f"{each.code}: the writer and the table name other categories"


def test_families_say_what_they_count_and_name_each_other_soundly(counted: dict[str, Measured]) -> None:
    for code, each in FAMILIES.items():
        assert code == each.code
        assert all((each.title, each.unit, each.population, each.definition, *each.dimensions.values())), code
        assert each.shows, code
        _look_at_sums(each, counted)
    every = [code for cluster in clusters() for code in cluster]
    assert sorted(every) == sorted(FAMILIES), "each family is in one cluster"
    assert cluster_of("isva.source") == cluster_of("cases.opened")


def _look_at_sums(each: Family, counted: dict[str, Measured]) -> None:
    """A family whose lines add up says so by showing its sums; one that is part of another has that one's sum."""
    if each.histogram:
        assert Shows.CELL not in each.shows, "days one by one are never shown"
    for category in (None, *each.categories):
        part = each.numbers(counted[each.measure].numbers)
        mine = sum(part.values()) if category is None and each.histogram else part.get(category or "", 0)
        for code, within in each.holders(category):
            holds = counted[FAMILIES[code].measure].numbers
            assert mine <= (sum(holds.values()) if within is None else holds[within]), f"{each.code} is not in {code}"
            assert FAMILIES[code].over == each.over, f"{each.code} and {code} are summed in different ways"
    if each.parts_of is None:
        return
    whole = FAMILIES[each.parts_of]
    numbers = counted[whole.measure].numbers
    expected = sum(numbers[category] for category in each.share or numbers)
    assert sum(counted[each.measure].numbers.values()) == expected, f"{each.code} is not all of {whole.code}"
    assert each.over == whole.over, f"{each.code} and {whole.code} are summed over quarters in different ways"


def test_nothing_finer_than_a_family_and_nothing_behind_the_firewall_is_published() -> None:
    words = " ".join(
        f"{code} {label} {each.title}" for each in FAMILIES.values() for code, label in each.dimensions.items()
    ).lower()
    for never in ("immigra", "nationalit", "asylum", "deceased", "homicide", "trafficking", "missing person"):
        assert never not in words, never
    assert FAMILIES["people.new"].dimensions.keys() == {ALL}
    assert family.Over.NOTHING is FAMILIES["cases.people"].over, "people are never summed over quarters"


@pytest.mark.sqlite_only
def test_counting_a_quarter_looks_nothing_through_from_end_to_end(house: House) -> None:
    _fill(house)
    plans: list[str] = []
    with _plans(plans.append):
        _count(house)
    assert len(plans) > 60
    tables = "|".join(owned_tables())
    # A table that is looked up by its agency alone is read whole: days, or ids of the quarter, must be part of it.
    whole = rf"\bSCAN (?:{tables})(?:_\d+)?\b.*|SEARCH \w+ USING (?:COVERING )?INDEX \w+ \(agency_id=\?\)"
    assert [found[0] for each in plans for found in re.finditer(whole, each)] == []


@contextmanager
def _plans(note: Callable[[str], None]) -> Iterator[None]:
    """Tell how SQLite would run each SELECT of this connection."""

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            plan = connection.connection.cursor()
            plan.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            note("\n".join(row[3] for row in plan.fetchall()))

    event.listen(db.engine, "before_cursor_execute", explain)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", explain)


def _count(house: House) -> list[Measured]:
    agency_id, found = house.agency("NUM").id, []
    for writer in tallies.registered():
        actor = system_actor(agency_id, *writer.permissions)
        with acting_as(actor):
            found += list(writer.count(actor, QUARTER))
    return found


def _fill(house: House) -> None:
    """An agency with cases of both kinds, a session, a referral and an incident report."""
    with house.acting("num_manager") as actor:
        workers = [house.user(name).id for name in ("num_isva", "num_caseworker", "num_manager")]
        made(actor, workers, FIRST, cases=12)
        db.session.add(
            OutreachSession(
                agency_id=actor.agency_id, held_on=FIRST, began_at=clock.now(), mode="street", ward="ONLINE",
                team="isva", headcount=3, created_by=actor.user_id,
            )
        )  # fmt: skip
    august = clock.now().replace(year=2026, month=8, day=3)
    with clock.frozen_at(august), house.acting("mash_outreach") as actor:
        stage.sent(actor)
    with clock.frozen_at(august), house.acting("num_isva") as actor:
        robyn(actor)
        safety.take_report(actor=actor, words="Somebody took the money.")
