"""What a task may be, and what is late, due today or due soon. Pure: a refusal, or None when it is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from core.dial import Dial
from core.errors import Refused
from core.words import counted, short_day

LONGEST_TITLE = 200
FURTHEST = timedelta(days=366 * 3)
SOON = timedelta(days=7)
LATE_WORDS = "late"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do by a day: a task that somebody wrote down, or something derived from what a case holds."""

    case_id: UUID
    title: str
    detail: str
    on: date
    url: str
    who: str = ""
    button: str = "Open"
    task_id: UUID | None = None
    neutral: str = "Something to look at"
    face: Dial | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What is late, what is due today, and what comes in the next seven days."""

    late: Sequence[Item]
    today: Sequence[Item]
    soon: Sequence[Item]


def task_may_be(title: str, due_on: date, today: date) -> Refused | None:
    """A task says what to do, by a day from today on and within three years."""
    if not title.strip():
        return Refused("Say what there is to do.", field="title")
    if due_on < today:
        return Refused("That day has passed.", instead="Choose today or a day to come.", field="due_on")
    if due_on > today + FURTHEST:
        return Refused("Check the year.", field="due_on")
    return None


def task_may_change(title: str, due_on: date, before: date, today: date) -> Refused | None:
    """A task that is late may keep its day, so that its words or its worker can change."""
    return None if due_on == before and title.strip() else task_may_be(title, due_on, today)


def day_of(items: Iterable[Item], today: date) -> Day:
    """Sort things to do into late, today and soon; the soonest first, what is further off left out."""
    ordered = sorted(items, key=lambda item: (item.on, item.title.casefold()))
    return Day(
        late=[item for item in ordered if item.on < today], today=[item for item in ordered if item.on == today],
        soon=[item for item in ordered if today < item.on <= today + SOON],
    )  # fmt: skip


def face_of(due_on: date, today: date, made_on: date | None = None) -> Dial:
    """The dial of a day: calm, soon in its last quarter or on the day, late after it."""
    detail = f"by {short_day(due_on)}"
    days = (due_on - today).days
    if days < 0:
        return Dial("late", 1.0, f"{counted(-days, 'day')} late", detail)
    if days == 0:
        return Dial("soon", 0.95, "Today", detail)
    whole = max(1, (due_on - (made_on or today)).days)
    share = min(1.0, max(0.0, 1 - days / whole))
    return Dial("soon" if share >= 0.75 else "calm", share, counted(days, "day"), detail)
