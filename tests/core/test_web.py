"""HTTP for all floors: one unit of work a request, forms that work once, the gate, tokens, headers, error pages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
from flask import Flask, abort, g, redirect, request
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from core import access, audit, clock, csrf, outbox
from core.access import check_declared, current_actor, public, requires, signed_in
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.idempotency import IdempotencyKey, body_hash, forget_old
from core.outbox import Notice
from core.scoping import act_as
from core.web import SECURITY_HEADERS, Roundtable, keep_despite_refusal
from tests.core.conftest import Pair

HEADERS = {"X-Worker": "ours"}


class Right(StrEnum):
    """A permission of these tests."""

    HELD = "held"
    OTHER = "other"


pytestmark = pytest.mark.own_app


def _leave_a_mark(once: str) -> None:
    actor = current_actor()
    outbox.put(agency_id=actor.agency_id, address="a@b.example", subject="s", path="/", once=once)
    audit.record(actor=actor, verb="marked", kind="test")


@signed_in("a test")
def token() -> str:
    return csrf.token()


@signed_in("a test")
def mark() -> Any:
    _leave_a_mark(request.form["words"])
    db.session.flush()
    return redirect(f"/marks/{db.session.scalar(select(func.count()).select_from(Notice))}", 303)


@signed_in("a test")
def fail() -> Any:
    _leave_a_mark("fail")
    db.session.flush()
    raise FAILURES[request.values["kind"]]


@signed_in("a test")
def refuse_in_place() -> Any:
    _leave_a_mark("refused")
    db.session.flush()
    return "A form with its problems", 422


@signed_in("a test")
def refuse_and_keep() -> Any:
    _leave_a_mark("undone")
    keep_despite_refusal(lambda: _leave_a_mark("kept"))
    return "A form with its problems", 422


@signed_in("a test")
def look() -> str:
    _leave_a_mark("by a GET")
    db.session.flush()
    return "looked"


@signed_in("a test")
def look_in_vain() -> str:
    audit.record(actor=current_actor(), verb="read", kind="test")
    raise NotVisible


@requires(Right.HELD, Right.OTHER)
def held() -> str:
    return "held"


@requires(Right.OTHER)
def other() -> str:
    return "other"


@requires(Right.OTHER, conceal=True)
def concealed() -> str:
    return "concealed"


@public("a test")
def front() -> str:
    return "front"


FAILURES: dict[str, Exception] = {
    "refused": Refused("Consent does not cover Health.", instead="Record consent first."),
    "clash": Clash("Somebody changed this first."),
    "not visible": NotVisible(),
    "database": OperationalError("select SECRET-SQL", {}, Exception("SECRET-SQL")),
    "broken": ZeroDivisionError("SECRET-DETAIL"),
}

ROUTES: tuple[tuple[str, Callable[..., Any], str], ...] = (
    ("/token", token, "GET"), ("/mark", mark, "POST"), ("/fail", fail, "GET"), ("/fail-to-write", fail, "POST"),
    ("/refuse-in-place", refuse_in_place, "POST"), ("/refuse-and-keep", refuse_and_keep, "POST"),
    ("/look", look, "GET"), ("/look-in-vain", look_in_vain, "GET"), ("/held", held, "GET"), ("/other", other, "GET"),
    ("/concealed", concealed, "GET"), ("/front", front, "GET"),
)  # fmt: skip


def _let_in(app: Roundtable, worker: Actor) -> None:
    """Sign in whoever says so in a header, just before the gate looks."""

    def let_in() -> None:
        if request.headers.get("X-Worker"):
            g.actor = worker
            act_as(worker)

    befores = app.before_request_funcs[None]
    befores.insert(befores.index(access.guard), let_in)


@pytest.fixture
def site(app: Roundtable, pair: Pair) -> Roundtable:
    """The service with routes of these tests, and a worker who holds one permission."""
    for path, view, method in ROUTES:
        app.add_url_rule(path, f"test.{path.strip('/')}", view, methods=[method])
    app.add_url_rule("/anything-goes", "test.anything-goes", mark, methods=["POST", "PUT", "PATCH", "DELETE"])
    _let_in(app, replace(pair.ours, permissions=frozenset({Right.HELD})))
    return app


class Visitor:
    """A browser of our worker's, with the session's token."""

    def __init__(self, site: Roundtable) -> None:
        self.client = site.test_client()
        self.token = self.client.get("/token", headers=HEADERS).get_data(as_text=True)

    def get(self, url: str) -> TestResponse:
        return self.client.get(url, headers=HEADERS)

    def post(self, url: str, **form: str) -> TestResponse:
        values = {"csrf_token": self.token, "idempotency_key": "key-1", **form}
        return self.client.post(url, headers=HEADERS, data=values)


@pytest.fixture
def visitor(site: Roundtable) -> Visitor:
    """A browser of our worker's."""
    return Visitor(site)


def stored(pair: Pair) -> tuple[int, int, int]:
    """How many notices, audit entries and claimed forms there are."""
    db.session.rollback()
    with pair.acting(pair.ours):
        notices, entries, keys = (
            db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Notice, AuditEntry, IdempotencyKey)
        )
    return notices, entries, keys


def test_a_form_is_acted_on_once_and_a_repeat_gets_the_same_answer(visitor: Visitor, pair: Pair) -> None:
    answers = [visitor.post("/mark", words="a") for _ in range(5)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/marks/1")}
    assert stored(pair) == (1, 1, 1)


def test_fifty_copies_of_one_form_at_once_have_one_effect(site: Roundtable, visitor: Visitor, pair: Pair) -> None:
    names = ("session", "roundtable", "__Host-session", "__Host-roundtable")
    cookies = [visitor.client.get_cookie(name) for name in names]
    gate, answers = threading.Barrier(10), []

    def send() -> None:
        client = site.test_client()
        for cookie in filter(None, cookies):
            client.set_cookie(cookie.key, cookie.value)
        gate.wait()
        for _ in range(5):
            form = {"csrf_token": visitor.token, "idempotency_key": "key-1", "words": "a"}
            answers.append(client.post("/mark", headers=HEADERS, data=form))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/marks/1")}
    assert stored(pair) == (1, 1, 1)


def test_the_same_key_with_other_words_is_refused(visitor: Visitor, pair: Pair) -> None:
    assert visitor.post("/mark", words="a").status_code == 303
    answer = visitor.post("/mark", words="b")
    assert answer.status_code == 422
    assert "already sent, with other words" in answer.get_data(as_text=True)
    assert visitor.post("/mark?for=another", words="a").status_code == 422
    assert stored(pair)[0] == 1


def test_a_form_without_a_sound_key_is_refused(visitor: Visitor, pair: Pair) -> None:
    for key in ({}, {"idempotency_key": ""}, {"idempotency_key": "k" * 5000}):
        form = {"csrf_token": visitor.token, "words": "a", **key}
        assert visitor.client.post("/mark", headers=HEADERS, data=form).status_code == 400
    assert stored(pair) == (0, 0, 0)


def test_what_was_sent_cannot_be_guessed_at_from_what_is_kept_of_it(
    visitor: Visitor, pair: Pair, app: Roundtable
) -> None:
    assert visitor.post("/mark", words="07700 900226").status_code == 303
    with pair.acting(pair.ours):
        kept = db.session.scalars(select(IdempotencyKey.body_hash)).one()
    form = {"idempotency_key": "key-1", "words": "07700 900226"}
    again = {"method": "POST", "data": form}
    with app.test_request_context("/mark", **again):
        assert body_hash(request) == kept, "the same form gives the same hash"
        app.config["SECRET_KEY"] = "another"
        assert body_hash(request) != kept, "and only with the key of this service"


def test_another_user_may_use_the_same_key(visitor: Visitor, pair: Pair) -> None:
    taken = {"key": "key-1", "endpoint": "test.mark", "body_hash": "x", "location": "/theirs"}
    with pair.acting(pair.theirs):
        db.session.add(IdempotencyKey(user_id=pair.theirs.user_id, made_at=clock.now(), **taken))
    assert visitor.post("/mark", words="a").location == "/marks/1"


FAILING = (
    ("/fail-to-write", "refused", 422), ("/fail-to-write", "clash", 409), ("/fail-to-write", "not visible", 404),
    ("/fail-to-write", "database", 503), ("/fail-to-write", "broken", 500), ("/refuse-in-place", "", 422),
)  # fmt: skip


def test_what_fails_stores_nothing_and_may_be_tried_again(
    visitor: Visitor, pair: Pair, subtests: pytest.Subtests
) -> None:
    for url, kind, code in FAILING * 2:
        with subtests.test(url, kind=kind):
            answer = visitor.post(url, kind=kind)
            assert answer.status_code == code
            assert "SECRET" not in answer.get_data(as_text=True)
            assert stored(pair) == (0, 0, 0)
    assert visitor.post("/mark", words="a").status_code == 303


def test_a_refusal_says_why_and_what_to_do(visitor: Visitor) -> None:
    words = visitor.post("/fail-to-write", kind="refused").get_data(as_text=True)
    assert "Consent does not cover Health." in words
    assert "Record consent first." in words


def test_what_must_outlive_a_refusal_is_kept_and_nothing_else(visitor: Visitor, pair: Pair) -> None:
    assert visitor.post("/refuse-and-keep").status_code == 422
    assert stored(pair) == (1, 1, 0)


def test_a_get_stores_its_audit_entry_and_nothing_else(visitor: Visitor, pair: Pair) -> None:
    assert visitor.get("/look").get_data(as_text=True) == "looked"
    assert stored(pair) == (0, 1, 0)


def test_a_look_at_what_is_not_there_leaves_no_entry(visitor: Visitor, pair: Pair) -> None:
    assert visitor.get("/look-in-vain").status_code == 404
    assert stored(pair) == (0, 0, 0)


def test_every_unsafe_method_needs_the_token(
    site: Roundtable, visitor: Visitor, pair: Pair, subtests: pytest.Subtests
) -> None:
    foreign = Visitor(site).token
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for token in ({}, {"csrf_token": ""}, {"csrf_token": foreign}):
            with subtests.test(method, token=str(token)):
                form = {"idempotency_key": "k", "words": "a", **token}
                answer = visitor.client.open("/anything-goes", method=method, headers=HEADERS, data=form)
                assert answer.status_code == 400
    assert stored(pair) == (0, 0, 0)
    form = {"idempotency_key": "k", "words": "a", "csrf_token": visitor.token}
    assert visitor.client.put("/anything-goes", headers=HEADERS, data=form).status_code == 303


def test_the_token_may_come_in_a_header(visitor: Visitor) -> None:
    headers = {**HEADERS, csrf.HEADER: visitor.token}
    answer = visitor.client.post("/mark", headers=headers, data={"idempotency_key": "k", "words": "a"})
    assert answer.status_code == 303


def answers_of_every_kind(visitor: Visitor) -> dict[str, TestResponse]:
    """One answer of each kind there is."""
    stranger = visitor.client.application.test_client()
    found = {kind: visitor.get(f"/fail?kind={kind}") for kind in FAILURES}
    return {
        **found,
        "page": visitor.get("/held"),
        "redirect": visitor.post("/mark", words="a"),
        "no key": visitor.client.post("/mark", headers=HEADERS, data={"csrf_token": visitor.token}),
        "no token": visitor.client.post("/mark", headers=HEADERS),
        "wrong role": visitor.get("/other"),
        "concealed": visitor.get("/concealed"),
        "no such page": visitor.get("/no-such-page"),
        "wrong method": visitor.get("/mark"),
        "options": visitor.client.options("/held", headers=HEADERS),
        "anonymous": stranger.get("/held"),
        "anonymous form": stranger.post("/mark"),
        "wrong host": stranger.get("/front", headers={"Host": "evil.example"}),
        "public": stranger.get("/front"),
    }


CODES = {
    "page": 200, "redirect": 303, "no key": 400, "no token": 400, "wrong role": 403, "concealed": 404,
    "no such page": 404, "wrong method": 405, "options": 200, "anonymous": 302, "anonymous form": 401,
    "wrong host": 400, "public": 200, "refused": 422, "clash": 409, "not visible": 404, "database": 503, "broken": 500,
}  # fmt: skip


def test_every_kind_of_answer_carries_the_headers(visitor: Visitor, subtests: pytest.Subtests) -> None:
    answers = answers_of_every_kind(visitor)
    assert set(answers) == set(CODES)
    for kind, answer in answers.items():
        with subtests.test(kind):
            assert answer.status_code == CODES[kind]
            assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
            assert answer.headers["Cache-Control"] == "no-store"
            assert "SECRET" not in answer.get_data(as_text=True)
            assert "Traceback" not in answer.get_data(as_text=True)


def test_the_policy_opens_nothing_inline_and_nothing_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in SECURITY_HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert set(policy.values()) <= {"'none'", "'self'"}
    assert {"script-src", "style-src", "form-action", "base-uri", "frame-ancestors"} <= set(policy)


def test_https_is_held_to_where_it_is_used(site: Roundtable) -> None:
    client = site.test_client()
    assert "Strict-Transport-Security" not in client.get("/front").headers
    site.config["SETTINGS"] = replace(site.config["SETTINGS"], public_base_url="https://roundtable.example")
    assert "max-age=63072000" in client.get("/front").headers["Strict-Transport-Security"]


def test_a_concealed_page_looks_like_no_page(visitor: Visitor) -> None:
    pages = [visitor.get(url).get_data() for url in ("/concealed", "/fail?kind=not visible", "/no-such-page")]
    assert pages[0] == pages[1] == pages[2]


def test_any_of_the_permissions_opens(visitor: Visitor) -> None:
    assert visitor.get("/held").get_data(as_text=True) == "held"


def test_a_stranger_is_sent_to_sign_in_and_back(site: Roundtable) -> None:
    assert site.test_client().get("/held?page=2").location == "/sign-in?next=/held?page%3D2"


def test_a_naked_endpoint_stops_the_service_and_is_named() -> None:
    app = Flask("naked", static_folder=None)
    app.add_url_rule("/well", "well", front)
    check_declared(app)
    app.add_url_rule("/naked", "naked", lambda: "")
    with pytest.raises(RuntimeError, match=r"No access declared for naked\. Add @requires"):
        check_declared(app)


def test_an_endpoint_added_late_without_a_declaration_is_closed(site: Roundtable, visitor: Visitor) -> None:
    fresh = site.test_client()
    site.view_functions["test.front"] = lambda: "open"
    assert fresh.get("/front").status_code == 404


def test_no_actor_behind_no_gate(site: Roundtable) -> None:
    with site.test_request_context("/front"), pytest.raises(RuntimeError, match="behind the gate"):
        current_actor()


def test_a_body_that_is_too_long_is_refused(visitor: Visitor, pair: Pair) -> None:
    answer = visitor.post("/mark", words="a" * 3_000_000)
    assert answer.status_code in (400, 413)
    assert stored(pair) == (0, 0, 0)


def test_old_keys_are_forgotten(visitor: Visitor, pair: Pair) -> None:
    visitor.post("/mark", words="a")
    forget_old()
    db.session.commit()
    assert stored(pair)[2] == 1
    with clock.frozen_at(clock.now() + timedelta(days=3)):
        forget_old()
        db.session.commit()
    assert stored(pair)[2] == 0


def test_abort_in_a_view_is_a_page_of_ours(site: Roundtable, visitor: Visitor) -> None:
    site.view_functions["test.held"] = signed_in("a test")(lambda: abort(429))
    answer = visitor.get("/held")
    assert answer.status_code == 429
    assert "<h1" in answer.get_data(as_text=True)
