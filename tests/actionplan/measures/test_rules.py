"""What a measure may say, how it stands, and how its line is drawn."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from actionplan.measures import drawing, rules
from actionplan.measures.facts import MeasureFacts, Source, measure_is_whole, shape_may_change, source_is_whole
from actionplan.measures.rules import Direction, Frequency, MeasureKind, Period, Standing

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
FACTS = MeasureFacts(
    title="Reports", definition="Reports made to NUM", unit="reports", kind=MeasureKind.COUNT, direction=Direction.UP,
    frequency=Frequency.QUARTER, source="NUM", owner_agency_id=uuid4(), owner_name="Manager",
    first_period=date(2026, 4, 1), baseline=10, baseline_period="2019", target=20, target_by=date(2028, 3, 31),
)  # fmt: skip


def but(facts: MeasureFacts, **changed: object) -> MeasureFacts:
    values = {name: getattr(facts, name) for name in MeasureFacts.__slots__} | changed
    return MeasureFacts(**values)


@pytest.mark.parametrize(
    ("day", "frequency", "begins", "ends", "words"),
    [
        (date(2026, 2, 14), Frequency.MONTH, date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
        (date(2028, 2, 29), Frequency.MONTH, date(2028, 2, 1), date(2028, 2, 29), "February 2028"),
        (date(2026, 12, 31), Frequency.MONTH, date(2026, 12, 1), date(2026, 12, 31), "December 2026"),
        (date(2026, 9, 30), Frequency.QUARTER, QUARTER.begins, QUARTER.ends, "July to September 2026"),
        (date(2027, 1, 1), Frequency.QUARTER, date(2027, 1, 1), date(2027, 3, 31), "January to March 2027"),
        (date(2026, 3, 31), Frequency.YEAR, date(2025, 4, 1), date(2026, 3, 31), "April 2025 to March 2026"),
        (date(2026, 4, 1), Frequency.YEAR, date(2026, 4, 1), date(2027, 3, 31), "April 2026 to March 2027"),
    ],
)
def test_periods_count_from_april(day: date, frequency: Frequency, begins: date, ends: date, words: str) -> None:
    period = rules.period_of(day, frequency)
    assert (period.begins, period.ends, period.words) == (begins, ends, words)


def test_what_is_owed_is_over_has_no_value_and_is_late_after_a_fortnight() -> None:
    first, today = date(2026, 1, 5), date(2026, 11, 23)
    owed = rules.owed(first, Frequency.QUARTER, [date(2026, 4, 1)], today)
    assert [each.words for each in owed] == ["January to March 2026", "July to September 2026"]
    assert rules.owed(date(2026, 10, 1), Frequency.QUARTER, [], today) == []
    assert not rules.is_late(QUARTER, date(2026, 10, 14))
    assert rules.is_late(QUARTER, date(2026, 10, 15))
    assert rules.period_may_have_value(QUARTER, first, Frequency.QUARTER, date(2026, 10, 1)) is None
    for period, day in ((QUARTER, QUARTER.ends), (Period(date(2025, 10, 1), date(2025, 12, 31)), today),
                        (Period(date(2026, 7, 1), date(2026, 7, 31)), today)):  # fmt: skip
        assert rules.period_may_have_value(period, first, Frequency.QUARTER, day) is not None


@pytest.mark.parametrize(
    ("kind", "value", "withheld", "out_of", "reason"),
    [
        (MeasureKind.COUNT, 3, False, None, ""),
        (MeasureKind.COUNT, 3.5, False, None, "whole number"),
        (MeasureKind.COUNT, -1, False, None, "0 or more"),
        (MeasureKind.COUNT, None, False, None, "withheld"),
        (MeasureKind.COUNT, float("nan"), False, None, "withheld"),
        (MeasureKind.PEOPLE, None, True, None, ""),
        (MeasureKind.PEOPLE, 5, True, None, "withheld"),
        (MeasureKind.PEOPLE, 0, False, None, ""),
        (MeasureKind.PEOPLE, 4, False, None, "could point to somebody"),
        (MeasureKind.PEOPLE, 33, False, None, "nearest 5"),
        (MeasureKind.PEOPLE, 35, False, None, ""),
        (MeasureKind.PERCENT, 32, False, 100, ""),
        (MeasureKind.PERCENT, 32, False, None, "of how many"),
        (MeasureKind.PERCENT, 32, False, 19, "fewer than 20"),
        (MeasureKind.PERCENT, 101, False, 100, "0 to 100"),
        (MeasureKind.PERCENT, 32.5, False, 100, "whole number"),
        (MeasureKind.DAYS, 2.5, False, None, ""),
        (MeasureKind.MONEY, 2e9, False, None, "0 or more"),
    ],
)
def test_no_value_points_to_somebody(
    kind: MeasureKind, value: float | None, withheld: bool, out_of: int | None, reason: str
) -> None:
    found = rules.value_may_be(kind, value, withheld, out_of)
    assert (found is None) == (not reason)
    assert found is None or reason in f"{found.reason} {found.instead}"


def test_the_nearest_five_is_said() -> None:
    for typed, near in ((6, 5), (7, 5), (8, 10), (32, 30), (33, 35)):
        found = rules.value_may_be(MeasureKind.PEOPLE, typed, False, None)
        assert found is not None
        assert found.instead == f"Enter {near}."


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "latest", "standing"),
    [
        (Direction.UP, 10, 20, None, Standing.UNKNOWN),
        (Direction.UP, 10, 20, 20, Standing.MET),
        (Direction.UP, 10, 20, 15, Standing.BETTER),
        (Direction.UP, 10, 20, 10, Standing.SAME),
        (Direction.UP, 10, 20, 9, Standing.WORSE),
        (Direction.DOWN, 20, 10, 9, Standing.MET),
        (Direction.DOWN, 20, 10, 15, Standing.BETTER),
        (Direction.DOWN, 20, 10, 21, Standing.WORSE),
        (Direction.DOWN, None, 10, 21, Standing.SHORT),
        (Direction.UP, None, None, 21, Standing.WATCHED),
        (Direction.WATCHED, 10, None, 21, Standing.WATCHED),
    ],
)
def test_a_direction_decides_what_is_better(
    direction: Direction, baseline: float | None, target: float | None, latest: float | None, standing: Standing
) -> None:
    assert rules.standing_of(direction, baseline, target, latest) is standing


def test_a_sentence_of_fact_and_values_in_words() -> None:
    words = rules.in_short(
        Standing.BETTER, MeasureKind.COUNT, "reports", baseline=10, target=20, target_by=date(2028, 3, 31), latest=15
    )
    assert words == "15 reports now; 10 reports when it began; 20 reports wanted by 31 March 2028; 50% of the way."
    said = [(1200, MeasureKind.MONEY, "£1,200"), (32, MeasureKind.PERCENT, "32%"), (2.5, MeasureKind.DAYS, "2.5 days")]
    assert [rules.shown(value, kind, "days") for value, kind, _ in said] == [words for *_, words in said]
    assert rules.shown(None, MeasureKind.PEOPLE, "people", withheld=True) == "[c]"
    assert [rules.way_gone(10, 20, value) for value in (5, 10, 20, 40, None)] == [0, 0, 100, 100, None]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, ""),
        ({"target": None, "target_by": None, "baseline": None}, ""),
        ({"definition": " "}, "definition"),
        ({"unit": ""}, "unit"),
        ({"unit": "", "kind": MeasureKind.DAYS}, ""),
        ({"baseline_period": ""}, "baseline_period"),
        ({"target_by": None}, "target_by"),
        ({"target": None}, "target"),
        ({"target": 10}, "target"),
        ({"direction": Direction.DOWN}, "target"),
        ({"direction": Direction.WATCHED}, "target"),
        ({"kind": MeasureKind.PEOPLE, "baseline": 3}, "baseline"),
        ({"kind": MeasureKind.PERCENT, "target": 120}, "target"),
    ],
)
def test_a_measure_says_all_it_needs_and_its_numbers_fit(changed: dict[str, object], field: str) -> None:
    found = measure_is_whole(but(FACTS, **changed))
    assert (found.field if found else "") == field


def test_a_measure_with_values_keeps_its_shape() -> None:
    other = but(FACTS, frequency=Frequency.MONTH)
    assert shape_may_change(FACTS, other, has_values=False) is None
    assert shape_may_change(FACTS, other, has_values=True) is not None
    assert shape_may_change(FACTS, but(FACTS, first_period=date(2026, 6, 30), title="Other"), has_values=True) is None


def test_a_cited_figure_has_its_source_its_date_and_an_address_of_the_web() -> None:
    source = Source(says="people murdered", period="", area="", source="Strategy", author="", dated="2020")
    assert source_is_whole("184", source) is None
    for figure, part, words, field in (
        (" ", "says", "x", "figure"), ("184", "source", " ", "source"), ("184", "dated", "", "dated"),
        ("184", "url", "javascript:alert(1)", "url"),
    ):  # fmt: skip
        values = {name: getattr(source, name) for name in Source.__slots__} | {part: words}
        found = source_is_whole(figure, Source(**values))
        assert found is not None
        assert found.field == field


def test_a_line_leaves_a_gap_where_a_value_is_withheld() -> None:
    line = drawing.line_of([10, 20, None, 30, 40], baseline=None, target=50, width=100, height=50, margin=5)
    assert [dot.y for dot in line.dots] == [45.0, 35.0, None, 25.0, 15.0]
    assert line.runs == ("5.0,45.0 27.5,35.0", "72.5,25.0 95.0,15.0")
    assert (line.target_y, line.baseline_y) == (5.0, None)
    flat = drawing.line_of([7], baseline=None, target=None, width=100, height=50)
    assert (flat.dots[0].x, flat.dots[0].y, flat.runs) == (50.0, 25.0, ())
    assert drawing.line_of([], baseline=None, target=None, width=100, height=50).dots == ()


def test_a_line_says_aloud_what_it_shows() -> None:
    period, after = rules.period_of(date(2026, 4, 1), Frequency.QUARTER), QUARTER
    assert drawing.said_of([], MeasureKind.COUNT, "reports") == "No value yet"
    assert drawing.said_of([(period, None)], MeasureKind.PEOPLE, "") == "1 value withheld"
    assert drawing.said_of([(period, 5.0)], MeasureKind.COUNT, "reports") == "1 value: 5 reports, April to June 2026"
    two = drawing.said_of([(period, 5.0), (after, 9.0)], MeasureKind.COUNT, "reports")
    assert two == "2 values, from 5 reports in April to June 2026 to 9 reports in July to September 2026"


def test_references_are_used_once() -> None:
    assert rules.next_reference([]) == "M-01"
    assert rules.next_reference(["M-02", "M-09", "X-44"]) == "M-10"
