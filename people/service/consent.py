"""Writes of consent: recorded, superseded, withdrawn; never edited."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    Receipt,
    TakenBack,
)
from people.rules import (
    Ask,
    Asking,
    ConsentTerms,
    HowSaid,
    Interpreter,
    Recipient,
    WordsRead,
    refuse_nothing_taken_back,
    refuse_unfit_asking,
    refuse_unsound_consent,
)


def record_consents(
    *,
    actor: Actor,
    person_id: UUID,
    recipients: Sequence[Recipient],
    purposes: Sequence[Purpose],
    asking: Asking,
    how: HowSaid,
) -> list[Consent]:
    """Record one conversation: a consent or refusal for each recipient and purpose, all of one occasion, or none.

    Each keeps the words read for its own recipient and purpose, and which of its kinds were asked about alone. Refuses
    what `rules.refuse_unfit_asking` and `rules.refuse_unsound_consent` refuse; then nothing is stored.
    """
    refuse_unfit_asking(recipients, purposes, asking)
    asks = [(recipient, purpose) for recipient in dict.fromkeys(recipients) for purpose in dict.fromkeys(purposes)]
    for ask in asks:
        _refuse_recipient(actor, ask[0])
        refuse_unsound_consent(_terms(ask, asking, how), clock.today())
    _hold(actor, person_id)
    occasion = uuid7()
    made = [_record(actor, person_id, ask, asking, how, occasion) for ask in asks]
    for _, ended in made:
        for consent_id in ended:
            consent_ended.send(record_consents, actor=actor, person_id=person_id, consent_id=consent_id)
    return [row for row, _ in made]


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
    told_limits: bool | None = None,
    capacity_note: str | None = None,
    witness: str | None = None,
    receipt: Receipt = Receipt.NOT_OFFERED,
    asked_alone: Collection[Category] = (),
    copied_from: UUID | None = None,
) -> Consent:
    """Record what a person agreed to and refused, word for word as it was read to them. A refusal alone counts too.

    It replaces what they said before to the same recipient and purpose: each consent so ended sends `consent_ended`
    once the new one is stored. Refuses what is not free, informed and dated (`rules.refuse_unsound_consent`).
    """
    recipient = Recipient(recipient_agency_id, recipient_team_id)
    ask = (recipient, purpose)
    how = HowSaid(
        method, valid_until, told_may_refuse, safe_to_speak, capacity, interpreter, conditions, told_limits,
        capacity_note, witness, receipt,
    )  # fmt: skip
    asking = Asking(
        answers={recipient: answers}, words={ask: WordsRead(wording_id, shown)},
        asked_alone={recipient: frozenset(asked_alone)}, copied_from={ask: copied_from} if copied_from else {},
    )  # fmt: skip
    (row,) = record_consents(
        actor=actor, person_id=person_id, recipients=[recipient], purposes=[purpose], asking=asking, how=how
    )
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


def withdraw_parts(*, actor: Actor, consent_id: UUID, categories: Collection[Category], how: str) -> None:
    """Take back some kinds of information of one consent; all of them ends the consent as `withdraw_consent` does.

    `consent_ended` makes those above look again at what rests on it, in the same transaction: what is still covered
    goes on, the rest stops. Refuses a consent that is not live, no kind, and a kind that was not agreed to.
    Source: domain.md 4.1 (“partial withdrawal per category”).
    """
    record = _held_for_change(actor, consent_id)
    standing = queries.agreed_kinds(actor, consent_id)
    wanted = refuse_nothing_taken_back(standing, categories)
    if len(wanted) == len(standing):
        return withdraw_consent(actor=actor, consent_id=consent_id, how=how)
    current_session().add_all(
        TakenBack(
            agency_id=actor.agency_id, id=uuid7(), consent_id=consent_id, category=category, at=clock.now(), how=how,
            taken_by=actor.user_id,
        )
        for category in wanted
    )  # fmt: skip
    current_session().flush()
    audit.record(actor=actor, verb="withdrawn in part", kind="consent", row_id=consent_id,
                 subject_id=record.person_id, fields=[category.value for category in wanted])  # fmt: skip
    consent_ended.send(withdraw_parts, actor=actor, person_id=record.person_id, consent_id=consent_id)
    return None


def take_back(*, actor: Actor, person_id: UUID, parts: Mapping[UUID, Collection[Category]], how: str) -> None:
    """Take back several consents of one person, in whole or in part, together or not at all.

    `parts` holds the kinds by consent. Refuses when nothing was chosen; raises NotVisible for another's consent.
    """
    chosen = {consent_id: categories for consent_id, categories in parts.items() if categories}
    if not chosen:
        raise Refused("Tick what they take back.", field="parts")
    own = {record.row.id for record in queries.consents_of(actor, person_id)}
    if not own.issuperset(chosen):
        raise NotVisible
    for consent_id, categories in sorted(chosen.items()):
        withdraw_parts(actor=actor, consent_id=consent_id, categories=categories, how=how)


def _held_for_change(actor: Actor, consent_id: UUID) -> Consent:
    """Hold a live consent until the end, so that nothing can be sent on what is being taken back."""
    found = queries.visible_consents(actor).where(Consent.id == consent_id).with_for_update()
    row = current_session().scalar(found.execution_options(populate_existing=True))
    if row is None:
        raise NotVisible
    if row.state is not ConsentState.GIVEN:
        raise Refused("This consent had already ended. Nothing rests on it.")
    return row


def _terms(ask: Ask, asking: Asking, how: HowSaid) -> ConsentTerms:
    return ConsentTerms(
        asking.answers_to(ask), agency(ask[0].agency_id).kind, how.method, how.interpreter, how.told_may_refuse,
        how.safe_to_speak, how.capacity, how.valid_until, how.told_limits, how.capacity_note,
    )  # fmt: skip


def _record(
    actor: Actor, person_id: UUID, ask: Ask, asking: Asking, how: HowSaid, occasion: UUID
) -> tuple[Consent, list[UUID]]:
    """Store one consent and end those it replaces; returns it and the ids of the consents so ended."""
    (recipient, purpose), answers, words = ask, asking.answers_to(ask), asking.words[ask]
    ended = _supersede(actor, person_id, recipient.agency_id, recipient.team_id, purpose)
    row = Consent(
        agency_id=actor.agency_id, id=uuid7(), person_id=person_id,
        state=ConsentState.GIVEN if any(answers.values()) else ConsentState.REFUSED,
        recipient_agency_id=recipient.agency_id, recipient_team_id=recipient.team_id, purpose=purpose,
        wording_id=words.wording_id, shown=words.text, given_at=clock.now(), recorded_by=actor.user_id,
        occasion_id=occasion, copied_from_id=asking.copied_from.get(ask), **_how_said(how),
    )  # fmt: skip
    _store(row, answers, asking.asked_alone.get(recipient, frozenset()))
    audit.record(actor=actor, verb=row.state.value, kind="consent", row_id=row.id, subject_id=person_id,
                 fields=[category.value for category in answers])  # fmt: skip
    return row, ended


def _how_said(how: HowSaid) -> dict[str, object]:
    interpreter = how.interpreter if how.method is ConsentMethod.INTERPRETER else None
    return {
        "method": how.method, "interpreter": interpreter.words() if interpreter else None,
        "conditions": _words(how.conditions), "told_may_refuse": how.told_may_refuse, "told_limits": how.told_limits,
        "safe_to_speak": how.safe_to_speak, "capacity": how.capacity, "capacity_note": _words(how.capacity_note),
        "witness": _words(how.witness), "receipt": how.receipt, "valid_until": how.valid_until,
    }  # fmt: skip


def _words(text: str | None) -> str | None:
    return (text or "").strip() or None


def _refuse_recipient(actor: Actor, recipient: Recipient) -> None:
    if recipient.agency_id == actor.agency_id:
        raise Refused("Choose another agency. Your own needs no consent to read its own record.", field="recipient")
    if recipient.team_id is not None and team(recipient.team_id).agency_id != recipient.agency_id:
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


def _store(row: Consent, answers: Mapping[Category, bool], alone: Collection[Category]) -> None:
    session = current_session()
    session.add(row)
    session.flush()
    session.add_all(
        ConsentCategory(
            agency_id=row.agency_id, id=uuid7(), consent_id=row.id, category=category, agreed=agreed,
            asked_alone=category in alone,
        )
        for category, agreed in answers.items()
    )  # fmt: skip
    session.flush()
