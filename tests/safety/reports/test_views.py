"""Pages of incident reports, through the whole service."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from safety import outflows
from safety.outflows import Outflow
from safety.reports import listing, queries, service
from safety.reports.models import IncidentReport
from safety.reports.step_views import paper_html
from safety.vocabulary import Scope
from tests.house import Browser, House
from tests.people.cast import robyn
from tests.personas import PASSWORD

FULL = {
    "words": "Wordmarker <b>said</b>", "wants": "Wantmarker", "harms": ["ROBBERY", "STRANGULATION"],
    "first_on": "2 November 2026", "last_on": "4 November 2026", "hours": "night", "ward": "E05011351",
    "setting": "INCALL", "platform": "Sitemarker", "injured": "yes", "injuries": "Bruisemarker", "police_know": "no",
    "barriers": ["NO_TRUST"], "note": "Notemarker", "noticed_phone": "07700 900123\n+44 7700 900 124",
    "noticed_looks": "Lookmarker", "grade": "first_hand", "warning": "yes", "intelligence": "no",
    "contact": "not_asked", "full_report": "not_asked", "research": "yes", "how": "phone",
}  # fmt: skip


@pytest.fixture
def dee(house: House) -> Browser:
    """The outreach worker at MASH, signed in."""
    return house.client("mash_outreach")


def words(answer: Any) -> str:
    return html.unescape(str(answer.get_data(as_text=True)))


def taken(browser: Browser, form: dict[str, Any], query: str = "") -> str:
    """The address of a report that was taken through its page."""
    answer = browser.post(f"/incidents/new{query}", form)
    assert answer.status_code == 303, words(answer)
    return str(answer.location)


def version(page: str) -> str:
    return str(re.findall(r'name="version"[^>]*value="(\d+)"', page)[0])


def test_listening_needs_one_box_and_reads_as_complete(dee: Browser) -> None:
    assert dee.post("/incidents/new", {"words": " "}).status_code == 422
    url = taken(dee, {"words": "I just needed to say it."})
    page = words(dee.get(url))
    assert "Heard, and complete" in page
    assert page.count("Not asked") >= 5
    assert "Nothing has left yet" not in page
    assert "In their own words" in words(dee.get("/incidents"))


def test_a_whole_report_is_read_back_as_it_was_told(dee: Browser, house: House) -> None:
    url = taken(dee, FULL)
    page = dee.get(url).get_data(as_text=True)
    assert "Wordmarker &lt;b&gt;said&lt;/b&gt;" in page
    told = html.unescape(page)
    markers = (
        "Wantmarker", "Sitemarker", "Bruisemarker", "Lookmarker", "+44 7700 900 124", "Notemarker", "On the phone",
        "Between Mon 2 Nov and Wed 4 Nov, night", "Counted in the research register",
    )  # fmt: skip
    for marker in markers:
        assert marker in told
    wrong = words(
        dee.post("/incidents/new", FULL | {"noticed_phone": "123", "first_on": "9 November 2099", "last_on": ""})
    )
    assert "This day is still to come" in wrong
    wrong = words(dee.post("/incidents/new", FULL | {"noticed_phone": "123"}))
    assert "too short for a phone number" in wrong
    assert "Wordmarker" in wrong
    with house.acting("mash_manager") as actor:
        assert listing.reports_page(actor, 1).total == 1


def test_answers_change_one_by_one_and_what_came_of_each_is_shown(
    dee: Browser, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = taken(dee, FULL)
    report_id = url.rpartition("/")[2]
    monkeypatch.setattr(
        outflows, "sources", [lambda actor, row: Outflow(Scope.WARNING, "Flowmarker", "/warnings"), lambda *_: None]
    )
    page = words(dee.get(f"{url}/answers"))
    assert "Flowmarker" in page
    stale = version(page)
    kept = {
        "intelligence": "no",
        "contact": "not_asked",
        "full_report": "not_asked",
        "research": "yes",
        "how": "spoken",
    }
    answer = dee.post(f"{url}/answers", kept | {"warning": "no", "version": stale})
    assert answer.status_code == 303
    page = words(dee.get(url))
    assert "Flowmarker" in page
    assert page.count("Earlier answers") == 1
    with house.acting("mash_manager") as actor:
        row = queries.peek(actor, IncidentReport.id.type.python_type(report_id))
        history = queries.history_of(actor, row)
        assert [len(history[scope]) for scope in Scope] == [2, 1, 0, 0, 1]
    clash = dee.post(f"{url}/answers", kept | {"warning": "yes", "version": stale})
    assert clash.status_code == 409
    assert "What stands now" in words(clash)
    again = {"warning": "yes", "version": version(clash.get_data(as_text=True))}
    assert dee.post(f"{url}/answers", kept | again).status_code == 303


def test_facts_clash_and_lose_nothing(dee: Browser) -> None:
    url = taken(dee, FULL)
    stale = version(dee.get(f"{url}/change").get_data(as_text=True))
    assert dee.post(f"{url}/change", FULL | {"platform": "Firstmarker", "version": stale}).status_code == 303
    clash = dee.post(f"{url}/change", FULL | {"platform": "Secondmarker", "version": stale})
    page = words(clash)
    assert clash.status_code == 409
    assert "Firstmarker" in page
    assert "Secondmarker" in page
    assert "Changed 1 time" in words(dee.get(url))


def test_later_steps(dee: Browser, house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
    url = taken(dee, FULL, f"?person={person_id}")
    assert "Take a report</h1>" in words(dee.get(f"/incidents/new?person={person_id}"))
    assert "Incident reports" in words(dee.get(f"/people/{person_id}"))
    page = words(dee.get(url))
    assert "Robyn" in page
    first = re.findall(rf'action="({url}/noticed/[0-9a-f-]+)"', page)[0]
    dee.post(first, {"do": "keep"})
    assert "Kept back" in words(dee.get(url))
    dee.post(first, {"do": "forget"})
    assert dee.post(f"{url}/noticed", {}).status_code == 422
    assert dee.post(f"{url}/noticed", {"noticed_plate": "MX19 ZTB"}).status_code == 303
    assert "MX19 ZTB" in words(dee.get(url))
    assert dee.post(f"{url}/words", {"whose": "own", "words": ""}).status_code == 422
    dee.post(f"{url}/words", {"whose": "own", "words": "Latermarker"})
    assert "Latermarker" in words(dee.get(url))
    found = words(dee.get(f"{url}/link?q=Rob"))
    assert "Nobody on record" in found
    dee.post(f"{url}/link?q=Rob", {"choice": "nobody", "version": version(found)})
    assert "It stands by itself" in words(dee.get(url))
    form = words(dee.get(f"{url}/close"))
    assert dee.post(f"{url}/close", {"words": "", "version": version(form)}).status_code == 422
    assert dee.post(f"{url}/close", {"words": "Passed on", "version": version(form)}).status_code == 303
    assert "Passed on" in words(dee.get(url))
    assert dee.post(f"{url}/noticed", {"noticed_plate": "MX19 ZTC"}).status_code == 422
    dee.post(f"{url}/open-again", {})
    assert "Open again" not in words(dee.get(url))


def test_their_own_paper_says_as_much_as_they_want_and_no_note(dee: Browser, house: House) -> None:
    url = taken(dee, FULL)
    made = dee.post(f"{url}/paper.pdf", {"holds": "everything"})
    assert (made.status_code, made.mimetype, made.data[:5]) == (200, "application/pdf", b"%PDF-")
    with house.app.test_request_context(), house.acting("mash_outreach") as actor:
        row = queries.peek(actor, listing.reports_page(actor, 1).items[0].id)
        whole, short = (html.unescape(paper_html(actor, row, whole=each)) for each in (True, False))
    assert "Wordmarker" in whole
    assert "Lookmarker" in whole
    assert "Wordmarker" not in short
    for paper in (whole, short):
        assert "Notemarker" not in paper
        assert "sex work" not in paper.lower()
        assert "A warning to member agencies" in paper


def test_only_those_who_may_erase_a_report_by_its_number(dee: Browser, house: House) -> None:
    url = taken(dee, FULL)
    assert dee.get(f"{url}/erase").status_code == 404
    joan = house.client("mash_manager")
    assert "A warning to member agencies" in words(joan.get(f"{url}/erase"))
    assert joan.post(f"{url}/erase", {"reference": "MA-I0002"}).status_code == 422
    assert joan.post(f"{url}/erase", {"reference": "ma-i0001"}).status_code == 303
    assert joan.get(url).status_code == 404
    assert "No report yet" in words(joan.get("/incidents"))


def test_the_register_is_taken_out_with_a_purpose_and_ones_password(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        for _ in range(5):
            service.take_report(actor=actor, words="Wordmarker", answers={Scope.RESEARCH: True})
    joan = house.client("mash_manager")
    assert "Wordmarker" not in words(joan.get("/incidents/register"))
    form = {"purpose": "Barriers", "receiver": "The forum", "kind": "csv", "password": "wrong"}
    refused = joan.post("/incidents/register/file", form)
    assert refused.status_code == 422
    assert "That is not your password" in words(refused)
    made = joan.post("/incidents/register/file", form | {"password": PASSWORD})
    assert (made.status_code, made.mimetype) == (200, "text/csv")
    assert made.data.count(b"\r\n") == 6
    assert "For The forum" in words(joan.get("/incidents/register"))


def test_nobody_without_the_permission_learns_that_there_are_reports(dee: Browser, house: House) -> None:
    url = taken(dee, FULL)
    for persona in ("gmp_liaison", "mcc_chair", "mash_auditor", "lgbtf_administrator"):
        stranger = house.client(persona)
        for address in ("/incidents", "/incidents/new", url, f"{url}/answers", "/incidents/register"):
            assert stranger.get(address).status_code == 404
    elsewhere = house.client("num_manager")
    assert elsewhere.get(url).status_code == 404
    assert elsewhere.post(f"{url}/words", {"whose": "own", "words": "x"}).status_code == 404
