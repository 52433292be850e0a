"""What every verb of outreach begins with: the permission, the rule's answer, and the row held still."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from outreach import queries
from outreach.models import OutreachContact, OutreachSession

CHANGED_MEANWHILE = "This changed while you were writing. Both are below; nothing is lost."


def may_log(actor: Actor) -> None:
    """Raise Refused unless the actor's role logs outreach."""
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")


def unless(refusal: Refused | None) -> None:
    """Raise what a rule refuses with, if it does."""
    if refusal is not None:
        raise refusal


def claim(row: OutreachSession | OutreachContact, version: int) -> None:
    """Count a row's version up from the one that was read; Clash when somebody changed it first."""
    if row.version != version:
        raise Clash(CHANGED_MEANWHILE)
    row.version += 1


def held_session(actor: Actor, session_id: UUID) -> OutreachSession:
    """The session, held until the transaction ends, so that two phones cannot overfill one headcount."""
    found = queries.visible_to(actor).where(OutreachSession.id == session_id).with_for_update()
    session = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if session is None:
        raise NotVisible
    return session


def held_contact(actor: Actor, contact_id: UUID) -> OutreachContact:
    """The contact, held until the transaction ends."""
    found = queries.contacts_visible_to(actor).where(OutreachContact.id == contact_id).with_for_update()
    contact = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if contact is None:
        raise NotVisible
    return contact
