"""Pages of the Very Brief Intervention and the safety tips."""

from __future__ import annotations

import pytest

from core import clock
from tests.house import Browser, House

START = {"mode": "van", "ward": "E05011350", "team": "Dee"}
DUE = f"{clock.today():%d/%m/%Y}"


@pytest.fixture
def dee(house: House) -> Browser:
    """The outreach worker at MASH, signed in."""
    return house.client("mash_outreach")


def began(browser: Browser) -> str:
    now = clock.london(clock.now())
    answer = browser.post("/outreach/sessions/new", START | {"day": f"{now:%d/%m/%Y}", "time": f"{now:%H:%M}"})
    return str(answer.headers["Location"]).split("?")[0].removesuffix("/contacts/new")


def text_of(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code, url
    return answer.get_data(as_text=True)


def test_the_whole_way_of_an_intervention(house: House, dee: Browser) -> None:
    session = began(dee)
    assert "Very Brief Intervention" in text_of(dee, session)
    assert text_of(dee, f"{session}/brief/new").count("Not asked") == 6
    empty = dee.post(f"{session}/brief/new", {"Q1": " "})
    assert empty.status_code == 422
    assert "one tip, is enough" in empty.get_data(as_text=True)
    answers = {
        "Q1": "A lift home",
        "worried": "yes",
        "tips": ["T14", "T1"],
        "wants_referral": "yes",
        "slavery_sign": "not_sure",
    }
    saved = dee.post(f"{session}/brief/new", answers | {"due": DUE, "follow_up": "Ring"})
    assert saved.status_code == 303, saved.get_data(as_text=True)
    shown = saved.headers["Location"].split("?")[0]
    page = text_of(dee, shown)
    for words in (
        "A lift home",
        "Carry a fully charged phone",
        "They want a referral",
        "0800 0121 700",
        "no safe contact",
    ):
        assert words in page
    assert "Write down what you saw" in page
    refused = dee.post(f"{shown}/send", {})
    assert refused.status_code == 422
    assert "Nothing was sent" in refused.get_data(as_text=True)
    assert dee.post(f"{shown}/change", {"Q1": "A lift to her sister", "version": "1"}).status_code == 303
    clash = dee.post(f"{shown}/change", {"Q1": "Something else", "version": "1"})
    both = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert "A lift to her sister" in both
    assert "Something else" in both
    assert "Words only" not in text_of(dee, "/outreach/brief")
    with_day = {"Q1": "x", "due": DUE, "version": "2"}
    assert dee.post(f"{shown}/change", with_day).status_code == 303
    assert shown in text_of(dee, "/outreach/brief?show=due")
    assert dee.post(f"{shown}/done", {}).status_code == 303
    assert "Nothing to follow up" in text_of(dee, "/outreach/brief?show=due")
    assert house.client("gmp_liaison").get(shown).status_code == 404


def test_tips_are_read_shown_and_printed(dee: Browser) -> None:
    page = text_of(dee, "/outreach/tips?tip=T9")
    assert page.count('name="tip"') == 17
    assert "Note what I gave" not in page
    session = began(dee)
    assert f"{session}/brief/new" in text_of(dee, "/outreach/tips")
    assert 'value="T9" checked' in page
    large = text_of(dee, "/outreach/tips/show?tip=T9&tip=T15")
    assert "Trust your instincts" not in large
    assert "Always trust your instincts" in large
    assert "escape routes" not in large
    neutral = text_of(dee, "/outreach/tips/show?neutral=1")
    assert '<h1 class="govuk-heading-l">Notes</h1>' in neutral
    assert "client" not in neutral.split("<main", 1)[1].split("</main>", 1)[0]
    paper = dee.get("/outreach/tips.pdf?neutral=1")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    assert "notes.pdf" in paper.headers["Content-Disposition"]
