"""What may happen to a group, asked without a database."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from actionplan.groups import rules
from actionplan.groups.models import GroupState, MemberRole, OutputState, StepKind
from agencies.permissions import Permission
from core.actor import Actor

TODAY = date(2026, 11, 23)
WAY = (
    (StepKind.APPROVED, "proposed", "approved"), (StepKind.DECLINED, "proposed", "declined"),
    (StepKind.STARTED, "approved", "active"), (StepKind.EXTENDED, "active", "extended"),
    (StepKind.EXTENDED, "extended", "extended"), (StepKind.EXTENDED, "reporting", "extended"),
    (StepKind.REPORTING, "active", "reporting"), (StepKind.REPORTING, "extended", "reporting"),
    (StepKind.CLOSED, "reporting", "closed"),
)  # fmt: skip


def actor(*permissions: Permission) -> Actor:
    return Actor(uuid4(), uuid4(), frozenset(permissions))


def test_each_step_follows_only_where_the_domain_says() -> None:
    allowed = {(kind, GroupState(begin)) for kind, begin, _ in WAY}
    for kind in rules.STEPS:
        for state in GroupState:
            refusal = rules.step_may_be_taken(state, kind)
            assert (refusal is None) == ((kind, state) in allowed), (kind, state)
            assert refusal is None or refusal.instead
    assert all(rules.STEPS[kind][1] is GroupState(end) for kind, _, end in WAY)


@pytest.mark.parametrize(("days", "allowed"), [(1, True), (548, True), (549, False), (0, False), (-1, False)])
def test_a_group_always_ends_and_within_18_months(days: int, allowed: bool) -> None:
    assert (rules.period_may_be(TODAY, TODAY + timedelta(days=days)) is None) == allowed


@pytest.mark.parametrize(
    ("end", "new", "allowed"),
    [(30, 31, True), (30, 30, False), (30, 10, False), (-10, -1, False), (-10, 0, False), (-10, 1, True),
     (30, 396, True), (30, 397, False), (-400, 366, True), (-400, 367, False)],
)  # fmt: skip
def test_an_extension_goes_forwards_and_a_year_at_most(end: int, new: int, allowed: bool) -> None:
    refusal = rules.extension_may_be(TODAY + timedelta(days=end), TODAY + timedelta(days=new), TODAY)
    assert (refusal is None) == allowed


@pytest.mark.parametrize(
    ("left", "state", "soon", "over"),
    [(31, "active", False, False), (30, "active", True, False), (0, "active", True, False), (-1, "active", False, True),
     (-1, "reporting", False, True), (10, "proposed", False, False), (-5, "closed", False, False),
     (-5, "declined", False, False), (5, "approved", True, False)],
)  # fmt: skip
def test_the_last_30_days_and_what_is_past(left: int, state: str, soon: bool, over: bool) -> None:
    ends = TODAY + timedelta(days=left)
    assert rules.is_ending_soon(GroupState(state), ends, TODAY) == soon
    assert rules.is_over(GroupState(state), ends, TODAY) == over


def test_a_group_starts_with_a_lead_a_lived_experience_seat_and_an_output() -> None:
    lead, lived = (MemberRole.LEAD, False), (MemberRole.MEMBER, True)
    assert rules.start_may_be([lead, lived], 1) is None
    for roles, outputs, missing in (
        ([lived], 1, "lead"),
        ([lead], 1, "lived experience"),
        ([lead, lived], 0, "output"),
    ):
        refusal = rules.start_may_be(roles, outputs)
        assert refusal is not None
        assert missing in refusal.reason


def test_a_group_closes_whole() -> None:
    whole = rules.FinalReport(done="A", changed="B", learned="", voice="", spent="", next="C")
    assert rules.closing_may_be(whole, 0) is None
    assert rules.closing_may_be(whole, 1) is not None
    for missing in ("done", "changed", "next"):
        parts = {name: getattr(whole, name) for name in ("done", "changed", "learned", "voice", "spent", "next")}
        assert rules.closing_may_be(rules.FinalReport(**{**parts, missing: " "}), 0) is not None


def test_outputs_say_where_they_are() -> None:
    assert rules.output_may_stand(OutputState.PLANNED, "", None, TODAY) is None
    assert rules.output_may_stand(OutputState.DONE, "On the site", TODAY, TODAY) is None
    for state, evidence, day in (
        (OutputState.DONE, "", TODAY), (OutputState.DONE, "On the site", None),
        (OutputState.DONE, "On the site", TODAY + timedelta(days=1)), (OutputState.DROPPED, " ", None),
    ):  # fmt: skip
        assert rules.output_may_stand(state, evidence, day, TODAY) is not None
    begin, end = TODAY, TODAY + timedelta(days=9)
    assert rules.output_due_may_be(begin, begin, end) is None
    assert rules.output_due_may_be(end, begin, end) is None
    assert rules.output_due_may_be(end + timedelta(days=1), begin, end) is not None


def test_who_keeps_a_group() -> None:
    coordinator, lead = actor(Permission.PLAN_WRITE), actor(Permission.PLAN_UPDATE_OWN)
    assert rules.tending_is_allowed(coordinator, False, GroupState.ACTIVE) is None
    assert rules.tending_is_allowed(lead, True, GroupState.ACTIVE) is None
    assert rules.tending_is_allowed(lead, False, GroupState.ACTIVE) is not None
    assert rules.tending_is_allowed(actor(Permission.VOICE_WRITE), True, GroupState.ACTIVE) is not None
    assert rules.tending_is_allowed(coordinator, True, GroupState.CLOSED) is not None
    assert rules.may_decide(coordinator)
    assert not rules.may_decide(lead)


def test_reports_are_due_by_weeks_and_references_count_on() -> None:
    assert rules.next_report_due(GroupState.ACTIVE, TODAY, None, 8) == TODAY + timedelta(weeks=8)
    assert rules.next_report_due(GroupState.EXTENDED, TODAY, date(2026, 12, 1), 2) == date(2026, 12, 15)
    assert rules.next_report_due(GroupState.REPORTING, TODAY, None, 8) is None
    assert rules.next_reference([]) == "TFG-01"
    assert rules.next_reference(["TFG-02", "TFG-10", "odd"]) == "TFG-11"
