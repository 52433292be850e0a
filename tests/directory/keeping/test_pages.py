"""The pages on which an entry is kept current."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from core import clock
from core.db import db
from directory.models import Location, Service
from tests.house import VERSION, Browser, House


def id_of(code: str) -> UUID:
    return db.session.scalars(select(Service.id).where(Service.code == code)).one()


def posted(browser: Browser, url: str, form: Mapping[str, object]) -> int:
    """Open a page and send its form with the version that it shows."""
    page = browser.get(url).get_data(as_text=True)
    return browser.post(url, {"version": VERSION.search(page)[1], **form}).status_code  # type: ignore[index]  # it has one


def test_a_manager_writes_an_entry_part_by_part_and_vouches_for_it(house: House) -> None:
    priya, entry = house.client("num_manager"), f"/directory/{id_of('num-casework')}"
    about = {"name": "Casework", "description": "Support.", "categories": ["casework"], "status": "active",
             "languages": "English, Welsh", "minimum_age": "18"}  # fmt: skip
    assert posted(priya, f"{entry}/about", about) == 303
    reach = {"phones-0-number": "0161 496 0123", "phones-0-description": "Office", "urls-0-url": "www.example.org"}
    assert posted(priya, f"{entry}/reach", reach) == 303
    assert posted(priya, f"{entry}/hours", {"mo": "9am to 5pm", "tu": "9am to 5pm", "other": "By appointment"}) == 303
    place = {"kind": "physical", "name": "Office", "address": "1 Any Street", "city": "Manchester", "postcode": "m11aa"}
    assert posted(priya, f"{entry}/places/new", place) == 303
    assert posted(priya, f"{entry}/check", {"how": "own", "on": clock.today().isoformat()}) == 303
    public = house.client("mash_outreach").get(entry).get_data(as_text=True)
    for words in ("English, Welsh", "18 and over", "0161 496 0123", "Mon and Tue, 9am to 5pm", "By appointment",
                  "1 Any Street, Manchester, M1 1AA", "https://www.example.org", "Checked "):  # fmt: skip
        assert words in public, words
    assert posted(priya, f"{entry}/premises", {"confidential": "yes"}) == 303
    assert "1 Any Street" not in house.client("mash_outreach").get(entry).get_data(as_text=True)
    own = Location.service_id == id_of("num-casework")
    place_id = db.session.scalars(select(Location.id).where(own, Location.name == "Said only to people who come")).one()
    assert posted(priya, f"{entry}/places/{place_id}/remove", {}) == 303
    listed = priya.get("/directory/keep?show=current").get_data(as_text=True)
    assert "Casework" in listed


def test_a_faulty_answer_stands_beside_its_question(house: House) -> None:
    priya, entry = house.client("num_manager"), f"/directory/{id_of('num-isva')}"
    for part, form, words in (
        ("hours", {"mo": "9 to 5"}, "with am or pm"),
        ("reach", {"phones-0-number": "ring"}, "ring is no telephone number"),
        ("reach", {"urls-0-url": "ftp://example.org"}, "Write a web address"),
        ("about", {"name": "ISVA", "description": "At M1 1AA.", "status": "active"}, "M1 1AA"),
        ("places/new", {"kind": "physical", "name": "House"}, "can only be virtual"),
        ("check", {"how": "own", "on": "1 January 2020"}, "more than a month ago"),
    ):
        answer = priya.post(f"{entry}/{part}", {"version": "1", **form})
        assert answer.status_code == 422, part
        assert words in answer.get_data(as_text=True), part


def test_a_clash_shows_both_texts_and_can_be_sent_again(house: House) -> None:
    priya, entry = house.client("num_manager"), f"/directory/{id_of('num-casework')}"
    form = {"name": "Mine", "description": "Mine.", "status": "active", "version": "1"}
    assert priya.post(f"{entry}/about", {**form, "name": "Theirs"}).status_code == 303
    answer = priya.post(f"{entry}/about", form)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Theirs" in page
    assert 'value="Mine"' in page
    assert priya.post(f"{entry}/about", {**form, "version": VERSION.search(page)[1]}).status_code == 303  # type: ignore[index]


def test_a_coordinator_adds_an_organisation_and_its_service(house: House) -> None:
    sam = house.client("mcc_coordinator")
    assert sam.post("/directory/organisations/new", {"name": "Lantern", "description": "Advice."}).status_code == 303
    page = sam.get("/directory/new").get_data(as_text=True)
    owner = re.search(r'value="([0-9a-f-]{36})">Lantern<', page)[1]  # type: ignore[index]  # it was just added
    answer = sam.post("/directory/new", {"organisation_id": owner, "name": "Advice", "description": "Debt.",
                                         "status": "active", "unlisted": "y"})  # fmt: skip
    assert answer.status_code == 303
    assert "For members only" in sam.get(answer.location).get_data(as_text=True)
    assert "Advice" in sam.get(f"/directory/organisations/{owner}").get_data(as_text=True)
    assert "Debt." not in sam.get("/directory/print").get_data(as_text=True)
    assert "Directory" in sam.get("/").get_data(as_text=True)
    assert sam.get(f"/directory/{id_of('num-isva')}/keep").status_code == 404
    assert house.client("mash_outreach").get("/directory/keep").status_code == 403


def test_the_sheet_for_a_drop_in_prints_as_page_and_as_file(house: House) -> None:
    dee = house.client("mash_outreach")
    page = dee.get("/directory/print?category=stalking").get_data(as_text=True)
    assert "0808 802 0300" in page
    assert "To be verified: ring first" in page
    assert "Crimestoppers" not in page
    assert "No service matches" in dee.get("/directory/print?checked=only").get_data(as_text=True)
    answer = dee.get("/directory/print.pdf?category=stalking")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert dee.get("/directory?open=now&q=zzz").status_code == 200
    assert "National Ugly Mugs" in dee.get("/directory/organisations?q=ugly").get_data(as_text=True)
