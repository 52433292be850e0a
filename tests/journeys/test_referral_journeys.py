"""Journeys of referrals in a real browser: the shortest ways counted, letters held and undone, answers, wrong places.

Who starts where is set up by the verbs themselves; everything that a journey is about is done on the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from core import clock
from core.words import long_day
from people.models import Category
from tests.house import House
from tests.journeys.visitor import Visitor
from tests.referrals import stage
from tests.referrals.letters import run_release

pytestmark = pytest.mark.journey

DESK, PHONE = 1280, 375
ISVA = "National Ugly Mugs – ISVA support"
HOUSING = "Lifeshare – Lifeshare housing support"
WORDS = "Words that are long enough to mean something in a year."
MOST_CLICKS = 4
MOST_ANSWERS = 3
MOST_MORE_INLINE = 2


def someone(house: House, agreed: Iterable[Category] = (), codes: Iterable[str] = ("NUM",)) -> UUID:
    """Robyn at MASH, who has agreed that the named agencies are told these kinds of things."""
    with house.acting("mash_outreach") as dee:
        who = stage.person(dee)
        for code in codes if agreed else ():
            offer = stage.isva_service(dee) if code == "NUM" else stage.service_of(dee, code)
            stage.consent(dee, who.id, offer, agreed)
        return who.id


def answer_three(dee: Visitor, *services: str) -> int:
    """Give the answers that a referral needs; returns how many were."""
    for service in services:
        dee.tick(service, group="Service")
    dee.tick("Support from them", group="Purpose")
    dee.tick("Safety and violence", group="Needs")
    return 3


# --- the shortest ways, counted ---------------------------------------------------------------------------


def clicks_with_consent(dee: Visitor, person_id: UUID) -> int:
    """Refer on a consent that is recorded already; returns the clicks from the person's page until it is held."""
    dee.go(f"/people/{person_id}")
    dee.clicks = 0
    dee.follow("Send a referral")
    assert answer_three(dee, ISVA) <= MOST_ANSWERS
    dee.press("Update what they will see")
    dee.reads(stage.SUPPORT)
    dee.press("Send to National Ugly Mugs")
    dee.reads("Held. It leaves at")
    return dee.clicks


def clicks_with_consent_inline(dee: Visitor, person_id: UUID) -> int:
    """Refer, and record consent on the way; returns the clicks from the person's page until it is held."""
    dee.go(f"/people/{person_id}")
    dee.clicks = 0
    dee.follow("Send a referral")
    answer_three(dee, ISVA)
    dee.press("Update what they will see")
    dee.follow("Record consent now")
    say_yes(dee, "Name to use", "Support they want")
    dee.press(f"Save what {stage.ALIAS} said")
    dee.reads(stage.SUPPORT)
    dee.press("Send to National Ugly Mugs")
    dee.reads("Held. It leaves at")
    return dee.clicks


def say_yes(dee: Visitor, *kinds: str) -> None:
    """Write down on the consent page that Robyn said yes to these, and how."""
    for kind in kinds:
        dee.tick("Yes", group=f"{kind}: National Ugly Mugs, ISVA service")
    dee.tick("Spoken, in person or by phone", group="How did they say it?")
    dee.tick(
        "They were told that they may say no and still get help",
        "They were told when we may have to tell others without asking: danger to life or to a child",
        "They could speak safely, with nobody pressing them",
    )


def clicks_without_consent(dee: Visitor, person_id: UUID, way: str) -> tuple[int, int]:
    """Share without consent; returns the clicks until it has left or a second person has it, and until all is written.

    An emergency leaves after its first pages, and the rest is written afterwards.
    """
    dee.go(f"/people/{person_id}")
    dee.clicks = 0
    dee.follow("No consent, and real danger?")
    dee.page.get_by_label(way).check()
    dee.press("Continue")
    write_pages(dee)
    if not way.startswith("Emergency"):
        dee.press("Hand to a second person")
        return dee.clicks, dee.clicks
    dee.press("Send to National Ugly Mugs")
    left = dee.clicks
    if "/write/" not in dee.page.url:
        dee.follow("Go on")
    write_pages(dee)
    dee.press("Hand to a second person")
    return left, dee.clicks


def write_pages(dee: Visitor) -> None:
    """Answer page after page, until there is none left to write."""
    while "/write/" in dee.page.url:
        ANSWERS[dee.page.url.rsplit("/", 1)[-1]](dee)
        dee.press("Continue")


def _type(**fields: str) -> Callable[[Visitor], None]:
    def answer(dee: Visitor) -> None:
        for name, words in fields.items():
            dee.page.locator(f"[name={name}]").fill(words)

    return answer


def _ground(dee: Visitor) -> None:
    dee.page.get_by_label("To prevent or detect a serious crime").check()
    _type(happening=WORDS)(dee)


def _consent(dee: Visitor) -> None:
    dee.page.get_by_label("Not asked: asking would put someone in danger").check()
    _type(consent_words=WORDS)(dee)


def _wishes(dee: Visitor) -> None:
    dee.page.get_by_label("Presumed, as for everyone").check()
    _type(wishes=WORDS)(dee)


def _recipient(dee: Visitor) -> None:
    dee.tick("A team in Roundtable")
    options = dee.page.locator("[name=service_id] option")
    chosen = next(words for words in options.all_inner_texts() if "ISVA" in words)
    dee.choose("Team in Roundtable", chosen)


def _parts(dee: Visitor) -> None:
    _type(message=WORDS)(dee)
    dee.tick("Nothing here says where they come from, their right to be here, or anything of that kind")


def _basis(dee: Visitor) -> None:
    dee.page.locator("[name=basis]").first.check()
    _type(common_law=WORDS)(dee)
    dee.tick("Our appropriate policy document covers this")


def _telling(dee: Visitor) -> None:
    dee.page.get_by_label("Not told: telling them would put someone in danger").check()
    _type(telling_words=WORDS, tell_on=_on(10))(dee)


def _on(days: int) -> str:
    return long_day(clock.today() + timedelta(days=days))


ANSWERS: Mapping[str, Callable[[Visitor], None]] = {
    "happening": _type(happening=WORDS), "ground": _ground, "consent": _consent, "wishes": _wishes,
    "recipient": _recipient, "parts": _parts, "basis": _basis,
    "weigh": _type(necessity=WORDS, harm_of_sharing=WORDS, harm_of_not_sharing=WORDS),
    "advice": lambda dee: dee.tick("None"), "telling": _telling, "review": lambda dee: _type(review_on=_on(40))(dee),
}  # fmt: skip


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_consent_is_the_shorter_way(served: str, house: House, chromium: Browser, width: int) -> None:
    agreed, not_asked = someone(house, stage.AGREED), someone(house)
    dee = Visitor(chromium, served, "mash_outreach", width)
    recorded = clicks_with_consent(dee, agreed)
    run_release()
    dee.go(f"/people/{agreed}")
    dee.follow("To National Ugly Mugs")
    dee.reads(stage.SUPPORT)
    inline = clicks_with_consent_inline(dee, not_asked)
    left, complete = clicks_without_consent(dee, someone(house), "Emergency: someone is in danger now")
    handed, _ = clicks_without_consent(dee, someone(house), "To share without consent")
    assert recorded <= MOST_CLICKS
    assert inline <= recorded + MOST_MORE_INLINE
    assert inline < left < complete
    assert inline < handed
    dee.assert_well()


# --- held, sent to two, answered --------------------------------------------------------------------------


def send_to_two(dee: Visitor, person_id: UUID) -> None:
    """Write to two teams at once, leaving health out of one letter; undo one, and send that one again."""
    dee.go(f"/people/{person_id}")
    dee.follow("Send a referral")
    answer_three(dee, ISVA, HOUSING)
    dee.press("Update what they will see")
    dee.tick("Leave out: Health, for National Ugly Mugs")
    dee.press("Update what they will see")
    dee.reads("Left out by you")
    dee.press("Send all 2")
    dee.reads("Held. It leaves at", "National Ugly Mugs", "Lifeshare")
    dee.go("/referrals/letters")
    dee.press(f"Undo the letter for {stage.ALIAS} to ISVA support")
    dee.reads("Undone. Nothing left.")
    run_release()
    dee.go("/referrals/letters")
    dee.follow(f"Continue the draft for {stage.ALIAS}")
    dee.reads("Left out by you")
    dee.press("Send to National Ugly Mugs")
    run_release()
    dee.go("/referrals?view=out")
    dee.reads("National Ugly Mugs", "Lifeshare")


def referral_to(dee: Visitor, person_id: UUID, agency: str) -> str:
    """The address of the referral to an agency, from the person's page."""
    dee.go(f"/people/{person_id}")
    dee.follow(f"To {agency}")
    return dee.page.url.removeprefix(dee.address)


def assign_and_ask(robin: Visitor, referral: str) -> None:
    """Give it to a worker, ask for health, and write a message."""
    robin.go(referral)
    robin.reads(stage.SUPPORT)
    robin.does_not_read(stage.HEALTH)
    robin.unfold("Give it to a colleague")
    robin.choose("Give it to", "Robin Achebe")
    robin.press("Give")
    robin.unfold("Ask for more")
    robin.tick("Health")
    robin.page.locator("#ask-why").fill("Is there anything we must know before we meet?")
    robin.press("Ask Manchester Action on Street Health")
    robin.reads("Waiting")


def send_more(dee: Visitor, referral: str) -> None:
    """Answer what was asked, and write back."""
    dee.go(referral)
    dee.reads("They ask for", "Is there anything we must know before we meet?")
    dee.press("Send health to National Ugly Mugs")
    dee.type("Write to National Ugly Mugs", "She would like to meet at our office first.")
    dee.press("Send to National Ugly Mugs")
    dee.reads("She would like to meet at our office first.")


def accept(robin: Visitor, referral: str) -> None:
    """Read what came, answer, accept, and confirm the handover."""
    robin.go(referral)
    robin.reads(stage.HEALTH, "She would like to meet at our office first.")
    robin.type("Write to Manchester Action on Street Health", "We will come to you on Thursday.")
    robin.press("Send to Manchester Action on Street Health")
    robin.go(referral)
    robin.press("Accept")
    robin.go(referral)
    robin.unfold("Confirm the handover")
    robin.page.get_by_role("group", name="How they met or spoke").get_by_role("radio").first.check()
    robin.choose("With whom", "Robin Achebe")
    robin.type("Day", clock.today().strftime("%d/%m/%Y"))
    robin.press("They have met")
    robin.reads("knows.")


def tell_the_outcome(robin: Visitor, referral: str) -> None:
    """Without the person's consent there is no closing note: one line goes, and the page says how to ask."""
    robin.go(referral)
    robin.unfold("Say how it went")
    assert robin.page.get_by_label("Closing note to the agency that sent them").count() == 0
    robin.reads("gets this one line and nothing more", "record consent")
    robin.tick("They were supported")
    robin.press("Tell Manchester Action on Street Health")
    robin.reads("They were supported")


def test_two_letters_are_held_and_one_is_answered(served: str, house: House, chromium: Browser) -> None:
    person_id = someone(house, (*stage.AGREED, Category.HEALTH), ("NUM", "LIFESHARE"))
    dee = Visitor(chromium, served, "mash_outreach", DESK)
    send_to_two(dee, person_id)
    referral = referral_to(dee, person_id, "National Ugly Mugs")
    robin = Visitor(chromium, served, "num_isva", PHONE)
    assign_and_ask(robin, referral)
    send_more(dee, referral)
    accept(robin, referral)
    tell_the_outcome(robin, referral)
    dee.go(referral)
    dee.reads("We will come to you on Thursday.", "Handed over", "They were supported")
    for visitor in (dee, robin):
        visitor.assert_well()


def test_a_wrong_place_closes_at_once_and_both_leads_keep_it(served: str, house: House, chromium: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        referral = f"/referrals/{stage.sent(actor).id}"
    dee = Visitor(chromium, served, "mash_outreach", PHONE)
    dee.go(referral)
    dee.follow("Say what happened")
    dee.type("What happened", "The wrong service was ticked.")
    dee.press("Close it for National Ugly Mugs")
    robin = Visitor(chromium, served, "num_isva", PHONE)
    robin.go(referral)
    robin.does_not_read(stage.ALIAS, stage.SUPPORT)
    robin.reads("Sent to the wrong place")
    kamal = open_wrong_place(chromium, served, "num_protection")
    kamal.tick("We made no copy and no record from it")
    kamal.press("Confirm to Manchester Action on Street Health")
    grace = open_wrong_place(chromium, served, "mash_protection")
    grace.reads("The wrong service was ticked.", "We made no copy and no record from it")
    grace.tick("Unlikely to harm anyone")
    grace.type("Why do you think so?", "Nobody had opened more than the first two parts.")
    grace.tick("No", group="Was the ICO told?")
    grace.type("Why not, or what the ICO said", "It is unlikely to harm anyone.")
    grace.press("Keep the record")
    kamal.go("/referrals/wrong-place")
    kamal.does_not_read("The wrong service was ticked.")
    for visitor in (dee, robin, kamal, grace):
        visitor.assert_well()


def open_wrong_place(chromium: Browser, address: str, persona: str) -> Visitor:
    """A data protection lead who opens the one record of a wrong place."""
    lead = Visitor(chromium, address, persona, DESK)
    lead.go("/referrals/wrong-place")
    lead.follow("Open the record of")
    return lead
