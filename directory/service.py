"""Writes of the directory by the members themselves: what their own services can take now."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from core import audit, clock
from core.actor import Actor
from core.errors import Clash
from core.scoping import current_session
from directory import queries, rules
from directory.models import ServiceCapacity, Standing


def say_capacity(
    *, actor: Actor, service_id: UUID, standing: Standing, weeks: int | None, version: int
) -> ServiceCapacity:
    """Say what a service of the actor's own agency can take now, with today's date beside it.

    Takes the version that was read, 0 when nobody had said anything; saying the same again renews the date. Refuses a
    waiting list without its weeks; raises NotVisible for another agency's service, Clash when a colleague was first.
    """
    queries.own_service(actor, service_id)
    refusal = rules.capacity_is_sound(standing, weeks)
    if refusal is not None:
        raise refusal
    weeks = weeks if standing is Standing.WAITING_LIST else None
    row = _say(service_id, version, standing=standing, weeks=weeks)
    audit.record(actor=actor, verb="said", kind="service capacity", row_id=service_id, fields=["standing", "weeks"])
    return row


def _say(service_id: UUID, version: int, *, standing: Standing, weeks: int | None) -> ServiceCapacity:
    before = queries.capacity_row(service_id)
    if (before.version if before else 0) != version:
        raise Clash("A colleague changed this while you were reading.")
    if before is None:
        return _say_first(ServiceCapacity(service_id=service_id, standing=standing, weeks=weeks, said_on=clock.today()))
    won = current_session().scalar(
        update(ServiceCapacity)
        .where(ServiceCapacity.service_id == service_id, ServiceCapacity.version == version)
        .values(standing=standing, weeks=weeks, said_on=clock.today(), version=version + 1)
        .returning(ServiceCapacity.service_id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(before)
    if won is None:
        raise Clash("A colleague changed this while you were reading.")
    return before


def _say_first(row: ServiceCapacity) -> ServiceCapacity:
    try:
        with current_session().begin_nested():
            current_session().add(row)
    except IntegrityError:  # a colleague said the first word at the same moment
        raise Clash("A colleague changed this while you were reading.") from None
    return row
