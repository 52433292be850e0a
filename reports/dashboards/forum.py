"""How the forum stands: its plan, its groups and its directory, which are exact, and agencies' figures, which are not.

For the chair and the members. Figures about people come from cuts; no row about a person is near.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for

from actionplan.groups import queries as groups
from actionplan.groups.queries import GroupRow
from actionplan.queries import ActionRow, PlanView
from actionplan.rules import OVER, Trend
from agencies.queries import member_agencies
from core import audit, clock
from core.actor import Actor
from core.panels import Late
from core.tallies import Period
from reports import forum_queries, queries
from reports.cuts import Cut
from reports.dashboards import reading
from reports.dashboards.rules import Change, Line, Stack, Value, changes, compared, first_counted, printed, short_name
from reports.dashboards.sheets import lines_sheet, stack_sheet
from reports.families import FAMILIES
from reports.sheets import Sheet
from reports.standing import needing_attention, standing

ACTIVITY = (
    "outreach.sessions", "outreach.headcount", "cases.opened", "cases.open", "cases.contacts", "referrals.received",
    "incidents.route",
)  # fmt: skip
ANSWERS = "referrals.received"
WAITS = ("referrals.waiting-days.acknowledge", "referrals.waiting-days.decide")
ROUTE, WENT, REPORTED = "incidents.route", "incidents.went", "cases.reported"
HEADINGS = (
    "Received by", "Received", "Accepted", "Declined", "Withdrawn", "No answer yet",
    "Half acknowledged within (working days)", "Nine in ten acknowledged within", "Half decided within",
    "Nine in ten decided within",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answering:
    """One agency, or all: referrals it received, what became of them, and how long its answers took."""

    agency: str
    received: Value
    answers: tuple[Value, ...]
    waits: tuple[Value, ...]

    @property
    def cells(self) -> tuple[int | str, ...]:
        """As cells of a table, behind the agency's name."""
        return tuple(printed(value) for value in (self.received, *self.answers, *self.waits))


@dataclass(frozen=True, slots=True)
class ForumDashboard:
    """The forum on one day, with agencies' figures of the last whole quarter and those before it."""

    name: str
    quarter: Period
    quarters: tuple[Period, ...]
    late: tuple[Late, ...]
    moved: tuple[int, int]
    began: Period | None
    changes: tuple[Change, ...]
    compared: bool
    plan: dict[str, Any]
    troubled: tuple[ActionRow, ...]
    groups: tuple[GroupRow, ...]
    activity: tuple[Line, ...]
    answering: tuple[Answering, ...]
    whole: Answering | None
    routes: tuple[Stack, ...]
    directory: dict[str, Any]
    silent: tuple[str, ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The same as tables to take away."""
        activity = lines_sheet("activity", "What agencies did", "All agencies together", self.quarters, self.activity)
        made = (_plan_sheet(self), activity, _answers_sheet(self), *map(stack_sheet, self.routes))
        return (*filter(None, made), _directory_sheet(self))

    @property
    def stacks(self) -> tuple[Stack, ...]:
        """What is counted by category: answers to referrals by agency, and the routes of reports."""
        keys, rows = HEADINGS[2:6], tuple((row.agency, row.answers) for row in self.answering)
        answers = (Stack("answers", "Referrals by receiving agency", "referrals", keys, rows),) if rows else ()
        return (*answers, *self.routes)


def forum_dashboard(actor: Actor, quarter: Period) -> ForumDashboard:
    """The forum's dashboard with the figures of a whole quarter.

    Refuses, as not visible, whoever may not read reports. The read is audited.
    """
    view = queries.current_plan(actor)
    wanted = reading.quarters_to(quarter)
    read = reading.read(actor, (*ACTIVITY, *WAITS, ROUTE, WENT, REPORTED), wanted)
    first = first_counted([reading.whole(read, code) for code in ACTIVITY])
    found, quarters = read[first:], wanted[first:]
    names = queries.agency_names(actor, found[-1][ANSWERS].agencies)
    audit.record(actor=actor, verb="read", kind="forum dashboard", fields=[quarter.start.isoformat()])
    rows = [row for row in view.actions if row.progress not in OVER]
    heard = {agency_id for cut in found[-1].values() for agency_id in cut.agencies}
    at_work, directory = groups.open_groups(actor), forum_queries.directory_standing(actor)
    activity = tuple(line for line in (reading.whole(found, code) for code in ACTIVITY) if line.sent)
    return ForumDashboard(
        name=view.strategy.owner, quarter=quarter, quarters=quarters, moved=_moved(rows),
        late=tuple(_late(rows, at_work, directory)), changes=tuple(changes(activity)), compared=compared(activity),
        began=quarters[0] if first else None,
        plan=standing(view, quarter.start), troubled=tuple(_troubled(view)),
        groups=tuple(at_work), activity=activity, directory=directory,
        answering=tuple(_by_agency(found[-1], names)), whole=_all(found[-1]),
        routes=tuple(filter(None, (_routes(found), _reported(found, quarters)))),
        silent=tuple(sorted(each.name for each in member_agencies() if each.id not in heard)),
    )  # fmt: skip


def _late(rows: list[ActionRow], at_work: list[GroupRow], directory: dict[str, Any]) -> list[Late]:
    """What is late of the forum's own work, each with its list; nothing that is nought. Exact: nobody is counted."""
    found = (
        Late(sum(row.is_overdue for row in rows), "actions past their due date",
             url_for("actionplan.show_plan", view="overdue"), 10, "action past its due date"),
        Late(sum(row.is_quiet for row in rows), "actions without an update for 28 days",
             url_for("actionplan.show_plan", show="quiet"), 20, "action without an update for 28 days"),
        Late(sum(row.is_over for row in at_work), "groups at work past their end date",
             url_for("actionplan.list_groups"), 30, "group at work past its end date"),
        Late(sum(_report_is_late(row) for row in at_work), "groups whose highlight report is late",
             url_for("actionplan.list_groups"), 40, "group whose highlight report is late"),
        Late(directory["old"] + directory["never"], "directory entries that were never checked, or not for six months",
             url_for("directory.list_services"), 50, "directory entry that was never checked, or not for six months"),
    )  # fmt: skip
    return [each for each in found if each.count]


def _report_is_late(row: GroupRow) -> bool:
    return row.report_due_on is not None and row.report_due_on < clock.today()


def _moved(rows: list[ActionRow]) -> tuple[int, int]:
    """How many actions stand better, and how many worse, than when they were last reported on."""
    since = Counter(row.trend for row in rows)
    return since[Trend.UP], since[Trend.DOWN]


def _troubled(view: PlanView) -> list[ActionRow]:
    """The red and amber actions that are open, worst first."""
    return [row for row in needing_attention(view.actions) if row.is_open]


def _by_agency(last: dict[str, Cut], names: dict[UUID, str]) -> list[Answering]:
    """Each agency that received referrals, by name: an order that tells nothing."""
    cut = last[ANSWERS]
    rows = [
        Answering(
            names[key], cut.of_agency(key), tuple(cut.cell(key, code) for code in cut.family.dimensions),
            tuple(last[code].days(share, key) for code in WAITS for share, _ in reading.SHARES),
        )
        for key in sorted(names, key=names.__getitem__)
    ]  # fmt: skip
    return [row for row in rows if printed(row.received) != 0]


def _all(last: dict[str, Cut]) -> Answering | None:
    cut = last[ANSWERS]
    if not cut.sent:
        return None
    waits = tuple(last[code].days(share) for code in WAITS for share, _ in reading.SHARES)
    return Answering("All agencies", cut.total, tuple(map(cut.of_dimension, cut.family.dimensions)), waits)


def _routes(found: reading.Cuts) -> Stack | None:
    """What people agreed to, and what really left: the two rows between which reports are lost."""
    route, went = FAMILIES[ROUTE], FAMILIES[WENT]
    if not (found[-1][ROUTE].sent and found[-1][WENT].sent):
        return None
    rows = (
        ("What people agreed to", tuple(found[-1][ROUTE].of_dimension(code) for code in route.dimensions)),
        ("What has left", tuple(found[-1][WENT].of_dimension(code) for code in went.dimensions)),
    )
    return Stack("routes", "Incident reports by route", route.unit, tuple(route.dimensions.values()), rows)


def _reported(found: reading.Cuts, quarters: tuple[Period, ...]) -> Stack | None:
    """Cases by whether the person reported to police, quarter by quarter."""
    family = FAMILIES[REPORTED]
    parts = [reading.whole_part(found, REPORTED, code) for code in family.dimensions]
    rows = tuple(
        (short_name(quarter), tuple(part[at] for part in parts))
        for at, quarter in enumerate(quarters)
        if parts[0][at] is not None
    )
    return Stack("reported", "Cases by report to police", family.unit, tuple(family.dimensions.values()), rows)


def _plan_sheet(board: ForumDashboard) -> Sheet:
    meanings = board.plan["meanings"]
    rows = tuple(
        (row["name"], *(row["counts"][each["rag"]] for each in meanings), row["since"])
        for row in board.plan["priorities"]
    )
    headings = ("Priority", *(each["word"] for each in meanings), "Since last")
    return Sheet("plan", "Actions by priority", "Actions of the plan by status today, exact", headings, rows)


def _answers_sheet(board: ForumDashboard) -> Sheet | None:
    if board.whole is None:
        return None
    rows = tuple((row.agency, *row.cells) for row in (*board.answering, board.whole))
    return Sheet("answers", "Are referrals answered", f"Referrals received, {board.quarter.words}", HEADINGS, rows)


def _directory_sheet(board: ForumDashboard) -> Sheet:
    rows = tuple(
        (row["keeper"], row["total"], row["holds"], row["old"], row["never"]) for row in board.directory["keepers"]
    )
    headings = ("Kept by", "Services", "Check holds", "Check ran out", "Never checked")
    return Sheet("directory", "Directory", "Services by whether their check holds today, exact", headings, rows)
