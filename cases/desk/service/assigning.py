"""Many cases to one lead worker at once, by a manager: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import queries as case_queries
from cases.desk import rules
from cases.desk.service.transfers import TOLD
from cases.models import Case
from cases.service import hand_over
from cases.writing import case_to_write
from core import outbox
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.scoping import current_session


def assign_cases(*, actor: Actor, case_ids: Sequence[UUID], lead_user_id: UUID, reason: str) -> list[Case]:
    """Give several cases to one colleague to lead; whoever led them stays on each team. All or none.

    Refuses, by the reference of the case, the first that cannot be given: closed, led by them already, or somebody
    they may not open; also without a case, without a reason, and more than a hundred. NotVisible without
    CASE_SUPERVISE, and for a case that the actor may not open.
    """
    if not actor.may(Permission.CASE_SUPERVISE):
        raise NotVisible
    wanted = sorted(set(case_ids))
    if not wanted:
        raise Refused("Choose at least one case.", field="case")
    if len(wanted) > rules.MOST_AT_ONCE:
        raise Refused(f"Choose {rules.MOST_AT_ONCE} cases or fewer.", field="case")
    if not reason.strip():
        raise Refused("Say why, in a sentence.", field="reason")
    with current_session().begin_nested():
        given = [_give(actor, case_id, lead_user_id, reason) for case_id in wanted]
    _tell(actor, given, lead_user_id)
    return given


def _give(actor: Actor, case_id: UUID, lead_user_id: UUID, reason: str) -> Case:
    """One of them; its refusal names it, and undoes those before it."""
    reference = case_queries.peek(actor, case_id).reference
    try:
        case = case_to_write(actor, case_id)
        hand_over(actor, case, lead_user_id, reason=reason, stays_until=None, leaves=False)
    except Refused as refusal:
        field = "lead" if refusal.field == "lead" else "case"
        raise Refused(f"{reference}: {refusal.reason}", instead="None of them was given.", field=field) from None
    return case


def _tell(actor: Actor, given: Sequence[Case], lead_user_id: UUID) -> None:
    """A notice that names nobody, to the new lead worker."""
    addresses = {user.id: user.email for user in agencies_queries.colleagues(actor)}
    if lead_user_id != actor.user_id and lead_user_id in addresses:
        outbox.put(
            agency_id=actor.agency_id, address=addresses[lead_user_id], subject=TOLD, path="/cases",
            once=f"cases-given:{given[0].id}:{given[0].version}",
        )  # fmt: skip
