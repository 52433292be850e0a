"""Whose record a contact belongs to: tied to it later, with who did so and when, and taken off again."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update

from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from outreach import queries, rules
from outreach.models import OutreachContact
from outreach.service.base import may_log, unless
from people import queries as people_queries
from people import service as people_service


def link_contact(*, actor: Actor, contact_id: UUID, person_id: UUID, with_code: bool = False) -> int:
    """Tie a contact to a person's record, once; returns how many were tied.

    `with_code` ties all contacts under the same own code that are on no record yet, save those that looked under 18.
    Refuses a contact that is tied already, and one that looked under 18; NotVisible when either is not the actor's.
    """
    may_log(actor)
    contact = queries.contact(actor, contact_id)
    unless(rules.record_may_be_opened(contact.flags))
    people_queries.person(actor, person_id)
    if not _tied(actor, OutreachContact.id == contact_id, person_id, clock.now()):
        raise Refused("This contact is tied to a record already.", instead="Open the session to see whose.")
    linked = [contact_id]
    if with_code and contact.code_index is not None:
        others = [row.id for row in queries.same_code(actor, contact) if "under_18" not in row.flags]
        linked += _tied(actor, OutreachContact.id.in_(others), person_id, clock.now())
    current_session().expire_all()
    for row_id in linked:
        audit.record(actor=actor, verb="linked", kind="outreach contact", row_id=row_id, subject_id=person_id)
    return len(linked)


def unlink_contact(*, actor: Actor, contact_id: UUID, reason: str) -> None:
    """Take a contact off a record that it was put on by mistake; both stay, and the audit trail says so.

    `reason` is one of `rules.UNLINK_REASONS`. Refuses a contact that is on no record.
    """
    may_log(actor)
    if reason not in rules.UNLINK_REASONS:
        raise Refused("Choose why.", field="reason")
    contact = queries.contact(actor, contact_id)
    person_id = contact.person_id
    mine = (OutreachContact.agency_id == actor.agency_id, OutreachContact.id == contact_id)
    freed = current_session().scalar(
        update(OutreachContact)
        .where(*mine, OutreachContact.person_id == person_id, OutreachContact.person_id.is_not(None))
        .values(person_id=None, linked_at=None, linked_by=None, version=OutreachContact.version + 1)
        .returning(OutreachContact.id)
        .execution_options(synchronize_session=False)
    )
    current_session().expire(contact)
    if freed is None:
        raise Refused("This contact is on no record.")
    audit.record(
        actor=actor, verb="unlinked", kind="outreach contact", row_id=contact_id, subject_id=person_id, fields=[reason]
    )


def open_record(*, actor: Actor, contact_id: UUID, alias: str | None = None, with_code: bool = False) -> UUID:
    """Start a person's record under the alias of a contact, and tie the contact to it; returns the person's id.

    `alias` is what to call somebody whose contact has none. Refuses a contact without either, one that is tied already,
    and one that looked under 18 (domain.md 3.3).
    """
    contact = queries.contact(actor, contact_id)
    unless(rules.record_may_be_opened(contact.flags))
    name = contact.alias or rules.normal_alias(alias or "")
    if not name:
        raise Refused("A record needs a name to use.", instead="Ask them what to call them.", field="alias")
    person = people_service.register_person(actor=actor, alias=name)
    link_contact(actor=actor, contact_id=contact_id, person_id=person.id, with_code=with_code)
    return person.id


def _tied(actor: Actor, which: Any, person_id: UUID, now: datetime) -> list[UUID]:
    """Tie those contacts that are on no record to one; returns which were."""
    return list(
        current_session().scalars(
            update(OutreachContact)
            .where(OutreachContact.agency_id == actor.agency_id, which, OutreachContact.person_id.is_(None))
            .values(
                person_id=person_id, linked_at=now, linked_by=actor.user_id, version=OutreachContact.version + 1
            )
            .returning(OutreachContact.id)
            .execution_options(synchronize_session=False)
        )
    )  # fmt: skip
