"""Reads of organisations, and who keeps their entries."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from agencies.models import Agency, User
from agencies.permissions import Permission
from agencies.queries import holders
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from directory import queries
from directory.models import Organisation, Service


def is_kept_by(actor: Actor) -> ColumnElement[bool]:
    """The organisations whose entries the actor keeps.

    A member keeps its own. What belongs to no member, or to one where nobody could do it yet, is the coordinator's
    (seed S3-42: current service information).
    """
    ways: list[ColumnElement[bool]] = []
    if actor.may(Permission.AGENCY_SETTINGS):
        ways.append(Organisation.agency_id == actor.agency_id)
    if actor.may(Permission.DIRECTORY_KEEP):
        ways.append(or_(Organisation.agency_id.is_(None), Organisation.agency_id.not_in(agencies_with_keepers())))
    return or_(*ways) if ways else false()


def agencies_with_keepers() -> Select[UUID]:
    """The agencies that have somebody who can keep their entries."""
    has_someone = User.active & User.id.in_(holders(Permission.AGENCY_SETTINGS))
    return select(User.agency_id).join(Agency, Agency.id == User.agency_id).where(has_someone, Agency.active)


def visible_to(actor: Actor) -> Select[Organisation]:
    """The organisations an actor may read: all of them, for the directory is shared and holds no person."""
    return select(Organisation)


def page(actor: Actor, q: str, number: int) -> Page[Organisation]:
    """One page of organisations by name."""
    found = visible_to(actor)
    for word in q.split()[:8]:
        found = found.where(Organisation.name.icontains(word, autoescape=True))
    return page_of(found.order_by(Organisation.name, Organisation.id), number)


def how_many(actor: Actor, rows: Sequence[Organisation]) -> dict[UUID, int]:
    """Organisation id to how many services it runs, for a page of them, in one statement."""
    found = (
        queries.visible_to(actor).where(Service.organisation_id.in_({row.id for row in rows}))
        .with_only_columns(Service.organisation_id, func.count()).group_by(Service.organisation_id)
    )  # fmt: skip
    return {row[0]: row[1] for row in current_session().execute(found)}


def organisation(actor: Actor, organisation_id: UUID) -> Organisation:
    """One organisation; NotVisible when there is none."""
    row = current_session().scalar(visible_to(actor).where(Organisation.id == organisation_id))
    if row is None:
        raise NotVisible
    return row


def services_of(actor: Actor, organisation_id: UUID, number: int) -> Page[Service]:
    """One page of an organisation's services, by name."""
    found = queries.visible_to(actor).where(Service.organisation_id == organisation_id)
    return page_of(found.order_by(Service.name, Service.id), number)


def may_keep(actor: Actor, row: Organisation) -> bool:
    """Whether the actor keeps the entries of an organisation."""
    mine = select(Organisation.id).where(Organisation.id == row.id, is_kept_by(actor))
    return current_session().scalar(mine) is not None
