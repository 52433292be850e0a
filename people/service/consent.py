"""Writes of consent: recorded, superseded, withdrawn; never edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import update

from agencies.queries import agency, team
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import current_session
from people import queries
from people.events import consent_ended
from people.models import (
    Category,
    Consent,
    ConsentCategory,
    ConsentMethod,
    ConsentState,
    Person,
    Purpose,
)
from people.rules import ConsentTerms, Interpreter, refuse_unsound_consent


def record_consent(
    *,
    actor: Actor,
    person_id: UUID,
    recipient_agency_id: UUID,
    recipient_team_id: UUID | None,
    purpose: Purpose,
    answers: Mapping[Category, bool],
    method: ConsentMethod,
    interpreter: Interpreter | None,
    wording_id: UUID,
    shown: str,
    conditions: str | None,
    told_may_refuse: bool,
    safe_to_speak: bool,
    capacity: str,
    valid_until: date,
) -> Consent:
    """Record what a person agreed to and refused, word for word as it was read to them. A refusal alone counts too.

    It replaces what they said before to the same recipient and purpose: each consent so ended sends `consent_ended`
    once the new one is stored. Refuses what is not free, informed and dated (`rules.refuse_unsound_consent`).
    """
    _refuse_own_agency(actor, recipient_agency_id, recipient_team_id)
    kind = agency(recipient_agency_id).kind
    terms = ConsentTerms(answers, kind, method, interpreter, told_may_refuse, safe_to_speak, capacity, valid_until)
    refuse_unsound_consent(terms, clock.today())
    _hold(actor, person_id)
    ended = _supersede(actor, person_id, recipient_agency_id, recipient_team_id, purpose)
    row = Consent(
        agency_id=actor.agency_id, id=uuid7(), person_id=person_id,
        state=ConsentState.GIVEN if any(answers.values()) else ConsentState.REFUSED,
        recipient_agency_id=recipient_agency_id, recipient_team_id=recipient_team_id, purpose=purpose, method=method,
        interpreter=interpreter.words() if interpreter and method is ConsentMethod.INTERPRETER else None,
        wording_id=wording_id, shown=shown, conditions=(conditions or "").strip() or None,
        told_may_refuse=told_may_refuse, safe_to_speak=safe_to_speak, capacity=capacity, given_at=clock.now(),
        valid_until=valid_until, recorded_by=actor.user_id,
    )  # fmt: skip
    _store(row, answers)
    audit.record(actor=actor, verb=row.state.value, kind="consent", row_id=row.id, subject_id=person_id,
                 fields=[category.value for category in answers])  # fmt: skip
    for consent_id in ended:
        consent_ended.send(record_consent, actor=actor, person_id=person_id, consent_id=consent_id)
    return row


def withdraw_consent(*, actor: Actor, consent_id: UUID, how: str) -> None:
    """End a consent because the person took it back. `how` says how they told us.

    One conditional UPDATE, so that of two who do it at once one is told that it had ended. `consent_ended` stops
    what rests on it in the same transaction (domain.md 4.1). Refuses a consent that is not live.
    """
    record = queries.consent(actor, consent_id).row
    taken = current_session().scalar(
        update(Consent)
        .where(Consent.agency_id == actor.agency_id, Consent.id == consent_id, Consent.state == ConsentState.GIVEN)
        .values(state=ConsentState.WITHDRAWN, withdrawn_at=clock.now(), withdrawn_how=how, withdrawn_by=actor.user_id)
        .returning(Consent.person_id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise Refused("This consent had already ended. Nothing rests on it.")
    current_session().refresh(record)
    audit.record(actor=actor, verb="withdrawn", kind="consent", row_id=consent_id, subject_id=taken)
    consent_ended.send(withdraw_consent, actor=actor, person_id=taken, consent_id=consent_id)


def _refuse_own_agency(actor: Actor, agency_id: UUID, team_id: UUID | None) -> None:
    if agency_id == actor.agency_id:
        raise Refused("Choose another agency. Your own needs no consent to read its own record.", field="recipient")
    if team_id is not None and team(team_id).agency_id != agency_id:
        raise Refused("Choose a team of that agency.", field="recipient")


def _hold(actor: Actor, person_id: UUID) -> None:
    """Hold the person until the end: of two answers at once the second replaces the first, never stands beside it."""
    who = queries.visible_to(actor).where(Person.id == person_id).with_for_update(key_share=True)
    if current_session().scalar(who) is None:
        raise NotVisible


def _supersede(actor: Actor, person_id: UUID, agency_id: UUID, team_id: UUID | None, purpose: Purpose) -> list[UUID]:
    """End the answers that a new one replaces; returns the consents (not the refusals) among them."""
    standing = list(current_session().scalars(queries.standing_consents(actor, person_id, agency_id, team_id, purpose)))
    given = [row.id for row in standing if row.state is ConsentState.GIVEN]
    for row in standing:
        row.state = ConsentState.SUPERSEDED
        audit.record(actor=actor, verb="superseded", kind="consent", row_id=row.id, subject_id=person_id)
    current_session().flush()
    return given


def _store(row: Consent, answers: Mapping[Category, bool]) -> None:
    session = current_session()
    session.add(row)
    session.flush()
    session.add_all(
        ConsentCategory(agency_id=row.agency_id, id=uuid7(), consent_id=row.id, category=category, agreed=agreed)
        for category, agreed in answers.items()
    )
    session.flush()
