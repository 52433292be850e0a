"""The journey in words: titles of incidents, orders, steps and clocks, for pages, print and what is due."""

from __future__ import annotations

from cases.catalogue import NOT_REPORTED
from cases.justice import catalogue, queries, rules
from cases.justice.models import Incident, ProtectiveOrder, RightsComplaint, WhenKind
from cases.models import Milestone
from cases.reading import legible
from core.words import long_day, short_day


def incident_title(row: Incident) -> str:
    """“Incident 2: Robbery, 4 May 2026”."""
    harms = queries.harm_words(row)
    more = f" and {len(harms) - 1} more" if len(harms) > 1 else ""
    return f"Incident {row.number}: {harms[0] if harms else 'not described'}{more}, {when_words(row)}"


def when_words(row: Incident) -> str:
    """When an incident was, as exactly as it is known."""
    if row.first_on is None or row.last_on is None:
        return f"day {rules.WHEN_WORDS[row.when_kind].lower()}"
    if row.when_kind is WhenKind.EXACT:
        return long_day(row.first_on)
    return f"between {long_day(row.first_on)} and {long_day(row.last_on)}"


def force_words(row: Incident) -> str:
    """The force of an incident; another one by its own name."""
    return legible(row, "other_force") or catalogue.FORCES.get(row.force or "", "")


def reported_words(row: Incident) -> str:
    """What the police know of an incident, in a sentence."""
    day = f", {long_day(row.reported_on)}" if row.reported_on else ""
    where = f" to {force_words(row)}" if force_words(row) else ""
    return {"yes": f"Reported{where}{day}", "no": "Not reported, and need not be"}.get(
        row.reported.value, rules.REPORTED_WORDS[row.reported]
    )


def step_title(row: Milestone, alias: str) -> str:
    """A step as a title; a plan says so, and “Not reported” says that it need not be."""
    if row.code == NOT_REPORTED:
        return f"{alias} has not reported, and need not"
    title = catalogue.milestones().get(row.code, row.code)
    return f"{title} (planned)" if queries.is_planned(row) else title


def told_by(row: Milestone, alias: str) -> str:
    """Who told us of a step: the words before the name of the colleague who wrote it down."""
    if row.source == "worker":
        return "seen by"
    return f"told by {alias if row.source == 'person' else catalogue.TOLD_BY.get(row.source, 'somebody')}, written by"


def outcome_words(row: Milestone) -> str:
    """The police outcome at a step, with its code."""
    if row.outcome_code is None:
        return ""
    return f"Police outcome {row.outcome_code}: {catalogue.outcome_words()[row.outcome_code]}"


def order_title(row: ProtectiveOrder) -> str:
    """“Restraining order, in force until Fri 4 Dec”."""
    state = rules.ORDER_WORDS[row.state].lower()
    until = f" until {short_day(row.expires_on)}" if row.expires_on and row.state.value == "in_force" else ""
    return f"{catalogue.ORDERS.get(row.kind, row.kind)}, {state}{until}"


def complaint_title(row: RightsComplaint) -> str:
    """“Complaint to CPS, right 6”."""
    about = f", right {row.number}" if row.number else ""
    return f"Complaint to {catalogue.AUTHORITIES.get(row.to_whom, row.to_whom)}{about}"
