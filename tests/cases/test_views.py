"""Pages of casework, through the whole service."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from cases import service
from cases.justice import service as justice
from cases.models import CaseKind, CaseState
from core import clock
from people import service as people_service
from tests.browser import inspect_html
from tests.house import Browser, House

MARKERS = ("Robynmarker", "Notemarker", "Stepmarker", "Reasonmarker", "Wantmarker")
CONTACT = {
    "mode": "text", "outcome": "reached", "with_whom": "person", "day": "2 November 2026", "time": "2:40pm",
    "minutes": "10", "note": "Notemarker",
}  # fmt: skip


@pytest.fixture
def robin(house: House) -> Browser:
    """The ISVA at NUM, signed in."""
    return house.client("num_isva")


@pytest.fixture
def case_id(house: House) -> UUID:
    """A case that the ISVA leads, full of markers."""
    return opened(house)


def opened(house: House, alias: str = "Robynmarker") -> UUID:
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias=alias, wants="Wantmarker")
        case = service.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS", "HOUSING"]
        )
        justice.add_milestone(
            actor=actor,
            case_id=case.id,
            code="DISCLOSED",
            happened_on=clock.today(),
            source="person",
            note="Stepmarker",
        )
        service.change_state(
            actor=actor, case_id=case.id, state=CaseState.ACTIVE, reason="Reasonmarker", reason_code=None, version=1
        )
        return case.id


def page(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    text = answer.get_data(as_text=True)
    assert answer.status_code == code, text
    assert inspect_html(text) == []
    return text


def version_of(text: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', text)
    assert found is not None
    return found[1]


def every_page(case_id: UUID) -> list[str]:
    ends = ("", "/journey", "/contacts/new", "/milestones/new", "/state", "/team")
    return [f"/cases/{case_id}{end}" for end in ends]


def test_every_page_of_a_case_is_sound(robin: Browser, case_id: UUID) -> None:
    for url in every_page(case_id):
        assert "Robynmarker" in page(robin, url)
    overview = page(robin, f"/cases/{case_id}")
    for words in (
        "Safe contact",
        "Accommodation and homelessness",
        "Reasonmarker",
        "Robin Achebe (lead)",
        "Wantmarker",
    ):
        assert words in overview


def test_a_contact_lands_on_the_timeline(robin: Browser, case_id: UUID) -> None:
    form = page(robin, f"/cases/{case_id}/contacts/new")
    assert "Keep the account out" in form
    saved = robin.post(f"/cases/{case_id}/contacts/new", CONTACT)
    assert (saved.status_code, saved.headers["Location"]) == (303, f"/cases/{case_id}")
    text = page(robin, f"/cases/{case_id}")
    assert "Text with Robynmarker" in text
    assert "2:40pm · 10 minutes" in text
    assert "Notemarker" not in page(robin, f"/cases/{case_id}?show=states")
    assert "Nothing of this kind" in page(
        robin, f"/cases/{opened_without_contacts(robin, case_id)}?show=none-such&show=contacts"
    )


def opened_without_contacts(robin: Browser, case_id: UUID) -> UUID:
    """Another case of the same worker, with nothing on it but its opening."""
    person = re.search(r"/people/([0-9a-f-]{36})", page(robin, f"/cases/{case_id}"))
    assert person is not None
    answer = robin.post(
        f"/people/{person[1]}/cases/new", {"kind": "casework", "lead": own_id(robin, person[1]), "needs": "LEGAL"}
    )
    return UUID(str(answer.headers["Location"]).rsplit("/", 1)[1])


def own_id(robin: Browser, person_id: str) -> str:
    found = re.search(
        r'selected value="([0-9a-f-]{36})"|value="([0-9a-f-]{36})" selected',
        page(robin, f"/people/{person_id}/cases/new"),
    )
    found = found or re.search(
        r'<option selected[^>]*value="([0-9a-f-]{36})"', page(robin, f"/people/{person_id}/cases/new")
    )
    assert found is not None
    return str(found[1] or found[2])


def test_what_does_not_pass_is_kept(robin: Browser, case_id: UUID) -> None:
    wrong = CONTACT | {"day": "2 November", "time": "teatime", "minutes": "9999", "mode": ""}
    answer = robin.post(f"/cases/{case_id}/contacts/new", wrong)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert inspect_html(text) == []
    for words in (
        "Day must include a year",
        "must be a time",
        "Minutes must be 0 to 1,440",
        "Choose how",
        "Notemarker",
    ):
        assert words in text
    ahead = robin.post(f"/cases/{case_id}/contacts/new", CONTACT | {"day": "1 January 2099"})
    assert "still to come" in ahead.get_data(as_text=True)


def test_not_reported_is_one_answer_and_complete(robin: Browser, case_id: UUID) -> None:
    form = page(robin, f"/cases/{case_id}/milestones/new")
    assert form.index("Not reported") < form.index("Before any report")
    day = {"happened_on": clock.today().isoformat()}
    saved = robin.post(f"/cases/{case_id}/milestones/new", {"code": "NOT_REPORTED", "source": "person", **day})
    assert saved.headers["Location"] == f"/cases/{case_id}/journey"
    text = page(robin, f"/cases/{case_id}/journey")
    assert "Robynmarker has not reported, and need not. Support carries on." in text
    for ahead in ("Investigation", "Verdict", "incomplete"):
        assert ahead not in text


def test_a_clock_runs_and_stops(robin: Browser, case_id: UUID) -> None:
    arrest = {"code": "ARREST", "source": "officer", "happened_on": clock.today().isoformat()}
    robin.post(f"/cases/{case_id}/milestones/new", arrest)
    text = page(robin, f"/cases/{case_id}/journey")
    assert "Police tell Robynmarker of the arrest" in text
    told = re.search(r'href="(/cases/[^"]+/told)"', text)
    assert told is not None
    page(robin, told[1])
    assert robin.post(told[1], {"told_on": clock.today().isoformat()}).status_code == 303
    assert "Kept" in page(robin, f"/cases/{case_id}/journey")
    assert robin.post(told[1], {"told_on": clock.today().isoformat()}).status_code == 422


def test_closing_and_reopening(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/state"
    version = version_of(page(robin, url))
    assert f"/cases/{case_id}/closing" in page(robin, url)
    assert robin.post(url, {"state": "closed", "reason": "Goals met", "version": version}).status_code == 422
    with house.acting("num_isva") as actor:
        for number, state in enumerate((CaseState.CLOSING, CaseState.CLOSED)):
            service.change_state(
                actor=actor, case_id=case_id, state=state, reason="Goals met", reason_code="GOALS_MET",
                version=int(version) + number,
            )  # fmt: skip
    text = page(robin, f"/cases/{case_id}")
    assert "This case was closed" in text
    assert "Log a contact" not in text
    assert robin.post(f"/cases/{case_id}/contacts/new", CONTACT).status_code == 422
    assert "Reopened" in page(robin, url)


def test_a_clash_shows_both(robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/state"
    stale = version_of(page(robin, url))
    robin.post(url, {"state": "on_hold", "reason": "Away until May", "version": stale})
    answer = robin.post(url, {"state": "active", "reason": "My own words", "version": stale})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert inspect_html(text) == []
    assert "Away until May" in text
    assert "My own words" in text
    assert version_of(text) != stale
    assert (
        robin.post(url, {"state": "active", "reason": "My own words", "version": version_of(text)}).status_code == 303
    )


def test_a_colleague_outside_the_team_meets_the_door(house: House, robin: Browser, case_id: UUID) -> None:
    robin.post(f"/cases/{case_id}/contacts/new", CONTACT)
    mel = house.client("num_caseworker")
    for url in every_page(case_id):
        text = page(mel, url, 403)
        assert "R." in text
        assert "Robin Achebe" in text
        assert not any(marker in text for marker in MARKERS)
    for url in (f"/cases/{case_id}/contacts/new", f"/cases/{case_id}/state", f"/cases/{case_id}/team"):
        assert mel.post(url, CONTACT).status_code == 403
    assert not any(marker in page(mel, "/cases?scope=all") for marker in MARKERS)


@pytest.mark.parametrize(
    "persona", ["gmp_liaison", "mcc_chair", "lgbtf_administrator", "mash_outreach", "mash_caseworker", "mash_manager"]
)
def test_everyone_else_finds_no_page(house: House, case_id: UUID, persona: str) -> None:
    other = house.client(persona)
    for url in every_page(case_id):
        answer = other.get(url)
        assert answer.status_code == 404
        assert not any(marker in answer.get_data(as_text=True) for marker in MARKERS)
    assert other.post(f"/cases/{case_id}/contacts/new", CONTACT).status_code == 404


def test_the_team_is_changed_by_its_lead(house: House, robin: Browser, case_id: UUID) -> None:
    with house.acting("num_caseworker") as colleague:
        mel_id = colleague.user_id
    assert robin.post(f"/cases/{case_id}/team", {"user": str(mel_id)}).status_code == 303
    mel = house.client("num_caseworker")
    assert "Robynmarker" in page(mel, f"/cases/{case_id}")
    assert "Only the lead worker" in page(mel, f"/cases/{case_id}/team")
    assert mel.post(f"/cases/{case_id}/team/{mel_id}/remove").status_code == 422
    assert robin.post(f"/cases/{case_id}/team/{mel_id}/remove").status_code == 303
    assert mel.get(f"/cases/{case_id}").status_code == 403


def test_opening_a_case_from_a_person(house: House, robin: Browser) -> None:
    with house.acting("num_isva") as actor:
        person_id = people_service.register_person(actor=actor, alias="Kit").id
        user_id = actor.user_id
    url = f"/people/{person_id}/cases/new"
    page(robin, url)
    assert "Choose at least one need" in robin.post(url, {"kind": "isva", "lead": str(user_id)}).get_data(as_text=True)
    made = robin.post(url, {"kind": "isva", "lead": str(user_id), "needs": "SAFETY"})
    assert made.status_code == 303
    assert "Kit" in page(robin, str(made.headers["Location"]))
    assert "is open already" in robin.post(url, {"kind": "isva", "lead": str(user_id), "needs": "SAFETY"}).get_data(
        as_text=True
    )


def test_lists_and_filters(house: House, robin: Browser, case_id: UUID) -> None:
    assert "Robynmarker" in page(robin, "/cases")
    assert "Robynmarker" in page(robin, "/cases?state=active")
    assert "No case like this" in page(robin, "/cases?state=closed")
    assert "No case like this" in page(robin, "/cases?flag=quiet")
    assert "Your cases" in page(robin, "/")
    assert "Robynmarker" in page(house.client("num_manager"), "/cases?scope=all")
    assert "You lead no case yet" in page(house.client("num_caseworker"), "/cases")


def test_pages_ask_a_fixed_number_of_questions(
    house: House, robin: Browser, case_id: UUID, count_queries: Callable[[], Any]
) -> None:
    counts: dict[str, list[int]] = {}
    for extra in (0, 6):
        for number in range(extra):
            opened(house, f"Kit {number}")
            robin.post(f"/cases/{case_id}/contacts/new", CONTACT | {"note": f"Note {number}"})
            robin.post(
                f"/cases/{case_id}/milestones/new",
                {"code": "VPS", "source": "person", "happened_on": clock.today().isoformat()},
            )
        for url in ("/cases", f"/cases/{case_id}", f"/cases/{case_id}/journey"):
            with count_queries() as seen:
                page(robin, url)
            asked = [words for words in seen if words.split()[0].lower() in ("select", "with")]
            counts.setdefault(url, []).append(len(asked))
    assert all(before == after for before, after in counts.values()), counts
    assert counts["/cases"][0] == 16, counts
    assert counts[f"/cases/{case_id}"][0] == 61, counts
