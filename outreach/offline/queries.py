"""Reads of phones and of offline entries. Everything starts from `visible_phones` or `visible_entries`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from agencies.permissions import Permission
from core import clock
from core.actor import Actor, system_actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import act_as, belongs_to, current_session
from core.words import clock_time, short_day
from outreach import catalogue
from outreach import queries as outreach_queries
from outreach.models import OutreachSession
from outreach.offline.models import EntryKind, EntryState, OfflineEntry, OutreachDevice
from outreach.offline.rules import KIND_WORDS
from outreach.rules import LATE_ENTRIES, LONGEST_OUTING
from people.queries.names import worker_names

Row = TypeVar("Row")
LEFT = "A colleague who left"
SEES_ALL_PHONES = (Permission.OUTREACH_MANAGE, Permission.ACCOUNTS_MANAGE)


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A phone in the list: whose, since when, when it was last heard of, and whether it may still log."""

    id: UUID
    name: str
    whose: str
    own: bool
    enrolled_at: datetime
    seen_at: datetime
    revoked_at: datetime | None
    revoked_by: str


@dataclass(frozen=True, slots=True)
class HeldLine:
    """An entry that waits to be mended: what it is, whose, when it was written, and why it was not taken."""

    id: UUID
    kind: str
    whose: str
    made_at: datetime
    received_at: datetime
    reason: str


def visible_phones(actor: Actor) -> Select[OutreachDevice]:
    """One's own phones; all of the agency for those who manage outreach or accounts."""
    found = select(OutreachDevice).where(belongs_to(actor, OutreachDevice))
    return found if actor.may(*SEES_ALL_PHONES) else found.where(OutreachDevice.user_id == actor.user_id)


def phone(actor: Actor, device_id: UUID) -> OutreachDevice:
    """One phone; NotVisible when it is not the actor's to see."""
    return _found(current_session().scalar(visible_phones(actor).where(OutreachDevice.id == device_id)))


def own_phone(actor: Actor, device_id: UUID) -> OutreachDevice:
    """A phone of the actor's own account, standing or revoked; NotVisible for any other."""
    mine = visible_phones(actor).where(OutreachDevice.id == device_id, OutreachDevice.user_id == actor.user_id)
    return _found(current_session().scalar(mine))


def own_phone_of(actor: Actor, browser_hash: str) -> OutreachDevice | None:
    """The standing phone that this very browser is, for this account; None when it was never set up."""
    if not browser_hash:
        return None
    mine = _standing(actor).where(OutreachDevice.browser_hash == browser_hash)
    return current_session().scalars(mine.order_by(OutreachDevice.enrolled_at.desc()).limit(1)).one_or_none()


def standing_count(actor: Actor) -> int:
    """How many phones the actor's account has set up."""
    return current_session().scalar(select(func.count()).select_from(_standing(actor).subquery())) or 0


def standing_phones(actor: Actor, most: int = 500) -> list[UUID]:
    """Whose the phones are that may log, of those that the actor may see: one line a phone."""
    standing = visible_phones(actor).where(OutreachDevice.revoked_at.is_(None)).limit(most)
    return list(current_session().scalars(standing.with_only_columns(OutreachDevice.user_id)))


def phones_page(actor: Actor, number: int) -> Page[PhoneLine]:
    """The phones that the actor may see: those that may log first, then by when they were last heard of."""
    order = (OutreachDevice.revoked_at.is_not(None), OutreachDevice.seen_at.desc(), OutreachDevice.id)
    page = page_of(visible_phones(actor).order_by(*order), number)
    return Page(_phone_lines(actor, page.items), page.page, page.total, page.size)


def phone_line(actor: Actor, device_id: UUID) -> PhoneLine:
    """One phone in words; NotVisible when it is not the actor's to see."""
    return _phone_lines(actor, [phone(actor, device_id)])[0]


def forgotten_phones(actor: Actor, before: datetime) -> list[OutreachDevice]:
    """Standing phones of the agency that were last heard of before a moment."""
    found = select(OutreachDevice).where(belongs_to(actor, OutreachDevice), OutreachDevice.revoked_at.is_(None))
    return list(current_session().scalars(found.where(OutreachDevice.seen_at < before)))


def stands(agency_id: UUID, device_id: UUID, token: str) -> bool:
    """Whether a phone may still keep what it holds, asked by the phone itself with its token and no session.

    False for a phone that was revoked, and for every phone that there is not: a stranger learns nothing. From here on
    the session works for the agency that was named.
    """
    session = current_session()
    session.expunge_all()
    session.info.pop("actor", None)
    actor = system_actor(agency_id)
    act_as(actor)
    found = session.scalar(
        select(OutreachDevice.token_hash)
        .where(belongs_to(actor, OutreachDevice), OutreachDevice.id == device_id)
        .where(OutreachDevice.revoked_at.is_(None))
    )
    return hmac.compare_digest((found or "").encode(), token_hash(token).encode())


def token_hash(token: str) -> str:
    """What is kept of a phone's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def visible_entries(actor: Actor) -> Select[OfflineEntry]:
    """One's own entries; all of the agency for those who manage outreach."""
    found = select(OfflineEntry).where(belongs_to(actor, OfflineEntry))
    return found if actor.may(Permission.OUTREACH_MANAGE) else found.where(OfflineEntry.user_id == actor.user_id)


def entry(actor: Actor, entry_id: UUID) -> OfflineEntry:
    """One entry; NotVisible when it is not the actor's to see."""
    return _found(current_session().scalar(visible_entries(actor).where(OfflineEntry.id == entry_id)))


def arrived(actor: Actor, entry_id: UUID) -> OfflineEntry | None:
    """An entry of this id that came before, whoever sent it; None on its first arrival."""
    found = select(OfflineEntry).where(belongs_to(actor, OfflineEntry), OfflineEntry.id == entry_id)
    return current_session().scalar(found.execution_options(populate_existing=True))


def held_page(actor: Actor, number: int) -> Page[HeldLine]:
    """Entries that wait to be mended, the oldest first: a session stands before its contacts."""
    page = page_of(_held(actor).order_by(OfflineEntry.made_at, OfflineEntry.received_at, OfflineEntry.id), number)
    return Page(_held_lines(actor, page.items), page.page, page.total, page.size)


def held_count(actor: Actor, *, own: bool = False) -> int:
    """How many entries wait to be mended; only the actor's own with `own`."""
    held = _held(actor).where(OfflineEntry.user_id == actor.user_id) if own else _held(actor)
    return current_session().scalar(select(func.count()).select_from(held.subquery())) or 0


def first_held_at(actor: Actor) -> datetime | None:
    """When the first of the entries that wait arrived."""
    first = _held(actor).order_by(OfflineEntry.received_at).limit(1)
    return current_session().scalar(first.with_only_columns(OfflineEntry.received_at))


def held_of_session(actor: Actor, session_id: UUID) -> list[OfflineEntry]:
    """What waits for one session, in the order in which it was written."""
    found = _held(actor).where(OfflineEntry.session_id == session_id, OfflineEntry.kind != EntryKind.SESSION)
    rows = list(current_session().scalars(found.order_by(OfflineEntry.made_at, OfflineEntry.id)))
    load_keys(actor.agency_id, [actor.agency_id])
    return rows


def held_before(actor: Actor, before: datetime) -> list[OfflineEntry]:
    """Entries of the whole agency that have waited since before a moment; for the worker's job."""
    held = select(OfflineEntry).where(belongs_to(actor, OfflineEntry), OfflineEntry.state == EntryState.HELD)
    return list(current_session().scalars(held.where(OfflineEntry.received_at < before)))


def running_sessions(actor: Actor, most: int = 8) -> list[tuple[OutreachSession, str]]:
    """Sessions of the agency that run now, the latest first, with words to tell them by."""
    since = clock.now() - LONGEST_OUTING
    running = outreach_queries.visible_to(actor).where(OutreachSession.ended_at.is_(None))
    return _in_words(running.where(OutreachSession.began_at > since), most)


def sessions_taking(actor: Actor, most: int = 25) -> list[tuple[OutreachSession, str]]:
    """Sessions of the agency that still take contacts, the latest first, with words to tell them by."""
    open_still = or_(OutreachSession.ended_at.is_(None), OutreachSession.ended_at > clock.now() - LATE_ENTRIES)
    return _in_words(outreach_queries.visible_to(actor).where(open_still), most)


def session_words(actor: Actor, session_id: UUID) -> str:
    """How to tell one session from others; empty when there is none that the actor may see."""
    row = outreach_queries.session_if_any(actor, session_id)
    return _session_words(row) if row else ""


def _in_words(found: Select[OutreachSession], most: int) -> list[tuple[OutreachSession, str]]:
    rows = current_session().scalars(found.order_by(OutreachSession.began_at.desc(), OutreachSession.id).limit(most))
    return [(row, _session_words(row)) for row in rows]


def _session_words(row: OutreachSession) -> str:
    how, where = catalogue.modes().get(row.mode, row.mode), outreach_queries.ward_words(row.ward)
    return f"{how}, {where}, {short_day(row.held_on)} from {clock_time(row.began_at)}"


def _standing(actor: Actor) -> Select[OutreachDevice]:
    mine = and_(OutreachDevice.user_id == actor.user_id, OutreachDevice.revoked_at.is_(None))
    return visible_phones(actor).where(mine)


def _held(actor: Actor) -> Select[OfflineEntry]:
    return visible_entries(actor).where(OfflineEntry.state == EntryState.HELD)


def _phone_lines(actor: Actor, rows: Sequence[OutreachDevice]) -> list[PhoneLine]:
    names = worker_names(actor, {row.user_id for row in rows} | {row.revoked_by for row in rows if row.revoked_by})
    return [_phone_line(actor, row, names) for row in rows]


def _phone_line(actor: Actor, row: OutreachDevice, names: dict[UUID, str]) -> PhoneLine:
    by = names.get(row.revoked_by, LEFT) if row.revoked_by else ""
    whose, own = names.get(row.user_id, LEFT), row.user_id == actor.user_id
    return PhoneLine(row.id, row.name, whose, own, row.enrolled_at, row.seen_at, row.revoked_at, by)


def _held_lines(actor: Actor, rows: Sequence[OfflineEntry]) -> list[HeldLine]:
    load_keys(actor.agency_id, [actor.agency_id])
    names = worker_names(actor, {row.user_id for row in rows})
    return [
        HeldLine(row.id, KIND_WORDS[row.kind], names.get(row.user_id, LEFT), row.made_at, row.received_at,
                 row.reason or "")
        for row in rows
    ]  # fmt: skip


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotVisible
    return row
