"""The deadline engine against days worked out by hand with a wall calendar (domain.md 2.3).

Bank holidays that matter: 2026: 3 and 6 April, 4 and 25 May, 31 August, 25 and 28 December (the 26th is a Saturday);
2027: 1 January, 26 and 29 March, 27 and 28 December (25 and 26 are a weekend); 2028: 3 January (the 1st is a Saturday).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from cases.justice import clocks
from cases.justice.clocks import IncidentFacts, Step
from core import clock

ONE = UUID(int=1)
D = date.fromisoformat


def due_of(
    code: str, steps: list[Step], *, enhanced: bool = True, incidents: list[IncidentFacts] | None = None
) -> list[date]:
    days = [step.happened_on for step in steps] + [step.told_on for step in steps if step.told_on]
    today = max(days, default=D("2026-11-23"))
    found = clocks.clocks_of(steps, "Robyn", enhanced=enhanced, today=today, incidents=incidents or [])
    return [each.due for each in found if each.code == code]


#: clock, step, enhanced rights, day of the step, last day
FROM_STEP = [
    # police refer to support: 2 working days from the report
    ("support_referral", "REPORTED", True, "2026-11-23", "2026-11-25"),
    ("support_referral", "REPORTED", True, "2026-11-26", "2026-11-30"),
    ("support_referral", "REPORTED", True, "2026-11-27", "2026-12-01"),
    ("support_referral", "REPORTED", True, "2026-11-28", "2026-12-01"),
    ("support_referral", "REPORTED", True, "2026-12-23", "2026-12-29"),
    ("support_referral", "REPORTED", True, "2026-12-24", "2026-12-30"),
    ("support_referral", "REPORTED", True, "2027-12-23", "2027-12-29"),
    ("support_referral", "REPORTED", True, "2027-12-30", "2028-01-04"),
    ("support_referral", "REPORTED", False, "2026-04-02", "2026-04-08"),
    # told of the arrest: 1 working day with enhanced rights, else 5
    ("told_arrest", "ARREST", True, "2026-11-20", "2026-11-23"),
    ("told_arrest", "ARREST", False, "2026-11-20", "2026-11-27"),
    ("told_arrest", "ARREST", True, "2026-11-21", "2026-11-23"),
    ("told_arrest", "ARREST", True, "2026-12-24", "2026-12-29"),
    ("told_arrest", "ARREST", False, "2026-12-24", "2027-01-05"),
    ("told_arrest", "ARREST", True, "2026-12-31", "2027-01-04"),
    ("told_arrest", "ARREST", True, "2027-12-24", "2027-12-29"),
    ("told_arrest", "ARREST", False, "2027-12-24", "2028-01-05"),
    # across the change of the clocks: 29 March and 25 October 2026 are Sundays like any other
    ("told_arrest", "ARREST", True, "2026-03-27", "2026-03-30"),
    ("told_arrest", "ARREST", False, "2026-10-22", "2026-10-29"),
    # told of the interview, over Easter and May Day
    ("told_interview", "SUSPECT_INTERVIEW", True, "2026-04-02", "2026-04-07"),
    ("told_interview", "SUSPECT_INTERVIEW", False, "2026-04-01", "2026-04-10"),
    ("told_interview", "SUSPECT_INTERVIEW", True, "2026-05-01", "2026-05-05"),
    # told of bail or release, over the August holiday and a leap day
    ("told_bail", "BAIL_RUI", True, "2026-08-28", "2026-09-01"),
    ("told_bail", "BAIL_RUI", False, "2026-08-28", "2026-09-07"),
    ("told_bail", "BAIL_RUI", True, "2028-02-28", "2028-02-29"),
    ("told_bail", "BAIL_RUI", True, "2028-02-29", "2028-03-01"),
    # told why there is no charge
    ("told_police_stop", "NFA_POLICE", True, "2026-05-22", "2026-05-26"),
    ("told_police_stop", "NFA_POLICE", False, "2026-05-22", "2026-06-01"),
    ("told_cps_stop", "NFA_CPS", True, "2027-03-25", "2027-03-30"),
    ("told_cps_stop", "NFA_CPS", False, "2027-03-25", "2027-04-05"),
    # unduly lenient sentence: 28 days, whatever day the last one is
    ("lenient_sentence", "SENTENCE", True, "2026-11-02", "2026-11-30"),
    ("lenient_sentence", "SENTENCE", True, "2026-02-01", "2026-03-01"),
    ("lenient_sentence", "SENTENCE", True, "2028-02-01", "2028-02-29"),
    ("lenient_sentence", "SENTENCE", True, "2026-11-27", "2026-12-25"),
    ("lenient_sentence", "SENTENCE", True, "2026-03-15", "2026-04-12"),
    # Witness Care: 1 working day; without the day it heard of it, from the result
    ("court_result_told", "SENTENCE", True, "2026-12-24", "2026-12-29"),
    ("court_result_told", "VERDICT", False, "2026-11-20", "2026-11-23"),
    # compensation: review of the first decision in 56 days
    ("compensation_review", "CICA_DECISION", True, "2026-11-02", "2026-12-28"),
    ("compensation_review", "CICA_DECISION", True, "2028-01-05", "2028-03-01"),
    ("compensation_review", "CICA_DECISION", True, "2027-01-05", "2027-03-02"),
]

#: clock, decision, day the person was told, last day
FROM_TELLING = [
    # CPS: 10 working days is usual
    ("cps_review_usual", "NFA_CPS", "2026-11-23", "2026-12-07"),
    ("cps_review_usual", "NFA_CPS", "2026-12-14", "2026-12-30"),
    ("cps_review_usual", "NFA_CPS", "2027-12-17", "2028-01-05"),
    ("cps_review_usual", "NFA_CPS", "2026-03-26", "2026-04-13"),
    # CPS: 3 months at the latest; a month that is too short ends on its last day
    ("cps_review_latest", "NFA_CPS", "2026-11-23", "2027-02-23"),
    ("cps_review_latest", "NFA_CPS", "2026-11-30", "2027-02-28"),
    ("cps_review_latest", "NFA_CPS", "2027-11-30", "2028-02-29"),
    ("cps_review_latest", "NFA_CPS", "2026-12-31", "2027-03-31"),
    # police: 3 months
    ("police_review", "NFA_POLICE", "2026-10-05", "2027-01-05"),
    ("police_review", "NFA_POLICE", "2026-05-31", "2026-08-31"),
    ("police_review", "NFA_POLICE", "2026-08-31", "2026-11-30"),
    ("police_review", "NFA_POLICE", "2027-11-29", "2028-02-29"),
]

#: clock, day of the request to police, last day
FROM_REQUEST = [
    ("police_review_acknowledged", "2026-11-02", "2026-11-16"),
    ("police_review_acknowledged", "2026-12-18", "2027-01-06"),
    ("police_review_decided", "2026-11-02", "2026-12-14"),
    ("police_review_decided", "2026-11-23", "2027-01-07"),
    ("police_review_decided", "2027-03-15", "2027-04-28"),
]

#: day of the review decision, last day to appeal: 90 days
APPEALS = [("2026-11-23", "2027-02-21"), ("2027-12-01", "2028-02-29"), ("2026-12-01", "2027-03-01")]

#: clock, incident, last day
FROM_INCIDENT = [
    # 18 or over: 2 years from the incident; a band counts from its first day
    ("compensation_adult", {"on": "2026-03-14", "child": False}, "2028-03-14"),
    ("compensation_adult", {"on": "2028-02-29", "child": False}, "2030-02-28"),
    ("compensation_adult", {"on": "2026-02-28", "child": False}, "2028-02-28"),
    ("compensation_adult", {"on": "2026-03-01", "last": "2026-03-20", "child": False}, "2028-03-01"),
    ("compensation_adult", {"on": "2026-06-10", "child": None}, "2028-06-10"),
    # under 18, reported before 18: until the 20th birthday
    (
        "compensation_child_reported_before_18",
        {"on": "2025-01-02", "child": True, "eighteenth": "2026-09-10", "reported": "2026-09-09"},
        "2028-09-10",
    ),
    (
        "compensation_child_reported_before_18",
        {"on": "2026-02-02", "child": True, "eighteenth": "2028-02-29", "reported": "2027-05-01"},
        "2030-02-28",
    ),
    (
        "compensation_child_reported_before_18",
        {"on": None, "child": True, "eighteenth": "2027-01-01", "reported": "2026-11-01"},
        "2029-01-01",
    ),
    # under 18, reported on the 18th birthday or later: 2 years from the first report
    (
        "compensation_child_reported_after_18",
        {"on": "2025-01-02", "child": True, "eighteenth": "2026-09-10", "reported": "2026-09-10"},
        "2028-09-10",
    ),
    (
        "compensation_child_reported_after_18",
        {"on": "2015-07-01", "child": True, "eighteenth": "2020-05-05", "reported": "2026-11-20"},
        "2028-11-20",
    ),
    (
        "compensation_child_reported_after_18",
        {"on": None, "child": True, "eighteenth": "2024-01-15", "reported": "2028-02-29"},
        "2030-02-28",
    ),
    # civil claim: 3 years from the incident, from knowing of the harm, or from 18
    ("civil_claim", {"on": "2026-03-14", "child": False}, "2029-03-14"),
    ("civil_claim", {"on": "2028-02-29", "child": False}, "2031-02-28"),
    ("civil_claim", {"on": "2020-01-01", "child": False, "knew": "2027-07-01"}, "2030-07-01"),
    ("civil_claim", {"on": "2024-05-01", "child": True, "eighteenth": "2026-09-10"}, "2029-09-10"),
    ("civil_claim", {"on": "2026-05-01", "child": True, "eighteenth": "2028-02-29"}, "2031-02-28"),
]


def incident(given: dict[str, object]) -> IncidentFacts:
    def day(name: str) -> date | None:
        words = given.get(name)
        return D(str(words)) if words else None

    return IncidentFacts(
        ONE, first_on=day("on"), last_on=day("last") or day("on"), reported_on=day("reported"),
        under_18=given["child"], eighteenth=day("eighteenth"), knew_on=day("knew"),  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(("code", "step", "enhanced", "on", "last"), FROM_STEP)
def test_a_limit_runs_from_its_step(code: str, step: str, enhanced: bool, on: str, last: str) -> None:
    assert due_of(code, [Step(step, D(on))], enhanced=enhanced) == [D(last)]


@pytest.mark.parametrize(("code", "decision", "told", "last"), FROM_TELLING)
def test_a_review_runs_from_the_day_they_were_told(code: str, decision: str, told: str, last: str) -> None:
    assert due_of(code, [Step(decision, D("2026-01-05"), D(told))]) == [D(last)]
    assert due_of(code, [Step(decision, D("2026-01-05"))]) == []


@pytest.mark.parametrize(("code", "asked", "last"), FROM_REQUEST)
def test_police_answer_a_review_that_was_asked_of_them(code: str, asked: str, last: str) -> None:
    asking = Step("VRR_REQUEST", D(asked))
    assert due_of(code, [Step("NFA_POLICE", D("2026-09-01")), asking]) == [D(last)]
    assert due_of(code, [Step("NFA_CPS", D("2026-09-01")), asking]) == []


@pytest.mark.parametrize(("decided", "last"), APPEALS)
def test_an_appeal_runs_from_the_second_decision(decided: str, last: str) -> None:
    first, second = Step("CICA_DECISION", D("2026-09-01")), Step("CICA_DECISION", D(decided), row=ONE)
    assert due_of("compensation_appeal", [first, second]) == [D(last)]
    assert due_of("compensation_appeal", [second]) == []


@pytest.mark.parametrize(("code", "given", "last"), FROM_INCIDENT)
def test_a_limit_runs_from_its_incident(code: str, given: dict[str, object], last: str) -> None:
    found = clocks.clocks_of([], "Robyn", enhanced=True, today=D("2026-11-23"), incidents=[incident(given)])
    assert [each.due for each in found if each.code == code] == [D(last)]
    others = {each.code for each in found if each.code.startswith("compensation")} - {code}
    assert code == "civil_claim" or others == set()


def test_witness_care_counts_from_the_day_it_heard() -> None:
    heard = Step("VERDICT", D("2026-10-23"), second_on=D("2026-10-26"))
    assert due_of("court_result_told", [heard]) == [D("2026-10-27")]


def test_there_are_at_least_sixty_worked_examples() -> None:
    tables = (FROM_STEP, FROM_TELLING, FROM_REQUEST, APPEALS, FROM_INCIDENT)
    assert sum(len(table) for table in tables) >= 75
    covered = {row[0] for table in (FROM_STEP, FROM_TELLING, FROM_REQUEST, FROM_INCIDENT) for row in table}
    assert covered | {"compensation_appeal"} == set(clocks.rules())


@pytest.mark.parametrize(
    ("on", "days"),
    [
        ("2026-03-14", ["2027-09-14", "2027-12-14", "2028-02-14"]),
        ("2026-08-31", ["2028-02-29", "2028-05-31", "2028-07-31"]),
    ],
)
def test_compensation_is_remembered_at_18_21_and_23_months(on: str, days: list[str]) -> None:
    given = incident({"on": on, "child": False})
    found = clocks.clocks_of([], "Robyn", enhanced=True, today=D("2026-11-23"), incidents=[given])
    claim = next(each for each in found if each.code == "compensation_adult")
    assert [str(day) for day in claim.reminders] == days


def test_an_agency_chooses_its_own_times_to_remind() -> None:
    given = incident({"on": "2026-03-14", "child": False})
    found = clocks.clocks_of(
        [], "Robyn", enhanced=True, today=D("2026-11-23"), incidents=[given],
        leads={"compensation_adult": ["12 months after", "10 working days before"], "civil_claim": []},
    )  # fmt: skip
    days = {each.code: [str(day) for day in each.reminders] for each in found}
    assert days == {"compensation_adult": ["2027-03-14", "2028-02-29"], "civil_claim": []}


def test_the_day_turns_at_midnight_in_manchester_on_both_sides_of_the_change() -> None:
    steps = [Step("ARREST", D("2026-10-23"))]
    for moment, words in (
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "1 working day"),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), "1 working day"),
        (datetime(2026, 10, 26, 0, 1, tzinfo=UTC), "Today"),
        (datetime(2026, 10, 27, 0, 1, tzinfo=UTC), "1 working day late"),
    ):
        with clock.frozen_at(moment):
            found = clocks.clocks_of(steps, "Robyn", enhanced=True, today=clock.today())
            assert found[0].face.words == words
    with clock.frozen_at(datetime(2026, 3, 29, 23, 30, tzinfo=UTC)):
        assert clock.today() == D("2026-03-30")
        due = clocks.clocks_of([Step("ARREST", D("2026-03-27"))], "Robyn", enhanced=True, today=clock.today())
        assert due[0].face.words == "Today"
