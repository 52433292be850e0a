"""What stands in the reports and lists of the world: returns, tables taken away, lists, reports and schedules."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Select, select

from agencies.exports import service as exports
from core import clock, making
from core.actor import Actor
from core.db import db
from core.scoping import current_session
from forum.reporting import queries as reporting_queries
from forum.reporting import service as reporting
from forum.reporting.models import ReportRun, ScheduleKind
from forum.reporting.rules import Shape
from reports import periods
from reports.releases import service as releases
from reports.releases.models import ReleasePurpose, ReleaseShape
from reports.returns import service as returns
from reports.returns.templates import templates
from reports.sheets import Sheet
from tests.house import House

if TYPE_CHECKING:
    from tests.meta.world import World

AUTHORS = {"MASH": ("mash_manager", "mash_caseworker"), "NUM": ("num_manager", "num_isva")}
PASSPHRASE = "otter lantern seven quarry"


def fill(world: World, house: House) -> None:
    """Write one row of each kind, for two agencies; what the worker makes is made."""
    for agency in AUTHORS:
        _figures(world, house, agency)
        _lists(world, house, agency)
    _reports(world, house)
    db.session.rollback()
    making.make_due(limit=10)
    with house.acting("mcc_coordinator") as actor:
        world.add("report_id", reporting_queries.reports_page(actor, 1).items[0].id, path="/forum/reports")
        making_ids = list(current_session().scalars(_works()))
    for each in making_ids:
        world.add("work_id", each)


def _works() -> Select[UUID]:
    return select(making.Making.id).order_by(making.Making.id)


def _figures(world: World, house: House, agency: str) -> None:
    manager, _ = AUTHORS[agency]
    with house.acting(manager) as actor:
        template = templates()["pcc-gmca"]
        quarter = periods.last_whole_quarter(clock.today())
        row = returns.prepare(actor=actor, template=template, period=quarter)
        world.add("return_id", row.id)
        taken = _taken(actor, "agency-dashboard", world.mark(agency, "whytables"))
        world.add("release_id", taken, path="/reports/released")


def _taken(actor: Actor, document: str, why: str) -> UUID:
    """Tables as somebody took them away."""
    sheet = Sheet("contacts", "Contacts", "Contacts by quarter", ("Quarter", "Contacts"), (("July to September", 25),))
    return releases.release(
        actor=actor, document=document, title="Tables", period=periods.last_whole_quarter(clock.today()),
        sheets=[sheet], shape=ReleaseShape.CSV, purpose=ReleasePurpose.MANAGEMENT, why=why,
    ).id  # fmt: skip


def _lists(world: World, house: House, agency: str) -> None:
    """One list that waits for a second yes, and one that was made."""
    manager, worker = AUTHORS[agency]
    ids = []
    for _ in ("waits", "made"):
        with house.acting(worker) as actor:
            wish = exports.Wish(
                code="cases-own", shape="xlsx", purpose="supervision", passphrase=PASSPHRASE, again=PASSPHRASE,
                why=f"For supervision: {world.mark(agency, 'whylist')}",
            )  # fmt: skip
            ids.append(exports.ask(actor=actor, wish=wish).id)
            world.add("export_id", ids[-1])
    with house.acting(manager) as actor:
        exports.agree(actor=actor, export_id=ids[-1], version=1)


def _reports(world: World, house: House) -> None:
    """A schedule with a run of it, a report that is asked for, and its tables taken away."""
    with house.acting("mcc_coordinator") as actor:
        shape = Shape(ScheduleKind.BEFORE_MEETING, days_before=30)
        schedule = reporting.add_schedule(actor=actor, body_id=None, shape=shape, recipients=["forum_chair"])
        world.add("schedule_id", schedule.id)
        world.add("forum_release_id", _taken(actor, "forum-dashboard", "For the meeting of the forum."))
        wish = reporting.Wish(meeting_id=UUID(min(world.ids["meeting_id"])))
        reporting.ask_for_report(actor=actor, wish=wish, once="world")
    db.session.rollback()
    reporting.plan_due()
    with house.acting("mcc_coordinator"):
        for run_id in current_session().scalars(select(ReportRun.id)):
            world.add("run_id", run_id)
