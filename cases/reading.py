"""Reading what is sealed, when the person's key may be gone: an erased record says so and never fails."""

from __future__ import annotations

from core.crypto.fields import Sealable
from core.crypto.keyring import CannotOpen

ERASED = "Erased"


def legible(row: Sealable, words: str) -> str:
    """The sealed words of a row by the name of their descriptor: empty when there are none, “Erased” without a key."""
    try:
        return str(getattr(row, words) or "")
    except CannotOpen:
        return ERASED
