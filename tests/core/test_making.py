"""Work that people wait for is made once, whoever claims it, dies over it, or jumps the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from core import audit, clock, making, outbox
from core.actor import Actor, system_actor
from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible, Refused
from core.making import LEASE, Lost, Making, MakingState, Work
from core.outbox import Notice
from core.scoping import current_session
from core.web import Roundtable
from tests.core.conftest import Pair
from tests.core.test_jobs_and_outbox import in_threads

MINUTE = timedelta(minutes=1)


class Held(StrEnum):
    """A permission of the test's own."""

    RUN = "test.run"


@pytest.fixture(autouse=True)
def _own_kinds(app: Roundtable, monkeypatch: pytest.MonkeyPatch, pair: Pair) -> Iterator[None]:
    monkeypatch.setattr(making, "_kinds", {})
    monkeypatch.setattr(making, "_accounts", {"actor": {each.user_id: each for each in (pair.ours, pair.theirs)}.get})
    monkeypatch.setattr(making, "STEP_SECONDS", 0.0)
    yield
    db.session.rollback()


def told(work: Work) -> making.Store:
    """A maker whose outcome can be counted: a notice, and a line in the trail for each half of the work."""
    work.step(1, 2)
    audit.record(actor=work.actor, verb="read", kind="test", row_id=work.id)
    agency_id, token = work.actor.agency_id, work.token

    def store() -> None:
        audit.record(actor=work.actor, verb="made", kind="test", row_id=work.id)
        current_session().add(
            Notice(agency_id=agency_id, address="a@b.example", subject="s", path="/", once=f"{work.id}{token}",
                   due_at=clock.now())
        )  # fmt: skip

    return store


def ask(pair: Pair, once: str = "one", kind: str = "test", **about: Any) -> UUID:
    with pair.acting(pair.ours) as actor:
        return making.ask(actor=actor, kind=kind, about=about, once=once)


def state(work_id: UUID) -> tuple[MakingState, int]:
    db.session.rollback()
    row = db.session.get(Making, work_id, populate_existing=True)
    assert row is not None
    found = (row.state, row.tries)
    db.session.rollback()
    return found


def outcomes() -> int:
    db.session.rollback()
    found = len(list(db.session.scalars(select(Notice.id))))
    db.session.rollback()
    return found


def test_work_is_asked_once_made_once_and_seen_by_whoever_asked(pair: Pair) -> None:
    making.register("test", told, shown_to=(Held.RUN,))
    work_id = ask(pair, meeting="x")
    assert ask(pair) == work_id, "a double click asks once"
    with pair.acting(pair.theirs) as other:
        assert making.ask(actor=other, kind="test", about={}, once="one") != work_id
        with pytest.raises(NotVisible):
            making.standing(other, work_id)
        shown = Actor(other.user_id, other.agency_id, frozenset({Held.RUN}))
        assert making.standing(shown, work_id).words == "It waits for its turn."
        assert len(making.standings(shown, "test")) == 2
        assert [each.id for each in making.standings(pair.ours, "test")] == [work_id]
        with pytest.raises(NotVisible):
            making.standing(other, uuid4())
        with pytest.raises(LookupError):
            making.ask(actor=other, kind="unheard of", about={}, once="one")
    assert (making.make_due(), making.make_due(), outcomes()) == (2, 0, 2)
    with pair.acting(pair.ours) as actor:
        found = making.standing(actor, work_id)
        assert (found.state, found.share, found.is_over, found.about) == (MakingState.MADE, 100, True, {"meeting": "x"})
        verbs = select(AuditEntry.verb).where(AuditEntry.row_id == work_id).order_by(AuditEntry.sequence)
        assert list(db.session.scalars(verbs)) == ["read", "made"], "what was read while rendering is in the trail"


def test_one_account_does_not_fill_the_workers_day(pair: Pair) -> None:
    making.register("test", told)
    asked = [ask(pair, str(number)) for number in range(making.MOST_OPEN)]
    with pytest.raises(Refused, match="good deal"):
        ask(pair, "one more")
    assert ask(pair, "3") == asked[3], "what was asked already is there, however often it is asked"
    with pair.acting(pair.theirs) as other:
        assert making.ask(actor=other, kind="test", about={}, once="one") not in asked
    assert making.make_due() == 5
    assert ask(pair, "one more") not in asked, "as the worker gets on there is room again"


def test_workers_that_look_together_make_each_piece_once(app: Roundtable, pair: Pair) -> None:
    making.register("test", told)
    for number in range(6):
        ask(pair, str(number))
    came = in_threads(app, 3, lambda: sum(making.make_due(6) for _ in range(2)))
    assert (sum(came), outcomes()) == (6, 6)


def test_a_failure_is_tried_again_after_1_5_and_25_minutes_and_then_given_up(pair: Pair) -> None:
    failed: list[UUID] = []

    def break_down(work: Work) -> making.Store:
        raise ZeroDivisionError("a canary that no row may keep")

    making.register("test", break_down, on_failure=lambda work: failed.append(work.id))
    start = clock.now()
    with clock.frozen_at(start):
        work_id = ask(pair)
        making.make_due()
    for after, tries in ((0.9, 1), (1.1, 2), (6, 2), (6.2, 3), (31, 3), (31.3, 4), (600, 4)):
        with clock.frozen_at(start + after * MINUTE):
            making.make_due()
        assert state(work_id)[1] == tries, after
    assert (state(work_id)[0], failed) == (MakingState.FAILED, [work_id])
    row = db.session.get(Making, work_id)
    assert row is not None
    assert row.failure == "ZeroDivisionError"
    with pair.acting(pair.ours) as actor:
        assert "could not be made" in making.standing(actor, work_id).words
        assert making.ask_again(actor=actor, work_id=work_id)
        assert not making.ask_again(actor=actor, work_id=work_id)
    making.register("test", told)
    assert (making.make_due(), outcomes(), state(work_id)) == (1, 1, (MakingState.MADE, 1))


def test_a_rule_that_says_no_and_an_account_that_is_gone_are_not_tried_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(work: Work) -> making.Store:
        raise Refused("Not today.")

    making.register("refused", refuse)
    making.register("test", told)
    refused, gone = ask(pair, kind="refused"), None
    making.make_due()
    monkeypatch.setattr(making, "_accounts", {"actor": {}.get})
    gone = ask(pair)
    making.make_due()
    assert state(refused) == state(gone) == (MakingState.FAILED, 1)
    with pair.acting(system_actor(pair.ours.agency_id)) as system:
        own = making.ask(actor=system, kind="test", about={}, once="by a job")
    making.make_due()
    assert state(own)[0] is MakingState.MADE, "a job needs no account"


@pytest.mark.parametrize("jump", [LEASE + MINUTE, -LEASE, -timedelta(days=1), timedelta(days=1)])
def test_a_dead_workers_claim_runs_out_even_when_the_clock_jumps(pair: Pair, jump: timedelta) -> None:
    making.register("test", told)
    start = clock.now()
    with clock.frozen_at(start):
        work_id = ask(pair)
        assert making._claim(work_id) is not None  # and dies
        assert making.make_due() == 0
    with clock.frozen_at(start + jump):
        assert making.make_due() == 1
    assert (outcomes(), state(work_id)) == (1, (MakingState.MADE, 2))


def test_whoever_lost_the_work_stores_nothing(pair: Pair) -> None:
    making.register("test", told)
    work_id = ask(pair)
    stolen: list[Work] = []

    def overtaken(work: Work) -> making.Store:
        store = told(work)
        if not stolen:
            stolen.append(work)
            with db.engine.begin() as connection:  # its lease ran out while it drew, and another worker made it
                connection.execute(update(Making).values(token=uuid4()))
            with pytest.raises(Lost):
                work.step(2, 2)
        return store

    making.register("test", overtaken)
    assert (making.make_due(), outcomes()) == (0, 0)
    with clock.frozen_at(clock.now() + 2 * LEASE):
        assert making.make_due() == 1
    assert (outcomes(), state(work_id)) == (1, (MakingState.MADE, 2))


def test_work_that_kills_its_worker_is_given_up_in_the_end(pair: Pair) -> None:
    class Killed(BaseException):
        pass

    def die(work: Work) -> making.Store:
        raise Killed

    making.register("test", die)
    work_id, start = ask(pair), clock.now()
    for number in range(making.MOST_TRIES):
        with clock.frozen_at(start + number * 2 * LEASE), pytest.raises(Killed):
            making.make_due()
        db.session.rollback()
    with clock.frozen_at(start + 20 * LEASE):
        making.make_due()
        assert state(work_id)[0] is MakingState.FAILED
    with clock.frozen_at(start + making.KEPT + timedelta(days=1)):
        making.forget_old()
        db.session.commit()
    assert db.session.get(Making, work_id) is None
    assert not outbox.is_held_back(pair.ours.agency_id, "a", "/", None)


def test_half_of_the_outcome_is_none_of_it(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(work: Work) -> making.Store:
        store = told(work)

        def break_off() -> None:
            store()
            current_session().flush()
            raise OSError

        return break_off

    making.register("test", half)
    work_id = ask(pair)
    assert (making.make_due(), outcomes(), state(work_id)) == (0, 0, (MakingState.WAITING, 1))
