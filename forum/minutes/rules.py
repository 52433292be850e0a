"""Questions about minutes, in words: who changes them when, and what a typed line is (domain.md 6.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.words import counted
from forum.minutes.models import EntryKind as EntryKind
from forum.minutes.models import MinutesPart as MinutesPart
from forum.minutes.models import MinutesState as MinutesState
from forum.rules import YES, Answer

STATE_WORDS: Mapping[MinutesState, str] = {
    MinutesState.DRAFT: "Draft", MinutesState.WITH_CHAIR: "With the chair", MinutesState.REVIEWED: "Chair reviewed",
    MinutesState.APPROVED: "Approved", MinutesState.PUBLISHED: "Published",
}  # fmt: skip
STATE_TAGS: Mapping[MinutesState, str] = {
    MinutesState.DRAFT: "grey", MinutesState.WITH_CHAIR: "amber", MinutesState.REVIEWED: "plain",
    MinutesState.APPROVED: "green", MinutesState.PUBLISHED: "blue",
}  # fmt: skip
#: From here on every member reads them.
READ_BY_MEMBERS = frozenset({MinutesState.REVIEWED, MinutesState.APPROVED, MinutesState.PUBLISHED})
LONGEST_ENTRY = 4000
LONGEST_TITLE = 200
LEAST_REASON = 10
MARKS = re.compile(r"\s*(agreed|decided|decision|action)\s*:\s*", re.IGNORECASE)
SENTENCE = re.compile(r"(.+?[.!?])(\s|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as it was typed: what it is, and its words without the mark that said so."""

    kind: EntryKind
    words: str
    is_action: bool = False


def read_typed(words: str) -> Typed:
    """What a typed line is: “Agreed:” begins a decision, “Action:” a note that becomes an action."""
    found = MARKS.match(words)
    rest = words[found.end() :].strip() if found else words.strip()
    rest = rest[:1].upper() + rest[1:] if found else rest
    mark = found[1].lower() if found else ""
    return Typed(EntryKind.DECISION if mark in ("agreed", "decided", "decision") else EntryKind.NOTE, rest,
                 mark == "action")  # fmt: skip


def action_title(words: str) -> str:
    """The first sentence of a minute, as the title of the action that is made of it, cut at a word."""
    first = SENTENCE.match(words.strip())
    title = " ".join((first[1] if first else words).split()).rstrip(".")
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def reference(year: int, number: int) -> str:
    """“D-2026-03”: decisions are numbered through their year."""
    return f"D-{year}-{number:02}"


def time_left(begun_at: datetime | None, minutes: int, now: datetime) -> str:
    """“20 minutes, 6 left”, “20 minutes, 4 over”; the plan alone while an item has not begun."""
    planned = counted(minutes, "minute")
    if begun_at is None:
        return planned
    left = minutes - int((now - begun_at).total_seconds() // 60)
    return f"{planned}, {left} left" if left >= 0 else f"{planned}, {-left} over"


def minutes_may_be_begun(day: date, today: date, *, cancelled: bool) -> Answer:
    """Whether minutes may be begun: on the day of the meeting or after it, and never of a cancelled one."""
    if cancelled:
        return Answer(False, "This meeting was cancelled, so it has no minutes.")
    return YES if day <= today else Answer(False, "Minutes begin on the day of the meeting.")


def minutes_may_be_changed(state: MinutesState, *, is_chair: bool) -> Answer:
    """Whether notes may be added and changed: while they are a draft; by the chair also while the chair has them."""
    if state is MinutesState.DRAFT or (state is MinutesState.WITH_CHAIR and is_chair):
        return YES
    if state is MinutesState.WITH_CHAIR:
        return Answer(False, "These minutes are with the chair. Ask for them back to change them.")
    return Answer(False, "These minutes were reviewed. What is wrong in them is corrected when they are approved.")


def minutes_may_be_sent(state: MinutesState, entries: int, left_over: int) -> Answer:
    """Whether the minutes may go to the chair: a draft with something in it, and no typed words left unadded."""
    if state is not MinutesState.DRAFT:
        return Answer(False, "These minutes are no draft any more.")
    if not entries:
        return Answer(False, "There is nothing in these minutes yet.")
    if left_over:
        return Answer(False, f"Words that were typed under {counted(left_over, 'item')} are not added yet. "
                             "Add them as a note, or take them out.")  # fmt: skip
    return YES


def minutes_may_be_reviewed(state: MinutesState, *, is_chair: bool) -> Answer:
    """Whether the minutes may be reviewed, or given back: by the chair alone, once they were sent."""
    if not is_chair:
        return Answer(False, "Only the chair reviews the minutes.")
    return YES if state is MinutesState.WITH_CHAIR else Answer(False, "These minutes are not with the chair.")


def minutes_may_be_approved(state: MinutesState, day: date, at_day: date, today: date) -> Answer:
    """Whether minutes may be approved at another meeting: reviewed ones, at a later one that has begun."""
    if state is not MinutesState.REVIEWED:
        return Answer(False, "Only minutes that the chair reviewed are approved.")
    if at_day <= day:
        return Answer(False, "Choose a meeting after this one", "meeting")
    return YES if at_day <= today else Answer(False, "That meeting has not been yet", "meeting")


def minutes_may_be_published(state: MinutesState) -> Answer:
    """Whether minutes may be published: once approved."""
    return YES if state is MinutesState.APPROVED else Answer(False, "Only approved minutes are published.")


def minutes_may_be_read(state: MinutesState, *, runs_meetings: bool) -> bool:
    """Whether a member reads the minutes: from the chair's review on; who runs meetings reads the draft too."""
    return runs_meetings or state in READ_BY_MEMBERS


def reason_is_enough(reason: str) -> Answer:
    """Whether a reason says something to whoever reads it in a year."""
    enough = len(reason.strip()) >= LEAST_REASON
    return YES if enough else Answer(False, f"Say why, in {LEAST_REASON} characters or more.", "reason")


def part_of(*, confidential: bool) -> MinutesPart:
    """Where a line stands: in the minutes that members read, or in the annex apart from them."""
    return MinutesPart.ANNEX if confidential else MinutesPart.MINUTES
