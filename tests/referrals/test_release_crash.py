"""A crash at any statement of the release leaves a letter held or wholly sent, and the next run completes it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core import audit, clock
from core.db import db
from core.outbox import Notice
from people.models import Disclosure, DisclosureKind
from referrals import jobs, queries
from referrals.models import DisclosurePackage, LetterState, PackageKey, Referral, ReferralSubject
from tests.house import House
from tests.referrals.letters import held
from tests.referrals.test_crash import CRASHED, EVERY, FINISHED, MOST_STATEMENTS, WENT_WRONG, _at_commit, _at_statement

WHOLE = (LetterState.SENT, 1, 1, 2, 1, 1)


class Scene:
    """A letter whose time has come, and a worker that lets it go."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.agency_id = house.agency("MASH").id
        with clock.frozen_at(clock.now() - timedelta(minutes=20)), house.acting("mash_outreach") as actor:
            self.letter_id: UUID = held(actor).id

    def standing(self) -> tuple[LetterState, int, int, int, int, int]:
        """The letter, and its referral, package, wraps, note and ledger row; the chain is verified on the way."""
        with self.house.acting("mash_outreach") as actor:
            assert audit.verify(actor.agency_id) is None
            tables = (Referral, DisclosurePackage, PackageKey, ReferralSubject)
            counts = [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
            ledger = db.session.scalar(select(func.count()).where(Disclosure.kind == DisclosureKind.PACKAGE)) or 0
            told = db.session.scalar(select(func.count()).where(Notice.subject.contains("waits"))) or 0
            state = queries.letter(actor, self.letter_id).state
        assert bool(told) is (state is LetterState.SENT)
        return state, counts[0], counts[1], counts[2], counts[3], ledger

    def attempt(self, arm: Callable[[], None]) -> int:
        """Run the worker's job in a child that `arm` has prepared; how the child ended."""
        db.session.remove()
        db.engine.dispose()
        child = os.fork()
        if child == 0:
            os._exit(self._in_the_child(arm))
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def _in_the_child(self, arm: Callable[[], None]) -> int:
        try:
            arm()
            jobs.release_letters([self.agency_id])
            return FINISHED
        except BaseException:
            return WENT_WRONG

    def is_wholly_sent(self) -> bool:
        """True for all of it, false for none of it; anything between fails."""
        now = self.standing()
        if now == (LetterState.HELD, 0, 0, 0, 0, 0):
            return False
        assert now == WHOLE
        return True


def test_a_crash_at_any_statement_of_the_release_leaves_nothing_half_done(house: House) -> None:
    scene, crashed = Scene(house), 0
    for n in range(1, MOST_STATEMENTS, EVERY):
        ended = scene.attempt(_at_statement(n))
        if scene.is_wholly_sent():
            break
        assert ended == CRASHED, f"statement {n}: the child ended with {ended}"
        crashed += 1
    assert scene.is_wholly_sent()
    assert crashed * EVERY > 15


@pytest.mark.parametrize("after", [False, True], ids=["before the commit", "after the commit"])
def test_a_crash_at_any_commit_leaves_all_or_nothing_and_the_next_run_sends_nothing_twice(
    house: House, after: bool
) -> None:
    scene, ends = Scene(house), []
    for n in range(1, 9):
        ends.append(scene.attempt(_at_commit(n, after=after)))
        if scene.is_wholly_sent():
            break
    assert CRASHED in ends
    assert scene.is_wholly_sent()
    assert jobs.release_letters([scene.agency_id]) == 0
    assert scene.is_wholly_sent()
