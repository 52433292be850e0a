"""The doors that a phone knocks at and the lists that people read, over HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from core import clock
from core.db import db
from outreach.models import OutreachContact
from outreach.offline.models import OfflineEntry
from tests.house import Browser, House
from tests.outreach.offline.phone import CONTACT, Phone, body, session_answers

PAGE, STATE, ENTRIES = "/outreach/offline", "/outreach/offline/state", "/outreach/offline/entries"
ALIAS = "Marker Mercury"


@pytest.fixture
def dee(house: House) -> Browser:
    """The outreach worker's browser."""
    return house.client("mash_outreach")


def knock(browser: Browser, url: str, content: Any = None) -> Any:
    """Post as the page's script does: the token in a header, JSON in the body."""
    db.session.rollback()
    with browser.client.application.app_context():
        return browser.client.post(url, json=content, headers={"X-CSRFToken": browser.token})


def set_up(browser: Browser) -> tuple[Phone, dict[str, Any]]:
    pack = knock(browser, "/outreach/offline/ready").get_json()
    return Phone(pack["id"], pack["public_key"]), pack


def sent(browser: Browser, phone: Phone, *entries: Any) -> list[dict[str, Any]]:
    answer = knock(browser, ENTRIES, body(phone, *entries))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["outcomes"]
    return found


def standing(house: House, pack: dict[str, Any], token: str = "") -> Any:
    header = f"{pack['agency']} {pack['id']} {token or pack['token']}"
    return house.stranger().get("/outreach/offline/standing", headers={"X-Phone": header})


def test_the_page_is_the_same_for_everyone_and_names_nobody(house: House, dee: Browser) -> None:
    stranger = house.stranger()
    pages = [each.get(PAGE) for each in (stranger, dee, house.client("mash_manager"), house.client("gmp_liaison"))]
    assert len({page.data for page in pages}) == 1
    assert {page.headers.get("Set-Cookie") for page in pages[:2]} == {None}
    text = pages[0].get_data(as_text=True)
    assert all(word not in text for word in ("csrf", "Dee", "MASH", "idempotency"))
    worker = stranger.get("/sw.js")
    assert (worker.status_code, worker.mimetype) == (200, "text/javascript")
    assert worker.headers["Service-Worker-Allowed"] == "/"
    for address in _files(worker.get_data(as_text=True)):
        assert fetched(stranger, address)[0] == 200, address
    manifest = stranger.get("/outreach/offline/manifest.webmanifest").get_json()
    assert {fetched(stranger, icon["src"]) for icon in manifest["icons"]} == {(200, "image/png")}


def fetched(browser: Browser, address: str) -> tuple[int, str]:
    """Status and kind of a file, closed again."""
    with browser.get(address) as answer:
        return answer.status_code, answer.mimetype or ""


def _files(worker: str) -> list[str]:
    line = next(line for line in worker.splitlines() if line.startswith("const FILES = "))
    found: list[str] = json.loads(line.removeprefix("const FILES = ").removesuffix(";"))
    assert PAGE in found
    assert not any(address.startswith(("/people", "/cases", "/outreach/sessions")) for address in found)
    return found


def test_a_night_goes_over_the_wire_once(house: House, dee: Browser) -> None:
    phone, pack = set_up(dee)
    now = clock.now()
    start = phone.wrote("session", session_answers(now - timedelta(hours=1)), at=now)
    entries = [start, phone.wrote("contact", (*CONTACT, ("flags", "under_18")), at=now, session=start[0])]
    sent(dee, phone, *entries)
    said = sent(dee, phone, *entries)
    assert [each["state"] for each in said] == ["taken", "taken"]
    assert said[1]["asks"] == []  # told already, on its first arrival
    worried = phone.wrote("contact", (*CONTACT, ("flags", "worried")), at=now, session=start[0])
    (last,) = sent(dee, phone, worried)
    assert last["asks"] == ["Worried about them"]
    assert dee.get(last["url"]).status_code == 200
    assert db.session.scalar(_as(house, select(func.count()).select_from(OfflineEntry))) == 3
    state = dee.get(f"{STATE}?phone={pack['id']}").get_json()
    assert (state["stands"], state["revoked"], state["held"]) == (True, False, 0)
    assert [UUID(session["id"]) for session in state["sessions"]] == [start[0]]


def test_what_comes_back_is_shown_mended_or_left_out(house: House, dee: Browser, count_queries: Any) -> None:
    phone, _ = set_up(dee)
    now = clock.now()
    start = phone.wrote("session", session_answers(now - timedelta(hours=1)), at=now)
    sent(dee, phone, start)
    named = (("who", "alias"), ("alias", ALIAS), ("met", "new"), ("item-condoms", "7"))
    lost, gone = (phone.wrote("contact", named, at=now, session=uuid4()) for _ in range(2))
    unreadable = uuid4()
    said = sent(dee, phone, lost, gone, (unreadable, phone.sealed(unreadable, "{}")))
    assert {each["state"] for each in said} == {"held"}
    assert dee.get(STATE).get_json()["held"] == 3
    assert "3 entries came back from phones" in dee.get("/").get_data(as_text=True)
    with count_queries() as seen:
        listed = dee.get("/outreach/offline/held").get_data(as_text=True)
    assert len(seen) <= 14
    assert listed.count("Its session is not in the log.") == 2
    address = f"/outreach/offline/held/{lost[0]}"
    page = dee.get(address).get_data(as_text=True)
    assert ALIAS in page
    assert 'name="item-condoms" type="number" inputmode="numeric" min="0" max="99" value="7"' in page
    assert dee.post(address, {**dict(named), "version": 1, "session": ""}).status_code == 422
    answer = dee.post(address, {**dict(named), "version": 1, "session": str(start[0])})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    contact = db.session.scalars(_as(house, select(OutreachContact))).one()
    assert (contact.alias, contact.id) == (ALIAS, lost[0])
    assert dee.get(address).status_code == 422
    assert dee.get(f"/outreach/offline/held/{unreadable}").status_code == 200
    dee.post(f"/outreach/offline/held/{gone[0]}/leave-out", {"version": 1})
    assert dee.get(STATE).get_json()["held"] == 1
    assert house.client("tmr_outreach").get(address).status_code == 404
    assert house.client("mash_caseworker").get(f"/outreach/offline/held/{unreadable}").status_code == 404
    assert house.client("mash_manager").get(f"/outreach/offline/held/{unreadable}").status_code == 200


def _as(house: House, statement: Any) -> Any:
    db.session.rollback()
    db.session.info["actor"] = house.actor("mash_outreach")
    return statement


def test_a_phone_is_taken_off_by_its_user_the_manager_or_who_keeps_accounts(house: House, dee: Browser) -> None:
    phone, pack = set_up(dee)
    assert standing(house, pack).get_json() == {"stands": True}
    unknown = standing(house, {**pack, "id": str(uuid4())}).get_json()
    assert standing(house, pack, token="guessed").get_json() == unknown == {"stands": False}
    assert house.stranger().get("/outreach/offline/standing").get_json() == unknown
    address = f"/outreach/phones/{phone.id}/revoke"
    for persona, code in (("mash_caseworker", 404), ("tmr_outreach", 404), ("mcc_chair", 404), ("mash_manager", 200)):
        assert house.client(persona).get(address).status_code == code, persona
    assert "Dee Marlowe" in house.client("mash_manager").get("/outreach/phones").get_data(as_text=True)
    assert house.client("lgbtf_administrator").get("/outreach/phones").status_code == 200
    house.client("mash_manager").post(address, {"why": "lost"})
    assert dee.get("/outreach/sessions").status_code == 302
    again = house.client("mash_outreach")
    assert standing(house, pack).get_json() == unknown
    assert again.get(f"{STATE}?phone={phone.id}").get_json()["revoked"] is True
    refused = knock(again, ENTRIES, body(phone, phone.wrote("contact", CONTACT, at=clock.now(), session=uuid4())))
    assert (refused.status_code, refused.get_json()) == (410, {"state": "revoked"})
    assert "Taken off" in again.get("/outreach/phones").get_data(as_text=True)


def test_nobody_else_and_nothing_else_gets_in(house: House, dee: Browser) -> None:
    phone, _ = set_up(dee)
    whole = body(phone, phone.wrote("contact", CONTACT, at=clock.now(), session=uuid4()))
    (entry,) = whole["entries"]
    assert knock(house.client("mash_caseworker"), ENTRIES, whole).status_code == 404
    assert knock(house.client("gmp_liaison"), "/outreach/offline/ready").status_code == 404
    with house.app.app_context():
        assert dee.client.post(ENTRIES, json=whole).status_code == 400  # without the session's token
    faulty: list[Any] = [[], [entry] * 11, [{**entry, "id": "x"}], [{**entry, "sealed": "%"}], [None], None]
    wrongs: list[Any] = [None, [], {**whole, "phone": None}, *({**whole, "entries": each} for each in faulty)]
    for wrong in wrongs:
        assert knock(dee, ENTRIES, wrong).status_code == 400, wrong
    long = {**whole, "entries": [{**entry, "sealed": "A" * 100_000}]}
    assert knock(dee, ENTRIES, long).status_code == 413
    assert house.stranger().get(STATE).status_code == 302
    assert dee.get(STATE).headers["Cache-Control"] == "no-store"
