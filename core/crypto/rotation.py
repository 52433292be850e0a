"""Key rotation of one agency: a new wrapping key, every data key wrapped afresh, older wrapping keys forgotten."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from core.crypto.datakeys import keyring, rewrap_keys
from core.scoping import current_session

#: Floors that keep wrapped keys of their own (referral packages) add a function agency_id -> how many it rewrapped.
rewrappers: list[Callable[[UUID], int]] = []


def rotate_agency(agency_id: UUID) -> int:
    """Rotate an agency's wrapping key; returns how many keys were rewrapped.

    The new key is on disk before the first row uses it, and old ones go only after the commit: a crash between any two
    steps leaves every row readable, and a second run completes. The key just replaced goes with the next rotation,
    when what a request under way may still have wrapped with it has been wrapped afresh too.
    """
    keyring().rotate(agency_id)
    count = rewrap_keys(agency_id) + sum(rewrap(agency_id) for rewrap in rewrappers)
    current_session().commit()
    keyring().retire_old(agency_id)
    return count
