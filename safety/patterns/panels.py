"""What other pages show of patterns: that another agency sees one too, and what came of a report by it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Waiting
from safety.outflows import Outflow
from safety.patterns import queries, rules
from safety.patterns.queries import LinkLine
from safety.vocabulary import Scope


def waiting(actor: Actor) -> list[Waiting]:
    """Links that the agency has not answered yet, for its managers. They name no report."""
    if not actor.may(Permission.OUTREACH_MANAGE):
        return []
    return [_asked(line) for line in queries.waiting_links(actor)]


def _asked(line: LinkLine) -> Waiting:
    found = line.found_in
    due = found + timedelta(days=rules.ANSWER_DAYS)
    what = " and ".join(line.kinds).lower() or "thing"
    return Waiting(
        title=f"{line.agency} heard of the same {what}",
        detail="Say whether you want to talk. They see neither your reports nor who made them.",
        url=url_for("safety.show_link", link_id=line.id), button="Open",
        clock=due_dial(started=found, due=due, verb="answer"),
        due=datetime.combine(due, time(17), clock.LONDON),
    )  # fmt: skip


def came_of(actor: Actor, report_id: UUID) -> Iterable[Outflow]:
    """The links that rest on a report, for managers: part of what its warning scope let out."""
    if not actor.may(Permission.OUTREACH_MANAGE):
        return []
    return [
        Outflow(
            Scope.WARNING, f"{line.agency} heard of the same {' and '.join(line.kinds).lower()}",
            url_for("safety.show_link", link_id=line.id),
        )
        for line in queries.links_of_report(actor, report_id)
    ]  # fmt: skip
