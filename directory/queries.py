"""Reads of the directory. It is shared by all members, and says nothing about a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select, String, cast, or_, select

from agencies.models import Agency, AgencyKind, Team
from agencies.queries import agencies_with_agreement
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from directory.models import Location, Organisation, Service, ServiceStatus
from directory.rules import CATEGORY_WORDS


@dataclass(frozen=True, slots=True)
class ServiceOffer:
    """A service that a referral can be sent to, with the team that answers."""

    service_id: UUID
    name: str
    organisation: str
    team_id: UUID
    team_name: str
    agency_id: UUID
    agency_name: str
    kind: AgencyKind
    categories: tuple[str, ...]
    checked_on: date | None
    opens_isva_case: bool


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A service as its page shows it."""

    service: Service
    organisation: Organisation
    locations: list[Location]
    team_name: str | None


def visible_to(actor: Actor) -> Select[Service]:
    """The services an actor may read: all of them, for the directory is shared and holds no person."""
    return select(Service).where(Service.status != ServiceStatus.DEFUNCT)


def services(actor: Actor, q: str, number: int, categories: Sequence[str] = ()) -> Page[Service]:
    """One page of services by name, matching words in name, description or organisation, in any of the categories."""
    found = visible_to(actor).join(Organisation, Organisation.id == Service.organisation_id)
    for word in q.split()[:8]:
        places = (Service.name, Service.description, Organisation.name)
        found = found.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    wanted = [code for code in categories if code in CATEGORY_WORDS]
    if wanted:
        listed = cast(Service.categories, String)
        found = found.where(or_(*(listed.contains(f'"{code}"', autoescape=True) for code in wanted)))
    return page_of(found.order_by(Service.takes_referrals.desc(), Service.name, Service.id), number)


def organisation_names(service_rows: Sequence[Service]) -> dict[UUID, str]:
    """Organisation id to name, for a page of services, in one query."""
    wanted = {row.organisation_id for row in service_rows}
    found = select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted))
    return {row.id: row.name for row in current_session().execute(found)}


def categories_in_use(actor: Actor) -> list[tuple[str, str]]:
    """The categories that at least one service has, as (code, words), in the order of their words."""
    rows = current_session().scalars(visible_to(actor)).all()
    used = {code for row in rows for code in row.categories}
    return sorted(((code, CATEGORY_WORDS.get(code, code)) for code in used), key=lambda pair: pair[1])


def service(service_id: UUID) -> Service:
    """One service; raises NotVisible when there is none."""
    found = current_session().get(Service, service_id)
    if found is None:
        raise NotVisible
    return found


def service_entry(actor: Actor, service_id: UUID) -> ServiceEntry:
    """One service with its organisation, places and answering team; raises NotVisible when there is none."""
    session = current_session()
    found = (
        select(Service, Organisation, Team.name)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .outerjoin(Team, Team.id == Service.team_id)
        .where(Service.id == service_id)
    )
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotVisible
    places = select(Location).where(Location.service_id == service_id).order_by(Location.name)
    return ServiceEntry(row[0], row[1], list(session.scalars(places)), row[2])


def services_taking_referrals(actor: Actor) -> list[ServiceOffer]:
    """The services that the actor's agency can refer to now, by name.

    Leaves out the agency's own services, closed ones, and agencies without a current information sharing
    agreement: without one nothing moves (design.md 4, security.md).
    """
    signed = agencies_with_agreement(clock.today())
    found = _offers().where(Agency.id != actor.agency_id, Agency.active.is_(True), Agency.id.in_(signed))
    return [_offer(row) for row in current_session().execute(found.order_by(Service.name))]


def service_offer(service_id: UUID) -> ServiceOffer:
    """One service that takes referrals; raises NotVisible when it does not, or is closed."""
    row = current_session().execute(_offers().where(Service.id == service_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _offer(row)


def alternatives(actor: Actor) -> list[Service]:
    """The active services that a decline can point to instead, by name."""
    found = visible_to(actor).where(Service.status == ServiceStatus.ACTIVE)
    return list(current_session().scalars(found.order_by(Service.name)))


def _offers() -> Select[Service, str, Team, Agency]:
    return (
        select(Service, Organisation.name, Team, Agency)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .join(Team, Team.id == Service.team_id)
        .join(Agency, Agency.id == Team.agency_id)
        .where(Service.takes_referrals.is_(True), Service.status == ServiceStatus.ACTIVE)
    )


def _offer(row: Row[Service, str, Team, Agency]) -> ServiceOffer:
    offered, organisation, team, agency = row
    return ServiceOffer(
        service_id=offered.id, name=offered.name, organisation=organisation,
        team_id=team.id, team_name=team.name,
        agency_id=agency.id, agency_name=agency.name, kind=agency.kind,
        categories=tuple(offered.categories), checked_on=offered.checked_on,
        opens_isva_case=offered.opens_isva_case,
    )  # fmt: skip
