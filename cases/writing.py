"""What every write in a case file begins and ends with: the case held for writing, the row stored, the audit entry."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from cases import queries, rules
from cases.models import Case
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.db import AgencyOwned
from core.errors import NotVisible, Refused
from core.scoping import current_session


def case_to_write(actor: Actor, case_id: UUID) -> Case:
    """The case, held until the transaction ends, so that nothing is added while it is being closed."""
    may_write(actor)
    found = queries.visible_to(actor).where(Case.id == case_id).with_for_update()
    case = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if case is None:
        raise NotVisible
    refuse_if(rules.case_may_be_written(case.state))
    refuse_by_glass(actor, case)
    load_keys(actor.agency_id, [case.person_id])
    return case


def refuse_by_glass(actor: Actor, case: Case) -> None:
    """Refuse a write by a colleague who reads the case by break-glass alone: that puts nobody on a team."""
    if queries.glass_of(actor, case) is not None:
        raise Refused(
            "You opened this case by break-glass, to read it.",
            instead="To write in it, ask the lead worker to put you on the case team.",
        )


def store(actor: Actor, case: Case, row: AgencyOwned, kind: str) -> None:
    """Add a row to a case that `case_to_write` gave, touch the case, and write the audit entry."""
    case.changed_at = clock.now()
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind=kind, row_id=row.id, subject_id=case.person_id)


def may_write(actor: Actor) -> None:
    """Refuse an actor whose role does not write in cases."""
    if not actor.may(Permission.CASE_WRITE):
        raise Refused("Your role cannot write in cases.", instead="Ask your agency manager.")


def said(words: str | None) -> str | None:
    """What was written, without white space around it; None when that is nothing."""
    return (words or "").strip() or None


def refuse_if(refusal: Refused | None) -> None:
    """Raise a rule's refusal, if it gave one."""
    if refusal is not None:
        raise refusal
