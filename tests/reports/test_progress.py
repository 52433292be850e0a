"""The figures of the progress report, from tallies and a plan in the database: safe, whole, and without a row."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from actionplan.reference import load_actions
from config import ROOT
from core import clock, tallies
from core.errors import NotVisible
from reports import queries
from reports.accountability import OUTCOMES, accountability
from reports.documents import progress_pdf
from reports.progress import progress_figures
from tests.house import House
from tests.reports import made_up

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
MEETING = date(2026, 11, 26)
QUARTER = tallies.Period(date(2026, 7, 1), date(2026, 9, 30))
THIS_QUARTER = tallies.Period(date(2026, 10, 1), date(2026, 12, 31))
Numbers = dict[str, dict[str, int]]


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
            tallies.write(actor=actor, measure=measure, period=period, numbers=counts)


def figures_for(house: House, persona: str = "mcc_chair", meeting: date = MEETING) -> dict[str, Any]:
    with house.acting(persona) as actor:
        return progress_figures(actor=actor, meeting_day=meeting)


def received(sent: int, acknowledged: int, accepted: int, declined: int, withdrawn: int) -> Numbers:
    names = ("sent", "acknowledged", "accepted", "declined", "withdrawn")
    counts = (sent, acknowledged, accepted, declined, withdrawn)
    return {f"referrals.{name}": {"all": count} for name, count in zip(names, counts, strict=True)}


def test_referrals_are_counted_where_they_were_received(at_work: House) -> None:
    write(at_work, "num_manager", received(72, 70, 52, 11, 0))
    write(at_work, "num_manager", {"referrals.waiting-days.decide": {"0": 5, "2": 40, "31+": 18}})
    row, whole = (figures_for(at_work)["referrals"][part] for part in ("rows", "total"))
    assert [row[0][key] for key in ("agency", "received", "accepted", "declined", "withdrawn", "waiting")] == [
        "National Ugly Mugs", 70, 50, 10, 0, 10,
    ]  # fmt: skip
    assert (row[0]["decide_days"], row[0]["decide_most"]) == ("2", "more than 30")
    assert row[0]["acknowledge_days"] == "[c]"
    assert whole["received"] == 70


def test_a_small_agency_is_withheld_whole_and_its_times_too(at_work: House) -> None:
    write(at_work, "num_manager", received(60, 60, 40, 10, 0))
    write(at_work, "mash_manager", received(4, 4, 2, 1, 1))
    write(at_work, "mash_manager", {"referrals.waiting-days.acknowledge": {"1": 4}})
    rows = {row["agency"]: row for row in figures_for(at_work)["referrals"]["rows"]}
    small = rows["Manchester Action on Street Health"]
    assert {value for key, value in small.items() if key != "agency"} == {"[c]"}


def test_the_quarter_is_the_last_whole_one(at_work: House) -> None:
    write(at_work, "num_manager", received(60, 60, 40, 10, 0), THIS_QUARTER)
    figures = figures_for(at_work)
    assert figures["period"]["words"] == "July to September 2026"
    assert figures["referrals"]["rows"] == []


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


def test_every_action_of_the_plan_is_there_and_in_its_colour(at_work: House) -> None:
    plan = figures_for(at_work)["plan"]
    listed = [action for group in plan["groups"] for action in group["actions"]]
    assert len(listed) == plan["total"] == sum(plan["counts"].values())
    assert [row["reference"] for row in plan["attention"]]
    assert {row["rag"] for row in plan["attention"]} <= {"red", "amber"}
    assert len(plan["attention"]) == plan["counts"]["red"] + plan["counts"]["amber"]
    assert [row["name"][:2] for row in plan["priorities"][:4]] == ["1.", "2.", "3.", "4."]


def test_outreach_and_reporting_are_totals_of_all(at_work: House) -> None:
    mash, num = {"reported": 8, "not-reported": 30}, {"reported": 7, "not-known": 12}
    write(at_work, "mash_manager", {"outreach.sessions": {"all": 30}, "cases.reported": mash})
    write(at_work, "num_manager", {"outreach.sessions": {"all": 28}, "cases.reported": num})
    figures = figures_for(at_work)
    assert figures["activity"][0] == {
        "measure": "Outreach sessions",
        "unit": "sessions",
        "now": 60,
        "before": "no totals",
    }
    assert [row["now"] for row in figures["reporting"]["rows"]] == [30, 15, 10]
    assert figures["reporting"]["total"]["now"] == 55


def test_silence_is_not_a_nought(at_work: House) -> None:
    write(at_work, "mash_manager", {"outreach.sessions": {"all": 0}})
    figures = figures_for(at_work)
    assert [line["now"] for line in figures["activity"][:2]] == [0, "no totals"]
    assert {row["now"] for row in figures["reporting"]["rows"]} == {"no totals"}


def test_who_sent_nothing_is_named(at_work: House) -> None:
    write(at_work, "num_manager", {"outreach.sessions": {"all": 0}})
    missing = dict(figures_for(at_work)["notes"])["Missing"]
    assert "Manchester Action on Street Health" in missing
    assert "National Ugly Mugs" not in missing


def test_in_short_is_three_to_five_sentences(at_work: House) -> None:
    write(at_work, "num_manager", received(60, 60, 40, 10, 0))
    sentences = figures_for(at_work)["in_short"]
    assert 3 <= len(sentences) <= 5
    assert "Member agencies sent each other about 60 referrals." in [each["lead"] for each in sentences]


def test_the_figures_can_be_frozen_and_printed(at_work: House) -> None:
    write(at_work, "num_manager", received(60, 60, 40, 10, 0))
    frozen = json.loads(json.dumps(figures_for(at_work)))
    made = progress_pdf(frozen, edition=2, meeting_title="Forum meeting", meeting_day=MEETING)
    assert made.startswith(b"%PDF-1.7")


def test_who_may_not_read_reports_sees_nothing(at_work: House) -> None:
    with at_work.acting("mash_outreach") as actor, pytest.raises(NotVisible):
        progress_figures(actor=type(actor)(actor.user_id, actor.agency_id, frozenset()), meeting_day=MEETING)


def test_no_answer_yet_is_what_is_left_of_those_received() -> None:
    numbers = made_up.tallies_of([(20, 18, 12, 5, 0)])
    whole = accountability(numbers, made_up.NAMES)["total"]
    assert [whole[key] for key in OUTCOMES] == [10, "[c]", 0, "[c]"]


def test_no_raw_count_leaves_whatever_the_tallies() -> None:
    """Every number about people in the figures is 0, a multiple of 5, or withheld."""
    draw = random.Random(5)
    for _ in range(60):
        tallied = [sorted_down(draw) for _ in range(draw.randint(1, 8))]
        figures = made_up.figures(made_up.plan_view({"One": "g"}), tallied)
        part = figures["referrals"]
        for row in [*part["rows"], part["total"]] if part["total"] else []:
            counts = [row[key] for key in ("received", "acknowledged", *OUTCOMES)]
            assert all(count == "[c]" or count % 5 == 0 for count in counts)
            assert row["received"] != "[c]" or row["acknowledged"] == "[c]"
        for line in figures["activity"]:
            assert line["now"] in ("[c]", "no totals") or line["now"] % 5 == 0


def sorted_down(draw: random.Random) -> tuple[int, int, int, int, int]:
    sent = draw.choice([0, 1, 3, 5, 8, 20, 60])
    acknowledged = draw.randint(0, sent)
    accepted = draw.randint(0, acknowledged)
    declined = draw.randint(0, acknowledged - accepted)
    return sent, acknowledged, accepted, declined, draw.randint(0, sent - accepted - declined)


#: Words, and numbers by the hour that have nobody in them.
WITHOUT_PEOPLE = ("outreach.catalogue", "outreach.hours.queries", "outreach.hours.rules")


def test_reports_never_touch_what_is_about_people() -> None:
    """No module of this floor imports a floor that holds rows about a person, but for words and bare numbers."""
    private = {"people", "cases", "outreach", "referrals", "safety"}
    modules = list((ROOT / "reports").rglob("*.py"))
    assert len(modules) > 5
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names += [f"{node.module}.{each.name}" for each in node.names]
            near = [name for name in names if name.split(".")[0] in private and not name.startswith(WITHOUT_PEOPLE)]
            assert not near, f"{module} imports {near}"
