"""Late answers, for whoever runs the forum: counts that agencies sent, through disclosure control, and nothing else."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from agencies.permissions import Permission
from agencies.queries import names_of
from core import tallies
from core.actor import Actor
from core.errors import NotVisible
from core.tallies import quarter_of
from reports import thresholds
from reports.disclosure import Shown, protect, protect_list

OVERDUE, ESCALATED = "referrals.overdue", "referrals.escalated"
STEPS = ("acknowledge", "decide")


@dataclass(frozen=True, slots=True)
class LateLine:
    """One agency, or all of them: answers that are late now, and those that stayed late after managers were told."""

    agency: str
    acknowledge: Shown
    decide: Shown
    late: Shown
    escalated: Shown


@dataclass(frozen=True, slots=True)
class LateAnswers:
    """Agencies that are late with at least one answer, and the whole forum. Every figure may be published."""

    lines: tuple[LateLine, ...]
    whole: LateLine | None


def late_answers(actor: Actor, today: date) -> LateAnswers:
    """What the agencies counted as late among the referrals sent to them in this quarter and the last.

    1 to 4 is withheld, the rest rounded to 5, totals by the same rule (domain.md 6.7, security.md T16). NotVisible for
    whoever does not run meetings. Two statements for the counts and one for names.
    """
    if not actor.may(Permission.MEETING_WRITE):
        raise NotVisible
    overdue, escalated = (_counted(measure, today) for measure in (OVERDUE, ESCALATED))
    names = names_of(overdue.keys() | escalated.keys())
    order = sorted((key for key in names if overdue[key].total() or escalated[key].total()), key=lambda key: names[key])
    if not order:
        return LateAnswers((), None)
    table = protect([[overdue[key][step] for step in STEPS] for key in order], thresholds.standing())
    taken, all_taken = protect_list([escalated[key].total() for key in order], thresholds.standing())
    lines = [
        LateLine(names[key], cells[0], cells[1], late, further)
        for key, cells, late, further in zip(order, table.cells, table.row_totals, taken, strict=True)
    ]
    acknowledge, decide = table.column_totals
    return LateAnswers(tuple(lines), LateLine("All agencies", acknowledge, decide, table.total, all_taken))


def _counted(measure: str, today: date) -> dict[UUID, Counter[str]]:
    this = quarter_of(today)
    last = quarter_of(this.start - timedelta(days=1))
    return defaultdict(Counter, tallies.read(measure, last.start, this.end))
