"""The first journey, in a real browser at a desk and on a phone: from a contact at night to the forum's report.

An outreach worker meets Robyn, records what she agrees to, and refers her; an ISVA answers and begins; the chair, who
finds no person anywhere, takes the progress report; and Robyn takes her consent back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from actionplan import reference as actionplan
from core import clock, tallies
from core.db import db
from core.web import Roundtable
from forum import reference as forum
from tests.browser import live_server
from tests.house import House
from tests.journeys.visitor import Visitor
from tests.referrals.letters import run_release

pytestmark = pytest.mark.journey

SUPPORT = "Wants support from an ISVA, the same worker each time."
HEALTH = "Sleeps badly since October."
WIDTHS = (1280, 375)


@pytest.fixture
def address(app: Roundtable, house: House) -> Iterator[str]:
    """A running Roundtable with an action plan and meetings."""
    actionplan.load_actions(clock.today())
    forum.load_meetings(clock.today())
    db.session.commit()
    with live_server(app) as url:
        yield url


def meet_robyn(dee: Visitor) -> str:
    """Log a contact with someone known by an alias and start their record; gives the address of the person's page."""
    dee.go("/outreach/sessions/new")
    dee.choose("How", "Street outreach from mobile unit")
    dee.choose("Where", "Piccadilly")
    dee.type("Who is out", "Dee and a volunteer")
    dee.press("Start, then log a contact")
    dee.tick("Alias", group="Who")
    dee.type("Alias", "Robyn")
    dee.tick("Known")
    dee.press("Save")
    dee.tick("Start a record")
    dee.press("Continue")
    dee.reads("Robyn")
    path = dee.page.url.removeprefix(dee.address)
    assert re.fullmatch(r"/people/[0-9a-f-]{36}", path), path
    return path


def write_parts(dee: Visitor, person: str) -> None:
    """Write down what Robyn wants support with, and something that is not to be shared."""
    for category, words in (("support", SUPPORT), ("health", HEALTH)):
        dee.go(f"{person}/parts/{category}")
        dee.tick("Told us")
        dee.type("What they told us", words)
        dee.press("Save")


def record_consent(dee: Visitor, person: str) -> None:
    """Record what Robyn agreed to: her name and the support she wants, for the ISVA service, and no to health."""
    dee.go(person)
    dee.follow("Record consent")
    dee.tick("National Ugly Mugs, ISVA service", group="Who would be told")
    dee.press("Show the words to read")
    dee.reads("National Ugly Mugs")
    for kind, answer in (("Name to use", "Yes"), ("Support they want", "Yes"), ("Health", "No")):
        dee.tick(answer, group=f"{kind}: National Ugly Mugs, ISVA service")
    dee.tick("Spoken, in person or by phone", group="How did they say it?")
    dee.tick(
        "They were told that they may say no and still get help",
        "They were told when we may have to tell others without asking: danger to life or to a child",
        "They could speak safely, with nobody pressing them",
    )
    dee.press("Save what Robyn said")


def fill_referral(dee: Visitor) -> int:
    """Give the answers that are needed; returns how many were."""
    dee.tick("National Ugly Mugs – ISVA support", group="Service")
    dee.tick("Support from them", group="Purpose")
    dee.tick("Safety and violence", group="Needs")
    return 3


def refused_without_consent(dee: Visitor, person: str) -> None:
    """Without consent the send is refused beside the field, with what is missing; what was typed is kept."""
    dee.go(person)
    dee.follow("Send a referral")
    fill_referral(dee)
    dee.press("Update what they will see")
    dee.press("Send to National Ugly Mugs")
    dee.reads("There is a problem")
    beside = dee.page.locator(".govuk-form-group--error", has=dee.page.get_by_role("group", name="Service"))
    assert beside.count() == 1, "the refusal must stand beside the service"
    assert dee.page.get_by_label("Safety and violence").is_checked()


def send(dee: Visitor, person: str) -> str:
    """Refer Robyn in at most 4 clicks and 3 answers, reading what leaves; undo it once; gives where it is."""
    dee.go(person)
    dee.clicks = 0
    dee.follow("Send a referral")
    answers = fill_referral(dee)
    dee.press("Update what they will see")
    dee.reads(SUPPORT)
    dee.does_not_read(HEALTH)
    dee.press("Send to National Ugly Mugs")
    assert dee.clicks <= 4
    assert answers <= 3
    undo_once(dee, person)
    dee.reads("Held. It leaves at", "Robyn", "National Ugly Mugs")
    run_release()
    dee.go(person)
    dee.follow("To National Ugly Mugs")
    dee.reads("Robyn", "National Ugly Mugs", SUPPORT)
    return dee.page.url.removeprefix(dee.address)


def undo_once(dee: Visitor, person: str) -> None:
    """Undo in one click while it is held, find what was chosen kept, and send it again."""
    dee.reads("Held. It leaves at")
    dee.clicks = 0
    dee.press("Undo the letter for Robyn to ISVA support")
    assert dee.clicks == 1
    dee.reads("Undone. Nothing left.")
    run_release()
    dee.follow("Continue the draft for Robyn")
    dee.reads(SUPPORT)
    dee.press("Send to National Ugly Mugs")


def answer(robin: Visitor, referral: str) -> str:
    """See it waiting with triage facts only, acknowledge, accept; gives the address of the case."""
    robin.go("/")
    robin.reads("Robyn")
    robin.go("/referrals?view=in")
    robin.follow("Robyn")
    assert robin.page.url.endswith(referral)
    robin.reads("Robyn", SUPPORT, "Manchester Action on Street Health")
    robin.does_not_read(HEALTH, "MA-0")
    robin.press("Acknowledge")
    robin.press("Accept")
    if "/cases/" not in robin.page.url:
        robin.follow("Open the case")
    robin.reads("Robyn", "Manchester Action on Street Health")
    return robin.page.url.removeprefix(robin.address)


def begin_support(robin: Visitor, case: str) -> None:
    """Record a support contact and the first milestone: not reported, which is a whole answer."""
    robin.go(case)
    robin.follow("Log a contact")
    robin.tick("Telephone")
    robin.tick("Reached")
    robin.type("Minutes", "25")
    robin.type("What was done", "Talked about what an ISVA does.")
    robin.press("Save the contact")
    robin.reads("Talked about what an ISVA does.")
    robin.go(f"{case}/milestones/new")
    robin.choose("Step", "Not reported")
    robin.press("Add the step")
    robin.reads("Not reported")


def see_outcome(dee: Visitor, referral: str, case: str) -> None:
    """MASH sees the outcome and the named worker, never the case."""
    dee.go(referral)
    dee.reads("Accepted", "Robin Achebe")
    dee.does_not_read(case, "Talked about what an ISVA does.")
    assert dee.go(case) == 404


def take_the_report(chair: Visitor, person: str, case: str) -> None:
    """The chair finds no person and no case, reads the plan, and takes the report of the next meeting as a PDF."""
    for path in (person, case, "/people", "/cases", "/referrals", f"{person}/consents/new"):
        assert chair.go(path) == 404
    chair.go("/action-plan")
    chair.reads(
        "Manchester Sex Work Strategy 2020-22", "Support people who sex work to be safer, healthier and happier"
    )
    chair.go("/forum/meetings")
    meeting = chair.page.get_by_role("main").get_by_role("link", name=re.compile("forum meeting", re.IGNORECASE)).first
    meeting.click()
    chair.look()
    pdf = chair.page.request.get(chair.page.url + "/progress-report.pdf").body()
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Manchester Sex Work Forum" in words
    assert "National Ugly Mugs" in words
    assert "Robyn" not in words
    assert "[c]" in words, "one referral is too few to be shown"


def take_consent_back(dee: Visitor, robin: Visitor, person: str, accepted: str) -> None:
    """Take the consent back: NUM is told, and what NUM lawfully holds stays and says so."""
    dee.go(person)
    dee.follow("National Ugly Mugs, ISVA service")
    dee.follow("Take this consent back")
    dee.tick("Told us in person")
    dee.press("Take the consent back")
    robin.go(accepted)
    robin.reads("Consent was taken back", "stays with National Ugly Mugs")


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_van_to_the_report(address: str, house: House, chromium: Browser, width: int) -> None:
    dee = Visitor(chromium, address, "mash_outreach", width)
    person = meet_robyn(dee)
    write_parts(dee, person)
    refused_without_consent(dee, person)
    record_consent(dee, person)
    referral = send(dee, person)
    robin = Visitor(chromium, address, "num_isva", width)
    case = answer(robin, referral)
    begin_support(robin, case)
    see_outcome(dee, referral, case)
    tallies.write_all([house.agency(code).id for code in ("MASH", "NUM")], clock.today())
    chair = Visitor(chromium, address, "mcc_chair", width)
    take_the_report(chair, person, case)
    take_consent_back(dee, robin, person, referral)
    for visitor in (dee, robin, chair):
        visitor.assert_well()


@pytest.mark.parametrize("width", WIDTHS)
def test_consent_taken_back_stops_what_waits(address: str, chromium: Browser, width: int) -> None:
    dee = Visitor(chromium, address, "mash_outreach", width)
    person = meet_robyn(dee)
    write_parts(dee, person)
    record_consent(dee, person)
    referral = send(dee, person)
    dee.go(person)
    dee.follow("National Ugly Mugs, ISVA service")
    dee.follow("Take this consent back")
    dee.tick("Told us in person")
    dee.press("Take the consent back")
    dee.go(referral)
    dee.reads("Withdrawn")
    robin = Visitor(chromium, address, "num_isva", width)
    robin.reads("withdrew")
    robin.go(referral)
    robin.does_not_read("Robyn", SUPPORT)
    robin.reads("The package is closed")
    for visitor in (dee, robin):
        visitor.assert_well()
