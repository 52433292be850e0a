"""The pages of information requests: what each side reads, and that one answer is the same for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from cases import service as cases
from cases.models import CaseKind
from core.db import db
from core.outbox import Notice
from people.models import Category, Disclosure, DisclosureKind
from referrals.requests import queries, service
from referrals.requests.models import Decision, ViewsAnswer
from referrals.requests.rules import Account
from tests.house import Browser, House
from tests.referrals import stage
from tests.referrals.requests import scene

ASKED = {
    "reference": "06CR/1", "basis": "44A", "person": "Robyn", "categories": ["INCIDENT", "RISK"],
    "sought": "What she said",
    "enquiry": "Where he was", "necessity": "The only account", "elsewhere": "No camera", "notice": "given",
    "notice_on": "2 November 2026", "counselling": "no", "immigration": "no",
}  # fmt: skip
CHANGING = re.compile(r'((?:csrf_token|idempotency_key)"[^>]*value=")[^"]*|(data-csrf=")[^"]*|requests/[0-9a-f-]{36}')


def _text(browser: Browser, url: str) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200, url
    return answer.get_data(as_text=True)


def test_police_ask_and_follow_it(house: House) -> None:
    lena = house.client("gmp_liaison")
    page = _text(lena, "/requests/new")
    assert "Health</label>" not in page
    answer = lena.post("/requests/new", {**ASKED, "agency": str(house.agency("MASH").id)})
    assert answer.status_code == 303
    url = answer.headers["Location"]
    shown = _text(lena, url)
    assert "Where he was" in shown
    assert "Told 2 November 2026" in shown
    assert "06CR/1" in _text(lena, "/requests")
    assert "06CR/1" in _text(lena, "/")
    assert lena.post(f"{url}/withdraw").status_code == 303
    assert "Taken back" in _text(lena, url)


def test_a_request_says_beside_each_question_what_is_missing(house: House) -> None:
    lena = house.client("gmp_liaison")
    empty = lena.post("/requests/new", {})
    assert empty.status_code == 422
    for words in ("Choose an agency", "Enter your reference", "Say which reasonable line of enquiry this serves"):
        assert words in empty.get_data(as_text=True)
    sent = {**ASKED, "agency": str(house.agency("MASH").id)}
    for change, words in (
        ({"notice_on": ""}, "Enter the day on which they were told"),
        ({"notice_on": "2 November 2099"}, "must be today or earlier"),
        ({"notice": "not_given"}, "Give the lawful reason"),
        ({"counselling": "yes"}, "substantial probative value"),
        ({"counselling": "yes", "probative": "It places him"}, "Name the senior officer"),
        ({"categories": ["HEALTH"]}, "not a valid choice"),
        ({"agency": str(house.agency("GMP").id)}, "Choose one of these"),
    ):
        answer = lena.post("/requests/new", {**sent, **change})
        assert (answer.status_code, words in answer.get_data(as_text=True)) == (422, True), change


def test_the_one_answer_is_the_same_page_whether_unknown_refused_or_nothing_held(house: House) -> None:
    """Byte for byte, but for the moment and the address: nothing of what the agency knows shows through."""
    unknown = scene.asked(house)
    known, _ = scene.known(house)
    empty, _ = scene.known(house)
    for request_id, decision in (
        (unknown, Decision.NOTHING_HELD), (known, Decision.REFUSE), (empty, Decision.NOTHING_HELD),
    ):  # fmt: skip
        with house.acting("mash_protection") as actor:
            if request_id == unknown:
                service.acknowledge(actor=actor, request_id=request_id, version=1)
            service.answer_without_release(
                actor=actor,
                request_id=request_id,
                version=2,
                decision=decision,
                account=Account(reason="Marker reason"),
            )
    lena = house.client("gmp_liaison")
    pages = {
        re.sub(r"today, [0-9:apm]+", "MOMENT", CHANGING.sub("", _text(lena, f"/requests/{request_id}")))
        for request_id in (unknown, known, empty)
    }
    assert len(pages) == 1
    page = pages.pop()
    assert "We hold nothing that we can give you." in page
    assert "Marker reason" not in page
    rows = re.findall(r"<tr class.*?</tr>", _text(lena, "/requests?view=answered"), re.DOTALL)
    assert len({re.sub(r"today, [0-9:apm]+", "MOMENT", CHANGING.sub("", row)) for row in rows[1:]}) <= 1


def test_police_learn_nothing_of_the_agencys_file_at_any_step(house: House) -> None:
    lena = house.client("gmp_liaison")
    request_id = scene.asked(house)
    before = CHANGING.sub("", _text(lena, f"/requests/{request_id}"))
    with house.acting("mash_protection") as actor:
        service.link_person(actor=actor, request_id=request_id, person_id=scene.person(actor))
        service.add_views(actor=actor, request_id=request_id, answer=ViewsAnswer.OBJECTS, words="Marker views: never.")
    assert CHANGING.sub("", _text(lena, f"/requests/{request_id}")) == before
    for path in ("person", "views", "answer", "release"):
        assert lena.get(f"/requests/{request_id}/{path}").status_code == 404
        assert lena.post(f"/requests/{request_id}/{path}", {"answer": "agrees"}).status_code == 404


def test_the_lead_answers_from_acknowledging_to_release(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_caseworker") as actor:
        person_id = scene.person(actor)
        scene.consent(actor, person_id, [Category.INCIDENT])
    grace, url = house.client("mash_protection"), f"/requests/{request_id}"
    assert "Acknowledge an information request" in _text(grace, "/")
    assert grace.post(f"{url}/acknowledge", {"version": 1}).status_code == 303
    assert stage.ALIAS in _text(grace, f"{url}/person?q=Robyn+Marker")
    assert grace.post(f"{url}/person", {"q": "Robyn Marker", "person": str(person_id)}).status_code == 303
    assert "Nothing is released without their views" in _text(grace, url)
    assert grace.post(f"{url}/views", {"answer": "agrees", "words": "He must be stopped."}).status_code == 303
    composed = _text(grace, f"{url}/release?rests_on=consent&category=INCIDENT")
    assert scene.INCIDENT in composed
    shown = re.search(r'name="shown" value="([0-9a-f]{64})"', composed)
    assert shown is not None
    form = {"category": "INCIDENT", "out": "", "rests_on": "consent", "shown": shown[1], "days": "7", "version": 2,
            "typed": "greater manchester police", "court_order": "none"}  # fmt: skip
    assert grace.post(f"{url}/release", {**form, "typed": "GMP"}).status_code == 422
    assert grace.post(f"{url}/release", form).status_code == 303
    told = _text(grace, url)
    assert "Part of it was given" in told
    assert "Not opened yet" in told
    lena = house.client("gmp_liaison")
    assert "answered 06CR/12345/26" in _text(lena, "/")
    assert scene.INCIDENT not in _text(lena, url)
    assert lena.post(f"{url}/open").status_code == 303
    assert scene.INCIDENT in _text(lena, url)
    assert "Opened by Lena Marsh" in _text(grace, url)
    assert grace.post(f"{url}/close").status_code == 303
    assert scene.INCIDENT not in _text(lena, url)
    assert "Police asked about them" in _text(grace, f"/people/{person_id}")


def test_a_release_that_consent_does_not_cover_is_refused_and_stands_in_the_ledger(house: House) -> None:
    request_id, person_id = scene.known(house, agreed=None)
    grace, url = house.client("mash_protection"), f"/requests/{request_id}"
    form = {"category": "INCIDENT", "out": "", "rests_on": "", "shown": "", "typed": scene.POLICE, "version": 2}
    answer = grace.post(f"{url}/release", {**form, "days": "7"})
    assert answer.status_code == 422
    assert "A request gives no authority" in answer.get_data(as_text=True)
    with house.acting("mash_protection"):
        rows = db.session.scalars(select(Disclosure).filter_by(person_id=person_id)).all()
        assert [row.kind for row in rows] == [DisclosureKind.REFUSAL]


def test_asking_back_and_replying(house: House) -> None:
    request_id = scene.asked(house)
    grace, lena, url = house.client("mash_protection"), house.client("gmp_liaison"), f"/requests/{request_id}"
    assert grace.post(f"{url}/clarify", {"version": 1}).status_code == 422
    assert grace.post(f"{url}/clarify", {"version": 1, "questions": ["period"]}).status_code == 303
    assert "Give the dates that this is about" in _text(lena, url)
    assert "asked you back about 06CR/12345/26" in _text(lena, "/")
    assert lena.post(f"{url}/reply", {"words": ""}).status_code == 422
    assert lena.post(f"{url}/reply", {"words": "Only that night"}).status_code == 303
    assert "Only that night" in _text(grace, url)


def test_the_lead_refuses_or_finds_nothing(house: House) -> None:
    request_id, _ = scene.known(house)
    grace, url = house.client("mash_protection"), f"/requests/{request_id}"
    assert "We hold nothing that we can give you." in _text(grace, f"{url}/answer")
    assert grace.post(f"{url}/answer", {"version": 2, "decision": "refuse"}).status_code == 422
    assert grace.post(f"{url}/answer", {"version": 1, "decision": "refuse", "reason": "Too wide"}).status_code == 422
    assert grace.post(f"{url}/answer", {"version": 2, "decision": "refuse", "reason": "Too wide"}).status_code == 303
    assert "Too wide" in _text(grace, url)


def test_the_caseworker_is_asked_for_the_persons_views(house: House) -> None:
    request_id = scene.asked(house)
    with house.acting("mash_caseworker") as actor:
        person_id = scene.person(actor)
        cases.open_case(
            actor=actor, person_id=person_id, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["SAFETY"]
        )
    ines, url = house.client("mash_caseworker"), f"/requests/{request_id}"
    assert ines.get(url).status_code == 404
    with house.acting("mash_protection") as actor:
        service.link_person(actor=actor, request_id=request_id, person_id=person_id)
    assert "Ask Robyn Marker about an information request" in _text(ines, "/")
    assert ines.post(f"{url}/views", {"answer": "objects", "words": "No."}).status_code == 303
    page = _text(ines, url)
    assert "Objects" in page
    assert "Give the one answer" not in page
    assert ines.get(f"{url}/answer").status_code == 404


def test_notices_hold_nothing_but_that_there_is_something(house: House) -> None:
    request_id, _ = scene.known(house)
    with house.acting("mash_protection") as actor:
        scene.release(actor, request_id, scene.chosen("INCIDENT"))
    notices = db.session.scalars(select(Notice)).all()
    assert len(notices) >= 2
    words = " ".join(f"{each.subject} {each.path}" for each in notices)
    for secret in ("Robyn", "06CR", "MASH", "GMP", "Manchester", "Lena", "Grace", "police"):
        assert secret.casefold() not in words.casefold(), secret


def _statements(house: House, count_queries: Callable[[], Any], persona: str, url: str) -> int:
    browser = house.client(persona)
    browser.get(url)
    with count_queries() as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


def test_a_list_costs_the_same_however_long_it_is(house: House, count_queries: Callable[[], Any]) -> None:
    scene.asked(house)
    for persona in ("gmp_liaison", "mash_protection"):
        before = _statements(house, count_queries, persona, "/requests")
        for _ in range(4):
            scene.asked(house)
        assert _statements(house, count_queries, persona, "/requests") == before


def test_another_police_team_and_other_agencies_find_nothing(house: House) -> None:
    request_id: UUID = scene.asked(house)
    for persona in (
        "num_protection",
        "num_isva",
        "mash_outreach",
        "mash_caseworker",
        "mcc_chair",
        "gmp_representative",
    ):
        assert house.client(persona).get(f"/requests/{request_id}").status_code == 404
    with house.acting("gmp_liaison") as actor:
        elsewhere = type(actor)(actor.user_id, actor.agency_id, actor.permissions, None)
        assert db.session.scalars(queries.visible_to(elsewhere)).all() == []
