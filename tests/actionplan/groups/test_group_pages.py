"""Pages of groups and their highlight reports, through the whole service."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from actionplan.around import DecisionRef, around
from core import clock
from core.words import long_day
from tests.house import Browser, House

DECISION = DecisionRef(UUID(int=7), "D-2026-07", "The group may begin.", date(2026, 11, 12))
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')
WORDS = ("title", "reason", "aim", "scope", "out_of_scope", "success_measures", "meeting_frequency", "reporting_line",
         "confidentiality")  # fmt: skip


@pytest.fixture(autouse=True)
def minutes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forum's minutes hold one decision."""
    monkeypatch.setattr(around, "decision", lambda actor, decision_id: DECISION)
    monkeypatch.setattr(around, "decisions", lambda actor: [DECISION])


def text(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code, url
    return answer.get_data(as_text=True)


def sent(browser: Browser, url: str, form: dict[str, Any] | None = None, code: int = 303) -> str:
    """Send the form of a page as it stands, with its version; gives the page that answers, or where it leads."""
    page = text(browser, url)
    version = VERSION.search(page)
    answer = browser.post(url, {**({"version": version[1]} if version else {}), **(form or {})})
    assert answer.status_code == code, answer.get_data(as_text=True)[:3000]
    return str(answer.headers["Location"]) if code == 303 else answer.get_data(as_text=True)


def proposal(browser: Browser) -> dict[str, str]:
    commitment = re.search(r'<option value="([0-9a-f-]{36})">P1.8', text(browser, "/groups/new"))
    assert commitment is not None
    today = clock.today()
    return {
        **{name: f"Words about {name.replace('_', ' ')}." for name in WORDS}, "commitments": commitment[1],
        "starts_on": long_day(today), "ends_on": long_day(today + timedelta(days=20)), "report_every_weeks": "1",
        "second_commitment": "", "third_commitment": "",
    }  # fmt: skip


def test_a_lead_and_the_coordinator_take_a_group_from_its_proposal_to_its_close(house: House) -> None:
    sam, bea = house.client("mcc_coordinator"), house.client("num_lead")
    whole = proposal(bea)
    wrong = sent(bea, "/groups/new", {**whole, "ends_on": whole["starts_on"]}, 422)
    assert "The end must be after the start." in wrong
    found = sent(bea, "/groups/new", {**whole, "aim": "Help MA-0427."}, 422)
    assert "Why may these words stay?" in found
    group = sent(bea, "/groups/new", whole)
    seat = {"role": "lead", "name": "Casework lead", "user": str(house.user("num_lead").id), "agency": ""}
    sent(bea, f"{group}/members/new", seat)
    sent(bea, f"{group}/members/new", {"role": "member", "lived_experience": "y", "user": "", "agency": "",
                                       "organisation": "A drop-in"})  # fmt: skip
    sent(bea, f"{group}/members/new", {"role": "adviser", "user": str(house.user("mash_member").id), "agency": ""})
    sent(bea, f"{group}/outputs/new", {"title": "A leaflet", "owner": "Lead", "due_on": whole["ends_on"]})
    sent(bea, f"{group}/terms", {**whole, "aim": "A better aim."})
    assert bea.get(f"{group}/approve").status_code == 403
    assert "Choose the decision" in sent(sam, f"{group}/approve", {"decision": ""}, 422)
    sent(sam, f"{group}/approve", {"decision": str(DECISION.id)})
    sent(bea, f"{group}/start")
    page = text(bea, group)
    assert "D-2026-07" in page
    assert "Ruby Stone" in page, "an account brings its name along"
    assert "It ends in 30 days or less" in page
    assert "Write the highlight report" in text(bea, "/")
    output = re.search(rf'href="({group}/outputs/[0-9a-f-]{{36}})"', page)
    member = re.search(rf'href="({group}/members/[0-9a-f-]{{36}})"', page)
    assert output is not None
    assert member is not None
    sent(bea, member[1], {**seat, "name": "Head of casework"})
    assert "has left" not in text(bea, f"{member[1]}/end")
    done = {"title": "A leaflet", "owner": "Lead", "due_on": whole["ends_on"], "state": "done",
            "done_on": long_day(clock.today()), "evidence": "In the van"}  # fmt: skip
    assert sent(bea, output[1], {**done, "version": "99"}, 409).count("In the van")
    sent(bea, output[1], done)
    _report(bea, group)
    sent(sam, f"{group}/extend", {"decision": str(DECISION.id), "reason": "The print is late.",
                                  "ends_on": long_day(clock.today() + timedelta(days=60))})  # fmt: skip
    sent(bea, f"{group}/finish")
    sent(bea, f"{group}/final-report", {"done": "Printed.", "changed": "People take it.", "next": "NUM keeps it."})
    sent(sam, f"{group}/close", {"decision": str(DECISION.id)})
    assert "People take it." in text(house.client("mash_member"), group)
    assert "/groups/" in text(sam, "/groups?shown=ended")
    for name in ("terms.pdf", "final-report.pdf"):
        assert sam.get(f"{group}/{name}").data.startswith(b"%PDF")
    assert house.client("mash_outreach").get(group).status_code == 403


def _report(bea: Browser, group: str) -> None:
    begun = bea.post("/highlight-reports", {"group": group.removeprefix("/groups/")})
    write = str(begun.headers["Location"])
    report = write.removesuffix("/write")
    today = long_day(clock.today())
    parts = {name: f"Words about {name}." for name in ("done", "planned", "impact")}
    typed = {
        "period_from": today, "period_to": today, "rag": "blue", "rag_reason": "", **parts, "voice": "",
        "risks-0-words": "No printer", "risks-0-kind": "risk", "risks-0-likelihood": "4", "risks-0-impact": "5",
        "risks-0-owner": "Lead", "risks-0-answer": "Ask", "then": "issue",
    }  # fmt: skip
    assert sent(bea, write, typed) == f"{report}/issue"
    assert "Say what people who sex work said" in sent(bea, f"{report}/issue", {}, 422)
    sent(bea, write, {**typed, "voice": "Ask Angel from Ancoats, who lives with HIV.", "then": ""})
    found = sent(bea, f"{report}/issue", {}, 422)
    assert "Why may these words stay?" in found
    clash = sent(bea, write, {**typed, "version": "1"}, 409)
    assert "As it stands now" in clash
    sent(bea, write, {**typed, "voice": "Nobody was asked: too early."})
    sent(bea, f"{report}/issue")
    page = text(bea, report)
    assert "4 × 5 = 20" in page
    assert report in text(bea, "/highlight-reports")
    assert bea.get(f"{report}.pdf").data.startswith(b"%PDF")
    assert bea.get(f"{report}/throw-away").status_code != 200
