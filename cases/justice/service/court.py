"""Writes of special measures, protective orders and the times an order was broken."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from cases.justice import queries, rules
from cases.justice.models import MeasureState, OrderBreach, OrderState, ProtectiveOrder, Reported, SpecialMeasure
from cases.justice.service.rows import change, make
from cases.writing import case_to_write, refuse_if, said, store
from core import clock
from core.actor import Actor


def save_measure(
    *, actor: Actor, case_id: UUID, code: str, state: MeasureState, applied_on: date | None = None,
    decided_on: date | None = None, words: str | None = None, version: int = 0,
) -> SpecialMeasure:  # fmt: skip
    """Where a special measure stands: talked about, wanted or not, applied for, and what the court decided.

    `version` is 0 while nothing was written of it. Refuses a decision without its day; Clash when it changed since.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.measure_may_say(code, state, applied_on, decided_on, clock.today()))
    values = {"state": state, "applied_on": applied_on, "decided_on": decided_on, "words": said(words)}
    row = queries.measure(actor, case, code)
    if row is None:
        return make(actor, case, SpecialMeasure, "special measure", version, code=code, **values)
    return change(actor, case, row, "special measure", version, **values)


def save_order(
    *,
    actor: Actor,
    case_id: UUID,
    kind: str,
    applicant: str,
    state: OrderState,
    applied_on: date | None = None,
    granted_on: date | None = None,
    expires_on: date | None = None,
    no_expiry: bool = False,
    conditions: str | None = None,
    incident_id: UUID | None = None,
    order_id: UUID | None = None,
    version: int = 0,
) -> ProtectiveOrder:
    """Write down a protective order, or change it; one in force has the day it was granted and the day it runs out.

    Refuses an unknown kind and days that cannot be; Clash when it changed since `version`.
    """
    case = case_to_write(actor, case_id)
    refuse_if(
        rules.order_may_say(
            kind, applicant, state, applied_on, granted_on, expires_on, clock.today(), no_expiry=no_expiry
        )
    )
    if incident_id is not None:
        queries.incident(actor, case, incident_id)
    values = {
        "kind": kind, "applicant": applicant, "state": state, "applied_on": applied_on, "granted_on": granted_on,
        "expires_on": expires_on, "no_expiry": no_expiry, "conditions": said(conditions), "incident_id": incident_id,
    }  # fmt: skip
    if order_id is not None:
        return change(actor, case, queries.order(actor, case, order_id), "protective order", version, **values)
    return make(actor, case, ProtectiveOrder, "protective order", version, **values)


def add_breach(
    *, actor: Actor, case_id: UUID, order_id: UUID, happened_on: date, police_told: Reported, words: str | None = None
) -> OrderBreach:
    """Write down that an order was broken, as we were told, and whether the police know. Never changed afterwards."""
    case = case_to_write(actor, case_id)
    order = queries.order(actor, case, order_id)
    refuse_if(rules.breach_may_be(happened_on, order.granted_on, clock.today()))
    breach = OrderBreach(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, order_id=order.id,
        happened_on=happened_on, police_told=police_told, words=said(words), recorded_by=actor.user_id,
        recorded_at=clock.now(),
    )  # fmt: skip
    store(actor, case, breach, "breach of an order")
    return breach
