"""A person's own code: dropped when they want it gone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from core import audit
from core.actor import Actor
from core.scoping import current_session
from outreach import queries
from outreach.models import OutreachContact
from outreach.service.base import may_log


def drop_code(*, actor: Actor, contact_id: UUID) -> int:
    """Forget a person's own code, on this contact and on every other that has it; returns how many had it.

    The contacts stay as those of somebody without a name (domain.md 5). A contact without a code changes nothing.
    """
    may_log(actor)
    contact = queries.contact(actor, contact_id)
    if contact.code_index is None:
        return 0
    ids = list(
        current_session().scalars(
            update(OutreachContact)
            .where(OutreachContact.agency_id == actor.agency_id, OutreachContact.code_index == contact.code_index)
            .values(code_index=None, version=OutreachContact.version + 1)
            .returning(OutreachContact.id)
            .execution_options(synchronize_session=False)
        )
    )
    current_session().expire(contact)
    for row_id in ids:
        audit.record(actor=actor, verb="dropped code of", kind="outreach contact", row_id=row_id)
    return len(ids)
