"""The figures of the progress report, from tallies and a plan in the database: safe, whole, and without a row."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from actionplan.reference import load_actions
from config import ROOT
from core import clock, tallies
from core.errors import NotVisible
from reports import queries, sheets
from reports.cuts.jobs import settle_due
from reports.documents import progress_body, progress_html
from reports.families import FAMILIES
from reports.progress import WANTED, progress_figures
from tests.house import House

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
MEETING = date(2026, 11, 26)
QUARTER = tallies.Period(date(2026, 7, 1), date(2026, 9, 30))
THIS_QUARTER = tallies.Period(date(2026, 10, 1), date(2026, 12, 31))
NUM, MASH = "National Ugly Mugs", "Manchester Action on Street Health"
Numbers = Mapping[str, Mapping[str, int]]


@pytest.fixture
def at_work(house: House) -> Iterator[House]:
    """The house with a plan, on the Monday before the meeting."""
    with clock.frozen_at(NOW):
        with house.acting("mcc_chair"):
            load_actions(clock.today())
        yield house


def write(house: House, persona: str, numbers: Numbers, period: tallies.Period = QUARTER) -> None:
    with house.acting(persona) as actor:
        for measure, counts in numbers.items():
            tallies.write(actor=actor, measure=measure, period=period, numbers=dict(counts))


def figures_for(house: House, persona: str = "mcc_chair", **asked: Any) -> dict[str, Any]:
    settle_due()
    with house.acting(persona) as actor:
        return progress_figures(actor=actor, **{"meeting_day": MEETING, **asked})


def tables(figures: dict[str, Any]) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Each table of a report by its code: rows by their own name."""
    return {each.code: {str(row[0]): row[1:] for row in each.rows} for each in sheets.of_progress(figures)}


def received(accepted: int, declined: int, withdrawn: int, waiting: int, not_yet: int = 0) -> Numbers:
    counts = {"accepted": accepted, "declined": declined, "withdrawn": withdrawn, "waiting": waiting}
    said = {"acknowledged": sum(counts.values()) - not_yet, "not-yet": not_yet}
    return {"referrals.received": counts, "referrals.acknowledgement": said}


WAITED = {"referrals.waiting-days.decide": {"0": 5, "2": 40, "31+": 18}}


def test_referrals_are_counted_where_they_were_received(at_work: House) -> None:
    write(at_work, "num_manager", {**received(52, 11, 0, 9), **WAITED})
    found = tables(figures_for(at_work))
    assert found["referrals"][NUM] == (70, 70, 50, 10, 0, 10)
    assert found["referrals"]["All agencies"] == (70, 70, 50, 10, 0, 10)
    assert found["waits"][NUM][:4] == ("no totals", "no totals", "2", "more than 30")


def test_no_answer_yet_is_what_is_left_and_late_answers_stand_beside_the_times(at_work: House) -> None:
    late = {"referrals.escalated": {"all": 11}, "referrals.waiting-days.acknowledge": {"0": 0}}
    write(at_work, "num_manager", {**received(30, 0, 0, 40), **WAITED, **late})
    found = tables(figures_for(at_work))
    assert found["referrals"][NUM][-1] == 40
    assert found["waits"][NUM] == found["waits"]["All agencies"] == ("none", "none", "2", "more than 30", 10)


def test_a_small_agency_is_withheld_whole_and_its_times_too(at_work: House) -> None:
    write(at_work, "num_manager", {**received(40, 10, 0, 10), **WAITED})
    write(at_work, "mash_manager", {**received(2, 1, 1, 0), "referrals.waiting-days.decide": {"1": 3}})
    found = tables(figures_for(at_work))
    assert set(found["referrals"][MASH]) == {"[c]"}
    assert set(found["waits"][MASH]) <= {"[c]", "no totals"}


def test_who_is_sent_again_and_what_nobody_could_meet(at_work: House) -> None:
    again = {"first": 50, "second": 20, "third-or-more": 10}
    sent = {"accepted": 60, "declined": 20, "withdrawn": 0, "waiting": 0}
    write(at_work, "num_manager", {"referrals.out": sent, "referrals.re-referred": again})
    why = {"referrals.unmet": {"HOUSING": 12}, "referrals.declined-why": {"DECLINED_CAPACITY": 20}}
    write(at_work, "mash_manager", {**received(60, 20, 0, 0), **why})
    found = tables(figures_for(at_work))
    assert found["referred-again"][NUM] == found["referred-again"]["All agencies"] == (80, 50, 20, 10)
    assert list(found["referrals-unmet"].values()) == [(10,)]


def test_the_quarter_is_the_last_whole_one(at_work: House) -> None:
    write(at_work, "num_manager", received(40, 10, 0, 10), THIS_QUARTER)
    figures = figures_for(at_work)
    assert figures["period"]["words"] == "July to September 2026"
    assert "referrals" not in tables(figures)


@pytest.mark.parametrize(
    ("meeting", "today", "start"),
    [
        (date(2026, 11, 26), date(2026, 11, 23), date(2026, 7, 1)),
        (date(2026, 10, 1), date(2026, 9, 30), date(2026, 4, 1)),
        (date(2027, 1, 28), date(2026, 11, 23), date(2026, 7, 1)),
        (date(2026, 2, 1), date(2026, 11, 23), date(2025, 10, 1)),
    ],
)
def test_no_part_of_a_quarter_is_released(meeting: date, today: date, start: date) -> None:
    assert queries.period_for(meeting, today).start == start


def test_a_period_that_is_not_over_is_refused(at_work: House) -> None:
    with pytest.raises(ValueError, match="not a whole period"):
        figures_for(at_work, period=THIS_QUARTER)


def test_every_action_of_the_plan_is_there_and_in_its_colour(at_work: House) -> None:
    figures = figures_for(at_work)
    found = tables(figures)
    annex = [row for code, rows in found.items() if code.startswith("actions-") for row in rows.values()]
    counts = [row[:5] for row in found["priorities"].values()]
    assert len(annex) == sum(map(sum, counts)) > 40
    words = {"Red": 0, "Amber": 1, "Green": 2, "Not started": 3, "Complete": 4}
    for word, place in words.items():
        assert sum(row[3] == word for row in annex) == sum(row[place] for row in counts)
    assert {row[2] for row in found["attention"].values()} <= {"Red", "Amber"}
    assert len(found["attention"]) == sum(row[0] + row[1] for row in counts) > 0
    assert [name[:2] for name in found["priorities"]][:4] == ["1.", "2.", "3.", "4."]
    assert all(row[3] > 0 for row in found.get("overdue", {}).values())


def test_outreach_and_reporting_are_totals_of_all(at_work: House) -> None:
    mash, num = {"reported": 8, "not-reported": 30, "not-known": 10}, {"reported": 7, "not-known": 12}
    write(at_work, "mash_manager", {"outreach.sessions": {"street": 30}, "cases.reported": mash})
    write(at_work, "num_manager", {"outreach.sessions": {"street": 28}, "cases.reported": num})
    found = tables(figures_for(at_work))
    assert found["activity"]["Outreach sessions"] == ("sessions", 60, "no totals")
    assert [row[0] for row in found["cases-reported"].values()] == [15, 30, 20, 65]


def test_silence_is_not_a_nought(at_work: House) -> None:
    write(at_work, "mash_manager", {"outreach.sessions": {"street": 0}})
    figures = figures_for(at_work)
    found = tables(figures)["activity"]
    assert found["Outreach sessions"][1] == 0
    assert found["Times someone was met on outreach"][1] == "no totals"
    assert "No agency sent totals of reports of harm" in json.dumps(figures)


def test_who_sent_nothing_is_named(at_work: House) -> None:
    write(at_work, "num_manager", {"outreach.sessions": {"street": 0}})
    *_, notes = figures_for(at_work)["chapters"]
    missing = dict(notes["blocks"][0]["pairs"])["Missing"]
    assert MASH in missing
    assert NUM not in missing


def test_in_short_is_a_few_sentences(at_work: House) -> None:
    write(at_work, "num_manager", {**received(40, 10, 0, 10), **WAITED})
    sentences = figures_for(at_work)["in_short"]
    assert 3 <= len(sentences) <= 6
    assert "Member agencies sent each other about 60 referrals." in [each["lead"] for each in sentences]


#: What a progress report holds (domain.md 6.5), and the chapter that holds it.
CONTENTS = {
    "what matters, and red, amber and green by priority with the trend": "short",
    "red and amber actions, those overdue, those finished": "attention",
    "task and finish groups": "groups",
    "referral accountability": "referrals",
    "activity": "activity",
    "outreach": "outreach",
    "ISVA work": "isva",
    "reporting routes, attrition and incidents": "harm",
    "the Victims’ Code": "rights",
    "voice": "voice",
    "directory freshness": "directory",
    "statistics cited with source and date": "cited",
    "the action table": "actions",
    "definitions and data notes": "notes",
}


def test_every_content_stands_in_every_report_and_says_when_there_is_nothing(at_work: House) -> None:
    figures = figures_for(at_work)
    assert [chapter["code"] for chapter in figures["chapters"]] == list(CONTENTS.values())
    assert all(chapter["blocks"] for chapter in figures["chapters"])
    assert set(WANTED) <= set(FAMILIES)


def test_the_figures_can_be_frozen_printed_and_read_as_a_page(at_work: House) -> None:
    write(at_work, "num_manager", received(40, 10, 0, 10))
    made = figures_for(at_work, body="Managers’ group")
    frozen = json.loads(json.dumps(made))
    assert frozen == made, "what is frozen is what was made"
    assert "Managers’ group" in progress_html(frozen, edition=2)
    assert progress_body(frozen) == progress_body(made)


def test_who_may_not_read_reports_sees_nothing(at_work: House) -> None:
    with at_work.acting("mash_outreach") as actor, pytest.raises(NotVisible):
        progress_figures(actor=type(actor)(actor.user_id, actor.agency_id, frozenset()), meeting_day=MEETING)


def test_a_larger_database_takes_no_more_statements(at_work: House, count_queries: Callable[[], Any]) -> None:
    """Statements do not grow with agencies, quarters kept, measures or lines of tallies."""
    tally(at_work, ("num_manager",), {"outreach.headcount": {"new": 30}}, 2025)
    settle_due()
    with count_queries() as few:
        figures_for(at_work)
    numbers = {**some_of(random.Random(1), ["outreach.headcount", "cases.reported"]), **received(40, 10, 0, 10)}
    tally(at_work, ("num_manager", "mash_manager", "lgbtf_administrator"), numbers, 2023)
    settle_due()
    with count_queries() as many:
        figures_for(at_work)
    assert len(many) == len(few)


def tally(house: House, personas: Iterable[str], numbers: Numbers, first: int) -> None:
    """The same numbers in every quarter from a year to the report's."""
    starts = [date(year, month, 1) for year in range(first, 2027) for month in (1, 4, 7, 10)]
    for persona in personas:
        for start in starts:
            if start <= QUARTER.start:
                write(house, persona, numbers, tallies.quarter_of(start))


def some_of(draw: random.Random, codes: Iterable[str]) -> Numbers:
    """Some number in every category of families, small ones and large ones."""
    return {
        FAMILIES[code].measure: {name: draw.choice([0, 1, 3, 4, 5, 8, 23, 61]) for name in FAMILIES[code].dimensions}
        for code in codes
    }


#: Tables of the forum's own work, which are exact.
EXACT = (
    "priorities",
    "attention",
    "overdue",
    "groups",
    "risks",
    "directory",
    "voice",
    "cited",
    "actions",
    "definitions",
)


def test_no_raw_count_leaves_whatever_the_tallies(at_work: House) -> None:
    """Every number about people in the figures is 0, a multiple of 5, or withheld."""
    draw = random.Random(5)
    for persona in ("num_manager", "mash_manager"):
        write(at_work, persona, some_of(draw, WANTED))
    about_people = [each for each in sheets.of_progress(figures_for(at_work)) if not each.code.startswith(EXACT)]
    cells = [cell for each in about_people for row in each.rows for cell in row[1:]]
    assert len(cells) > 200
    assert all(cell % 5 == 0 for cell in cells if isinstance(cell, int))
    assert "[c]" in cells


#: Words, and numbers by the hour that have nobody in them.
WITHOUT_PEOPLE = ("outreach.catalogue", "outreach.hours.queries", "outreach.hours.rules", "people.equality")


def test_reports_never_touch_what_is_about_people() -> None:
    """No module of this floor imports a floor that holds rows about a person, but for words and bare numbers."""
    private = {"people", "cases", "outreach", "referrals", "safety"}
    modules = list((ROOT / "reports").rglob("*.py"))
    assert len(modules) > 5
    for module in modules:
        for name in imported(ast.parse(module.read_text(encoding="utf-8"))):
            near = name.split(".")[0] in private
            assert not near or name.startswith(WITHOUT_PEOPLE) or "measures" in name.split("."), f"{module}: {name}"


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)
