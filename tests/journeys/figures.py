"""What journeys of reports share: what agencies counted, members who are in already, and what they do at such pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from agencies.permissions import Permission
from agencies.sessions import cookie_name
from core import making, tallies
from core.actor import system_actor
from core.db import db
from core.scoping import acting_as
from core.tallies import Period
from reports import periods
from reports.cuts.jobs import settle_due
from tests.house import House
from tests.journeys.year import DESK, Doors, Member

Numbers = Mapping[str, Mapping[str, int]]
MASH: Numbers = {
    "outreach.sessions": {"van": 21, "street": 14}, "outreach.headcount": {"new": 62, "known": 101, "not-noted": 12},
    "cases.opened": {"isva": 0, "casework": 43}, "referrals.received": {"accepted": 31, "declined": 3, "waiting": 12},
    "referrals.waiting-days.decide": {"1": 20, "2": 10, "6": 4},
    "casework.needs-met": {"met": 21, "partly": 17, "not-met": 6},
}  # fmt: skip
NUM: Numbers = {
    "cases.opened": {"isva": 27, "casework": 13}, "referrals.received": {"accepted": 52, "declined": 11, "waiting": 9},
    "incidents.route": {"told-us-only": 31, "warning": 12, "anonymous": 14, "full-report": 9},
    "incidents.went": {"nothing-yet": 33, "warning": 12, "anonymous": 12, "full-report": 9},
}  # fmt: skip
FOR_WHAT = "For the next meeting of the forum."


def count(house: House, last: Period) -> None:
    """Write the totals of both agencies for a quarter, and half as much for the one before, as their workers would."""
    for code, numbers in (("MASH", MASH), ("NUM", NUM)):
        _write(house, code, numbers, last)
        _write(house, code, {measure: _halved(parts) for measure, parts in numbers.items()}, periods.before(last))
    settle_due()


def _write(house: House, code: str, numbers: Numbers, period: Period) -> None:
    actor = system_actor(house.agency(code).id, Permission.CASE_READ)
    db.session.rollback()
    with acting_as(actor):
        for measure, counts in numbers.items():
            tallies.write(actor=actor, measure=measure, period=period, numbers=dict(counts))
        db.session.commit()


def _halved(parts: Mapping[str, int]) -> dict[str, int]:
    return {part: number // 2 for part, number in parts.items()}


class SideDoors(Doors):
    """Lets members in without the front door, through which other journeys go: a session as signing in leaves it."""

    def __init__(self, chromium: Browser, address: str, house: House) -> None:
        super().__init__(chromium, address)
        self._house = house

    def let_in(self, persona: str, width: int = DESK) -> Member:
        """A member of the cast, signed in, at no page yet."""
        member = Member(self._chromium, self._address, None, width)
        cookie = self._house.client(persona).client.get_cookie(cookie_name())
        assert cookie is not None, persona
        member.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self._address}])
        self.inside.append(member)
        return member


def fetched(member: Member, role: Any, words: str) -> bytes:
    """Follow a link or press a button that gives a file; its bytes."""
    with member.page.expect_download() as given:
        member.main.get_by_role(role, name=words, exact=True).first.click()
    return Path(given.value.path()).read_bytes()


def beside(member: Member, field: str) -> str:
    """The message next to a field; the page says on top that there is a problem, and leads to the field."""
    member.reads("There is a problem")
    assert member.main.locator(f".govuk-error-summary a[href^='#{field}']").count() == 1, field
    return member.main.locator(f"#{field}-error").inner_text()


def typed_in(member: Member, name: str) -> str:
    """What stands in a field."""
    return member.main.locator(f"[name={name}]").first.input_value()


def marked(member: Member) -> list[str]:
    """What the navigation marks as the place that the page belongs to."""
    return member.page.get_by_role("navigation", name="Main").locator("[aria-current]").all_inner_texts()


def answer_what_for(member: Member, shape: str) -> None:
    """The questions to whoever takes figures away."""
    member.tick(shape)
    member.pick("What is it for", "For a meeting of the forum")
    member.fill(why=FOR_WHAT)


def worked() -> None:
    """The worker makes the one piece that waits."""
    db.session.rollback()
    assert making.make_due() == 1, "one piece waited, and was made"
    db.session.rollback()


def arrived(member: Member, address: str) -> None:
    """The page that waited opens by itself what was made."""
    member.page.wait_for_url(re.compile(f"{address}$"))
    member.page.wait_for_load_state()


def click(member: Member, words: str) -> None:
    """Follow a link to a page of a kind that was looked at already."""
    member.main.get_by_role("link", name=words).first.click()
    member.page.wait_for_load_state()
