"""The pages of warnings, as a worker, a second person and another agency meet them."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from core import clock
from core.words import long_day
from safety.reports import service as reports
from safety.vocabulary import Scope
from safety.warnings import queries, sheet
from tests.house import House
from tests.safety.warnings.scene import PHONE, SAID, TEXT, out, report

TYPED = {
    "title": TEXT.title, "words": TEXT.words, "advice": TEXT.advice, "harms": ["PROTECTION_DEMAND"],
    "wards": ["E05011376"], "month": "", "hours": "night", "grade": "first_hand", "months": "6",
    "noticed-0-kind": "phone", "noticed-0-value": PHONE, "noticed-1-kind": "looks", "noticed-1-value": "",
}  # fmt: skip


def words_of(answer: Any) -> str:
    """The page's words, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)))


def id_in(answer: Any) -> UUID:
    """The id that a redirect leads to."""
    found = re.search(r"[0-9a-f-]{36}", answer.location)
    assert found is not None
    return UUID(found[0])


def version_in(answer: Any) -> str:
    """The version that the page's forms carry."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', answer.get_data(as_text=True))
    assert found is not None
    return found[1]


def test_from_a_report_to_every_support_agency_and_back(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        report_id, heard = report(actor), report(actor, ())
    dee, joan, robin, lena = (house.client(who) for who in ("mash_outreach", "mash_manager", "num_isva", "gmp_liaison"))

    assert dee.get("/warnings/new").status_code == 303
    assert dee.get("/warnings/new?report=nonsense").status_code == 404
    page = dee.get(f"/warnings/new?report={report_id}")
    assert SAID in page.get_data(as_text=True)
    assert f'value="{PHONE}"' in page.get_data(as_text=True)
    short = dee.post(f"/warnings/new?report={report_id}", {**TYPED, "words": "He robbed her."})
    assert short.status_code == 422
    assert "in a sentence or two" in words_of(short)
    assert dee.post(f"/warnings/new?report={heard}", TYPED).status_code == 422

    answer = dee.post(
        f"/warnings/new?report={report_id}", {**TYPED, "words": "Reported by Sharon: he grabbed a worker."}
    )
    draft = f"/warnings/drafts/{id_in(answer)}"
    page = dee.get(draft)
    assert "A name: “Sharon”" in words_of(page)
    assert "Send to a second person" not in words_of(page)
    asked = dee.get(f"{draft}/check")
    assert "Sharon" in words_of(asked)
    assert dee.post(f"{draft}/check", {"reasons-0": "It is his dog.", "version": version_in(asked)}).status_code == 303
    clash = dee.post(f"{draft}/check", {"reasons-0": "Another reason.", "version": "1"})
    assert clash.status_code == 409
    assert "It is his dog." in words_of(clash)
    assert "Another reason." in clash.get_data(as_text=True)
    clash = dee.post(f"{draft}/change", {**TYPED, "title": "Mine, not yours", "version": "1"})
    assert clash.status_code == 409
    assert "Mine, not yours" in clash.get_data(as_text=True)
    assert TEXT.title in words_of(clash)
    page = dee.get(draft)
    assert "Joan Petrie can let it out" in words_of(page)
    assert dee.post(f"{draft}/send", {"version": version_in(page)}).status_code == 303
    assert dee.post(f"{draft}/release", {"version": "9"}).status_code == 404
    assert "Joan Petrie" in words_of(dee.get(draft))

    page = joan.get(draft)
    assert "You are the second person" in words_of(page)
    assert joan.post(f"{draft}/back", {"words": "", "version": version_in(page)}).status_code == 422
    assert joan.post(f"{draft}/release", {"version": "1"}).status_code == 409
    answer = joan.post(f"{draft}/release", {"version": version_in(page)})
    assert answer.status_code == 303
    warning = f"/warnings/{id_in(answer)}"

    read = robin.get(warning)
    assert TEXT.title in words_of(read)
    assert "Rests on" not in words_of(read)
    assert "Rests on" in words_of(dee.get(warning))
    assert TEXT.title in words_of(robin.get("/warnings?q=%2B447700900777"))
    assert TEXT.title not in words_of(robin.get("/warnings?q=nothing"))
    for url in (warning, "/warnings", "/warnings/sheet", f"/warnings/sheet.pdf?warning={warning[10:]}", draft):
        assert lena.get(url).status_code == 404
    for url in (draft, f"{draft}/change", f"{draft}/check", f"{warning}/withdraw"):
        assert robin.get(url).status_code == 404

    with house.acting("mash_outreach") as actor:
        reports.answer_scope(actor=actor, report_id=report_id, scope=Scope.WARNING, answer=False)
    gone = robin.get(warning)
    assert TEXT.title not in words_of(gone)
    assert "Take down and shred" in words_of(gone)
    assert "took it back" in words_of(robin.get("/warnings/over"))
    assert robin.get(f"/warnings/sheet.pdf?warning={warning[10:]}").status_code == 303


def test_it_is_shown_printed_corrected_and_taken_back(house: House) -> None:
    _, warning_id = out(house)
    warning = f"/warnings/{warning_id}"
    femi, joan, dee = house.client("tmr_outreach"), house.client("mash_manager"), house.client("mash_outreach")
    assert femi.post(f"{warning}/shown", {"how": "aloud", "people": "3", "person": ""}).status_code == 303
    assert femi.post(f"{warning}/shown", {"how": "aloud", "people": "300", "person": ""}).status_code == 422
    assert TEXT.title in words_of(femi.get("/warnings/sheet"))
    assert femi.get("/warnings/sheet.pdf").status_code == 303
    assert femi.get(f"/warnings/sheet.pdf?warning={warning_id}&warning=none").data.startswith(b"%PDF")
    with house.acting("tmr_outreach") as actor:
        html = sheet.sheet_html(queries.chosen(actor, [warning_id]), home="TMR", made_on=clock.today())
        assert PHONE in html
        assert "Reported, not proven" in html
        assert f"Take down on {long_day(clock.today() + sheet.HANGS)}" in html

    assert femi.post(f"{warning}/correct").status_code == 404
    answer = dee.post(f"{warning}/correct")
    assert answer.status_code == 303
    assert answer.location.endswith("/change")
    assert "Go on with the correction" in words_of(dee.get(warning))

    asked = joan.get(f"{warning}/withdraw")
    assert joan.post(f"{warning}/withdraw", {"version": version_in(asked)}).status_code == 422
    assert joan.post(f"{warning}/withdraw", {"why": "wrong", "version": "7"}).status_code == 409
    assert joan.post(f"{warning}/withdraw", {"why": "wrong", "version": version_in(asked)}).status_code == 303
    assert "It was wrong" in words_of(femi.get("/warnings/over"))
    assert femi.post(f"{warning}/shown", {"how": "aloud", "people": "3", "person": ""}).status_code == 422
    assert dee.post(f"{warning}/correct").status_code == 422
