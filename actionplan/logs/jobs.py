"""Scheduled work of the logs: an agency's own are told, once, that something is due about an entry of theirs."""

from __future__ import annotations

from actionplan.logs import due
from agencies.permissions import Permission
from agencies.queries import addresses_of
from core import outbox
from core.actor import Actor

SUBJECT = "Something to look at in the forum’s logs"


def remind(actor: Actor) -> int:
    """Tell the representatives of the actor's agency of each entry about which something is due; returns how many.

    Each entry is told of once for each day that it is due by. The notice names nothing.
    """
    waiting = due.due(actor, actor.agency_id)
    addresses = addresses_of(actor.agency_id, Permission.PLAN_UPDATE_OWN) if waiting else []
    for each in waiting:
        for address in addresses:
            outbox.put(
                agency_id=actor.agency_id, address=address, subject=SUBJECT,
                path=f"/action-plan/logs/{each.log.value}/{each.row_id}", once=f"log-due:{each.row_id}:{each.due.by}",
            )  # fmt: skip
    return len(waiting) if addresses else 0
