"""What may be done with a return, and for which periods one is prepared. Pure. Source: domain.md 2.4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from core.errors import Refused
from core.tallies import Period
from reports import periods
from reports.returns.models import StepKind as StepKind

#: How many periods back one may be prepared: two financial years.
LOOKS_BACK = 8
SHORTEST_WORDS, LONGEST_WORDS = 10, 500
CODE = re.compile(r"(\d{4})-(\d{2})-([qh])([1-4])")

STEP_WORDS = {
    StepKind.PREPARED: "Prepared", StepKind.CHECKED: "Checked", StepKind.SENT: "Sent", StepKind.SET_ASIDE: "Set aside",
}  # fmt: skip
STEP_TAGS = {
    StepKind.PREPARED: "amber", StepKind.CHECKED: "blue", StepKind.SENT: "green", StepKind.SET_ASIDE: "grey",
}  # fmt: skip
#: What a step may follow.
AFTER = {
    StepKind.CHECKED: (StepKind.PREPARED,), StepKind.SENT: (StepKind.CHECKED,),
    StepKind.SET_ASIDE: (StepKind.PREPARED, StepKind.CHECKED, StepKind.SENT),
}  # fmt: skip


def code_of(period: Period) -> str:
    """A period for an address: “2026-27-q2” is July to September 2026, “2026-27-h1” April to September."""
    year = periods.year_of(period.start)
    parts = periods.quarters_of(year) if periods.kind(period) == "quarter" else periods.halves_of(year)
    letter = "q" if len(parts) == 4 else "h"
    return f"{year.start.year}-{year.end:%y}-{letter}{parts.index(period) + 1}"


def period_of(code: str) -> Period | None:
    """The period of an address; None when it is none."""
    found = CODE.fullmatch(code)
    if found is None:
        return None
    year = periods.year_of(date(int(found[1]), 4, 1)) if 2000 <= int(found[1]) < 2100 else None
    if year is None or f"{year.end:%y}" != found[2]:
        return None
    parts = periods.quarters_of(year) if found[3] == "q" else periods.halves_of(year)
    place = int(found[4]) - 1
    return parts[place] if place < len(parts) else None


def offered(kinds: Sequence[str], today: date) -> list[Period]:
    """The periods for which a return may be prepared: whole, over, within two years, the latest first."""
    last = periods.last_whole_quarter(today)
    quarters = [last]
    while len(quarters) < LOOKS_BACK:
        quarters.append(periods.before(quarters[-1]))
    halves = [half for half in dict.fromkeys(periods.half_of(each.start) for each in quarters) if half.end < today]
    found = [*(quarters if "quarter" in kinds else []), *(halves if "half-year" in kinds else [])]
    return sorted(found, key=lambda each: (each.end, each.start), reverse=True)


def return_may_be_prepared(standing: StepKind | None) -> Refused | None:
    """One return for a period is under way or sent at a time; a wrong one is set aside first, with the reason."""
    if standing is None or standing is StepKind.SET_ASIDE:
        return None
    words = STEP_WORDS[standing].lower()
    return Refused(f"A return for this period is {words} already.", instead="Set that one aside first, and say why.")


def step_may_be_taken(
    kind: StepKind, standing: StepKind, *, by: UUID, prepared_by: UUID, words: str = ""
) -> Refused | None:  # fmt: skip
    """Prepared, then checked by somebody else, then sent; each can be set aside with a reason."""
    if standing not in AFTER[kind]:
        words = STEP_WORDS[standing].lower()
        return Refused(f"This return is {words}.", instead="Read it again: its page has changed.")
    if kind is StepKind.CHECKED and by == prepared_by:
        return Refused(
            "You prepared this return.",
            instead="A second pair of eyes checks it: a manager or your data protection lead.",
        )
    if kind is not StepKind.CHECKED and len(words.strip()) < SHORTEST_WORDS:
        asked = "Say to whom it went, and how" if kind is StepKind.SENT else "Say why it is set aside"
        return Refused(f"{asked}, in {SHORTEST_WORDS} characters or more.", field="words")
    return None
