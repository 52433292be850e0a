"""Reads of the directory. It is shared by all members, and says nothing about a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import Row, Select, String, cast, or_, select

from agencies.models import Agency, AgencyKind, Team
from agencies.queries import agencies_with_agreement
from core import clock, tallies
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.tallies import quarter_of
from directory import rules
from directory.hours import is_open
from directory.models import Location, Organisation, Service, ServiceCapacity, ServiceStatus, Standing
from directory.rules import CATEGORY_WORDS, Capacity


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
    closed_since: date | None = None


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What helps to choose a service: whom it accepts, what it can take now, how soon its agency usually answers.

    `accepts` is empty when it is not stated; `response` is in working days, None when there is not enough to say.
    """

    accepts: str
    capacity: Capacity | None
    response: int | None

    @property
    def is_closed(self) -> bool:
        """True when its agency has closed it for now: it cannot be referred to."""
        return self.capacity is not None and self.capacity.standing is Standing.CLOSED

    @property
    def capacity_tag(self) -> rules.Check:
        """`kind` and `words` of the tag: “Waiting list of about 6 weeks”."""
        return rules.capacity_check(self.capacity, clock.today())

    @property
    def capacity_note(self) -> str:
        """“Said 3 November 2026.”, to stand beside the tag; empty when nobody said anything."""
        return rules.capacity_note(self.capacity, clock.today())

    @property
    def response_words(self) -> str:
        """“Half of answers come within 3 working days”."""
        return rules.response_words(self.response)


@dataclass(frozen=True, slots=True)
class ServiceEntry:
    """A service as its page shows it."""

    service: Service
    organisation: Organisation
    locations: list[Location]
    team_name: str | None
    facts: OfferFacts
    agency_id: UUID | None


def visible_to(actor: Actor) -> Select[Service]:
    """The services an actor may read: all of them, for the directory is shared and holds no person."""
    return select(Service).where(Service.status != ServiceStatus.DEFUNCT)


def services(
    actor: Actor, q: str, number: int, categories: Sequence[str] = (), *, open_now: bool = False
) -> Page[Service]:
    """One page of services by name, matching words in name, description or organisation, in any of the categories.

    `open_now` keeps those that are open at this moment, as far as their weekly hours are known.
    """
    found = matching(visible_to(actor), q, categories)
    if open_now:
        found = found.where(Service.id.in_(_open_now(found)))
    return page_of(found.order_by(Service.takes_referrals.desc(), Service.name, Service.id), number)


def matching(found: Select[Service], q: str, categories: Sequence[str] = ()) -> Select[Service]:
    """Those of a select of services that hold every word, and any of the categories; joins the organisation."""
    found = found.join(Organisation, Organisation.id == Service.organisation_id)
    for word in q.split()[:8]:
        places = (Service.name, Service.description, Organisation.name)
        found = found.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    wanted = [code for code in categories if code in CATEGORY_WORDS]
    if wanted:
        listed = cast(Service.categories, String)
        found = found.where(or_(*(listed.contains(f'"{code}"', autoescape=True) for code in wanted)))
    return found


def _open_now(found: Select[Service]) -> list[UUID]:
    """Hours are lists, which no database compares with a clock: ids and hours are read, and nothing else."""
    now = clock.london(clock.now())
    rows = current_session().execute(
        found.where(Service.status == ServiceStatus.ACTIVE).with_only_columns(Service.id, Service.schedules)
    )
    return [row[0] for row in rows if is_open(row[1], now)]


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
        select(Service, Organisation, Team, ServiceCapacity)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .outerjoin(Team, Team.id == Service.team_id)
        .outerjoin(ServiceCapacity, ServiceCapacity.service_id == Service.id)
        .where(Service.id == service_id)
    )
    row = session.execute(found).one_or_none()
    if row is None:
        raise NotVisible
    places = select(Location).where(Location.service_id == service_id).order_by(Location.name)
    offered, organisation = row[0], row[1]
    team: Team | None = row[2]
    agency_id = team.agency_id if team else None
    response = _response_days(agency_id, _answered()) if offered.takes_referrals else None
    facts = OfferFacts(offered.eligibility or "", _capacity(row[3]), response)
    return ServiceEntry(
        offered, organisation, list(session.scalars(places)), team.name if team else None, facts, agency_id
    )


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


def offers_facts(actor: Actor, offers: Sequence[ServiceOffer]) -> dict[UUID, OfferFacts]:
    """Service id to whom it accepts, its capacity and its agency's typical response; two statements in all.

    The typical response is the median of the agency's own tallies over the last two whole quarters, for a part of a
    quarter is never released (domain.md 6.7).
    """
    if not offers:
        return {}
    found = (
        select(Service.id, Service.eligibility, ServiceCapacity)
        .outerjoin(ServiceCapacity, ServiceCapacity.service_id == Service.id)
        .where(Service.id.in_([offer.service_id for offer in offers]))
    )
    said = {row[0]: (row[1] or "", _capacity(row[2])) for row in current_session().execute(found)}
    answered = _answered()
    return {
        offer.service_id: OfferFacts(*said[offer.service_id], _response_days(offer.agency_id, answered))
        for offer in offers
    }


def capacities(service_rows: Sequence[Service]) -> dict[UUID, Capacity]:
    """Service id to what it last said about its capacity, for those that said anything, in one statement."""
    wanted = {row.id for row in service_rows}
    found = current_session().scalars(select(ServiceCapacity).where(ServiceCapacity.service_id.in_(wanted)))
    return {row.service_id: Capacity(row.standing, row.weeks, row.said_on) for row in found}


def own_services(actor: Actor) -> list[Service]:
    """The services that teams of the actor's agency answer for, by name."""
    teams = select(Team.id).where(Team.agency_id == actor.agency_id)
    found = visible_to(actor).where(Service.team_id.in_(teams), Service.takes_referrals)
    return list(current_session().scalars(found.order_by(Service.name)))


def own_service(actor: Actor, service_id: UUID) -> Service:
    """A service that a team of the actor's agency answers for; NotVisible for any other."""
    found = next((row for row in own_services(actor) if row.id == service_id), None)
    if found is None:
        raise NotVisible
    return found


def capacity_row(service_id: UUID) -> ServiceCapacity | None:
    """What a service last said of its capacity, as it is stored now; None when it said nothing yet."""
    found = select(ServiceCapacity).where(ServiceCapacity.service_id == service_id)
    return current_session().scalar(found.execution_options(populate_existing=True))


def _capacity(row: ServiceCapacity | None) -> Capacity | None:
    return Capacity(row.standing, row.weeks, row.said_on) if row else None


def _answered() -> dict[UUID, Counter[str]]:
    """Waits for a decision by agency, over the last two whole quarters."""
    last = quarter_of(quarter_of(clock.today()).start - timedelta(days=1))
    before = quarter_of(last.start - timedelta(days=1))
    return tallies.read("referrals.waiting-days.decide", before.start, last.end)


def _response_days(agency_id: UUID | None, answered: dict[UUID, Counter[str]]) -> int | None:
    if agency_id not in answered:
        return None
    return rules.typical_days(answered[agency_id], fewest=current_app.config["SETTINGS"].figures_threshold)


def alternatives(actor: Actor) -> list[Service]:
    """The active services that a decline can point to instead, by name."""
    found = visible_to(actor).where(Service.status == ServiceStatus.ACTIVE)
    return list(current_session().scalars(found.order_by(Service.name)))


def _offers() -> Select[Service, str, Team, Agency, ServiceCapacity]:
    return (
        select(Service, Organisation.name, Team, Agency, ServiceCapacity)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .join(Team, Team.id == Service.team_id)
        .join(Agency, Agency.id == Team.agency_id)
        .outerjoin(ServiceCapacity, ServiceCapacity.service_id == Service.id)
        .where(Service.takes_referrals.is_(True), Service.status == ServiceStatus.ACTIVE)
    )


def _offer(row: Row[Service, str, Team, Agency, ServiceCapacity]) -> ServiceOffer:
    offered, organisation, team, agency, _ = row
    said: ServiceCapacity | None = row[4]
    return ServiceOffer(
        service_id=offered.id, name=offered.name, organisation=organisation,
        team_id=team.id, team_name=team.name,
        agency_id=agency.id, agency_name=agency.name, kind=agency.kind,
        categories=tuple(offered.categories), checked_on=offered.checked_on,
        opens_isva_case=offered.opens_isva_case,
        closed_since=said.said_on if said and said.standing is Standing.CLOSED else None,
    )  # fmt: skip
