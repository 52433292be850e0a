"""The page of one conversation about sharing, as a worker meets it, and the pages that take it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from core.db import db
from people import queries
from people.models import Category, ConsentMethod, ConsentState, ConsentWording, Purpose, Receipt
from people.rules import may_share
from tests.house import Browser, House
from tests.people.cast import consent, robyn
from tests.people.test_asking import TODAY, both, choice
from tests.people.test_views import hidden_values, registered

SAID: dict[str, Any] = {
    "method": "spoken", "told_may_refuse": "y", "told_limits": "y", "safe_to_speak": "y", "capacity": "presumed",
    "receipt": "taken", "valid_until": "9 May 2027",
}  # fmt: skip


@pytest.fixture
def dee(house: House) -> Browser:
    """An outreach worker of MASH."""
    return house.client("mash_outreach")


def teams(house: House, *names: tuple[str, str]) -> list[str]:
    """How teams travel in the page's address."""
    with house.acting("mash_outreach") as actor:
        return [choice(actor, agency, team).value for agency, team in names]


def page_of(dee: Browser, person_id: UUID, **values: Any) -> str:
    """The page that asks."""
    answer = dee.get(f"/people/{person_id}/consents/new", query_string=values)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def save(dee: Browser, person_id: UUID, page: str, **more: Any) -> Any:
    """Send the page's form with some answers."""
    return dee.post(f"/people/{person_id}/consents/new", hidden_values(page) | SAID | more)


NUM_AND_GMP = (("NUM", "isva"), ("GMP", "liaison"))


def test_several_teams_and_reasons_are_recorded_in_one_screen(house: House, dee: Browser) -> None:
    person_id = registered(house)
    page = page_of(dee, person_id, recipient=teams(house, *NUM_AND_GMP), purpose=["support", "report"])
    assert page.count("rt-read-aloud") == 5  # two for each team, and what police are told of one at a time
    assert page.index("Greater Manchester Police, Sex work liaison</strong>") < page.index("National Ugly Mugs, ISVA")
    answers = {"said-0-ALIAS": "yes", "said-0-SUBSTANCE": "no", "said-0-WORK": "yes", "said-1-ALIAS": "yes",
               "said-1-HEALTH": "no", "declined": "0-support"}  # fmt: skip
    assert save(dee, person_id, page, **answers).status_code == 303
    with house.acting("mash_outreach") as actor:
        gmp, num = choice(actor, "GMP", "liaison"), choice(actor, "NUM", "isva")
        records = {record.ask: record for record in queries.consents_of(actor, person_id)}
        assert len(records) == 4
        assert records[gmp.recipient, Purpose.SUPPORT].standing == "refused"
        assert records[gmp.recipient, Purpose.REPORT].agreed == ["Where and how they work", "Name to use"][::-1]
        assert records[num.recipient, Purpose.REPORT].refused == ["Health"]
        assert {record.row.receipt for record in records.values()} == {Receipt.TAKEN}
        facts = queries.consent_facts(actor, person_id)
        assert may_share(facts, [Category.WORK], gmp.recipient, Purpose.REPORT, TODAY, gmp.kind).allowed


def test_no_to_all_of_it_is_one_button(house: House, dee: Browser) -> None:
    person_id = registered(house)
    page = page_of(dee, person_id, recipient=teams(house, *NUM_AND_GMP))
    answer = dee.post(f"/people/{person_id}/consents/new",
                      hidden_values(page) | {"method": "spoken", "valid_until": "9 May 2027", "all": "no"})  # fmt: skip
    assert answer.status_code == 303
    with house.acting("mash_outreach") as actor:
        records = queries.consents_of(actor, person_id)
        assert [record.row.state for record in records] == [ConsentState.REFUSED] * 2
        assert all(not record.agreed and len(record.refused) > 10 for record in records)


def test_recording_from_a_referral_is_the_link_and_save(house: House, dee: Browser) -> None:
    person_id = registered(house)
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
    back = f"/referrals/new?person={person_id}"
    page = page_of(dee, person_id, agency=num.agency_id, team=num.team_id, purpose="support",
                   category=["ALIAS", "SUPPORT"], next=back)  # fmt: skip
    assert re.findall(r'name="said-0-([A-Z]+)" value="yes" checked', page) == ["ALIAS", "SUPPORT"]
    answer = save(dee, person_id, page, **{"said-0-ALIAS": "yes", "said-0-SUPPORT": "yes"})
    assert answer.headers["Location"] == back


def test_what_is_asked_alone_is_never_ticked_by_a_link(house: House, dee: Browser) -> None:
    person_id = registered(house)
    page = page_of(dee, person_id, recipient=teams(house, ("GMP", "liaison")), category=["SUBSTANCE", "ALIAS"])
    assert re.findall(r'name="said-0-([A-Z]+)" value="yes" checked', page) == ["ALIAS"]
    assert page.index("One at a time, for Greater Manchester Police") < page.index('name="said-0-SUBSTANCE"')


def test_too_many_teams_are_said_so(house: House, dee: Browser) -> None:
    person_id = registered(house)
    with house.acting("mash_outreach") as actor:
        every = [each.value for each in queries.recipients(actor)]
    assert "6 teams at most" in page_of(dee, person_id, recipient=every[:7])
    assert 'name="said-5-ALIAS"' in page_of(dee, person_id, recipient=every[:6])


def test_what_was_typed_survives_a_refusal(house: House, dee: Browser) -> None:
    person_id = registered(house)
    page = page_of(dee, person_id, recipient=teams(house, *NUM_AND_GMP))
    answer = save(dee, person_id, page, **{"said-1-ALIAS": "yes", "conditions": "Only Robin."})
    again = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "at least one kind of information for each team" in again
    assert re.findall(r'name="said-1-([A-Z]+)" value="yes" checked', again) == ["ALIAS"]
    assert "Only Robin." in again
    assert 'href="#said"' in again


def test_a_new_row_of_the_wordings_is_a_language_to_choose(house: House, dee: Browser) -> None:
    person_id = registered(house)
    asked = {"recipient": teams(house, ("NUM", "isva")), "language": "pl"}
    assert "Polish" not in page_of(dee, person_id, **asked)
    text = "{home} chce powiedzieć {recipient}, aby {purpose}. {agency}."
    db.session.add(ConsentWording(code="sharing", version=1, language="pl", style="plain", text=text))
    db.session.commit()
    page = page_of(dee, person_id, **asked)
    assert "chce powiedzieć National Ugly Mugs (ISVA service)" in page
    assert 'lang="pl"' in page
    save(dee, person_id, page, **{"said-0-ALIAS": "yes"})
    with house.acting("mash_outreach") as actor:
        (record,) = queries.consents_of(actor, person_id)
        assert record.wording == "Plain words, Polish, version 1"
    page = page_of(dee, person_id, **(asked | {"style": "easy-read"}))
    assert "It is not written in Polish, Easy Read." in page


def test_a_wording_that_changed_meanwhile_is_read_again(house: House, dee: Browser) -> None:
    person_id = registered(house)
    page = page_of(dee, person_id, recipient=teams(house, ("NUM", "isva")))
    with house.acting("mash_outreach") as actor:
        consent(actor, person_id, {Category.ALIAS: False})
    answer = save(dee, person_id, page, **{"said-0-ALIAS": "yes"})
    assert answer.status_code == 422
    again = answer.get_data(as_text=True)
    assert "a colleague recorded an answer meanwhile" in again
    assert save(dee, person_id, again, **{"said-0-ALIAS": "yes"}).status_code == 303


def test_asking_again_starts_from_an_earlier_one_and_shows_what_changed(house: House, dee: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        other = robyn(actor, "Sky").id
        earlier = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: True}, purpose=Purpose.ADVICE).id
    page = page_of(dee, person_id, **{"from": earlier})
    assert "Started from what Robyn said on 23 November 2026" in page
    assert sorted(re.findall(r'name="said-0-([A-Z]+)" value="yes" checked', page)) == ["ALIAS", "RISK"]
    answer = save(dee, person_id, page, **{"said-0-ALIAS": "yes", "said-0-RISK": "no"})
    receipt = dee.get(answer.headers["Location"]).get_data(as_text=True)
    assert "What changed since" in receipt
    assert 'data-label="Before">yes' in receipt
    assert 'data-label="Now">no' in receipt
    for wrong in (f"/people/{other}/consents/new?from={earlier}", f"/people/{person_id}/consents/new?from=nothing"):
        assert dee.get(wrong).status_code == 404


def test_the_page_takes_as_many_queries_for_six_teams_as_for_one(
    house: House, dee: Browser, count_queries: Callable[[], Any]
) -> None:
    person_id = registered(house)
    with house.acting("mash_outreach") as actor:
        every = [each.value for each in queries.recipients(actor) if each.team_id]
    page_of(dee, person_id, recipient=every[:1])
    with count_queries() as few:
        page_of(dee, person_id, recipient=every[:1])
    with count_queries() as many:
        page_of(dee, person_id, recipient=every[:6], purpose=["support", "advice", "report"])
    assert len(many) <= len(few)
    assert len(many) <= 30


def test_some_of_it_is_taken_back_on_its_page(house: House, dee: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        consent_id = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: True}).id
    url = f"/consents/{consent_id}/withdraw"
    page = dee.get(url).get_data(as_text=True)
    assert page.index("What happens when you press the button") < page.index("Take the consent back</button>")
    assert dee.post(url, {"how": "Wrote to us", "categories": "RISK"}).status_code == 303
    page = dee.get(f"/people/{person_id}").get_data(as_text=True)
    assert "Taken back in part." in page
    assert "Took back risk, Mon 23 Nov." in page
    assert "1 consent live" in page
    assert "Taken back" in dee.get(f"/consents/{consent_id}").get_data(as_text=True)
    answer = dee.post(url, {"how": "Wrote to us", "categories": "RISK"})
    assert answer.status_code == 422


def test_several_are_taken_back_on_one_page(house: House, dee: Browser, count_queries: Callable[[], Any]) -> None:
    with house.acting("mash_outreach") as actor:
        person_id, made = both(actor)
        ids = [row.id for row in made]
    url = f"/people/{person_id}/consents/take-back"
    with count_queries() as seen:
        page = dee.get(url).get_data(as_text=True)
    assert len(seen) <= 25
    assert page.count("<legend>") == 4
    assert "Tick what they take back" in dee.post(url, {"how": "Wrote to us"}).get_data(as_text=True)
    ticked = [f"{ids[0]}:", f"{ids[2]}:SUBSTANCE"]
    assert dee.post(url, {"how": "Wrote to us", "parts": ticked}).status_code == 303
    with house.acting("mash_outreach") as actor:
        states = {record.row.id: record for record in queries.consents_of(actor, person_id)}
        assert states[ids[0]].standing == "withdrawn"
        assert states[ids[2]].agreed == ["Name to use", "What happened"]
        assert [states[ids[number]].standing for number in (1, 2, 3)] == ["live"] * 3


@pytest.mark.parametrize("persona", ["num_isva", "gmp_liaison", "mash_auditor", "mash_protection"])
def test_nobody_else_records_or_takes_back(house: House, persona: str) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        consent_id = consent(actor, person_id, {Category.ALIAS: True}).id
    browser = house.client(persona)
    for path in (f"/people/{person_id}/consents/new", f"/people/{person_id}/consents/take-back",
                 f"/consents/{consent_id}/withdraw"):  # fmt: skip
        assert browser.get(path).status_code == 404
        assert browser.post(path, {"how": "Wrote to us", "categories": "ALIAS"}).status_code == 404


def test_every_way_of_saying_it_can_be_chosen(house: House, dee: Browser) -> None:
    page = page_of(dee, registered(house), recipient=teams(house, ("NUM", "isva")))
    offered = set(re.findall(r'name="method"[^>]*value="([a-z]+)"', page))
    assert offered == {method.value for method in ConsentMethod}
