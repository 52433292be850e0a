"""What warnings show elsewhere: on the home page, among what waits, on a person's page, and on a report's own."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from core.words import short_day
from safety.outflows import Outflow
from safety.reports import queries as reports
from safety.vocabulary import Scope
from safety.warnings import queries
from safety.warnings.queries import CameOf, DraftLine
from safety.warnings.rules import DraftState, WarningState

#: A second person reads a draft on the next day at the latest: a warning that waits warns nobody.
READ_WITHIN = timedelta(days=1)


def home(actor: Actor) -> Panel | None:
    """Warnings near the route: those of the wards of the agency's latest outings first, then the latest."""
    if not actor.may(Permission.WARNING_READ):
        return None
    wards = queries.route_wards(actor) if actor.may(Permission.OUTREACH_READ) else set()
    rows = queries.latest(actor, wards)
    values = {"rows": rows, "total": queries.count_current(actor), "near": wards}
    return Panel("safety/warnings/panel_home.html", values, order=35, where="aside")


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The warnings that a person was shown; nothing until there is one."""
    if not actor.may(Permission.WARNING_READ):
        return None
    rows = queries.shown_to(actor, person_id)
    return Panel("safety/warnings/panel_person.html", {"rows": rows}, order=70, where="aside") if rows else None


def waiting(actor: Actor) -> list[Waiting]:
    """Drafts that wait for a second person, drafts that came back, and warnings that end soon."""
    if not queries.may_write(actor):
        return []
    return [
        *(_draft(line, "A warning waits for a second person", f"Written by {line.by_name}.", "read")
          for line in queries.to_release(actor)),
        *(_draft(line, "Your warning came back", "The second person says what should change.", "mend")
          for line in queries.sent_back(actor)),
        *_ending(actor),
    ]  # fmt: skip


def _draft(line: DraftLine, title: str, detail: str, verb: str) -> Waiting:
    day = clock.london(line.changed_at).date()
    due = day + READ_WITHIN
    return Waiting(
        title=title, detail=f"{line.title}. {detail}", button="Open",
        url=url_for("safety.show_warning_draft", draft_id=line.id), clock=due_dial(started=day, due=due, verb=verb),
        due=datetime.combine(due, time(17), clock.LONDON),
    )  # fmt: skip


def _ending(actor: Actor) -> list[Waiting]:
    return [
        Waiting(
            title=f"{row.reference} ends {short_day(row.expires_on)}", button="Open",
            detail="Give it more time, or let it end.", url=url_for("safety.show_warning", warning_id=row.id),
            clock=due_dial(started=clock.london(row.released_at).date(), due=row.expires_on, verb="decide"),
            due=datetime.combine(row.expires_on, time(17), clock.LONDON),
        )
        for row in queries.ending_soon(actor)
    ]  # fmt: skip


def came_of(actor: Actor, report_id: UUID) -> list[Outflow]:
    """What came of a report's yes to a warning, for the report's own page, and the next step while it stands."""
    if not queries.may_write(actor):
        return []
    found = [_outflow(each) for each in queries.came_of_reports(actor, report_id)]
    if not found and reports.scope_stands(actor, report_id, Scope.WARNING):
        url = url_for("safety.new_warning", report=report_id)
        return [Outflow(Scope.WARNING, "Write a warning", url, is_next=True)]
    return found


def _outflow(came: CameOf) -> Outflow:
    if came.warning_id is None:
        words = "A draft waits for a second person" if came.draft_state is DraftState.CHECKING else "A draft is written"
        return Outflow(Scope.WARNING, words, url_for("safety.show_warning_draft", draft_id=came.draft_id))
    said = {
        WarningState.CURRENT: f"{came.reference} is out until {short_day(came.expires_on)}" if came.expires_on else "",
        WarningState.WITHDRAWN: f"{came.reference} was taken back",
        WarningState.ENDED: f"{came.reference} ran out",
    }[came.warning_state or WarningState.CURRENT]
    return Outflow(Scope.WARNING, said, url_for("safety.show_warning", warning_id=came.warning_id))
