"""Writes of the disclosure ledger: everything that left the agency about a person, or was refused. Never changed."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import NotVisible
from core.scoping import current_session
from people import queries
from people.models import Category, Disclosure, DisclosureKind, Person
from people.queries.ledger import NAMED_COPY, PLAIN_COPY


def record_disclosure(
    *,
    actor: Actor,
    person_id: UUID,
    kind: DisclosureKind,
    recipient_agency_id: UUID,
    recipient_team_id: UUID | None,
    categories: Iterable[Category],
    consent_id: UUID | None = None,
    referral_id: UUID | None = None,
    decision_id: UUID | None = None,
    outside: str | None = None,
    reason: str | None = None,
) -> Disclosure:
    """Write one row of the ledger: what left, was refused, or was stopped. `reason` is our own words, never content.

    `outside` names a recipient that is no member; then `recipient_agency_id` is the actor's own agency.
    """
    if current_session().scalar(queries.visible_to(actor).where(Person.id == person_id)) is None:
        raise NotVisible
    row = Disclosure(
        agency_id=actor.agency_id, id=uuid7(), person_id=person_id, kind=kind, at=clock.now(), by_user_id=actor.user_id,
        recipient_agency_id=recipient_agency_id, recipient_team_id=recipient_team_id,
        categories=[category.value for category in categories], consent_id=consent_id, referral_id=referral_id,
        decision_id=decision_id, outside=outside, reason=reason,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb=kind.value, kind="disclosure", row_id=row.id, subject_id=person_id,
                 fields=row.categories)  # fmt: skip
    return row


def order_ledger_copy(*, actor: Actor, person_id: UUID, named: bool) -> Disclosure:
    """Note that a copy of the ledger is made for the person: itself a row of the ledger, before the file is.

    `named` puts their name on the cover; without it the reference alone stands there, for paper gets lost.
    """
    return record_disclosure(
        actor=actor, person_id=person_id, kind=DisclosureKind.PRINT, recipient_agency_id=actor.agency_id,
        recipient_team_id=None, categories=(), reason=NAMED_COPY if named else PLAIN_COPY,
    )  # fmt: skip
