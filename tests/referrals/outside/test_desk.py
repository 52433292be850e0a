"""The desk that answers what came by the public forms, and the settings that switch these on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from agencies.queries import teams_of
from core import audit, clock
from core.db import db
from core.errors import Clash, NotVisible
from people import queries as people
from people import service as people_service
from people.models import Answer, Category, ContactMethod
from referrals.outside import queries, service
from referrals.outside.models import EnquiryState
from tests.house import House
from tests.referrals.outside import edge
from tests.referrals.outside.inbox import MARKERS, MYSELF, SOMEONE, received, rows, switch_on, write


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are tested by themselves."""
    monkeypatch.setattr("referrals.outside.views.public.PLACE_LIMIT", 10_000)
    monkeypatch.setattr("referrals.outside.views.public.AGENCY_LIMIT", 10_000)


def test_the_list_names_nobody_and_opening_is_audited(house: House) -> None:
    row = received(house)
    browser = house.client("mash_caseworker")
    page = edge.text(browser.get("/from-outside"))
    assert "Someone, for themselves" in page
    assert not [word for word in MARKERS if word in page]
    assert "Someone wrote to us from outside" in edge.text(browser.get("/"))
    opened = edge.text(browser.get(f"/from-outside/{row.id}"))
    for words in ("Marker Angel", "07700 900299", "Marker from the library", "a place to stay", "Marker letters"):
        assert words in opened
    with house.acting("mash_caseworker"):
        seen = select(audit.AuditEntry.verb).where(
            audit.AuditEntry.row_id == row.id, audit.AuditEntry.kind == "enquiry"
        )
        assert "read" in db.session.scalars(seen).all()


def test_nobody_else_has_an_inbox_or_reads_it(house: House) -> None:
    row = received(house)
    for persona in (
        "num_caseworker",
        "gmp_liaison",
        "mcc_chair",
        "lgbtf_administrator",
        "mash_auditor",
        "mash_outreach",
    ):
        browser = house.client(persona)
        assert browser.get(f"/from-outside/{row.id}").status_code == 404, persona
        assert browser.post(f"/from-outside/{row.id}/contacted", {"version": "1"}).status_code == 404, persona
        assert (browser.get("/from-outside").status_code == 200) is (persona == "num_caseworker"), persona
    with house.acting("num_caseworker") as actor, pytest.raises(NotVisible):
        queries.enquiry(actor, row.id)


def test_contact_then_record(house: House) -> None:
    row = received(house)
    browser = house.client("mash_caseworker")
    path = f"/from-outside/{row.id}"
    assert browser.post(f"{path}/contacted", {"version": "1"}).status_code == 303
    assert browser.post(f"{path}/contacted", {"version": "2"}).status_code == 422
    answer = browser.post(f"{path}/record", {"version": "2", "alias": "Angel"})
    assert answer.status_code == 303
    page = edge.text(browser.get(answer.location))
    assert "Angel" in page
    (row,) = rows(house)
    assert (row.state, row.answers_sealed, row.erased_at is not None) == (EnquiryState.RECORDED, None, True)
    with house.acting("mash_caseworker") as actor:
        assert row.person_id is not None
        person = people.person(actor, row.person_id)
        assert "Wrote to us through the public form" in (person.origin or "")
        contact = people.safe_contact(actor, person.id)
        assert contact is not None
        assert (contact.method, contact.address) == (ContactMethod.TEXT, "07700 900299")
        assert (contact.voicemail, contact.code_word) == (Answer.NO, "Marker from the library")
        told = people.parts_for_sharing(actor, person.id)[Category.SUPPORT]
        assert "Marker words: a place to stay." in told
        assert "mmigration" not in " ".join(told), "a need for immigration advice is never written as words"
    assert "has been erased" in edge.text(browser.get(path))


def test_somebody_who_will_contact_us_is_not_contacted(house: House) -> None:
    row = received(house, {"reach": "i_will", "code_word": "otter"})
    with house.acting("mash_caseworker") as actor:
        person = service.make_record(actor=actor, enquiry_id=row.id, alias="Otter", version=1)
        contact = people.safe_contact(actor, person.id)
        assert contact is not None
        assert (contact.address, contact.code_word) == (None, "otter")
        assert "they will contact us" in (contact.never or "")


def test_what_a_professional_told_us_says_who_told_it(house: House) -> None:
    row = received(house, SOMEONE, "/to/mash/someone")
    with house.acting("mash_caseworker") as actor:
        person = service.make_record(actor=actor, enquiry_id=row.id, alias="Angel", version=1)
        assert "Told by Jo Marker, Marker Hospital, jo@marker.example" in (person.origin or "")


def test_a_possible_match_is_offered_inside_the_agency_and_linked(house: House) -> None:
    with house.acting("num_caseworker") as actor:
        people_service.register_person(actor=actor, alias="Marker Angel")
    with house.acting("mash_caseworker") as actor:
        known = people_service.register_person(actor=actor, alias="marker  ANGEL")
        people_service.write_safe_contact(
            actor=actor, person_id=known.id, method=ContactMethod.TEXT, address="+447700900299"
        )
        known_id, reference = known.id, known.reference
    row = received(house)
    browser = house.client("mash_caseworker")
    page = edge.text(browser.get(f"/from-outside/{row.id}"))
    assert page.count("It is them") == 1
    assert f"{reference}" in page
    assert "he same name and number" in page
    answer = browser.post(f"/from-outside/{row.id}/link", {"version": "1", "person_id": str(known_id)})
    assert answer.location.endswith(str(known_id))
    with house.acting("mash_caseworker") as actor:
        assert "Marker words: a place to stay." in people.parts_for_sharing(actor, known_id)[Category.SUPPORT]
    assert "07700 900299" in edge.text(browser.get(f"/from-outside/{row.id}")), "readable still, to compare"


def test_a_number_from_a_public_form_waits_for_a_worker_to_write_it_down(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        known_id = people_service.register_person(actor=actor, alias="Marker Angel").id
    row = received(house)
    browser = house.client("mash_caseworker")
    path, note = f"/from-outside/{row.id}", "Anybody may have typed it"
    assert note not in edge.text(browser.get(path))
    assert browser.post(f"{path}/link", {"version": "1", "person_id": str(known_id)}).status_code == 303
    with house.acting("mash_caseworker") as actor:
        assert people.safe_contact(actor, known_id) is None
    page = edge.text(browser.get(path))
    assert note in page
    assert "07700 900299" in page
    with house.acting("mash_caseworker") as actor:
        people_service.write_safe_contact(
            actor=actor, person_id=known_id, method=ContactMethod.TEXT, address="+447700900299"
        )
    assert note not in edge.text(browser.get(path))


def test_a_record_of_another_agency_cannot_be_linked(house: House) -> None:
    with house.acting("num_caseworker") as actor:
        theirs = people_service.register_person(actor=actor, alias="Marker Angel").id
    row = received(house)
    browser = house.client("mash_caseworker")
    assert browser.post(f"/from-outside/{row.id}/link", {"version": "1", "person_id": str(theirs)}).status_code == 404
    assert browser.post(f"/from-outside/{row.id}/link", {"version": "1", "person_id": "x"}).status_code == 404


def test_set_aside_with_a_reason_then_erased_after_90_days(house: House) -> None:
    row = received(house)
    browser = house.client("mash_caseworker")
    assert browser.post(f"/from-outside/{row.id}/set-aside", {"version": "1"}).status_code == 422
    assert browser.post(f"/from-outside/{row.id}/set-aside", {"version": "1", "reason": "spam"}).status_code == 303
    assert browser.post(f"/from-outside/{row.id}/set-aside", {"version": "2", "reason": "spam"}).status_code == 422
    assert "Spam" in edge.text(browser.get("/from-outside?view=dealt-with"))
    with house.acting("mash_caseworker") as actor:
        with clock.frozen_at(clock.now() + timedelta(days=89)):
            assert service.erase_old(actor=actor) == 0
        with clock.frozen_at(clock.now() + timedelta(days=91)):
            assert service.erase_old(actor=actor) == 1
            assert service.erase_old(actor=actor) == 0
    (row,) = rows(house)
    assert (row.answers_sealed, row.reason, row.state) == (None, "spam", EnquiryState.SET_ASIDE)
    assert "has been erased" in edge.text(browser.get(f"/from-outside/{row.id}"))


def test_two_colleagues_deal_with_it_once(house: House) -> None:
    row = received(house)
    with house.acting("mash_caseworker") as actor:
        service.note_contact(actor=actor, enquiry_id=row.id, version=1)
        with pytest.raises(Clash):
            service.set_aside(actor=actor, enquiry_id=row.id, reason="spam", version=1)
        with pytest.raises(Clash):
            service.make_record(actor=actor, enquiry_id=row.id, alias="Angel", version=1)
        assert people.find_by_alias(actor, "Angel") == []
    answer = house.client("mash_manager").post(f"/from-outside/{row.id}/set-aside", {"version": "1", "reason": "spam"})
    assert answer.status_code == 409


def test_it_is_given_to_a_colleague_who_answers(house: House) -> None:
    row = received(house)
    browser = house.client("mash_caseworker")
    manager, outreach = house.user("mash_manager").id, house.user("mash_outreach").id
    path = f"/from-outside/{row.id}/assign"
    assert browser.post(path, {"version": "1", "user_id": str(outreach)}).status_code == 422
    assert browser.post(path, {"version": "1", "user_id": str(manager)}).status_code == 303
    assert "Joan Petrie" in edge.text(browser.get("/from-outside"))
    assert "None is yours" in edge.text(browser.get("/from-outside?view=mine"))


def test_late_messages_stand_apart(house: House) -> None:
    received(house)
    with clock.frozen_at(clock.now() + timedelta(days=7)):
        page = edge.text(house.client("mash_caseworker").get("/from-outside?view=late"))
    assert "late" in page
    assert "Someone, for themselves" in page


def test_what_was_written_stays_text(house: House) -> None:
    attack = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>"
    fields = {name: attack for name in ("times", "never", "name", "words")}
    row = received(house, {**MYSELF, **fields, "code_word": attack, "name": attack[:90]})
    for page in (
        edge.text(house.client("mash_caseworker").get(f"/from-outside/{row.id}")),
        edge.text(write(house.stranger(), {**MYSELF, **fields, "reach": "i_will", "code_word": ""})),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert" in page


def test_the_inbox_takes_few_queries_however_long(house: House, count_queries: Callable[[], Any]) -> None:
    switch_on(house)
    for _ in range(12):
        write(house.stranger(), MYSELF)
    browser = house.client("mash_caseworker")
    with count_queries() as seen:
        page = edge.text(browser.get("/from-outside"))
    assert page.count("Someone, for themselves") == 12
    assert len(seen) <= 20


# --- settings -----------------------------------------------------------------------------------------------


def test_a_manager_switches_forms_on_and_shares_their_address(house: House) -> None:
    browser = house.client("mash_manager")
    page = edge.text(browser.get("/settings/public-forms"))
    assert "/to/mash/myself" in page
    with house.acting("mash_manager") as actor:
        team = teams_of(actor.agency_id)[0]
        team_id = str(team.id)
    form = {"version": "0", "myself_on": "y", "team_id": team_id, "welcome": "Hello <b>you</b>", "ring": ""}
    assert browser.post("/settings/public-forms", {**form, "team_id": ""}).status_code == 422
    assert browser.post("/settings/public-forms", form).status_code == 303
    assert browser.post("/settings/public-forms", form).status_code == 409
    public = edge.text(house.stranger().get("/to/mash/myself"))
    assert "Hello &lt;b&gt;you" in public
    assert "Change public forms" in edge.text(browser.get("/"))


def test_only_who_keeps_the_settings_changes_them(house: House) -> None:
    assert house.client("mash_caseworker").get("/settings/public-forms").status_code == 403
    assert house.client("lgbtf_administrator").get("/settings/public-forms").status_code == 200
