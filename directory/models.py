"""Organisations and services, shaped after Open Referral UK (domain.md 8.1). Shared by all members, no person in it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, choice, uuid7


class ServiceStatus(StrEnum):
    """Status of a service in Open Referral UK."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    TEMPORARILY_CLOSED = "temporarily closed"


class CheckedHow(StrEnum):
    """How an entry was checked."""

    OWN = "own"
    RANG = "rang"
    WROTE = "wrote"
    VISITED = "visited"


class PlaceKind(StrEnum):
    """Kind of a location in Open Referral UK."""

    PHYSICAL = "physical"
    POSTAL = "postal"
    VIRTUAL = "virtual"


class Standing(StrEnum):
    """Whether a service can take someone now, as the agency that runs it says."""

    OPEN = "open"
    LIMITED = "limited"
    WAITING_LIST = "waiting_list"
    CLOSED = "closed"


class Organisation(Base):
    """Whoever runs a service; a member agency or not. `brought_from` and `brought_id`: the feed it came in with."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_organisation_name", "name", "id"),
        Index("ix_organisation_brought", "brought_from", "brought_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    url: Mapped[str | None]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str | None]
    brought_from: Mapped[str | None]
    brought_id: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Service(Base):
    """A service. Takes referrals in Roundtable only when it names the member team that answers them.

    `checked_on` is its assured date. `confidential`: its premises stay unsaid, so no place of it has an address.
    `unlisted`: known to members, and in no public feed and on no printed list.
    """

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_service_name", "name"),
        Index("ix_service_checked_on", "checked_on", "id"),
        Index("ix_service_brought", "brought_from", "brought_id"),
        CheckConstraint("not takes_referrals or team_id is not null", name="referrals_go_to_a_team"),
        CheckConstraint("minimum_age is null or minimum_age between 0 and 120", name="a_youngest_age_is_an_age"),
        CheckConstraint(
            "maximum_age is null or (maximum_age between 0 and 120 and maximum_age >= coalesce(minimum_age, 0))",
            name="an_oldest_age_is_not_below_the_youngest",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[str]
    description: Mapped[str]
    eligibility: Mapped[str | None]
    status: Mapped[ServiceStatus] = choice(ServiceStatus, "service_has_a_known_status")
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    phones: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    urls: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    schedules: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    takes_referrals: Mapped[bool] = mapped_column(default=False)
    opens_isva_case: Mapped[bool] = mapped_column(default=False)
    checked_on: Mapped[date | None]
    email: Mapped[str | None]
    fees: Mapped[str | None]
    alert: Mapped[str | None]
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    confidential: Mapped[bool] = mapped_column(default=False)
    unlisted: Mapped[bool] = mapped_column(default=False)
    brought_from: Mapped[str | None]
    brought_id: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ServiceCheck(Base):
    """That an entry was checked with the service itself: when, how and by whom. Only grows."""

    __tablename__ = "service_check"
    __table_args__ = (Index("ix_service_check_service_id_checked_on", "service_id", "checked_on"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"))
    checked_on: Mapped[date]
    how: Mapped[CheckedHow] = choice(CheckedHow, "a_check_is_made_in_a_known_way")
    note: Mapped[str | None]
    by_user_id: Mapped[UUID]
    by_agency_id: Mapped[UUID]
    noted_at: Mapped[datetime]


class ServiceCapacity(Base):
    """What a service can take now, as its own agency last said. No row: nobody has said anything yet."""

    __tablename__ = "service_capacity"
    __table_args__ = (
        CheckConstraint("(standing = 'waiting_list') = (weeks is not null)", name="only_a_waiting_list_has_weeks"),
        CheckConstraint("weeks is null or weeks between 1 and 104", name="a_waiting_list_has_an_end"),
    )

    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), primary_key=True)
    standing: Mapped[Standing] = choice(Standing, "capacity_has_a_known_standing")
    weeks: Mapped[int | None]
    said_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)


#: What a place without an address may not say in any column.
NOWHERE = (
    "address is null and postcode is null and city is null and region is null "
    "and latitude is null and longitude is null and uprn is null"
)


class Location(Base):
    """Where a service is found. Confidential premises are virtual: they have no address at all."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint(f"kind <> 'virtual' or ({NOWHERE})", name="a_virtual_location_has_no_address"),
        CheckConstraint(
            f"not confidential or (kind = 'virtual' and {NOWHERE})", name="a_confidential_place_has_no_address"
        ),
        CheckConstraint("kind in ('physical', 'postal', 'virtual')", name="a_place_has_a_known_kind"),
        CheckConstraint("latitude is null or latitude between -90 and 90", name="a_latitude_is_on_earth"),
        CheckConstraint("longitude is null or longitude between -180 and 180", name="a_longitude_is_on_earth"),
        CheckConstraint("uprn is null or length(uprn) between 1 and 12", name="a_uprn_has_up_to_12_digits"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="a_point_has_both_numbers"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    uprn: Mapped[str | None]
    access: Mapped[str | None]
    confidential: Mapped[bool] = mapped_column(default=False)
    brought_id: Mapped[str | None]
