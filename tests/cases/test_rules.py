"""The rules, clocks and picture of casework, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cases import catalogue, clocks, rules
from cases.models import CaseState
from core import clock

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> object:
    with clock.frozen_at(NOON):
        yield


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
