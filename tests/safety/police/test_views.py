"""Pages of information to the police, from a report to what came back, as each side meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from core.db import db
from safety.police.models import ReleaseKind
from safety.vocabulary import Scope
from tests.house import VERSION, Browser, House
from tests.safety.police import stage


def _text(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.get_data(as_text=True).split())


def _version(browser: Browser, address: str) -> str:
    found = VERSION.search(browser.get(address).get_data(as_text=True))
    assert found is not None
    return found[1]


def test_a_letter_from_the_report_to_the_police_and_back(house: House) -> None:
    report_id = stage.report(house, [Scope.CONTACT])
    gmp = str(house.agency("GMP").id)
    dee, joan, lena = (house.client(who) for who in ("mash_outreach", "mash_manager", "gmp_liaison"))
    begin = f"/incidents/{report_id}/police/contact"
    assert begin in _text(dee, f"/incidents/{report_id}")
    assert "not said yes to this" in _text(dee, f"/incidents/{report_id}/police/intelligence")
    assert dee.get(f"/incidents/{report_id}/police/warning").status_code == 404
    assert "Support worker" not in _text(dee, begin)
    empty = dee.post(begin, {"police": gmp, "grade": "first_hand", "words": ""})
    assert empty.status_code == 422
    words = f"{stage.LETTER} It was on 3 November."
    went = dee.post(begin, {"police": gmp, "grade": "first_hand", "words": words})
    assert went.status_code == 303
    letter = went.headers["Location"]
    page = _text(dee, letter)
    assert "An exact day or time: “3 November”" in page
    key = re.search(r'name="(reason_\w+)"', page)
    assert key is not None
    refused = dee.post(f"{letter}/check", {"version": _version(dee, letter), key[1]: ""})
    assert refused.status_code == 422
    assert "Still to mend or answer" in refused.get_data(as_text=True)
    sent = dee.post(f"{letter}/check", {"version": _version(dee, letter), key[1]: "The man said that day himself."})
    assert sent.status_code == 303
    assert "You wrote this, so somebody else lets it go" in _text(dee, letter)
    assert dee.post(f"{letter}/release", {"version": 2, "typed": stage.POLICE}).status_code == 404
    assert letter in _text(joan, "/")
    page = _text(joan, letter)
    assert "The man said that day himself." in page
    form = {"version": _version(joan, letter), "typed": "GMP"}
    assert joan.post(f"{letter}/release", form).status_code == 422
    assert joan.post(f"{letter}/release", {**form, "version": 1, "typed": stage.POLICE}).status_code == 409
    assert joan.post(f"{letter}/release", {**form, "typed": stage.POLICE}).status_code == 303
    assert "Nobody at Greater Manchester Police has opened it yet" in _text(joan, letter)
    assert "Gone to Greater Manchester Police" in _text(dee, f"/incidents/{report_id}")
    _back_and_forth(dee, lena, letter)


def _back_and_forth(dee: Browser, lena: Browser, letter: str) -> None:
    found = re.search(r'href="(/information/[0-9a-f-]{36})"', _text(lena, "/information"))
    assert found is not None
    received = found[1]
    assert received in _text(lena, "/")
    assert lena.get(f"{received}/text").status_code == 404
    assert stage.LETTER not in _text(lena, received)
    assert lena.post(f"{received}/open").status_code == 303
    assert stage.LETTER in _text(lena, received)
    plain = lena.get(f"{received}/text")
    assert plain.mimetype == "text/plain"
    assert "no finding against anybody" in plain.get_data(as_text=True)
    assert plain.headers["Cache-Control"].startswith("no-store")
    assert lena.post(f"{received}/questions", {"words": ""}).status_code == 422
    assert lena.post(f"{received}/questions", {"words": "Which way?"}).status_code == 303
    assert lena.post(f"{received}/feedback", {"outcome": "no_use", "said": ""}).status_code == 422
    assert lena.post(f"{received}/feedback", {"outcome": "helped", "said": "Thank them."}).status_code == 303
    assert "asked something" in _text(dee, "/")
    page = _text(dee, letter)
    ask = re.search(r'href="(/police-letters/[^"]*/questions/[0-9a-f-]{36})"', page)
    tell = re.search(r'action="(/police-letters/[^"]*/feedback/[0-9a-f-]{36})"', page)
    assert ask is not None
    assert tell is not None
    assert "Which way?" in _text(dee, ask[1])
    assert dee.post(f"{ask[1]}/none").status_code == 303
    assert "There is no answer to this question" in _text(lena, received)
    assert dee.post(tell[1], {"told": ""}).status_code == 422
    assert dee.post(tell[1], {"told": "told", "words": "Glad."}).status_code == 303
    assert "They were told. Glad." in _text(dee, letter)
    assert "Glad." not in _text(lena, received)
    assert "cannot be unread" in _text(dee, f"{letter}/take-back")
    assert dee.post(f"{letter}/take-back", {"version": _version(dee, f"{letter}/take-back")}).status_code == 303
    assert "The police had read it." in _text(dee, letter)
    gone = _text(lena, received)
    assert "took this back" in gone
    assert stage.LETTER not in gone
    assert lena.get(f"{received}/text").status_code == 404


def test_a_changed_letter_clashes_with_both_texts(house: House) -> None:
    report_id = stage.report(house, [Scope.FULL_REPORT])
    letter_id = stage.letter(house, report_id, ReleaseKind.FULL_REPORT)
    dee = house.client("mash_outreach")
    address = f"/police-letters/{letter_id}/words"
    form = {"version": 1, "police": str(house.agency("GMP").id), "grade": "first_hand", "worker": "Ines Duarte"}
    assert dee.post(address, {**form, "words": "The first text."}).status_code == 303
    clash = dee.post(address, {**form, "words": "The second text."})
    assert clash.status_code == 409
    page = clash.get_data(as_text=True)
    assert "The first text." in page
    assert "The second text." in page
    assert dee.post(address, {**form, "version": 2, "words": "Both.", "worker": ""}).status_code == 422
    assert dee.post(f"/police-letters/{letter_id}/aside", {"version": 2}).status_code == 303
    assert "Nothing left." in _text(dee, f"/police-letters/{letter_id}")
    assert "0800 555 111" in _text(dee, "/police-letters/crimestoppers")


def test_lists_run_as_many_statements_for_many_as_for_few(house: House, count_queries: Callable[[], Any]) -> None:
    ids = [_let_go(house) for _ in range(2)]
    joan, lena = house.client("mash_manager"), house.client("gmp_liaison")
    pages = ((joan, "/police-letters?view=gone"), (lena, "/information"))
    few = [_statements(count_queries, *page) for page in pages]
    ids += [_let_go(house) for _ in range(3)]
    assert [_statements(count_queries, *page) for page in pages] == few
    assert len(set(ids)) == 5


def _let_go(house: House) -> UUID:
    return stage.sent(house, stage.report(house, [Scope.INTELLIGENCE]), ReleaseKind.INTELLIGENCE)[1]


def _statements(count_queries: Callable[[], Any], browser: Browser, address: str) -> int:
    browser.get(address)
    db.session.rollback()
    with count_queries() as seen:
        assert browser.get(address).status_code == 200
    return len(seen)
