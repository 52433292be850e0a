"""Clocks of a case: contact every 28 days, and the time limits that run from steps of the journey. Pure.

A limit is shown only when its start is written down; the lengths are data (cj_milestones.json, domain.md 2.3).
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.catalogue import Deadline, deadline
from cases.rules import QUIET_AFTER
from core.calendar import add_working_days, working_days_between
from core.dial import Dial
from core.words import counted, short_day

SOON = 0.75


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the journey as the clocks read it."""

    code: str
    happened_on: date
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: where its length stands, the step it runs from, what starts and what ends it.

    `starts` is `happened` or `told`; `ended_by` is `told`, a step, or empty when no step of ours shows it. `owed` is
    true when an agency owes it to the person, who is never late herself. `needs` is a step that must be there too.
    """

    milestone: str
    what: str
    runs_from: str
    words: str
    starts: str = "happened"
    ended_by: str = ""
    owed: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock on a page: whose it is, what it says, and its dial. `open` while it can still be met or is owed."""

    words: str
    note: str
    face: Dial
    due: date
    open: bool


_TOLD = ("victim told (enhanced rights)", "victim told")
_TELLS = {
    "ARREST": "Police tell {name} of the arrest",
    "SUSPECT_INTERVIEW": "Police tell {name} that the suspect was interviewed",
    "BAIL_RUI": "Police tell {name} about bail or release",
    "NFA_POLICE": "Police tell {name} why they stopped",
}
_LIMITS = (
    Limit("REFERRED_SUPPORT", "referral to support", "REPORTED", "Police refer {name} to support",
          ended_by="REFERRED_SUPPORT", owed=True),
    Limit("NFA_POLICE", "police VRR: request", "NFA_POLICE", "{name} can ask police to review the decision",
          starts="told", ended_by="VRR_REQUEST"),
    Limit("NFA_POLICE", "police VRR: decision", "VRR_REQUEST", "Police answer the request for a review",
          ended_by="VRR_OUTCOME", owed=True, needs="NFA_POLICE"),
    Limit("NFA_CPS", "CPS VRR: request normally within", "NFA_CPS",
          "{name} can ask the CPS for a review, in the usual time", starts="told", ended_by="VRR_REQUEST"),
    Limit("NFA_CPS", "CPS VRR: latest except exceptional circumstances", "NFA_CPS",
          "{name} can ask the CPS for a review, at the latest", starts="told", ended_by="VRR_REQUEST"),
    Limit("SENTENCE", "Unduly Lenient Sentence request to Attorney General", "SENTENCE",
          "Anyone can ask for a low sentence to be looked at again"),
    Limit("CICA_DECISION", "review of decision request", "CICA_DECISION",
          "{name} can ask for a review of the compensation decision"),
)  # fmt: skip


def contact_dial(last_reached: date | None, opened_on: date, today: date) -> Dial:
    """How long since the person was reached: calm, soon from the fourth week, late after 28 days (ux.md 6)."""
    since = last_reached or opened_on
    days = (today - since).days
    share = min(1.0, max(0.0, days / QUIET_AFTER.days))
    words = counted(days, "day") if days > 0 else "Reached today" if last_reached else "Opened today"
    detail = f"since contact, {short_day(since)}" if last_reached else f"not reached yet, opened {short_day(since)}"
    state = "late" if days > QUIET_AFTER.days else "soon" if share >= SOON else "calm"
    return Dial(state, share, words, detail)


def clocks_of(steps: Sequence[Step], name: str, *, enhanced: bool, today: date) -> list[RunningClock]:
    """Every time limit that runs, or ran, from the steps of a journey; the next due first.

    `enhanced` is for people with enhanced rights under the Victims' Code, as after a sexual offence: police then have 1
    working day, not 5. A step that is only planned starts nothing. A chance that has passed unused is left out.
    """
    happened = [step for step in steps if step.happened_on <= today]
    made = [
        _clock(limit, step, happened, name, today)
        for limit in (*_LIMITS, *_told_limits(enhanced))
        for step in happened
        if step.code == limit.runs_from and _has(happened, limit.needs)
    ]
    return sorted((clock for clock in made if clock is not None), key=lambda clock: (not clock.open, clock.due))


def told_of(*, enhanced: bool) -> frozenset[str]:
    """The steps of which somebody has to tell the person by a day, or whose telling starts a clock."""
    told = {limit.runs_from for limit in _told_limits(enhanced) if deadline(limit.milestone, limit.what)}
    return frozenset(told | {limit.runs_from for limit in _LIMITS if limit.starts == "told"})


def due_on(start: date, limit: Deadline) -> date:
    """The last day of a limit that starts after `start`: working days, days, months or years."""
    if limit.unit == "working_days":
        return add_working_days(start, limit.value)
    if limit.unit == "days":
        return start + timedelta(days=limit.value)
    return _months_after(start, limit.value * (12 if limit.unit == "years" else 1))


def _told_limits(enhanced: bool) -> Iterable[Limit]:
    what = _TOLD[0] if enhanced else _TOLD[1]
    return (Limit(code, what, code, words, ended_by="told", owed=True) for code, words in _TELLS.items())


def _clock(limit: Limit, step: Step, steps: Sequence[Step], name: str, today: date) -> RunningClock | None:
    length = deadline(limit.milestone, limit.what)
    start = step.told_on if limit.starts == "told" else step.happened_on
    if length is None or start is None:
        return None
    due, ended = due_on(start, length), _ended(limit, step, start, steps)
    if ended is None and today > due and not limit.owed:
        return None
    face = _ended_dial(ended, due, limit) if ended else _open_dial(start, due, length, today)
    enhanced = ", enhanced rights" if limit.what == _TOLD[0] else ""
    note = f"{_length_words(length)} from {short_day(start)}{enhanced}"
    return RunningClock(limit.words.format(name=name), note, face, due, ended is None)


def _ended(limit: Limit, step: Step, start: date, steps: Sequence[Step]) -> date | None:
    if limit.ended_by == "told":
        return step.told_on
    return min(
        (other.happened_on for other in steps if other.code == limit.ended_by and other.happened_on >= start),
        default=None,
    )


def _ended_dial(ended: date, due: date, limit: Limit) -> Dial:
    verb = "told" if limit.ended_by == "told" else "done"
    if ended <= due or not limit.owed:
        return Dial(
            "done", 1.0, "Kept" if limit.owed else "Asked", f"{verb if limit.owed else 'on'} {short_day(ended)}"
        )
    late = max(1, working_days_between(due, ended))
    return Dial("late", 1.0, f"{counted(late, 'working day')} late", f"{verb} {short_day(ended)}")


def _open_dial(start: date, due: date, length: Deadline, today: date) -> Dial:
    detail = f"by {short_day(due)}"
    if today > due:
        return Dial("late", 1.0, f"{counted(max(1, working_days_between(due, today)), 'working day')} late", detail)
    share = 1 - (due - today).days / max(1, (due - start).days)
    if today == due:
        return Dial("soon", max(share, 0.9), "Today", detail)
    return Dial("soon" if share >= SOON else "calm", share, _left_words(length, due, today), detail)


def _left_words(length: Deadline, due: date, today: date) -> str:
    if length.unit == "working_days":
        return counted(working_days_between(today, due), "working day")
    days = (due - today).days
    return counted(days // 30, "month") if days >= 90 else counted(days, "day")


def _length_words(length: Deadline) -> str:
    return counted(length.value, length.unit.removesuffix("s").replace("_", " "))


def _months_after(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _has(steps: Iterable[Step], code: str) -> bool:
    return not code or any(step.code == code for step in steps)
