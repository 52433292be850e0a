"""Pages of the rota, of check-ins and of the shift report, through the whole service."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from core import clock
from tests.house import Browser, House

SHIFT = re.compile(r'href="(/outreach/rota/shifts/[0-9a-f-]{36})"')
OUT = re.compile(r'href="(/outreach/out/[0-9a-f-]{36})"')


def text(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def first(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    assert found is not None
    return found[1]


def begun(browser: Browser) -> str:
    started = {"mode": "van", "ward": "E05011350", "team": "Dee", "day": clock.today().isoformat(), "time": "00:00"}
    answer = browser.post("/outreach/sessions/new", started)
    assert answer.status_code == 303
    return str(answer.headers["Location"]).removesuffix("/contacts/new")


def test_a_shift_from_the_rota_to_the_big_button_and_home(house: House) -> None:
    joan, dee = house.client("mash_manager"), house.client("mash_outreach")
    now = clock.london(clock.now())
    until = now + timedelta(hours=3)
    planned = {
        "day": now.date().isoformat(), "starts": now.strftime("%H:%M"), "ends": until.strftime("%H:%M"),
        "mode": "van", "ward": "E05011350", "wanted": "2", "weeks": "1", "volunteers": "Sam", "on_call": "",
    }  # fmt: skip
    assert joan.post("/outreach/rota/shifts/new", {**planned, "weeks": "13"}).status_code == 422
    assert joan.post("/outreach/rota/shifts/new", planned).status_code == 303
    shift = first(SHIFT, text(dee, "/outreach/rota"))
    assert "1 more wanted" in text(dee, shift)
    text(dee, f"{shift}/change", 404)
    assert dee.post(f"{shift}/join").status_code == 303
    assert "Full" in text(dee, shift)
    assert joan.post(f"{shift}/change", {**planned, "version": "1"}).status_code == 409
    answer = dee.post(f"{shift}/set-out")
    session = str(answer.headers["Location"]).removesuffix("/out")
    assert "Check in while you are out" in text(dee, f"{session}/out")
    assert dee.post(f"{session}/out", {"every_minutes": "60", "reach": "07700 900123"}).status_code == 303
    page = text(dee, session)
    assert "I am safe" in page
    assert "59 minutes left" in page or "60 minutes left" in page
    watch = first(OUT, page)
    saved = dee.post(f"{watch}/safe", {"from": "log"})
    assert saved.headers["Location"] == f"{session}/contacts/new"
    assert dee.post(f"{watch}/safe", {"minutes": "120"}).status_code == 303
    assert "hours left" in text(dee, watch) or "119 minutes left" in text(dee, watch)
    assert "You are out" in text(dee, "/")
    assert "07700 900123" in text(joan, watch)
    assert dee.post(f"{watch}/back").status_code == 303
    assert "07700 900123" not in text(joan, watch)
    assert "I am safe" not in text(dee, session)


def test_an_alarm_is_on_the_managers_home_and_ended_by_them(house: House) -> None:
    joan, dee, ines = (house.client(each) for each in ("mash_manager", "mash_outreach", "mash_caseworker"))
    session = begun(dee)
    dee.post(f"{session}/out", {"every_minutes": "15", "reach": "07700 900123"})
    watch = first(OUT, text(dee, session))
    dee.post(f"{watch}/help")
    assert "Dee Marlowe asked for help" in text(joan, "/")
    assert "asked for help" not in text(ines, "/").split("Who is out")[0]
    page = text(joan, watch)
    assert 'href="tel:07700900123"' in page
    assert "End the alarm" in page
    assert "End the alarm" not in text(ines, watch)
    assert "your own alarm" in dee.post(f"{watch}/take-on", follow_redirects=True).get_data(as_text=True)
    assert joan.post(f"{watch}/take-on").status_code == 303
    assert "Joan Petrie is on it" in text(dee, "/outreach/rota")
    assert joan.post(f"{watch}/stand-down", {"words": ""}).status_code == 422
    assert joan.post(f"{watch}/stand-down", {"words": "Rang her. She is fine."}).status_code == 303
    assert "Rang her. She is fine." in text(joan, watch)
    assert "asked for help" not in text(joan, "/")


def test_check_ins_are_the_managers_to_set_and_a_clash_keeps_what_was_typed(house: House) -> None:
    joan = house.client("mash_manager")
    answers = {
        "every_minutes": "45",
        "grace_minutes": "5",
        "again_minutes": "10",
        "plan": "Ring the van",
        "version": "0",
    }
    assert joan.post("/outreach/rota/check-ins", {**answers, "grace_minutes": "61"}).status_code == 422
    assert joan.post("/outreach/rota/check-ins", answers).status_code == 303
    clash = joan.post("/outreach/rota/check-ins", {**answers, "plan": "Ring 999"})
    assert clash.status_code == 409
    assert "Ring the van" in clash.get_data(as_text=True)
    assert "Ring 999" in clash.get_data(as_text=True)
    dee = house.client("mash_outreach")
    text(dee, "/outreach/rota/check-ins", 404)
    assert re.search(r'value="45"[^>]*checked|checked[^>]*value="45"', text(dee, f"{begun(dee)}/out"))


def test_the_shift_report_counts_and_names_nobody(house: House) -> None:
    dee = house.client("mash_outreach")
    session = begun(dee)
    met = {"who": "alias", "alias": "Tinsel", "met": "new", "item-condoms": "6", "did": "welfare_check",
           "note": "Lives above the bakery"}  # fmt: skip
    dee.post(f"{session}/contacts/new", met)
    dee.post(f"{session}/out", {"every_minutes": "60"})
    page = text(dee, f"{session}/report")
    assert "Welfare check" in page
    assert "0 check-ins" in page
    answer = dee.get(f"{session}/report.pdf")
    reader = PdfReader(io.BytesIO(answer.data))
    paper = "\n".join(sheet.extract_text() for sheet in reader.pages)
    assert "For staff of MASH only" in paper
    for told in (page, paper):
        assert "Condoms" in told
        assert "Tinsel" not in told
        assert "bakery" not in told


@pytest.mark.parametrize("persona", ["num_manager", "gmp_liaison", "mcc_chair"])
def test_nobody_elsewhere_learns_who_is_out(house: House, persona: str) -> None:
    dee, other = house.client("mash_outreach"), house.client(persona)
    session = begun(dee)
    dee.post(f"{session}/out", {"every_minutes": "60"})
    watch = first(OUT, text(dee, session))
    for url in (watch, f"{session}/report", f"{session}/report.pdf", f"{session}/out"):
        text(other, url, 404)
    assert other.post(f"{watch}/take-on").status_code == 404
    if persona == "num_manager":
        assert "Nobody has checked in as out." in text(other, "/outreach/rota")
    else:
        text(other, "/outreach/rota", 404)
