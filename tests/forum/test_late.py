"""Late answers on the coordinator's home: counts through disclosure control, and for nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import tallies
from core.errors import NotVisible
from core.tallies import quarter_of
from forum import panels
from forum.late import late_answers
from tests.house import House

TODAY = date(2026, 11, 23)


def _count(house: House, persona: str, acknowledge: int, decide: int, escalated: int = 0, day: date = TODAY) -> None:
    with house.acting(persona) as actor:
        period, overdue = quarter_of(day), {"acknowledge": acknowledge, "decide": decide}
        tallies.write(actor=actor, measure="referrals.overdue", period=period, numbers=overdue)
        tallies.write(actor=actor, measure="referrals.escalated", period=period, numbers={"all": escalated})


def test_small_counts_are_withheld_and_others_rounded(house: House, frozen: None) -> None:
    _count(house, "num_manager", 12, 8, 6)
    _count(house, "mash_manager", 3, 0)
    _count(house, "tmr_outreach", 0, 0)
    with house.acting("mcc_coordinator") as actor:
        found = late_answers(actor, TODAY)
        shown = {line.agency: (str(line.acknowledge), str(line.decide), str(line.late)) for line in found.lines}
        assert len(shown) == 2
        assert all(words == "[c]" or int(words) % 5 == 0 for row in shown.values() for words in row)
        mash = next(row for agency, row in shown.items() if "MASH" in agency or "Manchester Action" in agency)
        assert mash[0] == "[c]"


def test_this_quarter_and_the_last_count_and_no_earlier(house: House, frozen: None) -> None:
    _count(house, "num_manager", 0, 5, day=date(2026, 8, 1))
    _count(house, "num_manager", 0, 5)
    _count(house, "num_manager", 0, 50, day=date(2026, 5, 1))
    with house.acting("mcc_coordinator") as actor:
        assert [str(line.decide) for line in late_answers(actor, TODAY).lines] == ["10"]


def test_nothing_late_says_so(house: House, frozen: None) -> None:
    with house.acting("mcc_coordinator") as actor:
        assert late_answers(actor, TODAY).lines == ()
        panel = panels.late(actor)
        assert panel is not None
        assert panel.where == "aside"
    assert "No agency counted any" in house.client("mcc_coordinator").get("/").get_data(as_text=True)


def test_the_home_of_the_coordinator_shows_it(house: House, frozen: None) -> None:
    _count(house, "num_manager", 12, 8, 6)
    page = house.client("mcc_coordinator").get("/").get_data(as_text=True)
    assert "Answers between agencies that are late" in page
    assert "Later still" in page


@pytest.mark.parametrize("persona", ["num_manager", "mash_outreach", "gmp_liaison", "gmp_representative"])
def test_nobody_else_sees_it(house: House, persona: str) -> None:
    with house.acting(persona) as actor:
        assert panels.late(actor) is None
        with pytest.raises(NotVisible):
            late_answers(actor, TODAY)


COUNTS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))


def test_no_count_of_1_to_4_is_ever_shown(house: House, frozen: None) -> None:
    @settings(max_examples=15)
    @given(COUNTS, COUNTS)
    def holds(one: tuple[int, int, int], two: tuple[int, int, int]) -> None:
        _count(house, "num_manager", *one)
        _count(house, "mash_manager", *two)
        with house.acting("mcc_coordinator") as actor:
            found = late_answers(actor, TODAY)
        lines = [*found.lines, *([found.whole] if found.whole else [])]
        for line in lines:
            for shown in (line.acknowledge, line.decide, line.late, line.escalated):
                assert shown.number is None or shown.number == 0 or shown.number % 5 == 0

    holds()
