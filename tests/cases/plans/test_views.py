"""Pages of plans, through the whole service: read, written, agreed to, carried, and never overwritten in silence."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from pypdf import PdfReader

from core import clock
from core.words import long_day
from tests.cases.interleaving import interleave
from tests.cases.plans.scene import opened
from tests.house import Browser, House

SAFETY = {
    "own": "Nobody at the door", "warning": "He texts at night", "helps": "My sister", "places": "The library",
    "people": "Kit", "act": "If he comes: out by the back", "numbers": "999",
}  # fmt: skip


@pytest.fixture
def robin(house: House) -> Browser:
    return house.client("num_isva")


@pytest.fixture
def case_id(house: House) -> UUID:
    return opened(house)


def _goal(robin: Browser, case_id: UUID, words: str = "A door that locks") -> str:
    answer = robin.post(f"/cases/{case_id}/plan/goals/new", {
        "version": "0", "words": words, "need": "HOUSING", "progress": "to_do", "steps-0-words": "Ring the council",
        "steps-0-doer": "us", "steps-0-due_on": long_day(clock.today() + timedelta(days=9)), "steps-1-words": "",
        "steps-1-doer": "us",
    })  # fmt: skip
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = robin.get(f"/cases/{case_id}/plan").get_data(as_text=True)
    return str(re.findall(rf"/cases/{case_id}/plan/goals/([0-9a-f-]{{36}})\"", page)[-1])


def _later(days: int = 60) -> str:
    return long_day(clock.today() + timedelta(days=days))


def _text(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_a_support_plan_from_first_goal_to_the_paper(robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/plan"
    assert "There is no support plan yet" in robin.get(url).get_data(as_text=True)
    refused = robin.post(f"{url}/goals/new", {"version": "0", "words": "Sleep", "progress": "to_do",
                                              "steps-0-doer": "other", "steps-0-who": "Kit"})  # fmt: skip
    assert refused.status_code == 422
    assert "Say what the step is" in refused.get_data(as_text=True)
    _goal(robin, case_id)
    page = robin.get(url).get_data(as_text=True)
    assert "A door that locks" in page
    assert "Ring the council" in page
    assert "has not been asked yet" in page
    late = robin.post(f"{url}/support/write", {"version": "1", "review_on": _later(90), "own": ""})
    assert late.status_code == 422
    assert "within 12 weeks" in late.get_data(as_text=True)
    assert (
        robin.post(f"{url}/support/write", {"version": "1", "review_on": _later(), "own": "Peace"}).status_code == 303
    )
    step = re.search(r"/plan/steps/([0-9a-f-]{36})/done", page)
    assert step is not None
    assert robin.post(f"{url}/steps/{step[1]}/done").status_code == 303
    edition = re.search(r'name="version"[^>]*value="(\d+)"', robin.get(f"{url}/support/agreed").get_data(as_text=True))
    assert edition is not None
    assert (
        robin.post(
            f"{url}/support/agreed", {"version": edition[1], "agreed": "yes", "agreed_on": long_day(clock.today())}
        ).status_code
        == 303
    )
    page = robin.get(url).get_data(as_text=True)
    assert "Marigold agreed on" in page
    assert "Done" in page
    versions = robin.get(f"{url}/support/versions").get_data(as_text=True)
    assert "A goal added" in versions
    first = re.findall(r"/versions/([0-9a-f-]{36})", versions)[0]
    assert robin.get(f"{url}/support/versions/{first}").status_code == 200


def test_the_paper_names_nobody_unless_it_may_and_never_the_agencys_own_words(robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/plan/safety"
    assert robin.post(f"{url}/write", {"version": "0", "review_on": _later(), **SAFETY}).status_code == 303
    asked = robin.get(f"{url}/copies/new").get_data(as_text=True)
    assert "Words to look at" not in asked
    assert "He texts at night" in asked
    for heading, title, names in (("neutral", "My notes", False), ("named", "My safety plan", True)):
        answer = robin.post(
            f"{url}/copies/new", {"how": "paper", "heading": heading, "given_on": long_day(clock.today())}
        )
        assert answer.status_code == 303
        file = robin.get(answer.location)
        assert file.mimetype == "application/pdf"
        assert title.lower().replace(" ", "-") in file.headers["Content-Disposition"]
        words = _text(file.data)
        assert title in words
        assert all(said in words for said in SAFETY.values())
        assert ("NUM" in words or "Ugly Mugs" in words) is names
        assert ("Robin" in words) is names
        for own in ("ISVA", "Marigold", "NU-", "case", "Safety plan", "risk"):
            assert own not in words, own
        meta = PdfReader(io.BytesIO(file.data)).metadata
        assert meta is not None
        assert bool(meta.author) is names
    page = robin.get(url).get_data(as_text=True)
    assert "It names nobody" in page
    assert "Safety plan, not agreed yet" in page


def test_words_of_the_trade_are_shown_before_they_go_on_paper(robin: Browser, case_id: UUID) -> None:
    _goal(robin, case_id, "Talk to my ISVA about the MARAC")
    page = robin.get(f"/cases/{case_id}/plan/support/copies/new").get_data(as_text=True)
    assert "ISVA and MARAC" in page
    answer = robin.post(f"/cases/{case_id}/plan/support/copies/new",
                        {"how": "unsafe", "heading": "neutral", "given_on": long_day(clock.today())})  # fmt: skip
    assert answer.location.endswith("/plan")


def test_interleavings_overwrite_nothing(house: House, robin: Browser, case_id: UUID) -> None:
    other = house.client("num_manager")
    goal_id = _goal(robin, case_id)
    url = f"/cases/{case_id}/plan"

    def stored(_: str) -> str:
        return str(robin.get(url).get_data(as_text=True))

    for browser in (robin, other):
        browser.inspects = False
    tally = interleave(robin, other, make=lambda number: f"{url}/goals/{goal_id}", fill=lambda words: {"words": words},
                       stored=stored)  # fmt: skip
    assert tally["clashed"] > 2
    tally = interleave(
        robin, other, make=lambda number: f"{url}/support/write", fill=lambda words: {"own": words}, stored=stored,
        seed=5,
    )  # fmt: skip
    assert tally["clashed"] > 2


def test_the_door_and_kinds_that_are_none(house: House, robin: Browser, case_id: UUID) -> None:
    assert robin.get(f"/cases/{case_id}/plan/holiday/write").status_code == 404
    assert robin.get(f"/cases/{case_id}/plan/safety/agreed").status_code == 404
    assert house.client("num_caseworker").get(f"/cases/{case_id}/plan").status_code == 403
    assert house.client("mash_caseworker").get(f"/cases/{case_id}/plan").status_code == 404
