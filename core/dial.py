"""The clock, the mark of the house: how much time is gone, the words, and the date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core import clock
from core.calendar import working_days_between
from core.words import counted, short_day


@dataclass(frozen=True, slots=True)
class Dial:
    """What the dial shows: state is calm, soon, late, paused or done; share is the time gone, 0 to 1."""

    state: str
    share: float
    words: str
    detail: str


def due_dial(*, started: date, due: date, verb: str, done: date | None = None) -> Dial:
    """The dial of something due by the end of a day, counted in working days.

    `verb` says what has to happen (“acknowledge”); `done` is the day that it did.
    """
    if done is not None:
        return Dial(
            "done", 1.0, f"{verb.capitalize()}d" if verb.endswith("e") else f"{verb.capitalize()}ed", short_day(done)
        )
    today = clock.today()
    left = working_days_between(today, due)
    if today > due:
        late = max(1, working_days_between(due, today))
        return Dial("late", 1.0, f"{counted(late, 'working day')} late", f"{verb} by {short_day(due)}")
    whole = max(1, working_days_between(started, due))
    share = min(1.0, max(0.0, 1 - left / whole))
    if left == 0:
        return Dial("soon", 0.9, "Today", f"{verb} by {short_day(due)}")
    return Dial("soon" if share >= 0.75 else "calm", share, counted(left, "working day"), f"{verb} by {short_day(due)}")
