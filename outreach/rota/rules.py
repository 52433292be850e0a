"""What the rota and its check-ins allow. Pure: each rule answers with the refusal, or None when it allows.

Source: domain.md section 5 (lone working), and the employer's duty to people who work alone (HSE INDG73): contact is
kept, the alarm is somebody's to answer, and an alarm ends only when that somebody has spoken to the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from core.errors import Refused
from outreach.rota.models import StepKind

LONGEST_SHIFT = timedelta(hours=16)
FARTHEST_AHEAD = timedelta(days=366)
MOST_WEEKS = 12
MOST_WANTED = 20
SETS_OUT_EARLY = timedelta(hours=2)
EVERY = {15: "15 minutes", 30: "30 minutes", 45: "45 minutes", 60: "an hour", 90: "an hour and a half", 120: "2 hours"}
LONGER = {30: "30 minutes", 60: "an hour", 120: "2 hours"}

STEP_WORDS = {
    StepKind.OUT: "Went out", StepKind.SAFE: "Said: I am safe", StepKind.HELP: "Asked for help",
    StepKind.ALARM: "Alarm: not heard from", StepKind.AGAIN: "Alarm sent again", StepKind.SEEN: "Somebody is on it",
    StepKind.STOOD_DOWN: "Spoken to: safe", StepKind.BACK: "Back",
}  # fmt: skip


class Standing(StrEnum):
    """How it is with somebody who is out."""

    BACK = "back"
    SAFE = "safe"
    DUE = "due"
    LATE = "late"
    ALARM = "alarm"
    HELP = "help"


def standing_of(
    *, back: bool, help_called: bool, alarmed: bool, heard_at: datetime, due_at: datetime, grace_minutes: int,
    now: datetime,
) -> Standing:  # fmt: skip
    """How it is with somebody who is out, at a moment: the alarm stands from due time and grace on, job or no job."""
    if back:
        return Standing.BACK
    if help_called:
        return Standing.HELP
    if alarmed or now >= due_at + timedelta(minutes=grace_minutes):
        return Standing.ALARM
    if now >= due_at:
        return Standing.LATE
    return Standing.DUE if (now - heard_at) >= (due_at - heard_at) * 0.75 else Standing.SAFE


def is_alarm(standing: Standing) -> bool:
    """True when somebody has to be found."""
    return standing in (Standing.ALARM, Standing.HELP)


def shift_may_be(starts_at: datetime, ends_at: datetime, now: datetime) -> Refused | None:
    """A shift ends after it starts, lasts 16 hours at most, and lies within a year; yesterday is not planned."""
    if ends_at <= starts_at:
        return Refused("A shift ends after it starts.", field="ends")
    if ends_at - starts_at > LONGEST_SHIFT:
        return Refused("A shift lasts 16 hours at most.", instead="Check the times.", field="ends")
    if ends_at < now:
        return Refused("This shift is over already.", instead="Write it down as a session.", field="day")
    if starts_at > now + FARTHEST_AHEAD:
        return Refused("Plan no further than a year ahead.", field="day")
    return None


def series_may_be(weeks: int) -> Refused | None:
    """The same shift, every week: 1 to 12 times."""
    if not 1 <= weeks <= MOST_WEEKS:
        return Refused(f"Repeat it 1 to {MOST_WEEKS} times.", field="weeks")
    return None


def wanted_may_be(wanted: int) -> Refused | None:
    """How many people a shift wants: 1 to 20."""
    if not 1 <= wanted <= MOST_WANTED:
        return Refused(f"Enter 1 to {MOST_WANTED}.", field="wanted")
    return None


def shift_may_change(*, set_out: bool, cancelled: bool) -> Refused | None:
    """A shift is changed until somebody set out on it, and not once it is cancelled."""
    if cancelled:
        return Refused("This shift was cancelled.", instead="Plan another.")
    if set_out:
        return Refused("Somebody has set out on this shift.", instead="Change the session instead.")
    return None


def shift_may_set_out(
    *, set_out: bool, cancelled: bool, starts_at: datetime, ends_at: datetime, now: datetime
) -> Refused | None:
    """A shift becomes a session once, from two hours before it starts until it ends."""
    refusal = shift_may_change(set_out=set_out, cancelled=cancelled)
    if refusal is not None:
        return refusal
    if now < starts_at - SETS_OUT_EARLY:
        return Refused("This shift is not near yet.", instead="Set out from two hours before it starts.")
    if now > ends_at:
        return Refused("This shift is over.", instead="Start a session for what happened since.")
    return None


def check_ins_may_be(every_minutes: int, field: str = "every_minutes") -> Refused | None:
    """Check-ins are 15 minutes to 4 hours apart."""
    if not 15 <= every_minutes <= 240:
        return Refused("Check in every 15 minutes to 4 hours.", field=field)
    return None


def alarm_may_be(grace_minutes: int, again_minutes: int) -> Refused | None:
    """The alarm waits an hour at most, and goes again every 5 to 60 minutes until somebody is on it."""
    if not 0 <= grace_minutes <= 60:
        return Refused("Enter 0 to 60 minutes.", field="grace_minutes")
    if not 5 <= again_minutes <= 60:
        return Refused("Enter 5 to 60 minutes.", field="again_minutes")
    return None


def alarm_may_be_answered(*, manages: bool, on_call: bool, own: bool, nobody_else: bool) -> Refused | None:
    """A manager or whoever is on call answers an alarm, and any colleague when there is `nobody_else`.

    Nobody ends their own: a phone can be in other hands.
    """
    if own:
        return Refused("You cannot answer your own alarm.", instead="Ring your manager: they will end it.")
    if not (manages or on_call or nobody_else):
        return Refused("Your role cannot answer alarms.", instead="Ring the manager on call.")
    return None


def words_are_enough(words: str) -> Refused | None:
    """An alarm is stood down with a word on how they were heard from: 3 characters or more."""
    if len(words.strip()) < 3:
        return Refused("Say how you know that they are safe.", field="words")
    return None


def team_words(names: Iterable[str]) -> str:
    """Who is out, as a session keeps it: names with commas."""
    return ", ".join(names)[:200]
