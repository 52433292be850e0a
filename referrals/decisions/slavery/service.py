"""Writes of requests: what the person asked for, informed; and a public authority's note that it notified."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from core.scoping import current_session
from people import queries as people
from referrals.decisions import vocabulary
from referrals.decisions.models import AdviceAnswer, DutyToNotify, SlaveryRequest
from referrals.decisions.slavery import queries, rules
from referrals.decisions.slavery.rules import Informed

NO_CONSENT = "They have not agreed that this team may be told."


def request_referral(
    *,
    actor: Actor,
    person_id: UUID,
    advice: AdviceAnswer,
    informed: Informed,
    grounds: str,
    own_view: str,
    service_id: UUID | None = None,
    outside_code: str | None = None,
) -> SlaveryRequest:
    """Write down that an adult asks to be referred, informed, after immigration advice was offered.

    To a first responder's team in Roundtable it then goes as a referral by their consent, which is refused here when
    there is none; to one outside the worker goes with them, and nothing is sent from here. Never without consent, for
    any role: there is no such path. Refuses anyone who is no first responder. Source: domain.md 3.5.
    """
    people.person(actor, person_id)
    rules.refuse_uninformed(informed)
    rules.refuse_without_words(grounds, own_view)
    consent_id = _consent(actor, person_id, service_id) if service_id else None
    if service_id is None:
        _refuse_unknown(outside_code)
    row = SlaveryRequest(
        agency_id=actor.agency_id, person_id=person_id, asked_by=actor.user_id, asked_at=clock.now(), advice=advice,
        informed=True, service_id=service_id, outside_code=None if service_id else outside_code,
        consent_id=consent_id, grounds=grounds.strip(), own_view=own_view.strip(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(
        actor=actor, verb="asked", kind="slavery request", row_id=row.id, subject_id=person_id, fields=["advice"]
    )
    return row


def _consent(actor: Actor, person_id: UUID, service_id: UUID) -> UUID:
    offer = next((each for each in queries.responders(actor) if each.service_id == service_id), None)
    if offer is None:
        raise Refused("Only a first responder can send this request.", field="recipient")
    found = queries.consent_to(actor, person_id, offer)
    if found is None:
        raise Refused(NO_CONSENT, instead="Record consent first, then come back.", field="recipient")
    return found.id


def _refuse_unknown(outside_code: str | None) -> None:
    if outside_code not in {each["code"] for each in vocabulary.slavery()["outside"]}:
        raise Refused("Choose a first responder.", field="recipient")


def note_duty(*, actor: Actor, indicators: str, sent_on: date) -> DutyToNotify:
    """Note that a public authority notified the Home Office of a possible victim, without identity.

    Raises NotVisible for any other agency. Refuses a name or reference, a day to come, and empty words.
    """
    if not queries.may_notify(actor):
        raise NotVisible
    if len(indicators.strip()) < rules.LEAST:
        raise Refused("Say which signs were seen, in 20 characters or more.", field="indicators")
    if sent_on > clock.today():
        raise Refused("The day it was sent cannot be to come.", field="sent_on")
    rules.refuse_identity(queries.names_in(actor, indicators))
    row = DutyToNotify(
        agency_id=actor.agency_id, noted_by=actor.user_id, noted_at=clock.now(), sent_on=sent_on,
        indicators=indicators.strip(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="noted", kind="duty to notify", row_id=row.id, fields=["sent_on"])
    return row
