"""What groups show on home pages: their ends, their outputs, and the reports that are due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from flask import url_for

from actionplan.groups import queries
from actionplan.groups.queries import GroupRow
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import counted, short_day

#: A report is asked for this long before it is due.
ASKED_BEFORE = timedelta(days=14)


def home(actor: Actor) -> Panel | None:
    """The groups that the reader leads; for those who run the forum, the ones that end soon or should have ended."""
    if not actor.may(Permission.PLAN_READ):
        return None
    mine = queries.led_by(actor)
    if mine:
        values = {"title": "Your groups", "rows": mine, "due": queries.outputs_due([row.id for row in mine])}
        return Panel("actionplan/groups/home.html", values, order=20)
    if not actor.may(Permission.PLAN_WRITE, Permission.MEETING_WRITE):
        return None
    ending = [row for row in queries.open_groups(actor) if row.ends_soon or row.is_over]
    values = {"title": "Groups near their end", "rows": ending, "due": {}}
    return Panel("actionplan/groups/home.html", values, order=45) if ending else None


def waiting(actor: Actor) -> list[Waiting]:
    """What a lead owes: a highlight report, and an end that nears; for the coordinator, ends that have passed."""
    if not actor.may(Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE):
        return []
    mine = queries.led_by(actor)
    found = [item for row in mine for item in _owed(row)]
    if actor.may(Permission.PLAN_WRITE):
        led = {row.id for row in mine}
        found += [_end(row) for row in queries.open_groups(actor) if row.is_over and row.id not in led]
    return found


def _owed(row: GroupRow) -> Iterator[Waiting]:
    today = clock.today()
    if row.report_due_on and row.report_due_on - today <= ASKED_BEFORE:
        yield Waiting(
            title="Write the highlight report", detail=row.title, url=url_for("actionplan.show_group", group_id=row.id),
            button="Open", clock=_dial(row.report_due_on, "due"), due=_evening(row.report_due_on),
        )  # fmt: skip
    if row.ends_soon or row.is_over:
        yield _end(row)


def _end(row: GroupRow) -> Waiting:
    return Waiting(
        title="A group’s end has passed" if row.is_over else "A group ends soon", detail=row.title,
        url=url_for("actionplan.show_group", group_id=row.id), button="Open", clock=_dial(row.ends_on, "ends"),
        due=_evening(row.ends_on),
    )  # fmt: skip


def _dial(due: date, verb: str) -> Dial:
    left = (due - clock.today()).days
    if left < 0:
        return Dial("late", 1.0, f"{counted(-left, 'day')} late", f"{verb} {short_day(due)}")
    return Dial("soon" if left < 8 else "calm", 0.9 if left < 8 else 0.5,
                "Today" if left == 0 else f"{counted(left, 'day')} left", f"{verb} {short_day(due)}")  # fmt: skip


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(17), tzinfo=clock.LONDON)
