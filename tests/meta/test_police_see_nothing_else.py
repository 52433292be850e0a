"""Police and probation: what is addressed to them, and nothing else; every other address looks like one that is not.

Goes over the whole map of addresses, so that a page made tomorrow is looked at too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from agencies import service as agencies
from core.access import Access, access_of
from core.db import db
from safety.police.models import ReleaseKind
from safety.vocabulary import Scope
from tests.effort import THOROUGH
from tests.house import Browser, House
from tests.meta.sweep import addresses, pages
from tests.meta.world import World
from tests.personas import PASSWORD
from tests.safety.police import stage

#: All that such an account may open beside public pages and its own account; a new one belongs here, or is a mistake.
RECEIVED = {
    "safety.list_received", "safety.show_received", "safety.open_received", "safety.read_received_text",
    "safety.ask_through_agency", "safety.give_feedback",
}  # fmt: skip
OPEN_TO_LIAISON = {"agencies.home", "referrals.", *RECEIVED}
OTHER_METHODS = ("HEAD", "PUT", "DELETE", "OPTIONS")
METHODS = ("GET", "POST", *OTHER_METHODS)
NOWHERE = "/there/is/no/such/page"
CHANGING = re.compile(r'((?:csrf_token|idempotency_key)"[^>]*value=")[^"]*|(data-csrf=")[^"]*')


def _probation(house: House) -> Browser:
    """A browser of probation's liaison."""
    agencies.add_user(
        agency_id=house.agency("PROBATION").id, team_id=None, email="liaison@probation.example", name="Ada Poole",
        password=PASSWORD, roles=["police_liaison"],
    )  # fmt: skip
    db.session.commit()
    browser = house.stranger()
    browser.sign_in("liaison@probation.example")
    return browser


def _bytes(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    headers = sorted((name, value) for name, value in answer.headers if name not in ("Date", "Set-Cookie"))
    return answer.status_code, CHANGING.sub(r"\1\2", answer.get_data(as_text=True)), headers


def _ask(browser: Browser, method: str, address: str) -> TestResponse:
    db.session.rollback()
    form = {"csrf_token": browser.token, "idempotency_key": "k" * 12} if method in ("POST", "PUT") else None
    with browser.client.application.app_context():
        return browser.client.open(address, method=method, data=form)


def _closed(app: Flask, holds: frozenset[str]) -> Iterator[tuple[str, Access]]:
    """Endpoints that an account with these permissions may not open."""
    for rule in pages(app):
        declared = access_of(app, rule.endpoint)
        assert declared is not None
        if declared.permissions and not holds & set(declared.permissions):
            yield rule.endpoint, declared


def _ways(there: list[str], turn: int | None) -> Iterator[tuple[str, str]]:
    """The first address of a rule by GET, POST and one other method in its turn; the next, of another row, by GET."""
    others = () if turn is None else (OTHER_METHODS[turn % len(OTHER_METHODS)],)
    yield from ((method, there[0]) for method in ("GET", "POST", *others))
    yield from (("GET", address) for address in there[1:2])


@pytest.mark.sqlite_only
@pytest.mark.parametrize("who", ["police", "probation"] if THOROUGH else ["police"])
def test_every_other_address_is_the_same_404_byte_for_byte(house: House, world: World, who: str) -> None:
    browser = house.client("gmp_liaison") if who == "police" else _probation(house)
    browser.inspects = False
    of_police = {"request.ask", "information.receive"} if who == "police" else set()
    holds = frozenset({"home", "referral.read", "referral.answer"} | of_police)
    closed = {endpoint for endpoint, _ in _closed(house.app, holds)}
    nowhere = {method: _bytes(_ask(browser, method, NOWHERE)) for method in METHODS}
    assert {status for status, _, _ in nowhere.values()} == {404}
    rules, asked, differ = set(), 0, []
    mine = ("request_id", "release_id")  # those of the world are the police's own
    foreign = replace(world, ids={**world.ids, **{name: {str(uuid4())} for name in mine}})
    for rule in pages(house.app):
        others = "<uuid:" in rule.rule and rule.endpoint.startswith(tuple(OPEN_TO_LIAISON))
        if rule.endpoint not in closed and not others:
            continue
        rules.add(rule.rule)
        there = list(addresses(house.app, rule, foreign if others else world))
        for method, address in _ways(there, len(rules) if rule.endpoint in closed else None):
            asked += 1
            answer = _bytes(_ask(browser, method, address))
            if answer != nowhere[method]:  # the shell may have changed meanwhile: ask for nowhere once more
                nowhere[method] = _bytes(_ask(browser, method, NOWHERE))
            if answer != nowhere[method]:
                differ.append(f"{method} {address}")
    print(f"{who}: {len(rules)} rules compared, {asked} requests")  # noqa: T201  # the figure is the point
    assert len(rules) > 50
    assert differ == []


def test_a_page_that_forbids_instead_of_hiding_is_seen(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the tester: without the gate's concealment the accounts page answers 403."""
    browser = house.client("gmp_liaison")
    assert _ask(browser, "GET", "/accounts").status_code == 404
    monkeypatch.setattr("core.access.conceals_all", lambda: False)
    assert _ask(browser, "GET", "/accounts").status_code == 403


def test_other_agencies_are_still_told_why(house: House) -> None:
    assert house.client("mash_outreach").get("/accounts").status_code == 403


def test_what_is_open_to_a_liaison_is_what_was_meant(house: House) -> None:
    holds = frozenset({"home", "referral.read", "referral.answer", "request.ask", "information.receive"})
    opened = {
        rule.endpoint
        for rule in pages(house.app)
        if (declared := access_of(house.app, rule.endpoint)) and holds & set(declared.permissions)
    }
    stray = [name for name in sorted(opened) if not name.startswith(tuple(OPEN_TO_LIAISON))]
    assert stray == []


def test_the_navigation_and_home_fit_what_is_open(house: House) -> None:
    lena = house.client("gmp_liaison")
    page = lena.get("/").get_data(as_text=True)
    nav = page[page.index('aria-label="Main"') : page.index("<main")]
    found = re.findall(r'href="(/[^"]*)"', nav)
    assert found == ["/", "/referrals", "/requests", "/information"]
    assert [link for link in found if lena.get(link).status_code != 200] == []
    links = {link for link in re.findall(r'href="(/[^"?#]*)', page) if not link.startswith("/static")}
    assert [link for link in sorted(links) if lena.get(link).status_code not in (200, 303)] == []
    probation = _probation(house)
    page = probation.get("/").get_data(as_text=True)
    nav = page[page.index('aria-label="Main"') : page.index("<main")]
    assert re.findall(r'href="(/[^"]*)"', nav) == ["/", "/referrals"]


def test_public_pages_and_the_own_account_stay_open(house: House) -> None:
    lena = house.client("gmp_liaison")
    for address in ("/", "/help", "/privacy", "/accessibility", "/account", "/account/password", "/sign-out"):
        assert lena.get(address).status_code == 200, address
    assert lena.post("/session/extend").status_code < 400


def test_of_a_report_the_police_read_what_was_let_go_and_nothing_beside_it(house: House) -> None:
    """Markers in every word of a report, its descriptors and its letter; the police meet those of the release alone."""
    report_id = stage.report(house, [Scope.CONTACT], words="MRK-said", noticed="MRK-plate", kept_back="MRK-kept")
    letter_id, release_id = stage.sent(house, report_id, ReleaseKind.CONTACT, f"{stage.LETTER} MRK-letter")
    lena = house.client("gmp_liaison")
    addresses = ["/", "/information", "/information?view=open", f"/information/{release_id}"]
    before = "".join(lena.get(address).get_data(as_text=True) for address in addresses)
    assert "MRK-" not in before, "Nothing is read before it is opened, and its opening is written down."
    assert lena.post(f"/information/{release_id}/open").status_code == 303
    answers = [lena.get(address) for address in (*addresses, f"/information/{release_id}/text")]
    read = "".join(answer.get_data(as_text=True) + str(answer.headers) for answer in answers)
    assert set(re.findall(r"MRK-\w+", read)) == {"MRK-letter", "MRK-plate"}
    for row_id in (report_id, letter_id):
        assert str(row_id) not in read
        assert row_id.hex not in read
    for name in ("Dee Marlowe", "Joan Petrie", "MA-I0"):
        assert name not in read
    for elsewhere in ("btp_liaison", "probation_liaison", "carl"):
        browser = _other(house, elsewhere)
        assert [browser.get(address).status_code for address in addresses[3:]] == [404]
        assert browser.post(f"/information/{release_id}/open").status_code == 404


def _other(house: House, who: str) -> Browser:
    """Another police service’s liaison, probation’s, or a colleague at the same police without that role."""
    if who == "probation_liaison":
        return _probation(house)
    if who == "carl":
        return house.client("gmp_representative")
    agencies.add_user(
        agency_id=house.agency("BTP").id, team_id=None, email="owen@btp.example", name="Owen Tate",
        password=PASSWORD, roles=["police_liaison"],
    )  # fmt: skip
    db.session.commit()
    browser = house.stranger()
    browser.sign_in("owen@btp.example")
    return browser
