"""What interventions forget: the words of somebody whose record is erased, and of old ones that belong to no record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from core import audit
from core.actor import Actor
from core.scoping import belongs_to, current_session
from outreach.brief import service
from outreach.brief.models import BriefIntervention
from outreach.models import OutreachContact

AT_ONCE = 500


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Destroy the words of every intervention that was part of a contact with somebody; asked before it is unlinked."""
    contacts = select(OutreachContact.id).where(
        OutreachContact.agency_id == actor.agency_id, OutreachContact.person_id == person_id
    )
    found = select(BriefIntervention).where(belongs_to(actor, BriefIntervention))
    _forget(actor, current_session().scalars(found.where(BriefIntervention.contact_id.in_(contacts))))


def forget_old(actor: Actor, before: datetime, limit: int = AT_ONCE) -> int:
    """Destroy the words of interventions from before a moment that belong to no record. Returns how many lost them.

    Source: domain.md 2.7.
    """
    linked = select(OutreachContact.id).where(
        OutreachContact.agency_id == actor.agency_id, OutreachContact.person_id.is_not(None)
    )
    found = (
        select(BriefIntervention)
        .where(belongs_to(actor, BriefIntervention), BriefIntervention.at < before)
        .where(or_(BriefIntervention.contact_id.is_(None), BriefIntervention.contact_id.not_in(linked)))
        .where(
            or_(
                BriefIntervention.answers_sealed.is_not(None),
                BriefIntervention.assisted_sealed.is_not(None),
                BriefIntervention.follow_up_sealed.is_not(None),
            )  # fmt: skip
        )
        .order_by(BriefIntervention.at)
        .limit(limit)
    )
    forgotten = _forget(actor, current_session().scalars(found))
    if forgotten:
        audit.record(actor=actor, verb="forgot words of", kind="brief interventions", fields=[str(forgotten)])
    return forgotten


def _forget(actor: Actor, rows: Iterable[BriefIntervention]) -> int:
    found = list(rows)
    for row in found:
        service.forget_words(actor=actor, row=row)
    return len(found)
