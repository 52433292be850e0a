"""What the journeys of the forum's year share: a calendar that the test turns, members at their browsers, the doors.

`core.clock.frozen_at` holds the clock of one thread; the server answers each request in a thread of its own. So the
journeys put their own calendar in the clock's place, for all threads, and time goes on in it.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator
from sqlalchemy import select, update

from actionplan.models import Action
from agencies.models import WebSession
from core import clock
from core.db import db
from tests.journeys.visitor import Visitor

DESK, PHONE = 1280, 375
SEVERAL = re.compile(r"^Send \d+ invitations?$")


class Calendar:
    """The time for every thread of the process, as the test turns it; sessions stay as fresh as they were."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._ahead = timedelta(0)
        monkeypatch.setattr(clock, "_frozen", self)

    def get(self) -> datetime:
        """The moment it is now."""
        return datetime.now(UTC) + self._ahead

    def turn_to(self, day: date, hour: int = 10) -> None:
        """Go to a day, at an hour of the clock in Manchester."""
        moment = datetime.combine(day, time(hour), tzinfo=clock.LONDON)
        self._ahead = moment - datetime.now(UTC)
        now = self.get()
        db.session.execute(update(WebSession).values(begun_at=now, seen_at=now, ends_at=now + timedelta(hours=8)))
        db.session.commit()


class Member(Visitor):
    """A member of the forum at a browser."""

    @property
    def main(self) -> Locator:
        """The main part of the page."""
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        """Where they are."""
        return self.page.url.removeprefix(self.address).partition("#")[0]

    def pick(self, label: str, part: str) -> None:
        """Choose the first line of a list that has these words in it."""
        labelled = self.main.get_by_label(re.compile(rf"^{re.escape(label)}( \(optional\))?$"))
        choice = self.main.locator("select").and_(labelled).first
        offered = choice.locator("option").all_inner_texts()
        fitting = [place for place, words in enumerate(offered) if part in words]
        assert fitting, f"{self.page.url} offers no {part!r} but {offered}"
        choice.select_option(index=fitting[0])

    def fill(self, **answers: str) -> None:
        """Type into fields by their names."""
        for name, words in answers.items():
            self.main.locator(f"[name={name}]").first.fill(words)

    def press_first(self, words: re.Pattern[str]) -> None:
        """Press the first button whose words fit."""
        self._click(self.main.get_by_role("button", name=words).first)
        self._landed()

    def open(self, path: str) -> int:
        """Open a page of a kind that was looked at already."""
        answer = self.page.goto(self.address + path)
        return answer.status if answer else 0

    def send(self, words: str) -> None:
        """Press a button that leads to a page of a kind that was looked at already."""
        self._click(self.main.get_by_role("button", name=words, exact=True).first)
        self.page.wait_for_load_state()
        assert self.main.locator(".govuk-error-summary").count() == 0, self.main.inner_text()


class Doors:
    """Lets members of the cast in, and remembers them."""

    def __init__(self, chromium: Browser, address: str) -> None:
        self._chromium, self._address = chromium, address
        self.inside: list[Member] = []

    def let_in(self, persona: str, width: int = DESK) -> Member:
        """A member of the cast, signed in."""
        self.inside.append(Member(self._chromium, self._address, persona, width))
        return self.inside[-1]

    def assert_well(self) -> None:
        """No page that anybody saw had a fault."""
        for member in self.inside:
            member.assert_well()


def typed(day: date) -> str:
    """A day as somebody types it."""
    return f"{day.day}/{day.month}/{day.year}"


def first_thursday(after: date) -> date:
    """The next Thursday that lies five weeks ahead or more."""
    day = after + timedelta(days=35)
    return day + timedelta(days=(3 - day.weekday()) % 7)


def action_named(title: str) -> UUID:
    """The id of an action of the plan by its title."""
    found = db.session.scalars(select(Action.id).where(Action.title == title)).one()
    db.session.rollback()
    return found


# --- a meeting ---------------------------------------------------------------------------------------------


def plan_meeting(sam: Member, day: date) -> str:
    """Plan a meeting of the forum and invite its members; returns its address."""
    sam.go("/forum/meetings/new")
    sam.type("Day", typed(day))
    sam.type("Place", "Room 3 and online")
    sam.press("Plan the meeting")
    sam.reads("Welcome, apologies and quorum", "Date of the next meeting")
    meeting = sam.path
    sam.go(f"{meeting}/invitations")
    sam.press_first(SEVERAL)
    sam.reads("Everybody has the invitation as it stands")
    return meeting


def hold_meeting(sam: Member, meeting: str, marks: dict[str, str]) -> None:
    """Take attendance, open the meeting with a quorum, and begin its minutes."""
    sam.go(f"{meeting}/attendance")
    for name, mark in marks.items():
        sam.pick(name, mark)
    sam.press("Save attendance")
    sam.go(meeting)
    sam.press("Open the meeting")
    sam.press("Begin the minutes")
    sam.reads("Quorum met")


def note(sam: Member, item: str, words: str, button: str = "Add note") -> None:
    """Write a line of the minutes under an item of the agenda."""
    sam.main.get_by_role("navigation", name="Agenda").get_by_role("link", name=item).click()
    sam.page.wait_for_load_state()
    sam.main.locator("textarea[name=words]").fill(words)
    sam.press(button)


def decide(sam: Member, item: str, words: str) -> str:
    """Write a decision of the forum; returns its number."""
    note(sam, item, words, "Add as decision")
    shown: str = sam.main.inner_text()
    found: list[str] = re.findall(r"D-\d{4}-\d{2}", shown)
    assert found, f"No number in:\n{shown}"
    assert re.search(r"Agreed, [45] agencies", shown), shown
    return found[-1]


def review_minutes(sam: Member, amara: Member, meeting: str) -> None:
    """The draft goes to the chair, who reviews it."""
    sam.go(f"{meeting}/minutes/send")
    sam.press("Send to the chair")
    sam.reads("The chair has the minutes now")
    amara.go(f"{meeting}/minutes/review")
    amara.press("They are right: members may read them")
    amara.reads("Chair reviewed")


def publish_minutes(sam: Member, meeting: str, at: date) -> None:
    """The next meeting approves the minutes, and they are published."""
    sam.go(f"{meeting}/minutes/approve")
    sam.pick("Approved at", f"{at.day} {at:%B %Y}")
    sam.press("Note as approved")
    sam.go(f"{meeting}/minutes/publish")
    sam.press("Publish to the members")
    sam.reads("Published")
