"""Journeys at the edge in a real browser: police who ask, a letter and a form outside, and the person's own copies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser
from werkzeug.routing import Rule

from core import clock
from core.web import Roundtable
from people.models import Category
from tests.house import House
from tests.journeys.visitor import Visitor
from tests.referrals import stage
from tests.referrals.letters import run_release
from tests.referrals.outside import edge
from tests.referrals.requests import scene

pytestmark = pytest.mark.journey

DESK, PHONE = 1280, 375
MASH = "Manchester Action on Street Health"
ACCESS = Path(__file__).parents[1] / "meta" / "access.json"
LAW_CENTRE = "Salford Law Centre"


# --- the police ask ---------------------------------------------------------------------------------------


def ask(lena: Visitor) -> str:
    """Ask MASH about somebody; returns where the request is."""
    lena.go("/requests")
    lena.follow("Ask an agency", exact=True)
    lena.choose("Which agency do you ask?", MASH)
    lena.type("Your reference", scene.ASK.reference)
    lena.page.get_by_label("Victim information request:").check()
    lena.type("Who is it about, in your own words?", scene.ASK.person)
    lena.tick("What happened", "Risk", group="What do you need?")
    lena.type("What exactly do you want to know?", scene.ASK.sought)
    lena.type("Which reasonable line of enquiry does it serve?", scene.ASK.enquiry)
    lena.type("Why is it necessary and proportionate?", scene.ASK.necessity)
    lena.type("Why can it not be had another way?", scene.ASK.elsewhere)
    lena.tick("Yes, they were given notice")
    lena.type("Day on which they were told", "2 November 2026")
    lena.tick("No", group="Do you ask for counselling information?")
    lena.tick("No", group="Is any of this for immigration purposes, or for the Home Office?")
    lena.press("Ask this agency")
    lena.does_not_read("There is a problem")
    lena.go("/requests")
    lena.follow(scene.ASK.reference)
    return lena.page.url.removeprefix(lena.address)


def decide(grace: Visitor, request: str) -> None:
    """MASH's lead finds the person, writes down what she thinks, and releases one kind of what was asked for."""
    grace.go(request)
    grace.press("Acknowledge")
    grace.follow("Find the person")
    grace.type("Whole name, reference, number or e-mail address", stage.ALIAS)
    grace.press("Find")
    grace.page.get_by_label(stage.ALIAS).check()
    grace.press("It is them")
    grace.follow("Write down their views")
    grace.tick("Agrees")
    grace.type("In their words, or why they were not asked", "He must be stopped.")
    grace.press("Write it down")
    grace.follow("Release something")
    grace.page.get_by_label("consent").first.check()
    grace.tick("Release what happened")
    grace.press("Show what they will read")
    grace.reads(scene.INCIDENT)
    grace.type("Type the name of the police service", scene.POLICE)
    grace.press(f"Release to {scene.POLICE}")
    grace.does_not_read("There is a problem")


def elsewhere(app: Roundtable, person_id: UUID) -> Iterator[str]:
    """Every address that can be opened and asks for a permission that the police do not hold."""
    access: dict[str, str] = json.loads(ACCESS.read_text())
    theirs = ("home", "referral.read", "referral.answer", "request.ask", "information.receive")
    for rule in app.url_map.iter_rules():
        needs = access.get(rule.endpoint, "public")
        wanted = needs.removesuffix(" (concealed)").split(" or ")
        if needs not in ("public", "signed in") and not set(wanted) & set(theirs) and "GET" in (rule.methods or ()):
            yield _path(rule, person_id)


#: What the arguments of addresses take that are not ids.
WORDS = {"category": "support", "step": "support", "shape": "csv"}
#: Arguments that take one of a few words.
ANY_OF = re.compile(r"<any\(([^)]*)\):(\w+)>")


def _path(rule: Rule, person_id: UUID) -> str:
    chosen = {name: words.split(",")[0].strip() for words, name in ANY_OF.findall(rule.rule)}
    values = {name: chosen.get(name) or WORDS.get(name, person_id) for name in rule.arguments}
    _, path = rule.build(values) or ("", rule.rule)
    return path


def test_police_ask_and_read_one_answer(app: Roundtable, served: str, house: House, chromium: Browser) -> None:
    with house.acting("mash_caseworker") as actor:
        person_id = scene.person(actor)
        scene.consent(actor, person_id, (Category.INCIDENT, Category.RISK))
    lena = Visitor(chromium, served, "gmp_liaison", DESK)
    request = ask(lena)
    lena.does_not_read(stage.ALIAS + ",", scene.INCIDENT)
    grace = Visitor(chromium, served, "mash_protection", PHONE)
    decide(grace, request)
    lena.go(request)
    lena.press("Open it")
    lena.reads(scene.INCIDENT)
    lena.does_not_read(stage.RISK, scene.DRUGS, stage.HEALTH, "MA-0")
    unknown = lena.page.request.get(served + "/no-such-page").status
    addresses = list(elsewhere(app, person_id))
    found = {path: lena.page.request.get(served + path).status for path in addresses}
    assert len(addresses) > 50
    assert {path: status for path, status in found.items() if status != unknown} == {}
    assert unknown == 404
    for visitor in (lena, grace):
        visitor.assert_well()


# --- outside Roundtable -----------------------------------------------------------------------------------


def ask_about_outside(ines: Visitor, person_id: UUID) -> None:
    """Record that Robyn agrees that a law centre is told her name and what support she wants."""
    ines.go(f"/people/{person_id}")
    ines.follow("Ask about an organisation outside")
    ines.type("Organisation", LAW_CENTRE)
    ines.tick("Solicitor or regulated immigration adviser")
    ines.press("Show the words to read")
    ines.reads(LAW_CENTRE)
    for kind, answer in (("Name to use", "Yes"), ("Support they want", "Yes"), ("Health", "No")):
        ines.tick(answer, group=kind)
    ines.tick("Spoken, in person or by phone", group="How did they say it?")
    ines.tick(
        "They were told that they may say no and still get help",
        "They could speak safely, with nobody pressing them",
    )
    ines.press(f"Save what {stage.ALIAS} said")


def write_outside(ines: Visitor) -> tuple[str, str]:
    """Write to the law centre; returns the link's path and the four words, which are shown once."""
    ines.reads(f"Write to {LAW_CENTRE}", "Said no: stays here")
    ines.type("Reader’s work e-mail address or telephone number", edge.READER)
    ines.type("Whom they can ring, and on which number", edge.RING)
    ines.press("Update what they will read")
    ines.reads(stage.SUPPORT)
    ines.press(f"Send to {LAW_CENTRE}")
    link = ines.page.get_by_label("Link to copy").input_value()
    words = " ".join(ines.page.locator(".rt-four-words li").all_inner_texts())
    ines.follow("I have passed both on")
    ines.does_not_read(link, words)
    return "/letter/" + link.rsplit("/", 1)[-1], words


def open_once(stranger: Visitor, path: str, words: str) -> None:
    """A reader outside opens the letter with the words, reads it, answers and closes it."""
    stranger.go(path)
    stranger.does_not_read(stage.ALIAS, stage.SUPPORT)
    stranger.type("The four words", words)
    stranger.press("Open it")
    stranger.reads(stage.ALIAS, stage.SUPPORT)
    stranger.does_not_read(stage.HEALTH, "MA-0")
    stranger.tick("We can help, and take it on")
    stranger.press("Send this answer")
    stranger.reads("Your answer has gone")
    stranger.press("Close it for good now")


def test_a_letter_outside_opens_once(served: str, house: House, chromium: Browser) -> None:
    with house.acting("mash_caseworker") as actor:
        person_id = stage.person(actor).id
    ines = Visitor(chromium, served, "mash_caseworker", PHONE)
    ask_about_outside(ines, person_id)
    path, words = write_outside(ines)
    stranger = Visitor(chromium, served, None, DESK)
    stranger.go(path)
    stranger.reads("This link opens nothing")
    with house.acting("mash_caseworker") as actor:
        edge.let_go(actor)
    open_once(stranger, path, words)
    stranger.go(path)
    stranger.reads("This link opens nothing")
    ines.go(f"/people/{person_id}")
    ines.reads("They take it on")
    for visitor in (ines, stranger):
        visitor.assert_well()


def switch_on(joan: Visitor) -> str:
    """Switch the form on that people fill in for themselves; returns its path."""
    joan.go("/settings/public-forms")
    joan.tick("People can write to us for themselves")
    joan.choose("Team that answers", "Casework")
    joan.press("Save")
    return "/to/" + joan.page.get_by_role("main").locator("a[href$='/myself']").inner_text().split("/to/")[-1]


def write_for_myself(stranger: Visitor, path: str) -> None:
    """Somebody without an account asks for help, safe contact first; nothing that was written is shown again."""
    stranger.go(path)
    stranger.tick("Text me")
    stranger.type("Number or e-mail address", "07700 900441")
    stranger.type("A word or name we can say, so that you know it is us", "Dee from the library")
    stranger.type("What name should we use?", "Marigold")
    stranger.tick("Somewhere to live")
    stranger.type("Tell us in your own words", "I need somewhere safe by Friday.")
    stranger.press("Send")
    stranger.reads("Thank you")
    stranger.does_not_read("Marigold", "07700", "Friday")


def test_a_stranger_writes_and_a_worker_makes_a_record(served: str, chromium: Browser) -> None:
    joan = Visitor(chromium, served, "mash_manager", DESK)
    stranger = Visitor(chromium, served, None, PHONE)
    write_for_myself(stranger, switch_on(joan))
    ines = Visitor(chromium, served, "mash_caseworker", PHONE)
    ines.go("/from-outside")
    ines.does_not_read("Marigold")
    ines.follow("Open the message received")
    ines.reads("Marigold", "I need somewhere safe by Friday.", "07700 900441")
    ines.press("Open a new record")
    ines.reads("Marigold")
    for visitor in (joan, stranger, ines):
        visitor.assert_well()


# --- the person's own -------------------------------------------------------------------------------------


def take_back_risk(dee: Visitor, person_id: UUID) -> None:
    """One kind, for one of two recipients; the rest stays as it was."""
    dee.go(f"/people/{person_id}")
    dee.follow("National Ugly Mugs, ISVA service")
    dee.follow("Take this consent back")
    dee.untick("Name to use", "How to contact them", "Support they want")
    dee.tick("Told us in person")
    dee.press("Take the consent back")
    dee.reads("Took back risk", "2 consents live")


def read_the_copies(dee: Visitor, person_id: UUID) -> None:
    """The receipt and the ledger, as the person would take them away."""
    dee.follow("National Ugly Mugs, ISVA service")
    receipt = dee.download("Make a copy to print")
    for words in ("National Ugly Mugs", "Support they want"):
        assert words.lower() in receipt.lower()
    assert stage.SUPPORT not in receipt, "a receipt says what may be told, never the words themselves"
    dee.go(f"/people/{person_id}/ledger")
    dee.reads("National Ugly Mugs")
    ledger = dee.download("Make the copy")
    assert "National Ugly Mugs" in ledger
    assert stage.SUPPORT not in ledger


def send_word(dee: Visitor, person_id: UUID) -> None:
    """Safe contact with hours that are not now: a neutral message is refused, and the page says when it is safe."""
    dee.go(f"/people/{person_id}/safe-contact")
    dee.tick("Text", group="Best way to reach them")
    dee.tick("Only at these times")
    dee.tick((clock.today() + timedelta(days=2)).strftime("%a"), group="Safe days")
    dee.type("From", "1pm")
    dee.type("Until", "2pm")
    dee.press("Save, checked today")
    dee.follow("Send word")
    dee.tick("There is news")
    dee.press("Continue")
    dee.reads("Not safe at this hour.", "Safe next:")
    dee.does_not_read("There is news. Get in touch")


def test_the_person_takes_back_and_takes_away(served: str, house: House, chromium: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = stage.person(actor).id
        for offer in (stage.isva_service(actor), stage.service_of(actor, "LIFESHARE")):
            stage.consent(actor, person_id, offer)
        stage.send(actor, person_id, stage.isva_service(actor), stage.TRIAGE)
    run_release()
    dee = Visitor(chromium, served, "mash_outreach", PHONE)
    take_back_risk(dee, person_id)
    read_the_copies(dee, person_id)
    send_word(dee, person_id)
    dee.assert_well()
