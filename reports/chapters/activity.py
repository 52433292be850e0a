"""What agencies did: outreach, casework, referrals and reports of harm, as totals of all of them."""

from __future__ import annotations

from collections.abc import Sequence

from reports.blocks import Block, Chapter, Column, chapter, charts, note, table, words
from reports.chapters.lists import Wanted, side_by_side
from reports.chapters.taken import NO_TOTALS, Taken, is_number

HEADLINES = (
    ("outreach.sessions", "Outreach sessions", "sessions"),
    ("outreach.headcount", "Times someone was met on outreach", "meetings, not people"),
    ("outreach.contacts", "Contacts written down on outreach", "contacts"),
    ("cases.opened", "Cases opened", "cases"),
    ("cases.open", "Cases open at the end of the quarter", "cases"),
    ("cases.closed", "Cases closed", "cases"),
    ("cases.contacts", "Support contacts in cases", "contacts"),
    ("referrals.received", "Referrals between member agencies", "referrals"),
    ("incidents.route", "Reports of harm taken", "reports, not people"),
)
#: These stand in every report, noughts too.
ALWAYS = frozenset(code for code, *_ in HEADLINES)
#: What is drawn over the quarters.
DRAWN = ("outreach.headcount", "cases.opened", "referrals.received", "incidents.route")
OUTREACH: tuple[Wanted, ...] = (
    ("outreach.sessions", "Where outreach went", "Way of meeting", "All sessions"),
    ("outreach.items", "What was given", "Item", None),
    ("outreach.done", "What was done", "Help", None),
    ("outreach.told", "What people were told about", "Information", None),
)
FAMILIES = tuple(dict.fromkeys((*(each[0] for each in HEADLINES), *(each[0] for each in OUTREACH))))


def activity(taken: Taken) -> Chapter:
    """The headlines of two quarters, and four of them over all quarters that were taken."""
    columns = (Column("Measure", "head", "half"), Column("Unit"), *(Column(each, "number") for each in taken.headings))
    rows = [[name, unit, *taken.totals(code)] for code, name, unit in HEADLINES]
    drawn = [_over_time(taken, code, name, unit) for code, name, unit in HEADLINES if code in DRAWN]
    return chapter("activity", "What agencies did", [
        words("All agencies together. A person met on two nights counts twice, and one person can have several cases, "
              "referrals and reports."),
        table("activity", "Activity", "Meetings, cases, contacts and reports, to the nearest 5", columns, rows),
        _quiet(rows),
        charts([each for each in drawn if each]),
    ])  # fmt: skip


def _over_time(
    taken: Taken, code: str, name: str, unit: str
) -> tuple[str, str, Sequence[tuple[str, int | str]], str] | None:
    points = taken.over_time(code)
    while points and points[0][1] == NO_TOTALS:
        points = points[1:]
    return (f"{code.replace('.', '-')}-chart", name, points, unit) if len(points) > 1 else None


def _quiet(rows: Sequence[Sequence[int | str]]) -> Block | None:
    silent = any(NO_TOTALS in row[2:] for row in rows)
    return (
        note(f"“{NO_TOTALS.capitalize()}” means that no agency sent any: silence is not a nought.") if silent else None
    )


def outreach(taken: Taken) -> Chapter:
    """Where outreach met people, and what it gave and did."""
    parts = side_by_side(taken, OUTREACH)
    return chapter("outreach", "Outreach", parts or [words("No outreach was counted in this quarter.")])


def sentence(taken: Taken) -> tuple[str, str] | None:
    """For “In short”: how often outreach met someone."""
    met, sessions = taken.total("outreach.headcount"), taken.total("outreach.sessions")
    if not (is_number(met) and is_number(sessions)):
        return None
    return f"Outreach met someone about {met:,} times,", f"in about {sessions:,} sessions."
