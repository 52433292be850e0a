"""The pages of referrals, over HTTP: the sender's journey, the receiver's, and what neither may see."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from cases.models import Case
from core.db import db
from directory.queries import alternatives
from people import queries as people_queries
from people import service as people_service
from people.models import Answer, Category, Disclosure, DisclosureKind
from referrals import queries, service
from referrals.models import OutgoingLetter, Referral, ReferralState
from tests.browser import inspect_html
from tests.house import Browser, House
from tests.referrals import stage
from tests.referrals.letters import run_release

SHOWN = re.compile(r'name="(shown-[0-9a-f-]{36})" value="([0-9a-f]*)"')
PERSONAL = ("tmr_outreach", "gmp_liaison", "mcc_chair", "mcc_coordinator", "lgbtf_administrator", "mash_auditor")


def _page(answer: TestResponse, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert inspect_html(answer.get_data(as_text=True)) == []
    return answer.get_data(as_text=True)


def _shown(page: TestResponse) -> dict[str, str]:
    """What the page binds each letter by, by the name of its field."""
    found = dict(SHOWN.findall(page.get_data(as_text=True)))
    assert found
    return found


class Scene:
    """A person at MASH, a service at NUM, and what a sender fills in."""

    def __init__(self, house: House, agreed: tuple[Category, ...] | None = stage.AGREED) -> None:
        with house.acting("mash_outreach") as actor:
            self.person_id = stage.person(actor).id
            offer = stage.isva_service(actor)
            self.service_id = offer.service_id
            self.consent_id = stage.consent(actor, self.person_id, offer, agreed).id if agreed is not None else None
        self.url = f"/referrals/new?person={self.person_id}"

    def answers(self, **more: object) -> dict[str, object]:
        """The three answers."""
        return {"service": str(self.service_id), "purpose": "support", "needs": ["CJS", "SAFETY"], **more}

    def stays(self, *codes: str) -> list[str]:
        """The boxes that leave parts out."""
        return [f"{self.service_id}:{code}" for code in codes]

    def send(self, browser: Browser, **more: object) -> TestResponse:
        """Update, read, send: it is held."""
        browser.post(self.url, self.answers(do="update", **more))
        shown = _shown(browser.get(self.url))
        return browser.post(self.url, self.answers(do="send", **shown, **more))


def _sent(house: House) -> UUID:
    with house.acting("mash_outreach") as actor:
        return stage.sent(actor).id


def _only(house: House) -> Referral:
    return db.session.scalars(select(Referral)).one()


def test_with_one_consent_the_letter_stands_there_at_once(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    page = _page(dee.get(scene.url))
    assert "2. What National Ugly Mugs will read" in page
    for words in (stage.ALIAS, "Marker support", "Marker risk", stage.NUMBER):
        assert words in page
    assert "Marker health" not in page
    assert "has not been asked about sharing this with National Ugly Mugs" in page
    assert "category=HEALTH" in page
    assert "next=/referrals/new" in page


def test_without_consent_nothing_is_chosen_and_nothing_is_shown(house: House) -> None:
    scene, dee = Scene(house, agreed=None), house.client("mash_outreach")
    page = _page(dee.get(scene.url))
    assert "has not agreed to any of these yet" in page
    assert "Marker support" not in page


def test_three_answers_are_asked_for(house: House) -> None:
    scene, dee = Scene(house, agreed=None), house.client("mash_outreach")
    page = _page(dee.post(scene.url, {"do": "update"}), 422)
    for words in ("Choose a service", "Choose a purpose", "Choose at least one need"):
        assert words in page


def test_update_keeps_the_choices_and_shows_the_letter(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    answer = dee.post(scene.url, scene.answers(do="update", stays=scene.stays("RISK"), urgency="high"))
    assert (answer.status_code, answer.headers["Location"]) == (303, scene.url)
    page = _page(dee.get(scene.url))
    assert "Left out by you" in page
    assert "Marker risk" not in page
    assert "Needs: Safety and violence; Criminal justice / reporting support." in page


def test_sending_without_consent_is_refused_beside_the_service_and_kept_in_the_ledger(house: House) -> None:
    scene, dee = Scene(house, agreed=None), house.client("mash_outreach")
    page = _page(dee.post(scene.url, scene.answers(do="send")), 422)
    assert 'id="service-error"' in page
    assert "There is no consent that covers National Ugly Mugs for: name to use (not asked)" in page
    with house.acting("mash_outreach"):
        assert db.session.scalars(select(Referral)).all() == []
        assert [row.kind for row in db.session.scalars(select(Disclosure))] == [DisclosureKind.REFUSAL]


def test_with_consent_exactly_what_was_shown_is_sent(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    answer = scene.send(dee, stays=scene.stays("RISK"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/referrals/letters")
    assert "Held. It leaves at" in _page(dee.get("/referrals/letters"))
    run_release()
    with house.acting("mash_outreach"):
        referral_id = _only(house).id
    page = _page(dee.get(f"/referrals/{referral_id}"))
    assert "What National Ugly Mugs was sent" in page
    assert stage.NUMBER in page
    assert "Marker risk" not in page
    assert "Withdraw this referral" in page


def test_nothing_leaves_that_was_not_shown(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    page = _page(dee.post(scene.url, scene.answers(do="send", **{f"shown-{scene.service_id}": "f" * 64})), 422)
    assert "Read what will leave" in page
    with house.acting("mash_outreach"):
        assert db.session.scalars(select(Referral)).all() == []
        assert db.session.scalars(select(Disclosure)).all() == []


def test_a_form_sent_twice_sends_one_referral(house: House) -> None:
    scene, dee = Scene(house), house.client("mash_outreach")
    dee.post(scene.url, scene.answers(do="update"))
    form = scene.answers(do="send", **_shown(dee.get(scene.url)), idempotency_key="the-same-key")
    first, second = dee.post(scene.url, form), dee.post(scene.url, form)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    with house.acting("mash_outreach"):
        assert len(db.session.scalars(select(OutgoingLetter)).all()) == 1


def test_the_receiver_reads_the_triage_part_until_it_accepts(house: House) -> None:
    referral_id, robin = _sent(house), house.client("num_isva")
    inbox = _page(robin.get("/referrals"))
    assert stage.ALIAS in inbox
    assert "Safety and violence" in inbox
    page = _page(robin.get(f"/referrals/{referral_id}"))
    assert "Marker support" in page
    for words in ("Marker risk", stage.NUMBER, "the library", "Marker health"):
        assert words not in page
        assert words not in inbox


def test_acknowledge_then_accept_leads_to_an_own_case(house: House) -> None:
    referral_id, robin = _sent(house), house.client("num_isva")
    answer = robin.post(f"/referrals/{referral_id}/acknowledge", {"version": 1})
    assert answer.status_code == 303
    assert "Acknowledged. They can see who has it." in _page(robin.get(answer.headers["Location"]))
    answer = robin.post(f"/referrals/{referral_id}/accept", {"version": 2})
    assert answer.status_code == 303
    with house.acting("num_isva"):
        case_id = db.session.scalars(select(Case.id)).one()
        assert answer.headers["Location"] == f"/cases/{case_id}"
    mine = _page(robin.get(f"/referrals/{referral_id}"))
    assert f"/cases/{case_id}" in mine
    theirs = _page(house.client("mash_outreach").get(f"/referrals/{referral_id}"))
    assert "Robin Achebe" in theirs
    assert str(case_id) not in theirs


def test_a_second_answer_is_refused_politely(house: House) -> None:
    referral_id, robin, mel = _sent(house), house.client("num_isva"), house.client("num_caseworker")
    robin.post(f"/referrals/{referral_id}/accept", {"version": 1})
    page = _page(mel.post(f"/referrals/{referral_id}/accept", {"version": 1}), 422)
    assert "Robin Achebe accepted this today" in page


def test_a_stale_page_shows_how_things_stand_now(house: House) -> None:
    referral_id, robin, mel = _sent(house), house.client("num_isva"), house.client("num_caseworker")
    robin.post(f"/referrals/{referral_id}/acknowledge", {"version": 1})
    page = _page(mel.post(f"/referrals/{referral_id}/accept", {"version": 1}), 409)
    assert "Robin Achebe acknowledged this while you were reading" in page
    versions = re.findall(r'name="version"[^>]*value="(\d+)"', page)
    assert versions
    assert set(versions) == {"2"}


def test_declining_asks_for_a_reason_and_another_service(house: House) -> None:
    referral_id, robin = _sent(house), house.client("num_isva")
    page = _page(robin.post(f"/referrals/{referral_id}/decline", {"version": 1}), 422)
    assert "Choose a reason" in page
    assert "Choose another service" in page
    with house.acting("num_isva") as actor:
        other = next(row for row in alternatives(actor) if not row.opens_isva_case)
        form = {"version": 1, "reason_code": "DECLINED_CAPACITY", "alternative_service_id": str(other.id)}
        name = other.name
    assert robin.post(f"/referrals/{referral_id}/decline", form).status_code == 303
    assert stage.ALIAS not in _page(robin.get(f"/referrals/{referral_id}"))
    page = _page(house.client("mash_outreach").get(f"/referrals/{referral_id}"))
    assert "Capacity" in page
    assert name.split("&")[0] in page


def test_withdrawing_empties_the_receivers_page(house: House) -> None:
    referral_id, dee, robin = _sent(house), house.client("mash_outreach"), house.client("num_isva")
    assert dee.post(f"/referrals/{referral_id}/withdraw", {"version": 1}).status_code == 303
    page = _page(robin.get(f"/referrals/{referral_id}"))
    assert "withdrew this" in page
    assert "Marker" not in page
    assert robin.post(f"/referrals/{referral_id}/seen").status_code == 303
    assert "I have seen this" not in _page(robin.get(f"/referrals/{referral_id}"))


def test_consent_taken_back_after_acceptance_says_what_stays(house: House) -> None:
    scene, robin = Scene(house), house.client("num_isva")
    with house.acting("mash_outreach") as actor:
        referral_id = stage.send(actor, scene.person_id, stage.isva_service(actor)).id
    robin.post(f"/referrals/{referral_id}/accept", {"version": 1})
    with house.acting("mash_outreach") as actor:
        assert scene.consent_id is not None
        people_service.withdraw_consent(actor=actor, consent_id=scene.consent_id, how="By text")
    page = _page(robin.get(f"/referrals/{referral_id}"))
    assert "What National Ugly Mugs holds stays with National Ugly Mugs as its own record" in page
    with house.acting("num_isva"):
        case_id = db.session.scalars(select(Case.id)).one()
    assert "Consent was taken back at Manchester Action on Street Health" in _page(robin.get(f"/cases/{case_id}"))


@pytest.mark.parametrize("persona", PERSONAL)
def test_nobody_else_finds_it(house: House, persona: str) -> None:
    referral_id, stranger = _sent(house), house.client(persona)
    there = stranger.get(f"/referrals/{referral_id}")
    nowhere = stranger.get(f"/referrals/{uuid4()}")
    assert there.status_code == nowhere.status_code == 404
    for act in ("acknowledge", "accept", "decline", "withdraw", "seen"):
        assert stranger.post(f"/referrals/{referral_id}/{act}", {"version": 1}).status_code in (404, 422)
    with house.acting("mash_outreach") as actor:
        assert queries.referral(actor, referral_id).state is ReferralState.SENT


@pytest.mark.parametrize("view", queries.VIEWS)
@pytest.mark.parametrize("persona", ["mash_outreach", "num_isva", "num_manager"])
def test_every_view_of_the_list_reads_well(house: House, persona: str, view: str) -> None:
    _sent(house)
    browser = house.client(persona)
    _page(browser.get(f"/referrals?view={view}"))
    _page(browser.get(f"/referrals?view={view}&only=mine&urgency=high&page=9"))


def test_the_list_needs_as_many_statements_for_one_as_for_many(house: House, count_queries: object) -> None:
    seen = []
    for many in (1, 6):
        with house.acting("mash_outreach") as actor:
            offer = stage.isva_service(actor)
            for number in range(many):
                who = stage.person(actor, f"Person {many} {number}")
                stage.consent(actor, who.id, offer)
                stage.send(actor, who.id, offer)
        for persona in ("mash_outreach", "num_isva"):
            browser = house.client(persona)
            browser.get("/referrals")
            with count_queries() as statements:  # type: ignore[operator]  # a fixture that makes a context manager
                _page(browser.get("/referrals"))
            seen.append(len([each for each in statements if each.lower().startswith("select")]))
    assert seen[0] == seen[2]
    assert seen[1] == seen[3]
    assert max(seen) <= 16


def test_a_police_liaison_sees_only_what_was_sent_to_the_police(house: House) -> None:
    _sent(house)
    page = _page(house.client("gmp_liaison").get("/referrals"))
    assert stage.ALIAS not in page
    assert "No referrals wait for you." in page


def test_a_withdrawal_waits_for_the_receiver_on_its_home_page(house: House) -> None:
    referral_id, robin = _sent(house), house.client("num_isva")
    assert f"{stage.ALIAS}: acknowledge the referral from Manchester Action on Street Health" in _page(robin.get("/"))
    with house.acting("mash_outreach") as actor:
        service.withdraw(actor=actor, referral_id=referral_id)
    page = _page(robin.get("/"))
    assert stage.ALIAS not in page
    assert "withdrew a referral" in page


def test_words_on_immigration_are_read_again_before_they_go_to_the_police(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id, offer = stage.person(actor).id, stage.service_of(actor, "GMP")
        held = people_queries.part(actor, person_id, Category.SUPPORT)
        assert held is not None
        people_service.write_part(
            actor=actor,
            person_id=person_id,
            category=Category.SUPPORT,
            answer=Answer.GIVEN,
            words="Wants to be met with someone from MASH. Her visa worries her.",
            version=held.version,
        )
        stage.consent(actor, person_id, offer, stage.TRIAGE)
        service_id = offer.service_id
    dee, url = house.client("mash_outreach"), f"/referrals/new?person={person_id}"
    form = {"service": str(service_id), "purpose": "support", "needs": ["SAFETY"]}
    dee.post(url, {**form, "do": "update"})
    page = _page(dee.get(url))
    assert "“visa” in <b>Support they want</b>" in page
    assert "Cannot go" in page
    typed = {f"typed-{service_id}": "Greater Manchester Police"}
    send = {**form, **typed, "do": "send", **dict(SHOWN.findall(page))}
    assert "Read these words again before they go: “visa”." in _page(dee.post(url, send), 422)
    assert dee.post(url, {**send, f"checked-{service_id}": "y"}).status_code == 303


def test_immigration_advice_is_no_need_to_tell_the_police(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id, offer = stage.person(actor).id, stage.service_of(actor, "GMP")
        stage.consent(actor, person_id, offer, stage.TRIAGE)
        service_id = offer.service_id
    dee, url = house.client("mash_outreach"), f"/referrals/new?person={person_id}"
    form = {"service": str(service_id), "purpose": "support", "needs": ["IMMIGRATION"], "do": "send"}
    assert "This cannot go to a police service: immigration advice." in _page(dee.post(url, form), 422)
    with house.acting("mash_outreach"):
        assert [row.kind for row in db.session.scalars(select(Disclosure))] == [DisclosureKind.REFUSAL]
