"""The pure questions about answering: what may be told at the end, what is refused and with which words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from agencies.models import AgencyKind
from people.models import Category, ConsentState, Purpose
from people.rules import ConsentFact, Recipient
from referrals import rules
from referrals.models import Outcome
from referrals.rules import Telling

TODAY = date(2026, 11, 23)
AGENCY, TEAM = UUID(int=1), UUID(int=2)
SENDER = Recipient(AGENCY, TEAM)


def _said(
    yes: bool = True,
    *,
    purpose: Purpose = Purpose.JOINT_WORK,
    state: ConsentState = ConsentState.GIVEN,
    days_ago: int = 1,
    until: int = 30,
    team: UUID | None = TEAM,
    agency: UUID = AGENCY,
    category: Category = Category.SUPPORT,
) -> ConsentFact:
    given = TODAY - timedelta(days=days_ago)
    return ConsentFact(
        id=uuid4(), answers={category: yes}, recipient_agency_id=agency, recipient_team_id=team, purpose=purpose,
        state=state, given_on=given, valid_until=TODAY + timedelta(days=until),
        given_at=datetime(given.year, given.month, given.day, 12, tzinfo=UTC),
        ended_at=datetime(2026, 11, 23, 9, tzinfo=UTC) if state is ConsentState.WITHDRAWN else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "telling"),
    [
        ([], Telling.CODE),
        ([_said()], Telling.NOTE),
        ([_said(team=None)], Telling.NOTE),
        ([_said(purpose=Purpose.SUPPORT)], Telling.NOTE),
        ([_said(team=UUID(int=9))], Telling.CODE),
        ([_said(agency=UUID(int=9))], Telling.CODE),
        ([_said(category=Category.RISK)], Telling.CODE),
        ([_said(purpose=Purpose.ADVICE)], Telling.CODE),
        ([_said(until=-1, days_ago=9)], Telling.CODE),
        ([_said(state=ConsentState.SUPERSEDED)], Telling.CODE),
        ([_said(yes=False)], Telling.NOTHING),
        ([_said(state=ConsentState.WITHDRAWN)], Telling.NOTHING),
        ([_said(days_ago=5), _said(yes=False, days_ago=2)], Telling.NOTHING),
        ([_said(yes=False, days_ago=5), _said(days_ago=2)], Telling.NOTE),
        ([_said(yes=False, agency=UUID(int=9))], Telling.CODE),
    ],
)
def test_how_much_is_told_is_what_the_person_said_last_about_this_sender(
    facts: list[ConsentFact], telling: Telling
) -> None:
    assert rules.may_tell_outcome(facts, SENDER, TODAY) is telling
    assert (rules.consent_to_tell(facts, SENDER, TODAY) is not None) is (telling is Telling.NOTE)


@pytest.mark.parametrize("telling", [Telling.CODE, Telling.NOTHING])
def test_a_note_needs_consent_and_silence_needs_none(telling: Telling) -> None:
    refused = rules.note_may_go("words", telling, sender="MASH")
    assert refused is not None
    assert refused.field == "note"
    assert rules.note_may_go("  ", telling, sender="MASH") is None
    assert rules.note_may_go("words", Telling.NOTE, sender="MASH") is None


def test_police_and_support_agencies_end_with_their_own_codes() -> None:
    police, support = rules.outcomes_of(AgencyKind.POLICE), rules.outcomes_of(AgencyKind.SUPPORT)
    assert Outcome.ACTED_ON in police
    assert Outcome.SUPPORTED not in police
    assert Outcome.SUPPORTED in support
    assert Outcome.WAITING_LIST not in {*police, *support}
    assert rules.outcome_is_known(Outcome.ACTED_ON, AgencyKind.SUPPORT) is not None
    assert rules.outcome_is_known(Outcome.ACTED_ON, AgencyKind.PROBATION) is None


def test_one_that_is_barred_bars_all_and_is_named() -> None:
    assert rules.all_or_nothing("assigned", {}) is None
    refused = rules.all_or_nothing("assigned", {"Robyn": "Answered.", "Kit": "Withdrawn."})
    assert refused is not None
    assert refused.reason == "None of them was assigned. Robyn: Answered. Kit: Withdrawn."


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_nobody_may_ask_for_what_may_never_come_to_them(kind: AgencyKind) -> None:
    barred = [category for category in Category if not rules.category_may_be_asked(category, kind)]
    assert (Category.DEMOG in barred) is (kind in rules.BLOCKED_KINDS)
    assert (Category.HEALTH in barred) is (kind is AgencyKind.POLICE)


@pytest.mark.parametrize(
    ("worker", "field"),
    [
        ({"may_answer": True, "may_lead": True, "opens_case": True}, None),
        ({"may_answer": True, "may_lead": False, "opens_case": False}, None),
        ({"may_answer": True, "may_lead": False, "opens_case": True}, "worker"),
        ({"may_answer": False, "may_lead": True, "opens_case": False}, "worker"),
    ],
)
def test_who_may_have_a_referral(worker: dict[str, bool], field: str | None) -> None:
    refused = rules.may_have_it(name="Mel Hart", **worker)
    assert (refused.field if refused else None) == field
    assert refused is None or "Mel Hart" in refused.reason


@pytest.mark.parametrize(
    ("expected", "allowed"), [(None, True), (0, True), (366, True), (367, False), (-1, False)]
)  # fmt: skip
def test_a_waiting_list_has_a_day_that_can_be(expected: int | None, allowed: bool) -> None:
    day = None if expected is None else TODAY + timedelta(days=expected)
    assert (rules.wait_is_dated(day, TODAY) is None) is allowed
