"""Who offers and who issues, what an item must say, and what a mail lists: no database."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from actionplan.bulletin import rules
from actionplan.bulletin.models import IssueState, ItemKind
from actionplan.bulletin.rules import ItemStanding
from agencies.permissions import Permission
from config import ROOT
from core.actor import Actor

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
FLOORS = (
    "agencies", "directory", "people", "outreach", "cases", "referrals", "safety", "actionplan", "reports", "forum",
)  # fmt: skip
COORDINATOR = Actor(uuid4(), uuid4(), frozenset({Permission.PLAN_WRITE}))
MEMBER = Actor(uuid4(), uuid4(), frozenset({Permission.PLAN_UPDATE_OWN}))
MANAGER = Actor(uuid4(), uuid4(), frozenset({Permission.AGENCY_SETTINGS}))
WORKER = Actor(uuid4(), uuid4(), frozenset({Permission.DIRECTORY_READ}))


def test_there_are_six_kinds_and_each_has_its_words() -> None:
    assert len(ItemKind) == 6
    assert set(rules.KIND_WORDS) == set(rules.DAY_WORDS) == set(ItemKind)


def test_representatives_and_managers_offer_and_workers_read() -> None:
    assert [rules.item_may_be_offered(each) is None for each in (COORDINATOR, MEMBER, MANAGER, WORKER)] == [
        True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "day", "link", "field"),
    [
        (ItemKind.EVENT, None, "", "day"),
        (ItemKind.CONSULTATION, None, "", "day"),
        (ItemKind.EVENT, TODAY - DAY, "", "day"),
        (ItemKind.FUNDING, TODAY - DAY, "", "day"),
        (ItemKind.POLICY, None, "ftp://example.org/x", "link"),
        (ItemKind.EVENT, TODAY, "https://example.org/", None),
        (ItemKind.SERVICE_CHANGE, TODAY - DAY, "", None),
        (ItemKind.GOOD_PRACTICE, None, "", None),
    ],
)
def test_what_an_item_must_say(kind: ItemKind, day: date | None, link: str, field: str | None) -> None:
    refusal = rules.item_may_stand(kind, day, link, TODAY)
    assert (refusal.field if refusal else None) == field


def test_where_an_item_is() -> None:
    assert rules.standing(None, left_out=False) is ItemStanding.OFFERED
    assert rules.standing(None, left_out=True) is ItemStanding.LEFT_OUT
    assert rules.standing(IssueState.DRAFT, left_out=False) is ItemStanding.TAKEN
    assert rules.standing(IssueState.ISSUED, left_out=False) is ItemStanding.OUT


@pytest.mark.parametrize(
    ("actor", "own", "where", "allowed"),
    [
        (MEMBER, True, ItemStanding.OFFERED, True),
        (MEMBER, False, ItemStanding.OFFERED, False),
        (MEMBER, True, ItemStanding.TAKEN, False),
        (COORDINATOR, False, ItemStanding.TAKEN, True),
        (COORDINATOR, True, ItemStanding.OUT, False),
        (COORDINATOR, True, ItemStanding.LEFT_OUT, False),
        (WORKER, True, ItemStanding.OFFERED, False),
    ],
)
def test_who_changes_an_item(actor: Actor, own: bool, where: ItemStanding, allowed: bool) -> None:
    refusal = rules.item_may_change(actor, actor.agency_id if own else uuid4(), where)
    assert (refusal is None) is allowed


def test_an_issue_goes_out_once_and_not_empty() -> None:
    assert rules.bulletin_may_be_issued(IssueState.DRAFT, 1) is None
    assert rules.bulletin_may_be_issued(IssueState.DRAFT, 0) is not None
    assert rules.bulletin_may_be_issued(IssueState.ISSUED, 1) is not None


def test_what_has_passed_since_it_was_offered_is_named() -> None:
    items = [("Walk", ItemKind.EVENT, TODAY - DAY), ("Grant", ItemKind.FUNDING, TODAY),
             ("Moved", ItemKind.SERVICE_CHANGE, TODAY - DAY)]  # fmt: skip
    assert rules.past_items(items, TODAY) == ["Walk"]


def test_a_mail_lists_each_kind_in_order_with_how_to_stop_it() -> None:
    items = [
        (ItemKind.EVENT, "Walk", "Lifeshare", "On 1 December 2026"), (ItemKind.SERVICE_CHANGE, "New hours", "MASH", ""),
        (ItemKind.EVENT, "Talk", "MASH", "On 2 December 2026"),
    ]  # fmt: skip
    mail = rules.digest(4, "December", "Short days.", items, "https://rt.example/stop/x")
    assert mail.startswith(
        "The forum’s bulletin, issue 4: December\n\nShort days.\n\nSERVICE CHANGES\n- New hours (MASH)"
    )
    assert "EVENTS\n- Walk (Lifeshare, On 1 December 2026)\n- Talk (MASH, On 2 December 2026)\n" in mail
    assert "FUNDING" not in mail
    assert "https://rt.example/stop/x" in mail


def test_an_item_is_left_out_with_words() -> None:
    assert rules.item_may_be_left_out("short") is not None
    assert rules.item_may_be_left_out("It has been in the last issue.") is None


def test_no_other_notice_has_words() -> None:
    written = re.compile(r"outbox\.put\((?:[^()]|\([^()]*\))*\bwords=", re.DOTALL)
    found = {str(file.relative_to(ROOT)) for floor in FLOORS for file in (ROOT / floor).rglob("*.py")
             if written.search(file.read_text())}  # fmt: skip
    assert found == {"actionplan/bulletin/service.py"}
