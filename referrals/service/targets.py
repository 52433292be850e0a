"""An agency sets its own limits for answering: shorter than the forum's, never longer."""

from __future__ import annotations

from collections.abc import Mapping

from agencies.models import Agency
from core import audit
from core.actor import Actor
from core.errors import Clash
from core.scoping import current_session
from referrals import queries, rules
from referrals.models import AgencyTarget, Urgency
from referrals.rules import Target
from referrals.service.notices import refuse


def set_targets(*, actor: Actor, targets: Mapping[Urgency, Target], version: int) -> None:
    """Set the actor's own agency's limits, by urgency; they count for what is sent from now on.

    `version`: the sum that `queries.targets_version` gave when the page was read. Refuses a limit longer than the
    forum's (domain.md 1, S1-18: the clock is a promise to the person, not to the agency); Clash when a colleague was
    first.
    """
    for urgency, ceiling in queries.ceilings_of(actor.agency_id).items():
        if urgency in targets:
            refuse(rules.target_is_stricter(urgency, targets[urgency], ceiling))
    current_session().get(Agency, actor.agency_id, with_for_update=True)
    own = queries.own_targets([actor.agency_id])[actor.agency_id]
    if sum(row.version for row in own.values()) != version:
        raise Clash("A colleague changed this while you were reading.")
    for urgency, target in targets.items():
        _set(actor, own.get(urgency), urgency, target)
    current_session().flush()
    audit.record(actor=actor, verb="set", kind="agency targets", row_id=actor.agency_id, fields=sorted(targets))


def _set(actor: Actor, row: AgencyTarget | None, urgency: Urgency, target: Target) -> None:
    if row is None:
        row = AgencyTarget(agency_id=actor.agency_id, urgency=urgency, version=0)
        current_session().add(row)
    row.acknowledge_days, row.decide_days = target.acknowledge_days, target.decide_days
    row.version += 1
