"""Pages of closing and retention, through the whole service; and every list that could still show somebody erased."""

from __future__ import annotations

import io
import re

from pypdf import PdfReader

from cases.closing import catalogue
from tests.cases.closing.scene import asked, closed_long_ago, erased
from tests.cases.plans.scene import opened
from tests.house import Browser, House
from tests.personas import PASSWORD

VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


def _version(browser: Browser, url: str) -> str:
    found = VERSION.search(browser.get(url).get_data(as_text=True))
    assert found is not None
    return found[1]


def _whole(version: str) -> dict[str, str]:
    said = {f"{item.code}-said": "done" for item in catalogue.default_checklist()}
    return {
        **said, "version": version, "reason_code": "GOALS_MET", "why": "All is done", "exit_plan": "I ring Robin",
        "ending": "agreed", "record_type": "isva",
    }  # fmt: skip


def test_a_case_is_closed_on_its_page_and_reads_as_it_was_closed(house: House) -> None:
    case_id = opened(house)
    robin, url = house.client("num_isva"), f"/cases/{case_id}/closing"
    assert "Begin to close" in robin.get(url).get_data(as_text=True)
    begin = {"version": _version(robin, f"{url}/begin"), "reason": "Goals reached"}
    assert robin.post(f"{url}/begin", begin).status_code == 303
    page = robin.get(url).get_data(as_text=True)
    assert "Not asked at the end" in page
    assert "No consent in force" in page
    assert 'value="" selected' in page or 'selected value=""' in page, "no reason is chosen for anybody"
    version = _version(robin, url)
    lacking = robin.post(
        url, {"version": version, "do": "close", "reason_code": "", "ending": "not_yet", "record_type": "isva"}
    )
    assert lacking.status_code == 422
    kept = robin.post(url, {**_whole(version), "do": "save", "reason_code": ""})
    assert kept.status_code == 303
    stale = robin.post(url, {**_whole(version), "do": "close", "exit_plan": "Typed meanwhile"})
    assert stale.status_code == 409
    both = stale.get_data(as_text=True)
    assert "Typed meanwhile" in both
    assert "I ring Robin" in both
    assert robin.post(url, {**_whole(_version(robin, url)), "do": "close"}).status_code == 303
    page = robin.get(url).get_data(as_text=True)
    assert "Kept until" in page or "Until" in page
    assert "Support plan goals met" in page


def test_the_lead_reviews_holds_and_asks_and_a_second_person_erases(house: House) -> None:
    person_id, case_id = closed_long_ago(house)
    kamal, priya = house.client("num_protection"), house.client("num_manager")
    url = f"/retention/people/{person_id}"
    assert "Marigold" in kamal.get("/retention").get_data(as_text=True)
    assert kamal.post(f"{url}/keep", {"keep_reason": "", "keep_until": "1 January 2030"}).status_code == 422
    assert kamal.post(f"{url}/holds", {"kind": "complaint", "reason": "She complained in May"}).status_code == 303
    assert kamal.post(f"{url}/erasure", {"why": "over"}).status_code == 422
    hold = re.search(r"/holds/([0-9a-f-]{36})/release", kamal.get(url).get_data(as_text=True))
    assert hold is not None
    assert priya.post(f"{url}/holds/{hold[1]}/release", {"release_reason": "The complaint is over"}).status_code == 303
    assert kamal.post(f"{url}/erasure", {"why": "over"}).status_code == 303
    found = re.search(r"/retention/erasures/([0-9a-f-]{36})", priya.get(url).get_data(as_text=True))
    assert found is not None
    answer = f"/retention/erasures/{found[1]}"
    assert "You asked for it" in kamal.get(answer).get_data(as_text=True)
    page = priya.get(answer).get_data(as_text=True)
    reference = re.search(r"Type it: (NU-\d+)", page)
    assert reference is not None
    wrong = priya.post(answer, {"reference": reference[1], "password": "not it at all"})
    assert wrong.status_code == 422
    assert "not your password" in wrong.get_data(as_text=True)
    assert priya.post(answer, {"reference": "NU-9", "password": PASSWORD}).status_code == 422
    done = priya.post(answer, {"reference": reference[1], "password": PASSWORD})
    assert done.status_code == 303
    certificate = priya.get(f"{done.location}.pdf")
    words = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(certificate.data)).pages)
    assert reference[1] in words
    for content in ("Marigold", "believed", "Robin", str(case_id)):
        assert content not in words
    assert "was erased" in kamal.get(url).get_data(as_text=True)
    assert reference[1] in kamal.get("/retention?view=erased").get_data(as_text=True)


def test_every_page_that_could_show_somebody_erased_says_so_and_none_fails(house: House) -> None:
    person_id, case_id = closed_long_ago(house)
    erased(house, person_id)
    robin, priya = house.client("num_isva"), house.client("num_manager")
    base = f"/cases/{case_id}"
    for path in ("", "/plan", "/plan/safety", "/outcomes", "/closing", "/team", "/journey", "/tasks", "/documents"):
        answer = robin.get(base + path)
        assert answer.status_code in (200, 404), f"{base}{path}: {answer.status_code}"
        if answer.status_code == 200:
            assert "Erased" in answer.get_data(as_text=True), path
            assert "Marigold" not in answer.get_data(as_text=True)
    for path in (
        f"/people/{person_id}", f"/people/{person_id}/ledger", "/people", "/cases?view=all&state=closed", "/",
    ):  # fmt: skip
        for browser in (robin, priya):
            answer = browser.get(path)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            assert "Marigold" not in answer.get_data(as_text=True), path
    for path in ("/people?q=Marigold", "/cases?q=Marigold&view=all"):
        assert str(person_id) not in robin.get(path).get_data(as_text=True)
        assert str(case_id) not in robin.get(path).get_data(as_text=True)
    assert "Erased" in robin.get("/cases?view=all&state=closed").get_data(as_text=True)


def test_the_schedule_and_the_doors(house: House) -> None:
    person_id, _ = closed_long_ago(house)
    request_id = asked(house, person_id)
    priya = house.client("num_manager")
    page = priya.get("/retention/schedule").get_data(as_text=True)
    months = {f"months_{code}": str(row.months) for code, row in catalogue.default_schedule().items()}
    form = {**months, "version": _version(priya, "/retention/schedule"), "kept_items": "told", "own": "Keys given back"}
    assert "ISVA support, adult" in page
    assert priya.post("/retention/schedule", {**form, "months_isva": "0"}).status_code == 422
    assert priya.post("/retention/schedule", form).status_code == 303
    clashed = priya.post("/retention/schedule", {**form, "own": "Something else"})
    assert clashed.status_code == 409
    assert "Keys given back" in clashed.get_data(as_text=True)
    addresses = ("/retention", f"/retention/people/{person_id}", f"/retention/erasures/{request_id}")
    for persona in ("num_isva", "num_caseworker", "mash_manager", "mash_protection", "gmp_liaison"):
        browser = house.client(persona)
        for address in addresses[1:]:
            assert browser.get(address).status_code == 404
    assert house.client("num_isva").get("/retention").status_code == 404
