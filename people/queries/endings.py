"""Consents that are about to end: for the worker who recorded them, and for those who look after the whole agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from agencies.models import User
from agencies.queries import names_of
from core import clock
from core.actor import Actor
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people.models import Consent, ConsentState
from people.queries.names import team_names, worker_names
from people.queries.records import aliases

AHEAD = timedelta(days=14)
MOST = 10


@dataclass(frozen=True, slots=True)
class EndingConsent:
    """A live consent near its last day: whose, for whom, its dates, and who recorded it."""

    id: UUID
    person_id: UUID
    alias: str
    reference: str
    agency: str
    agency_id: UUID
    team: str
    team_id: UUID | None
    purpose: str
    given_on: date
    valid_until: date
    recorded_by: str
    is_here: bool


def ending_soon(actor: Actor) -> list[EndingConsent]:
    """The reader's own consents that end within 14 days, the first to end first; at most ten."""
    found = _ending(actor).where(Consent.recorded_by == actor.user_id).limit(MOST)
    return _lines(actor, list(current_session().scalars(found)))


def ending_page(actor: Actor, number: int) -> Page[EndingConsent]:
    """One page of the agency's consents that end within 14 days, the first to end first."""
    page: Page[Consent] = page_of(_ending(actor), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def count_ending(actor: Actor) -> int:
    """How many consents of the agency end within 14 days."""
    return current_session().scalar(select(func.count()).select_from(_ending(actor).order_by(None).subquery())) or 0


def ending_left_behind(actor: Actor) -> list[EndingConsent]:
    """The consents that end within 14 days and whose worker's account is closed: a colleague must ask; at most ten."""
    found = _ending(actor).where(Consent.recorded_by.not_in(_working(actor))).limit(MOST)
    return _lines(actor, list(current_session().scalars(found)))


def unreminded(actor: Actor) -> list[tuple[Consent, str | None]]:
    """The consents that end within 14 days and that nobody was reminded of, with the address of who recorded each.

    The address is None when that account is closed.
    """
    still_here = and_(User.id == Consent.recorded_by, User.agency_id == actor.agency_id, User.active)
    found = _ending(actor).where(Consent.reminded_at.is_(None)).outerjoin(User, still_here).add_columns(User.email)
    return [(row, email) for row, email in current_session().execute(found)]


def _working(actor: Actor) -> Select[UUID]:
    return select(User.id).where(User.agency_id == actor.agency_id, User.active)


def _ending(actor: Actor) -> Select[Consent]:
    today = clock.today()
    return (
        select(Consent)
        .where(belongs_to(actor, Consent), Consent.state == ConsentState.GIVEN)
        .where(Consent.valid_until.between(today, today + AHEAD))
        .order_by(Consent.valid_until, Consent.id)
    )


def _lines(actor: Actor, rows: Sequence[Consent]) -> list[EndingConsent]:
    if not rows:
        return []
    known = aliases(actor, [row.person_id for row in rows])
    agencies = names_of({row.recipient_agency_id for row in rows})
    teams = team_names({row.recipient_team_id for row in rows})
    workers = worker_names(actor, {row.recorded_by for row in rows})
    here = set(current_session().scalars(_working(actor)))
    return [
        EndingConsent(
            row.id, row.person_id, *known[row.person_id], agencies[row.recipient_agency_id], row.recipient_agency_id,
            teams.get(row.recipient_team_id, ""), row.recipient_team_id, row.purpose.value,
            clock.london(row.given_at).date(), row.valid_until, workers.get(row.recorded_by, ""),
            row.recorded_by in here,
        )
        for row in rows
    ]  # fmt: skip
