"""Strategies: both loaded whole, and the version that a review makes of one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from actionplan import queries, service
from actionplan.models import ActionDraft
from actionplan.queries import PlanView
from actionplan.rules import CommitmentKind, CommitmentOutcome, Outcome, Progress, Standing
from core.db import db
from core.errors import Clash, Refused
from tests.house import House

BEGINS, ENDS = date(2027, 1, 1), date(2029, 12, 31)


def decided(plan: PlanView, **others: Outcome) -> dict[UUID, CommitmentOutcome]:
    """A decision for every commitment: it continues, unless its code is among `others` (P1_3 for P1.3)."""
    every = [
        *(row for priority in plan.priorities for row in priority.commitments),
        *plan.delivery,
        *plan.cross_cutting,
    ]
    chosen = {code.replace("_", "."): outcome for code, outcome in others.items()}
    return {
        row.id: CommitmentOutcome(
            chosen.get(row.code, Outcome.CONTINUE), "As the year showed.", words="In plainer words."
        )
        for row in every
    }


def test_both_strategies_are_loaded_whole(house: House) -> None:
    now, before = queries.strategies()
    assert (now.begins.year, now.ends.year, before.begins.year, before.ends.year) == (2020, 2022, 2016, 2019)
    assert now.guidance is not None
    assert "003" not in now.guidance
    text = queries.text_of(now.id)
    assert [(part.number, len(part.sections)) for part in text.chapters] == [(1, 3), (2, 1), (3, 6), (4, 1)]
    assert [cited.number for cited in text.citations] == [1, 2, 3]
    old = queries.text_of(before.id)
    assert ([row.code for row in old.achievements], len(old.priorities)) == (["A1", "A2", "A3", "A4", "A5"], 4)
    assert old.achievements[0].metrics == ["Main offender prison sentence: 13.5 years"]
    assert old.achievements[2].priority_numbers == [1, 4]
    assert queries.current_strategy().id == now.id


def test_next_version_carries_the_unfinished_over_and_ends_the_rest(plan: PlanView, house: House) -> None:
    outcomes = decided(plan, P1_3=Outcome.AMEND, P1_5=Outcome.STOP, P1_9=Outcome.COMPLETE)
    open_before = {row.id for row in plan.actions if row.is_open}
    ended = {row.id for row in plan.actions if row.is_open and row.commitment_code in ("P1.5", "P1.9")}
    with house.acting("mcc_coordinator") as actor:
        draft = db.session.scalars(select(ActionDraft).where(ActionDraft.code == "P1.5.a")).one()
        draft.standing, draft.action_id, draft.settled_at, draft.settled_by_id = Standing.WAITING, None, None, None
    with house.acting("mcc_chair") as actor:
        new = service.next_version(
            actor=actor, strategy_id=plan.strategy.id, title="Manchester Sex Work Strategy 2027-29", begins=BEGINS,
            ends=ENDS, outcomes=outcomes,
        )  # fmt: skip
        new_id = new.id
        assert (new.edition, new.code, new.follows_id) == (2, "strategy_2020_22_v2", plan.strategy.id)
    assert queries.current_strategy().id == new_id
    after = queries.plan(new_id)
    assert {row.id for row in after.actions} == open_before - ended
    codes = [row.code for priority in after.priorities for row in priority.commitments]
    assert "P1.5" not in codes
    assert "P1.9" not in codes
    assert len(codes) == 30
    amended = next(row for priority in after.priorities for row in priority.commitments if row.code == "P1.3")
    assert amended.words == "In plainer words."
    old = queries.plan(plan.strategy.id)
    closed = [row for row in old.actions if row.progress is Progress.CLOSED]
    assert {row.id for row in closed} == ended
    assert {row.closed_reason for row in closed} == {
        "The commitment was stopped: As the year showed.", "The commitment was completed: As the year showed.",
    }  # fmt: skip
    assert len(queries.carried_from(plan.strategy.id)) == len(open_before - ended)
    assert (
        db.session.scalars(select(ActionDraft.standing).where(ActionDraft.code == "P1.5.a")).one() is Standing.DROPPED
    )
    carried = next(iter(open_before - ended))
    assert queries.surroundings(house.actor("mcc_chair"), carried).carried
    with house.acting("mcc_chair") as actor, pytest.raises(Clash):
        service.next_version(
            actor=actor, strategy_id=plan.strategy.id, title="Again", begins=BEGINS, ends=ENDS, outcomes=outcomes
        )


def test_every_commitment_is_decided_on_with_a_reason(plan: PlanView, house: House) -> None:
    whole = decided(plan)
    first = next(iter(whole))
    wrong: list[tuple[dict[UUID, CommitmentOutcome], date, str]] = [
        ({key: value for key, value in whole.items() if key != first}, ENDS, "P1.1 has no decision yet"),
        (whole | {first: CommitmentOutcome(Outcome.STOP, " ")}, ENDS, "P1.1: Say why"),
        (whole | {first: CommitmentOutcome(Outcome.AMEND, "Clearer.")}, ENDS, "P1.1: Write the commitment"),
        (whole, date(2026, 1, 1), "must end on or after"),
    ]
    for outcomes, ends, words in wrong:
        with house.acting("mcc_chair") as actor, pytest.raises(Refused, match=words):
            service.next_version(
                actor=actor, strategy_id=plan.strategy.id, title="Next", begins=BEGINS, ends=ends, outcomes=outcomes
            )
    with house.acting("mash_member") as actor, pytest.raises(Refused, match="cannot renew"):
        service.next_version(
            actor=actor, strategy_id=plan.strategy.id, title="Next", begins=BEGINS, ends=ENDS, outcomes=whole
        )


def test_a_commitment_is_added_as_decided(house: House) -> None:
    strategy = queries.current_strategy().id
    priority = queries.text_of(strategy).priorities[0].id
    with house.acting("mcc_coordinator") as actor:
        row = service.add_commitment(
            actor=actor, strategy_id=strategy, priority_id=priority, kind=CommitmentKind.PRIORITY,
            words="Publish every answer within a month.", decision="Meeting of 4 June 2026, item 3",
        )  # fmt: skip
        assert (row.code, row.position) == ("P1.16", 44)
        with pytest.raises(Refused, match="which decision"):
            service.add_commitment(
                actor=actor, strategy_id=strategy, priority_id=None, kind=CommitmentKind.DELIVERY,
                words="Publish every answer.", decision="",
            )  # fmt: skip
        with pytest.raises(Refused, match="priority"):
            service.add_commitment(
                actor=actor, strategy_id=strategy, priority_id=None, kind=CommitmentKind.PRIORITY,
                words="Publish every answer.", decision="Item 3",
            )  # fmt: skip
