"""Facts that the tests of this floor set up. Nothing is agreed to unless a test says so."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from agencies import queries as agencies
from core.actor import Actor
from people import queries, service
from people.models import Category, Consent, ConsentMethod, Person, Purpose

UNTIL = date(2027, 5, 9)


def team_id(agency_code: str, team_code: str) -> UUID:
    """A team by its agency's code and its own."""
    agency = agencies.agency_by_code(agency_code)
    return next(team.id for team in agencies.teams_of(agency.id) if team.code == team_code)


def robyn(actor: Actor, alias: str = "Robyn") -> Person:
    """A person of the actor's agency, under an alias alone."""
    return service.register_person(actor=actor, alias=alias)


def consent(actor: Actor, person_id: UUID, answers: dict[Category, bool], **changes: Any) -> Consent:
    """An answer about NUM's ISVA team, spoken, until May, unless a test says otherwise."""
    recipient = next(each for each in queries.recipients(actor) if each.team_id == team_id("NUM", "isva"))
    shown = queries.wording_to_show(actor, recipient, Purpose.SUPPORT, "plain")
    terms: dict[str, Any] = {
        "recipient_agency_id": recipient.agency_id, "recipient_team_id": recipient.team_id, "purpose": Purpose.SUPPORT,
        "method": ConsentMethod.SPOKEN, "interpreter": None, "wording_id": shown.wording_id, "shown": shown.text,
        "conditions": None, "told_may_refuse": True, "safe_to_speak": True, "capacity": "presumed",
        "valid_until": UNTIL,
    }  # fmt: skip
    return service.record_consent(actor=actor, person_id=person_id, answers=answers, **(terms | changes))
