"""No agency, no wrong role and no stranger ever reads another agency's words: sweeps over every rule.

As built; and with the application's own checks switched off (PostgreSQL alone must hold). Without row-level security
the application alone must hold: that is SQLite, by nature.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, true

from core import access, scoping
from core.access import public
from core.db import db
from core.session import marked
from people import service as people
from people.models import Person
from tests.effort import ENGINE, THOROUGH
from tests.house import House
from tests.meta.sweep import EVERYONE, Findings, pages, sweep
from tests.meta.world import AUTHORS, World
from tests.personas import CAST

LEAST_SHARE = 0.98
#: Several tests share the viewers, so that two processors share the work.
SHARES = 2
#: On the second engine, whose policies are what is asked there, one agency that sends and one that is police.
SENDER, POLICE = ("num_isva",), ("gmp_liaison",)
#: In an ordinary run those who differ most, and a stranger.
FEW = (None, "mash_caseworker", "mcc_coordinator", "gmp_liaison")
ASKED = EVERYONE if THOROUGH else FEW
GROUPS = [SENDER, POLICE] if ENGINE == "postgres" else [ASKED[n::SHARES] for n in range(SHARES)]
#: PostgreSQL is asked in an ordinary run without the application, which is where it differs: see below.
WHERE = () if THOROUGH else (pytest.mark.sqlite_only,)


def report(app: Flask, found: Findings) -> str:
    """One line to print, and the first leaks."""
    share = len(found.rules) / len({rule.rule for rule in pages(app)})
    return (
        f"{found.requests} requests, {share:.1%} of rules, {found.own} own markers seen, {len(found.leaks)} leaks: "
        f"{found.leaks[:5]}"
    )


@pytest.mark.parametrize("viewers", [pytest.param(each, marks=WHERE) for each in GROUPS], ids=range(len(GROUPS)))
def test_nothing_is_read_across_agencies(house: House, world: World, viewers: tuple[str | None, ...]) -> None:
    found = sweep(house, world, viewers=viewers)
    print(report(house.app, found))  # noqa: T201  # the figure is the point of the test
    assert found.leaks == []
    assert found.faults == [], "strange arguments get a plain answer, never an incident"
    has_its_own = any(viewer and CAST[viewer].agency in AUTHORS for viewer in viewers)
    assert found.own > 30 or not has_its_own, "the sweep must see its own markers, or it proves nothing"
    assert len(found.rules) >= LEAST_SHARE * len({rule.rule for rule in pages(house.app)})


@pytest.mark.postgres_only
@pytest.mark.parametrize("viewers", [("mash_caseworker",), (None, *POLICE)][: 2 if THOROUGH else 1])
def test_postgresql_alone_holds(
    house: House, world: World, monkeypatch: pytest.MonkeyPatch, viewers: tuple[str | None, ...]
) -> None:
    switch_off_application(monkeypatch)
    found = sweep(house, world, methods=("GET",), viewers=viewers)
    print(report(house.app, found))  # noqa: T201
    assert found.leaks == []
    assert found.own > 20 or viewers != ("mash_caseworker",)


def test_withdrawn_consent_closes_the_package(house: House, world: World) -> None:
    before = house.client("num_isva").get(f"/referrals/{world.pending}").get_data(as_text=True)
    assert "SHR-support" in before
    with house.acting("mash_caseworker") as actor:
        people.withdraw_consent(actor=actor, consent_id=world.consent, how="told us")
    page = house.client("num_isva").get(f"/referrals/{world.pending}")
    assert page.status_code == 200
    assert "SHR-" not in page.get_data(as_text=True)


@pytest.mark.sqlite_only
@pytest.mark.own_app
def test_the_sweep_sees_a_naked_route(house: House, world: World) -> None:
    @public("a deliberate leak, to test the tester")
    def naked() -> str:
        return "MRK-TMR-leak-1"

    house.app.add_url_rule("/naked", "naked", naked)
    assert sweep(house, world, methods=("GET",), viewers=(None,)).leaks


@pytest.mark.sqlite_only
def test_the_sweep_sees_a_missing_scope(house: House, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    switch_off_application(monkeypatch, gate=False)
    with house.acting("tmr_outreach"):
        assert len(list(db.session.scalars(select(Person)))) > 1, (
            "without the scope, every agency's people are in reach"
        )


def switch_off_application(monkeypatch: pytest.MonkeyPatch, *, gate: bool = True) -> None:
    """Every role may do everything, and no query is scoped: what is left is the database."""
    if gate:
        monkeypatch.setattr(access, "judge", lambda _: None)
    own_scope = scoping.belongs_to
    for module in list(sys.modules.values()):
        if getattr(module, "belongs_to", None) is own_scope:
            monkeypatch.setattr(module, "belongs_to", lambda *_: true())
    monkeypatch.setattr(scoping, "_criteria", lambda *_: ())
    monkeypatch.setattr(scoping, "_loose_tables", lambda *_: frozenset())


@pytest.fixture(autouse=True)
def _marked() -> Iterator[None]:
    """The tests' own look at the tables goes round the ORM on purpose."""
    with marked():
        yield
