"""What the home page shows of the public page: whether it is open, for those who set it."""

from __future__ import annotations

from agencies import queries as agencies
from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel
from safety.outside import queries, rules


def settings(actor: Actor) -> Panel | None:
    """The way to the setting; nothing for an agency that takes no reports."""
    if not actor.may(Permission.AGENCY_SETTINGS) or rules.page_may_open(agencies.agency(actor.agency_id).kind):
        return None
    row = queries.own_page(actor)
    return Panel("safety/outside/panel_settings.html", {"is_on": bool(row and row.is_on)}, order=91, where="aside")
