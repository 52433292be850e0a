"""Reports are asked for, made, told of and withdrawn; schedules plan each slot once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core import clock, making
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.making import Making, Work
from core.outbox import Notice
from forum import service as meetings
from forum.bodies import service as bodies
from forum.bodies.rules import QuorumRule
from forum.models import Meeting
from forum.reporting import making as reports
from forum.reporting import panels, queries, service
from forum.reporting.models import ProgressReport, ReportRun
from forum.reporting.rules import ScheduleKind, Shape
from forum.reporting.service import Wish
from tests.forum import room
from tests.house import House

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MONTHLY = Shape(ScheduleKind.MONTHLY, month_day=31)
BEFORE = Shape(ScheduleKind.BEFORE_MEETING, days_before=5)
CHAIRS = ["forum_chair"]
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def meeting_id(house: House) -> UUID:
    """A meeting of the forum on Monday 7 December at 10 in the morning."""
    return room.meeting_at(datetime(2026, 12, 7, 10, tzinfo=UTC))


def asked(house: House, meeting_id: UUID | None, once: str, *tell: str) -> UUID:
    with house.acting("mcc_coordinator") as actor:
        return service.ask_for_report(actor=actor, wish=Wish(meeting_id=meeting_id, tell=tell), once=once)


def made(house: House, meeting_id: UUID, once: str, *tell: str) -> UUID:
    """The report that was asked for and made."""
    work_id = asked(house, meeting_id, once, *tell)
    making.make_due()
    found = queries.report_of_work(house.actor("mcc_chair"), work_id)
    assert found is not None
    db.session.rollback()
    return found


def scheduled(house: House, shape: Shape, body_id: UUID | None = None) -> UUID:
    with house.acting("mcc_coordinator") as actor:
        return service.add_schedule(actor=actor, body_id=body_id, shape=shape, recipients=CHAIRS).id


def at(moment: datetime) -> list[str]:
    """What is planned and made when the worker looks at a moment, twice: the slots."""
    with clock.frozen_at(moment):
        before = set(db.session.scalars(select(ReportRun.slot)))
        service.plan_due()
        making.make_due()
        assert (service.plan_due(), making.make_due()) == (0, 0)
        rows = db.session.scalars(select(ReportRun).join(ProgressReport, ProgressReport.run_id == ReportRun.id))
        found = sorted(row.slot for row in rows if row.slot not in before)
        db.session.rollback()
    return found


def mails() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(row.address, row.subject) for row in db.session.scalars(select(Notice).order_by(Notice.address))]


def test_a_report_is_asked_for_once_and_every_version_stays(house: House, meeting_id: UUID) -> None:
    first = made(house, meeting_id, "one", "forum_chair", "forum_coordinator")
    assert asked(house, meeting_id, "one") == db.session.scalar(select(Making.id)), "a double click asks once"
    with clock.frozen_at(TODAY + DAY):
        second = made(house, meeting_id, "two")
    told = [(each, "A progress report is ready") for each in ("amara@mcc.example", "sam@mcc.example")]
    assert mails() == told, "of the first only, each once"
    with house.acting("mcc_chair") as chair:
        rows = queries.editions(chair, [meeting_id])[meeting_id]
        assert [(row.id, row.version, row.maker, row.pages) for row in rows] == [
            (second, 2, "Sam Whitlock", 1), (first, 1, "Sam Whitlock", 1),
        ]  # fmt: skip
        kept = queries.opened(chair, first)
        assert (kept.period_start, kept.period_end) == (date(2026, 7, 1), date(2026, 9, 30))
        assert (kept.snapshot_at, kept.sha256 == rows[0].sha256) == (TODAY, False)
        assert queries.file_of(chair, first)
        assert [row.version for row in queries.versions_of(chair, rows[0])] == [2, 1]
        newest = queries.newest(chair, meeting_id)
        assert newest is not None
        assert newest.id == second
    with house.acting("mcc_chair"):
        verbs = select(AuditEntry.verb).where(AuditEntry.row_id == first).order_by(AuditEntry.sequence)
        assert list(db.session.scalars(verbs)) == ["issued", "read", "downloaded"]
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(update(ProgressReport).values(statement="Another."))
    db.session.rollback()


def test_two_that_are_made_together_do_not_get_the_same_version(house: House, meeting_id: UUID) -> None:
    ids = [asked(house, meeting_id, once) for once in ("one", "two")]
    with house.acting("mcc_coordinator") as actor:
        rows = [db.session.get_one(Making, each) for each in ids]
        works = [Work(row.id, row.kind, actor, row.about, row.asked_at, 1) for row in rows]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Work, "step", lambda *_: None)
            one, two = (reports.make(work) for work in works)
        one()
        with pytest.raises(reports.Overtaken):
            two()
        assert queries.next_version(f"meeting:{meeting_id}") == 2


def test_a_withdrawn_report_stays_for_those_who_run_the_forum(house: House, meeting_id: UUID) -> None:
    first, second = made(house, meeting_id, "one"), made(house, meeting_id, "two")
    why = "The figures of one agency were counted twice."
    with house.acting("mcc_coordinator") as actor:
        with pytest.raises(Refused):
            service.withdraw_report(actor=actor, report_id=second, reason="Wrong", answer=None)
        service.withdraw_report(actor=actor, report_id=second, reason=why, answer=None)
    with house.acting("mcc_coordinator") as actor:
        with pytest.raises(Refused):
            service.withdraw_report(actor=actor, report_id=second, reason=why, answer=None)
        assert queries.opened(actor, second).version == 2
        assert queries.file_of(actor, second)
    with house.acting("gmp_representative") as reader:
        assert (queries.edition(reader, second).reason, queries.edition(reader, first).in_force) == (why, True)
        newest = queries.newest(reader, meeting_id)
        assert newest is not None
        assert newest.id == first, "the one before is in force again"
        for read in (queries.opened, queries.file_of):
            with pytest.raises(NotVisible):
                read(reader, second)
        with pytest.raises(Refused):
            service.withdraw_report(actor=reader, report_id=first, reason=why, answer=None)
        with pytest.raises(Refused):
            service.ask_for_report(actor=reader, wish=Wish(meeting_id=meeting_id), once="x")
    with house.acting("mash_auditor") as nobody, pytest.raises(NotVisible):
        queries.edition(nobody, first)
    with house.acting("mcc_coordinator") as actor, pytest.raises(NotVisible):
        service.ask_for_report(actor=actor, wish=Wish(meeting_id=uuid4()), once="x")


def test_each_month_is_made_once_and_its_readers_are_told_once(house: House) -> None:
    schedule_id = scheduled(house, MONTHLY)
    assert at(datetime(2026, 11, 30, 5, 59, tzinfo=UTC)) == []
    assert at(datetime(2026, 11, 30, 6, 0, tzinfo=UTC)) == ["2026-11"], "a month without a 31st: its last day"
    assert at(datetime(2027, 3, 1, tzinfo=UTC)) == ["2026-12", "2027-01", "2027-02"], "the worker was away"
    assert at(datetime(2026, 12, 1, tzinfo=UTC)) == [], "the clock jumped back"
    assert at(datetime(2027, 3, 31, 5, 0, tzinfo=UTC)) == ["2027-03"], "6 in the morning of British Summer Time"
    assert mails() == [("amara@mcc.example", "A progress report is ready")] * 5
    with house.acting("mcc_chair") as chair:
        runs = queries.latest_runs(chair, schedule_id)
        assert [line.state for line in runs] == ["made"] * 5
        page = queries.reports_page(chair, 1)
        assert {row.maker for row in page.items} == {"Made on schedule"}
        assert [row.period_start for row in page.items][-1] == date(2026, 7, 1)
        assert (queries.years(chair), queries.reports_page(chair, 1, year=2026).total) == ([2027, 2026], 1)
        assert queries.reports_page(chair, 1, body_id=uuid4()).total == 0


def test_the_report_of_a_meeting_follows_it_when_it_moves(house: House, meeting_id: UUID) -> None:
    scheduled(house, BEFORE)
    assert at(datetime(2026, 12, 1, 12, tzinfo=UTC)) == []
    moved(house, meeting_id, datetime(2026, 12, 14, 10, tzinfo=UTC))
    assert at(datetime(2026, 12, 2, 12, tzinfo=UTC)) == [], "its day moved on before the report was made"
    assert at(datetime(2026, 12, 9, 6, tzinfo=UTC)) == [f"{meeting_id}:2026-Q4"]
    moved(house, meeting_id, datetime(2026, 12, 17, 10, tzinfo=UTC))
    assert at(datetime(2026, 12, 13, tzinfo=UTC)) == [], "its report covers the same period still"
    moved(house, meeting_id, datetime(2027, 1, 20, 10, tzinfo=UTC))
    assert at(datetime(2027, 1, 15, 6, tzinfo=UTC)) == [f"{meeting_id}:2027-Q1"], "another quarter, another version"
    with house.acting("mcc_chair") as chair:
        rows = queries.editions(chair, [meeting_id])[meeting_id]
        assert [(row.version, row.period_start) for row in rows] == [(2, date(2026, 10, 1)), (1, date(2026, 7, 1))]


def moved(house: House, meeting_id: UUID, moment: datetime) -> None:
    with house.acting("mcc_coordinator"):
        db.session.execute(update(Meeting).where(Meeting.id == meeting_id).values(starts_at=moment))


def test_nothing_is_made_while_a_schedule_is_off_or_for_what_is_over(house: House, meeting_id: UUID) -> None:
    schedule_id = scheduled(house, BEFORE)
    with house.acting("mcc_coordinator") as actor:
        service.switch_schedule(actor=actor, schedule_id=schedule_id, on=False, version=1)
        with pytest.raises(Clash):
            service.switch_schedule(actor=actor, schedule_id=schedule_id, on=True, version=1)
    assert at(datetime(2026, 12, 3, tzinfo=UTC)) == []
    with clock.frozen_at(datetime(2026, 12, 3, tzinfo=UTC)), house.acting("mcc_coordinator") as actor:
        service.switch_schedule(actor=actor, schedule_id=schedule_id, on=True, version=2)
        row = db.session.get_one(Meeting, meeting_id)
        meetings.cancel_meeting(actor=actor, meeting_id=meeting_id, version=row.version, reason="No quorum.")
    assert at(datetime(2026, 12, 4, tzinfo=UTC)) == [], "the meeting was called off"
    with house.acting("mcc_coordinator") as actor:
        body = bodies.add_subgroup(actor=actor, name="Data", purpose="Looks at numbers.", quorum=QuorumRule(None, 2))
        body_id, version = body.id, body.version
    scheduled(house, MONTHLY, body_id)
    assert at(datetime(2026, 12, 1, tzinfo=UTC)) == ["2026-11"]
    with house.acting("mcc_coordinator") as actor:
        bodies.close_body(actor=actor, body_id=body_id, version=version)
    assert at(datetime(2027, 2, 1, tzinfo=UTC)) == [], "the body was closed"


def test_changing_a_schedule_counts_from_now_and_holds_to_its_rules(house: House) -> None:
    schedule_id = scheduled(house, MONTHLY)
    early = Shape(ScheduleKind.MONTHLY, month_day=1)
    with house.acting("mcc_coordinator") as actor:
        row = service.change_schedule(
            actor=actor, schedule_id=schedule_id, shape=early, recipients=["forum_coordinator"], version=1
        )
        assert (row.month_day, row.recipients, row.version) == (1, ["forum_coordinator"], 2)
        with pytest.raises(Clash):
            service.change_schedule(
                actor=actor, schedule_id=schedule_id, shape=early, recipients=CHAIRS, version=1
            )  # fmt: skip
        for shape, tell in ((Shape(ScheduleKind.QUARTERLY), CHAIRS), (early, []), (early, ["outreach_worker"])):
            with pytest.raises(Refused):
                service.add_schedule(actor=actor, body_id=None, shape=shape, recipients=tell)
    assert at(TODAY + DAY) == [], "the 1st of this month has passed"
    with house.acting("gmp_representative") as reader:
        with pytest.raises(NotVisible):
            queries.schedule(reader, schedule_id)
        with pytest.raises(Refused):
            service.add_schedule(actor=reader, body_id=None, shape=early, recipients=CHAIRS)


def test_a_report_that_cannot_be_made_is_tried_four_times_and_then_raises_the_alarm(
    house: House, meeting_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(house, BEFORE)
    due = datetime(2026, 12, 2, 6, tzinfo=UTC)
    with monkeypatch.context() as broken:
        broken.setattr(reports, "figures_of", lambda actor, subject: 1 / 0)
        for minutes in (0, 2, 8, 34, 90):
            with clock.frozen_at(due + minutes * MINUTE):
                service.plan_due()
                making.make_due()
    alarmed = {"amara@mcc.example", "sam@mcc.example"}
    assert set(mails()) == {(each, "A progress report could not be made") for each in alarmed}
    assert len(mails()) == 2
    with house.app.test_request_context(), clock.frozen_at(due + DAY), house.acting("mcc_coordinator") as actor:
        (line,) = queries.failed_runs(actor)
        assert (line.state, line.run.meeting_id) == ("failed", meeting_id)
        assert panels.waiting(actor)[0].title == "A progress report could not be made"
        assert db.session.scalars(select(Making.tries)).one() == making.MOST_TRIES
        service.try_again(actor=actor, run_id=line.run.id)
        with pytest.raises(Refused):
            service.try_again(actor=actor, run_id=line.run.id)
    with clock.frozen_at(due + DAY):
        assert making.make_due() == 1
    with house.acting("mcc_coordinator") as actor:
        assert queries.failed_runs(actor) == []
        assert [row.version for row in queries.editions(actor, [meeting_id])[meeting_id]] == [1]
    assert ("amara@mcc.example", "A progress report is ready") in mails()
