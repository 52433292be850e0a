"""The sender's pages over HTTP: several letters, the search, drafts, the hold, and refusals that lead somewhere."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.db import db
from people.models import Category, Disclosure
from referrals import queries
from referrals.models import LetterState, OutgoingLetter, Referral, Urgency
from tests.house import Browser, House
from tests.referrals import stage
from tests.referrals.letters import held, hold, run_release

SHOWN = re.compile(r'name="(shown-[0-9a-f-]{36})" value="([0-9a-f]*)"')
HELD = "/referrals/letters"


class Scene:
    """Someone who agreed to tell NUM, TMR and the police, each something else."""

    def __init__(self, house: House) -> None:
        with house.acting("mash_outreach") as actor:
            self.person_id = stage.person(actor).id
            offers = stage.isva_service(actor), stage.service_of(actor, "TMR"), stage.service_of(actor, "GMP")
            for offer, more in zip(offers, ((Category.RISK,), (Category.HEALTH,), ()), strict=True):
                stage.consent(actor, self.person_id, offer, (*stage.TRIAGE, *more))
            self.isva, self.tmr, self.police = (str(offer.service_id) for offer in offers)
        self.url = f"/referrals/new?person={self.person_id}"

    def answers(self, *services: str, **more: Any) -> dict[str, Any]:
        """The answers for these services."""
        return {"service": list(services), "purpose": "support", "needs": ["CJS", "SAFETY"], **more}

    def update(self, browser: Browser, *services: str, **more: Any) -> str:
        """Update, and read."""
        browser.post(self.url, self.answers(*services, do="update", **more))
        return browser.get(self.url).get_data(as_text=True)

    def send(self, browser: Browser, *services: str, **more: Any) -> TestResponse:
        """Update, read, send."""
        shown = dict(SHOWN.findall(self.update(browser, *services)))
        assert len(shown) == len(services)
        return browser.post(self.url, self.answers(*services, do="send", **shown, **more))


def _text(answer: TestResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_each_letter_stands_in_its_own_section(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    page = scene.update(dee, scene.isva, scene.tmr, scene.police)
    for number, name in enumerate(("Greater Manchester Police", "National Ugly Mugs", "Men"), start=1):
        assert re.search(rf"What [^<]*{name}[^<]* will read \({number} of 3\)", page)
    sections = page.split("will read (")
    assert ["Marker risk" in part for part in sections] == [False, False, True, False]
    assert ["Marker health" in part for part in sections] == [False, False, False, True]
    assert "Type “Greater Manchester Police”" in page


def test_several_are_held_together_and_the_police_only_by_name(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    refused = scene.send(dee, scene.isva, scene.police)
    page = _text(refused, 422)
    assert f'id="typed-{scene.police}-error"' in page
    typed = {f"typed-{scene.police}": "Greater Manchester Police"}
    assert scene.send(dee, scene.isva, scene.police, **typed).headers["Location"] == HELD
    with house.acting("mash_outreach"):
        assert [row.state for row in db.session.scalars(select(OutgoingLetter))] == [LetterState.HELD] * 2


def test_what_was_typed_stays_on_a_refused_page(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    page = _text(scene.send(dee, scene.isva, scene.police, **{f"typed-{scene.police}": "Greater Mancester"}), 422)
    assert "Greater Mancester" in page
    assert f'value="{scene.isva}" checked' in page


def test_immigration_is_left_out_of_the_letter_to_the_police_and_said_so(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    page = scene.update(dee, scene.isva, scene.police, needs=["SAFETY", "IMMIGRATION"])
    police, isva = page.split("will read (")[1:3]
    assert "Not among the needs here" in police
    assert "Not among the needs here" not in isva


def test_a_second_letter_is_refused_with_a_link_to_the_first(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    scene.send(dee, scene.isva)
    with house.acting("mash_outreach"):
        letter_id = db.session.scalars(select(OutgoingLetter.id)).one()
    page = _text(scene.send(dee, scene.isva), 422)
    assert f'<a href="{HELD}/{letter_id}">Open the letter that is held</a>' in page
    run_release()
    with house.acting("mash_outreach"):
        referral_id = db.session.scalars(select(Referral.id)).one()
    page = _text(scene.send(dee, scene.isva), 422)
    assert f'<a href="/referrals/{referral_id}">Open the first one</a>' in page
    assert dee.get(f"{HELD}/{letter_id}").headers["Location"] == f"/referrals/{referral_id}"


def test_a_refusal_of_one_of_several_names_it_and_stores_only_the_refusal(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    with house.acting("mash_outreach") as actor:
        lacking = str(stage.service_of(actor, "LGBTF").service_id)
    page = _text(scene.send(dee, scene.isva, lacking), 422)
    assert "LGBT Foundation: Nothing was sent." in page
    with house.acting("mash_outreach"):
        assert db.session.scalars(select(OutgoingLetter).where(OutgoingLetter.state == LetterState.HELD)).all() == []
        (row,) = db.session.scalars(select(Disclosure))
        assert row.recipient_agency_id == house.agency("LGBTF").id


def test_the_search_keeps_what_was_chosen_and_needs_no_script(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    answer = dee.post(scene.url, {"service": [scene.tmr], "needs": ["MONEY"], "q": "housing", "do": "find"})
    assert answer.headers["Location"] == f"{scene.url}&q=housing"
    page = _text(dee.get(answer.headers["Location"]))
    assert "Lifeshare housing support" in page
    assert "British Transport Police" not in page
    assert f'value="{scene.tmr}" checked' in page
    assert "No service matches" in _text(dee.get(f"{scene.url}&q=zebra"))


def test_each_service_says_what_helps_to_choose(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    page = _text(dee.get(f"{scene.url}&q=isva"))
    for words in ("Adults who sex work", "A support agency", "Capacity not said", "Too few answers yet", "checked"):
        assert words in page


def test_a_draft_is_saved_listed_continued_and_thrown_away(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    assert dee.post(scene.url, {"needs": ["MONEY"], "do": "later"}).headers["Location"] == HELD
    page = _text(dee.get(HELD))
    assert stage.ALIAS in page
    assert re.search(r'<input checked[^>]* value="MONEY"', _text(dee.get(scene.url)))
    assert "Your draft" in _text(dee.get(f"/people/{scene.person_id}"))
    with house.acting("mash_outreach"):
        draft_id = db.session.scalars(select(OutgoingLetter.id)).one()
    ines = house.client("mash_caseworker")
    assert stage.ALIAS not in _text(ines.get(HELD))
    assert ines.post(f"{HELD}/{draft_id}/discard").status_code == 404
    assert dee.post(f"{HELD}/{draft_id}/discard").status_code == 303
    assert "No drafts." in _text(dee.get(HELD))


def test_one_click_undoes_and_home_shows_the_countdown(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    scene.send(dee, scene.isva)
    assert "a letter to National Ugly Mugs is held" in _text(dee.get("/"))
    assert "Held: to National Ugly Mugs" in _text(dee.get(f"/people/{scene.person_id}"))
    with house.acting("mash_outreach"):
        letter_id = db.session.scalars(select(OutgoingLetter.id)).one()
    page = _text(dee.get(f"{HELD}/{letter_id}"))
    assert "Marker risk" in page
    assert "It cannot wait?" not in page
    assert dee.post(f"{HELD}/{letter_id}/undo").status_code == 303
    assert "Undone. Nothing left." in _text(dee.get(HELD))
    again = _text(dee.post(f"{HELD}/{letter_id}/undo"), 422)
    assert "It was undone already." in again
    assert "Marker risk" not in _text(dee.get(f"{HELD}/{letter_id}"))


def test_an_emergency_is_let_go_with_its_reason(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        letter_id = held(actor, urgency=Urgency.EMERGENCY).id
    dee = house.client("mash_outreach")
    assert "Say why it cannot wait." in _text(dee.post(f"{HELD}/{letter_id}/now", {"reason": " "}), 422)
    answer = dee.post(f"{HELD}/{letter_id}/now", {"reason": "He is outside her door."})
    with house.acting("mash_outreach"):
        assert answer.headers["Location"] == f"/referrals/{db.session.scalars(select(Referral.id)).one()}"


def test_from_the_directory_to_the_form(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    assert f"/referrals/start?service={scene.tmr}" in _text(dee.get(f"/directory/{scene.tmr}"))
    page = _text(dee.get(f"/referrals/start?service={scene.tmr}"))
    onward = f"/referrals/new?person={scene.person_id}&amp;service={scene.tmr}"
    assert onward in page
    form = _text(dee.get(onward.replace("&amp;", "&")))
    assert f'value="{scene.tmr}" checked' in form
    assert dee.get("/referrals/start?service=nonsense").status_code == 404


@pytest.mark.parametrize("persona", ["gmp_liaison", "mcc_chair", "mash_auditor", "lgbtf_administrator", "tmr_outreach"])
def test_nobody_else_finds_a_letter(house: House, persona: str) -> None:
    with house.acting("mash_outreach") as actor:
        letter_id = held(actor).id
    stranger = house.client(persona)
    assert stranger.get(f"{HELD}/{letter_id}").status_code == 404
    for act in ("undo", "now", "seen", "discard"):
        assert stranger.post(f"{HELD}/{letter_id}/{act}", {"reason": "x"}).status_code == 404
    with house.acting("mash_outreach") as actor:
        assert queries.letter(actor, letter_id).state is LetterState.HELD


def test_the_list_of_letters_needs_as_many_statements_for_one_as_for_many(house: House, count_queries: Any) -> None:
    seen = []
    dee = house.client("mash_outreach")
    for many in (1, 6):
        with house.acting("mash_outreach") as actor:
            offer = stage.isva_service(actor)
            for number in range(many):
                who = stage.person(actor, f"Person {many} {number}")
                stage.consent(actor, who.id, offer)
                hold(actor, who.id, offer.service_id)
        with count_queries() as statements:
            _text(dee.get(HELD))
        seen.append(len([each for each in statements if each.lower().startswith("select")]))
    assert seen[0] == seen[1] <= 14


def test_the_form_needs_few_statements_more_for_three_letters_than_for_one(house: House, count_queries: Any) -> None:
    scene, dee, seen = Scene(house), house.client("mash_outreach"), []
    for services in ([scene.isva], [scene.isva, scene.tmr, scene.police]):
        scene.update(dee, *services)
        with count_queries() as statements:
            _text(dee.get(scene.url))
        seen.append(len([each for each in statements if each.lower().startswith("select")]))
    assert seen[1] - seen[0] <= 4
    assert seen[0] <= 32


def test_a_letter_of_another_agency_cannot_be_guessed(house: House) -> None:
    dee = house.client("mash_outreach")
    assert dee.get(f"{HELD}/{UUID(int=5)}").status_code == 404


def test_what_is_not_on_offer_is_neither_kept_nor_breaks_a_page(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    odd = {
        "service": ["nonsense", str(UUID(int=1))], "purpose": "safeguarding", "needs": ["NONSENSE"], "urgency": "now",
        "stays": ["nonsense", f"{scene.tmr}:RISK"],
    }  # fmt: skip
    assert dee.post(scene.url, {**odd, "do": "later"}).status_code == 303
    assert stage.ALIAS in _text(dee.get(HELD))
    _text(dee.get(scene.url))
    _text(dee.post(scene.url, {**odd, "do": "send"}), 422)


def test_a_box_of_a_service_that_was_taken_out_again_is_no_error(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    answer = dee.post(scene.url, scene.answers(scene.isva, do="update", stays=[f"{scene.tmr}:HEALTH"]))
    assert answer.status_code == 303


def test_more_letters_than_anyone_reads_are_refused(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    with house.acting("mash_outreach") as actor:
        every = [str(offer.service_id) for offer in queries.offers_for(actor, scene.person_id)[0]][:6]
    assert "Choose 5 services at most" in _text(dee.post(scene.url, scene.answers(*every, do="update")), 422)
