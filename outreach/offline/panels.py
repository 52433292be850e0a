"""What outreach without signal shows on the reader's home: their phone, and the entries that came back."""

from __future__ import annotations

from datetime import datetime, time

from flask import url_for

from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.dial import due_dial
from core.panels import Panel, Waiting
from core.words import counted
from outreach.offline import queries


def home(actor: Actor) -> Panel | None:
    """How this phone stands, for whoever has set one up: script says how many entries wait on it.

    Those who look after phones see how many may log.
    """
    if not actor.may(Permission.OUTREACH_LOG, *queries.SEES_ALL_PHONES):
        return None
    phones = queries.standing_phones(actor)
    if not phones:
        return None
    own = sum(user_id == actor.user_id for user_id in phones)
    values = {"own": own, "others": len(phones) - own}
    return Panel("outreach/offline/panel_home.html", values, order=12, where="aside")


def waiting(actor: Actor) -> list[Waiting]:
    """Entries that came back from a phone: each day that passes, less is remembered of them."""
    if not actor.may(Permission.OUTREACH_LOG):
        return []
    first = queries.first_held_at(actor)
    if first is None:
        return []
    day = clock.london(first).date()
    number = queries.held_count(actor)
    return [
        Waiting(
            title=f"{counted(number, 'entry', 'entries')} came back from {'a phone' if number == 1 else 'phones'}",
            detail="Written without signal, and not in the log yet.",
            url=url_for("outreach.list_held"),
            button="Put right",
            clock=due_dial(started=day, due=day, verb="put right"),
            due=datetime.combine(day, time(17), clock.LONDON),
        )
    ]
