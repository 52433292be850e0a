"""Consents that are about to end, for the worker who recorded them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from agencies.queries import names_of
from core import clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from people.models import Consent, ConsentState
from people.queries.records import aliases

AHEAD = timedelta(days=14)
MOST = 10


@dataclass(frozen=True, slots=True)
class EndingConsent:
    """A live consent near its last day: whose, for whom, and its dates."""

    person_id: UUID
    alias: str
    reference: str
    agency: str
    agency_id: UUID
    team_id: UUID | None
    purpose: str
    given_on: date
    valid_until: date


def ending_soon(actor: Actor) -> list[EndingConsent]:
    """The reader's own consents that end within 14 days, the first to end first; at most ten."""
    today = clock.today()
    found = (
        select(Consent)
        .where(belongs_to(actor, Consent), Consent.recorded_by == actor.user_id)
        .where(Consent.state == ConsentState.GIVEN, Consent.valid_until.between(today, today + AHEAD))
        .order_by(Consent.valid_until, Consent.id)
        .limit(MOST)
    )
    rows = list(current_session().scalars(found))
    known = aliases(actor, [row.person_id for row in rows]) if rows else {}
    agency_names = names_of({row.recipient_agency_id for row in rows}) if rows else {}
    return [
        EndingConsent(
            row.person_id, *known[row.person_id], agency_names[row.recipient_agency_id], row.recipient_agency_id,
            row.recipient_team_id, row.purpose.value, clock.london(row.given_at).date(), row.valid_until,
        )
        for row in rows
    ]  # fmt: skip
