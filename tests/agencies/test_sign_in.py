"""The front door: right and wrong passwords, the brake on guessing, and where a visitor is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from agencies import passwords, queries, sign_in, throttle
from agencies.models import KnownDevice, SignInAttempt, User
from agencies.sign_in import Outcome, Visitor
from core.audit import AuditEntry
from core.db import db
from tests.browser import inspect_html
from tests.house import Browser, House
from tests.personas import CAST, PASSWORD

Later = Callable[..., Any]
Database = Callable[[], Any]
DEE = CAST["mash_outreach"].email


def attempt(
    strangers: Callable[[], Browser],
    email: str,
    password: str,
    *,
    address: str = "10.0.0.1",
    browser: Browser | None = None,
) -> Any:
    """One try from a browser, by default a fresh one."""
    browser = browser or strangers()
    page = browser.get("/sign-in")
    token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    form = {"email": email, "password": password, "csrf_token": token}
    return browser.post("/sign-in", form, environ_overrides={"REMOTE_ADDR": address})


def verbs(house: House, persona: str) -> list[str]:
    """The verbs in the trail of a persona's agency about their account, in order."""
    user_id = house.user(persona).id
    with house.acting(persona):
        found = select(AuditEntry.verb).where(AuditEntry.row_id == user_id).order_by(AuditEntry.sequence)
        return list(db.session.scalars(found))


def test_the_right_password_opens_home_and_is_in_the_trail(house: House, strangers: Callable[[], Browser]) -> None:
    answer = attempt(strangers, DEE, PASSWORD)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"
    assert verbs(house, "mash_outreach")[-1] == "sign_in"


def test_the_address_is_read_as_people_write_it(strangers: Callable[[], Browser]) -> None:
    assert attempt(strangers, f" {DEE.upper()} ", PASSWORD).status_code == 303


def test_unknown_account_and_wrong_password_get_the_same_page(strangers: Callable[[], Browser]) -> None:
    wrong = attempt(strangers, DEE, "not the password at all")
    unknown = attempt(strangers, "nobody@mash.example", "not the password at all")
    assert wrong.status_code == unknown.status_code == 422
    assert "do not fit together" in wrong.text
    assert len(wrong.text) - len(DEE) == len(unknown.text) - len("nobody@mash.example")
    assert inspect_html(wrong.text) == []


def test_a_wrong_password_is_in_the_trail_of_a_known_account(house: House, strangers: Callable[[], Browser]) -> None:
    attempt(strangers, DEE, "not the password at all")
    assert verbs(house, "mash_outreach")[-1] == "sign_in_failed"


def test_an_unknown_account_costs_the_same_hashing_as_a_known_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    costs: list[str] = []
    verify = PasswordHasher.verify

    def counting(hasher: PasswordHasher, stored: str, password: str) -> bool:
        costs.append(stored.split("$")[3])
        return bool(verify(hasher, stored, password))

    monkeypatch.setattr(PasswordHasher, "verify", counting)
    for email in (DEE, "nobody@mash.example"):
        sign_in.check_password(email=email, password="not the password at all", visitor=Visitor("10.0.0.1", ""))
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_tries_that_are_not_judged_do_not_fill_the_trail(
    house: House, strangers: Callable[[], Browser], later: Later
) -> None:
    """Else anybody could lengthen an agency's chain without end, and tell from the time it takes who works there."""
    with later():
        for number in range(throttle.MOST_PER_ACCOUNT + 5):
            attempt(strangers, DEE, "wrong wrong wrong", address=f"10.0.0.{number}")
    assert verbs(house, "mash_outreach").count("sign_in_failed") == throttle.MOST_PER_ACCOUNT


def test_the_eleventh_failure_in_five_minutes_refuses_the_right_password_too(
    strangers: Callable[[], Browser], later: Later
) -> None:
    with later():
        for number in range(throttle.MOST_PER_ACCOUNT):
            assert attempt(strangers, DEE, "wrong wrong wrong", address=f"10.0.0.{number}").status_code == 422
        held = attempt(strangers, DEE, PASSWORD, address="10.0.0.200")
        assert held.status_code == 429
        assert "Wait five minutes" in held.text
        assert attempt(strangers, "robin@num.example", PASSWORD, address="10.0.0.200").status_code == 303
    with later(minutes=5, seconds=1):
        assert attempt(strangers, DEE, PASSWORD, address="10.0.0.200").status_code == 303


def test_an_unknown_account_is_held_in_the_same_way(strangers: Callable[[], Browser], later: Later) -> None:
    with later():
        codes = [
            attempt(strangers, "nobody@mash.example", "wrong", address=f"10.1.0.{n}").status_code for n in range(11)
        ]
    assert codes == [422] * 10 + [429]


def test_a_known_device_gets_in_during_an_attack_from_outside(strangers: Callable[[], Browser], later: Later) -> None:
    with later():
        known = strangers()
        attempt(strangers, DEE, PASSWORD, browser=known)
        for number in range(20):
            attempt(strangers, DEE, "wrong wrong wrong", address=f"10.0.1.{number}")
        for _ in range(10):
            known.post("/sign-out")
            known.client.delete_cookie("roundtable")
            assert attempt(strangers, DEE, PASSWORD, browser=known).status_code == 303
        assert attempt(strangers, DEE, PASSWORD, address="10.0.2.2").status_code == 429


def test_a_known_device_has_its_own_ten_failures(strangers: Callable[[], Browser], later: Later) -> None:
    with later():
        known = strangers()
        attempt(strangers, DEE, PASSWORD, browser=known)
        known.client.delete_cookie("roundtable")
        codes = [attempt(strangers, DEE, "wrong wrong wrong", browser=known).status_code for _ in range(11)]
        assert codes == [422] * 10 + [429]
        assert attempt(strangers, DEE, PASSWORD, address="10.0.3.3").status_code == 303


def test_one_address_is_held_after_sixty_failures(strangers: Callable[[], Browser], later: Later) -> None:
    with later():
        for number in range(throttle.MOST_PER_ADDRESS):
            sign_in.check_password(email=f"a{number}@x.example", password="wrong", visitor=Visitor("10.2.0.1", ""))
        assert attempt(strangers, DEE, PASSWORD, address="10.2.0.1").status_code == 429
        assert attempt(strangers, DEE, PASSWORD, address="10.2.0.2").status_code == 303


def test_a_household_of_ipv6_addresses_counts_as_one(app: Flask, later: Later) -> None:
    with later():
        for number in range(throttle.MOST_PER_ADDRESS):
            visitor = Visitor(f"2001:db8:1:2::{number:x}", "")
            sign_in.check_password(email=f"a{number}@x.example", password="wrong", visitor=visitor)
        held = sign_in.check_password(email=DEE, password=PASSWORD, visitor=Visitor("2001:db8:1:2:ffff::1", ""))
        free = sign_in.check_password(email=DEE, password=PASSWORD, visitor=Visitor("2001:db8:1:3::1", ""))
    assert held.outcome is Outcome.TOO_MANY
    assert free.outcome is Outcome.RIGHT


def test_a_forwarded_address_does_not_change_whose_count_it_is(strangers: Callable[[], Browser], later: Later) -> None:
    with later():
        for number in range(throttle.MOST_PER_ADDRESS):
            sign_in.check_password(email=f"a{number}@x.example", password="wrong", visitor=Visitor("127.0.0.1", ""))
        browser = strangers()
        page = browser.get("/sign-in")
        token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        form = {"email": DEE, "password": PASSWORD, "csrf_token": token}
        assert browser.post("/sign-in", form, headers={"X-Forwarded-For": "10.9.9.9"}).status_code == 429


def test_right_passwords_do_not_count(strangers: Callable[[], Browser], later: Later, database: Database) -> None:
    with later():
        for _ in range(12):
            assert attempt(strangers, DEE, PASSWORD).status_code == 303
    with database() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_tries_and_devices_are_kept_as_hashes(strangers: Callable[[], Browser], database: Database) -> None:
    browser = strangers()
    attempt(strangers, DEE, PASSWORD, browser=browser)
    attempt(strangers, DEE, "wrong wrong wrong", address="10.4.4.4")
    device = browser.client.get_cookie("device")
    assert device is not None
    with database() as session:
        tried = session.scalars(select(SignInAttempt)).one()
        known = session.scalars(select(KnownDevice)).one()
        assert DEE not in tried.account_hash
        assert "10.4.4.4" not in tried.address_hash
        assert known.token_hash != device.value


def test_an_over_long_password_never_reaches_the_hash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise AssertionError("hashed a password of a million characters")

    monkeypatch.setattr(passwords, "is_right", fail)
    verdict = sign_in.check_password(email=DEE, password="x" * 1_000_000, visitor=Visitor("10.0.0.1", ""))
    assert verdict.outcome is Outcome.WRONG


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(
    house: House, strangers: Callable[[], Browser], database: Database
) -> None:
    user_id = house.user("mash_outreach").id
    db.session.rollback()
    old = PasswordHasher(time_cost=2, memory_cost=32, parallelism=1).hash(PASSWORD)
    with database() as session:
        session.get(User, user_id).password_hash = old
    assert attempt(strangers, DEE, PASSWORD).status_code == 303
    with database() as session:
        renewed = session.get(User, user_id).password_hash
    assert renewed != old
    assert not passwords.should_be_rehashed(renewed)


def test_a_closed_account_and_a_closed_agency_cannot_sign_in(
    house: House, strangers: Callable[[], Browser], database: Database
) -> None:
    user_id = house.user("mash_outreach").id
    agency = house.agency("NUM")
    agency_kind, agency_id = type(agency), agency.id
    db.session.rollback()
    with database() as session:
        session.get(User, user_id).active = False
        session.get(agency_kind, agency_id).active = False
    assert attempt(strangers, DEE, PASSWORD).status_code == 422
    assert attempt(strangers, "robin@num.example", PASSWORD).status_code == 422


def test_after_sign_in_the_wanted_page_opens_but_only_on_this_site(strangers: Callable[[], Browser]) -> None:
    for wanted, given in (("/account?x=1", "/account?x=1"), ("https://evil.example/", "/"), ("//evil.example", "/")):
        browser = strangers()
        page = browser.get("/sign-in", query_string={"next": wanted})
        token = page.text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        form = {"email": DEE, "password": PASSWORD, "csrf_token": token, "next": wanted}
        assert browser.post("/sign-in", form).headers["Location"] == given
        again = browser.get("/sign-in", query_string={"next": wanted})
        assert again.status_code == 303
        assert again.headers["Location"] == given


def test_sign_in_without_the_token_is_refused(strangers: Callable[[], Browser]) -> None:
    assert strangers().post("/sign-in", {"email": DEE, "password": PASSWORD, "csrf_token": ""}).status_code == 400


def test_nobody_who_is_unknown_gets_an_actor(app: Flask, house: House) -> None:
    assert queries.signed_in(uuid4()) is None
    assert queries.signed_in(house.user("mash_outreach").id) is not None
