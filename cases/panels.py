"""What casework shows on a person's page and on the reader's home."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from flask import url_for

from agencies.permissions import Permission
from cases import queries, rules
from core import clock
from core.actor import Actor
from core.panels import Panel, Waiting


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """The person's cases that the reader may open, and the way to open a new one."""
    if not actor.may(Permission.CASE_READ):
        return None
    values = {
        "rows": queries.cases_of(actor, person_id), "person_id": person_id,
        "may_open": actor.may(Permission.CASE_WRITE),
    }  # fmt: skip
    return Panel("cases/panel_person.html", values, order=20)


def home(actor: Actor) -> Panel | None:
    """How many cases the reader leads, and how many people they have not reached for 28 days (who: what waits)."""
    if not actor.may(Permission.CASE_READ):
        return None
    total, quiet = queries.own_counts(actor)
    return Panel("cases/panel_home.html", {"total": total, "quiet": quiet}, order=40, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """The people on the reader's own cases who were not reached for 28 days, as things to do."""
    if not actor.may(Permission.CASE_WRITE):
        return []
    return [_contact(row) for row in queries.quiet_cases(actor, 5)]


def _contact(row: queries.CaseRow) -> Waiting:
    due = datetime.combine(row.since + rules.QUIET_AFTER, time(17), clock.LONDON)
    url = url_for("cases.show_case", case_id=row.case.id)
    return Waiting(
        f"Get in touch with {row.alias}",
        f"{row.case.reference}, {row.kind}. 28 days without contact.",
        url,
        "Open",
        row.contact,
        due,
    )
