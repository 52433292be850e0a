"""The release of letters whose hold is over, one transaction a letter, and the forgetting of old drafts."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import structlog

from agencies.permissions import Permission
from core import clock
from core.actor import Actor, system_actor
from core.scoping import acting_as
from referrals import queries, service

log = structlog.get_logger()


def release_letters(agency_ids: Iterable[UUID]) -> int:
    """Let every letter go whose time has come, agency by agency; returns how many left.

    One that breaks is logged and tried again the next time; it holds up no other. Raises RuntimeError at the end when
    one did, so that the job shows as failed.
    """
    left, broken = 0, 0
    for agency_id in agency_ids:
        actor = system_actor(agency_id, Permission.REFERRAL_SEND, Permission.REFERRAL_AGENCY, Permission.PEOPLE_READ)
        with acting_as(actor):
            due = queries.letters_due(actor, clock.now())
        for letter_id in due:
            try:
                left += _release(actor, letter_id)
            except Exception:  # whatever broke this one must not keep the others from leaving
                log.exception("letter_not_released", letter=str(letter_id))
                broken += 1
    if broken:
        raise RuntimeError(f"{broken} held letters could not be released.")
    return left


def forget_drafts(actor: Actor) -> int:
    """Take away the agency's drafts that nobody has touched for 28 days."""
    return service.forget_drafts(actor=actor)


def _release(actor: Actor, letter_id: UUID) -> bool:
    with acting_as(actor):
        return service.release(actor=actor, letter_id=letter_id)
