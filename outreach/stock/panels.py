"""What stock shows elsewhere: what runs low on home, and on a session's page the batches it gives from."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel
from outreach.stock import queries

MOST = 6


def home(actor: Actor) -> Panel | None:
    """What is low, expires soon or was recalled, for those who go out and for managers. Nothing when all is well."""
    if not actor.may(Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE):
        return None
    low = queries.low(actor)
    values = {"lines": low[:MOST], "more": max(0, len(low) - MOST)}
    return Panel("outreach/stock/panel_home.html", values, order=45, where="aside") if low else None


def session_panel(actor: Actor, session_id: UUID) -> Panel | None:
    """The batches a session gives from, for those who log; nothing where nothing that expires is counted."""
    if not actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG):
        return None
    choices = queries.choices_for(actor, session_id)
    unnamed = {line.item.id: line.unnamed for line in queries.used_on(actor, session_id)}
    values = {
        "choices": choices, "unnamed": unnamed, "session_id": session_id,
        "may_log": actor.may(Permission.OUTREACH_LOG),
    }  # fmt: skip
    return Panel("outreach/stock/panel_session.html", values, order=60, where="aside") if choices else None


def report_part(actor: Actor, session_id: UUID) -> tuple[str, list[tuple[str, str]]] | None:
    """For the report of a shift: each item that is counted, how many were given, and from which batches."""
    used = queries.used_on(actor, session_id)
    return ("Taken from the stock", [(line.label, _words(line)) for line in used]) if used else None


def _words(line: queries.SessionLine) -> str:
    named = [f"{number} of batch {batch}" for batch, number in line.batches]
    unnamed = [f"{line.unnamed} without a batch"] if line.unnamed else []
    told = ", ".join([*named, *unnamed])
    return f"{line.given} ({told})" if told else str(line.given)
