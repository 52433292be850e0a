"""What somebody keeps of the directory, and how current it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from agencies.models import Agency
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from directory import rules as directory_rules
from directory.keeping.rules import Standing
from directory.models import Location, Organisation, Service, ServiceCheck, ServiceStatus
from directory.organisations import agencies_with_keepers, is_kept_by

MOST_CHECKS = 6


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry that the actor keeps, whole."""

    service: Service
    organisation: Organisation
    places: tuple[Location, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries somebody keeps, and how many of them want a check."""

    kept: int
    unverified: int
    old: int

    @property
    def wanting(self) -> int:
        """How many want a check, never checked or long ago."""
        return self.unverified + self.old


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of an entry: when, how, and which agency made it."""

    checked_on: date
    how: str
    agency: str
    note: str


def visible_to(actor: Actor) -> Select[Service]:
    """The services that the actor keeps, with their organisation joined; none for whoever keeps nothing."""
    return select(Service).join(Organisation, Organisation.id == Service.organisation_id).where(is_kept_by(actor))


def organisations_visible_to(actor: Actor) -> Select[Organisation]:
    """The organisations that the actor keeps."""
    return select(Organisation).where(is_kept_by(actor))


def kept_service(actor: Actor, service_id: UUID) -> Kept:
    """One entry that the actor keeps; NotVisible for any other. Read afresh: a clash shows what stands now."""
    found = visible_to(actor).add_columns(Organisation).where(Service.id == service_id)
    row = current_session().execute(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    places = select(Location).where(Location.service_id == service_id).order_by(Location.name, Location.id)
    again = places.execution_options(populate_existing=True)
    is_own = row[1].agency_id == actor.agency_id
    return Kept(row[0], row[1], tuple(current_session().scalars(again)), is_own)


def kept_place(actor: Actor, service_id: UUID, location_id: UUID) -> tuple[Kept, Location]:
    """One place of an entry that the actor keeps."""
    kept = kept_service(actor, service_id)
    place = next((each for each in kept.places if each.id == location_id), None)
    if place is None:
        raise NotVisible
    return kept, place


def kept_organisation(actor: Actor, organisation_id: UUID) -> Organisation:
    """One organisation that the actor keeps; NotVisible for any other."""
    found = organisations_visible_to(actor).where(Organisation.id == organisation_id)
    row = current_session().scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise NotVisible
    return row


def kept_organisations(actor: Actor) -> list[tuple[UUID, str]]:
    """The organisations that a new entry of the actor's can belong to: id and name, by name."""
    found = organisations_visible_to(actor).order_by(Organisation.name)
    return [(row.id, row.name) for row in current_session().scalars(found)]


def kept_page(actor: Actor, standing: Standing | None, q: str, number: int) -> Page[Service]:
    """One page of what the actor keeps: never checked first, then those whose check is oldest."""
    found = visible_to(actor).where(_stands(standing))
    for word in q.split()[:8]:
        places = (Service.name, Organisation.name)
        found = found.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    oldest_first = (Service.checked_on.is_not(None), Service.checked_on, Service.name, Service.id)
    return page_of(found.order_by(*oldest_first), number)


def _stands(standing: Standing | None) -> ColumnElement[bool]:
    runs = Service.status != ServiceStatus.DEFUNCT
    since = clock.today() - directory_rules.REMINDED_AFTER
    if standing is Standing.ENDED:
        return Service.status == ServiceStatus.DEFUNCT
    if standing is Standing.UNVERIFIED:
        return and_(runs, Service.checked_on.is_(None))
    if standing is Standing.WANTS:
        return and_(runs, Service.checked_on < since)
    return and_(runs, Service.checked_on >= since) if standing is Standing.CURRENT else runs


def counts(actor: Actor) -> Counts:
    """How many entries the actor keeps, and how many want a check, in one statement."""

    def those(standing: Standing | None) -> ColumnElement[int]:
        return func.count(Service.id).filter(_stands(standing))

    found = (
        visible_to(actor).with_only_columns(those(None), those(Standing.UNVERIFIED), those(Standing.WANTS))
        .order_by(None)
    )  # fmt: skip
    return Counts(*current_session().execute(found).one())


def wanting_by_keeper(actor: Actor) -> list[tuple[str, int]]:
    """How many entries of each member want a check, for the coordinator: names and counts, most first.

    Empty for whoever does not keep the directory as a whole. Ended services and the coordinator's own do not count.
    """
    if not actor.may(Permission.DIRECTORY_KEEP):
        return []
    number = func.count(Service.id)
    found = (
        select(Agency.name, number)
        .join(Organisation, Organisation.agency_id == Agency.id)
        .join(Service, Service.organisation_id == Organisation.id)
        .where(Agency.id.in_(agencies_with_keepers()), Agency.id != actor.agency_id)
        .where(or_(_stands(Standing.UNVERIFIED), _stands(Standing.WANTS)))
        .group_by(Agency.name)
        .order_by(number.desc(), Agency.name)
    )
    return [(row[0], row[1]) for row in current_session().execute(found)]


def checks(actor: Actor, service_id: UUID) -> list[CheckLine]:
    """The latest checks of an entry, newest first, with the agencies that made them; the directory is open to all."""
    found = (
        select(ServiceCheck, Agency.name)
        .join(Agency, Agency.id == ServiceCheck.by_agency_id)
        .where(ServiceCheck.service_id == service_id)
        .order_by(ServiceCheck.checked_on.desc(), ServiceCheck.noted_at.desc())
        .limit(MOST_CHECKS)
    )
    return [
        CheckLine(row[0].checked_on, directory_rules.CHECKED_WORDS[row[0].how], row[1], row[0].note or "")
        for row in current_session().execute(found)
    ]


def keepers(actor: Actor, organisation_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Organisation id to the member that keeps its entries, in one statement; the coordinator's are left out."""
    found = (
        select(Organisation.id, Agency.name)
        .join(Agency, Agency.id == Organisation.agency_id)
        .where(Organisation.id.in_(set(organisation_ids)), Agency.id.in_(agencies_with_keepers()))
    )
    return {row[0]: row[1] for row in current_session().execute(found)}


def names_of(services: Sequence[Service]) -> dict[UUID, str]:
    """Organisation id to name, for a page of services, in one statement."""
    found = select(Organisation.id, Organisation.name).where(
        Organisation.id.in_({row.organisation_id for row in services})
    )
    return {row[0]: row[1] for row in current_session().execute(found)}
