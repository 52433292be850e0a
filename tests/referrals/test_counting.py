"""Tallies of referrals equal an independent count of the rows, read one by one, at the sender and at the receiver."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from cases.models import Case, CaseKind, CaseState
from core import clock, tallies
from core.actor import Actor, system_actor
from core.calendar import working_days_between
from core.db import db
from core.tallies import Period, quarter_of
from directory.queries import services_taking_referrals
from people.models import Person
from referrals import measures, rules
from referrals.jobs import tally
from referrals.models import (
    Escalation,
    Outcome,
    Referral,
    ReferralReceipt,
    ReferralState,
    ReferralSubject,
    UnmetNeed,
    Urgency,
)  # fmt: skip
from tests.house import House

QUARTER = quarter_of(date(2026, 8, 1))
NOW = datetime(2026, 10, 5, 9, tzinfo=clock.LONDON)
Found = dict[str, Counter[str]]
DECIDED = (ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.WITHDRAWN)


@pytest.fixture(autouse=True)
def _in_october() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


def test_every_tally_is_what_counting_by_hand_finds_on_both_sides(house: House) -> None:
    _filled(house)
    for code, persona in (("NUM", "num_manager"), ("MASH", "mash_manager")):
        with house.acting(persona) as actor:
            worker = system_actor(actor.agency_id)
            counted = {each.measure: Counter(each.numbers) for each in tally(worker, QUARTER)}
            by_hand = {**_at_receiver(actor.agency_id), **_at_sender(actor.agency_id)}
            for measure, numbers in by_hand.items():
                assert counted[measure] == numbers, f"{measure} of {code}"
            assert {name for name, numbers in counted.items() if numbers.total()} <= set(by_hand)
            busy = ("received", "declined-why", "waiting-days.decide") if code == "NUM" else ("out", "re-referred")
            assert all(counted[f"referrals.{name}"].total() > 2 for name in busy)


def test_nothing_is_written_twice_and_a_late_answer_is_found_in_its_older_quarter(house: House) -> None:
    _filled(house)
    with house.acting("num_manager") as actor:
        worker = system_actor(actor.agency_id)
        assert tallies.keep(actor=worker, measured=tally(worker, QUARTER)) > 10
        assert tallies.keep(actor=worker, measured=tally(worker, QUARTER)) == 0
        waits = next(
            row for row in db.session.query(Referral) if _ours(row, QUARTER) and row.to_agency_id == worker.agency_id
            and row.acknowledged_at is None and row.state is ReferralState.SENT
            and not rules.is_overdue(row, NOW.date())
        )  # fmt: skip
        waits.acknowledged_at = NOW
        db.session.flush()
        changed = {"referrals.acknowledged", "referrals.acknowledgement", "referrals.waiting-days.acknowledge"}
        assert tallies.keep(actor=worker, measured=tally(worker, QUARTER)) == len(changed)


# What follows counts rows in Python, one by one, and shares no statement with what it checks.


def _ours(row: Referral, period: Period) -> bool:
    inside = period.start <= clock.london(row.sent_at).date() <= period.end
    return inside and row.state is not ReferralState.MISDIRECTED


def _days(start: datetime, end: datetime, paused: int = 0) -> str:
    days = max(0, working_days_between(clock.london(start).date(), clock.london(end).date()) - paused)
    return str(days) if days <= 30 else "31+"


def _became(row: Referral) -> str:
    return row.state.value if row.state in DECIDED else "waiting"


def _at_receiver(agency_id: UUID) -> Found:
    found: Found = defaultdict(Counter)
    received = [row for row in db.session.query(Referral) if _ours(row, QUARTER) and row.to_agency_id == agency_id]
    needs = {row.id: row.needs for row in db.session.query(Case)}
    cases = {row.referral_id: row.case_id for row in db.session.query(ReferralReceipt) if row.case_id}
    for row in received:
        _of_one(found, row)
        found["referrals.needs"].update(needs[cases[row.id]] if row.id in cases else ())
    for need in db.session.query(UnmetNeed):
        if QUARTER.start <= need.month <= QUARTER.end:
            found["referrals.unmet"][need.need] += 1
    return found


def _of_one(found: Found, row: Referral) -> None:
    found["referrals.sent"]["all"] += 1
    found["referrals.received"][_became(row)] += 1
    found["referrals.urgency"][row.urgency.value] += 1
    found["referrals.acknowledgement"]["acknowledged" if row.acknowledged_at else "not-yet"] += 1
    if row.state in DECIDED:
        found[f"referrals.{row.state.value}"]["all"] += 1
    if row.acknowledged_at:
        found["referrals.acknowledged"]["all"] += 1
        found["referrals.waiting-days.acknowledge"][_days(row.sent_at, row.acknowledged_at)] += 1
    if row.decided_at:
        found["referrals.waiting-days.decide"][_days(row.sent_at, row.decided_at, row.paused_days)] += 1
    if row.state is ReferralState.DECLINED:
        known = row.reason_code if row.reason_code in measures.declined_why() else "other"
        found["referrals.declined-why"][known or "other"] += 1
    if rules.is_overdue(row, NOW.date()):
        found["referrals.overdue"][rules.due_of(row)[0]] += 1
    if row.escalation is Escalation.FORUM:
        found["referrals.escalated"]["all"] += 1


def _at_sender(agency_id: UUID) -> Found:
    found: Found = defaultdict(Counter)
    sent = [row for row in db.session.query(Referral) if row.from_agency_id == agency_id]
    main = {row.id: row.main_id or row.id for row in db.session.query(Person)}
    whom = {row.referral_id: main[row.person_id] for row in db.session.query(ReferralSubject)}
    own = [row for row in sent if row.state is not ReferralState.MISDIRECTED]
    for row in (row for row in sent if QUARTER.start <= clock.london(row.sent_at).date() <= QUARTER.end):
        found["referrals.sent-by"]["all"] += 1
        if row.state is ReferralState.MISDIRECTED:
            continue
        found["referrals.out"][_became(row)] += 1
        if row.state is ReferralState.ACCEPTED:
            found["referrals.out-result"][row.outcome.value if row.outcome else "not-told"] += 1
        earlier = [
            each for each in own if whom[each.id] == whom[row.id]
            and row.sent_at - timedelta(days=365) <= each.sent_at and each.sent_at < row.sent_at
        ]  # fmt: skip
        found["referrals.re-referred"][("first", "second", "third-or-more")[min(2, len(earlier))]] += 1
    return found


def _filled(house: House) -> None:
    """Two years of referrals from MASH to NUM and some back, in every state; the receiver's own rows of each."""
    chance = random.Random(11)  # invented people
    for giver, taker, number in (("mash_manager", "num_manager", 150), ("num_manager", "mash_manager", 30)):
        with house.acting(giver) as actor:
            theirs = house.user(taker).agency_id
            offers = [each for each in services_taking_referrals(actor) if each.agency_id == theirs]
            people = _people(actor, chance, taker)
            ids = [_sent(actor, chance, offers[0], chance.choice(people)).id for _ in range(number)]
        with house.acting(taker) as actor:
            for referral_id in ids:
                _received(actor, chance, referral_id)
            for _ in range(number // 4):
                need = chance.choice(list(measures.needs()))
                month = date(2026, chance.randrange(5, 12), 1)
                db.session.add(UnmetNeed(agency_id=actor.agency_id, month=month, need=need))


def _people(actor: Actor, chance: random.Random, mark: str) -> list[Person]:
    found: list[Person] = []
    for number in range(40):
        main = found[number - 1] if number % 8 == 7 else None
        row = Person(
            agency_id=actor.agency_id, reference=f"{mark}-{number}", created_by=actor.user_id, created_at=NOW,
            changed_at=NOW, main_id=main.id if main else None,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        found.append(row)
    return found


def _sent(actor: Actor, chance: random.Random, offer: Any, person: Person) -> Referral:
    sent = NOW - timedelta(days=chance.randrange(500), minutes=chance.randrange(1440))
    state = chance.choice(list(ReferralState))
    decided = sent + timedelta(days=chance.randrange(60)) if state in DECIDED else None
    row = Referral(
        from_agency_id=actor.agency_id, to_agency_id=offer.agency_id, to_team_id=offer.team_id,
        service_id=offer.service_id, purpose="support", urgency=chance.choice(list(Urgency)), state=state,
        sender_name="Somebody", sent_at=sent, acknowledge_by=sent.date() + timedelta(days=chance.randrange(60)),
        decide_by=sent.date() + timedelta(days=chance.randrange(90)), decided_at=decided, worker_name="A worker",
        acknowledged_at=sent + timedelta(hours=chance.randrange(900)) if chance.random() < 0.6 else None,
        reason_code=chance.choice([*list(measures.declined_why())[:3], "gone"]), none_found=True,
        paused_days=chance.randrange(4), paused_at=chance.choice([None, None, sent]),
        outcome=chance.choice([None, *Outcome]) if state is ReferralState.ACCEPTED else None,
        escalation=chance.choice([None, *Escalation]), misdirected_at=sent, withdrawn_at=sent,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        ReferralSubject(
            agency_id=actor.agency_id, referral_id=row.id, person_id=person.id, sent_by=actor.user_id, consent_ids=[]
        )
    )
    return row


def _received(actor: Actor, chance: random.Random, referral_id: UUID) -> None:
    row = db.session.get_one(Referral, referral_id)
    if row.state is not ReferralState.ACCEPTED:
        return
    receipt = ReferralReceipt(agency_id=actor.agency_id, referral_id=referral_id, accepted_by=actor.user_id)
    if chance.random() < 0.8:
        person = Person(
            agency_id=actor.agency_id, reference=str(referral_id), created_by=actor.user_id, created_at=NOW,
            changed_at=NOW,
        )  # fmt: skip
        db.session.add(person)
        db.session.flush()
        case = Case(
            agency_id=actor.agency_id, reference=str(referral_id), person_id=person.id, kind=CaseKind.ISVA,
            state=CaseState.ACTIVE, lead_user_id=actor.user_id, opened_at=NOW, changed_at=NOW,
            needs=chance.sample(list(measures.needs()), 3), origin_referral_id=referral_id,
        )  # fmt: skip
        db.session.add(case)
        db.session.flush()
        receipt.person_id, receipt.case_id = person.id, case.id
    db.session.add(receipt)
