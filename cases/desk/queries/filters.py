"""Reads of filters that somebody keeps: one's own, and those shared with one's team."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, or_, select

from agencies.models import User
from agencies.permissions import Permission
from cases.desk.models import SavedFilter
from cases.reading import legible
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import belongs_to, current_session


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """A filter by name, with the arguments of its address. `own` may be changed by the reader."""

    id: UUID
    name: str
    arguments: str
    own: bool
    shared: bool
    version: int


def kept_filters(actor: Actor) -> list[KeptFilter]:
    """The reader's own filters and those shared with their team, by name; two statements."""
    rows = list(current_session().scalars(_open_to(actor)))
    load_keys(actor.agency_id, [actor.agency_id] if rows else [])
    return sorted((_kept(actor, row) for row in rows), key=lambda kept: kept.name.casefold())


def kept_filter(actor: Actor, filter_id: UUID) -> SavedFilter:
    """One filter of the reader's own; NotVisible for any other."""
    own = _open_to(actor).where(SavedFilter.id == filter_id, SavedFilter.owner_id == actor.user_id)
    row = current_session().scalars(own).one_or_none()
    if row is None:
        raise NotVisible
    return row


def names_of_own(actor: Actor, but: UUID | None = None) -> list[str]:
    """The names of the reader's own filters, without one."""
    return [kept.name for kept in kept_filters(actor) if kept.own and kept.id != but]


def own_team(actor: Actor) -> UUID | None:
    """The team that the reader works in."""
    return current_session().scalar(
        select(User.team_id).where(User.agency_id == actor.agency_id, User.id == actor.user_id)
    )


def _open_to(actor: Actor) -> Select[SavedFilter]:
    found = select(SavedFilter).where(belongs_to(actor, SavedFilter))
    if not actor.may(Permission.CASE_READ):
        return found.where(SavedFilter.id.is_(None))
    team = select(User.team_id).where(User.agency_id == actor.agency_id, User.id == actor.user_id).scalar_subquery()
    return found.where(or_(SavedFilter.owner_id == actor.user_id, SavedFilter.team_id == team))


def _kept(actor: Actor, row: SavedFilter) -> KeptFilter:
    own = row.owner_id == actor.user_id
    return KeptFilter(row.id, legible(row, "name"), legible(row, "choices"), own, row.team_id is not None, row.version)
