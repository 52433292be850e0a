"""What a dashboard calls a change: only what shown numbers can tell, and never out of a withheld one."""

from __future__ import annotations

from datetime import date

from core.panels import Late
from core.tallies import Period
from reports.dashboards import rules
from reports.dashboards.rules import Line
from reports.disclosure import HIDDEN, Shown

QUARTERS = (Period(date(2026, 4, 1), date(2026, 6, 30)), Period(date(2026, 7, 1), date(2026, 9, 30)))


def line(label: str, *values: rules.Value) -> Line:
    """A line of a made-up measure."""
    return Line(label, label, "things", values)


def test_only_a_difference_that_rounding_cannot_make_is_a_change() -> None:
    lines = [
        line("rounding", Shown(20), Shown(25)), line("little", Shown(500), Shown(540)),
        line("more", Shown(25), Shown(40)), line("fewer", Shown(40), Shown(0)), line("hidden", HIDDEN, Shown(100)),
        line("gone", Shown(100), HIDDEN), line("silent", None, Shown(100)), line("alone", Shown(100)),
        line("days", "3", "30"),
    ]  # fmt: skip
    found = rules.changes(lines)
    assert [(change.label, change.words) for change in found] == [
        ("fewer", "fewer: none, was about 40"), ("more", "more: about 40, was about 25"),
    ]  # fmt: skip
    many = [line(str(at), Shown(10), Shown(100 + 5 * at)) for at in range(9)]
    assert len(rules.changes(many)) == rules.MOST_CHANGES


def test_a_figure_is_printed_as_it_was_shown_and_silence_is_not_a_nought() -> None:
    told = line("waits", "4", None)
    assert told.printed == ("4", "no totals")
    assert rules.points(QUARTERS, told.values) == [("Apr to Jun 2026", 4), ("Jul to Sep 2026", "no totals")]
    assert line("x", Shown(0), HIDDEN).printed == (0, "[c]")
    assert not line("x", None, None).sent
    assert rules.Stack("s", "S", "u", ("a", "b"), (("row", (Shown(5), HIDDEN)),)).drawn == [("row", [5, "[c]"])]


def test_counting_begins_with_the_first_figure_that_is_neither_silence_nor_a_nought() -> None:
    lines = [line("a", None, Shown(0), Shown(0), HIDDEN, Shown(5)), line("b", None, None, Shown(0), Shown(0), None)]
    assert rules.first_counted(lines) == 3
    assert rules.first_counted([line("a", None, None, Shown(0))]) == 2
    assert rules.compared([line("a", HIDDEN, Shown(5))])
    assert not rules.compared([line("a", Shown(5)), line("b", None, Shown(5)), line("c", Shown(5), None)])


def test_only_real_noughts_are_said_in_words() -> None:
    rows = (("row", (Shown(0), Shown(0))), ("other", (Shown(0), HIDDEN)))
    assert rules.Stack("s", "S", "u", ("a", "b"), rows[:1]).is_nought
    assert not rules.Stack("s", "S", "u", ("a", "b"), rows).is_nought
    assert not rules.Stack("s", "S", "u", ("a",), (("row", (None,)),)).is_nought


def test_one_late_thing_is_not_said_as_many() -> None:
    assert [Late(count, "tasks", "/", one="task").said for count in (1, 2)] == ["task", "tasks"]
    assert Late(1, "sheep", "/").said == "sheep"
