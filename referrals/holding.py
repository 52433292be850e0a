"""The countdown of a letter that is held, and the clock of the 72 hours: both run in hours and minutes, every day."""

from __future__ import annotations

from datetime import datetime

from core import clock
from core.dial import Dial
from core.words import clock_time, counted, moment
from referrals.models import LetterState, MisdirectedRecord, OutgoingLetter


def dial_of(letter: OutgoingLetter) -> Dial:
    """How much of its hold is over, and when a letter leaves; how it ended, once it has."""
    if letter.state is LetterState.HELD and letter.leaves_at is not None:
        share = _share(letter.changed_at, letter.leaves_at)
        if share >= 1.0:
            return Dial("soon", 1.0, "Leaves within a minute", "")
        return Dial("soon" if share >= 0.75 else "calm", share, f"Leaves at {clock_time(letter.leaves_at)}", "")
    words = {LetterState.SENT: "Left", LetterState.UNDONE: "Undone", LetterState.STOPPED: "Stopped"}
    return Dial("done", 1.0, words.get(letter.state, "Draft"), moment(letter.ended_at) if letter.ended_at else "")


def ico_dial(record: MisdirectedRecord, *, settled: bool) -> Dial:
    """How much of the 72 hours is gone; done once the record says whether the ICO and the person were told."""
    by = f"by {moment(record.ico_by)}"
    if settled:
        return Dial("done", 1.0, "Decided", "")
    now = clock.now()
    if now > record.ico_by:
        late = int((now - record.ico_by).total_seconds() // 3600)
        return Dial("late", 1.0, f"{counted(late, 'hour')} late" if late else "Late", by)
    left = int((record.ico_by - now).total_seconds() // 3600)
    share = _share(record.found_at, record.ico_by)
    return Dial("soon" if share >= 0.75 else "calm", share, f"{counted(left, 'hour')} left", by)


def _share(begin: datetime, end: datetime) -> float:
    whole = (end - begin).total_seconds()
    return 1.0 if whole <= 0 else min(1.0, max(0.0, (clock.now() - begin).total_seconds() / whole))
