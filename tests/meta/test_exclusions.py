"""Whoever is kept away from somebody finds nobody there: the same bytes as for an id that does not exist, on every
route, and no word of them in any list, count, search or notice (security.md T3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, true
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from core import scoping
from core.db import db
from people import queries as people_queries
from people import service as people
from people.models import Person
from people.queries import excluding
from tests.effort import THOROUGH
from tests.house import Browser, House
from tests.meta.sweep import ENDS_SESSIONS, SHARED, WORDS, home, pages, readable
from tests.meta.world import World

WHY = "They know each other from school, she told us."
pytestmark = pytest.mark.sqlite_only  # the statements are the same; tests of doors and people run them on both

#: A manager, who sees every case, and an outreach worker. Neither is on a team.
KEPT_AWAY = ("mash_manager", "mash_outreach")
#: Arguments whose ids are not about a person that the agency has a record of.
ABOUT_NOBODY = (
    "session_id", "enquiry_id", "token", "user_id", "service_id", "meeting_id", "action_id", "filter_id", "brief_id",
    "observation_id", "device_id", "shift_id", "stock_item_id", "batch_id", "warning_id", "link_id", "release_id",
    "forum_release_id", "return_id", "export_id", "work_id",
)  # fmt: skip
#: Words of the agency that are about nobody with a record: a team on a session, the name of a shared list, what
#: strangers wrote to its forms, why somebody takes a list or figures out.
LOOSE = re.compile(r"MRK-MASH-(?!team|word|name|written|filter|batch|why)[A-Za-z]+-\w+|SHR-[a-z]+-\w+", re.IGNORECASE)
CHANGES = re.compile(
    r'(name="(?:csrf_token|idempotency_key)"[^>]*value=")[^"]*'
    r'|"(?:csrf|until)":\s*"[^"]*"'
    r"|(https?://[^/\"]+)?/sign-in\?next=[^\"\s]*|\b\d{1,2}:\d\d(?:am|pm)\b|\?v=[0-9a-f]+"
)
ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


@dataclass(slots=True)
class Told:
    """What a sweep by somebody who is kept away found: addresses that told, and how much was asked."""

    differ: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    asked: int = 0
    rules: set[str] = field(default_factory=set)


@pytest.fixture
def open_narrowings(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the backstop adds can be taken away: the engine keeps statements by their words, so it forgets them all."""
    yield
    monkeypatch.undo()
    db.engine.clear_compiled_cache()


def keep_away(house: House) -> None:
    """Keep the two away from everybody whom their agency has a record of."""
    with house.acting("mash_protection") as grace:
        for person_id in db.session.scalars(select(Person.id)).all():
            for persona in KEPT_AWAY:
                people.exclude(actor=grace, person_id=person_id, user_id=house.user(persona).id, reason=WHY)


def about_somebody(app: Flask) -> Iterator[Rule]:
    """Every route with an id that may be about a person; what all members share is about nobody."""
    for rule in pages(app):
        if not rule.endpoint.startswith((*ENDS_SESSIONS, *SHARED)) and any(
            _is_about(rule, name) for name in rule.arguments
        ):
            yield rule


def _is_about(rule: Rule, name: str) -> bool:
    return f"<uuid:{name}>" in rule.rule and name not in ABOUT_NOBODY


def two_addresses(app: Flask, rule: Rule, world: World) -> tuple[str, str]:
    """The address with the ids that exist (the first of those that fit the rule: MASH's), and with ids that nothing
    has."""
    first = {name: _first(world, rule, name) for name in rule.arguments}
    given: dict[str, Any] = home(
        world, {name: sorted(WORDS[name])[0] if name in WORDS else first[name] for name in rule.arguments}
    )
    for name in rule.arguments:
        if f"<uuid:{name}>" not in rule.rule and name not in WORDS and name not in world.ids:
            given[name] = "1" if "<int:" in rule.rule else "made-up"
    other: dict[str, Any] = {name: str(uuid4()) if _is_about(rule, name) else value for name, value in given.items()}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **given), app.url_for(rule.endpoint, **other)


def _first(world: World, rule: Rule, name: str) -> str:
    """An id of this name that stands in addresses of this rule: copies, letters and requests are of several kinds."""
    ids = sorted(world.ids.get(name, ())) or [str(uuid4())]
    return max(ids, key=lambda each: _fits(world.under.get(each, {}), rule))  # the first of those that fit best


def _fits(under: dict[str, str], rule: Rule) -> int:
    """How many arguments of the rule are what the id stands under; its own kind of address counts as one."""
    if "path" in under and not rule.rule.startswith(under["path"]):
        return 0
    return len(set(under) & rule.arguments) + ("path" in under)


def same(answer: TestResponse) -> tuple[int, str]:
    """Status and bytes, without what differs between any two requests: tokens, keys, and the id that was asked for."""
    words = answer.get_data(as_text=True) if (answer.mimetype or "").startswith("text") else f"{answer.get_data()!r}"
    headers = f"{answer.headers.get('Location', '')}|{answer.mimetype}"
    return answer.status_code, ID.sub("ID", CHANGES.sub("", headers + words))


def sweep_as(house: House, world: World, persona: str, every: int = 1) -> Told:
    """Ask every route about somebody (or each of so many), twice: with ids that exist, and with ids that do not."""
    told, browser = Told(), _browser(house, persona)
    for rule in list(about_somebody(house.app))[::every]:
        real, none = two_addresses(house.app, rule, world)
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            ask = browser.get if method == "GET" else browser.post
            answers = ask(real), ask(none)
            if answers[0].status_code < 400 and method == "POST":
                browser.get("/account")  # what was flashed is not for the next page
            told.asked += 2
            told.rules.add(rule.rule)
            if same(answers[0]) != same(answers[1]):
                told.differ.append(f"{persona}: {method} {real} ({answers[0].status_code}, {answers[1].status_code})")
            _look_for_words(told, answers[0], f"{persona}: {method} {real}")
    return told


def lists_as(house: House, world: World, persona: str) -> Told:
    """Ask every list, search, form and home for a word of somebody."""
    told, browser = Told(), _browser(house, persona)
    person_id = min(world.ids["person_id"])
    for rule in pages(house.app):
        if rule.arguments or "GET" not in (rule.methods or ()) or rule.endpoint in ENDS_SESSIONS:
            continue
        for query in ("?q=MRK-MASH-alias-000", "?reference=MA-0001&view=all"):
            _look_for_words(told, browser.get(rule.rule + query), f"{persona}: GET {rule.rule}{query}")
            told.asked += 1
        one, none = (browser.get(f"{rule.rule}?person={each}") for each in (person_id, uuid4()))
        if same(one) != same(none):
            told.differ.append(f"{persona}: GET {rule.rule}?person={person_id}")
    return told


def _look_for_words(told: Told, answer: TestResponse, where: str) -> None:
    told.named += [f"{found} at {where}" for found in LOOSE.findall(readable(answer)) if not _typed(found, where)]


def _typed(found: str, where: str) -> bool:
    """A search says again what was looked for."""
    return found in where


def _browser(house: House, persona: str) -> Browser:
    browser = house.client(persona)
    browser.inspects = False
    return browser


@pytest.mark.parametrize("persona", KEPT_AWAY if THOROUGH else KEPT_AWAY[:1])
def test_nothing_tells_that_they_exist(house: House, world: World, persona: str) -> None:
    """Every route with their ids answers as for ids that do not exist; no list, search or home has a word of them."""
    keep_away(house)
    told = sweep_as(house, world, persona)
    assert told.differ == []
    assert told.named == []
    assert told.asked > 200
    if persona == "mash_manager":  # whoever may open most lists
        lists = lists_as(house, world, persona)
        assert lists.named == []
        assert lists.differ == []
        assert lists.asked > 50


def test_a_colleague_who_is_not_kept_away_sees_them(house: House, world: World) -> None:
    keep_away(house)
    ines = house.client("mash_caseworker")
    assert "MRK-MASH-alias" in ines.get("/people").get_data(as_text=True)
    assert "MRK-MASH-alias" in ines.get(f"/cases/{min(world.ids['case_id'])}").get_data(as_text=True)


def test_the_sweep_sees_an_exclusion_that_holds_nothing_back(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch, open_narrowings: None
) -> None:
    """A test of the tester: with the criterion gone from every query, and the backstop under it, it must cry out."""
    keep_away(house)
    monkeypatch.setattr(excluding, "kept_in", lambda *_: true())
    monkeypatch.setattr(scoping, "narrowings", {})
    db.engine.clear_compiled_cache()
    told = sweep_as(house, world, "mash_manager", every=4)
    assert len(told.differ) > 10
    assert told.named


def test_the_backstop_alone_holds(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch, open_narrowings: None
) -> None:
    """With the criterion gone from every `visible_to`, what `core.scoping` adds to each statement is enough."""
    keep_away(house)
    held = dict(scoping.narrowings)
    monkeypatch.setattr(scoping, "narrowings", held)
    with house.acting("mash_manager") as joan:
        found = select(Person.id).where(Person.agency_id == joan.agency_id)
        assert list(db.session.scalars(found)) == []
        person_id = UUID(min(world.ids["person_id"]))
        assert db.session.get(Person, (joan.agency_id, person_id)) is None
        held.clear()
        db.engine.clear_compiled_cache()
        assert len(list(db.session.scalars(found))) > 3, "without it they would be in reach"
        assert people_queries.people_page(joan, "", 1).total == 0, "and `visible_to` alone holds as well"


def test_each_account_carries_its_own_exclusions(house: House, world: World) -> None:
    """The words of the criterion are kept by the library, its values never: two accounts in turn, many tables."""
    keep_away(house)
    tables = [table for table in scoping.owned_tables().values() if "person_id" in table.__table__.c]
    for _ in range(2):
        for persona, hidden in (("mash_manager", True), ("mash_caseworker", False), ("mash_outreach", True)):
            with house.acting(persona):
                seen = [
                    table.__tablename__ for table in tables
                    if db.session.scalar(select(table.id).where(table.person_id.is_not(None)).limit(1))
                ]  # fmt: skip
            assert bool(seen) is not hidden, (persona, seen)
