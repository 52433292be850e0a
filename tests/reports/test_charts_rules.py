"""Charts as geometry: every number said and printed, nothing told by a length that is withheld, safe words only."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT
from reports import charts
from reports.disclosure import HIDDEN, Shown, figure
from reports.drawing import HATCHED, WIDTH, Chart, scale_of
from reports.line_charts import lines

QUARTERS = ("Jan to Mar 2026", "Apr to Jun 2026", "Jul to Sep 2026")
#: What a strict content policy and a document without style refuse.
REFUSED = re.compile(r"\s(style|class|on\w+)=|<(style|script|foreignObject|image|a)\b")


@pytest.fixture(scope="module")
def macros() -> Environment:
    """The macros alone, with the filters that every environment takes and nothing else."""
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(charts.FILTERS)
    return environment


def printed(environment: Environment, call: str, **values: object) -> ElementTree.Element:
    """A chart of one macro, parsed as strict XML."""
    names = "bars, columns, stacked, lines, rag_bar"
    html = environment.from_string(f'{{% from "reports/_charts.html" import {names} %}}{{{{ {call} }}}}').render(values)
    assert not REFUSED.search(html.replace('class="rt-chart chart"', "").replace('class="rt-ragline bar"', "")), html
    return ElementTree.fromstring(html.strip())  # noqa: S314  # our own template made it a line above


def test_a_withheld_bar_has_one_width_whatever_is_behind_it_and_nothing_else_is_hatched() -> None:
    for shown in (HIDDEN, "[c]"):
        chart = charts.bars([("Hulme", 500), ("Ardwick", shown), ("None", 0), ("Silent", None)], "a", "Met", "meetings")
        long, withheld = chart.blocks
        assert (long.fill, withheld.fill, withheld.width) == ("solid", "hatch", HATCHED)
        assert [line.text for line in chart.words] == [
            "Hulme", "500", "Ardwick", "[c]", "None", "0", "Silent", "no totals",
        ]  # fmt: skip
        assert chart.told == "Met, in meetings. Hulme: 500; Ardwick: withheld; None: 0; Silent: no totals."


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_drawing_of_a_withheld_count_does_not_depend_on_it(count: int) -> None:
    def drawn(shown: Shown) -> Chart:
        rows = [("A", [Shown(20), shown, Shown(5)]), ("B", [shown, shown, shown])]
        return charts.stacked(rows, "a", "Answers", ["Yes", "No", "Other"], "referrals")

    assert drawn(figure(count)) == drawn(figure(1))
    assert [line.text for line in drawn(figure(count)).words][-3:] == ["part withheld", "B", "withheld"]


def test_the_longest_bar_fits_and_numbers_stand_inside_the_drawing() -> None:
    rows = [("A name that is far too long for one line of the drawing, and so it goes over two of them", 123_455)]
    chart = charts.bars(rows, "a", "Met", "meetings")
    assert all(block.x + block.width <= WIDTH for block in chart.blocks)
    assert [line.text for line in chart.words][-1] == "123,455"
    assert chart.words[-1].x < WIDTH - 30
    assert len(chart.words) == 3
    assert max(line.y for line in chart.words) < chart.height


def test_a_line_breaks_where_a_period_is_withheld_and_leaves_a_gap_where_none_was_sent() -> None:
    series = [("Half", [("Q1", 4), ("Q2", 5), ("Q3", "[c]"), ("Q4", 7), ("Q5", 6)]),
              ("Nine in ten", [("Q1", 9), ("Q2", 12), ("Q3", None), ("Q4", None), ("Q5", 16)])]  # fmt: skip
    chart = lines(series, "a", "Waits", "working days")
    strong = [line for line in chart.strokes if line.strong]
    key, drawn = strong[:2], strong[2:]
    assert [line.dash for line in key] == ["", "6 3"]
    assert [len(line.points) for line in drawn] == [2, 2, 2]
    assert {mark.shape for mark in chart.dots} == {"disc", "square"}
    assert "Half: Q1 4, Q2 5, Q3 withheld, Q4 7, Q5 6" in chart.told
    assert [line.text for line in chart.words].count("[c]") == 1


def test_scales_have_few_round_numbers_and_reach_the_largest() -> None:
    assert scale_of(0) == [0, 1]
    for largest in (1, 4, 6, 24, 99, 130, 999, 1_250, 48_000, 70_000):
        ticks = scale_of(largest)
        assert ticks[-1] >= largest
        assert 2 <= len(ticks) <= 8


def test_every_macro_prints_a_named_picture_with_its_numbers_and_no_style(macros: Environment) -> None:
    values = {
        "points": [*zip(QUARTERS, (25, "[c]", None), strict=True)],
        "rows": [("A & <B>", [20, "[c]"]), ("C", [0, 0])],
    }
    calls = {
        "columns('c', 'Opened', points, 'cases')": "Opened, in cases. Jan to Mar 2026: 25; Apr to Jun 2026: withheld",
        "bars('b', 'Opened', points, 'cases')": "Opened, in cases.",
        "lines('l', 'Opened', [('All', points)], 'cases')": "All: Jan to Mar 2026 25",
        "stacked('s', 'Answers', ['Yes', 'No'], rows, 'referrals')": "A & <B>: Yes 20, No withheld",
        "rag_bar({'red': 1, 'green': 6, 'blue': 0}, '1 red and 6 on track', 9)": "1 red and 6 on track",
    }
    for call, told in calls.items():
        picture = printed(macros, call, **values)
        assert picture.attrib["role"] == "img"
        assert told in picture.attrib["aria-label"]
        assert picture.find("title") is not None


def test_patterns_are_named_after_their_chart_so_that_two_charts_share_a_page(macros: Environment) -> None:
    rows = [("A", ["[c]", 5, 5, 5, 5, 5])]
    first, second = (printed(macros, f"stacked('{name}', 'T', keys, rows, 'u')", rows=rows, keys=list("uvwxyz"))
                     for name in ("one", "two"))  # fmt: skip
    names = [{node.attrib["id"] for node in each.iter("pattern")} for each in (first, second)]
    assert names[0] == {"one-hatch", "one-dots", "one-stripes", "one-lines"}
    assert not names[0] & names[1]
    used = {node.attrib["fill"] for node in first.iter("rect") if node.attrib["fill"].startswith("url")}
    assert used <= {f"url(#{name})" for name in names[0]}


def test_statuses_are_as_long_as_their_share_and_a_symbol_needs_room() -> None:
    parts = charts.rag_parts({"red": 1, "amber": 0, "green": 8, "blue": 1}, 20)
    assert [part.rag for part in parts] == ["red", "green", "blue"]
    assert [part.middle is not None for part in parts] == [True, True, True]
    assert sum(part.width for part in parts) <= 230 / 2
    assert charts.rag_parts({"red": 1}, 100)[0].middle is None
