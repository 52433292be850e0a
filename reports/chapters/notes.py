"""What the words of a report mean, and what was done to its numbers (domain.md 6.5, 6.7)."""

from __future__ import annotations

from collections.abc import Iterable

from core.words import listed
from reports.blocks import Chapter, Column, chapter, heading, table, terms
from reports.families import Family

STATEMENT = (
    "Counts only. No person’s record was read to make this. Numbers under {threshold} are withheld, "
    "all others are rounded to the nearest 5."
)
TERMS = (
    ("Red, amber, green", "By dates, or by the owner’s word where that is worse. The first page says what each means."),
    ("Half within", "The median: half took this long or less. “9 in 10” is the 90th percentile. Working days, without "
     "weekends and England’s bank holidays."),
    ("Acknowledged", "The receiving agency said that it has the referral."),
    ("Accepted", "The receiving agency took it on, and the person has a named worker there."),
    ("Declined", "The receiving agency said no, with a reason and another service."),
    ("Withdrawn", "Taken back by the sender, or ended because the person took back consent. A person’s right."),
    ("ISVA", "Independent sexual violence adviser. Their cases are counted apart from other casework."),
)  # fmt: skip
COLUMNS = (Column("Figure", "head", "third"), Column("What is counted"), Column("Unit", "text", "narrow"))


def notes(missing: list[str], counted_on: str, families: Iterable[Family]) -> Chapter:
    """Where the numbers come from and what they cannot say, then the definition of every figure in the report.

    Takes the names of members that sent no totals, the words for the day of the count, and the families shown.
    """
    rows = _defined(families)
    return chapter("notes", "Notes on the numbers", [
        terms(_about(missing, counted_on)),
        heading("What the words mean"),
        terms(TERMS),
        *([heading("What each figure counts"),
           table("definitions", "Definitions", "Measure, unit and whom it counts", COLUMNS, rows)] if rows else []),
    ])  # fmt: skip


def _defined(families: Iterable[Family]) -> list[list[str]]:
    """A definition once, for every figure that has it: titles, what is counted, and the unit."""
    told: dict[tuple[str, str], list[str]] = {}
    for family in sorted(families, key=lambda each: each.title):
        said = " ".join(filter(None, (f"{family.population}." if family.population else "", family.definition)))
        told.setdefault((said, family.unit), []).append(family.title)
    return [["; ".join(dict.fromkeys(titles)), said, unit] for (said, unit), titles in told.items()]


def _about(missing: list[str], counted_on: str) -> list[tuple[str, str]]:
    return [
        (
            "Where they come from",
            "Each agency counts its own records and sends totals. No one reads across agencies, so a person known to "
            f"two agencies counts twice. {counted_on}",
        ),
        (
            "People or contacts",
            "Each table names its unit. Meetings, contacts, cases, referrals and reports are not people: one person "
            "can stand behind several.",
        ),
        (
            "Withheld",
            "[c] stands for 1 to 4, or for another number that would give one away. 0 is a real nought; beside a "
            "small total a nought may be withheld too.",
        ),
        (
            "Rounding",
            "Every number of 5 or more is rounded to the nearest 5, totals too, so rows may not add up. Times are "
            "withheld when fewer than 5 were timed, and when they would be one person’s own wait.",
        ),
        ("Actions", "Counts of actions, groups and services are exact: they are work of agencies, not people."),
        ("Missing", f"No totals from {listed(missing)}." if missing else "Every member agency sent its totals."),
    ]


def statement(threshold: int) -> str:
    """What was done to protect people, in two sentences for the cover."""
    return STATEMENT.format(threshold=threshold)
