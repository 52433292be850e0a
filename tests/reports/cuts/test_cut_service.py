"""Cuts: settled by the worker once, read as they were released, each agency's own to itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core import clock, tallies
from core.actor import system_actor
from core.db import db
from core.errors import NotVisible, Refused
from core.scoping import acting_as
from core.tallies import quarter_of
from reports import periods
from reports.cuts import cut, cuts, jobs, refuse_unsettled, unsettled
from reports.cuts.models import SettledCut
from reports.cuts.settling import Settled, settle_year
from reports.disclosure import MEDIAN, WITHHELD
from tests.house import House

LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUMMER, SPRING = quarter_of(date(2026, 7, 1)), quarter_of(date(2026, 4, 1))
HALF = periods.half_of(date(2026, 7, 1))
MET = {"new": 62, "known": 31, "not-noted": 3}


def tally(house: House, code: str, measure: str, numbers: Mapping[str, int], quarter: tallies.Period = SUMMER) -> None:
    actor = system_actor(house.agency(code).id)
    with acting_as(actor):
        tallies.write(actor=actor, measure=measure, period=quarter, numbers=numbers)
        db.session.commit()


def settle() -> int:
    with clock.frozen_at(LATER):
        made = jobs.settle_due()
        db.session.commit()
    return made


@pytest.fixture
def told(house: House) -> House:
    tally(house, "MASH", "outreach.headcount", MET)
    tally(house, "TMR", "outreach.headcount", {"new": 11, "known": 14, "not-noted": 0})
    return house


def test_the_worker_settles_once_and_until_then_nothing_is_shown_or_frozen(told: House) -> None:
    mash, tmr = told.agency("MASH").id, told.agency("TMR").id
    with told.acting("mcc_chair") as chair, clock.frozen_at(LATER):
        assert not cut(chair, "outreach.headcount", SUMMER).sent
        assert unsettled([HALF])
        assert not unsettled([SPRING, quarter_of(LATER.date())]), "Nothing was sent of one, and the other is not over."
        with pytest.raises(Refused, match="put together"):
            refuse_unsettled([SUMMER])
    assert settle() == 2, "The quarter, and the half-year that ends with it."
    assert settle() == 0
    with told.acting("mcc_chair") as chair, clock.frozen_at(LATER):
        assert not unsettled([HALF])
        found = cut(chair, "outreach.headcount", SUMMER)
    assert (set(found.agencies), found.counted_on, found.sent) == ({mash, tmr}, LATER.date(), True)
    assert (found.cell(mash, "new").value, found.of_agency(mash).value, found.total.value) == (60, 95, 120)
    assert found.cell(mash, "not-noted").value == WITHHELD
    assert found.cell(tmr, "not-noted").value == 0
    assert found.cell(told.agency("NUM").id, "new").value == WITHHELD, "Who sent nothing did not send a nought."


def test_few_late_entries_wait_and_many_make_a_new_edition(told: House) -> None:
    settle()
    tally(told, "MASH", "outreach.headcount", {**MET, "known": 35})
    assert settle() == 0, "Four more could be told apart from what stands."
    tally(told, "MASH", "outreach.headcount", {**MET, "known": 41})
    assert settle() == 2
    rows = db.session.query(SettledCut).order_by(SettledCut.period_start, SettledCut.edition).all()
    assert sorted((row.period_start, row.edition) for row in rows) == [
        (SPRING.start, 1), (SPRING.start, 2), (SUMMER.start, 1), (SUMMER.start, 2),
    ]  # fmt: skip
    with told.acting("mcc_chair") as chair, clock.frozen_at(LATER):
        assert cut(chair, "outreach.headcount", SUMMER).cell(told.agency("MASH").id, "known").value == 40


def test_a_raised_threshold_withholds_what_is_read_from_then_on(told: House) -> None:
    settle()
    tmr = told.agency("TMR").id
    config = told.app.config
    config["SETTINGS"], before = replace(config["SETTINGS"], figures_threshold=12), config["SETTINGS"]
    try:
        with told.acting("mcc_chair") as chair, clock.frozen_at(LATER):
            assert cut(chair, "outreach.headcount", SUMMER).cell(tmr, "new").value == WITHHELD
        assert settle() == 2
    finally:
        config["SETTINGS"] = before


def test_what_the_worker_leaves_alone_is_not_worked_out_for_a_reader(house: House) -> None:
    """Figures that nobody keeps would be new after each late entry: one more, and one can be told from the other."""
    long_ago = quarter_of(date(2022, 7, 1))
    tally(house, "MASH", "outreach.headcount", MET, long_ago)
    tally(house, "MASH", "outreach.headcount", MET, quarter_of(date(2023, 4, 1)))
    assert settle() == 3, "The quarter of 2023, its half-year and its year."
    with house.acting("mcc_chair") as chair, clock.frozen_at(LATER):
        assert not cut(chair, "outreach.headcount", long_ago).sent
        assert cut(chair, "outreach.headcount", quarter_of(date(2023, 4, 1))).sent


def test_two_workers_that_settle_at_once_keep_each_cut_once(told: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_first(families: Any, *around: Any) -> list[Settled]:
        found = list(settle_year(families, *around))
        if found:
            monkeypatch.setattr(jobs, "settle_year", settle_year)
            assert settle() == len(found), "The other worker, while this one was thinking."
        return found

    monkeypatch.setattr(jobs, "settle_year", other_first)
    assert settle() == 0
    assert db.session.query(SettledCut).count() == 2


def test_an_agency_opens_its_own_figures_and_nobody_elses(told: House) -> None:
    settle()
    mash, tmr = told.agency("MASH").id, told.agency("TMR").id
    with told.acting("mash_manager") as joan, clock.frozen_at(LATER):
        own = cut(joan, "outreach.headcount", SUMMER)
        assert own.of_agency(mash).value == 95
        with pytest.raises(NotVisible):
            own.of_agency(tmr)
        with pytest.raises(NotVisible):
            own.cell(tmr, "new")
        with pytest.raises(NotVisible):
            _ = own.total
    for nobody in ("mash_outreach", "gmp_liaison"):
        with told.acting(nobody) as other, clock.frozen_at(LATER), pytest.raises(NotVisible):
            cut(other, "outreach.headcount", SUMMER)


def test_what_is_not_a_whole_period_or_not_shown_is_refused(told: House) -> None:
    with told.acting("mcc_chair") as chair, clock.frozen_at(LATER):
        for period in (quarter_of(LATER.date()), tallies.Period(date(2026, 7, 1), date(2026, 8, 31))):
            with pytest.raises(ValueError, match="whole period"):
                cut(chair, "outreach.headcount", period)
        people = cut(chair, "cases.people", SUMMER)
        assert not people.sent
        with pytest.raises(ValueError, match="does not show"):
            _ = people.total
        with pytest.raises(ValueError, match="no category"):
            people.cell(told.agency("MASH").id, "nonsense")
        with pytest.raises(ValueError, match="not counted by days"):
            people.days(MEDIAN)


def test_typical_waits_stand_beside_a_number_that_is_shown(house: House) -> None:
    tally(house, "NUM", "referrals.waiting-days.decide", {"1": 6, "3": 6, "9": 4})
    tally(house, "MASH", "referrals.waiting-days.decide", {"2": 3})
    settle()
    with house.acting("mcc_chair") as chair, clock.frozen_at(LATER):
        found = cut(chair, "referrals.waiting-days.decide", SUMMER)
        assert found.days(MEDIAN, house.agency("NUM").id) == "3"
        assert found.days(MEDIAN, house.agency("MASH").id) == WITHHELD


def test_a_part_is_withheld_where_its_whole_is(house: House) -> None:
    """Seven cases, five of them ISVA support: withheld, or two are casework. Five of them waited: that says as much."""
    num = house.agency("NUM").id
    tally(house, "NUM", "cases.opened", {"isva": 5, "casework": 2})
    tally(house, "NUM", "isva.first-try-days", {"1": 5})
    tally(house, "NUM", "isva.needs", {"HOUSING": 5})
    tally(house, "NUM", "isva.needs-moj", {"shelter": 5})
    wanted = ["isva.first-try-days", "isva.needs", "isva.needs-moj"]
    settle()
    with house.acting("mcc_chair") as chair, clock.frozen_at(LATER):
        assert cut(chair, "cases.opened", SUMMER).cell(num, "isva").value == WITHHELD
        waits, needs, moj = (cuts(chair, wanted, SUMMER)[code] for code in wanted)
        assert (waits.of_agency(num).value, waits.total.value) == (WITHHELD, WITHHELD)
        assert (waits.days(MEDIAN, num), waits.days(MEDIAN)) == (WITHHELD, WITHHELD)
        assert {needs.cell(num, "HOUSING").value, needs.of_dimension("HOUSING").value} == {WITHHELD}
        assert moj.cell(num, "shelter").value == WITHHELD
        assert needs.cell(num, "SAFETY").value == 0
    with house.acting("num_manager") as own, clock.frozen_at(LATER):
        assert cut(own, "isva.first-try-days", SUMMER).of_agency(num).value == WITHHELD


def test_many_families_are_read_in_few_statements(told: House, count_queries: Callable[[], Any]) -> None:
    settle()
    with told.acting("mcc_chair") as chair, clock.frozen_at(LATER), count_queries() as counted:
        found = cuts(chair, ["outreach.headcount"], HALF)
    assert found["outreach.headcount"].total.value == 120
    assert sum("FROM settled_cut" in statement for statement in counted) == 1
    assert len(counted) <= 3
