"""Pages of outreach, through the whole service."""

from __future__ import annotations

import re

import pytest

from core import clock
from core.db import db
from outreach.models import OutreachContact
from people import queries as people_queries
from people import service as people_service
from tests.browser import inspect_html
from tests.house import Browser, House

START = {"mode": "van", "ward": "E05011350", "team": "Dee and Sam", "day": "1 November 2026", "time": "8pm"}


@pytest.fixture
def dee(house: House) -> Browser:
    """The outreach worker at MASH, signed in."""
    return house.client("mash_outreach")


def page(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code, answer.get_data(as_text=True)
    text = answer.get_data(as_text=True)
    assert inspect_html(text) == []
    return text


def begin(browser: Browser, **answers: str) -> str:
    answer = browser.post("/outreach/sessions/new", START | answers)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"]).removesuffix("/contacts/new")


def test_the_way_from_home_to_a_saved_contact(dee: Browser) -> None:
    assert page(dee, "/outreach/sessions/new")
    session = begin(dee)
    form = page(dee, f"{session}/contacts/new")
    assert "Save, next person" in form
    saved = dee.post(f"{session}/contacts/new", {"who": "unnamed", "met": "known", "item-condoms": "6", "do": "next"})
    assert (saved.status_code, saved.headers["Location"]) == (303, f"{session}/contacts/new")
    assert "Same as last time" in page(dee, f"{session}/contacts/new")
    assert 'value="6"' in page(dee, f"{session}/contacts/new?same=1")
    shown = page(dee, session)
    assert "No name" in shown
    assert "1 written down" in shown


def test_a_form_that_does_not_pass_keeps_what_was_typed(dee: Browser) -> None:
    session = begin(dee)
    answer = dee.post(
        f"{session}/contacts/new", {"who": "unnamed", "alias": "Robyn", "item-condoms": "100", "note": "Cold"}
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert inspect_html(text) == []
    for words in (
        "Condoms must be 0 to 99",
        "You chose No name",
        "Choose New, Known or Not sure",
        "Cold",
        'value="Robyn"',
    ):
        assert words in text


def test_a_known_alias_asks_which(house: House, dee: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = people_service.register_person(actor=actor, alias="Robyn").id
    session = begin(dee)
    answer = dee.post(f"{session}/contacts/new", {"who": "alias", "alias": "robyn", "met": "known", "do": "same"})
    who = str(answer.headers["Location"])
    assert "Which robyn?" in page(dee, who)
    linked = dee.post(who, {"choice": str(person_id)})
    assert linked.headers["Location"] == f"/people/{person_id}"
    assert dee.post(who, {"choice": str(person_id)}).status_code == 422


def test_a_new_record_from_a_contact(house: House, dee: Browser) -> None:
    session = begin(dee)
    answer = dee.post(f"{session}/contacts/new", {"who": "alias", "alias": "Kit", "met": "new", "do": "same"})
    who = str(answer.headers["Location"])
    assert "None of your people goes by Kit yet" in page(dee, who)
    opened = dee.post(who, {"choice": "new"})
    assert opened.status_code == 303
    assert str(opened.headers["Location"]).startswith("/people/")
    with house.acting("mash_outreach") as actor:
        assert len(people_queries.find_by_alias(actor, "Kit")) == 1


def test_leaving_it_without_a_record(dee: Browser) -> None:
    session = begin(dee)
    answer = dee.post(f"{session}/contacts/new", {"who": "alias", "alias": "Kit", "met": "new", "do": "same"})
    assert dee.post(str(answer.headers["Location"]), {"choice": "none"}).headers["Location"] == session


def test_a_contact_from_a_person_is_tied_at_once(house: House, dee: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = people_service.register_person(actor=actor, alias="Robyn").id
    session = begin(dee)
    form = page(dee, f"{session}/contacts/new?person={person_id}")
    assert 'value="Robyn"' in form
    answer = dee.post(
        f"{session}/contacts/new",
        {"who": "alias", "alias": "Robyn", "met": "known", "person": str(person_id), "do": "same"},
    )
    assert answer.headers["Location"] == f"/people/{person_id}"


def test_looked_under_18_leads_to_the_child_route(house: House, dee: Browser) -> None:
    session = begin(dee)
    answer = dee.post(
        f"{session}/contacts/new", {"who": "alias", "alias": "Bee", "met": "new", "flags": "under_18", "do": "next"}
    )
    text = page(dee, str(answer.headers["Location"]))
    for words in ("999", "social care", "safeguarding lead", "Next person"):
        assert words in text
    assert "Put on a record" not in text


def test_headcount_and_a_clash_that_loses_nothing(dee: Browser) -> None:
    session = begin(dee)
    form = page(dee, f"{session}/headcount")
    version = re.search(r'name="version"[^>]*value="(\d+)"', form)
    assert version is not None
    dee.post(f"{session}/contacts/new", {"who": "unnamed", "met": "new", "do": "same"})
    stale = {"headcount": "14", "declined": "2", "observations": "Quiet night", "version": version[1]}
    answer = dee.post(f"{session}/headcount", stale)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert inspect_html(text) == []
    assert "Quiet night" in text
    fresh = re.search(r'name="version"[^>]*value="(\d+)"', text)
    assert fresh is not None
    assert fresh[1] != version[1]
    assert dee.post(f"{session}/headcount", stale | {"version": fresh[1]}).status_code == 303
    assert "14" in page(dee, session)


def test_ending_a_session(dee: Browser) -> None:
    session = begin(dee)
    assert dee.post(f"{session}/end").status_code == 303
    assert "Ended" in page(dee, session)


def test_home_offers_the_shortest_way(dee: Browser) -> None:
    assert dee.get("/outreach/log").headers["Location"] == "/outreach/sessions/new"
    dee.post("/outreach/sessions/new", START | {"day": "", "time": ""})
    now = page(dee, "/outreach/sessions/new")
    day = re.search(r'id="day"[^>]*value="([^"]+)"', now)
    time = re.search(r'id="time"[^>]*value="([^"]+)"', now)
    assert day is not None
    assert time is not None
    session = begin(dee, day=day[1], time=time[1])
    assert dee.get("/outreach/log").headers["Location"] == f"{session}/contacts/new"
    assert "Log a contact" in page(dee, "/")


@pytest.mark.parametrize("persona", ["gmp_liaison", "mcc_chair", "lgbtf_administrator", "mash_auditor", "tmr_outreach"])
def test_everyone_else_finds_no_page(house: House, dee: Browser, persona: str) -> None:
    session = begin(dee)
    dee.post(f"{session}/contacts/new", {"who": "alias", "alias": "Robynmarker", "met": "new", "do": "next"})
    with house.acting("mash_outreach"):
        contact = db.session.query(OutreachContact).one().id
    other = house.client(persona)
    for url in (
        session,
        f"{session}/contacts/new",
        f"{session}/headcount",
        f"/outreach/contacts/{contact}",
        f"/outreach/contacts/{contact}/who",
    ):
        answer = other.get(url)
        assert answer.status_code == 404
        assert "Robynmarker" not in answer.get_data(as_text=True)
    assert other.post(f"{session}/end").status_code == 404


def test_lists_ask_a_fixed_number_of_questions(house: House, dee: Browser, count_queries) -> None:  # type: ignore[no-untyped-def]
    session = begin(dee)
    counts = []
    for extra in (1, 12):
        for _ in range(extra):
            dee.post(f"{session}/contacts/new", {"who": "unnamed", "met": "known", "item-condoms": "2", "do": "same"})
            begin(dee)
        for url in ("/outreach/sessions", session):
            with count_queries() as seen:
                page(dee, url)
            counts.append(len([words for words in seen if not words.lower().startswith(("begin", "pragma"))]))
    assert counts[:2] == counts[2:]
    assert counts[0] <= 12


def log(dee: Browser, session: str, **answers: str) -> str:
    answer = dee.post(f"{session}/contacts/new", {"who": "unnamed", "met": "known", "do": "same"} | answers)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def the_contact(house: House) -> str:
    """The address of the contact that was logged last."""
    with house.acting("mash_outreach"):
        newest = OutreachContact.at.desc(), OutreachContact.id.desc()
        found = db.session.query(OutreachContact.id).order_by(*newest).first()
    assert found is not None
    return f"/outreach/contacts/{found.id}"


def version_of(text: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', text)
    assert found is not None
    return found[1]


def test_last_choices_are_offered_again_and_items_only_when_asked_for(dee: Browser) -> None:
    session = begin(dee, route="Canal route")
    log(dee, session, met="new", beat="Station end", setting="STREET", **{"item-lube": "3"})
    form = page(dee, f"{session}/contacts/new")
    assert re.search(r'<input checked id="met-0"', form)
    assert 'value="Station end"' in form
    assert 'id="item-lube" name="item-lube" type="number" inputmode="numeric" min="0" max="99" value="0"' in form
    same = page(dee, f"{session}/contacts/new?same=1")
    assert 'name="item-lube" type="number" inputmode="numeric" min="0" max="99" value="3"' in same
    assert "Canal route, van" in form


def test_a_code_is_refused_when_it_gives_away_and_can_be_dropped(house: House, dee: Browser) -> None:
    session = begin(dee)
    wrong = dee.post(f"{session}/contacts/new", {"who": "code", "code": "JS120784", "met": "new"})
    assert wrong.status_code == 422
    assert "looks like a date of birth" in wrong.get_data(as_text=True)
    for _ in range(2):
        log(dee, session, who="code", code="Ro 47x")
    contact = the_contact(house)
    shown = page(dee, contact)
    assert "1 other contact under the same code" in shown
    assert "47x" not in shown
    assert "Put the 1 other contact under this code there too" in page(dee, f"{contact}/who")
    found = dee.post("/outreach/code", {"code": "RO47 X"}).get_data(as_text=True)
    assert inspect_html(found) == []
    assert "2 contacts under this code" in found
    assert "forget the code" in page(dee, f"{contact}/drop-code").lower()
    assert dee.post(f"{contact}/drop-code").status_code == 303
    assert "0 contacts under this code" in dee.post("/outreach/code", {"code": "ro47x"}).get_data(as_text=True)
    assert "Their own code" not in page(dee, contact)


def test_a_contact_is_put_right_and_a_clash_loses_nothing(house: House, dee: Browser) -> None:
    session = begin(dee)
    log(dee, session, note="Cold", **{"item-condoms": "6"})
    contact = the_contact(house)
    stale = version_of(page(dee, f"{contact}/change"))
    right = {"met": "new", "item-condoms": "4", "note": "Warm", "concerns": "debt", "version": stale}
    assert dee.post(f"{contact}/change", right).status_code == 303
    shown = page(dee, contact)
    for words in ("4 condoms", "Warm", "Money or debt"):
        assert words in shown
    clash = dee.post(f"{contact}/change", right | {"note": "Mine"})
    text = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert inspect_html(text) == []
    assert "Warm" in text
    assert "Mine" in text
    assert dee.post(f"{contact}/change", right | {"note": "Mine", "version": version_of(text)}).status_code == 303
    assert dee.post(f"{contact}/take-out").headers["Location"] == session
    assert dee.get(contact).status_code == 404


def test_what_a_contact_asks_for_leads_on(house: House, dee: Browser) -> None:
    session = begin(dee)
    follow = log(dee, session, flags="follow_up", do="next")
    assert follow.endswith("/follow-up?then=next")
    form = page(dee, follow)
    worker = re.search(r'<option selected value="([0-9a-f-]{36})"', form)
    assert worker is not None
    planned = {"by": worker[1], "due": "1 January 2020", "words": "Bring the form", "version": version_of(form)}
    assert "That day is over" in dee.post(follow, planned).get_data(as_text=True)
    day = clock.today()
    planned["due"] = f"{day.day} {day:%B %Y}"
    assert dee.post(follow, planned).headers["Location"] == f"{session}/contacts/new"
    assert dee.post(follow, planned).status_code == 409
    assert "Bring the form" in page(dee, "/outreach/follow-ups")
    assert "Follow up: No name" in page(dee, "/")
    contact = the_contact(house)
    assert dee.post(f"{contact}/seen-to?from=list", {"flag": "follow_up"}).headers["Location"] == "/outreach/follow-ups"
    assert "Nothing to follow up" in page(dee, "/outreach/follow-ups")
    worried = page(dee, log(dee, session, flags="worried"))
    assert "/outreach/observations/new?contact=" in worried
    child = page(dee, log(dee, session, flags="under_18"))
    assert "Raise a safeguarding concern now" in child


def test_a_contact_comes_off_a_record(house: House, dee: Browser) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = people_service.register_person(actor=actor, alias="Robyn").id
        db.session.commit()
    log(dee, begin(dee))
    contact = the_contact(house)
    found = page(dee, f"{contact}/who?find=Robyn")
    assert str(person_id) in found
    assert dee.post(f"{contact}/who?find=Robyn", {"choice": str(person_id)}).status_code == 303
    assert "Take it off the record" in page(dee, contact)
    assert dee.post(f"{contact}/off-record", {}).status_code == 422
    assert dee.post(f"{contact}/off-record", {"reason": "wrong-person"}).headers["Location"] == contact
    assert "Put on a record" in page(dee, contact)


def test_a_session_is_counted_in_parts_and_written_up(dee: Browser) -> None:
    session = begin(dee)
    form = page(dee, f"{session}/headcount")
    heads = {"headcount": "5", "new": "4", "known": "2", "declined": "1", "version": version_of(form)}
    assert "Together they cannot be more than all" in dee.post(f"{session}/headcount", heads).get_data(as_text=True)
    heads |= {"known": "1", "presented_gender-women": "3", "presented_age-25-34": "2"}
    assert dee.post(f"{session}/headcount", heads).status_code == 303
    assert "3 women" in page(dee, session)
    ending = page(dee, f"{session}/end")
    said = {"police_seen": "yes", "near_miss": "A car came close", "debrief_done": "y", "version": version_of(ending)}
    assert dee.post(f"{session}/end", said | {"version": "1"}).status_code == 409
    assert dee.post(f"{session}/end", said).status_code == 303
    shown = page(dee, session)
    assert "A car came close" in shown
    assert "Ended" in shown
    again = page(dee, f"{session}/write-up")
    answers = said | {"near_miss": "", "version": version_of(again)}
    assert dee.post(f"{session}/write-up", answers).status_code == 303
    assert "A car came close" not in page(dee, session)


def test_the_screen_is_dark_when_chosen_and_leads_back_to_outreach_only(dee: Browser) -> None:
    assert "rt-night-auto" in page(dee, "/outreach/sessions")
    chosen = dee.post("/outreach/look", {"look": "dark", "back": "//elsewhere.example/outreach/"})
    assert chosen.headers["Location"] == "/outreach/sessions"
    assert 'class="govuk-template rt-night"' in page(dee, "/outreach/sessions")
    assert "rt-night" not in page(dee, "/")
