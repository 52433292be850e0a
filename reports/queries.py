"""Reads behind a report: agencies' tallies and the action plan, and nothing else. No row about a person is near.

What these give back are raw counts: they pass `reports.disclosure` before they leave this floor.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from actionplan import queries as plans
from agencies.permissions import Permission
from agencies.queries import agency, member_agencies, names_of
from core import tallies
from core.actor import Actor
from core.errors import NotVisible

#: What each agency's worker counts of a month on outreach.
OUTREACH_MONTH = "outreach.month"


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


def members_without(actor: Actor, sent: Collection[UUID]) -> list[str]:
    """The active members that are not among those that sent totals, by name."""
    _needs_reports(actor)
    return sorted(agency.name for agency in member_agencies() if agency.id not in sent)


def _needs_reports(actor: Actor) -> None:
    if not (actor.is_system or actor.may(Permission.REPORT_READ, Permission.MEETING_WRITE)):
        raise NotVisible
