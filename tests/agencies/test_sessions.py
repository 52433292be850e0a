"""Server-side sessions: what the cookie and the table hold, when a session ends, and that it stays ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, flash
from sqlalchemy import delete, func, select

from agencies.jobs import forget_old
from agencies.models import Team, UserRole, WebSession
from agencies.sessions import token_hash
from core.db import db
from tests.house import Browser, House
from tests.personas import CAST

Later = Callable[..., Any]
Database = Callable[[], Any]


def cookie(browser: Browser) -> str:
    """The token that the browser holds; nothing when it holds none."""
    found = browser.client.get_cookie("roundtable", domain="127.0.0.1") or browser.client.get_cookie("roundtable")
    return found.value if found else ""


def rows(database: Database) -> int:
    """How many sessions are stored."""
    with database() as session:
        return int(session.scalar(select(func.count()).select_from(WebSession)))


def test_the_table_holds_the_hash_of_a_random_token(house: House, database: Database) -> None:
    browser = house.client("mash_outreach")
    token = cookie(browser)
    assert len(token) >= 43
    with database() as session:
        stored = session.scalars(select(WebSession.token_hash)).all()
    assert token_hash(token) in stored
    assert token not in stored


def test_the_cookie_is_http_only_and_lax(house: House) -> None:
    header = house.stranger().get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    assert "Path=/" in header
    assert "Domain" not in header


def test_over_https_the_cookie_is_bound_to_the_host(secure_browser: Callable[[], Browser]) -> None:
    header = secure_browser().get("/sign-in").headers["Set-Cookie"]
    assert header.startswith("__Host-roundtable=")
    assert "Secure" in header


def test_signing_in_makes_a_new_token_and_kills_the_old_one(house: House, database: Database) -> None:
    browser = house.stranger()
    browser.get("/sign-in")
    before = cookie(browser)
    browser.sign_in(CAST["mash_outreach"].email)
    assert cookie(browser) != before
    with database() as session:
        assert session.get(WebSession, token_hash(before)) is None


def test_a_stranger_who_stores_nothing_gets_no_session(house: House, database: Database) -> None:
    browser = house.stranger()
    assert "Set-Cookie" not in browser.get("/people").headers
    assert "Set-Cookie" not in browser.get("/nowhere").headers
    assert rows(database) == 0


def test_fifteen_idle_minutes_end_a_session_and_the_page_says_so(house: House, later: Later) -> None:
    with later():
        browser = house.client("mash_outreach")
    with later(minutes=14, seconds=59):
        assert browser.get("/account").status_code == 200
    with later(minutes=29, seconds=58):
        assert browser.get("/account").status_code == 200
    with later(minutes=44, seconds=58):
        answer = browser.get("/account")
        assert answer.status_code == 302
        assert "/sign-in?next=/account" in answer.headers["Location"]
        assert "Signed out after 15 minutes." in browser.get(answer.headers["Location"]).text


def test_a_session_ends_after_twelve_hours_however_busy(house: House, later: Later) -> None:
    with later():
        browser = house.client("mash_outreach")
    for minutes in range(10, 720, 10):
        with later(minutes=minutes):
            assert browser.get("/account").status_code == 200
    with later(hours=12):
        assert browser.get("/account").status_code == 302


def test_extending_counts_as_use_but_does_not_move_the_twelve_hours(
    house: House, later: Later, database: Database
) -> None:
    with later():
        browser = house.client("mash_outreach")
    with database() as session:
        ends = session.get(WebSession, token_hash(cookie(browser))).ends_at
    with later(seconds=10):
        assert browser.post("/session/extend").status_code == 204
    with later(minutes=15, seconds=5):
        assert browser.get("/account").status_code == 200
    with database() as session:
        assert session.get(WebSession, token_hash(cookie(browser))).ends_at == ends


def test_use_is_noted_at_most_once_a_minute(house: House, later: Later, count_queries: Callable[[], Any]) -> None:
    with later():
        browser = house.client("mash_outreach")
    for seconds, notes in ((30, 0), (61, 1), (90, 0)):
        with later(seconds=seconds), count_queries() as seen:
            browser.get("/account")
        assert sum(statement.lower().startswith("update web_session") for statement in seen) == notes


def test_signing_out_deletes_the_row_and_the_old_token_opens_nothing(house: House, database: Database) -> None:
    browser = house.client("mash_outreach")
    token = cookie(browser)
    assert browser.post("/sign-out").status_code == 303
    with database() as session:
        assert session.get(WebSession, token_hash(token)) is None
    browser.client.set_cookie("roundtable", token)
    assert browser.get("/account").status_code == 302


def test_the_quick_exit_ends_the_session_too(house: House) -> None:
    browser = house.client("mash_outreach")
    assert browser.post("/session/end").status_code == 204
    assert browser.get("/account").status_code == 302


def test_a_session_deleted_while_a_request_runs_is_not_written_back(
    app: Flask, house: House, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = house.client("mash_outreach")
    wanted = token_hash(cookie(browser))

    def delete_it_meanwhile() -> dict[str, str]:
        flash("Something changed.")
        with database() as session:
            session.execute(delete(WebSession).where(WebSession.token_hash == wanted))
        return {}

    app.template_context_processors[None].append(delete_it_meanwhile)
    browser.get("/account")
    with database() as session:
        assert session.get(WebSession, wanted) is None
    assert browser.get("/account").status_code == 302


def test_a_request_that_fails_does_not_commit_its_work_through_the_session(app: Flask, house: House) -> None:
    agency_id = house.agency("MASH").id
    db.session.rollback()
    browser = house.client("mash_outreach")

    def leave_unfinished() -> tuple[str, int]:
        db.session.add(Team(agency_id=agency_id, code="never", name="Never stored"))
        db.session.flush()
        flash("A change of the session.")
        return "no", 422

    leave_unfinished.__dict__["access"] = app.view_functions["agencies.extend_session"].__dict__["access"]
    app.view_functions["agencies.extend_session"] = leave_unfinished
    assert browser.post("/session/extend").status_code == 422
    assert db.session.query(Team).filter_by(code="never").count() == 0


def test_the_actor_is_read_with_three_statements_at_most(house: House, count_queries: Callable[[], Any]) -> None:
    browser = house.client("mash_outreach")
    with count_queries() as seen:
        assert browser.post("/session/extend").status_code == 204
    reads = [statement for statement in seen if statement.lstrip().upper().startswith("SELECT")]
    assert len([statement for statement in reads if "set_config" not in statement]) <= 3


def test_a_role_taken_away_is_gone_with_the_next_request(house: House, database: Database) -> None:
    browser = house.client("mash_manager")
    assert browser.get("/accounts").status_code == 200
    user_id = house.user("mash_manager").id
    db.session.rollback()
    with database() as session:
        session.execute(delete(UserRole).where(UserRole.user_id == user_id))
    assert browser.get("/accounts").status_code == 403


def test_old_rows_are_forgotten_but_not_those_in_use(house: House, later: Later, database: Database) -> None:
    with later():
        house.client("mash_outreach")
    with later(hours=35):
        house.client("num_isva")
        forget_old()
        db.session.commit()
    assert rows(database) == 2
    with later(hours=37):
        forget_old()
        db.session.commit()
    assert rows(database) == 1
