"""The brake on fishing: look-ups of numbers and e-mail addresses are counted by account, and stopped past a limit."""

from __future__ import annotations

from datetime import timedelta

from agencies.permissions import Permission
from agencies.queries import addresses_of
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import TooMany
from people.identifiers import is_looked_up
from people.queries.lookups import LOOK_UP, STOPPED, look_ups_since
from people.rules.lookups import too_many_look_ups

SUBJECT = "Unusual searching at your agency"


def count_look_up(*, actor: Actor, words: str) -> None:
    """Count a search when it is for a number, its last four digits or an e-mail address; a name does not count.

    The count is the audit trail's own, so that it outlives the request whatever the page answers; what was looked for
    is not kept. Raises TooMany past 30 in an hour or 100 in a day: then the agency's managers and data protection
    leads are told, once an hour. Source: security.md T5.
    """
    if not is_looked_up(words):
        return
    now = clock.now()
    hour, day = now - timedelta(hours=1), now - timedelta(days=1)
    reason = too_many_look_ups(look_ups_since(actor, hour), look_ups_since(actor, day))
    if reason:
        raise TooMany(reason, instead="Wait, or ask your manager. They were told.", tell=lambda: _tell(actor))
    audit.record(actor=actor, verb="read", kind=LOOK_UP)


def _tell(actor: Actor) -> None:
    """Note that the account was stopped, and tell those who answer for the agency; names nobody."""
    audit.record(actor=actor, verb=STOPPED, kind=LOOK_UP)
    told = {
        address
        for permission in (Permission.PEOPLE_ALL, Permission.PROTECTION_LEAD)
        for address in addresses_of(actor.agency_id, permission)
    }
    hour = f"{clock.now():%Y-%m-%dT%H}"
    for address in sorted(told):
        outbox.put(
            agency_id=actor.agency_id, address=address, subject=SUBJECT, path="/",
            once=f"look-ups:{actor.user_id}:{hour}",
        )  # fmt: skip
