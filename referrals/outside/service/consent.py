"""Writes of consent to tell an organisation outside: recorded, superseded, withdrawn; never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import belongs_to, current_session
from people.models import Category, ConsentMethod, ConsentState, Person, Purpose
from people.rules import ConsentTerms, Interpreter, refuse_unsound_consent
from referrals.outside import queries, rules
from referrals.outside.models import OutsideConsent, OutsideKind
from referrals.outside.service.ending import close_uncovered
from referrals.service.notices import refuse


@dataclass(frozen=True, slots=True)
class OutsideAsking:
    """What was asked about one organisation outside, and how it was answered."""

    organisation: str
    kind: OutsideKind
    purpose: Purpose
    answers: Mapping[Category, bool]
    method: ConsentMethod
    interpreter: Interpreter | None
    wording_id: UUID
    shown: str
    conditions: str
    told_may_refuse: bool
    safe_to_speak: bool
    capacity: str
    valid_until: date

    @property
    def terms(self) -> ConsentTerms:
        """The same, as the rules of all consent read it."""
        return ConsentTerms(
            self.answers, rules.standing_in(self.kind), self.method, self.interpreter, self.told_may_refuse,
            self.safe_to_speak, self.capacity, self.valid_until,
        )  # fmt: skip


def record_outside_consent(*, actor: Actor, person_id: UUID, asking: OutsideAsking) -> OutsideConsent:
    """Record what a person agreed to or refused about one organisation outside, in the words that named it.

    It replaces what they said before about the same organisation and purpose; letters that the new answer no longer
    covers close in the same transaction. Refuses a kind that the name contradicts, what is not free, informed and
    dated, and what may never go there.
    Source: domain.md 4.1, UK GDPR Article 7.
    """
    if not asking.organisation.strip():
        raise Refused("Name the organisation.", field="organisation")
    refuse(queries.misnamed_kind(asking.organisation, asking.kind))
    refuse(rules.firewall_holds([each for each, agreed in asking.answers.items() if agreed], (), asking.kind))
    refuse_unsound_consent(asking.terms, clock.today())
    _hold(actor, person_id)
    index = queries.organisation_index(actor, asking.organisation)
    replaced = _supersede(actor, person_id, index, asking.purpose)
    row = _row(actor, person_id, asking, index)
    current_session().add(row)
    current_session().flush()
    audit.record(
        actor=actor, verb=row.state.value, kind="outside consent", row_id=row.id, subject_id=person_id,
        fields=[category.value for category in asking.answers],
    )  # fmt: skip
    for earlier in replaced:
        close_uncovered(actor, earlier, row)
    return row


def withdraw_outside_consent(*, actor: Actor, consent_id: UUID, how: str) -> OutsideConsent:
    """End a consent because the person took it back: every link that rests on it is dead in the same transaction.

    One conditional UPDATE, so that of two who do it at once one is told that it had ended. Refuses one not live.
    """
    row = queries.outside_consent(actor, consent_id)
    taken = current_session().scalar(
        update(OutsideConsent)
        .where(OutsideConsent.agency_id == actor.agency_id, OutsideConsent.id == consent_id)
        .where(OutsideConsent.state == ConsentState.GIVEN)
        .values(state=ConsentState.WITHDRAWN, withdrawn_at=clock.now(), withdrawn_how=how, withdrawn_by=actor.user_id)
        .returning(OutsideConsent.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise Refused("This consent had already ended. Nothing rests on it.")
    current_session().refresh(row)
    audit.record(actor=actor, verb="withdrawn", kind="outside consent", row_id=consent_id, subject_id=row.person_id)
    close_uncovered(actor, consent_id, None)
    return row


def _row(actor: Actor, person_id: UUID, asking: OutsideAsking, index: str) -> OutsideConsent:
    state = ConsentState.GIVEN if any(asking.answers.values()) else ConsentState.REFUSED
    by_interpreter = asking.interpreter if asking.method is ConsentMethod.INTERPRETER else None
    return OutsideConsent(
        agency_id=actor.agency_id, id=uuid7(), person_id=person_id, state=state,
        organisation=" ".join(asking.organisation.split()), organisation_index=index, kind=asking.kind,
        purpose=asking.purpose, answers={each.value: agreed for each, agreed in asking.answers.items()},
        method=asking.method, interpreter=by_interpreter.words() if by_interpreter else None,
        wording_id=asking.wording_id, shown=asking.shown, conditions=asking.conditions.strip() or None,
        told_may_refuse=asking.told_may_refuse, safe_to_speak=asking.safe_to_speak, capacity=asking.capacity,
        given_at=clock.now(), valid_until=asking.valid_until, recorded_by=actor.user_id,
    )  # fmt: skip


def _hold(actor: Actor, person_id: UUID) -> None:
    """Hold the person until the end: of two answers at once the second replaces the first."""
    who = select(Person.id).where(belongs_to(actor, Person), Person.id == person_id).with_for_update(key_share=True)
    if current_session().scalar(who) is None:
        raise NotVisible


def _supersede(actor: Actor, person_id: UUID, index: str, purpose: Purpose) -> list[UUID]:
    """End the answers that a new one replaces; returns the consents (not the refusals) among them."""
    standing = list(
        current_session().scalars(
            queries.visible_consents(actor)
            .where(OutsideConsent.person_id == person_id, OutsideConsent.organisation_index == index)
            .where(OutsideConsent.purpose == purpose)
            .where(OutsideConsent.state.in_([ConsentState.GIVEN, ConsentState.REFUSED]))
        )
    )
    given = [row.id for row in standing if row.state is ConsentState.GIVEN]
    for row in standing:
        row.state = ConsentState.SUPERSEDED
        audit.record(actor=actor, verb="superseded", kind="outside consent", row_id=row.id, subject_id=person_id)
    current_session().flush()
    return given
