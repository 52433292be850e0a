"""The public forms: off until switched on, nothing echoed, nothing kept that was not sent; and the answering desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from agencies.models import AgencyKind
from agencies.queries import teams_of
from core import audit, clock
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people import queries as people
from people import service as people_service
from people.models import Answer, Category, ContactMethod
from referrals.outside import queries, rules, service
from referrals.outside.models import EnquiryKind, EnquiryState, OutsideEnquiry
from referrals.outside.rules import needs_offered
from tests.house import Browser, House
from tests.referrals.outside import edge

MYSELF: dict[str, Any] = {
    "reach": "text", "address": "07700 900299", "times": "1pm to 6pm", "voicemail": "no",
    "code_word": "Marker from the library", "never": "Marker letters", "name": "Marker Angel", "style": "plain",
    "needs": ["HOUSING", "SAFETY", "IMMIGRATION"], "words": "Marker words: a place to stay.\nSoon.",
}  # fmt: skip
SOMEONE: dict[str, Any] = {
    "teller": "Jo Marker", "organisation": "Marker Hospital", "teller_contact": "jo@marker.example", "consent": "yes",
    "name": "Marker Angel", "words": "Marker words: a place to stay.",
}  # fmt: skip
NO_NAME = {name: value for name, value in SOMEONE.items() if name != "name"} | {"consent": "no"}
MARKERS = ("Marker", "07700 900299", "900299", "a place to stay")


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are tested by themselves."""
    monkeypatch.setattr("referrals.outside.views.public.PLACE_LIMIT", 10_000)
    monkeypatch.setattr("referrals.outside.views.public.AGENCY_LIMIT", 10_000)


def switch_on(house: House, persona: str = "mash_manager", **changes: Any) -> None:
    with house.acting(persona) as actor:
        team = next(team for team in teams_of(actor.agency_id) if team.code == "casework")
        values = {
            "myself_on": True,
            "someone_on": True,
            "team_id": team.id,
            "welcome": "Hello.",
            "ring": "0161 496 0000",
        }
        service.change_forms(actor=actor, version=0, **{**values, **changes})


def write(browser: Browser, form: dict[str, Any], path: str = "/to/mash/myself") -> TestResponse:
    return edge.post(browser, path, path, form)


def rows(house: House, persona: str = "mash_caseworker") -> list[OutsideEnquiry]:
    with house.acting(persona) as actor:
        found = list(db.session.scalars(queries.visible_enquiries(actor)))
        for row in found:
            db.session.expunge(row)
        return found


def received(house: House, form: dict[str, Any] = MYSELF, path: str = "/to/mash/myself") -> OutsideEnquiry:
    """A message that arrived."""
    switch_on(house)
    assert write(house.stranger(), form, path).status_code == 303
    return rows(house)[-1]


# --- the public forms ---------------------------------------------------------------------------------------


def test_a_form_that_is_off_is_a_page_that_does_not_exist(house: House) -> None:
    stranger = house.stranger()
    nowhere = stranger.get("/no-such-page")
    off = ["/to/mash/myself", "/to/mash/someone", "/to/mash/sent", "/to/gmp/myself", "/to/made-up/myself"]
    for path in off:
        answer = stranger.get(path)
        assert (answer.status_code, answer.data) == (404, nowhere.data), path
    token = edge.tokens(stranger.get("/sign-in"))
    assert stranger.post("/to/mash/myself", {**token, **MYSELF}).data == nowhere.data
    switch_on(house, someone_on=False)
    assert stranger.get("/to/mash/myself").status_code == 200
    assert stranger.get("/to/mash/sent").status_code == 200
    for path in ("/to/mash/someone", "/to/MASH/myself", "/to/num/myself"):
        assert stranger.get(path).data == nowhere.data, path


def test_police_and_probation_open_no_public_form(house: House) -> None:
    with house.acting("gmp_liaison") as actor:
        team = teams_of(actor.agency_id)[0]
        with pytest.raises(Refused, match="keeps no records"):
            service.change_forms(actor=actor, myself_on=True, someone_on=False, team_id=team.id, welcome="", ring="",
                                 version=0)  # fmt: skip


def test_only_a_team_of_ones_own_answers(house: House) -> None:
    with house.acting("num_manager") as actor:
        theirs = teams_of(actor.agency_id)[0].id
    with house.acting("mash_manager") as actor:
        for team_id in (None, theirs):
            with pytest.raises(Refused):
                service.change_forms(actor=actor, myself_on=True, someone_on=False, team_id=team_id, welcome="",
                                     ring="", version=0)  # fmt: skip


def test_a_message_is_kept_sealed_and_nothing_is_said_back(house: House) -> None:
    switch_on(house)
    stranger = house.stranger()
    answer = write(stranger, MYSELF)
    assert (answer.status_code, answer.location) == (303, "/to/mash/sent")
    page = stranger.get(answer.location)
    assert not [word for word in MARKERS if word in edge.text(page)]
    assert page.data == house.stranger().get("/to/mash/sent").data
    assert "data-quick-exit" in edge.text(page)
    assert "999" in edge.text(page)
    (row,) = rows(house)
    sealed = row.answers_sealed or b""
    assert len(sealed) > 100
    assert b"Marker" not in sealed
    with house.acting("mash_caseworker") as actor:
        opened = queries.enquiry_page(actor, row.id)
        assert opened.answers["words"] == MYSELF["words"]
        assert opened.answers["code_word"] == MYSELF["code_word"]


def test_a_refused_form_keeps_what_was_typed_on_that_page_alone(house: House) -> None:
    switch_on(house)
    stranger = house.stranger()
    answer = write(stranger, {**MYSELF, "address": ""})
    assert answer.status_code == 422
    page = edge.text(answer)
    assert "Marker words: a place to stay." in page
    assert answer.headers.get("Location") is None
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Marker" not in edge.text(stranger.get("/to/mash/myself"))
    assert rows(house) == []
    with db.engine.connect() as connection:
        assert "Marker" not in str(connection.execute(text("select content from web_session")).all())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reach": ""}, "Choose how we can reach you safely"),
        ({"address": ""}, "Enter a number or an e-mail address"),
        ({"reach": "email", "address": "07700 900299"}, "with an @"),
        ({"reach": "call", "address": "library"}, "Enter a telephone number"),
        ({"reach": "i_will", "code_word": ""}, "Choose a word"),
        ({"reach": "pigeon"}, "Choose one of these"),
        ({"words": "x" * 4001}, "4,000 characters or fewer"),
        ({"name": "x" * 101}, "100 characters or fewer"),
    ],
)
def test_one_safe_way_back_is_needed_and_no_more(house: House, changes: dict[str, Any], words: str) -> None:
    switch_on(house)
    answer = write(house.stranger(), {**MYSELF, **changes})
    assert answer.status_code == 422
    assert words in edge.text(answer)
    assert rows(house) == []


@pytest.mark.parametrize(
    "form", [{"reach": "i_will", "code_word": "otter"}, {"reach": "text", "address": "07700900299"}]
)
def test_everything_else_may_be_left_out(house: House, form: dict[str, str]) -> None:
    switch_on(house)
    assert write(house.stranger(), form).status_code == 303
    assert len(rows(house)) == 1


def test_a_professional_names_nobody_who_has_not_agreed(house: House) -> None:
    switch_on(house)
    for details in ({"name": "Angel"}, {"address": "07700 900299"}, {"reach": "text"}, {"code_word": "otter"}):
        answer = write(house.stranger(), {**NO_NAME, **details}, "/to/mash/someone")
        assert answer.status_code == 422
        assert "take out their name" in edge.text(answer)
    assert rows(house) == []
    assert write(house.stranger(), NO_NAME, "/to/mash/someone").status_code == 303
    (row,) = rows(house)
    with house.acting("mash_caseworker") as actor, pytest.raises(Refused, match="not agreed"):
        service.make_record(actor=actor, enquiry_id=row.id, alias="Angel", version=1)


def test_a_trap_keeps_machines_out_and_tells_them_nothing(house: House) -> None:
    switch_on(house)
    answer = write(house.stranger(), {**MYSELF, "website": "https://spam.example"})
    assert (answer.status_code, answer.location) == (303, "/to/mash/sent")
    assert rows(house) == []


def test_the_same_form_twice_is_kept_once(house: House) -> None:
    switch_on(house)
    stranger = house.stranger()
    form = {**edge.tokens(stranger.get("/to/mash/myself")), **MYSELF}
    assert [stranger.post("/to/mash/myself", form).status_code for _ in range(3)] == [303, 303, 303]
    assert len(rows(house)) == 1


def test_a_form_without_its_token_is_refused(house: House) -> None:
    switch_on(house)
    assert house.stranger().post("/to/mash/myself", {**MYSELF, "csrf_token": "made-up"}).status_code == 400
    assert rows(house) == []


def test_limits_by_place_and_by_agency_keep_what_was_typed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_on(house)
    monkeypatch.setattr("referrals.outside.views.public.PLACE_LIMIT", 2)
    codes = [write(house.stranger(), MYSELF).status_code for _ in range(3)]
    assert codes == [303, 303, 429]
    monkeypatch.setattr("referrals.outside.views.public.PLACE_LIMIT", 10_000)
    monkeypatch.setattr("referrals.outside.views.public.AGENCY_LIMIT", 2)
    answer = write(house.stranger(), MYSELF, "/to/mash/myself")
    assert answer.status_code == 429
    assert "Marker words" in edge.text(answer)
    assert "0161 496 0000" in edge.text(answer)
    assert len(rows(house)) == 2
    spoofed = house.stranger()
    form = {**edge.tokens(spoofed.get("/to/mash/myself")), **MYSELF}
    assert spoofed.post("/to/mash/myself", form, headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 429


def test_one_place_cannot_shut_the_forms_of_an_agency(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_on(house)
    monkeypatch.setattr("referrals.outside.views.public.PLACE_LIMIT", 2)
    monkeypatch.setattr("referrals.outside.views.public.AGENCY_LIMIT", 4)
    loud, quiet = house.stranger(), {"REMOTE_ADDR": "198.51.100.7"}
    assert [write(loud, MYSELF).status_code for _ in range(8)] == [303, 303, *[429] * 6]
    other = house.stranger()
    form = {**edge.tokens(other.get("/to/mash/myself")), **MYSELF}
    assert other.post("/to/mash/myself", {**form, "reach": ""}, environ_overrides=quiet).status_code == 422
    assert other.post("/to/mash/myself", form, environ_overrides=quiet).status_code == 303
    assert len(rows(house)) == 3, "neither what a place tried in vain nor what was refused counts for the agency"


def test_too_many_for_an_agency_are_refused_and_its_manager_is_told_once_an_hour(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch_on(house)
    monkeypatch.setattr("referrals.outside.views.public.AGENCY_LIMIT", 1)
    now = clock.now().replace(minute=10)
    with clock.frozen_at(now):
        assert [write(house.stranger(), MYSELF).status_code for _ in range(3)] == [303, 429, 429]
    with clock.frozen_at(now + timedelta(minutes=55)):
        assert write(house.stranger(), MYSELF).status_code == 429
    with clock.frozen_at(now + timedelta(minutes=61)):
        assert write(house.stranger(), MYSELF).status_code == 303
    told = db.session.scalars(select(Notice).where(Notice.subject == "More waits for your agency than usual")).all()
    assert {(notice.address, notice.path) for notice in told} == {(house.user("mash_manager").email, "/from-outside")}
    assert len(told) == 2
    db.session.rollback()
    assert rules.AGENCY_LIMIT == 300


@pytest.mark.parametrize("key", ["", "  "])
def test_two_forms_without_a_key_are_two_messages(house: House, key: str) -> None:
    switch_on(house)
    for _ in range(2):
        assert write(house.stranger(), {**MYSELF, "idempotency_key": key}).status_code == 303
    front = queries.front("mash", EnquiryKind.MYSELF)
    answers = {"reach": "text", "address": "07700 900299"}
    for _ in range(2):
        service.receive(front=front, kind=EnquiryKind.MYSELF, answers=answers, form_key=key)
    db.session.commit()
    assert len(rows(house)) == 4


def test_only_the_forms_own_cookie_is_set(house: House) -> None:
    switch_on(house)
    cookies = house.stranger().get("/to/mash/myself").headers.getlist("Set-Cookie")
    assert len(cookies) == 1
    assert cookies[0].startswith("roundtable=")


def test_easy_read_is_one_link_away_and_stays_when_a_form_fails(house: House) -> None:
    switch_on(house)
    stranger = house.stranger()
    page = edge.text(stranger.get("/to/mash/myself?style=easy-read"))
    assert "How can we talk to you safely?" in page
    answer = write(stranger, {"style": "easy-read", "reach": ""})
    assert "How can we talk to you safely?" in edge.text(answer)


def test_immigration_advice_is_offered_by_a_support_agency_only(house: House) -> None:
    switch_on(house)
    assert 'value="IMMIGRATION"' in edge.text(house.stranger().get("/to/mash/myself"))
    assert "IMMIGRATION" not in needs_offered(AgencyKind.LOCAL_AUTHORITY)


def test_no_notice_says_who_wrote_or_what(house: House) -> None:
    row = received(house)
    with house.acting("mash_caseworker") as actor, clock.frozen_at(clock.now() + timedelta(days=5)):
        assert service.chase_unanswered(actor=actor) == 1
        assert service.chase_unanswered(actor=actor) == 1
        service.assign_enquiry(actor=actor, enquiry_id=row.id, user_id=house.user("mash_manager").id, version=1)
    notices = db.session.scalars(select(Notice)).all()
    assert {notice.subject for notice in notices} == {
        "Something waits for your agency to read", "Something has waited too long for your agency",
        "Something waits for you to read",
    }  # fmt: skip
    assert len(notices) == len({(notice.address, notice.once) for notice in notices}) == 5
    for notice in notices:
        assert notice.path == f"/from-outside/{row.id}"
        assert not [word for word in (*MARKERS, "Angel") if word in notice.subject + notice.path]
    db.session.rollback()


# --- the desk -----------------------------------------------------------------------------------------------


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
