"""Pages of stock, through the whole service."""

from __future__ import annotations

import re
from datetime import timedelta

from core import clock
from tests.house import Browser, House

ITEM = re.compile(r'href="(/outreach/stock/[0-9a-f-]{36})"')
BATCH = re.compile(r'href="(/outreach/stock/batches/[0-9a-f-]{36})"')


def text(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def first(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    assert found is not None
    return found[1]


def test_a_manager_keeps_an_item_from_the_first_delivery_to_the_recall(house: House) -> None:
    joan, dee = house.client("mash_manager"), house.client("mash_outreach")
    assert joan.post("/outreach/stock/new", {"item": "naloxone", "on_hand": "5", "low_at": "2"}).status_code == 422
    assert joan.post("/outreach/stock/new", {"item": "naloxone", "on_hand": "0", "low_at": "2"}).status_code == 303
    item = first(ITEM, text(joan, "/outreach/stock"))
    late = {"quantity": "10", "number": "N1", "expires_on": "1/1/2020"}
    assert "This batch has expired." in joan.post(f"{item}/delivery", late).get_data(as_text=True)
    later = (clock.today() + timedelta(days=300)).strftime("%d/%m/%Y")
    assert joan.post(f"{item}/delivery", {**late, "expires_on": later}).status_code == 303
    started = {"mode": "van", "ward": "E05011350", "team": "Dee", "day": clock.today().isoformat(), "time": "00:00"}
    answer = dee.post("/outreach/sessions/new", started)
    session = str(answer.headers["Location"]).removesuffix("/contacts/new")
    choosing = text(dee, f"{session}/batches")
    batch = re.search(r'<option value="([0-9a-f-]{36})">N1', choosing)
    assert batch is not None
    sent = {"item": item.rsplit("/", 1)[1], "batch": batch[1], "version": "0"}
    assert dee.post(f"{session}/batches", sent).status_code == 303
    assert dee.post(f"{session}/batches", sent).status_code == 409
    assert dee.post(f"{session}/batches", {**sent, "item": "other"}).status_code == 404
    dee.post(f"{session}/contacts/new", {"who": "unnamed", "met": "known", "item-naloxone": "2"})
    assert "<b>8</b>" in text(dee, "/outreach/stock")
    assert "N1" in text(dee, session)
    recall = first(BATCH, text(joan, item))
    assert "2 given in all" in text(dee, recall)
    assert dee.get(f"{recall}/recall").status_code == 404
    assert "cannot be taken back" in text(joan, f"{recall}/recall")
    assert joan.post(f"{recall}/recall").status_code == 303
    assert "Recalled" in text(dee, f"{session}/batches")
    assert "recalled" in text(dee, "/")


def test_a_clash_shows_what_stands_and_keeps_what_was_typed(house: House) -> None:
    joan = house.client("mash_manager")
    joan.post("/outreach/stock/new", {"item": "condoms", "on_hand": "100", "low_at": "2"})
    item = first(ITEM, text(joan, "/outreach/stock"))
    assert joan.post(f"{item}/count", {"counted": "90", "version": "1"}).status_code == 303
    clash = joan.post(f"{item}/count", {"counted": "77", "version": "1"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert all(words in page for words in ("As it stands now", 'value="77"', "<dd>90</dd>"))
    assert joan.post(f"{item}/change", {"low_at": "9", "kept": "y", "version": "1"}).status_code == 409
    assert joan.post(f"{item}/throw-away", {"quantity": "0"}).status_code == 422
    assert joan.post(f"{item}/change", {"low_at": "9", "version": "2"}).status_code == 303
    assert "Not counted any more" in text(joan, "/outreach/stock")


def test_another_agency_finds_nothing(house: House) -> None:
    house.client("mash_manager").post("/outreach/stock/new", {"item": "condoms", "on_hand": "9", "low_at": "2"})
    item = first(ITEM, text(house.client("mash_outreach"), "/outreach/stock"))
    other = house.client("num_manager")
    assert "Nothing is counted yet." in text(other, "/outreach/stock")
    for url in (item, f"{item}/delivery", f"{item}/count", f"{item}/change", f"{item}/throw-away"):
        text(other, url, 404)
    text(house.client("gmp_liaison"), "/outreach/stock", 404)
