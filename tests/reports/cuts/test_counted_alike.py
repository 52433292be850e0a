"""Families that everybody knows to agree are settled together: what one withholds, another does not give away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest

from core.tallies import quarter_of
from reports.cuts.settling import Settled, settle_year
from reports.disclosure import STANDARD, WITHHELD, Shown
from reports.families import FAMILIES, clusters
from reports.periods import year_of

SUMMER = quarter_of(date(2026, 7, 1))
OVER = date(2026, 11, 24)
LANTERN, HARBOUR, FOUNDRY = (UUID(int=number) for number in (1, 2, 3))
Counts = Mapping[UUID, Mapping[str, int]]


def settled(told: Mapping[str, Counts]) -> dict[str, Settled]:
    """The quarter as the worker settles it: one cluster after another, each alone."""
    tallied = {(code, SUMMER.start): counts for code, counts in told.items()}
    found = {}
    for cluster in clusters():
        families = {code: FAMILIES[code] for code in cluster}
        for each in settle_year(families, year_of(SUMMER.start), [], tallied, OVER):
            if each.released.period == SUMMER:
                found[each.released.family] = each
    return found


def least(figure: Shown) -> int:
    return 0 if figure.number is None else STANDARD.possible(figure.number).low


def most(figure: Shown) -> float:
    high = None if figure.number is None else STANDARD.possible(figure.number).high
    return float("inf") if high is None else high


@pytest.mark.parametrize(("few", "many"), [(1, 6), (2, 5), (3, 19), (4, 8)])
def test_what_one_agency_sent_is_not_what_all_received_less_what_the_others_sent(few: int, many: int) -> None:
    """Every referral that was sent was received: a report shows the senders in one table, the receivers in another."""
    found = settled({
        "referrals.received": {FOUNDRY: {"accepted": few + many}},
        "referrals.out": {LANTERN: {"accepted": few}, HARBOUR: {"accepted": many}},
        "referrals.re-referred": {LANTERN: {"first": few}, HARBOUR: {"first": many}},
    })  # fmt: skip
    received, sent = found["referrals.received"].released.shown, found["referrals.re-referred"].released.shown
    for place in ((None, None), (FOUNDRY, None), (None, "accepted"), (FOUNDRY, "accepted")):
        assert most(received[place]) - least(sent[HARBOUR, None]) >= STANDARD.threshold, place
    assert any(figure.number for figure in (*received.values(), *sent.values())), "Something is left to be read."


@pytest.mark.parametrize(("answered", "open_"), [(5, 1), (6, 1), (5, 2)])
def test_a_wait_is_not_said_where_it_tells_how_many_had_no_answer(answered: int, open_: int) -> None:
    """Received 5 to 7, and 5 or more of them had an answer: then 2 at most have none."""
    found = settled({
        "referrals.received": {FOUNDRY: {"accepted": answered, "waiting": open_}},
        "referrals.acknowledgement": {FOUNDRY: {"acknowledged": answered, "not-yet": open_}},
        "referrals.waiting-days.acknowledge": {FOUNDRY: {"2": answered}},
        "referrals.waiting-days.decide": {FOUNDRY: {"2": answered}},
    })  # fmt: skip
    received = found["referrals.received"].released.shown[FOUNDRY, None]
    for step in ("acknowledge", "decide"):
        timed = found[f"referrals.waiting-days.{step}"]
        assert most(received) - least(timed.released.shown[FOUNDRY, None]) >= STANDARD.threshold
        if received.number:
            assert set(timed.waits.values()) == {WITHHELD}


@pytest.mark.parametrize(("closed", "standing"), [(1, 6), (2, 5)])
def test_how_many_cases_were_closed_is_not_all_less_those_that_stand(closed: int, standing: int) -> None:
    """A case that was open at any time in a quarter is open at its end, or was closed in it."""
    found = settled({
        "cases.open": {FOUNDRY: {"isva": standing, "casework": 0}},
        "cases.closed": {FOUNDRY: {"isva": closed, "casework": 0}},
        "cases.reported": {FOUNDRY: {"reported": 3, "not-reported": 2, "not-known": closed + standing - 5}},
    })  # fmt: skip
    open_, every = (found[f"cases.{name}"].released.shown for name in ("open", "reported"))
    for place in ((FOUNDRY, None), (None, None)):
        assert most(every[place]) - least(open_[place]) >= STANDARD.threshold
