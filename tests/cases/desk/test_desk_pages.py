"""Pages of the desk, through the whole service: SQLite only."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from cases import queries as case_queries
from cases import service as case_service
from cases.desk import queries, service
from cases.models import CaseKind, CaseState
from core import clock
from core.actor import Actor
from people import service as people_service
from tests.cases.interleaving import ROUNDS, interleave
from tests.house import Browser, House

OFFER = {
    "how": "ask",
    "to_team": "",
    "reason": "",
    "reason_code": "load",
    "handover": "Handovermarker",
    "stay": "leaves",
}


def opened(house: House, alias: str = "Robynmarker") -> UUID:
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias=alias)
        return case_service.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        ).id


def page(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    text = answer.get_data(as_text=True)
    assert answer.status_code == code, text
    return text


def version_of(text: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', text)
    assert found is not None
    return found[1]


def test_what_a_case_is_about_is_changed_and_shown(house: House) -> None:
    case_id, robin = opened(house), house.client("num_isva")
    url = f"/cases/{case_id}/edit"
    version = version_of(page(robin, url))
    words = {"wants": "Wantmarker", "practical": "Practicalmarker", "came_by": "outreach", "version": version}
    assert "Choose at least one need" in robin.post(url, words).get_data(as_text=True)
    assert robin.post(url, {**words, "needs": ["HOUSING"]}).status_code == 303
    text = page(robin, f"/cases/{case_id}")
    for shown in ("Wantmarker", "Practicalmarker", "From outreach", "Accommodation and homelessness"):
        assert shown in text
    clash = robin.post(url, {**words, "wants": "Mine", "needs": ["MONEY"]})
    text = clash.get_data(as_text=True)
    assert clash.status_code == 409
    for shown in ("Wantmarker", "Mine", "Accommodation and homelessness"):
        assert shown in text


def test_two_people_never_overwrite_each_other(house: House) -> None:
    case_id, robin = opened(house), house.client("num_isva")

    tally = interleave(
        robin, house.client("num_manager"), make=lambda number: f"/cases/{case_id}/edit",
        fill=lambda words: {"wants": words}, stored=lambda url: page(robin, url),
    )  # fmt: skip
    assert tally["clashed"] > 2, tally
    assert tally["stored"] >= ROUNDS, tally


def test_a_case_is_handed_over_in_the_browser(house: House) -> None:
    case_id, robin, mel = opened(house), house.client("num_isva"), house.client("num_caseworker")
    mel_id = house.user("num_caseworker").id
    url = f"/cases/{case_id}/transfer"
    assert "Hand it over now" not in page(robin, url)
    refused = robin.post(url, {**OFFER, "to_user": str(mel_id), "stay": "stays"})
    assert "Enter the last day on the team" in refused.get_data(as_text=True)
    assert robin.post(url, {**OFFER, "to_user": str(mel_id)}).status_code == 303
    assert "Waits for an answer" in page(robin, url)
    listed = page(mel, "/cases/offers")
    found = re.search(r'href="(/cases/offers/[0-9a-f-]{36})"', listed)
    assert found is not None
    assert "Robynmarker" not in listed
    text = page(mel, found[1])
    assert "Handovermarker" in text
    assert "Robynmarker" not in text
    assert mel.get(f"/cases/{case_id}").status_code == 403
    assert house.client("mash_manager").get(found[1]).status_code == 404
    assert house.client("mash_manager").post(f"{found[1]}/take").status_code == 404
    assert mel.post(f"{found[1]}/decline", {"words": ""}).status_code == 422
    assert mel.post(f"{found[1]}/take").headers["Location"] == f"/cases/{case_id}"
    text = html.unescape(page(mel, f"/cases/{case_id}"))
    assert "Mel Hart leads this case now" in text
    assert "Case offered to Mel Hart" in text
    assert robin.get(f"/cases/{case_id}").status_code == 403
    assert mel.post(f"{found[1]}/take").status_code == 422


def test_supervision_is_nowhere_for_the_team(house: House) -> None:
    case_id, robin, priya = opened(house), house.client("num_isva"), house.client("num_manager")
    url = f"/cases/{case_id}/supervision"
    note = {"held_on": clock.today().isoformat(), "words": "Supervisionmarker", "next_on": clock.today().isoformat()}
    assert priya.post(url, {**note, "words": " "}).status_code == 422
    assert priya.post(url, note).status_code == 303
    text = page(priya, url)
    correct = re.search(r'href="(/cases/[^"]+/correct)"', text)
    assert correct is not None
    assert "Supervisionmarker" in page(priya, correct[1])
    assert priya.post(correct[1], {**note, "words": "Correctedmarker"}).status_code == 303
    assert "<s>Supervisionmarker</s>" in page(priya, url)
    assert "Supervision" in page(priya, f"/cases/{case_id}")
    for address in (f"/cases/{case_id}", f"/cases/{case_id}/team", "/cases", "/"):
        assert "Supervision" not in page(robin, address)
    for address in (url, correct[1]):
        assert robin.get(address).status_code == 404
        assert robin.post(address, note).status_code == 404


def test_filters_are_kept_and_several_cases_given(house: House) -> None:
    ids = [opened(house, f"Kit{number}marker") for number in range(3)]
    robin, priya = house.client("num_isva"), house.client("num_manager")
    mel_id = house.user("num_caseworker").id
    assert "Give the chosen cases" not in page(robin, "/cases")
    asked = "scope=all&flag=waiting"
    assert robin.post("/cases/filters", {"name": "", "asked": asked}).status_code == 422
    kept = robin.post("/cases/filters", {"name": "Filtermarker", "asked": asked, "shared": "y"})
    assert kept.headers["Location"] == f"/cases?{asked}"
    assert "Filtermarker" in page(priya, "/cases")
    assert "Filtermarker" not in page(house.client("num_caseworker"), "/cases")
    change = re.search(r'href="(/cases/filters/[0-9a-f-]{36})"', page(robin, "/cases"))
    assert change is not None
    assert priya.get(change[1]).status_code == 404
    version = version_of(page(robin, change[1]))
    assert robin.post(change[1], {"name": "Newmarker", "version": version}).status_code == 303
    stale = robin.post(change[1], {"name": "Oldmarker", "version": version})
    assert stale.status_code == 409
    assert all(word in stale.get_data(as_text=True) for word in ("Newmarker", "Oldmarker"))
    assert robin.post(f"{change[1]}/delete").status_code == 303
    assert "Newmarker" not in page(robin, "/cases")

    text = page(priya, "/cases?scope=all&sort=reference&order=down")
    assert text.index("Kit2marker") < text.index("Kit0marker")
    assert 'aria-sort="descending"' in text
    chosen = "&".join(f"case={one}" for one in ids[:2])
    assert "Kit1marker" in page(priya, f"/cases/assign?{chosen}")
    assert robin.get(f"/cases/assign?{chosen}").status_code == 404
    give = {"case": [str(one) for one in ids[:2]], "lead": str(mel_id), "reason": "Load"}
    key = {"idempotency_key": "double-click"}
    first, second = (priya.post("/cases/assign", {**give, **key}) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    refused = priya.post("/cases/assign", {**give, "case": [str(one) for one in ids]}).get_data(as_text=True)
    assert "They lead this case already" in refused
    assert page(house.client("num_caseworker"), "/cases").count("marker</b>") == 2


def test_the_board_counts_and_leads_to_the_cases(house: House) -> None:
    opened(house)
    priya = house.client("num_manager")
    text = page(priya, "/cases/board")
    assert "Open cases by lead worker: Robin Achebe 1." in text
    link = re.search(r'href="(/cases\?[^"]*flag=waiting[^"]*)"', text)
    assert link is not None
    assert "Robynmarker" in page(priya, html.unescape(link[1]))
    assert house.client("num_isva").get("/cases/board").status_code == 404
    assert "Robynmarker" in page(priya, "/cases?scope=all&q=robynmarker")


def test_the_timeline_has_pages_and_filters(house: House) -> None:
    case_id, robin = opened(house), house.client("num_isva")
    with house.acting("num_isva") as actor:
        for number in range(24):
            states = (CaseState.ON_HOLD, CaseState.ACTIVE)
            case_service.change_state(
                actor=actor, case_id=case_id, state=states[number % 2], reason=f"Reason {number:02d}.",
                reason_code=None, version=number + 1,
            )  # fmt: skip
    first = page(robin, f"/cases/{case_id}")
    assert "Reason 23." in first
    assert "Reason 03." not in first
    assert "Show older entries" in first
    second = page(robin, f"/cases/{case_id}?page=2")
    for words in ("Reason 03.", "Case opened", "Show newer entries"):
        assert words in second
    assert "Show older entries" not in second
    assert "Reason 23." not in page(robin, f"/cases/{case_id}?show=team")
    assert page(robin, f"/cases/{case_id}?page=9999&show=nonsense")


def test_pages_of_the_desk_ask_a_fixed_number_of_questions(house: House, count_queries: Callable[[], Any]) -> None:
    robin, priya = house.client("num_isva"), house.client("num_manager")
    case_id, mel_id = opened(house), house.user("num_caseworker").id
    fill(house, case_id, mel_id, 1)
    counts: dict[str, list[int]] = {}
    for extra in (0, 3):
        for number in range(extra):
            fill(house, opened(house, f"Kit {number}"), mel_id, 1)
        fill(house, case_id, mel_id, extra)
        for browser, url in (
            (robin, "/cases?scope=all"), (priya, "/cases?scope=all&risk=none"), (robin, "/cases/recent"),
            (priya, "/cases/board"), (priya, "/cases/offers"), (robin, f"/cases/{case_id}"),
            (robin, f"/cases/{case_id}/transfer"), (priya, f"/cases/{case_id}/supervision"),
        ):  # fmt: skip
            with count_queries() as seen:
                page(browser, url)
            asked = [words for words in seen if words.split()[0].lower() in ("select", "with")]
            counts.setdefault(url, []).append(len(asked))
    assert all(before == after for before, after in counts.values()), counts
    assert counts[f"/cases/{case_id}"][0] <= 70, counts
    assert all(few <= 26 for url, (few, _) in counts.items() if url != f"/cases/{case_id}"), counts


def fill(house: House, case_id: UUID, mel_id: UUID, times: int) -> None:
    """An offer, a state, a place on the team and a note of supervision, so many times."""
    for _ in range(times):
        with house.acting("num_isva") as actor:
            case = case_queries.peek(actor, case_id)
            state = CaseState.ON_HOLD if case.state is not CaseState.ON_HOLD else CaseState.ACTIVE
            case_service.change_state(
                actor=actor, case_id=case_id, state=state, reason="Why", reason_code=None, version=case.version
            )
            if (found := service_open(actor, case_id)) is not None:
                service.take_back(actor=actor, transfer_id=found)
            service.offer_case(
                actor=actor, case_id=case_id, to_user_id=mel_id, to_team_id=None, reason_code="load", reason=None,
                handover="Text only.",
            )  # fmt: skip
            case_service.add_member(actor=actor, case_id=case_id, user_id=mel_id)
            case_service.remove_member(actor=actor, case_id=case_id, user_id=mel_id)
        with house.acting("num_manager") as priya:
            service.write_supervision(actor=priya, case_id=case_id, words="Pace", held_on=clock.today())


def service_open(actor: Actor, case_id: UUID) -> UUID | None:
    found = queries.open_transfer_of(actor, case_queries.peek(actor, case_id))
    return found.id if found else None
