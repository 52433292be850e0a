"""What information to the police shows on the page of an observation: the way to pass it on, while it may be."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.panels import Panel
from outreach.observations import queries as observations


def observation_panel(actor: Actor, observation_id: UUID) -> Panel | None:
    """The way to a letter from an observation that a manager said to pass on; None when there is nothing to do."""
    if not actor.may(Permission.REPORT_RELEASE, Permission.OUTREACH_MANAGE):
        return None
    if observation_id not in {each.id for each in observations.forwardable(actor)}:
        return None
    return Panel("safety/police/panel_observation.html", {"observation_id": observation_id}, order=40)
