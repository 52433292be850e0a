"""Writes of incidents and of those they are about. No account of what happened is asked or kept (evidence boundary)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from cases.justice import catalogue, queries, rules
from cases.justice.models import Answer, Incident, Reported, Suspect, WhenKind
from cases.justice.service.rows import change, make
from cases.writing import case_to_write, refuse_if, said
from core import clock
from core.actor import Actor
from core.crypto.fields import packed
from core.errors import Refused


def save_incident(
    *,
    actor: Actor,
    case_id: UUID,
    harms: Sequence[str],
    when: WhenKind,
    first_on: date | None = None,
    last_on: date | None = None,
    ward: str | None = None,
    reported: Reported = Reported.NOT_KNOWN,
    reported_on: date | None = None,
    force: str | None = None,
    other_force: str | None = None,
    reference: str | None = None,
    officer: str | None = None,
    under_18: Answer = Answer.NOT_ASKED,
    eighteenth_on: date | None = None,
    knew_on: date | None = None,
    incident_id: UUID | None = None,
    version: int = 0,
) -> Incident:
    """Write down an incident, or change one: kinds of harm, its day or band of days, and what the police know.

    `harms` are codes of harm_types.json. One day is `first_on` alone. Refuses days to come and a day of report without
    a report; Clash when it changed since `version`.
    """
    case = case_to_write(actor, case_id)
    dated = when in (WhenKind.EXACT, WhenKind.BETWEEN)
    first_on, last_on = (first_on, first_on if when is WhenKind.EXACT else last_on) if dated else (None, None)
    refuse_if(rules.incident_may_say(harms, when, first_on, last_on, clock.today()))
    refuse_if(rules.report_may_say(reported, reported_on, force, first_on, clock.today()))
    if ward and ward not in catalogue.wards():
        raise Refused("Choose a place from the list.", field="ward")
    if knew_on is not None and knew_on > clock.today():
        raise Refused("This day has not come yet.", field="knew_on")
    values = {
        "harms": packed(list(dict.fromkeys(harms))), "when_kind": when, "first_on": first_on, "last_on": last_on,
        "ward": ward or None, "reported": reported, "reported_on": reported_on, "force": force or None,
        "other_force": said(other_force), "reference": said(reference), "officer": said(officer),
        "under_18": under_18, "birthday": eighteenth_on.isoformat() if eighteenth_on else None, "knew_on": knew_on,
    }  # fmt: skip
    if incident_id is not None:
        return change(actor, case, queries.incident(actor, case, incident_id), "incident", version, **values)
    number = queries.next_incident_number(actor, case)
    return make(
        actor, case, Incident, "incident", version, number=number, recorded_by=actor.user_id, recorded_at=clock.now(),
        **values,
    )  # fmt: skip


def save_suspect(
    *, actor: Actor, case_id: UUID, incident_id: UUID, label: str, relation: str, suspect_id: UUID | None = None,
    version: int = 0,
) -> Suspect:  # fmt: skip
    """Write down whom an incident is about, or change it: a label and a relation. Clash when it changed since."""
    case = case_to_write(actor, case_id)
    refuse_if(rules.suspect_may_say(label, relation))
    queries.incident(actor, case, incident_id)
    values = {"incident_id": incident_id, "label": label.strip(), "relation": relation}
    if suspect_id is not None:
        return change(actor, case, queries.suspect(actor, case, suspect_id), "suspect", version, **values)
    return make(actor, case, Suspect, "suspect", version, **values)
