"""The rota and its check-ins in the database: shifts, the alarm, who is told, and who may end it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from agencies.permissions import Permission
from core import clock
from core.actor import Actor, system_actor
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from outreach import queries as outreach_queries
from outreach import service as outreach
from outreach.rota import jobs, queries, service, watching
from outreach.rota.models import LoneStep, LoneWatch, OutreachShift, StepKind
from outreach.rota.rules import Standing
from tests.house import House

TONIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
JOAN = "joan@mash.example"


def later(minutes: int) -> Any:
    return clock.frozen_at(TONIGHT + timedelta(minutes=minutes))


@pytest.fixture
def dee(house: House) -> Iterator[Actor]:
    """The outreach worker at MASH, tonight at 8."""
    with house.acting("mash_outreach") as found, clock.frozen_at(TONIGHT):
        yield found


@pytest.fixture
def joan(house: House) -> Iterator[Actor]:
    """The manager at MASH, tonight at 8."""
    with house.acting("mash_manager") as found, clock.frozen_at(TONIGHT):
        yield found


@contextmanager
def as_colleague(house: House, persona: str) -> Iterator[Actor]:
    """What was done so far is kept, then somebody else works."""
    db.session.commit()
    with acting_as(house.actor(persona)):
        yield house.actor(persona)


class Outing(NamedTuple):
    """The ids of an outing, which outlive the session that it was written in."""

    id: UUID
    session_id: UUID


def out(actor: Actor, every: int = 60) -> Outing:
    session = outreach.start_session(actor=actor, mode="van", ward="E05011350", team="Dee", began_at=TONIGHT)
    row = watching.go_out(actor=actor, session_id=session.id, every_minutes=every, reach="07700 900123", company="Sam")
    return Outing(row.id, session.id)


def alarmed(agency_id: UUID) -> int:
    job = system_actor(agency_id, Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE)
    with acting_as(job):
        return jobs.raise_alarms(job)


def told(subject: str = watching.ALARM) -> list[str]:
    return sorted(row.address for row in db.session.scalars(select(Notice).where(Notice.subject == subject)))


def steps(watch: Outing) -> list[StepKind]:
    rows = db.session.scalars(select(LoneStep).where(LoneStep.watch_id == watch.id).order_by(LoneStep.at, LoneStep.id))
    return [row.kind for row in rows]


def plan(hours: float = 1, **facts: Any) -> service.Plan:
    starts = TONIGHT + timedelta(hours=hours)
    answers = {"mode": "van", "ward": "E05011350", "wanted": 3, **facts}
    return service.Plan(starts_at=starts, ends_at=starts + timedelta(hours=4), **answers)


def test_nothing_heard_raises_one_alarm_that_goes_again_until_somebody_is_on_it(house: House, dee: Actor) -> None:
    watch = out(dee)
    with later(69):
        assert alarmed(dee.agency_id) == 0
    with later(70):
        assert (alarmed(dee.agency_id), alarmed(dee.agency_id)) == (1, 0)
        assert told() == [JOAN]
        assert queries.watch(dee, watch.id).standing is Standing.ALARM
    with later(84):
        assert alarmed(dee.agency_id) == 0
    with later(85):
        assert alarmed(dee.agency_id) == 1
        assert told() == [JOAN, JOAN]
    with later(86), as_colleague(house, "mash_manager") as joan:
        watching.take_on(actor=joan, watch_id=watch.id)
    with later(200):
        assert alarmed(dee.agency_id) == 0
    assert steps(watch) == [StepKind.OUT, StepKind.ALARM, StepKind.AGAIN, StepKind.SEEN]


def test_the_alarm_stands_on_the_page_even_when_no_worker_runs(house: House, dee: Actor) -> None:
    out(dee)
    with later(70), as_colleague(house, "mash_manager") as joan:
        [line] = queries.alarms_for(joan)
        assert (line.standing, line.face.state, line.face.words) == (Standing.ALARM, "late", "10 minutes over")
        assert told() == []


def test_a_late_check_in_ends_the_alarm_and_says_so(dee: Actor) -> None:
    watch = out(dee)
    with later(75):
        alarmed(dee.agency_id)
        watching.say_safe(actor=dee, watch_id=watch.id, minutes=120)
        assert told(watching.HEARD) == [JOAN]
        assert queries.watch(dee, watch.id).standing is Standing.SAFE
    with later(75 + 129):
        assert alarmed(dee.agency_id) == 0
        watching.say_safe(actor=dee, watch_id=watch.id)
        assert queries.watch(dee, watch.id).watch.due_at == clock.now() + timedelta(minutes=60)
    assert told(watching.HEARD) == [JOAN]  # a check-in in time is no news


def test_a_call_for_help_ends_only_when_somebody_else_has_spoken_to_them(house: House, dee: Actor) -> None:
    watch = out(dee)
    watching.call_for_help(actor=dee, watch_id=watch.id)
    watching.call_for_help(actor=dee, watch_id=watch.id)
    assert told() == [JOAN]
    watching.say_safe(actor=dee, watch_id=watch.id)
    assert queries.watch(dee, watch.id).standing is Standing.HELP
    with pytest.raises(Refused, match="You asked for help"):
        watching.say_back(actor=dee, watch_id=watch.id)
    with pytest.raises(Refused, match="your own alarm"):
        watching.stand_down(actor=dee, watch_id=watch.id, words="I am fine", back=True)
    with as_colleague(house, "mash_caseworker") as ines, pytest.raises(Refused, match="cannot answer alarms"):
        watching.take_on(actor=ines, watch_id=watch.id)
    with later(5), as_colleague(house, "mash_manager") as joan:
        watching.stand_down(actor=joan, watch_id=watch.id, words="Rang her, she is in the van", back=True)
        assert queries.out_now(joan) == []
    row = db.session.scalars(select(LoneWatch).where(LoneWatch.id == watch.id)).one()
    assert (row.reach, row.company, row.called_for_help) == (None, None, False)


def test_whoever_is_on_call_hears_it_and_may_answer_and_nobody_else_means_everybody(house: House, joan: Actor) -> None:
    dee_id = house.user("mash_outreach").id
    shift_id = service.plan_shift(actor=joan, plan=plan(on_call_id=dee_id))[0].id
    session_id = service.set_out(actor=joan, shift_id=shift_id)
    watch_id = watching.go_out(actor=joan, session_id=session_id, every_minutes=30).id
    with later(40):
        alarmed(joan.agency_id)
        assert told() == ["dee@mash.example"]  # never the one who is silent
        with as_colleague(house, "mash_outreach") as dee:
            watching.take_on(actor=dee, watch_id=watch_id)
    db.session.execute(update(OutreachShift).where(OutreachShift.agency_id == joan.agency_id).values(on_call_id=None))
    row = queries.watch(joan, watch_id).watch
    assert queries.listeners(joan, row) == ["dee@mash.example", "ines@mash.example"]
    with as_colleague(house, "mash_caseworker") as ines:
        assert queries.may_answer(ines, queries.watch(ines, watch_id).watch)


def test_nobody_is_out_twice_and_another_agency_sees_nobody(house: House, dee: Actor) -> None:
    watch = out(dee)
    with pytest.raises(Refused, match="checked in already"):
        watching.go_out(actor=dee, session_id=watch.session_id, every_minutes=60)
    with as_colleague(house, "num_manager") as other:
        assert queries.out_now(other) == []
        with pytest.raises(NotVisible):
            watching.take_on(actor=other, watch_id=watch.id)
    watching.say_back(actor=dee, watch_id=watch.id)
    with pytest.raises(Refused, match="back already"):
        watching.say_safe(actor=dee, watch_id=watch.id)
    outreach_queries.session(dee, watch.session_id).ended_at = clock.now()
    with pytest.raises(Refused, match="has ended"):
        watching.go_out(actor=dee, session_id=watch.session_id, every_minutes=60)


def test_the_database_refuses_two_open_outings_and_a_rewritten_step(dee: Actor) -> None:
    watch = out(dee)
    db.session.flush()
    twin = {"session_id": watch.session_id, "user_id": dee.user_id, "every_minutes": 60, "grace_minutes": 0}
    moments = dict.fromkeys(("began_at", "heard_at", "due_at", "alarm_at"), TONIGHT)
    db.session.add(LoneWatch(agency_id=dee.agency_id, **twin, **moments))
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()
    watch = out(dee)
    rewrite = update(LoneStep).where(LoneStep.agency_id == dee.agency_id, LoneStep.watch_id == watch.id)
    with pytest.raises(DBAPIError):
        db.session.execute(rewrite.values(kind=StepKind.SAFE))
    db.session.rollback()


def test_a_series_keeps_its_hour_and_its_people(house: House, joan: Actor) -> None:
    dee_id = house.user("mash_outreach").id
    rows = service.plan_shift(actor=joan, plan=plan(staff=[dee_id], volunteers=["Sam", " Sam "]), weeks=12)
    hours = {clock.london(row.starts_at).hour for row in rows}
    assert (len(rows), hours) == (12, {21})
    line = queries.shift(joan, rows[11].id)
    assert ([place.name for place in line.places], line.missing) == (["Dee Marlowe", "Sam"], 1)
    with pytest.raises(Refused):
        service.plan_shift(actor=joan, plan=plan(staff=[house.user("num_isva").id]))


def test_a_shift_is_joined_changed_and_sets_out_once(house: House, joan: Actor) -> None:
    shift_id = service.plan_shift(actor=joan, plan=plan(volunteers=["Sam"]))[0].id
    with as_colleague(house, "mash_outreach") as dee:
        service.join_shift(actor=dee, shift_id=shift_id)
        service.join_shift(actor=dee, shift_id=shift_id)
        with pytest.raises(Refused):
            service.change_shift(actor=dee, shift_id=shift_id, plan=plan(), version=2)
        session_id = service.set_out(actor=dee, shift_id=shift_id)
        assert service.set_out(actor=dee, shift_id=shift_id) == session_id
        assert outreach_queries.session(dee, session_id).team == "Dee Marlowe, Sam"
        with pytest.raises(Refused, match="set out"):
            service.leave_shift(actor=dee, shift_id=shift_id)
    with as_colleague(house, "mash_manager") as manager, pytest.raises(Refused):
        service.cancel_shift(actor=manager, shift_id=shift_id)


def test_two_who_change_one_shift_or_the_check_ins_clash(joan: Actor) -> None:
    [shift] = service.plan_shift(actor=joan, plan=plan())
    service.change_shift(actor=joan, shift_id=shift.id, plan=plan(volunteers=["Ana"]), version=1)
    with pytest.raises(Clash):
        service.change_shift(actor=joan, shift_id=shift.id, plan=plan(), version=1)
    answers: dict[str, Any] = {
        "every_minutes": 30, "grace_minutes": 5, "again_minutes": 10, "plan": "Ring 07700 900456",
    }  # fmt: skip
    service.save_check_ins(actor=joan, **answers, version=0)
    with pytest.raises(Clash):
        service.save_check_ins(actor=joan, **answers, version=0)
    assert queries.check_ins(joan) == queries.CheckIns(30, 5, 10, "Ring 07700 900456", 1)


def test_a_week_of_shifts_costs_the_same_however_many_there_are(house: House, joan: Actor, count_queries: Any) -> None:
    dee_id = house.user("mash_outreach").id
    service.plan_shift(actor=joan, plan=plan(staff=[dee_id], volunteers=["Sam"]))
    monday = clock.today() - timedelta(days=clock.today().weekday())
    with count_queries() as few:
        assert len(queries.shifts_of_week(joan, monday)) == 1
    for hours in (2, 3, 4, 5):
        service.plan_shift(actor=joan, plan=plan(hours, staff=[dee_id], volunteers=["Sam"]))
    with count_queries() as many:
        assert len(queries.shifts_of_week(joan, monday)) == 5
    assert len(many) == len(few)
