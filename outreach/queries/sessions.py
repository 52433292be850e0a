"""Sessions as they are read: a page of them, one, its numbers, and what the last choices were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach.details import Written
from outreach.models import GivenItem, MetBefore, OutreachContact, OutreachSession
from outreach.queries.contacts import contacts_visible_to, given_rows, may_read
from outreach.rules import LONGEST_OUTING


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in the list, with how many contacts were written down."""

    session: OutreachSession
    mode: str
    ward: str
    contacts: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What one agency did on outreach in a period: numbers only."""

    sessions: int
    headcount: int
    contacts: int


@dataclass(frozen=True, slots=True)
class LastChoices:
    """What the actor chose at their last contact of a session, offered again and never assumed."""

    met: MetBefore
    ward: str | None
    beat: str | None
    setting: str | None
    given: dict[str, int]
    interventions: tuple[str, ...]


def visible_to(actor: Actor) -> Select[OutreachSession]:
    """The sessions the actor may read: those of their agency, with permission to read outreach."""
    found = select(OutreachSession).where(belongs_to(actor, OutreachSession))
    return found if may_read(actor) else found.where(OutreachSession.id.is_(None))


def session(actor: Actor, session_id: UUID) -> OutreachSession:
    """One session; NotVisible when there is none for this actor."""
    found = session_if_any(actor, session_id)
    if found is None:
        raise NotVisible
    return found


def session_if_any(actor: Actor, session_id: UUID) -> OutreachSession | None:
    """The session of an id that a phone gave, None when it is new."""
    return current_session().scalars(visible_to(actor).where(OutreachSession.id == session_id)).one_or_none()


def sessions_page(actor: Actor, number: int) -> Page[SessionRow]:
    """A page of sessions, the latest first, each with its number of contacts."""
    newest = visible_to(actor).order_by(OutreachSession.began_at.desc(), OutreachSession.id.desc())
    page = page_of(newest, number)
    counts = _contact_counts(actor, [row.id for row in page.items])
    rows = [
        SessionRow(row, catalogue.modes().get(row.mode, row.mode), ward_words(row.ward), counts.get(row.id, 0))
        for row in page.items
    ]
    return Page(rows, page.page, page.total, page.size)


def ward_words(code: str) -> str:
    """The name of a ward or other allowed place."""
    return catalogue.wards().get(code, code)


def contact_count(actor: Actor, session_id: UUID) -> int:
    """How many contacts a session has."""
    return _contact_counts(actor, [session_id]).get(session_id, 0)


def met_counts(actor: Actor, session_id: UUID) -> dict[MetBefore, int]:
    """How many contacts of a session were new, known or not sure."""
    rows = current_session().execute(
        select(OutreachContact.met_before, func.count())
        .where(belongs_to(actor, OutreachContact), OutreachContact.session_id == session_id)
        .group_by(OutreachContact.met_before)
    )
    return {met: number for met, number in rows}


def written(actor: Actor, session_id: UUID) -> Written:
    """How many contacts of a session are written down, and of them how many as new and as known."""
    met = met_counts(actor, session_id)
    return Written(sum(met.values()), met.get(MetBefore.NEW, 0), met.get(MetBefore.KNOWN, 0))


def item_totals(actor: Actor, session_id: UUID) -> list[tuple[str, int]]:
    """How many of each item a session gave, in the order of the catalogue."""
    rows = current_session().execute(
        select(GivenItem.item, func.sum(GivenItem.quantity))
        .join(OutreachContact, _same_contact())
        .where(belongs_to(actor, GivenItem), OutreachContact.session_id == session_id)
        .group_by(GivenItem.item)
    )
    totals = {item: int(number) for item, number in rows}
    return [(label, totals[code]) for code, label in catalogue.items().items() if code in totals]


def last_choices(actor: Actor, session_id: UUID) -> LastChoices | None:
    """What the actor chose at their last contact of a session, None before the first."""
    own = contacts_visible_to(actor).where(
        OutreachContact.session_id == session_id, OutreachContact.logged_by == actor.user_id
    )
    newest = own.order_by(OutreachContact.at.desc(), OutreachContact.id.desc()).limit(1)
    row = current_session().scalars(newest).first()
    if row is None:
        return None
    given = {each.item: each.quantity for each in given_rows(actor, row.id)}
    return LastChoices(row.met_before, row.ward, row.beat, row.setting, given, tuple(row.interventions))


def last_given(actor: Actor, session_id: UUID) -> dict[str, int]:
    """What the actor gave at their last contact of a session: offered again, never assumed."""
    last = last_choices(actor, session_id)
    return last.given if last else {}


def open_session(actor: Actor) -> OutreachSession | None:
    """The session that is running: the actor's own first, else a colleague's that began in the last 18 hours."""
    running = visible_to(actor).where(
        OutreachSession.ended_at.is_(None), OutreachSession.began_at >= clock.now() - LONGEST_OUTING
    )
    own_first = (OutreachSession.created_by == actor.user_id).desc()
    return current_session().scalars(running.order_by(own_first, OutreachSession.began_at.desc()).limit(1)).first()


def last_session(actor: Actor) -> OutreachSession | None:
    """The last session that the actor started, whose answers are offered for the next."""
    own = visible_to(actor).where(OutreachSession.created_by == actor.user_id)
    return current_session().scalars(own.order_by(OutreachSession.began_at.desc()).limit(1)).first()


def counts_between(actor: Actor, start: date, end: date) -> Counts:
    """Sessions held on days from `start` to `end`, their headcounts, and the contacts written down on them."""
    within = (belongs_to(actor, OutreachSession), OutreachSession.held_on.between(start, end))
    sessions, headcount = (
        current_session()
        .execute(select(func.count(), func.coalesce(func.sum(OutreachSession.headcount), 0)).where(*within))
        .one()
    )
    contacts = current_session().scalar(
        select(func.count(OutreachContact.id)).join(OutreachSession, _same_session()).where(*within)
    )
    return Counts(sessions, int(headcount), contacts or 0)


def day_and_time(moment: datetime) -> tuple[date, time]:
    """A moment as a worker in Manchester would write it."""
    there = clock.london(moment)
    return there.date(), there.time()


def _contact_counts(actor: Actor, session_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = current_session().execute(
        select(OutreachContact.session_id, func.count())
        .where(belongs_to(actor, OutreachContact), OutreachContact.session_id.in_(list(session_ids)))
        .group_by(OutreachContact.session_id)
    )
    return {session_id: number for session_id, number in rows}


def _same_contact() -> ColumnElement[bool]:
    return (OutreachContact.agency_id == GivenItem.agency_id) & (OutreachContact.id == GivenItem.contact_id)


def _same_session() -> ColumnElement[Any]:
    return (OutreachSession.agency_id == OutreachContact.agency_id) & (OutreachSession.id == OutreachContact.session_id)
