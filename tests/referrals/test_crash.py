"""A crash at any statement of “accept” leaves the referral wholly accepted or wholly not, and a retry completes.

Each try runs in a forked child that ends itself without warning at the n-th statement, or just before or after the
n-th commit, of the request. All tries share one database: what a crash left behind is what the next try meets.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select

from cases.models import Case
from core import audit
from core.db import db
from core.outbox import Notice
from people.models import Person
from referrals import queries
from referrals.models import ReferralReceipt, ReferralState
from tests.effort import THOROUGH
from tests.house import Browser, House
from tests.referrals import stage

CRASHED, FINISHED, WENT_WRONG = 77, 0, 1
MOST_STATEMENTS = 400
#: Every statement in a thorough run, every other one in an ordinary one.
EVERY = 1 if THOROUGH else 2
FORM = {"version": 1, "idempotency_key": "one-form-sent-again-and-again"}


class Scene:
    """A referral that waits at NUM, and a browser in which its ISVA has signed in."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.acting("mash_outreach") as actor:
            self.referral_id: UUID = stage.sent(actor).id
        self.robin: Browser = house.client("num_isva")
        self.before = self.standing()

    def standing(self) -> tuple[ReferralState, int, int, int, int]:
        """State, cases, people and receipts at NUM, and notices to MASH; the audit chains are verified on the way."""
        with self.house.acting("num_isva") as actor:
            assert audit.verify(actor.agency_id) is None
            found = queries.received_referral(actor, self.referral_id).state
            tables = (Case, Person, ReferralReceipt)
            counts = [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
            told = db.session.scalar(select(func.count()).where(Notice.subject.contains("was answered"))) or 0
        return found, counts[0], counts[1], counts[2], told

    def attempt(self, arm: Callable[[], None]) -> int:
        """Send the form in a child that `arm` has prepared; how the child ended."""
        db.session.remove()
        db.engine.dispose()
        child = os.fork()
        if child == 0:
            os._exit(self._in_the_child(arm))
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _in_the_child(self, arm: Callable[[], None]) -> int:
        try:
            arm()
            answer = self.robin.post(f"/referrals/{self.referral_id}/accept", FORM)
            return FINISHED if answer.status_code == 303 else WENT_WRONG
        except BaseException:
            return WENT_WRONG

    def is_wholly_accepted(self) -> bool:
        """True for all of it, false for none of it; anything between fails."""
        now = self.standing()
        if now == self.before:
            return False
        assert now[:4] == (ReferralState.ACCEPTED, 1, 1, 1)
        assert now[4] > 0
        return True


@pytest.fixture
def scene(house: House) -> Scene:
    """A referral that waits."""
    return Scene(house)


def _at_statement(n: int) -> Callable[[], None]:
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == n:
            os._exit(CRASHED)

    return lambda: event.listen(db.engine, "before_cursor_execute", count)


def _at_commit(n: int, *, after: bool) -> Callable[[], None]:
    def arm() -> None:
        seen, commit = 0, db.engine.dialect.do_commit

        def counting(connection: Any) -> None:
            nonlocal seen
            seen += 1
            if seen == n and not after:
                os._exit(CRASHED)
            commit(connection)
            if seen == n:
                os._exit(CRASHED)

        db.engine.dialect.do_commit = counting  # type: ignore[method-assign, assignment]  # in a child that ends with the test

    return arm


def test_a_crash_at_any_statement_leaves_nothing_half_done(scene: Scene) -> None:
    crashed = 0
    for n in range(1, MOST_STATEMENTS, EVERY):
        ended = scene.attempt(_at_statement(n))
        if scene.is_wholly_accepted():
            break
        assert ended == CRASHED, f"statement {n}: the child ended with {ended}"
        crashed += 1
    assert scene.is_wholly_accepted()
    assert crashed * EVERY > 20


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit"])
def test_a_crash_at_any_commit_leaves_all_or_nothing_and_a_retry_leads_to_the_case(scene: Scene, after: bool) -> None:
    ends = []
    for n in range(1, 9):
        ends.append(scene.attempt(_at_commit(n, after=after)))
        if scene.is_wholly_accepted():
            break
    assert CRASHED in ends
    assert scene.is_wholly_accepted()
    answer = scene.robin.post(f"/referrals/{scene.referral_id}/accept", FORM)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/cases/")
    assert scene.is_wholly_accepted()
