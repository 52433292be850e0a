"""What may be written down about stock. Pure: each rule answers with the refusal, or None when it allows.

Source: domain.md section 5 (items and quantity; naloxone with batch and expiry), issue of the order: low-stock notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from core.errors import Refused
from outreach.stock.models import MovementKind

#: Counted at a contact, but nothing that lies on a shelf: advice, warnings told, sharps brought back.
NOT_ON_A_SHELF = frozenset({"nsp_in", "pipe_info", "num_alert_shared", "safety_tips", "first_aid", "other"})
#: Items that expire: they come in by batch, and a session says which batch it gives from.
BATCHED = frozenset({"naloxone", "sti_kit", "pregnancy_test"})
MOST_AT_ONCE = 9_999
TOLD_BEFORE = timedelta(days=60)

KIND_WORDS = {
    MovementKind.RECEIVED: "Came in", MovementKind.GIVEN: "Given", MovementKind.COUNTED: "Shelf counted",
    MovementKind.THROWN_AWAY: "Thrown away", MovementKind.BATCH_NAMED: "Batch named later",
}  # fmt: skip


class Standing(StrEnum):
    """What a batch is fit for."""

    GOOD = "good"
    SOON = "soon"
    EXPIRED = "expired"
    RECALLED = "recalled"


STANDING_WORDS = {
    Standing.GOOD: "In date", Standing.SOON: "Expires soon", Standing.EXPIRED: "Expired",
    Standing.RECALLED: "Recalled",
}  # fmt: skip
#: The kind of tag that says it.
STANDING_TAGS = {
    Standing.GOOD: "green", Standing.SOON: "amber", Standing.EXPIRED: "red", Standing.RECALLED: "red",
}  # fmt: skip


def shelf_items(known: Iterable[str]) -> list[str]:
    """The items of the catalogue that can be counted on a shelf, in its order."""
    return [code for code in known if code not in NOT_ON_A_SHELF]


def standing_of(expires_on: date, recalled: bool, today: date) -> Standing:
    """What a batch is fit for on a day. It may be given on the day it expires, and no later."""
    if recalled:
        return Standing.RECALLED
    if expires_on < today:
        return Standing.EXPIRED
    return Standing.SOON if expires_on - today <= TOLD_BEFORE else Standing.GOOD


def is_low(on_hand: int, low_at: int) -> bool:
    """True when no more is left than the number to tell at; 0 tells when there is nothing left."""
    return on_hand <= low_at


def quantity_may_be(quantity: int, field: str = "quantity") -> Refused | None:
    """A number that comes in or is thrown away: 1 to 9,999."""
    if not 1 <= quantity <= MOST_AT_ONCE:
        return Refused(f"The number must be 1 to {MOST_AT_ONCE:,}.", field=field)
    return None


def count_may_be(number: int, field: str = "on_hand") -> Refused | None:
    """What somebody counted, or the number to tell at: 0 to 9,999. A shelf never holds less than nothing."""
    if not 0 <= number <= MOST_AT_ONCE:
        return Refused(f"The number must be 0 to {MOST_AT_ONCE:,}.", field=field)
    return None


def item_may_be_kept(item: str, known: Iterable[str], kept: Iterable[str]) -> Refused | None:
    """An item of the list that lies on a shelf, counted once."""
    if item not in shelf_items(known):
        return Refused("Choose an item from the list.", field="item")
    if item in kept:
        return Refused("This item is counted already.", instead="Open it in the list of stock.", field="item")
    return None


def batch_is_said(item: str, number: str | None, expires_on: date | None) -> Refused | None:
    """What expires comes in with its batch number and expiry; what does not, comes in without (domain.md 5)."""
    if item in BATCHED and not (number or "").strip():
        return Refused("Enter the batch number on the box.", field="number")
    if item in BATCHED and expires_on is None:
        return Refused("Enter the day it expires.", field="expires_on")
    return None


def batch_may_come_in(expires_on: date, today: date) -> Refused | None:
    """Nothing that has expired goes on the shelf."""
    if expires_on < today:
        return Refused("This batch has expired.", instead="Send it back, or check the day.", field="expires_on")
    return None


def batch_may_be_given(standing: Standing) -> Refused | None:
    """An expired or recalled batch is chosen for no session."""
    if standing in (Standing.EXPIRED, Standing.RECALLED):
        return Refused(f"{STANDING_WORDS[standing]}: give none of it.", instead="Choose another batch.", field="batch")
    return None
