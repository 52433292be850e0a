"""How an entry of each log reads: its line in the list, its facts, its texts. Exports have the same columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from actionplan.logs import words
from actionplan.logs.kinds import EnforcementState, Log, ResourceStage
from core.words import counted, long_day

Fact = tuple[str, Any]
Flag = tuple[str, str]
LINK = "Link"

#: The columns of each list, beside the title and the stage.
HEADS: Mapping[Log, tuple[str, str]] = {
    Log.POLICY: ("From", "Date"),
    Log.RESEARCH: ("Led by", "When"),
    Log.TRAINING: ("Held", "Trained"),
    Log.RESOURCES: ("From", "How much, until when"),
    Log.ENFORCEMENT: ("Where", "When"),
    Log.JOINING: ("As", "Since"),
}
STAGE_HEADS: Mapping[Log, str] = {log: "For whom" if log is Log.TRAINING else "Stands" for log in Log}


@dataclass(frozen=True, slots=True)
class Face:
    """What a line of a list shows of one entry."""

    note: str
    cells: tuple[str, str]
    stage: str
    tag: str
    flags: tuple[Flag, ...] = ()


def face(log: Log, row: Any, today: date) -> Face:
    """The line of an entry in its list."""
    field, known = words.NARROWED_BY[log]
    code = getattr(row, field)
    note, cells = _LINES[log](row)
    tag = "plain" if log is Log.TRAINING else words.tag_of(code)
    return Face(note, cells, known[code], tag, tuple(_flags(log, row, today)))


def facts(log: Log, row: Any) -> list[Fact]:
    """The short facts of an entry, in order; a value is text, a date, a number or nothing."""
    return [(label, of(row)) for label, of in _FACTS[log]]


def texts(log: Log, row: Any) -> list[tuple[str, str]]:
    """The texts of an entry under their headings; what was left open is empty."""
    return [(heading, getattr(row, field)) for heading, field in _TEXTS[log]]


def labels(log: Log) -> list[str]:
    """The headings of an entry's facts and texts, in order."""
    return [label for label, _ in (*_FACTS[log], *_TEXTS[log])]


def said(value: Any) -> str:
    """A fact in words, as a page shows it."""
    if value is None or value == "":
        return ""
    return long_day(value) if isinstance(value, date) else f"{value:,}" if isinstance(value, int) else str(value)


def length(minutes: int) -> str:
    """“1 hour 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = [counted(hours, "hour")] if hours else []
    return " ".join([*parts, *([counted(rest, "minute")] if rest else [])])


def span(begins: date | None, ends: date | None) -> str:
    """“1 May 2026 to 30 June 2026”, “From 1 May 2026”, “Until 30 June 2026”, one day once."""
    if begins and ends:
        return long_day(begins) if begins == ends else f"{long_day(begins)} to {long_day(ends)}"
    return f"From {long_day(begins)}" if begins else f"Until {long_day(ends)}" if ends else ""


def amount(row: Any) -> str:
    """Money, or what there is of it in words."""
    return words.pounds(row.amount_pence) if row.amount_pence else row.quantity or "Not said"


def _flags(log: Log, row: Any, today: date) -> list[Flag]:
    if log is Log.ENFORCEMENT and row.border_officers:
        return [("red", "Immigration officers take part")]
    if log is Log.RESOURCES and row.ends_on and row.ends_on < today and row.stage in _RUNNING:
        return [("red", "Past its end")]
    if log is Log.JOINING and row.takes_warnings:
        return [("plain", "Takes warnings")]
    return [("plain", "Led with lived experience")] if log is Log.TRAINING and row.led_by_experience else []


_RUNNING = (ResourceStage.AGREED, ResourceStage.IN_USE)


def _policy_line(row: Any) -> tuple[str, tuple[str, str]]:
    day = f"Closes {long_day(row.closes_on)}" if row.closes_on else long_day(row.dated) if row.dated else "Not dated"
    return words.POLICY_KINDS[row.kind], (row.body, day)


def _research_line(row: Any) -> tuple[str, tuple[str, str]]:
    when = f"Published {long_day(row.published_on)}" if row.published_on else span(row.begins_on, row.ends_on)
    return words.RESEARCH_KINDS[row.kind], (row.lead, when or "Not set")


def _training_line(row: Any) -> tuple[str, tuple[str, str]]:
    trained = "Booked" if row.trained is None else f"{row.trained:,}"
    return f"{row.audience_words}, by {row.trainer}", (long_day(row.held_on), trained)


def _resource_line(row: Any) -> tuple[str, tuple[str, str]]:
    until = span(None, row.ends_on).lower()
    return words.RESOURCE_KINDS[row.kind], (row.source, ", ".join(filter(None, (amount(row), until))))


def _enforcement_line(row: Any) -> tuple[str, tuple[str, str]]:
    return f"Led by {row.led_by}", (row.area, span(row.begins_on, row.ends_on))


def _joining_line(row: Any) -> tuple[str, tuple[str, str]]:
    since = f"Joined {long_day(row.joined_on)}" if row.joined_on else f"Asked {long_day(row.asked_on)}"
    return "Member of the forum" if row.member_agency_id else "", (words.SIGN_UP_KINDS[row.kind], since)


_LINES: Mapping[Log, Callable[[Any], tuple[str, tuple[str, str]]]] = {
    Log.POLICY: _policy_line, Log.RESEARCH: _research_line, Log.TRAINING: _training_line,
    Log.RESOURCES: _resource_line, Log.ENFORCEMENT: _enforcement_line, Log.JOINING: _joining_line,
}  # fmt: skip


_FACTS: Mapping[Log, tuple[tuple[str, Callable[[Any], Any]], ...]] = {
    Log.POLICY: (
        ("Kind", lambda row: words.POLICY_KINDS[row.kind]), ("Stands", lambda row: words.POLICY_STAGES[row.stage]),
        ("From", lambda row: row.body), ("Dated", lambda row: row.dated), ("Closes", lambda row: row.closes_on),
        ("Answer sent", lambda row: row.responded_on), (LINK, lambda row: row.link),
    ),
    Log.RESEARCH: (
        ("Kind", lambda row: words.RESEARCH_KINDS[row.kind]), ("Stands", lambda row: words.RESEARCH_STAGES[row.stage]),
        ("Led by", lambda row: row.lead), ("Begins", lambda row: row.begins_on), ("Ends", lambda row: row.ends_on),
        ("Published", lambda row: row.published_on),
        ("Consent apart from services", lambda row: "Yes" if row.consent_apart else "Not confirmed"),
        (LINK, lambda row: row.link),
    ),
    Log.TRAINING: (
        ("Held", lambda row: row.held_on), ("Trainer", lambda row: row.trainer),
        ("For", lambda row: words.AUDIENCES[row.audience]), ("Who came", lambda row: row.audience_words),
        ("How", lambda row: words.TRAINING_MODES[row.mode]), ("Length", lambda row: length(row.minutes)),
        ("Number trained", lambda row: row.trained),
        ("Led with people with lived experience", lambda row: "Yes" if row.led_by_experience else "No"),
    ),
    Log.RESOURCES: (
        ("Kind", lambda row: words.RESOURCE_KINDS[row.kind]), ("Stands", lambda row: words.RESOURCE_STAGES[row.stage]),
        ("From", lambda row: row.source), ("How much", lambda row: amount(row)), ("Begins", lambda row: row.begins_on),
        ("Ends", lambda row: row.ends_on),
    ),
    Log.ENFORCEMENT: (
        ("Stands", lambda row: words.ENFORCEMENT_STATES[row.state]), ("Led by", lambda row: row.led_by),
        ("Partners", lambda row: row.partners), ("Where", lambda row: row.area),
        ("Begins", lambda row: row.begins_on), ("Ends", lambda row: row.ends_on),
        ("Immigration officers", lambda row: "Take part" if row.border_officers else "Take no part"),
    ),
    Log.JOINING: (
        ("As", lambda row: words.SIGN_UP_KINDS[row.kind]), ("Stands", lambda row: words.SIGN_UP_STAGES[row.stage]),
        ("Asked", lambda row: row.asked_on), ("Joined", lambda row: row.joined_on), ("Left", lambda row: row.left_on),
        ("Takes warnings", lambda row: row.warnings_to if row.takes_warnings else "No"),
    ),
}  # fmt: skip
_TEXTS: Mapping[Log, tuple[tuple[str, str], ...]] = {
    Log.POLICY: (
        ("What it says", "summary"), ("What it means for people who sex work", "impact"),
        ("What the forum answered", "response"),
    ),
    Log.RESEARCH: (
        ("What it asks", "question"), ("How", "method"), ("How people who sex work shape it", "involvement"),
        ("Ethics", "ethics"), ("What it found", "findings"),
    ),
    Log.TRAINING: (("What it covered", "topics"), ("What they took away", "learned")),
    Log.RESOURCES: (("What it is for", "purpose"), ("Conditions", "conditions")),
    Log.ENFORCEMENT: (
        ("What it would do to people who sex work", "impact"), ("How harm is kept down", "safeguards"),
        ("Support that is told and ready", "support"), ("What it is for", "purpose"),
        ("What was looked at instead", "alternatives"), ("What will be said in public", "communications"),
        ("Why immigration officers take part", "border_words"), ("What every partner promises", "firewall"),
        ("How officers are told of the promise", "firewall_practice"), ("What happened", "review"),
    ),
    Log.JOINING: (("What they said", "answer"),),
}  # fmt: skip

#: How an operation's page reads its state when the forum never saw it.
UNSEEN = "Carried out before the forum considered it"


def was_unseen(states: list[EnforcementState]) -> bool:
    """Whether an operation was carried out without a step that says the forum considered it."""
    if EnforcementState.CARRIED_OUT not in states:
        return False
    return EnforcementState.CONSIDERED not in states[: states.index(EnforcementState.CARRIED_OUT)]
