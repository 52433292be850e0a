"""Organisations and services, shaped after Open Referral UK (domain.md 8.1). Shared by all members, no person in it."""

from __future__ import annotations

from datetime import date
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


class Standing(StrEnum):
    """Whether a service can take someone now, as the agency that runs it says."""

    OPEN = "open"
    LIMITED = "limited"
    WAITING_LIST = "waiting_list"
    CLOSED = "closed"


class Organisation(Base):
    """Whoever runs a service; a member agency or not."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    code: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    url: Mapped[str | None]
    agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)


class Service(Base):
    """A service. Takes referrals in Roundtable only when it names the member team that answers them."""

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("code"),
        Index("ix_service_name", "name"),
        CheckConstraint("not takes_referrals or team_id is not null", name="referrals_go_to_a_team"),
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


class Location(Base):
    """Where a service is found. Confidential premises are virtual: they have no address at all."""

    __tablename__ = "location"
    __table_args__ = (
        CheckConstraint(
            "kind <> 'virtual' or (address is null and postcode is null)", name="a_virtual_location_has_no_address"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    service_id: Mapped[UUID] = mapped_column(ForeignKey("service.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    address: Mapped[str | None]
    postcode: Mapped[str | None]
