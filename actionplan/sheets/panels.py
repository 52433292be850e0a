"""What spreadsheets show on the home page of those who write the plan."""

from __future__ import annotations

from flask import url_for

from actionplan.sheets import queries
from actionplan.sheets.rules import KEPT_FOR
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Waiting
from core.words import counted


def waiting(actor: Actor) -> list[Waiting]:
    """Sheets that were sent and are right, and that nobody said yes to yet."""
    if not actor.may(Permission.PLAN_WRITE):
        return []
    return [_waiting(line) for line in queries.waiting(actor)]


def _waiting(line: queries.SheetLine) -> Waiting:
    sent_on = clock.london(line.at).date()
    return Waiting(
        title=f"Say yes or no to {line.file_name}",
        detail=f"{counted(line.row_count, 'action')} from a spreadsheet, not in the plan yet",
        url=url_for("actionplan.show_sheet", sheet_id=line.id),
        button="Look",
        clock=due_dial(started=sent_on, due=sent_on + KEPT_FOR, verb="answer"),
        due=line.at + KEPT_FOR,
    )
