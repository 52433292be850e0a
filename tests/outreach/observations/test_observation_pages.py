"""Pages of observations, of a child met on outreach, and of the count of a night."""

from __future__ import annotations

import re

import pytest

from tests.house import Browser, House

START = {"mode": "van", "ward": "E05011350", "team": "Dee", "day": "1 November 2026", "time": "8pm"}
SEEN = {
    "facts": "A woman who does not work took money from two people.", "how_known": "saw", "how_many": "few",
    "day": "1 November 2026", "time": "11pm", "ward": "E05011350", "agreed": "nobody", "signs": "money_taken",
    "setting": "",
}  # fmt: skip


@pytest.fixture
def dee(house: House) -> Browser:
    """The outreach worker at MASH, signed in."""
    return house.client("mash_outreach")


def text_of(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    assert answer.status_code == code, url
    return answer.get_data(as_text=True)


def began(browser: Browser) -> str:
    answer = browser.post("/outreach/sessions/new", START)
    return str(answer.headers["Location"]).split("?")[0].removesuffix("/contacts/new")


def logged(browser: Browser, session: str, **answers: str) -> str:
    facts = {"who": "unnamed", "met": "new", "flags": "under_18", "do": "same", **answers}
    saved = browser.post(f"{session}/contacts/new", facts)
    assert saved.status_code == 303, saved.get_data(as_text=True)
    return str(saved.headers["Location"]).split("?")[0]


def test_the_whole_way_of_an_observation(house: House, dee: Browser) -> None:
    session = began(dee)
    form = text_of(dee, f"/outreach/observations/new?session={session.rsplit('/', 1)[1]}")
    assert "1 November" not in form, "it opens with now"
    assert "Why does it stay?" not in form
    found = dee.post("/outreach/observations/new", SEEN | {"facts": "At 14 Sackville Street"})
    assert found.status_code == 422
    assert "Why does it stay?" in found.get_data(as_text=True)
    assert "is an exact place" in found.get_data(as_text=True)
    saved = dee.post(f"/outreach/observations/new?session={session.rsplit('/', 1)[1]}", SEEN)
    assert saved.status_code == 303, saved.get_data(as_text=True)
    shown = saved.headers["Location"]
    page = text_of(dee, shown)
    assert "Somebody else takes the money" in page
    assert "Review it" not in page
    assert "MA-O0001" in text_of(dee, session)
    assert text_of(dee, f"{shown}/review", 404)
    joan = house.client("mash_manager")
    assert "Observation MA-O0001" in text_of(joan, "/")
    review = {
        "answer": "forward",
        "wording": "Reported: money taken by a third person.",
        "words": "Seen twice",
        "version": "1",
    }
    assert "A woman who does not work" in text_of(joan, f"{shown}/review")
    assert joan.post(f"{shown}/review", review | {"words": "Seen"}).status_code == 422
    assert joan.post(f"{shown}/review", review | {"words": "Seen by two of us"}).status_code == 303
    clash = joan.post(f"{shown}/review", review | {"answer": "keep", "words": "I would rather keep it"})
    both = clash.get_data(as_text=True)
    assert clash.status_code == 409
    assert "Seen by two of us" in both
    assert "I would rather keep it" in both
    assert "Your agency is none" in text_of(dee, f"{shown}/slavery")
    assert dee.post(f"{shown}/slavery", {"route": "helpline", "version": "2"}).status_code == 303
    assert dee.post(f"{shown}/agreement", {"agreed": "no", "version": "3"}).status_code == 303
    assert "Kept" in text_of(joan, "/outreach/observations?show=kept")
    assert dee.post(f"{shown}/notes", {"words": "MA-0001 was there"}).status_code == 422
    assert dee.post(f"{shown}/notes", {"words": "Seen again"}).status_code == 303
    assert dee.post(f"{shown}/999", {}).status_code == 303
    assert joan.post(f"{shown}/close", {"words": "Nobody was there again", "version": "5"}).status_code == 303
    assert "No open observation" in text_of(joan, "/outreach/observations")
    for stranger in ("mash_caseworker", "tmr_outreach", "gmp_liaison"):
        assert house.client(stranger).get(shown).status_code == 404


def test_a_contact_that_looked_under_18_leads_to_a_concern_at_once(house: House, dee: Browser) -> None:
    session = began(dee)
    contact = logged(dee, session, who="alias", alias="Kit", note="School bag")
    page = text_of(dee, contact)
    assert f"{contact}/child" in page
    assert f"{session}/brief/new" not in page, "nothing else is offered of a child"
    form = text_of(dee, f"{contact}/child")
    assert 'value="Kit"' in form
    assert "School bag" in form
    answers = {"who": "Kit", "seen": "School bag, cold", "danger": "y"}
    assert "Ring 999 first" in dee.post(f"{contact}/child", answers).get_data(as_text=True)
    raised = dee.post(f"{contact}/child", answers | {"rang_999": "yes"})
    assert raised.status_code == 303
    concern = raised.headers["Location"]
    assert "Children’s services" in text_of(dee, concern)
    after = text_of(dee, contact)
    assert "School bag" not in after
    assert concern in after
    assert "raised from this already" in text_of(dee, f"{contact}/child")
    assert dee.post(f"{contact}/child", answers | {"rang_999": "yes"}).status_code == 422
    assert "safeguarding concern" in text_of(house.client("mash_manager"), "/")
    adult = logged(dee, session, flags="worried")
    assert "Nothing here says that a child was met" in text_of(dee, f"{adult}/child")


def test_a_child_in_an_observation_comes_first(dee: Browser) -> None:
    saved = dee.post("/outreach/observations/new", SEEN | {"child": "y"})
    child = saved.headers["Location"]
    assert child.endswith("/child")
    assert "took money from two people" in text_of(dee, child)
    assert dee.post(child, {"who": "A girl in a school coat", "seen": "With them at 11"}).status_code == 303
    assert "was raised" in text_of(dee, child.removesuffix("/child"))


def test_a_night_is_counted_on_its_page(dee: Browser) -> None:
    session = began(dee)
    page = text_of(dee, f"{session}/hours")
    assert re.search(r'name="hour-20"', page)
    wrong = dee.post(f"{session}/hours", {"hour-20": "many", "version": "0"})
    assert wrong.status_code == 422
    assert "8pm to 9pm must be 0 to 999" in wrong.get_data(as_text=True)
    assert dee.post(f"{session}/hours", {"hour-20": "6", "hour-21": "0", "version": "0"}).status_code == 303
    clash = dee.post(f"{session}/hours", {"hour-20": "9", "version": "0"})
    assert clash.status_code == 409
    assert 'value="9"' in clash.get_data(as_text=True)
    assert "8pm to 9pm" in text_of(dee, session)
    assert "No night was counted" in text_of(dee, "/reports/working-hours")
    taken = {"shape": "csv", "purpose": "management", "why": "To plan the winter rota"}
    assert dee.post("/reports/working-hours", taken).mimetype == "application/zip"
