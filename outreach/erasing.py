"""What outreach forgets: the words of somebody whose record is erased, and of old contacts that have no record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update

from core import audit
from core.actor import Actor
from core.scoping import belongs_to, current_session
from outreach.models import OutreachContact

AT_ONCE = 500


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Take the words and the name off every contact with somebody, and the tie to their record; the counts stay."""
    current_session().execute(
        update(OutreachContact)
        .where(OutreachContact.agency_id == actor.agency_id, OutreachContact.person_id == person_id)
        .values(alias_sealed=None, note_sealed=None, person_id=None)
        .execution_options(synchronize_session=False)
    )


def forget_old(actor: Actor, before: datetime, limit: int = AT_ONCE) -> int:
    """Take alias and note off contacts without a record from before a moment; what was given and done is still counted.

    Source: domain.md 2.7. Returns how many contacts lost their words.
    """
    found = (
        select(OutreachContact.id)
        .where(belongs_to(actor, OutreachContact), OutreachContact.person_id.is_(None), OutreachContact.at < before)
        .where(or_(OutreachContact.alias_sealed.is_not(None), OutreachContact.note_sealed.is_not(None)))
        .limit(limit)
    )
    ids = list(current_session().scalars(found))
    current_session().execute(
        update(OutreachContact)
        .where(OutreachContact.agency_id == actor.agency_id, OutreachContact.id.in_(ids))
        .values(alias_sealed=None, note_sealed=None)
        .execution_options(synchronize_session=False)
    )
    if ids:
        audit.record(actor=actor, verb="forgot words of", kind="outreach contacts", fields=[str(len(ids))])
    return len(ids)
