"""Disclosure control, attacked: what a reader, and an insider who knows the rules, can work out of a table."""

from __future__ import annotations

from collections import deque
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.disclosure import (
    HIDDEN,
    MEDIAN,
    NINE_IN_TEN,
    WITHHELD,
    Rule,
    Shown,
    ShownTable,
    days_within,
    figure,
    percentage,
    protect,
    protect_list,
)

ENDLESS = 10_000
counts = st.one_of(st.integers(0, 6), st.integers(0, 30), st.sampled_from([0, 1, 4, 5, 7, 8]))
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), min_size=1, max_size=5)
)
Place = tuple[int, int]
Bounds = dict[Place, tuple[int, int]]


def extended(table: list[list[int]]) -> list[list[int]]:
    body = [[*row, sum(row)] for row in table]
    return [*body, [sum(column) for column in zip(*body, strict=True)]]


def printed(shown: ShownTable) -> list[list[Shown]]:
    body = [[*row, total] for row, total in zip(shown.cells, shown.row_totals, strict=True)]
    return [*body, [*shown.column_totals, shown.total]]


def what_is_known(table: list[list[int]], paper: list[list[Shown]], *, insider: bool, threshold: int = 5) -> Bounds:
    """The span of each number. An insider knows which [c] stand for 1 to 4 and which for a partner of one."""
    truth = extended(table)
    known: Bounds = {}
    for i, j in product(range(len(paper)), range(len(paper[0]))):
        number = paper[i][j].number
        if number is not None:
            known[i, j] = (0, 0) if number == 0 else (max(threshold, number - 2), number + 2)
        elif insider and truth[i][j] < threshold:
            known[i, j] = (0 if in_a_thin_line(truth, i, j) else 1, threshold - 1)
        elif insider:
            known[i, j] = (threshold, ENDLESS)
        else:
            known[i, j] = (0, ENDLESS)
    return known


def in_a_thin_line(truth: list[list[int]], i: int, j: int) -> bool:
    """A line of several small cells under a small total is withheld whole, so a [c] in it may be a nought."""
    row, column = truth[i][:-1], [line[j] for line in truth[:-1]]
    by_row = j < len(row) and 0 < truth[i][-1] < 5 and sum(map(bool, row)) > 1
    return by_row or (i < len(column) and 0 < truth[-1][j] < 5 and sum(map(bool, column)) > 1)


def feasible(known: Bounds, rows: int, columns: int) -> bool:
    """Is there a whole-number table with totals inside the bounds? Hoffman's circulation, by maximum flow."""
    room: dict[tuple[str, str], int] = {}
    need: dict[str, int] = {}
    for (i, j), (low, high) in known.items():
        ends = (f"r{i}", f"c{j}") if (i < rows) == (j < columns) else (f"c{j}", f"r{i}")
        room[ends] = room.get(ends, 0) + high - low
        need[ends[1]] = need.get(ends[1], 0) + low
        need[ends[0]] = need.get(ends[0], 0) - low
    wanted = 0
    for node, amount in need.items():
        room[("source", node) if amount > 0 else (node, "sink")] = abs(amount)
        wanted += max(amount, 0)
    return greatest_flow(room) == wanted


def greatest_flow(room: dict[tuple[str, str], int]) -> int:
    beside: dict[str, set[str]] = {}
    for a, b in room:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    total = 0
    while path := widening_path(room, beside):
        gain = min(room.get(step, 0) for step in path)
        for a, b in path:
            room[a, b] = room.get((a, b), 0) - gain
            room[b, a] = room.get((b, a), 0) + gain
        total += gain
    return total


def widening_path(room: dict[tuple[str, str], int], beside: dict[str, set[str]]) -> list[tuple[str, str]]:
    came: dict[str, str] = {"source": ""}
    waiting = deque(["source"])
    while waiting and "sink" not in came:
        here = waiting.popleft()
        for there in beside.get(here, ()):
            if there not in came and room.get((here, there), 0) > 0:
                came[there] = here
                waiting.append(there)
    path: list[tuple[str, str]] = []
    node = "sink" if "sink" in came else ""
    while node and came[node]:
        path.append((came[node], node))
        node = came[node]
    return path


def values_left(known: Bounds, place: Place, rows: int, columns: int) -> list[int]:
    return [n for n in range(1, 5) if known[place][0] <= n <= known[place][1]
            and feasible({**known, place: (n, n)}, rows, columns)]  # fmt: skip


def recovered(table: list[list[int]], shown: list[list[Shown]], *, insider: bool) -> list[Place]:
    """The small counts that the attacker pins to their one value."""
    known = what_is_known(table, shown, insider=insider)
    rows, columns = len(table), len(table[0])
    small = [(i, j) for (i, j) in known if 0 < extended(table)[i][j] < 5]
    return [
        place for place in small
        if len(values_left(known, place, rows, columns)) < 2
        and not outside_is_possible(known, place, rows, columns)
    ]  # fmt: skip


def outside_is_possible(known: Bounds, place: Place, rows: int, columns: int) -> bool:
    """Could the number be 0, or 5 and more, for all that is known?"""
    low, high = known[place]
    spans = [(0, 0)] * (low == 0) + [(5, high)] * (high >= 5)
    return any(feasible({**known, place: span}, rows, columns) for span in spans)


@settings(max_examples=1000, deadline=None)
@given(tables)
def test_no_small_number_is_ever_printed(table: list[list[int]]) -> None:
    truth, shown = extended(table), printed(protect(table))
    for i, row in enumerate(truth):
        for j, count in enumerate(row):
            assert shown[i][j].number in ({None} if 0 < count < 5 else {None, (count + 2) // 5 * 5})


@settings(max_examples=700, deadline=None)
@given(tables)
def test_an_insider_with_the_totals_recovers_no_small_number(table: list[list[int]]) -> None:
    shown = printed(protect(table))
    all_withheld = all(cell.withheld for row in shown for cell in row)
    assert recovered(table, shown, insider=not all_withheld) == []


@settings(max_examples=300, deadline=None)
@given(tables)
def test_a_reader_with_the_totals_recovers_no_small_number(table: list[list[int]]) -> None:
    assert recovered(table, printed(protect(table)), insider=False) == []


@settings(max_examples=300, deadline=None)
@given(tables, st.integers(5, 12))
def test_a_higher_threshold_withholds_more(table: list[list[int]], threshold: int) -> None:
    truth, shown = extended(table), printed(protect(table, Rule(threshold)))
    assert all(
        shown[i][j].withheld for i, row in enumerate(truth) for j, count in enumerate(row) if 0 < count < threshold
    )


@settings(max_examples=300, deadline=None)
@given(tables)
def test_totals_that_are_not_printed_stay_away(table: list[list[int]]) -> None:
    shown = protect(table, row_totals=False)
    assert all(total.withheld for total in [*shown.row_totals, shown.total])
    assert recovered(table, printed(shown), insider=False) == []


def test_a_list_without_totals_withholds_only_what_is_small() -> None:
    shown = protect([[40, 3, 12], [1, 0, 60]], row_totals=False, column_totals=False)
    assert [[cell.value for cell in row] for row in shown.cells] == [[40, WITHHELD, 10], [WITHHELD, 0, 60]]


@pytest.mark.parametrize(("height", "width", "most"), [(1, 2, 20), (1, 3, 16), (2, 2, 11)])
def test_of_all_tables_that_look_alike_no_small_number_is_common(height: int, width: int, most: int) -> None:
    """The strongest attack: print every small table there is, and look which could stand behind each print."""
    alike: dict[str, list[tuple[int, ...]]] = {}
    for numbers in product(range(most + 1), repeat=height * width):
        table = [list(numbers[i * width : (i + 1) * width]) for i in range(height)]
        paper = "|".join(str(cell) for row in printed(protect(table)) for cell in row)
        alike.setdefault(paper, []).append(numbers)
    complete = [tables for tables in alike.values() if max(map(max, tables)) <= most - 4]
    assert len(complete) > 20
    for same_print in complete:
        for values in zip(*same_print, strict=True):
            assert len(set(values)) > 1 or values[0] in (0, *range(5, most))


def test_the_attack_itself_finds_what_is_badly_protected() -> None:
    """A table with nothing but its small cell withheld, and its numbers exact, gives that cell away."""
    table = [[3, 0], [0, 0]]
    naive = [[HIDDEN if 0 < count < 5 else figure(count) for count in row] for row in extended(table)]
    naive[0][2] = Shown(5)
    truth_by_totals = {**what_is_known(table, naive, insider=True), (0, 2): (3, 3)}
    assert values_left(truth_by_totals, (0, 0), 2, 2) == [3]


def test_four_ones_under_a_small_total_are_not_given_away() -> None:
    """All four would have to be 1, were noughts beside them ever shown."""
    assert all(cell.withheld for cell in protect([[1, 1, 1, 1], [20, 20, 20, 20]]).cells[0])
    assert all(cell.withheld for cell in protect([[2, 1, 1, 0], [20, 20, 20, 20]]).cells[0])


def test_the_next_smallest_is_the_partner() -> None:
    shown = protect([[30, 10, 20, 3], [40, 15, 25, 12]])
    assert [cell.value for cell in shown.cells[0]] == [30, WITHHELD, 20, WITHHELD]
    assert [cell.value for cell in shown.cells[1]] == [40, WITHHELD, 25, WITHHELD]
    assert [total.value for total in shown.row_totals] == [65, 90]


def test_a_table_of_large_numbers_keeps_them_all() -> None:
    shown = protect([[60, 10], [25, 0]])
    assert [[cell.value for cell in row] for row in printed(shown)] == [[60, 10, 70], [25, 0, 25], [85, 10, 95]]


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0"), (1, WITHHELD), (2, WITHHELD), (3, WITHHELD), (4, WITHHELD), (5, "5"), (7, "5"), (8, "10"), (12, "10"),
     (13, "15"), (1418, "1,420")],
)  # fmt: skip
def test_one_figure(count: int, words: str) -> None:
    assert str(figure(count)) == words


@pytest.mark.parametrize("threshold", [4, 1, 0, -5])
def test_the_threshold_never_goes_down(threshold: int) -> None:
    with pytest.raises(ValueError, match="never lowered"):
        Rule(threshold)


@pytest.mark.parametrize("table", [[], [[]], [[1], [1, 2]], [[-1]]])
def test_what_is_not_a_table_is_refused(table: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"length|negative"):
        protect(table)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        figure(-1)


def test_a_list_loses_a_partner_with_its_small_part() -> None:
    parts, total = protect_list([40, 3, 12])
    assert [part.value for part in parts] == [40, WITHHELD, WITHHELD]
    assert total.value == 55


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(10, 40, 25), (20, 20, 100), (0, 20, 0), (5, 15, WITHHELD), (3, 40, WITHHELD), (10, 17, WITHHELD)],
)
def test_percentages_need_a_base_of_20(part: int, whole: int, expected: int | str) -> None:
    assert percentage(figure(part), figure(whole)).value == expected


@pytest.mark.parametrize(
    ("histogram", "median", "ninety"),
    [
        ({}, WITHHELD, WITHHELD),
        ({"2": 4}, WITHHELD, WITHHELD),
        ({"2": 5}, "2", WITHHELD),
        ({"0": 3, "1": 3, "9": 3}, "1", WITHHELD),
        ({"0": 6, "3": 3, "9": 1}, "0", "3"),
        ({"1": 2, "10": 5, "31+": 20}, "more than 30", "more than 30"),
        ({"2": 10, "10": 10}, "2", "10"),
    ],
)
def test_days_within(histogram: dict[str, int], median: str, ninety: str) -> None:
    assert days_within(histogram, MEDIAN) == median
    assert days_within(histogram, NINE_IN_TEN) == ninety


def test_a_shown_figure_keeps_no_count() -> None:
    assert not hasattr(figure(3), "__dict__")
    assert "3" not in repr(figure(3))
