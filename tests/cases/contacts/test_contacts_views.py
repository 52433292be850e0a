"""Pages of contacts and notes, through the whole service."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

import pytest

from cases import queries as case_queries
from cases import service as cases
from cases.contacts import queries, service
from cases.contacts.models import NoteKind
from cases.models import CaseKind, CaseState
from core import clock
from people import service as people_service
from tests.cases.interleaving import interleave
from tests.house import Browser, House

CONTACT = {
    "mode": "text", "outcome": "reached", "with_whom": "person", "direction": "ours", "day": "2 November 2026",
    "time": "2:40pm", "minutes": "10", "note": "Notemarker", "purpose": "safety", "place": "remote",
    "travel_minutes": "25", "interpreter": "telephone",
}  # fmt: skip


def opened(house: House, alias: str = "Robyn") -> UUID:
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias=alias)
        return cases.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        ).id


@pytest.fixture
def case_id(house: House) -> UUID:
    """A case that the ISVA leads."""
    return opened(house)


@pytest.fixture
def robin(house: House) -> Browser:
    """The ISVA at NUM, signed in."""
    return house.client("num_isva")


def words(answer: Any) -> str:
    return html.unescape(answer.get_data(as_text=True))


def test_a_contact_is_logged_corrected_and_found(robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/contacts"
    form = words(robin.get(f"{url}/new"))
    assert "can ask for them" in form
    assert "Keep the account out" in form
    step = {"next_step": "Ring the court", "next_on": "24 November 2099"}
    assert "Check the year" in words(robin.post(f"{url}/new", CONTACT | step))
    tomorrow = f"{clock.today().replace(year=clock.today().year + 1):%d/%m/%Y}"
    assert "Say what the next step is" in words(robin.post(f"{url}/new", CONTACT | {"next_on": tomorrow}))
    assert robin.post(f"{url}/new", CONTACT | step | {"next_on": tomorrow}).status_code == 303
    assert "Ring the court" in words(robin.get(f"/cases/{case_id}/tasks"))
    assert robin.post(f"{url}/new", CONTACT | {"outcome": "no_reply", "minutes": "0"}).status_code == 303
    listed = words(robin.get(url))
    assert (
        "1 contact, 1 try in vain. 10 minutes, 50 minutes of travel. 1 try since" not in listed
    )  # same moment as reached
    assert "1 contact, 1 try in vain" in listed
    assert "Notemarker" not in words(robin.get(f"{url}?mode=letter&outcome=reached&with=person&purpose=safety"))
    assert "No contact of this kind" in words(robin.get(f"{url}?since=1/1/2027&until=2/1/2027&order=oldest"))
    link = re.findall(rf'href="{url}/([0-9a-f-]{{36}})"', listed)[-1]
    one = words(robin.get(f"{url}/{link}"))
    assert "Interpreter, by telephone" in one
    assert "Robin Achebe, ISVA" in one
    correct = f"{url}/{link}/correct"
    assert "Say what was wrong" in words(robin.post(correct, CONTACT | {"version": "0"}))
    moved = robin.post(correct, CONTACT | {"version": "0", "why": "Whymarker", "note": "Rightmarker"})
    assert moved.status_code == 303
    after = words(robin.get(moved.headers["Location"]))
    assert "Whymarker" in after
    assert "What stood here before" in after
    assert "<s>" in words(robin.get(f"{url}/{link}"))


def test_notes_show_their_signature_and_restricted_ones_no_words(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/notes"
    assert "can ask for them" in words(robin.get(f"{url}/new?kind=restricted"))
    plain = robin.post(f"{url}/new", {"words": "Plainmarker", "kind": "case", "about_others": "y"}).headers["Location"]
    hidden = robin.post(f"{url}/new", {"words": "Counselmarker", "kind": "restricted"}).headers["Location"]
    assert "Counselmarker" in words(robin.get(hidden))
    listed = words(robin.get(url))
    assert "Plainmarker" in listed
    assert "Do not disclose without legal advice" in listed
    manager = house.client("num_manager")
    addresses = (url, hidden, f"/cases/{case_id}", f"{url}?kind=restricted", f"/cases/{case_id}/contacts")
    for browser, pages in ((robin, (url, addresses[2])), (manager, addresses)):
        for address in pages:
            assert "Counselmarker" not in words(browser.get(address))
    seen = words(manager.get(hidden))
    assert "Robin Achebe, ISVA" in seen
    assert "its words stay closed to you" in seen
    assert manager.get(f"{hidden}/correct").status_code == 404
    assert manager.post(f"{hidden}/correct", {"words": "No", "why": "No", "version": "0"}).status_code == 404
    assert manager.get(f"{plain}/correct").status_code == 200
    lead = house.client("num_protection")
    assert lead.get(hidden).status_code == 404
    assert house.client("num_caseworker").get(hidden).status_code == 403
    assert house.client("mash_manager").get(hidden).status_code == 404


def test_two_correct_one_note_and_nothing_is_lost(house: House, robin: Browser, case_id: UUID) -> None:
    manager = house.client("num_manager")
    robin.inspects = manager.inspects = False
    with house.acting("num_isva") as actor:
        notes = [service.write_note(actor=actor, case_id=case_id, words="Begin").id for _ in range(100)]

    def stored(url: str) -> str:
        with house.acting("num_isva") as actor:
            case = case_queries.peek(actor, case_id)
            return queries.newest_note(actor, case, UUID(url.split("/")[-2]))[0].words or ""

    tally = interleave(
        robin, manager, make=lambda number: f"/cases/{case_id}/notes/{notes[number]}/correct",
        fill=lambda typed: {"words": typed, "why": "Seen again"}, stored=stored,
    )  # fmt: skip
    assert tally["clashed"] > 2


def test_a_group_session_writes_one_contact_a_case(house: House, robin: Browser, case_id: UUID) -> None:
    other = opened(house, "Wilma")
    form = {"came": [str(case_id), str(other)], "day": "2 November 2026", "time": "2pm", "minutes": "60",
            "purpose": "support", "place": "ours", "note": "Groupmarker"}  # fmt: skip
    assert "Robyn" in words(robin.get("/cases/group-session"))
    assert robin.post("/cases/group-session", form | {"came": [str(case_id)]}).status_code == 422
    assert robin.post("/cases/group-session", form).status_code == 303
    for mine, theirs, name in ((case_id, other, "Wilma"), (other, case_id, "Robyn")):
        page = words(robin.get(f"/cases/{mine}/contacts"))
        assert "Groupmarker" in page
        assert str(theirs) not in page
        assert name not in page
    assert house.client("num_manager").get("/cases/group-session").status_code == 200
    assert house.client("gmp_liaison").get("/cases/group-session").status_code == 404


def test_a_closed_case_takes_no_note(house: House, robin: Browser, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        service.write_note(actor=actor, case_id=case_id, words="Before", kind=NoteKind.CASE)
        for version, state in enumerate((CaseState.CLOSING, CaseState.CLOSED), 1):
            cases.change_state(
                actor=actor, case_id=case_id, state=state, reason="Done", reason_code="GOALS_MET", version=version
            )
    for end in ("notes/new", "contacts/new", "tasks/new"):
        form = CONTACT | {"words": "After", "kind": "case", "title": "After", "due_on": "1/1/2028",
                          "assignee": str(house.user("num_isva").id)}  # fmt: skip
        assert robin.post(f"/cases/{case_id}/{end}", form).status_code == 422
    assert "Write a note" not in words(robin.get(f"/cases/{case_id}/notes"))
