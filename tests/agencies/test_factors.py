"""The second factor: required in a live service, sealed at rest, and each code works once."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask, url_for
from sqlalchemy import select

from agencies import factors, throttle
from agencies.models import RecoveryCode, SecondFactor
from agencies.rules import RECOVERY_LETTERS
from core import clock
from core.access import access_of
from core.db import db
from core.errors import Refused
from core.scoping import acting_as
from tests.agencies.conftest import START, SecureBrowser
from tests.browser import inspect_html
from tests.house import House
from tests.personas import CAST, PASSWORD

Later = Callable[..., Any]
Browsers = Callable[[], SecureBrowser]
DEE = CAST["mash_outreach"].email


def code_at(secret: str, **past: int) -> str:
    """What an authenticator shows at nine, or so much later."""
    return pyotp.TOTP(secret).at(START + timedelta(**past))


def set_up(house: House) -> str:
    """Give Dee a confirmed second factor, long ago; returns its secret."""
    with house.acting("mash_outreach") as actor:
        factors.begin(actor=actor)
        factor = db.session.get(SecondFactor, (actor.agency_id, actor.user_id))
        assert factor is not None
        factor.confirmed_at = clock.now()
        secret = factor.secret
    assert secret is not None
    return secret


def shown_secret(page: str) -> str:
    """The secret that the set-up page shows to be typed by hand."""
    found = re.search(r'<span class="rt-code">([A-Z2-7 ]+)</span>', page)
    assert found
    return found[1].replace(" ", "")


def sign_in(browser: SecureBrowser) -> Any:
    """Dee's address and password; the session's token changes with it."""
    take_token(browser, browser.get("/sign-in").text)
    return browser.post("/sign-in", {"email": DEE, "password": PASSWORD})


def take_token(browser: SecureBrowser, page: str) -> str:
    """Use the token of this page from now on."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    browser._token = found[1]
    return page


def test_without_a_second_factor_a_live_service_shows_nothing_but_the_set_up(
    live: Flask, secure_browser: Browsers
) -> None:
    browser = secure_browser()
    answer = sign_in(browser)
    assert answer.headers["Location"] == "/account/second-factor"
    with live.test_request_context(base_url="https://roundtable.example"):
        paths = [
            url_for(rule.endpoint)
            for rule in live.url_map.iter_rules()
            if "GET" in (rule.methods or set())
            and not rule.arguments
            and getattr(access_of(live, rule.endpoint), "signed_in", False)
        ]
    assert len(paths) >= 5
    for path in paths:
        assert browser.get(path).status_code in (302, 303), path
    assert browser.get("/sign-in").headers["Location"] == "/account/second-factor"


def test_set_up_confirms_shows_recovery_codes_once_and_signs_in(secure_browser: Browsers, later: Later) -> None:
    with later():
        browser = secure_browser()
        sign_in(browser)
        page = take_token(browser, browser.get("/account/second-factor").text)
        assert inspect_html(page) == []
        assert "<svg" in page
        wrong = browser.post("/account/second-factor", {"code": "000000"})
        assert wrong.status_code == 422
        assert "That code is not right." in wrong.text
        answer = browser.post("/account/second-factor", {"code": code_at(shown_secret(page))})
    assert answer.status_code == 200
    assert inspect_html(answer.text) == []
    assert len(set(re.findall(rf"[{RECOVERY_LETTERS}]{{4}}(?:-[{RECOVERY_LETTERS}]{{4}}){{3}}", answer.text))) == 10
    with later(seconds=40):
        assert browser.get("/account").status_code == 200
        assert browser.get("/account/second-factor").status_code == 404


def test_with_a_second_factor_the_password_alone_opens_nothing(
    live: Flask, house: House, secure_browser: Browsers, later: Later
) -> None:
    with later():
        secret = set_up(house)
        browser = secure_browser()
        assert sign_in(browser).headers["Location"] == "/sign-in/code"
        assert browser.get("/account").status_code == 302
        page = take_token(browser, browser.get("/sign-in/code").text)
        assert inspect_html(page) == []
        assert browser.post("/sign-in/code", {"code": "000000"}).status_code == 422
        answer = browser.post("/sign-in/code", {"code": code_at(secret)})
        assert answer.status_code == 303
        assert browser.get("/account").status_code == 200


def test_the_demonstration_leaves_it_optional(house: House) -> None:
    browser = house.client("mash_outreach")
    assert browser.get("/account/second-factor").status_code == 404
    assert browser.post("/account/second-factor/begin").headers["Location"] == "/account/second-factor"
    assert inspect_html(browser.get("/account/second-factor").text) == []


def test_a_code_works_once_even_after_the_clock_went_back(house: House, later: Later) -> None:
    secret = set_up(house)
    code = code_at(secret)
    with later(), house.acting("mash_outreach") as actor:
        assert factors.use(actor=actor, code=f" {code[:3]} {code[3:]} ")
        assert not factors.use(actor=actor, code=code)
    with later(seconds=20), house.acting("mash_outreach") as actor:
        assert not factors.use(actor=actor, code=code)
        assert not factors.use(actor=actor, code=code_at(secret, seconds=-30))
    with later(seconds=40), house.acting("mash_outreach") as actor:
        assert factors.use(actor=actor, code=code_at(secret, seconds=30))


def test_codes_from_too_far_away_are_wrong(house: House, later: Later) -> None:
    secret = set_up(house)
    with later(), house.acting("mash_outreach") as actor:
        assert not factors.use(actor=actor, code=code_at(secret, seconds=-90))
        assert not factors.use(actor=actor, code=code_at(secret, seconds=90))
        assert not factors.use(actor=actor, code="")
        assert not factors.use(actor=actor, code="ä1234५")


def test_of_twenty_parallel_uses_of_one_code_exactly_one_wins(app: Flask, house: House) -> None:
    secret = set_up(house)
    actor = house.actor("mash_outreach")
    db.session.rollback()
    code = pyotp.TOTP(secret).at(START)
    start = threading.Barrier(20)
    won: list[bool] = []

    def use() -> None:
        with app.app_context(), clock.frozen_at(START):
            start.wait()
            with acting_as(actor):
                right = factors.use(actor=actor, code=code)
            won.append(right)

    threads = [threading.Thread(target=use) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 20
    assert sum(won) == 1


def test_a_recovery_code_signs_in_once(house: House, later: Later) -> None:
    with later(), house.acting("mash_outreach") as actor:
        factors.begin(actor=actor)
        factor = db.session.get(SecondFactor, (actor.agency_id, actor.user_id))
        assert factor is not None
        codes = factors.confirm(actor=actor, code=code_at(factor.secret or ""))
        assert factors.use(actor=actor, code=codes[3].upper().replace("-", " "))
        assert not factors.use(actor=actor, code=codes[3])
        assert factors.use(actor=actor, code=codes[4])
        stored = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert len(stored) == factors.RECOVERY_CODES
    assert not stored & set(codes)


def test_the_code_of_the_set_up_does_not_sign_in_again(house: House, later: Later) -> None:
    with later(), house.acting("mash_outreach") as actor:
        factors.begin(actor=actor)
        factor = db.session.get(SecondFactor, (actor.agency_id, actor.user_id))
        assert factor is not None
        code = code_at(factor.secret or "")
        factors.confirm(actor=actor, code=code)
        assert not factors.use(actor=actor, code=code)
        with pytest.raises(Refused):
            factors.begin(actor=actor)


def test_the_secret_is_sealed_at_rest(house: House) -> None:
    secret = set_up(house)
    with house.acting("mash_outreach"):
        factor = db.session.scalars(select(SecondFactor)).one()
        assert factor.secret_sealed is not None
        assert secret.encode() not in factor.secret_sealed


def test_the_eleventh_wrong_code_in_five_minutes_refuses_the_right_one(
    house: House, secure_browser: Browsers, later: Later
) -> None:
    with later():
        secret = set_up(house)
        browser = secure_browser()
        sign_in(browser)
        take_token(browser, browser.get("/sign-in/code").text)
        codes = [
            browser.post("/sign-in/code", {"code": "000000"}).status_code for _ in range(throttle.MOST_PER_ACCOUNT)
        ]
        assert codes == [422] * throttle.MOST_PER_ACCOUNT
        assert browser.post("/sign-in/code", {"code": code_at(secret)}).status_code == 429


def test_a_lost_factor_is_taken_away_by_command_and_signs_out(app: Flask, house: House) -> None:
    set_up(house)
    browser = house.stranger()
    browser.sign_in(DEE)
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["users", "remove-second-factor", DEE])
    assert result.exit_code == 0, result.output
    with house.acting("mash_outreach") as actor:
        assert not factors.is_set_up(actor)
