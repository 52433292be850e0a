"""200 mornings, two workers, and each report once: whoever dies over it, and whatever the clock says meanwhile.

On each morning from 15 October 2027 the report of one meeting comes due at 6 by the clock of Manchester: over the end
of summer time on 31 October, 29 February 2028 and the beginning of summer time on 26 March. A schedule by the month
(the 31st) and one by the quarter (the 29th) come due among them.

What a round does. Worker A begins at two minutes past six and dies: by turns as it plans, with the work claimed, once
the report is produced but not marked, with the mark and the report written but not committed, just after the commit,
or as it takes a mail in hand. Then the clock jumps (an hour on or back, three hours, a day) and worker B works by it;
in every seventh round it does not jump, and B works twice: at once, and when the claim of the dead has run out.

In every seventh round A and B are processes of their own that work at the same time. A is killed with SIGKILL, by turns
alone and with B, each as it comes to the place; whoever is first may leave the other nothing to die over. In the
others A is this process, which drops what it did at the same place as a killed one would: the transaction is undone
and its session is gone. Figures and pages take no time here; all else is the worker's own code.
"""

from __future__ import annotations

import os
import signal
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core import clock, making, outbox
from core.clock import LONDON
from core.db import db
from core.outbox import Notice
from core.web import Roundtable
from forum import queries as forum
from forum.models import Meeting
from forum.reporting import making as reports
from forum.reporting import service
from forum.reporting.models import ProgressReport, ProgressReportFile, ReportRun
from forum.reporting.rules import ScheduleKind, Shape
from tests.house import House

ROUNDS, EVERY_REAL = 200, 7
FIRST = date(2027, 10, 15)
BEFORE = Shape(ScheduleKind.BEFORE_MEETING, days_before=5)
MONTHLY = Shape(ScheduleKind.MONTHLY, month_day=31)
QUARTERLY = Shape(ScheduleKind.QUARTERLY, month_day=29)
POINTS = ("planned", "claimed", "produced", "stored", "committed", "mailing")
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
JUMPS = (timedelta(), HOUR, -HOUR, DAY, -DAY, 3 * HOUR, -3 * HOUR)
READERS = {"forum_chair": "amara@mcc.example", "forum_coordinator": "sam@mcc.example"}


class Killed(BaseException):
    """This process stands for one that was killed here."""


class Death:
    """Where the next worker dies, and how."""

    def __init__(self) -> None:
        self.point, self.is_real, self.met = "", False, 0

    def meet(self, point: str) -> None:
        """Die here, if this is the place."""
        if self.point != point:
            return
        self.point = ""
        if self.is_real:
            os.kill(os.getpid(), signal.SIGKILL)
        self.met += 1
        raise Killed


@pytest.fixture
def death(app: Roundtable, monkeypatch: pytest.MonkeyPatch, quick: None, tmp_path: Path) -> Death:
    """Workers that die on demand, and a letter box that notes each message it is given."""
    found = Death()

    def after(work: Callable[..., Any], point: str) -> Callable[..., Any]:
        def dying(*given: Any, **named: Any) -> Any:
            came = work(*given, **named)
            found.meet(point)
            return came

        return dying

    def make(work: making.Work) -> making.Store:
        store = reports.make(work)
        found.meet("produced")

        def written() -> None:
            store()
            db.session.flush()

        return after(written, "stored")

    def post(message: EmailMessage) -> None:
        found.meet("mailing")
        with (tmp_path / "posted").open("a") as box:
            box.write(f"{message['To']} {message.get_content().split()[-1]}\n")

    monkeypatch.setattr(making, "ask", after(making.ask, "planned"))
    monkeypatch.setattr(making, "_claim", after(making._claim, "claimed"))
    monkeypatch.setattr(making, "_store", after(making._store, "committed"))
    monkeypatch.setattr(making, "_kinds", dict(making._kinds))
    making.register(reports.KIND, make, permissions=reports.NEEDS, on_failure=reports.on_failure)
    monkeypatch.setattr(outbox, "post", post)
    return found


def work() -> None:
    """What a worker does in one of its turns."""
    service.plan_due()
    making.make_due(20)
    outbox.deliver_due()


def begin(day: date, house: House) -> None:
    """A meeting a day, five days after the morning of its report; and the three schedules."""
    with clock.frozen_at(datetime(day.year, day.month, day.day, 5, tzinfo=LONDON)):
        for number in range(ROUNDS):
            on = day + timedelta(days=number + 5)
            db.session.add(
                Meeting(
                    forum_id=forum.forum().id, title="Forum meeting", place="Online", chair_name="Cllr Bell",
                    starts_at=datetime(on.year, on.month, on.day, 10, tzinfo=LONDON),
                )
            )  # fmt: skip
        db.session.commit()
        with house.acting("mcc_coordinator") as actor:
            for shape in (BEFORE, MONTHLY, QUARTERLY):
                service.add_schedule(actor=actor, body_id=None, shape=shape, recipients=list(told_of(shape.kind)))


def told_of(kind: ScheduleKind) -> set[str]:
    """Who is told: of a meeting's report the chair, of the others both."""
    return {"forum_chair"} if kind is ScheduleKind.BEFORE_MEETING else set(READERS)


def mornings() -> Iterator[tuple[int, datetime]]:
    for number in range(ROUNDS):
        day = FIRST + timedelta(days=number)
        yield number, datetime(day.year, day.month, day.day, 6, 2, tzinfo=LONDON)


def expected() -> Counter[datetime]:
    """When reports come due by the calendar: said here once more, apart from the rules under test."""
    due = [moment.date() for _, moment in mornings()]
    due += [day for day in due if day.day == monthrange(day.year, day.month)[1]]
    due += [day for day in due[:ROUNDS] if day.month in (1, 4, 7, 10) and day.day == 29]
    return Counter(datetime(day.year, day.month, day.day, 6, tzinfo=LONDON) for day in due)


def in_this_process(death: Death, moment: datetime) -> None:
    with clock.frozen_at(moment):
        try:
            work()
        except Killed:
            db.session.rollback()
            db.session.remove()
    death.point = ""


def in_two_processes(death: Death, moment: datetime) -> None:
    """A and B side by side: A dies, or both do."""
    point, death.is_real = death.point, True
    others = point if moment.day % 2 else ""
    db.session.remove()
    db.engine.dispose()
    children = []
    for mine in (point, others):
        child = os.fork()
        if child == 0:
            death.point = mine
            os._exit(_alone(moment))
        children.append(child)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    death.met += ends.count(-signal.SIGKILL)
    death.point, death.is_real = "", False
    assert set(ends) <= {0, -signal.SIGKILL}


def _alone(moment: datetime) -> int:
    try:
        with clock.frozen_at(moment):
            work()
    except BaseException:
        return 1
    return 0


def test_each_report_is_made_once_and_told_once(house: House, death: Death, tmp_path: Path) -> None:
    begin(FIRST, house)
    killed_for_real = 0
    for number, moment in mornings():
        death.point = POINTS[number % len(POINTS)]
        if number % EVERY_REAL == 0:
            before = death.met
            in_two_processes(death, moment)
            killed_for_real += death.met - before
        else:
            in_this_process(death, moment)
        jump = JUMPS[(number + number // EVERY_REAL) % len(JUMPS)]
        for later in (jump,) if jump else (jump, 6 * MINUTE):
            in_this_process(death, moment + later)
    with clock.frozen_at(moment + HOUR):
        work()
    assert killed_for_real > 10
    assert death.met > 120, "rounds whose report was made a day early, as the clock jumped, kill nobody"
    _is_whole(Counter((tmp_path / "posted").read_text().splitlines()))


def _is_whole(posted: Counter[str]) -> None:
    """No report twice, none missing, no mail twice; every row of one belongs to the others."""
    found = list(db.session.execute(select(ReportRun.due_at, ReportRun.making_id, ProgressReport).join(ProgressReport)))
    assert Counter(due.astimezone(LONDON) for due, _, _ in found) == expected()
    made = [row for _, _, row in found]
    assert db.session.query(ProgressReport).count() == db.session.query(ProgressReportFile).count() == len(made)
    assert db.session.query(ReportRun).count() == db.session.query(making.Making).count() == len(made)
    assert all(row.making_id == making_id for _, making_id, row in found)
    versions = Counter(row.subject for row in made)
    assert {(row.subject, row.version) for row in made} == {
        (subject, number + 1) for subject, count in versions.items() for number in range(count)
    }, "a month's report is the next version of its quarter's; none was given twice and none left out"
    assert {row.state for row in db.session.scalars(select(making.Making))} == {making.MakingState.MADE}
    address = "http://127.0.0.1:8000/forum/reports/"
    kinds = {row.id: ScheduleKind.BEFORE_MEETING if row.meeting_id else ScheduleKind.MONTHLY for row in made}
    told = [(READERS[role], row_id) for row_id, kind in kinds.items() for role in told_of(kind)]
    assert posted == Counter(f"{reader} {address}{row_id}" for reader, row_id in told)
    assert db.session.query(Notice).filter(Notice.sent_at.is_(None)).count() == 0
