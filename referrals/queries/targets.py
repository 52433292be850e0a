"""In how many working days an agency promises to answer: the forum's limits, or its own stricter ones."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from agencies.queries import agency
from core.scoping import current_session
from referrals.models import AgencyTarget, Urgency
from referrals.rules import Target, ceilings


def ceilings_of(agency_id: UUID) -> dict[Urgency, Target]:
    """The longest that the forum lets an agency take, by urgency."""
    found = agency(agency_id)
    return ceilings(acknowledge_days=found.acknowledge_days, decide_days=found.decide_days)


def own_targets(agency_ids: Iterable[UUID]) -> dict[UUID, dict[Urgency, AgencyTarget]]:
    """What agencies set for themselves, by agency and urgency, as it is stored now; by one statement."""
    wanted = list(agency_ids)
    found: dict[UUID, dict[Urgency, AgencyTarget]] = {agency_id: {} for agency_id in wanted}
    statement = select(AgencyTarget).where(AgencyTarget.agency_id.in_(wanted))
    for row in current_session().scalars(statement.execution_options(populate_existing=True)):
        found[row.agency_id][row.urgency] = row
    return found


def targets_of(agency_id: UUID) -> dict[Urgency, Target]:
    """What an agency promises, by urgency: its own limits, never longer than the forum's."""
    own = own_targets([agency_id])[agency_id]
    return {
        urgency: _target(own[urgency]).within(ceiling) if urgency in own else ceiling
        for urgency, ceiling in ceilings_of(agency_id).items()
    }


def targets_version(agency_id: UUID) -> int:
    """How often an agency has set its limits: a page that was read before another change is out of date."""
    return sum(row.version for row in own_targets([agency_id])[agency_id].values())


def _target(row: AgencyTarget) -> Target:
    return Target(row.acknowledge_days, row.decide_days)
