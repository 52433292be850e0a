"""Scheduled work of phones without signal: what nobody mended goes, and phones that nobody heard of are closed."""

from __future__ import annotations

from core import clock
from core.actor import Actor
from outreach.offline import queries, rules, service


def look_after(actor: Actor) -> int:
    """Leave out entries that waited for 30 days, and close phones that were not heard of for 60; returns how many."""
    old = queries.held_before(actor, clock.now() - rules.HELD_FOR)
    for row in old:
        service.forget(actor=actor, row=row)
    silent = queries.forgotten_phones(actor, clock.now() - rules.FORGOTTEN_AFTER)
    for device in silent:
        service.revoke(actor=actor, device_id=device.id)
    return len(old) + len(silent)
