"""Scheduled work of stock: what expires is told of once."""

from __future__ import annotations

from core.actor import Actor
from outreach.stock import service


def tell_of_expiry(actor: Actor) -> int:
    """Tell an agency's managers of batches that expire within 60 days; returns how many were told of."""
    return service.tell_of_expiry(actor)
