"""What list exports forget when a record is erased, or a colleague is kept away from a person: the archives with it."""

from __future__ import annotations

from uuid import UUID

from agencies.exports import service
from core.actor import Actor


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Throw away every archive about people that the agency keeps: the one who is erased may stand in any of them."""
    service.end_kept(actor=actor)


def on_colleague_excluded(sender: object, *, actor: Actor, person_id: UUID, user_id: UUID) -> None:
    """Throw away the archives of a colleague who is kept away from somebody from now on."""
    service.end_kept(actor=actor, asked_by=user_id)
