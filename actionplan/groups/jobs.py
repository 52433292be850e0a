"""Scheduled work of groups: nobody's end comes unawares."""

from __future__ import annotations

from actionplan.groups import service
from core.actor import Actor


def warn_of_ends(actor: Actor) -> int:
    """Tell an agency's own leads and coordinators of groups that end within 30 days, or have passed their end."""
    return service.warn_of_ends(actor)
