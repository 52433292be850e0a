"""The views of the directory, as its pages name them on top."""

from __future__ import annotations

from flask import url_for

from agencies.permissions import Permission
from core.actor import Actor

KEEPERS = (Permission.DIRECTORY_KEEP, Permission.AGENCY_SETTINGS)
VIEWS = (
    ("services", "Services", "directory.list_services", (Permission.DIRECTORY_READ,)),
    ("organisations", "Organisations", "directory.list_organisations", (Permission.DIRECTORY_READ,)),
    ("keep", "Keep up to date", "directory.list_kept", KEEPERS),
    ("bring", "Bring in a file", "directory.bring_in", (Permission.DIRECTORY_KEEP,)),
    ("print", "Print", "directory.choose_print", (Permission.DIRECTORY_READ,)),
)


def tabs(actor: Actor, current: str) -> list[dict[str, object]]:
    """The views that the actor may open, the current one marked; what `subnav` takes."""
    return [
        {"label": label, "url": url_for(endpoint), "current": code == current}
        for code, label, endpoint, permissions in VIEWS
        if actor.may(*permissions)
    ]
