"""A year of the action plan in a real browser: it comes as a spreadsheet, is reported on, moved, done, confirmed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from core import clock
from tests.journeys import year
from tests.journeys.plan_sheet import IN_SHEET, bring_in_the_plan, in_the_plan
from tests.journeys.year import Calendar, Doors, Member, typed

pytestmark = pytest.mark.journey


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The time, as the test turns it."""
    return Calendar(monkeypatch)


@pytest.fixture
def doors(calendar: Calendar, served: str, chromium: Browser) -> Doors:
    """Lets members in."""
    return Doors(chromium, served)


def report(member: Member, title: str, words: str, stands: str, done: int, **more: str) -> str:
    """Report on an action; returns its address."""
    path = f"/action-plan/actions/{year.action_named(title)}"
    member.go(f"{path}/update")
    member.fill(words=words, done_percent=str(done))
    member.tick(stands, group="Where it stands")
    if more:
        member.unfold("A problem, another colour, or something to show")
        member.fill(**more)
    member.press("Store the report")
    member.reads(words)
    return path


def live_with_the_plan(bea: Member, ruby: Member, carl: Member, today: date) -> None:
    """Owners report, a date moves with its reason, and another agency confirms what is complete."""
    report(bea, "Print a card about safety at work", "The words are agreed with the printers.", "In progress", 40)
    done = report(ruby, "Print a card about reporting with support", "Printed and given out.", "Complete", 100,
                  evidence="The printed card", kept_at="On the table of the drop-in")  # fmt: skip
    ruby.go(f"{done}/confirm")
    ruby.reads("Somebody else than the owner confirms")
    late = f"/action-plan/actions/{year.action_named('Print a card about health checks')}"
    carl.go(f"{late}/date")
    carl.type("New due date", typed(today + timedelta(days=120)))
    carl.type("Why it moves", "The printers moved house, and start again in spring.")
    carl.press("Move the date")
    carl.reads("The printers moved house")
    carl.go(f"{done}/confirm")
    carl.press("Confirm that it is complete")
    carl.reads("is confirmed as complete")


def test_a_plan_is_brought_in_as_a_sheet_and_lived_with(calendar: Calendar, doors: Doors) -> None:
    today = clock.today()
    sam, bea, ruby, carl = (
        doors.let_in(each) for each in ("mcc_coordinator", "num_lead", "mash_member", "gmp_representative")
    )
    bring_in_the_plan(sam, today)
    assert in_the_plan(sam) == IN_SHEET
    calendar.turn_to(today + timedelta(days=30))
    live_with_the_plan(bea, ruby, carl, today)
    doors.assert_well()
