"""What of the directory is published: entries whose check still holds, and never what members keep to themselves.

Nobody asks as anyone here: what these read, the whole world may read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from sqlalchemy import Select, String, cast, false, func, select

from core import clock
from core.errors import NotVisible
from core.scoping import current_session
from directory import hours
from directory.feed.shape import Entry
from directory.models import Location, Organisation, Service, ServiceStatus
from directory.queries import matching
from directory.rules import CHECKED_FOR


@dataclass(frozen=True, slots=True)
class Asked:
    """What narrows a list, as the OpenAPI of the profile names it; None when it was not asked.

    `code` is a kind of help, `classified` any kind at all; `nothing`: a term or a taxonomy that is none of ours.
    """

    search: str = ""
    code: str | None = None
    classified: bool = False
    nothing: bool = False
    organisation_id: UUID | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    day: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    modified_after: datetime | None = None
    district: str | None = None

    @property
    def asks_hours(self) -> bool:
        """True when the hours have to be looked at."""
        return any(each is not None for each in (self.day, self.start_time, self.end_time))


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list is wanted."""

    number: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One part of a list, and how much there is in all."""

    rows: tuple[Entry, ...]
    total: int
    part: Part

    @property
    def pages(self) -> int:
        """How many parts there are; none when nothing was found."""
        return ceil(self.total / self.part.size)


def published() -> Select[Service]:
    """The services that the world may read: not ended, not for members only, checked within six months."""
    since = clock.today() - CHECKED_FOR
    return select(Service).where(
        Service.status != ServiceStatus.DEFUNCT, Service.unlisted.is_(False), Service.checked_on >= since
    )


def services(asked: Asked, part: Part, *, whole: bool = False) -> Found:
    """One part of the published services by name; with their places when `whole`. Three statements, or four."""
    found = _narrowed(asked)
    total, rows = _part(found.order_by(Service.name, Service.id), part)
    return Found(tuple(_entries(rows, whole=whole)), total, part)


def service(service_id: UUID) -> Entry:
    """One published service, whole; NotVisible when there is none, or it is not published."""
    row = current_session().scalar(published().where(Service.id == service_id))
    if row is None:
        raise NotVisible
    return next(iter(_entries([row], whole=True)))


def organisations(search: str, part: Part) -> tuple[list[Organisation], int]:
    """One part of the organisations that have a published service, by name, and how many there are in all."""
    found = select(Organisation).where(Organisation.id.in_(published().with_only_columns(Service.organisation_id)))
    for word in search.split()[:8]:
        found = found.where(Organisation.name.icontains(word, autoescape=True))
    session = current_session()
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    ordered = found.order_by(Organisation.name, Organisation.id)
    rows = session.scalars(ordered.limit(part.size).offset((part.number - 1) * part.size))
    return list(rows), total


def organisation(organisation_id: UUID) -> tuple[Organisation, tuple[Entry, ...]]:
    """One organisation with its published services; NotVisible when it has none."""
    found = published().where(Service.organisation_id == organisation_id).order_by(Service.name, Service.id)
    rows = list(current_session().scalars(found))
    if not rows:
        raise NotVisible
    entries = tuple(_entries(rows, whole=True))
    return entries[0].organisation, entries


def places(asked: Asked, part: Part) -> tuple[list[tuple[Entry, Location]], int]:
    """One part of the places of published services, by service and name, and how many there are in all."""
    of_services = _narrowed(asked).with_only_columns(Service.id).order_by(None)
    found = select(Location).join(Service, Service.id == Location.service_id).where(Service.id.in_(of_services))
    if asked.district is not None:
        found = found.where(Location.postcode.startswith(f"{asked.district} ", autoescape=True))
    session = current_session()
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    ordered = found.order_by(Service.name, Location.name, Location.id)
    rows = list(session.scalars(ordered.limit(part.size).offset((part.number - 1) * part.size)))
    wanted = published().where(Service.id.in_({row.service_id for row in rows}))
    entries = {entry.service.id: entry for entry in _entries(list(session.scalars(wanted)), whole=False)}
    return [(entries[row.service_id], row) for row in rows], total


def place(location_id: UUID) -> tuple[Entry, Location]:
    """One place of a published service; NotVisible when there is none."""
    row = current_session().scalar(select(Location).where(Location.id == location_id))
    if row is None:
        raise NotVisible
    return service(row.service_id), row


def _narrowed(asked: Asked) -> Select[Service]:
    found = matching(published(), asked.search)
    listed = cast(Service.categories, String)
    if asked.nothing:
        found = found.where(false())
    if asked.classified:
        found = found.where(listed != "[]")
    if asked.code is not None:
        found = found.where(listed.contains(f'"{asked.code}"', autoescape=True))
    return _narrowed_by_facts(found, asked)


def _narrowed_by_facts(found: Select[Service], asked: Asked) -> Select[Service]:
    if asked.organisation_id is not None:
        found = found.where(Service.organisation_id == asked.organisation_id)
    if asked.minimum_age is not None:
        found = found.where(Service.minimum_age >= asked.minimum_age)
    if asked.maximum_age is not None:
        found = found.where(Service.maximum_age <= asked.maximum_age)
    if asked.modified_after is not None:
        found = found.where(Service.changed_at >= asked.modified_after)
    return found.where(Service.id.in_(_by_hours(found, asked))) if asked.asks_hours else found


def _by_hours(found: Select[Service], asked: Asked) -> list[UUID]:
    """Hours are lists, which no database compares with a time: ids and hours are read, and nothing else."""
    rows = current_session().execute(found.with_only_columns(Service.id, Service.schedules))
    return [row[0] for row in rows if hours.opens(row[1], day=asked.day, start=asked.start_time, end=asked.end_time)]


def _part(found: Select[Service], part: Part) -> tuple[int, list[Service]]:
    session = current_session()
    total = session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    return total, list(session.scalars(found.limit(part.size).offset((part.number - 1) * part.size)))


def _entries(rows: Sequence[Service], *, whole: bool) -> Iterable[Entry]:
    """Services with their organisations, and with their places when `whole`: one statement for each."""
    session = current_session()
    owners = select(Organisation).where(Organisation.id.in_({row.organisation_id for row in rows}))
    by_id = {owner.id: owner for owner in session.scalars(owners)}
    at: dict[UUID, list[Location]] = defaultdict(list)
    if whole:
        found = select(Location).where(Location.service_id.in_([row.id for row in rows]))
        for place in session.scalars(found.order_by(Location.name, Location.id)):
            at[place.service_id].append(place)
    return [Entry(row, by_id[row.organisation_id], tuple(at[row.id])) for row in rows]
