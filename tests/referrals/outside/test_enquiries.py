"""The public forms: off until switched on, nothing echoed, nothing kept that was not sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from agencies.models import AgencyKind
from agencies.queries import teams_of
from core import clock
from core.db import db
from core.errors import Refused
from core.outbox import Notice
from referrals.outside import queries, rules, service
from referrals.outside.models import EnquiryKind
from referrals.outside.rules import needs_offered
from tests.house import House
from tests.referrals.outside import edge
from tests.referrals.outside.inbox import MARKERS, MYSELF, NO_NAME, received, rows, switch_on, write


@pytest.fixture(autouse=True)
def _calm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits are tested by themselves."""
    monkeypatch.setattr("referrals.outside.views.public.PLACE_LIMIT", 10_000)
    monkeypatch.setattr("referrals.outside.views.public.AGENCY_LIMIT", 10_000)


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
