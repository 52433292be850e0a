"""What keeping the directory shows on home: entries that want a check, to whoever can check them."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.panels import Panel, Waiting
from core.words import counted
from directory.keeping import queries
from directory.keeping.rules import Standing

SHOWN = 5
KEEPERS = (Permission.DIRECTORY_KEEP, Permission.AGENCY_SETTINGS)


def home(actor: Actor) -> Panel | None:
    """Entries past their check, for the coordinator: their own first, then how many of each member's."""
    if not actor.may(Permission.DIRECTORY_KEEP):
        return None
    counts, others = queries.counts(actor), queries.wanting_by_keeper(actor)
    if not counts.wanting and not others:
        return None
    return Panel("directory/keeping/panel_home.html", {"counts": counts, "others": others[:SHOWN]}, 60, "aside")


def waiting(actor: Actor) -> list[Waiting]:
    """One thing that waits: entries whose check is more than 90 days old. What was never checked waits on its page."""
    if not actor.may(*KEEPERS):
        return []
    counts = queries.counts(actor)
    if not counts.old:
        return []
    entries = counted(counts.old, "directory entry", "directory entries")
    return [
        Waiting(
            title=f"Check {entries}", detail="Last checked more than 90 days ago",
            url=url_for("directory.list_kept", show=Standing.WANTS.value), button="Check",
            clock=Dial("soon", 0.9, "This month", "a check holds for six months"),
            due=datetime.combine(clock.today() + timedelta(days=7), time(17), tzinfo=clock.LONDON),
        )
    ]  # fmt: skip
