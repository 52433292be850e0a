"""Everything that the floors of figures give: found by following links, and by answering every form for a file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from html import unescape
from urllib.parse import urljoin
from uuid import UUID

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from agencies import queries as agencies
from core import clock, making, tallies
from core.db import db
from forum.review import queries as reviews
from forum.review.content import document
from forum.review.models import AnnualReview, ReviewState
from reports.cuts import settling
from reports.cuts.jobs import settle_due
from reports.releases.models import ReleaseShape
from tests.files import hostile
from tests.house import Browser, House

#: Who reads figures: the forum's, an agency's own, a member, the police.
READERS = ("mcc_coordinator", "mash_manager", "mash_member", "gmp_representative")
COUNTED = ("MASH", "NUM", "TMR")
START = ("/reports", "/forum", "/forum/reports", "/forum/reviews")
OURS = re.compile(
    r"^/(?:reports|forum/(?:reports|reviews|report-))(?:[/?.]|$)|^/forum/meetings/[\w-]+(?:/[\w-]+\.pdf)?$"
)
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
FORM = re.compile(r'<form\b[^>]*?\bmethod="post"[^>]*>.*?</form>', re.DOTALL)
ACTION = re.compile(r'<form\b[^>]*?\baction="([^"]*)"')
TAKEN = {"purpose": "forum", "why": "An invented reason, for a test alone."}
#: So many addresses that differ in their ids or periods alone are enough, for one reader.
MOST_ALIKE = 1


def count(today: date) -> None:
    """What the worker does: the tallies of those who have rows, for three quarters, then what may be shown of them.

    Of this financial year and the last: nothing is older.
    """
    tallies.write_all([agencies.agency_by_code(code).id for code in COUNTED], today, quarters=3)
    db.session.commit()
    with pytest.MonkeyPatch.context() as shorter:
        shorter.setattr(settling, "YEARS", 1)
        settle_due()
    db.session.commit()


def given(house: House) -> Iterator[tuple[str, TestResponse]]:
    """Every page and file of figures that its readers can come to, with where it came from."""
    alike: Counter[str] = Counter()
    for persona in READERS:
        browser = house.client(persona)
        browser.inspects = False
        yield from _followed(browser, persona, alike)


def _followed(browser: Browser, persona: str, alike: Counter[str]) -> Iterator[tuple[str, TestResponse]]:
    waiting, seen = list(START), set(START)
    while waiting:
        where = waiting.pop(0)
        answer = browser.get(where)
        if answer.status_code != 200:
            continue
        yield f"{persona} {where}", answer
        if answer.mimetype != "text/html":
            continue
        page = answer.get_data(as_text=True)
        yield from _taken_away(browser, f"{persona} {where}", where, page, alike)
        for link in map(unescape, LINK.findall(page)):
            there = urljoin(where, link)
            if OURS.match(there) and there not in seen and _is_new(f"{persona} {there}", alike):
                seen.add(there)
                waiting.append(there)


def _taken_away(
    browser: Browser, of: str, where: str, page: str, alike: Counter[str]
) -> Iterator[tuple[str, TestResponse]]:
    for form in FORM.findall(page):
        if 'name="shape"' not in form:
            continue
        found = ACTION.search(form)
        action = urljoin(where, unescape(found[1])) if found else where
        for shape in ReleaseShape:
            if f'value="{shape.value}"' in form and _is_new(f"{action} {shape.value}", alike, most=1):
                answer = browser.post(action, {**TAKEN, "shape": shape.value})
                answer = answer if answer.status_code == 200 else _waited_for(browser, answer)
                yield f"{of} as {shape.value}", answer


def _waited_for(browser: Browser, answer: TestResponse) -> TestResponse:
    """What the worker makes of it, taken from the page on which it is waited for."""
    assert answer.status_code == 303, answer.status_code
    where = answer.headers["Location"]
    _make(1)
    page = browser.get(where).get_data(as_text=True)
    made = next(link for link in map(unescape, LINK.findall(page)) if link.endswith(".pdf"))
    return browser.get(made)


def _is_new(address: str, alike: Counter[str], most: int = MOST_ALIKE) -> bool:
    shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}(?:-\d\d)*", "*", address)
    alike[shape] += 1
    return alike[shape] <= most


def ask_for_all(house: House) -> None:
    """Ask for a report, prepare the returns of one agency, and let the worker make what was asked for."""
    assert house.client("mcc_coordinator").post("/forum/reports/new", {"body": ""}).status_code == 303
    browser = house.client("mash_manager")
    offered = RETURN.findall(browser.get("/reports/returns").get_data(as_text=True))
    assert offered
    for address in offered[:MOST_ALIKE]:
        assert browser.post(address).status_code == 303, address
    _make(1)


RETURN = re.compile(r'href="(/reports/returns/new/[^"]+)"')


def ask_for_pack(house: House, meeting_id: str) -> None:
    """Ask for the coordinator's own pack of a meeting, let the worker make it, and take it."""
    browser = house.client("mcc_coordinator")
    assert browser.post(f"/forum/meetings/{meeting_id}/pack").status_code == 303
    _make(1)
    assert browser.get(f"/forum/meetings/{meeting_id}/pack.pdf").mimetype == "application/pdf"


def ask_for_review(house: House, review_id: UUID) -> None:
    """Freeze a review as its signing does, let the worker make its file, and take it."""
    with house.acting("mcc_coordinator") as actor:
        copy = document(actor, reviews.view(actor, review_id))
    signed = {"state": ReviewState.SIGNED, "copy": copy, "sha256": "ab" * 32, "signed_at": clock.now(),
              "signed_by_name": "Invented"}  # fmt: skip
    with hostile.past_every_rule() as connection:
        connection.execute(update(AnnualReview).where(AnnualReview.id == review_id).values(signed))
    browser = house.client("mcc_coordinator")
    assert browser.post(f"/forum/reviews/{review_id}/file").status_code == 303
    _make(1)
    assert browser.get(f"/forum/reviews/{review_id}/review.pdf").mimetype == "application/pdf"


def _make(least: int) -> None:
    db.session.rollback()
    assert making.make_due(20) >= least
    db.session.commit()
