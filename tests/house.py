"""The house under test: its agencies by code, its cast, actors to act as, and browsers that have signed in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agencies import queries, service
from agencies.models import Agency, User, WebSession
from agencies.sessions import STAGE, Stage, cookie_name, token_hash
from core import clock, csrf
from core.actor import Actor
from core.db import db
from core.scoping import acting_as
from core.web import Roundtable
from tests.browser import inspect_once
from tests.personas import CAST, PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')


class Browser:
    """A test client that has signed in: adds the session's token and a fresh idempotency key to what it posts.

    It looks at the HTML of every page it is given (title, validity, one h1, labels, ids, nothing inline) and fails
    when one is faulty; a sweep over thousands of pages may switch that off.
    """

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.inspects = True
        self._token = ""

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Sign in through the page, as a person would."""
        page = self.get("/sign-in").get_data(as_text=True)
        self._token = TOKEN.search(page)[1]  # type: ignore[index]  # the sign-in page always has its token
        answer = self.post("/sign-in", {"email": email, "password": password})
        page = self.get("/").get_data(as_text=True)
        found = TOKEN.search(page)
        self._token = found[1] if found else ""
        return answer

    def enter(self, user_id: UUID) -> None:
        """Be signed in without the front door, whose own tests go through it: a session as signing in leaves it."""
        cookie, self._token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        now, app = clock.now(), self.client.application
        db.session.rollback()
        db.session.add(
            WebSession(
                token_hash=token_hash(cookie), user_id=user_id, begun_at=now, seen_at=now,
                content={STAGE: Stage.IN.value, csrf.FIELD: self._token},
                ends_at=now + timedelta(seconds=app.config["SETTINGS"].absolute_seconds),
            )
        )  # fmt: skip
        db.session.commit()
        with app.app_context():
            self.client.set_cookie(cookie_name(), cookie)

    def get(self, url: str, **options: Any) -> TestResponse:
        """Fetch a page."""
        db.session.rollback()  # the test's own open transaction would hold SQLite's one writer's place
        with self.client.application.app_context():  # as a server would: nothing is shared with the test's own session
            return self._looked_at(self.client.get(url, **options))

    def post(self, url: str, form: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form, as its page would: with token and idempotency key unless the form names its own."""
        values = {"csrf_token": self._token, "idempotency_key": secrets.token_urlsafe(12), **(form or {})}
        db.session.rollback()
        with self.client.application.app_context():
            return self._looked_at(self.client.post(url, data=values, **options))

    def _looked_at(self, answer: TestResponse) -> TestResponse:
        is_page = answer.mimetype == "text/html" and not 300 <= answer.status_code < 400 and b"<" in answer.data
        if self.inspects and is_page:
            problems = inspect_once(answer.get_data(as_text=True))
            assert not problems, f"{answer.request.path}: {problems}"
        return answer

    @property
    def token(self) -> str:
        """The session's cross-site token."""
        return self._token


class House:
    """What a test needs to know of the house."""

    def __init__(self, app: Roundtable) -> None:
        self.app = app

    def agency(self, code: str) -> Agency:
        """An agency by its code."""
        return queries.agency_by_code(code)

    def user(self, persona: str) -> User:
        """The account of a member of the cast."""
        return db.session.query(User).filter_by(email=CAST[persona].email).one()

    def actor(self, persona: str) -> Actor:
        """The actor that a member of the cast is."""
        return queries.actor_for(self.user(persona))

    @contextmanager
    def acting(self, persona: str) -> Iterator[Actor]:
        """Work as a member of the cast; commits on the way out."""
        actor = self.actor(persona)
        db.session.rollback()
        with acting_as(actor):
            yield actor

    def client(self, persona: str) -> Browser:
        """A browser in which a member of the cast has signed in."""
        browser = Browser(self.app.test_client())
        browser.enter(self.user(persona).id)
        return browser

    def stranger(self) -> Browser:
        """A browser in which nobody has signed in."""
        return Browser(self.app.test_client())

    def hire_cast(self) -> None:
        """Sign every active agency's agreement, and open the accounts of the cast."""
        for member in queries.member_agencies():
            service.record_agreement(
                agency_id=member.id, title="Forum agreement", signed_on=date(2020, 1, 6), valid_from=date(2020, 1, 6),
                valid_until=date(2039, 12, 31),
            )  # fmt: skip
        for persona in CAST.values():
            agency = queries.agency_by_code(persona.agency)
            team = next((team for team in queries.teams_of(agency.id) if team.code == persona.team), None)
            service.add_user(
                agency_id=agency.id, team_id=team.id if team else None, email=persona.email, name=persona.name,
                password=PASSWORD, roles=persona.roles,
            )  # fmt: skip
        db.session.commit()
