"""A night on the van with one thumb: few taps, big targets, a dark screen, and what is asked for after saving."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from core import clock
from core.db import db
from outreach import queries, service
from outreach.models import OutreachContact
from tests.house import House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

PHONE = 375
#: Counted by the browser itself, where a finger comes down: one for each tap, whatever it sets off.
COUNT = "addEventListener('pointerdown', () => { sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1 }, true)"
PAPER = "getComputedStyle(document.body).backgroundColor"


@pytest.fixture
def session(house: House) -> str:
    """A session that runs; the address of its page."""
    with house.acting("mash_outreach") as actor:
        begun = service.start_session(
            actor=actor, mode="van", ward="E05011376", team="Dee", route="Canal route", began_at=clock.now()
        )
        path = f"/outreach/sessions/{begun.id}"
        db.session.commit()
    return path


def taps(dee: Visitor) -> int:
    """How often a finger came down since last asked."""
    number = dee.page.evaluate("Number(sessionStorage.taps ?? 0)")
    dee.page.evaluate("sessionStorage.taps = 0")
    return int(number)


def more(dee: Visitor, item: str) -> Any:
    """The plus of an item."""
    return dee.page.get_by_role("button", name=f"+ 1 {item}", exact=True)


def test_logging_takes_at_most_five_taps_and_two_for_the_same_again(
    chromium: Browser, served: str, session: str, house: House
) -> None:
    dee = Visitor(chromium, served, "mash_outreach", PHONE)
    dee.page.add_init_script(COUNT)
    dee.go(session)
    taps(dee)

    dee.follow("Log a contact")
    dee.page.get_by_label("Known", exact=True).click()
    more(dee, "Condoms").click()
    more(dee, "Lube").click()
    size = more(dee, "Lube").bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 50
    dee.press("Save, next person")
    dee.reads("Saved. 1 met")
    assert taps(dee) == 5

    dee.follow("Same as last time")
    dee.press("Save")
    assert taps(dee) == 2
    with house.acting("mash_outreach") as actor:
        rows = db.session.query(OutreachContact).all()
        assert {(row.alias, row.met_before) for row in rows} == {(None, "known")}
        assert queries.item_totals(actor, rows[0].session_id) == [("Condoms", 2), ("Lube", 2)]
    dee.assert_well()


def test_a_night_in_the_dark_and_what_is_asked_after_saving(chromium: Browser, served: str, session: str) -> None:
    dee = Visitor(chromium, served, "mash_outreach", PHONE)
    dee.page.emulate_media(color_scheme="dark")
    dee.go(session)
    assert dee.page.evaluate(PAPER) == "rgb(15, 25, 28)"
    dee.follow("Log a contact")
    dee.tick("Alias", group="Who")
    dee.type("Alias", "Robyn")
    dee.page.get_by_label("New", exact=True).click()
    dee.unfold("More about this contact")
    dee.look()
    for flag in ("Worried about them", "Follow up"):
        dee.page.get_by_label(flag, exact=True).click()
    dee.press("Save, next person")
    dee.reads("In danger now: 999", "Write down what you saw", "Nobody was chosen yet")
    dee.follow("Say who, by when")
    dee.type("What about", "Bring the form")
    dee.press("Save, next person")
    dee.reads("Log a contact")
    dee.go("/outreach/follow-ups")
    dee.reads("Robyn", "Bring the form")

    dee.go(session)
    dee.press("Light screen")
    assert dee.page.url.endswith(session)
    assert dee.page.evaluate(PAPER) == "rgb(255, 255, 255)"
    dee.follow("Robyn")
    dee.follow("Change what was logged")
    dee.go(session)
    dee.follow("End the session")
    dee.press("End the session")
    dee.reads("Ended")
    dee.assert_well()
