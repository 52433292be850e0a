"""What funders ask for, as data, and what may be done with a return.

Sources: domain.md 2.4, 6.7; outcome_measures.json.
"""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest

from config import ROOT
from core.tallies import Period
from reports import periods
from reports.families import Over, Shows
from reports.returns import rules
from reports.returns.models import StepKind
from reports.returns.templates import HALF, KIND_WORDS, NINE_IN_TEN, TOTAL, Template, templates

TODAY = date(2026, 11, 23)
ANN, BEA = UUID(int=1), UUID(int=2)
#: What may be counted. No line leaves its reader to guess whether it counts people, cases or contacts (domain.md 2.4).
UNITS = {
    "people", "cases", "contacts", "meetings, not people", "sessions", "referrals", "reports", "needs", "minutes",
    "measures", "steps", "rights", "workers", "working days",
}  # fmt: skip
WHY = "Sent to the office by its own form."


@pytest.fixture(params=list(templates()))
def template(request: pytest.FixtureRequest) -> Template:
    return templates()[request.param]


def test_every_line_has_a_figure_that_its_family_shows_and_a_unit(template: Template) -> None:
    for part in template.parts:
        for table in part.tables:
            for line in table.lines:
                assert line.label
                assert line.unit in UNITS
                if line.line in (HALF, NINE_IN_TEN):
                    assert line.family.histogram
                elif line.line == TOTAL:
                    assert Shows.AGENCY in line.family.shows
                else:
                    assert Shows.CELL in line.family.shows
                    assert line.line in line.family.categories


def test_codes_of_parts_are_their_own_and_no_line_is_about_immigration(template: Template) -> None:
    codes = [part.code for part in template.parts]
    assert len(set(codes)) == len(codes)
    said = " ".join(line.label for part in template.parts for table in part.tables for line in table.lines).lower()
    assert not any(word in said for word in ("immigration", "nationality", "visa", "asylum", "refugee"))


def test_the_measures_that_commissioners_use_are_all_in_the_return_of_the_combined_authority() -> None:
    used = {family.code for family in templates()["pcc-gmca"].families}
    measures = json.loads((ROOT / "reference" / "outcome_measures.json").read_text())["measures"]
    for code in (each["code"] for each in measures if each["code"] != "NEEDS_MET"):
        assert used & {f"isva.distance.{code}", f"isva.exit.{code}"}, code
    assert {"isva.needs-met", "isva.milestones", "isva.compensation", "cases.people", "referrals.declined-why"} <= used


def test_protected_characteristics_count_people_and_keep_every_answer_apart(template: Template) -> None:
    asked = [family for family in template.families if ".equality." in family.code]
    assert {family.code.rpartition(".")[2] for family in asked} >= {"ethnicity", "disability", "age_band"}
    for family in asked:
        assert family.unit == "people"
        assert {"declined", "not_known", "not_asked"} < set(family.categories), family.code
    for family in (family for family in template.families if ".exit." in family.code):
        assert {"no", "declined", "not_known", "not_asked"} < set(family.categories), family.code


def test_a_line_says_what_is_met_once() -> None:
    parts = {part.title: part for part in templates()["moj-needs"].parts}
    health = parts["Needs met, by category"].tables[0]
    assert [line.label for line in health.lines][:2] == ["Physical health: Met", "Physical health: Partly met"]


def test_the_return_by_category_covers_the_eight_of_the_framework() -> None:
    found = json.loads((ROOT / "reference" / "needs_domains.json").read_text())["moj_2013_categories"]
    parts = {part.title: part for part in templates()["moj-needs"].parts}
    titles = [table.title for table in parts["Needs met, by category"].tables]
    for kind, words in KIND_WORDS.items():
        assert [title.removeprefix(f"{words}: ") for title in titles if title.startswith(words)] == [
            each[:1].lower() + each[1:] for each in found
        ], kind


@pytest.mark.parametrize(
    ("code", "period"),
    [
        ("2026-27-q2", Period(date(2026, 7, 1), date(2026, 9, 30))),
        ("2025-26-q4", Period(date(2026, 1, 1), date(2026, 3, 31))),
        ("2026-27-h1", Period(date(2026, 4, 1), date(2026, 9, 30))),
        ("2099-00-q1", Period(date(2099, 4, 1), date(2099, 6, 30))),
    ],
)
def test_a_period_has_one_address(code: str, period: Period) -> None:
    assert rules.code_of(period) == code
    assert rules.period_of(code) == period


@pytest.mark.parametrize("code", ["2026-28-q1", "2026-27-h3", "2026-27-q5", "2026-27-q0", "q1", "1900-01-q1", ""])
def test_what_is_no_period_is_none(code: str) -> None:
    assert rules.period_of(code) is None


def test_only_whole_periods_that_are_over_are_offered_the_latest_first() -> None:
    found = rules.offered(("quarter", "half-year"), TODAY)
    assert found[0] == Period(date(2026, 7, 1), date(2026, 9, 30))
    assert found[1] == Period(date(2026, 4, 1), date(2026, 9, 30))
    assert all(periods.is_releasable(period, TODAY) for period in found)
    assert len(rules.offered(("quarter",), TODAY)) == rules.LOOKS_BACK
    assert {periods.kind(each) for each in rules.offered(("half-year",), TODAY)} == {"half-year"}


def test_one_return_of_a_period_is_under_way_or_sent_at_a_time() -> None:
    assert rules.return_may_be_prepared(None) is None
    assert rules.return_may_be_prepared(StepKind.SET_ASIDE) is None
    for standing in (StepKind.PREPARED, StepKind.CHECKED, StepKind.SENT):
        assert rules.return_may_be_prepared(standing) is not None


@pytest.mark.parametrize(
    ("kind", "standing", "by", "words", "may"),
    [
        (StepKind.CHECKED, StepKind.PREPARED, BEA, "", True),
        (StepKind.CHECKED, StepKind.PREPARED, ANN, "", False),
        (StepKind.CHECKED, StepKind.CHECKED, BEA, "", False),
        (StepKind.SENT, StepKind.PREPARED, BEA, WHY, False),
        (StepKind.SENT, StepKind.CHECKED, ANN, WHY, True),
        (StepKind.SENT, StepKind.CHECKED, ANN, "  sent  ", False),
        (StepKind.SET_ASIDE, StepKind.SENT, ANN, WHY, True),
        (StepKind.SET_ASIDE, StepKind.SENT, ANN, "", False),
        (StepKind.SET_ASIDE, StepKind.SET_ASIDE, ANN, WHY, False),
    ],
)
def test_prepared_then_checked_by_another_then_sent(
    kind: StepKind, standing: StepKind, by: UUID, words: str, may: bool
) -> None:
    refusal = rules.step_may_be_taken(kind, standing, by=by, prepared_by=ANN, words=words)
    assert (refusal is None) is may


def test_what_is_not_counted_for_a_half_year_is_marked_so_in_its_family() -> None:
    families = {family.code: family for family in templates()["pcc-gmca"].families}
    assert families["cases.people"].over is Over.NOTHING
    assert families["cases.opened"].over is Over.SUM
