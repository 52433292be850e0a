"""Writes of what the person chose: about reporting, going on and reminders; and an agency's times to remind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from agencies.permissions import Permission
from cases.justice import catalogue, clocks, queries, rules
from cases.justice.models import ClockLead, ClockWish, Occasion, ReportingChoice
from cases.writing import case_to_write, refuse_if, said, store
from core import audit, clock
from core.actor import Actor
from core.crypto.fields import packed
from core.errors import Clash, Refused
from core.scoping import current_session


def record_choice(
    *,
    actor: Actor,
    case_id: UUID,
    occasion: Occasion,
    chosen: str,
    chosen_on: date,
    explained: Sequence[str] = (),
    factors: Sequence[str] = (),
    words: str | None = None,
    incident_id: UUID | None = None,
) -> ReportingChoice:
    """Write down what the person chose about reporting, or about going on, and what made it harder or easier.

    `chosen` is a code of OPTIONS (report) or GOING_ON (withdrawal); `explained` the options that were explained;
    `factors` codes of barriers_to_reporting.json; `words` their own. Never changed: a later choice is a new row. It
    changes nothing else: support never depends on it, and stopping is not the end of the case (domain.md 2.2).
    """
    case = case_to_write(actor, case_id)
    known = catalogue.OPTIONS if occasion is Occasion.REPORT else catalogue.GOING_ON
    refuse_if(rules.choice_may_be(chosen, known, factors, chosen_on, clock.today()))
    if incident_id is not None:
        queries.incident(actor, case, incident_id)
    row = ReportingChoice(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, incident_id=incident_id,
        occasion=occasion, chosen=chosen, chosen_on=chosen_on,
        explained=[code for code in explained if code in catalogue.OPTIONS],
        factors=packed(list(dict.fromkeys(factors))) if factors else None, words=said(words),
        recorded_by=actor.user_id, recorded_at=clock.now(),
    )  # fmt: skip
    store(actor, case, row, "reporting choice")
    return row


def wish(
    *, actor: Actor, case_id: UUID, clock_code: str, about_id: UUID, silent: bool, words: str | None = None
) -> ClockWish:
    """Keep the person's wish about one clock: no reminders, or reminders again. The clock itself goes on.

    `about_id` is the step or incident that the clock runs from. Refuses a clock that this case does not have.
    """
    case = case_to_write(actor, case_id)
    known = {found.key for found in queries.clocks_on(actor, [case], "they")[case.id]}
    if (clock_code, about_id) not in known or clock_code not in clocks.rules():
        raise Refused("This case has no such clock.", instead="Go back to the journey.")
    row = ClockWish(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, clock=clock_code, about_id=about_id,
        silent=silent, words=said(words), recorded_by=actor.user_id, recorded_at=clock.now(),
    )  # fmt: skip
    store(actor, case, row, "wish about a clock")
    return row


def set_leads(*, actor: Actor, code: str, leads: Sequence[str], version: int) -> ClockLead | None:
    """Choose when the agency is reminded of one clock; none means never, for this clock.

    Each lead is words such as “7 days before”. Refuses anybody but a manager; Clash when it changed since `version`.
    """
    if not actor.may(Permission.CASE_SUPERVISE):
        raise Refused("Only a manager chooses when the agency is reminded.")
    if code not in clocks.rules():
        raise Refused("There is no such clock.")
    chosen = [words.strip() for words in leads if words.strip()]
    refuse_if(rules.leads_may_be(chosen))
    row = queries.lead_row(actor, code)
    if (row.version if row else 0) != version:
        raise Clash("Somebody changed this while you were writing. Both are below; nothing is lost.")
    if row is None:
        row = ClockLead(agency_id=actor.agency_id, clock=code, version=0)
        current_session().add(row)
    row.leads, row.changed_by, row.changed_at, row.version = chosen, actor.user_id, clock.now(), version + 1
    current_session().flush()
    audit.record(actor=actor, verb="changed", kind="times to remind", row_id=row.id, fields=["leads"])
    return row
