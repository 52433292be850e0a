"""Tallies of outreach equal an independent count of the rows, read one by one, month by month and by quarter."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core import clock, tallies
from core.actor import Actor, system_actor
from core.db import db
from core.tallies import quarter_of
from outreach import catalogue, jobs, measures
from outreach.erasing import forget_old
from outreach.models import FourAnswers, GivenItem, MetBefore, OutreachContact, OutreachSession, ReportingIntent
from tests.house import House

QUARTER = quarter_of(date(2026, 8, 1))
SESSIONS = 40
Rows = dict[type[Any], list[Any]]
Found = dict[str, Counter[str]]


@pytest.fixture
def worker(house: House) -> Iterator[Actor]:
    """The worker of MASH, whose sessions began in May; TMR has sessions too, which are none of MASH's business."""
    with house.acting("tmr_outreach") as other:
        _filled(other, 9)
    with house.acting("mash_outreach") as actor:
        _filled(actor, SESSIONS)
    with house.acting("mash_outreach") as actor:
        yield system_actor(actor.agency_id)


def test_every_tally_is_what_counting_by_hand_finds(worker: Actor) -> None:
    rows = _read()
    counted = {(each.measure, each.period.start): Counter(each.numbers) for each in jobs.tally(worker, QUARTER)}
    by_hand = {(measure, QUARTER.start): numbers for measure, numbers in _by_hand(rows, QUARTER).items()}
    quarterly = {place: numbers for place, numbers in counted.items() if place[0] != "outreach.month"}
    for place, numbers in by_hand.items():
        assert quarterly[place] == numbers, place
    assert {place for place, numbers in quarterly.items() if numbers.total()} <= set(by_hand)
    for number in (7, 8, 9):
        start = date(2026, number, 1)
        month = tallies.Period(start, date(2026, number + 1, 1) - timedelta(days=1))
        told, hand = counted["outreach.month", start], _by_hand(rows, month)
        assert told["sessions"] == hand["outreach.sessions"].total() > 0
        assert told["contacts"] == hand["outreach.contacts"].total()
        for name, measure in (("item", "items"), ("did", "done"), ("told", "told"), ("barrier", "barriers")):
            assert _under(told, name) == hand[f"outreach.{measure}"], name
        met = sum(row.headcount for row in rows[OutreachSession] if month.start <= row.held_on <= month.end)
        assert _under(told, "heads").total() == sum(_under(told, "met").values()) == met
        assert _under(told, "heads") == hand["outreach.headcount"]


def test_what_did_not_change_is_not_written_and_what_came_late_is(worker: Actor) -> None:
    with clock.frozen_at(datetime(2026, 11, 20, 9, tzinfo=clock.LONDON)):
        assert tallies.keep(actor=worker, measured=jobs.tally(worker, QUARTER)) > 10
        assert tallies.keep(actor=worker, measured=jobs.tally(worker, QUARTER)) == 0
    forget_old(worker, clock.now(), limit=1000)
    assert tallies.keep(actor=worker, measured=jobs.tally(worker, QUARTER)) == 0, "words that go take no count along"
    rows = _read()
    august = {row.id for row in rows[OutreachSession] if row.held_on.month == 8}
    given = {row.contact_id for row in rows[GivenItem]}
    contact = next(row for row in rows[OutreachContact] if row.session_id in august and row.id not in given)
    db.session.add(GivenItem(agency_id=worker.agency_id, contact_id=contact.id, item=ITEMS[0], quantity=7))
    db.session.flush()
    assert tallies.keep(actor=worker, measured=jobs.tally(worker, QUARTER)) == 2, "one measure, and its month"
    before = list(jobs.tally(worker, quarter_of(date(2026, 2, 1))))
    assert {each.measure for each in before} == {"outreach.month"}, "before the first session there is no nought"


# What follows counts rows in Python, one by one, and shares no statement with what it checks.


def _read() -> Rows:
    return {table: list(db.session.query(table)) for table in (OutreachSession, OutreachContact, GivenItem)}


def _under(numbers: Counter[str], name: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for dimension, number in numbers.items():
        if dimension.startswith(f"{name}|"):
            found[dimension.partition("|")[2]] += number
    return found


def _by_hand(rows: Rows, period: tallies.Period) -> Found:
    found: Found = defaultdict(Counter)
    sessions = {row.id: row for row in rows[OutreachSession] if period.start <= row.held_on <= period.end}
    seconds = 0.0
    for row in sessions.values():
        found["outreach.sessions"][row.mode] += 1
        unsaid = row.headcount - row.headcount_new - row.headcount_known
        heads = {"new": row.headcount_new, "known": row.headcount_known, "not-noted": unsaid}
        found["outreach.headcount"].update(heads)
        seconds += (row.ended_at - row.began_at).total_seconds() if row.ended_at else 0
    found["outreach.minutes"]["all"] = round(seconds / 60)
    contacts = {row.id: row for row in rows[OutreachContact] if row.session_id in sessions}
    for row in contacts.values():
        _of_contact(found, row)
    for row in rows[GivenItem]:
        if row.contact_id in contacts:
            found["outreach.items"][row.item] += row.quantity
    return found


def _of_contact(found: Found, row: Any) -> None:
    found["outreach.contacts"][row.met_before.value] += 1
    found["outreach.reporting"][row.reporting_intent.value if row.reporting_intent else "not_asked"] += 1
    found["outreach.offered"][row.referral_offered.value] += 1
    if row.referral_offered is FourAnswers.YES:
        found["outreach.accepted"][row.referral_accepted.value] += 1
    found["outreach.done"].update(row.interventions)
    found["outreach.told"].update(row.information)
    found["outreach.concerns"].update(row.concerns)
    found["outreach.barriers"].update([row.barrier] if row.barrier else [])


ITEMS, BARRIERS, DONE = list(measures.items()), list(measures.barriers()), list(measures.done())
TOLD, CONCERNS, WAYS = list(measures.told()), list(measures.concerns()), list(catalogue.modes())


def _filled(actor: Actor, sessions: int) -> None:
    """Outings from May to November with everything that can be written down of a contact, by chance."""
    chance = random.Random(sessions)  # invented people
    for _ in range(sessions):
        day = date(2026, 5, 1) + timedelta(days=chance.randrange(200))
        began = datetime(day.year, day.month, day.day, 20, tzinfo=clock.LONDON)
        met = chance.randrange(20)
        new, known = chance.randrange(met // 2 + 1), chance.randrange(met // 2 + 1)
        session = OutreachSession(
            agency_id=actor.agency_id, held_on=day, began_at=began, mode=chance.choice(WAYS), team="outreach",
            ended_at=began + timedelta(seconds=chance.randrange(20_000)) if chance.random() < 0.8 else None,
            ward=chance.choice(["E05011351", "ONLINE"]), headcount=met, headcount_new=new, headcount_known=known,
            created_by=actor.user_id,
        )  # fmt: skip
        db.session.add(session)
        db.session.flush()
        for _ in range(chance.randrange(6)):
            _met(actor, chance, session)


def _met(actor: Actor, chance: random.Random, session: OutreachSession) -> None:
    contact = OutreachContact(
        agency_id=actor.agency_id, session_id=session.id, at=session.began_at, logged_by=actor.user_id,
        met_before=chance.choice(list(MetBefore)), reporting_intent=chance.choice([None, *ReportingIntent]),
        referral_offered=chance.choice(list(FourAnswers)), referral_accepted=chance.choice(list(FourAnswers)),
        interventions=chance.sample(DONE, 2), information=chance.sample(TOLD, chance.randrange(3)),
        concerns=chance.sample(CONCERNS, chance.randrange(3)), barrier=chance.choice([None, *BARRIERS]),
    )  # fmt: skip
    db.session.add(contact)
    db.session.flush()
    for item in chance.sample(ITEMS, chance.randrange(3)):
        given = GivenItem(agency_id=actor.agency_id, contact_id=contact.id, item=item, quantity=chance.randrange(1, 9))
        db.session.add(given)
