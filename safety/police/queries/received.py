"""The police's side: what was addressed to them, and nothing of where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit
from core.actor import Actor
from core.crypto import envelopes
from core.crypto.keyring import CannotOpen
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from safety.police.models import MessageKind, PoliceMessage, PoliceRelease

RECEIVED_VIEWS = {"new": "Not opened", "open": "Opened", "taken_back": "Taken back"}


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One line of the list: who sent it and what waits about it."""

    row: PoliceRelease
    agency: str
    questions_open: int
    told_back: bool


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says: its opening, its words, and in a full report whom it is from."""

    opening: str
    words: str
    noticed: tuple[tuple[str, str], ...] = ()
    who: tuple[tuple[str, str], ...] = ()


def received_to(actor: Actor) -> Select[PoliceRelease]:
    """What was told to the actor's own agency; nothing for anybody who does not receive information there."""
    found = select(PoliceRelease).where(belongs_to(actor, PoliceRelease), PoliceRelease.to_agency_id == actor.agency_id)
    return found if actor.may(Permission.INFORMATION_RECEIVE) else found.where(PoliceRelease.id.is_(None))


def received_page(actor: Actor, view: str, number: int) -> Page[ReceivedLine]:
    """One page of a view, newest first."""
    found = received_to(actor).where(*_of_view(view))
    page: Page[PoliceRelease] = page_of(found.order_by(PoliceRelease.released_at.desc(), PoliceRelease.id), number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def _of_view(view: str) -> tuple[Any, ...]:
    if view == "taken_back":
        return (PoliceRelease.taken_back_at.is_not(None),)
    read = PoliceRelease.opened_at.is_(None) if view == "new" else PoliceRelease.opened_at.is_not(None)
    return PoliceRelease.taken_back_at.is_(None), read


def counts(actor: Actor) -> dict[str, int]:
    """How many stand in each view, by one statement."""
    back, opened = PoliceRelease.taken_back_at.is_not(None), PoliceRelease.opened_at.is_not(None)
    columns = [
        func.count().filter(~back, ~opened).label("new"), func.count().filter(~back, opened).label("open"),
        func.count().filter(back).label("taken_back"),
    ]  # fmt: skip
    found = received_to(actor).with_only_columns(*columns)
    return dict(current_session().execute(found).one()._mapping)


def _lines(actor: Actor, rows: Sequence[PoliceRelease]) -> list[ReceivedLine]:
    if not rows:
        return []
    ids = [row.id for row in rows]
    names = agencies.names_of({row.from_agency_id for row in rows})
    waiting = _questions_open(actor, ids)
    told = select(PoliceMessage.release_id).where(
        belongs_to(actor, PoliceMessage), PoliceMessage.release_id.in_(ids),
        PoliceMessage.kind == MessageKind.FEEDBACK,
    )  # fmt: skip
    back = set(current_session().scalars(told))
    return [ReceivedLine(row, names[row.from_agency_id], waiting.get(row.id, 0), row.id in back) for row in rows]


def _questions_open(actor: Actor, ids: Sequence[UUID]) -> dict[UUID, int]:
    reply = aliased(PoliceMessage)
    answers = select(reply.id).where(belongs_to(actor, reply), reply.question_id == PoliceMessage.id)
    found = (
        select(PoliceMessage.release_id, func.count())
        .where(belongs_to(actor, PoliceMessage), PoliceMessage.release_id.in_(ids))
        .where(PoliceMessage.kind == MessageKind.QUESTION, ~answers.exists())
        .group_by(PoliceMessage.release_id)
    )
    return {release_id: count for release_id, count in current_session().execute(found)}


def received(actor: Actor, release_id: UUID) -> PoliceRelease:
    """One release that was told to the actor's agency; NotVisible when there is none. The read is audited."""
    found = peek_received(actor, release_id)
    audit.record(actor=actor, verb="read", kind="received information", row_id=found.id)
    return found


def peek_received(actor: Actor, release_id: UUID) -> PoliceRelease:
    """A release without an audit entry, for a verb that records its own."""
    found = received_to(actor).where(PoliceRelease.id == release_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return row


def release(actor: Actor, release_id: UUID) -> PoliceRelease:
    """A release of the actor's own agency, for the page of its letter."""
    found = select(PoliceRelease).where(
        belongs_to(actor, PoliceRelease), PoliceRelease.from_agency_id == actor.agency_id,
        PoliceRelease.id == release_id,
    )  # fmt: skip
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def content_of(actor: Actor, row: PoliceRelease) -> Content | None:
    """What a release says; None once the key of the actor's side was destroyed."""
    try:
        held = envelopes.opened(actor, row.id, row.content_sealed)
    except CannotOpen:
        return None
    return Content(held["opening"], held["words"], _pairs(held["noticed"]), _pairs(held["who"]))


def _pairs(held: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, words) for label, words in held)


def count_new(actor: Actor) -> int:
    """How many were not opened yet: the number beside “Information received”."""
    if not actor.may(Permission.INFORMATION_RECEIVE):
        return 0
    seen = received_to(actor).where(*_of_view("new")).with_only_columns(func.count(PoliceRelease.id))
    return current_session().scalar(seen) or 0


def answered_since(actor: Actor, limit: int = 10) -> list[tuple[UUID, str, Any]]:
    """Releases whose latest message is the agency's answer: id, reference and when it came, newest first."""
    later = aliased(PoliceMessage)
    after = select(later.id).where(
        belongs_to(actor, later), later.release_id == PoliceMessage.release_id, later.at > PoliceMessage.at
    )
    found = (
        received_to(actor)
        .join(PoliceMessage, PoliceMessage.release_id == PoliceRelease.id)
        .where(belongs_to(actor, PoliceMessage), PoliceMessage.to_agency_id == actor.agency_id, ~after.exists())
        .where(PoliceRelease.taken_back_at.is_(None))
        .with_only_columns(PoliceRelease.id, PoliceRelease.reference, PoliceMessage.at)
    )
    rows = current_session().execute(found.order_by(PoliceMessage.at.desc()).limit(limit))
    return [(release_id, reference, at) for release_id, reference, at in rows]
