"""Reads behind a report: agencies' tallies and the action plan, and nothing else. No row about a person is near.

What these give back are raw counts: they pass `reports.disclosure` before they leave this floor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from actionplan import queries as plans
from agencies.permissions import Permission
from agencies.queries import agency, member_agencies, names_of
from core import tallies
from core.actor import Actor
from core.errors import NotVisible

MEASURES = (
    "referrals.sent", "referrals.acknowledged", "referrals.accepted", "referrals.declined", "referrals.withdrawn",
    "outreach.sessions", "outreach.headcount", "outreach.contacts",
    "cases.opened", "cases.open", "cases.contacts", "cases.reported",
)  # fmt: skip
ALL = "all"
#: What each agency's worker counts of a month on outreach.
OUTREACH_MONTH = "outreach.month"


@dataclass(frozen=True, slots=True)
class Counted:
    """Raw tallies of one period: by measure, by agency, by dimension."""

    period: tallies.Period
    by_measure: dict[str, dict[UUID, Counter[str]]]

    def of(self, measure: str, agency_id: UUID) -> int:
        """One agency's count of a measure."""
        return _count(self.by_measure[measure].get(agency_id, Counter()))

    def total(self, measure: str) -> int:
        """The count of a measure over all agencies."""
        return sum(_count(numbers) for numbers in self.by_measure[measure].values())

    def dimensions(self, measure: str) -> Counter[str]:
        """The counts of a measure by its dimension, over all agencies."""
        return sum(self.by_measure[measure].values(), Counter[str]())

    def agencies(self, measures: Iterable[str]) -> set[UUID]:
        """The agencies that sent any of the measures, noughts included."""
        return {agency_id for measure in measures for agency_id in self.by_measure[measure]}


def counted(actor: Actor, period: tallies.Period) -> Counted:
    """Every tally of a period that the progress report uses. Refuses who may not read reports, as not visible."""
    _needs_reports(actor)
    waits = [f"referrals.waiting-days.{step}" for step in ("acknowledge", "decide")]
    return Counted(period, {name: tallies.read(name, period.start, period.end) for name in (*MEASURES, *waits)})


def period_for(meeting_day: date, today: date) -> tallies.Period:
    """The last whole quarter before a meeting and before today: a part of a quarter is never released (6.7)."""
    return quarter_before(tallies.quarter_of(min(meeting_day, today)))


def quarter_before(period: tallies.Period) -> tallies.Period:
    """The quarter that ends where a period begins."""
    return tallies.quarter_of(date.fromordinal(period.start.toordinal() - 1))


def current_plan(actor: Actor) -> plans.PlanView:
    """The action plan as it stands today; refuses who may not read reports, as not visible."""
    _needs_reports(actor)
    return plans.plan(plans.current_strategy().id)


def agency_names(actor: Actor, agency_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What the agencies are called."""
    _needs_reports(actor)
    return names_of(agency_ids)


def outreach_months(actor: Actor, first: tallies.Period, last: tallies.Period) -> dict[date, dict[str, int]]:
    """What the actor's own agency tallied of its outreach, by the first day of each month from one to another.

    Refuses who may not read outreach, as not visible: where people are met is nobody else's to know.
    """
    if not actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_MANAGE):
        raise NotVisible
    return tallies.periods_of_agency(actor, OUTREACH_MONTH, first.start, last.start)


def home_of(actor: Actor) -> str:
    """What the actor's own agency is called."""
    return agency(actor.agency_id).name


def agencies_without_a_return(actor: Actor, numbers: Counted) -> list[str]:
    """The active members that sent no totals for the period, by name."""
    _needs_reports(actor)
    sent = numbers.agencies(MEASURES)
    return [agency.name for agency in member_agencies() if agency.id not in sent]


def _needs_reports(actor: Actor) -> None:
    if not (actor.is_system or actor.may(Permission.REPORT_READ, Permission.MEETING_WRITE)):
        raise NotVisible


def _count(numbers: Counter[str]) -> int:
    return numbers[ALL] if ALL in numbers else numbers.total()
