"""What other pages show of the checker: the way to it, whom we told of NUM's, and who used it more than work needs."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel
from safety.checker import queries

WATCHERS = (Permission.OUTREACH_MANAGE, Permission.PROTECTION_LEAD)


def home(actor: Actor) -> Panel | None:
    """The way to the checker."""
    if not actor.may(Permission.WARNING_READ):
        return None
    return Panel("safety/checker/panel_home.html", {}, order=38, where="aside")


def stopped(actor: Actor) -> Panel | None:
    """For those who answer for the agency: colleagues whose look-ups were stopped in the last seven days."""
    if not actor.may(*WATCHERS):
        return None
    rows = queries.stopped(actor)
    return Panel("safety/checker/panel_stopped.html", {"rows": rows}, order=21, where="aside") if rows else None


def person_panel(actor: Actor, person_id: UUID) -> Panel | None:
    """When this person was told of NUM's checkers, and the way to write it down."""
    if not actor.may(Permission.WARNING_READ):
        return None
    values = {"told": queries.told_to_person(actor, person_id), "person_id": person_id}
    values["may_tell"] = actor.may(Permission.PEOPLE_WRITE)
    return Panel("safety/checker/panel_told.html", values, order=72, where="aside")


def case_panel(actor: Actor, case_id: UUID) -> Panel | None:
    """When the person of this case was told of NUM's checkers; nothing while nobody did."""
    told = queries.told_in_case(actor, case_id) if actor.may(Permission.WARNING_READ) else []
    if not told:
        return None
    values = {"told": told, "person_id": None, "may_tell": False}
    return Panel("safety/checker/panel_told.html", values, order=72, where="aside")
