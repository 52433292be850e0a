"""What happened on a case: contacts, steps of the journey, changes of state; read by its team only."""

from __future__ import annotations

from sqlalchemy import select

from cases.models import Case, CaseStateChange, CaseTeamChange, SupportContact
from cases.queries.files import worker_names
from core.actor import Actor
from core.scoping import belongs_to, current_session


def contacts_of(actor: Actor, case: Case, most: int) -> list[SupportContact]:
    """The latest contacts of a case that the actor has opened."""
    found = select(SupportContact).where(belongs_to(actor, SupportContact), SupportContact.case_id == case.id)
    return list(current_session().scalars(found.order_by(SupportContact.at.desc()).limit(most)))


def last_change(actor: Actor, case: Case) -> CaseStateChange | None:
    """The latest change of a case's state."""
    return next(iter(changes_of(actor, case, 1)), None)


def opened_by(actor: Actor, case: Case) -> str:
    """The name of the colleague who opened a case."""
    found = select(CaseStateChange.changed_by).where(
        belongs_to(actor, CaseStateChange), CaseStateChange.case_id == case.id, CaseStateChange.from_state.is_(None)
    )
    user_id = current_session().scalar(found.limit(1))
    return worker_names(actor, [user_id]).get(user_id, "") if user_id else ""


def changes_of(actor: Actor, case: Case, most: int) -> list[CaseStateChange]:
    """The latest changes of state of a case that the actor has opened."""
    found = select(CaseStateChange).where(belongs_to(actor, CaseStateChange), CaseStateChange.case_id == case.id)
    newest = found.order_by(CaseStateChange.at.desc(), CaseStateChange.id.desc())
    return list(current_session().scalars(newest.limit(most)))


def team_changes_of(actor: Actor, case: Case, most: int) -> list[CaseTeamChange]:
    """Who joined, left or came to lead the team of a case that the actor has opened, the latest first."""
    found = select(CaseTeamChange).where(belongs_to(actor, CaseTeamChange), CaseTeamChange.case_id == case.id)
    newest = found.order_by(CaseTeamChange.at.desc(), CaseTeamChange.id.desc())
    return list(current_session().scalars(newest.limit(most)))
