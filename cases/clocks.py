"""How long since somebody was reached: contact every 28 days. Pure."""

from __future__ import annotations

from datetime import date

from cases.rules import QUIET_AFTER
from core.dial import Dial
from core.words import counted, short_day

SOON = 0.75


def contact_dial(last_reached: date | None, opened_on: date, today: date) -> Dial:
    """How long since the person was reached: calm, soon from the fourth week, late after 28 days (ux.md 6)."""
    since = last_reached or opened_on
    days = (today - since).days
    share = min(1.0, max(0.0, days / QUIET_AFTER.days))
    words = counted(days, "day") if days > 0 else "Reached today" if last_reached else "Opened today"
    detail = f"since contact, {short_day(since)}" if last_reached else f"not reached yet, opened {short_day(since)}"
    state = "late" if days > QUIET_AFTER.days else "soon" if share >= SOON else "calm"
    return Dial(state, share, words, detail)
