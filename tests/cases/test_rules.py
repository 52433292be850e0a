"""The rules, clocks and picture of casework, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cases import catalogue, clocks, rules
from cases.clocks import Step
from cases.journey import journey_of
from cases.models import CaseState
from core import clock

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> object:
    with clock.frozen_at(NOON):
        yield


def running(*steps: Step, enhanced: bool = True) -> dict[str, clocks.RunningClock]:
    return {found.words: found for found in clocks.clocks_of(steps, "Robyn", enhanced=enhanced, today=TODAY)}


def test_states_move_only_where_they_may() -> None:
    for state in CaseState:
        for wanted in CaseState:
            refusal = rules.state_may_change(state, wanted, "A reason", "GOALS_MET")
            assert (refusal is None) == (wanted in rules.NEXT_STATES[state])


def test_every_state_but_closed_leads_to_closing_and_closed_to_reopened() -> None:
    assert rules.NEXT_STATES[CaseState.CLOSED] == (CaseState.REOPENED,)
    open_states = set(CaseState) - {CaseState.CLOSED, CaseState.CLOSING}
    assert all(CaseState.CLOSING in rules.NEXT_STATES[state] for state in open_states)


def test_closing_needs_a_reason_and_words() -> None:
    closing = CaseState.CLOSING, CaseState.CLOSED
    no_code = rules.state_may_change(*closing, "Goals met", None)
    no_words = rules.state_may_change(*closing, "  ", "GOALS_MET")
    assert no_code is not None
    assert no_code.field == "reason_code"
    assert no_words is not None
    assert no_words.field == "reason"


def test_a_closed_case_is_read_only() -> None:
    assert rules.case_may_be_written(CaseState.CLOSED) is not None
    assert all(rules.case_may_be_written(state) is None for state in set(CaseState) - {CaseState.CLOSED})


def test_contacts_are_never_ahead() -> None:
    assert rules.contact_may_be_added(NOON, NOON) is None
    assert rules.contact_may_be_added(NOON + timedelta(minutes=1), NOON) is not None


def test_steps_may_be_planned_but_not_reported_may_not() -> None:
    soon = TODAY + timedelta(days=9)
    known = catalogue.milestones()
    assert rules.milestone_may_be_added("FIRST_HEARING", known, soon, None, TODAY) is None
    assert rules.milestone_may_be_added("NOT_REPORTED", known, soon, None, TODAY) is not None
    assert rules.milestone_may_be_added("NO_SUCH", known, TODAY, None, TODAY) is not None
    assert rules.milestone_may_be_added("ARREST", known, date(226, 1, 1), None, TODAY) is not None


def test_told_lies_between_the_step_and_today() -> None:
    assert rules.told_may_be(TODAY, TODAY, TODAY) is None
    assert rules.told_may_be(TODAY, TODAY - timedelta(days=1), TODAY) is not None
    assert rules.told_may_be(TODAY, TODAY + timedelta(days=1), TODAY) is not None


def test_team_belongs_to_lead_and_managers() -> None:
    lead, other = uuid4(), uuid4()
    assert rules.team_may_be_changed(lead, lead, False) is None
    assert rules.team_may_be_changed(other, lead, True) is None
    assert rules.team_may_be_changed(other, lead, False) is not None
    assert rules.member_may_leave(lead, lead) is not None


@pytest.mark.parametrize(
    ("codes", "answer"),
    [
        ([], "not-known"), (["DISCLOSED", "SARC_OFFERED"], "not-known"), (["NOT_REPORTED"], "not-reported"),
        (["NOT_REPORTED", "REPORTED"], "reported"), (["CHARGE"], "reported"), (["CICA_APPLIED"], "not-known"),
    ],
)  # fmt: skip
def test_reported_not_reported_and_not_known_are_three_answers(codes: list[str], answer: str) -> None:
    assert rules.reported_answer(codes) == answer


def test_not_reported_is_the_first_step_offered() -> None:
    assert next(iter(catalogue.milestones())) == catalogue.NOT_REPORTED
    assert set(catalogue.milestones()) == set(catalogue.SHORT)
    assert sum(len(steps) for _, steps in catalogue.milestones_by_phase()) == len(catalogue.milestones()) - 1


def test_no_need_or_reason_is_about_immigration() -> None:
    words = " ".join([*catalogue.needs_to_choose().values(), *catalogue.closing_reasons().values()]).lower()
    assert not any(word in words for word in ("immigration", "deport", "removed"))


def test_initials_are_all_a_stranger_sees() -> None:
    assert rules.initials("Robyn") == "R."
    assert rules.initials("mary  jane") == "M. J."


@pytest.mark.parametrize(("days", "state"), [(0, "calm"), (20, "calm"), (21, "soon"), (28, "soon"), (29, "late")])
def test_contact_every_28_days(days: int, state: str) -> None:
    dial = clocks.contact_dial(TODAY - timedelta(days=days), date(2026, 1, 5), TODAY)
    assert dial.state == state


def test_a_case_never_reached_counts_from_its_opening() -> None:
    dial = clocks.contact_dial(None, TODAY - timedelta(days=30), TODAY)
    assert (dial.state, dial.words) == ("late", "30 days")
    assert "not reached yet" in dial.detail


def test_police_tell_within_a_working_day_under_enhanced_rights() -> None:
    found = running(Step("BAIL_RUI", date(2026, 11, 20)))["Police tell Robyn about bail or release"]
    assert (found.due, found.face.state, found.face.words, found.open) == (TODAY, "soon", "Today", True)
    assert found.note == "1 working day from Fri 20 Nov, enhanced rights"


def test_five_working_days_without_enhanced_rights() -> None:
    found = running(Step("ARREST", date(2026, 11, 20)), enhanced=False)["Police tell Robyn of the arrest"]
    assert found.due == date(2026, 11, 27)
    assert running(Step("BAIL_RUI", date(2026, 11, 20)), enhanced=False) == {}


def test_working_days_leave_out_bank_holidays() -> None:
    with clock.frozen_at(datetime(2026, 12, 29, tzinfo=UTC)):
        steps = [Step("ARREST", date(2026, 12, 24))]
        found = clocks.clocks_of(steps, "Robyn", enhanced=True, today=date(2026, 12, 26))
    assert found[0].due == date(2026, 12, 29)


def test_told_in_time_is_kept_and_told_late_says_how_late() -> None:
    kept = running(Step("ARREST", date(2026, 6, 8), date(2026, 6, 9)))["Police tell Robyn of the arrest"]
    late = running(Step("ARREST", date(2026, 6, 8), date(2026, 6, 11)))["Police tell Robyn of the arrest"]
    assert (kept.face.state, kept.face.words, kept.open) == ("done", "Kept", False)
    assert (late.face.state, late.face.words) == ("late", "2 working days late")


def test_what_is_owed_stays_late_until_it_is_done() -> None:
    found = running(Step("REPORTED", date(2026, 11, 16)))["Police refer Robyn to support"]
    assert (found.face.state, found.face.words, found.due) == ("late", "3 working days late", date(2026, 11, 18))
    done = running(Step("REPORTED", date(2026, 11, 16)), Step("REFERRED_SUPPORT", date(2026, 11, 17)))
    assert done["Police refer Robyn to support"].face.state == "done"


def test_a_review_runs_from_the_day_she_was_told_and_is_never_late() -> None:
    words = "Robyn can ask police to review the decision"
    assert words not in running(Step("NFA_POLICE", date(2026, 10, 1)))
    assert running(Step("NFA_POLICE", date(2026, 10, 1), date(2026, 10, 5)))[words].due == date(2027, 1, 5)
    assert words not in running(Step("NFA_POLICE", date(2026, 6, 1), date(2026, 6, 2)))


def test_police_answer_a_review_in_30_working_days_only_after_a_police_decision() -> None:
    words = "Police answer the request for a review"
    asked = Step("VRR_REQUEST", date(2026, 11, 2))
    assert words not in running(asked)
    assert running(Step("NFA_POLICE", date(2026, 10, 1)), asked)[words].due == date(2026, 12, 14)


def test_limits_in_days_and_month_ends() -> None:
    found = running(Step("SENTENCE", date(2026, 11, 2)))["Anyone can ask for a low sentence to be looked at again"]
    assert (found.due, found.face.words) == (date(2026, 11, 30), "7 days")
    assert clocks.due_on(date(2026, 11, 30), catalogue.Deadline(3, "months")) == date(2027, 2, 28)
    assert clocks.due_on(date(2028, 2, 29), catalogue.Deadline(2, "years")) == date(2030, 2, 28)


def test_a_planned_step_starts_no_clock() -> None:
    assert running(Step("ARREST", TODAY + timedelta(days=2))) == {}


def test_not_reported_is_a_whole_journey() -> None:
    drawn = journey_of([Step("NOT_REPORTED", TODAY)], TODAY)
    assert [(node.label, node.kind) for node in drawn.nodes] == [("Not reported", "now")]


def test_the_picture_shows_what_happened_what_is_planned_and_what_may_follow() -> None:
    steps = [
        Step("REPORTED", date(2026, 4, 2)),
        Step("CHARGE", date(2026, 11, 19)),
        Step("FIRST_HEARING", date(2026, 12, 2)),
    ]
    drawn = journey_of(steps, TODAY)
    assert [node.kind for node in drawn.nodes] == ["done", "now", "planned", "ahead", "ahead"]
    assert drawn.reached == 1
    assert "Next is First hearing" in drawn.words


def test_a_long_journey_keeps_its_last_steps() -> None:
    steps = [Step("TRIAL_MOVED", date(2026, 1, 1) + timedelta(days=n)) for n in range(20)]
    drawn = journey_of(steps, TODAY)
    assert drawn.nodes[0].label == "14 earlier"
    assert len(drawn.nodes) <= 12
