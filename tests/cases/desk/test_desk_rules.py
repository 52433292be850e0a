"""Rules of the desk: what a list may be asked for, transfers, notes, filters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs
from uuid import uuid4

import pytest

from cases import rules as case_rules
from cases import service as case_service
from cases.desk import rules
from cases.desk.rules import Filters, filters_of

NEEDS = {"HOUSING": "Housing"}
TODAY = date(2026, 11, 23)
ROBIN, MEL, TEAM = uuid4(), uuid4(), uuid4()


def test_what_is_not_ours_is_left_out() -> None:
    asked = {
        "q": ["  Ivy " + "x" * 200], "scope": ["everybody"], "state": ["active", "gone"], "kind": ["isva"],
        "lead": ["nobody"], "team": [str(TEAM)], "need": ["IMMIGRATION"], "risk": ["'"], "flag": ["quiet", "loud"],
        "sort": ["alias_sealed"], "order": ["sideways"],
    }  # fmt: skip
    found = filters_of(asked, NEEDS)
    assert len(found.q) == rules.LONGEST_QUERY
    assert (found.scope, found.states, found.kinds, found.flags) == ("yours", ("active",), ("isva",), ("quiet",))
    assert (found.lead, found.team, found.need, found.risk) == (None, TEAM, "", "")
    assert (found.sort, found.descending) == ("changed", True)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(q="Ivy & co", scope="all", states=("active", "closed"), kinds=("isva",), lead=MEL, team=TEAM),
        Filters(need="HOUSING", risk="high", flags=("quiet", "overdue"), sort="lead", descending=False),
        Filters(sort="changed", descending=False),
        Filters(sort="reference", descending=True),
    ],
)
def test_an_address_says_all_that_was_asked(filters: Filters) -> None:
    assert filters_of(parse_qs(filters.address()), NEEDS) == filters


def test_an_empty_filter_has_an_empty_address() -> None:
    assert Filters().address() == ""
    assert not Filters(scope="all", sort="lead").narrows
    assert Filters(flags=("quiet",)).narrows


def offered(**changed: object) -> object:
    facts = {"actor_id": ROBIN, "lead_user_id": ROBIN, "manages": False, "to_user_id": MEL, "to_team_id": None}
    return rules.transfer_may_be_offered(**{**facts, **changed})  # type: ignore[arg-type]


def test_who_may_offer_a_case_and_to_whom() -> None:
    assert offered() is None
    assert offered(actor_id=MEL, manages=True) is None
    assert offered(to_user_id=None, to_team_id=TEAM) is None
    for wrong in ({"actor_id": MEL}, {"to_user_id": None}, {"to_team_id": TEAM}, {"to_user_id": ROBIN}):
        assert offered(**wrong) is not None, wrong


@pytest.mark.parametrize(
    ("code", "reason", "handover", "until", "field"),
    [
        ("load", "", "Text only.", None, ""),
        ("load", "", "Text only.", TODAY, ""),
        ("other", "  ", "Text only.", None, "reason"),
        ("other", "Because.", "Text only.", None, ""),
        ("bored", "", "Text only.", None, "reason_code"),
        ("load", "", " \n", None, "handover"),
        ("load", "", "Text only.", TODAY - timedelta(days=1), "stays_until"),
        ("load", "", "Text only.", TODAY + timedelta(days=93), "stays_until"),
    ],
)
def test_what_a_transfer_says(code: str, reason: str, handover: str, until: date | None, field: str) -> None:
    refused = rules.transfer_may_say(code, reason, handover, until, TODAY)
    assert (refused.field if refused else "") == field


@pytest.mark.parametrize(
    ("words", "held", "following", "field"),
    [
        ("Pace is right.", TODAY, None, ""),
        ("Pace is right.", TODAY, TODAY, ""),
        ("   ", TODAY, None, "words"),
        ("Pace is right.", TODAY + timedelta(days=1), None, "held_on"),
        ("Pace is right.", TODAY, TODAY - timedelta(days=1), "next_on"),
        ("Pace is right.", TODAY, TODAY + timedelta(days=367), "next_on"),
    ],
)
def test_what_a_note_of_supervision_needs(words: str, held: date, following: date | None, field: str) -> None:
    refused = rules.note_may_be_written(words, held, following, TODAY)
    assert (refused.field if refused else "") == field


def test_a_filter_has_a_name_of_its_own() -> None:
    assert rules.filter_may_be_kept("Waiting", ["Quiet"]) is None
    for name in ("", "  ", "quiet ", "QUIET", "x" * 61):
        assert rules.filter_may_be_kept(name, ["Quiet"]) is not None, name
    assert rules.filter_may_be_kept("One more", [str(n) for n in range(30)]) is not None


def test_levels_stand_in_bands() -> None:
    assert [rules.risk_band(level) for level in ("", "standard", "medium", "high", "immediate")] == [
        "none", "standard", "medium", "high", "high",
    ]  # fmt: skip


def test_a_stay_ends_after_the_last_hour_of_its_day() -> None:
    now = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
    assert case_service.end_of_stay(None, now, leaves=True) == now
    assert case_service.end_of_stay(None, now, leaves=False) is None
    # On 29 March 2026 the clocks go forward: the day ends at 23:00 UTC.
    assert case_service.end_of_stay(date(2026, 3, 29), now, leaves=False) == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)


def test_what_a_case_may_say() -> None:
    ways = {"self": ""}
    assert case_rules.case_may_say(["HOUSING"], NEEDS, None, ways) is None
    assert case_rules.case_may_say(["HOUSING"], NEEDS, "self", ways) is None
    for needs, way, field in (([], None, "needs"), (["IMMIGRATION"], None, "needs"), (["HOUSING"], "bus", "came_by")):
        refused = case_rules.case_may_say(needs, NEEDS, way, ways)
        assert refused is not None
        assert refused.field == field
