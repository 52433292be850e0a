"""The pages about people, as a worker meets them. Every page that is fetched is inspected."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from core.audit import AuditEntry
from core.db import db
from people import queries, service
from people.forms import VOICEMAIL_ANSWERS
from people.models import Answer, Category, ConsentState, ContactMethod, DisclosureKind
from people.words import ANSWER_WORDS
from tests.browser import inspect_html
from tests.house import Browser, House
from tests.people.cast import consent, robyn, team_id


@pytest.fixture
def dee(house: House) -> Browser:
    """An outreach worker of MASH."""
    return house.client("mash_outreach")


def registered(house: House, alias: str = "Robyn") -> UUID:
    """Someone known to MASH."""
    with house.acting("mash_outreach") as actor:
        return robyn(actor, alias).id


def read(answer: TestResponse, status: int = 200) -> str:
    """The words of a page that keeps the rules of every page."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text
    assert inspect_html(text) == []
    return text


def asking(house: House, **more: str) -> dict[str, str]:
    """Query values that ask about NUM's ISVA team."""
    return {**team_of(house, "NUM", "isva"), **more}


def team_of(house: House, agency: str, team: str) -> dict[str, str]:
    """Query values that name an agency and its team."""
    with house.acting("mash_outreach"):
        return {"agency": str(house.agency(agency).id), "team": str(team_id(agency, team))}


def said(house: House, dee: Browser, person_id: UUID, **more: Any) -> Any:
    """A filled consent form about NUM's ISVA team, as its page hands it over: yes to two kinds."""
    page = dee.get(f"/people/{person_id}/consents/new", query_string=asking(house)).get_data(as_text=True)
    values = {
        **hidden_values(page), "said-0-ALIAS": "yes", "said-0-SUPPORT": "yes", "method": "spoken",
        "told_may_refuse": "y", "told_limits": "y", "safe_to_speak": "y", "capacity": "presumed",
        "receipt": "not_offered", "valid_until": "9 May 2027",
    }  # fmt: skip
    return MultiDict(values | more).to_dict(flat=False)


def hidden_values(page: str) -> dict[str, Any]:
    """What the form of a page carries unseen, but for its token and key, which the browser adds."""
    form = next((each for each in page.split("<form") if 'name="read"' in each), "")
    found: dict[str, list[str]] = {}
    for field in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', field), re.search(r'value="([^"]*)"', field)
        if 'type="hidden"' in field and name and value and name[1] not in ("csrf_token", "idempotency_key"):
            found.setdefault(name[1], []).append(value[1])
    return dict(found)


def test_a_record_is_started_with_a_name_and_a_safe_way(dee: Browser) -> None:
    read(dee.get("/people/new"))
    told = {"alias": "Robyn", "method": "text", "address": "07700 900226", "times": "1pm to 6pm"}
    answer = dee.post("/people/new", told)
    assert answer.status_code == 303
    page = read(dee.get(answer.headers["Location"]))
    assert "Text, 1pm to 6pm." in page
    assert "07700 900226" in page
    assert "Robyn has not been asked about sharing. Nothing can leave" in page


def test_a_record_needs_a_name(dee: Browser) -> None:
    page = read(dee.post("/people/new", {"alias": " "}), 422)
    assert "Enter a name to use" in page
    assert "<title>Error: " in page


def test_a_child_gets_no_record_and_the_page_names_the_way(dee: Browser) -> None:
    young = {"alias": "Sky", "birth_date_answer": "given", "birth_date": "1 January 2012"}
    page = read(dee.post("/people/new", young), 422)
    assert "child safeguarding procedure" in page
    assert "No one matches" in read(dee.get("/people?q=Sky"))


def test_a_second_person_of_the_same_name_is_asked_about(house: House, dee: Browser) -> None:
    registered(house)
    page = read(dee.post("/people/new", {"alias": "robyn"}), 422)
    assert "Someone already goes by this name" in page
    assert dee.post("/people/new", {"alias": "robyn", "someone_else": "y"}).status_code == 303


def test_the_list_has_pages_a_search_and_words_for_nobody(house: House, dee: Browser) -> None:
    assert "No one yet." in read(dee.get("/people"))
    with house.acting("mash_outreach") as actor:
        for number in range(27):
            robyn(actor, f"Robyn {number}")
    first = read(dee.get("/people"))
    assert "27 people" in first
    assert first.count('data-label="Reference"') == 25
    assert read(dee.get("/people?page=2")).count('data-label="Reference"') == 2
    assert "Robyn 7" in read(dee.get("/people?q=robyn+7"))
    assert "27 people" in read(dee.get("/people?q=Rob"))
    assert "No one matches “Rub”." in read(dee.get("/people?q=Rub"))


@pytest.mark.parametrize("answer", list(Answer))
def test_each_answer_reads_differently_on_the_persons_page(house: House, dee: Browser, answer: Answer) -> None:
    person_id = registered(house)
    words = "Sleeps badly." if answer is Answer.GIVEN else ""
    url = f"/people/{person_id}/parts/health"
    read(dee.get(url))
    assert dee.post(url, {"answer": answer.value, "words": words, "version": "0"}).status_code == 303
    page = read(dee.get(f"/people/{person_id}"))
    held = page.split('id="held"')[1].split("</section>")[0]
    shown = [ANSWER_WORDS[each] for each in Answer if f'<p class="rt-soft">{ANSWER_WORDS[each]}</p>' in held]
    expected = {Answer.GIVEN: [], Answer.NOT_ASKED: []}.get(answer, [ANSWER_WORDS[answer]])
    assert shown == expected
    assert ("Sleeps badly." in held) is (answer is Answer.GIVEN)


def test_no_two_answers_share_their_words() -> None:
    assert len(set(ANSWER_WORDS.values())) == len(Answer)
    assert set(VOICEMAIL_ANSWERS) == set(Answer)
    assert len(set(VOICEMAIL_ANSWERS.values())) == len(Answer)


def test_a_clash_shows_both_texts_and_the_next_save_goes_through(house: House, dee: Browser) -> None:
    person_id = registered(house)
    url = f"/people/{person_id}/parts/risk"
    assert dee.post(url, {"answer": "given", "words": "First words.", "version": "0"}).status_code == 303
    assert dee.post(url, {"answer": "given", "words": "Words of a colleague.", "version": "1"}).status_code == 303
    page = read(dee.post(url, {"answer": "given", "words": "My words.", "version": "1"}), 409)
    assert "Words of a colleague." in page
    assert "My words." in page
    assert 'name="version" type="hidden" value="2"' in page
    assert dee.post(url, {"answer": "given", "words": "Both.", "version": "2"}).status_code == 303


@pytest.mark.parametrize(("part", "form"), [
    ("name", {"alias": "Robin"}), ("safe-contact", {"method": "in_person", "voicemail": "no"}),
    ("identity", {"legal_name_answer": "declined", "birth_date_answer": "not_known"}),
])  # fmt: skip
def test_each_thing_can_be_changed_and_clashes_kindly(
    house: House, dee: Browser, part: str, form: dict[str, str]
) -> None:
    person_id = registered(house)
    url, version = f"/people/{person_id}/{part}", "1" if part == "name" else "0"
    read(dee.get(url))
    assert dee.post(url, form | {"version": version}).status_code == 303
    assert "What is stored now" in read(dee.post(url, form | {"version": version}), 409)
    read(dee.get(url))


def test_words_under_another_answer_are_refused_and_kept(house: House, dee: Browser) -> None:
    person_id = registered(house)
    mixed = {"answer": "declined", "words": "Kept words", "version": "0"}
    page = read(dee.post(f"/people/{person_id}/parts/risk", mixed), 422)
    assert "the answer says there are none" in page
    assert "Kept words" in page


def test_the_exact_words_that_were_shown_are_stored(house: House, dee: Browser) -> None:
    person_id = registered(house)
    page = read(dee.get(f"/people/{person_id}/consents/new", query_string=asking(house, category="ALIAS")))
    assert "so that they can support you" in page
    answer = dee.post(f"/people/{person_id}/consents/new", said(house, dee, person_id, conditions="Only Robin."))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with house.acting("mash_outreach") as actor:
        record = queries.consents_of(actor, person_id)[0]
        consent_id, shown = record.row.id, record.row.shown or ""
        assert record.agreed == ["Name to use", "Support they want"]
        assert record.row.conditions == "Only Robin."
    for paragraph in shown.split("\n\n"):
        assert paragraph.replace("'", "&#39;") in page
    receipt = read(dee.get(f"/consents/{consent_id}"))
    assert shown.split("\n\n")[0] in receipt
    assert "1 consent live" in read(dee.get(f"/people/{person_id}"))


def test_a_no_is_shown_as_a_choice_and_never_in_red(house: House, dee: Browser) -> None:
    person_id = registered(house)
    form = said(house, dee, person_id, **{"said-0-ALIAS": "", "said-0-SUPPORT": "", "said-0-CJ": "no"})
    assert dee.post(f"/people/{person_id}/consents/new", form).status_code == 303
    page = read(dee.get(f"/people/{person_id}"))
    assert "Robyn said no, 23 November 2026: criminal justice progress." in page
    assert "rt-tag--red" not in page
    with house.acting("mash_outreach") as actor:
        assert queries.consents_of(actor, person_id)[0].row.state is ConsentState.REFUSED


@pytest.mark.parametrize(("more", "words"), [
    ({"told_may_refuse": ""}, "Tell them that they may say no"),
    ({"safe_to_speak": ""}, "Ask another time"),
    ({"capacity": "lacking"}, "best-interests"),
    ({"method": "interpreter", "interpreter_name": "Jo", "interpreter_relationship": "family"}, "cannot interpret"),
    ({"method": "interpreter", "interpreter_name": "Her sister"}, "Choose who the interpreter is"),
    ({"method": ""}, "Choose how they said it"),
    ({"valid_until": "9 May"}, "must include a year"),
    ({"valid_until": "9 May 2028"}, "12 months at most"),
    ({"told_limits": ""}, "Tell them when we may have to tell others"),
    ({"capacity": "assessed"}, "Say who assessed it"),
    ({"said-0-ALIAS": "", "said-0-SUPPORT": ""}, "at least one kind"),
    ({"said-0-ALIAS": "perhaps", "said-0-SUPPORT": "", "said-0-IMMIGRATION": "yes"}, "at least one kind"),
    ({"read": "another"}, "words to read have changed"),
])  # fmt: skip
def test_an_unsound_consent_is_refused_in_words(house: House, dee: Browser, more: dict[str, Any], words: str) -> None:
    person_id = registered(house)
    page = read(dee.post(f"/people/{person_id}/consents/new", said(house, dee, person_id, **more)), 422)
    assert words in page
    with house.acting("mash_outreach") as actor:
        assert queries.consents_of(actor, person_id) == []


def test_consent_leads_back_to_the_referral_and_nowhere_else(house: House, dee: Browser) -> None:
    person_id = registered(house)
    url = f"/people/{person_id}/consents/new"
    page = read(dee.get(url, query_string=asking(house, next="/referrals/new?person=1")))
    assert "Back to the referral" in page
    back = dee.post(url, said(house, dee, person_id, next="/referrals/new?person=1"))
    assert back.headers["Location"] == "/referrals/new?person=1"
    for away in ("https://example.com/", "//example.com/", "/\\example.com"):
        answer = dee.post(url, said(house, dee, person_id, next=away))
        assert re.fullmatch(r"/consents/[0-9a-f-]{36}", answer.headers["Location"])


def test_a_new_answer_starts_from_the_last_one(house: House, dee: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        consent(actor, person_id, {Category.ALIAS: True, Category.CJ: False})
    page = read(dee.get(f"/people/{person_id}/consents/new", query_string=asking(house, category="RISK")))
    marked = re.findall(r'name="said-0-([A-Z]+)" value="(yes|no)" checked', page)
    assert sorted(marked) == [("ALIAS", "yes"), ("CJ", "no"), ("RISK", "yes")]
    assert "This will replace what they said on 23 November 2026" in page


def test_what_never_goes_to_police_is_not_even_asked(house: House, dee: Browser) -> None:
    person_id = registered(house)
    page = read(dee.get(f"/people/{person_id}/consents/new", query_string=team_of(house, "GMP", "liaison")))
    assert 'name="said-0-ALIAS"' in page
    assert 'name="said-0-DEMOG"' not in page
    assert "Home Office" in page


def test_consent_is_taken_back_on_a_page_that_says_what_happens(house: House, dee: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        consent_id = consent(actor, person_id, {Category.ALIAS: True}).id
    url = f"/consents/{consent_id}/withdraw"
    assert "stays with them as their own record" in read(dee.get(url))
    assert "Choose how they told us" in read(dee.post(url), 422)
    assert "Tick what they take back" in read(dee.post(url, {"how": "Told us in person"}), 422)
    assert dee.post(url, {"how": "Told us in person", "categories": "ALIAS"}).status_code == 303
    page = read(dee.get(f"/people/{person_id}"))
    assert "No consent is live. Nothing can leave" in page
    assert "Taken back 23 November 2026" in page
    assert "already ended" in read(dee.get(url))
    assert "had already ended" in read(dee.post(url, {"how": "Told us in person"}), 422)
    assert "Told us in person" in read(dee.get(f"/consents/{consent_id}"))


def test_the_ledger_says_what_left_and_what_was_refused(house: House, dee: Browser) -> None:
    person_id = registered(house)
    assert "has left" in read(dee.get(f"/people/{person_id}/ledger"))
    with house.acting("mash_outreach") as actor:
        for number in range(27):
            service.record_disclosure(
                actor=actor, person_id=person_id, kind=DisclosureKind.REFUSAL if number else DisclosureKind.PACKAGE,
                recipient_agency_id=house.agency("NUM").id, recipient_team_id=team_id("NUM", "isva"),
                categories=[Category.ALIAS], reason="Not asked: name to use" if number else None,
            )  # fmt: skip
    page = read(dee.get(f"/people/{person_id}/ledger"))
    assert page.count("Refused, nothing left") == 25
    assert "Sent" in read(dee.get(f"/people/{person_id}/ledger?page=2"))


PAGES = ("", "/name", "/parts/risk", "/safe-contact", "/identity", "/consents/new", "/ledger")


@pytest.mark.parametrize("persona", ["num_isva", "gmp_liaison", "mcc_chair", "lgbtf_administrator", "mash_auditor"])
def test_other_agencies_and_other_roles_find_no_such_page(house: House, persona: str) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        consent_id = consent(actor, person_id, {Category.ALIAS: True}).id
    other = house.client(persona)
    urls = [f"/people/{{}}{page}" for page in PAGES], ["/consents/{}", "/consents/{}/withdraw"]
    for kind, row_id in zip(urls, (person_id, consent_id), strict=True):
        for url in kind:
            answer, absent = other.get(url.format(row_id)), other.get(url.format(uuid4()))
            assert answer.status_code == absent.status_code == 404, url
            assert answer.get_data() == absent.get_data(), url


@pytest.mark.parametrize("category", ["alias", "ALIAS", "immigration", "nationality"])
def test_there_is_no_page_for_other_categories(house: House, dee: Browser, category: str) -> None:
    assert dee.get(f"/people/{registered(house)}/parts/{category}").status_code == 404


def test_a_stranger_is_sent_to_sign_in(house: House) -> None:
    answer = house.stranger().get(f"/people/{registered(house)}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


def test_what_people_write_is_never_markup(house: House, dee: Browser) -> None:
    evil = "<script>alert(1)</script>"
    with house.acting("mash_outreach") as actor:
        who = service.register_person(actor=actor, alias=evil, pronouns=evil, wants=evil)
        service.write_part(actor=actor, person_id=who.id, category=Category.RISK, answer=Answer.GIVEN, words=evil)
        service.write_safe_contact(
            actor=actor, person_id=who.id, method=ContactMethod.IN_PERSON, times=evil, never=evil
        )
        person_id = who.id
    for url in ("/people", *(f"/people/{person_id}{page}" for page in PAGES)):
        assert evil not in read(dee.get(url))


@pytest.mark.parametrize("path", ["name", "safe-contact", "identity", "parts/risk"])
def test_a_form_that_is_not_taken_still_leaves_the_read_in_the_trail(house: House, dee: Browser, path: str) -> None:
    """Its page shows what is stored: sending nonsense must not be a way to look without being seen."""
    person_id = registered(house)
    before = reads_of(house, person_id)
    assert dee.post(f"/people/{person_id}/{path}", {"alias": "", "method": "none", "version": "7"}).status_code >= 400
    assert reads_of(house, person_id) == before + 1


def test_a_clash_shows_what_is_stored_and_leaves_the_read_in_the_trail(house: House, dee: Browser) -> None:
    person_id = registered(house)
    before = reads_of(house, person_id)
    read(dee.post(f"/people/{person_id}/name", {"alias": "Wren", "version": "7"}), 409)
    assert reads_of(house, person_id) > before


def reads_of(house: House, person_id: UUID) -> int:
    """How often the trail says that somebody opened the record."""
    with house.acting("mash_outreach"):
        found = select(func.count()).select_from(AuditEntry)
        return db.session.scalar(found.where(AuditEntry.verb == "read", AuditEntry.subject_id == person_id)) or 0


@pytest.mark.parametrize("away", ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example"])
def test_asking_for_consent_never_leads_away_from_here(house: House, dee: Browser, away: str) -> None:
    person_id = registered(house)
    shown = dee.get(f"/people/{person_id}/consents/new", query_string=asking(house, next=away))
    assert "evil.example" not in read(shown)
    answer = dee.post(f"/people/{person_id}/consents/new", said(house, dee, person_id, next=away))
    assert answer.headers["Location"].startswith("/consents/")
