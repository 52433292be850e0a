"""Late answers: told once a stage to the managers of both sides, reminded of the day before, counted for the forum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock, tallies
from core.db import db
from core.errors import Clash, Refused
from core.outbox import Notice
from core.tallies import quarter_of
from core.web import Roundtable
from referrals import jobs, panels, queries, service
from referrals.models import Escalation, Referral, Urgency
from referrals.rules import Target
from referrals.service import notices
from tests.house import House
from tests.referrals import stage
from tests.referrals.test_concurrency import at_once

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=clock.LONDON)
LATE, VERY_LATE, FORGOTTEN = (MONDAY + timedelta(days=days) for days in (2, 8, 15))
WORKERS = 8


def _sent(house: House, alias: str = stage.ALIAS, urgency: Urgency = Urgency.STANDARD) -> UUID:
    with clock.frozen_at(MONDAY), house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor, alias), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        return stage.send(actor, who.id, offer, urgency=urgency).id


def _watch(house: House, when: datetime) -> None:
    with clock.frozen_at(when):
        for persona in ("mash_manager", "num_manager"):
            with house.acting(persona) as actor:
                jobs.watch_clocks(actor)


def _told(house: House, *subjects: str) -> Counter[str]:
    with house.acting("mash_outreach"):
        found = db.session.execute(select(Notice.address, Notice.subject)).all()
        return Counter(address for address, subject in found if subject in subjects)


def _row(house: House, referral_id: UUID) -> Referral:
    with house.acting("mash_outreach") as actor:
        row = queries.referral(actor, referral_id)
        db.session.expunge(row)
        return row


def test_each_stage_is_told_once_to_the_managers_of_both_sides(house: House) -> None:
    referral_id = _sent(house)
    managers = {"joan@mash.example": 1, "priya@num.example": 1}
    for when, stages in ((LATE, 1), (LATE, 1), (VERY_LATE, 2), (VERY_LATE, 2), (FORGOTTEN, 2)):
        _watch(house, when)
        told = _told(house, notices.LATE_HERE, notices.LATE_THERE)
        assert told == {address: count * stages for address, count in managers.items()}, when
    assert _told(house, notices.ASK_THEM) == {"dee@mash.example": 2}
    assert _row(house, referral_id).escalation is Escalation.FORUM
    _watch(house, FORGOTTEN + timedelta(days=30))
    assert _told(house, notices.LATE_HERE, notices.LATE_THERE).total() == 4


def test_what_is_answered_in_time_is_told_to_nobody(house: House) -> None:
    referral_id = _sent(house)
    with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
        service.acknowledge(actor=actor, referral_id=referral_id, version=1)
    _watch(house, LATE)
    assert not _told(house, notices.LATE_HERE, notices.LATE_THERE, notices.ASK_THEM)


def test_a_paused_clock_tells_nobody_until_it_goes_on(house: House) -> None:
    referral_id = _sent(house)
    with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
        row = queries.referral(actor, referral_id)
        assert service.pause_clock(actor, row)
        assert not service.pause_clock(actor, row)
    _watch(house, VERY_LATE)
    assert not _told(house, notices.LATE_HERE, notices.LATE_THERE)
    with clock.frozen_at(VERY_LATE), house.acting("mash_outreach") as actor:
        row = queries.referral(actor, referral_id)
        assert service.resume_clock(actor, row)
        assert not service.resume_clock(actor, row)
        assert (row.paused_days, row.acknowledge_by, row.decide_by) == (
            6, datetime(2026, 11, 25).date(), datetime(2026, 12, 1).date(),
        )  # fmt: skip
    _watch(house, VERY_LATE + timedelta(days=1))
    assert not _told(house, notices.LATE_HERE)
    _watch(house, VERY_LATE + timedelta(days=2))
    assert _told(house, notices.LATE_HERE) == {"priya@num.example": 1}


def test_lists_put_a_paused_clock_after_those_that_run_and_never_call_it_overdue(house: House) -> None:
    paused, runs = _sent(house, "Waits"), _sent(house, "Runs")
    with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
        service.pause_clock(actor, queries.referral(actor, paused))
    with clock.frozen_at(VERY_LATE), house.acting("num_isva") as actor:
        assert [row.id for row in queries.waiting_in(actor)] == [runs, paused]
        assert [row.id for row in queries.owed_by(actor)] == [runs]
        assert queries.counts(actor)["overdue"] == 1
    with clock.frozen_at(VERY_LATE), house.acting("mash_outreach") as actor:
        assert [row.id for row in queries.asked_of(actor)] == [paused]
        assert [row.id for row in queries.unanswered(actor, clock.today())] == [runs]


@pytest.mark.parametrize("act", [service.escalate_late, service.remind_of_due])
def test_any_number_of_workers_tells_each_reader_once(app: Roundtable, house: House, act: Callable[..., int]) -> None:
    for number in range(3):
        _sent(house, f"Late {number}")
    persona = "mash_manager" if act is service.escalate_late else "num_manager"
    actor = house.actor(persona)
    db.session.remove()
    when = LATE if act is service.escalate_late else MONDAY

    def run(each: Any) -> None:
        with clock.frozen_at(when):
            act(actor=each)

    told = at_once(app, [(actor, run, "done")] * WORKERS)
    assert told == ["done"] * WORKERS
    subjects = (notices.LATE_HERE, notices.LATE_THERE, notices.DUE_SOON)
    assert set(_told(house, *subjects).values()) == {3}


def test_the_worker_is_reminded_the_day_before_and_everyone_while_nobody_has_it(house: House) -> None:
    referral_id = _sent(house)
    _watch(house, MONDAY)
    _watch(house, MONDAY)
    assert _told(house, notices.DUE_SOON) == {"robin@num.example": 1, "mel@num.example": 1, "priya@num.example": 1}
    with clock.frozen_at(MONDAY), house.acting("num_manager") as actor:
        service.assign(actor=actor, referral_id=referral_id, version=1, worker_id=house.user("num_isva").id)
    with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
        row = queries.referral(actor, referral_id)
        if row.acknowledged_at is None:
            service.acknowledge(actor=actor, referral_id=referral_id, version=row.version)
    _watch(house, MONDAY + timedelta(days=4))
    assert _told(house, notices.DUE_SOON)["robin@num.example"] == 2
    assert _told(house, notices.DUE_SOON).total() == 4


def test_an_emergency_is_late_on_the_next_day(house: House) -> None:
    _sent(house, urgency=Urgency.EMERGENCY)
    _watch(house, MONDAY)
    assert not _told(house, notices.LATE_HERE)
    _watch(house, MONDAY + timedelta(days=1))
    assert _told(house, notices.LATE_HERE) == {"priya@num.example": 1}


def test_a_notice_of_lateness_names_nobody(house: House) -> None:
    _sent(house)
    for when in (MONDAY, LATE, VERY_LATE):
        _watch(house, when)
    with house.acting("mash_outreach"):
        words = " ".join(f"{each.subject} {each.path}" for each in db.session.scalars(select(Notice)))
    assert not any(each in words for each in ("Robyn", "Marker", "MASH", "NUM", "Ugly", "ISVA", "Dee", "Robin"))


def test_managers_see_late_answers_by_worker_and_others_do_not(house: House) -> None:
    first, _ = _sent(house, "One"), _sent(house, "Two")
    with clock.frozen_at(MONDAY), house.acting("num_manager") as actor:
        service.assign(actor=actor, referral_id=first, version=1, worker_id=house.user("num_isva").id)
    with clock.frozen_at(VERY_LATE):
        with house.acting("num_manager") as actor:
            panel = panels.late_answers(actor)
            assert panel is not None
            assert {(worker, count) for worker, count, _ in panel.values["rows"]} == {
                ("Robin Achebe", 1), ("Nobody yet", 1)
            }  # fmt: skip
        with house.acting("mash_manager") as actor:
            panel = panels.late_answers(actor)
            assert panel is not None
            assert panel.values["rows"] == []
        for persona in ("num_isva", "gmp_liaison", "mcc_coordinator", "lgbtf_administrator"):
            with house.acting(persona) as actor:
                assert panels.late_answers(actor) is None, persona


def test_workers_see_what_they_owe_and_managers_all_of_it(house: House) -> None:
    mine, nobodys = _sent(house, "Mine"), _sent(house, "Nobodys")
    with clock.frozen_at(MONDAY), house.acting("num_manager") as actor:
        service.assign(actor=actor, referral_id=mine, version=1, worker_id=house.user("num_isva").id)
    for persona, expected in (
        ("num_isva", {mine, nobodys}), ("num_caseworker", {nobodys}), ("num_manager", {mine, nobodys}),
    ):  # fmt: skip
        with house.acting(persona) as actor:
            assert {row.id for row in queries.owed_by(actor)} == expected, persona


def test_what_waits_takes_a_fixed_number_of_statements(house: House, count_queries: Callable[[], Any]) -> None:
    counted = []
    for number in range(2):
        for each in range(1 + number * 4):
            referral_id = _sent(house, f"Person {number} {each}")
            with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
                service.write_message(actor=actor, referral_id=referral_id, words="A question")
        with clock.frozen_at(VERY_LATE), house.app.test_request_context("/"), house.acting("mash_outreach") as actor:
            with count_queries() as seen:
                found = panels.waiting(actor)
            assert len(found) == 2 * (1 + number * 5)
            counted.append(len(seen))
    assert counted[0] == counted[1]


def test_late_answers_leave_the_agency_as_counts(house: House) -> None:
    _sent(house, "One"), _sent(house, "Two")
    for when in (LATE, VERY_LATE, FORGOTTEN):
        _watch(house, when)
    period = quarter_of(MONDAY.date())
    with clock.frozen_at(FORGOTTEN), house.acting("num_manager") as actor:
        jobs.write_tallies(actor, period)
        overdue = tallies.read("referrals.overdue", period.start, period.end)
        assert overdue[actor.agency_id] == {"acknowledge": 2}
        assert tallies.read("referrals.escalated", period.start, period.end)[actor.agency_id] == {"all": 2}


def test_days_that_waited_for_the_sender_are_not_the_receivers(house: House) -> None:
    referral_id = _sent(house)
    with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
        service.pause_clock(actor, queries.referral(actor, referral_id))
    with clock.frozen_at(VERY_LATE), house.acting("num_isva") as actor:
        service.resume_clock(actor, queries.referral(actor, referral_id))
        service.accept(actor=actor, referral_id=referral_id, version=1)
        period = quarter_of(MONDAY.date())
        jobs.write_tallies(actor, period)
        read = tallies.read("referrals.waiting-days.decide", period.start, period.end)
        assert read[actor.agency_id] == {"0": 1}


def test_an_agencys_own_limits_count_for_what_is_sent_from_then_on(house: House) -> None:
    before = _sent(house, "Before")
    with house.acting("num_manager") as actor:
        service.set_targets(actor=actor, targets={Urgency.STANDARD: Target(0, 2)}, version=0)
    after = _row(house, _sent(house, "After"))
    assert (after.acknowledge_by, after.decide_by) == (MONDAY.date(), MONDAY.date() + timedelta(days=2))
    assert _row(house, before).decide_by == MONDAY.date() + timedelta(days=7)
    with house.acting("num_manager") as actor:
        with pytest.raises(Refused):
            service.set_targets(actor=actor, targets={Urgency.STANDARD: Target(1, 9)}, version=1)
        with pytest.raises(Clash):
            service.set_targets(actor=actor, targets={Urgency.STANDARD: Target(1, 3)}, version=0)
        service.set_targets(actor=actor, targets={Urgency.STANDARD: Target(1, 3)}, version=1)
        assert queries.targets_of(actor.agency_id)[Urgency.STANDARD] == Target(1, 3)
    with house.acting("mash_manager") as actor:
        assert queries.targets_of(actor.agency_id)[Urgency.STANDARD] == Target(1, 5)
