"""What list exports put before somebody: a second yes to say, and an archive that is ready for a week."""

from __future__ import annotations

from flask import url_for

from agencies.exports import queries, rules
from agencies.exports.queries import ExportLine
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Waiting


def waiting(actor: Actor) -> list[Waiting]:
    """Lists that wait for the reader's second yes, and their own that are ready and were not fetched yet."""
    asked = [_to_decide(line) for line in queries.waiting_for(actor)]
    return [*asked, *(_to_fetch(line) for line in queries.ready_for(actor))]


def _to_decide(line: ExportLine) -> Waiting:
    return _waiting(
        line, title=f"Say yes or no: {line.title}", verb="answer", button="Look",
        detail=f"{line.asked_name} asks, {rules.about_so_many(line.row.people_asked)} people. {line.purpose}.",
    )  # fmt: skip


def _to_fetch(line: ExportLine) -> Waiting:
    return _waiting(
        line, title=f"Your list is ready: {line.title}", verb="fetch", button="Fetch",
        detail="It is kept for seven days, then thrown away.",
    )  # fmt: skip


def _waiting(line: ExportLine, *, title: str, detail: str, verb: str, button: str) -> Waiting:
    row = line.row
    began, ends = (clock.london(row.made_at or row.asked_at).date(), clock.london(row.ends_at).date())
    return Waiting(
        title=title, detail=detail, url=url_for("agencies.show_export", export_id=row.id), button=button,
        clock=due_dial(started=began, due=ends, verb=verb), due=row.ends_at,
    )  # fmt: skip
