"""Reads of outreach: sessions, contacts, what was given. All inside the actor's agency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach.models import GivenItem, MetBefore, OutreachContact, OutreachSession
from outreach.rules import LONGEST_OUTING
from people import queries as people


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in the list, with how many contacts were written down."""

    session: OutreachSession
    mode: str
    ward: str
    contacts: int


@dataclass(frozen=True, slots=True)
class Flag:
    """What a contact asks for, in words, with the kind of tag: red for a child, amber for the rest."""

    words: str
    kind: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact of a session as it is read: in words."""

    contact: OutreachContact
    given: list[str]
    did: list[str]
    flags: list[Flag]


@dataclass(frozen=True, slots=True)
class Counts:
    """What one agency did on outreach in a period: numbers only."""

    sessions: int
    headcount: int
    contacts: int


def visible_to(actor: Actor) -> Select[OutreachSession]:
    """The sessions the actor may read: those of their agency, with permission to read outreach."""
    found = select(OutreachSession).where(belongs_to(actor, OutreachSession))
    return found if _may_read(actor) else found.where(OutreachSession.id.is_(None))


def contacts_visible_to(actor: Actor) -> Select[OutreachContact]:
    """The contacts the actor may read: those of their agency, with permission to read outreach."""
    found = select(OutreachContact).where(belongs_to(actor, OutreachContact))
    return found if _may_read(actor) else found.where(OutreachContact.id.is_(None))


def session(actor: Actor, session_id: UUID) -> OutreachSession:
    """One session; NotVisible when there is none for this actor."""
    found = current_session().scalars(visible_to(actor).where(OutreachSession.id == session_id)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def contact(actor: Actor, contact_id: UUID) -> OutreachContact:
    """One contact; NotVisible when there is none for this actor. The read is audited when it is about someone."""
    found = current_session().scalars(contacts_visible_to(actor).where(OutreachContact.id == contact_id)).one_or_none()
    if found is None:
        raise NotVisible
    if found.person_id is not None:
        audit.record(actor=actor, verb="read", kind="outreach contact", row_id=found.id, subject_id=found.person_id)
    return found


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


def contacts_page(actor: Actor, session_id: UUID, number: int) -> Page[ContactRow]:
    """A page of a session's contacts, the latest first, with what was given and done in words."""
    newest = contacts_visible_to(actor).where(OutreachContact.session_id == session_id)
    page = page_of(newest.order_by(OutreachContact.at.desc(), OutreachContact.id.desc()), number)
    return Page(in_words(actor, page.items), page.page, page.total, page.size)


def contacts_with(actor: Actor, person_id: UUID, most: int = 10) -> list[ContactRow]:
    """The latest outreach contacts linked to a person's record."""
    newest = contacts_visible_to(actor).where(people.in_same_person(actor, OutreachContact.person_id, person_id))
    found = current_session().scalars(newest.order_by(OutreachContact.at.desc()).limit(most))
    return in_words(actor, list(found))


def in_words(actor: Actor, contacts: list[OutreachContact]) -> list[ContactRow]:
    """Contacts with their codes turned into words: one query for the items of all."""
    given = _given(actor, [contact.id for contact in contacts])
    return [
        ContactRow(
            contact, given.get(contact.id, []), _labels(contact.interventions, catalogue.interventions()),
            [_flag(code) for code in contact.flags],
        )
        for contact in contacts
    ]  # fmt: skip


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


def last_given(actor: Actor, session_id: UUID) -> dict[str, int]:
    """What the actor gave at their last contact of a session: offered again, never assumed."""
    latest = (
        select(OutreachContact.id)
        .where(belongs_to(actor, OutreachContact))
        .where(OutreachContact.session_id == session_id, OutreachContact.logged_by == actor.user_id)
        .order_by(OutreachContact.at.desc(), OutreachContact.id.desc())
        .limit(1)
    )
    rows = current_session().execute(
        select(GivenItem.item, GivenItem.quantity).where(
            belongs_to(actor, GivenItem), GivenItem.contact_id == latest.scalar_subquery()
        )
    )
    return {item: quantity for item, quantity in rows}


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


def to_follow_up(actor: Actor, since: datetime, most: int = 5) -> list[ContactRow]:
    """The latest contacts with a flag, from `since` on."""
    flagged = [cast(OutreachContact.flags, String).like(f'%"{flag}"%') for flag in catalogue.FLAGS]
    found = contacts_visible_to(actor).where(OutreachContact.at >= since, or_(*flagged))
    rows = current_session().scalars(found.order_by(OutreachContact.at.desc()).limit(most))
    return in_words(actor, list(rows))


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


def _may_read(actor: Actor) -> bool:
    return actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG)


def _contact_counts(actor: Actor, session_ids: Iterable[UUID]) -> dict[UUID, int]:
    rows = current_session().execute(
        select(OutreachContact.session_id, func.count())
        .where(belongs_to(actor, OutreachContact), OutreachContact.session_id.in_(list(session_ids)))
        .group_by(OutreachContact.session_id)
    )
    return {session_id: number for session_id, number in rows}


def _given(actor: Actor, contact_ids: list[UUID]) -> dict[UUID, list[str]]:
    rows = current_session().execute(
        select(GivenItem.contact_id, GivenItem.item, GivenItem.quantity).where(
            belongs_to(actor, GivenItem), GivenItem.contact_id.in_(contact_ids)
        )
    )
    order = list(catalogue.items())
    found: dict[UUID, list[str]] = {}
    for contact_id, item, quantity in sorted(rows, key=lambda row: order.index(row.item) if row.item in order else 99):
        found.setdefault(contact_id, []).append(f"{quantity} {catalogue.items().get(item, item).lower()}")
    return found


def _labels(codes: Iterable[str], words: dict[str, str]) -> list[str]:
    return [words.get(code, code) for code in codes]


def _flag(code: str) -> Flag:
    return Flag(catalogue.FLAGS.get(code, code), "red" if code == "under_18" else "amber")


def _same_contact() -> ColumnElement[bool]:
    return (OutreachContact.agency_id == GivenItem.agency_id) & (OutreachContact.id == GivenItem.contact_id)


def _same_session() -> ColumnElement[Any]:
    return (OutreachSession.agency_id == OutreachContact.agency_id) & (OutreachSession.id == OutreachContact.session_id)
