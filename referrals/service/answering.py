"""The receiver's verbs: acknowledge, accept, decline, and say that an end was seen."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update

from agencies.queries import names_of, user
from cases import service as cases
from cases.models import Case, CaseKind
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import belongs_to, current_session
from core.words import long_day
from directory.queries import service as directory_service
from people import service as people
from people.models import Answer, Category, ContactMethod, Person
from referrals import package, queries, rules, vocabulary
from referrals.models import Referral, ReferralReceipt, ReferralState
from referrals.package import Package, SealedPart
from referrals.queries import kind_of
from referrals.service.notices import ANSWERED, refuse, tell_sender

LEGAL_NAME, BIRTH_DATE = Category.LEGAL_NAME.value, Category.DOB.value


def acknowledge(*, actor: Actor, referral_id: UUID, version: int) -> Referral:
    """Tell the sender that somebody has read it and is deciding. Refuses when that, or the answer, came before."""
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=_side(referral)))
    name = user(actor.user_id).name
    _move(actor, referral, version, (ReferralState.SENT,), state=ReferralState.ACKNOWLEDGED,
          acknowledged_at=clock.now(), acknowledged_name=name)  # fmt: skip
    audit.record(actor=actor, verb="acknowledged", kind="referral", row_id=referral.id, fields=["state"])
    tell_sender(referral, ANSWERED, "acknowledged")
    return referral


def accept(*, actor: Actor, referral_id: UUID, version: int) -> Case:
    """Accept: open the package, and from it the agency's own person and case, with their provenance.

    One conditional UPDATE decides who wins; everything else follows in the same transaction, so that the referral is
    wholly accepted or not at all. Refuses an answered, withdrawn or expired referral and says why; raises Clash when
    `version` is not the one that was read. Source: design.md 4 and 5, security.md T21.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=_side(referral)))
    refuse(rules.keeps_records(kind_of(actor.agency_id), wanted=True))
    opened = _open_package(actor, referral, version)
    person = _open_person(actor, referral, opened)
    case = _open_case(actor, referral, person, opened)
    _note_acceptance(actor, referral, person.id, case.id)
    return case


def accept_without_case(*, actor: Actor, referral_id: UUID, version: int) -> Referral:
    """Accept for an agency that keeps no records here (police, probation): the package opens to it to read.

    No person and no case is made. The same conditional UPDATE decides who wins, with the same refusals as `accept`;
    refuses an agency that does open cases. Source: domain.md 4.1, security.md T4.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=_side(referral)))
    refuse(rules.keeps_records(kind_of(actor.agency_id), wanted=False))
    _open_package(actor, referral, version)
    _note_acceptance(actor, referral)
    return referral


def decline(
    *, actor: Actor, referral_id: UUID, version: int, reason_code: str, alternative_service_id: UUID
) -> Referral:
    """Decline with a reason and another service, both needed; the package closes for the receiver for good.

    A person must not be pushed from agency to agency without a way on (domain.md 6, accountability).
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=_side(referral)))
    if reason_code not in vocabulary.decline_reasons():
        raise Refused("Choose a reason.", field="reason_code")
    alternative = directory_service(alternative_service_id)
    if alternative.id == referral.service_id:
        raise Refused("Choose another service than the one you are declining for.", field="alternative_service_id")
    _decide(actor, referral, version, ReferralState.DECLINED,
            reason_code=reason_code, alternative_service_id=alternative.id)  # fmt: skip
    package.close_for(actor, referral.id, actor.agency_id)
    audit.record(actor=actor, verb="declined", kind="referral", row_id=referral.id, fields=["state", "reason_code"])
    tell_sender(referral, ANSWERED, "declined")
    return referral


def note_withdrawal_seen(*, actor: Actor, referral_id: UUID) -> Referral:
    """Say that the receiver has seen that a referral was withdrawn, or may not be used further."""
    referral = queries.received_referral(actor, referral_id)
    if referral.withdrawn_at is None and referral.sharing_ended_at is None:
        raise Refused("This referral has not been withdrawn.")
    if referral.withdrawn_seen_at is None:
        referral.withdrawn_seen_at = clock.now()
        audit.record(actor=actor, verb="saw the end of", kind="referral", row_id=referral.id)
        current_session().flush()
    return referral


def _side(referral: Referral) -> str:
    return names_of([referral.to_agency_id])[referral.to_agency_id]


def _open_package(actor: Actor, referral: Referral, version: int) -> Package:
    """Win the referral, then open what was sent, if consent still runs."""
    refuse(rules.may_be_accepted_by(actor, kind_of(actor.agency_id)))
    _decide(actor, referral, version, ReferralState.ACCEPTED, opened_at=clock.now())
    opened = package.open_package(actor, referral.id)
    refuse(rules.consent_still_runs(opened.triage.last_day, clock.today()))
    return opened


def _note_acceptance(
    actor: Actor, referral: Referral, person_id: UUID | None = None, case_id: UUID | None = None
) -> None:
    current_session().add(
        ReferralReceipt(
            agency_id=actor.agency_id,
            referral_id=referral.id,
            person_id=person_id,
            case_id=case_id,
            accepted_by=actor.user_id,
        )  # fmt: skip
    )
    audit.record(
        actor=actor, verb="accepted", kind="referral", row_id=referral.id, subject_id=person_id, fields=["state"]
    )
    tell_sender(referral, ANSWERED, "accepted")
    current_session().flush()


def _decide(actor: Actor, referral: Referral, version: int, state: ReferralState, **values: Any) -> None:
    """Decide, and count as acknowledged whatever was never acknowledged apart."""
    now, name = clock.now(), user(actor.user_id).name
    acknowledged = {} if referral.acknowledged_at else {"acknowledged_at": now, "acknowledged_name": name}
    changes = {"state": state, "decided_at": now, "worker_name": name, **acknowledged, **values}
    _move(actor, referral, version, rules.PENDING, **changes)


def _move(actor: Actor, referral: Referral, version: int, states: tuple[ReferralState, ...], **values: Any) -> None:
    """One conditional UPDATE on state and version: of any number of callers exactly one gets past it."""
    won = current_session().scalar(
        update(Referral)
        .where(belongs_to(actor, Referral), Referral.to_agency_id == actor.agency_id, Referral.id == referral.id)
        .where(Referral.state.in_(states), Referral.version == version)
        .values(version=Referral.version + 1, **values)
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(referral)
    if won is None:
        _say_who_was_first(referral)


def _say_who_was_first(referral: Referral) -> None:
    refuse(rules.may_be_answered(referral, other_side=_side(referral)))
    if referral.state is ReferralState.ACKNOWLEDGED:
        raise Clash(f"{referral.acknowledged_name} acknowledged this while you were reading. Look again, then answer.")
    raise Clash("This referral changed while you were reading. Look again, then answer.")


def _open_person(actor: Actor, referral: Referral, opened: Package) -> Person:
    triage = opened.triage
    sender = names_of([referral.from_agency_id])[referral.from_agency_id]
    person = people.register_person(
        actor=actor, alias=triage.alias, pronouns=triage.pronouns, wants=triage.wants, origin_referral_id=referral.id,
        origin=f"From {sender} by referral, {long_day(clock.today())}, with their consent",
    )  # fmt: skip
    for code, part in _own_parts(opened).items():
        _write_part(actor, referral, person, Category(code), part)
    _write_identity(actor, person, opened)
    return person


def _own_parts(opened: Package) -> dict[str, SealedPart]:
    """The parts that land as words: all but legal identity, with what was told of the support wanted."""
    told = {Category.SUPPORT.value: SealedPart(opened.triage.told)} if opened.triage.told else {}
    return {**told, **{code: part for code, part in opened.parts.items() if code not in (LEGAL_NAME, BIRTH_DATE)}}


def _write_part(actor: Actor, referral: Referral, person: Person, category: Category, part: SealedPart) -> None:
    """A safe contact lands as one, field by field; all else as the words that were sent."""
    if category is Category.CONTACT and part.values:
        _write_contact(actor, person, part.values)
        return
    people.write_part(
        actor=actor, person_id=person.id, category=category, answer=Answer.GIVEN,
        words="\n".join(part.paragraphs), origin_referral_id=referral.id,
    )  # fmt: skip


def _write_contact(actor: Actor, person: Person, values: dict[str, str | None]) -> None:
    people.write_safe_contact(
        actor=actor, person_id=person.id, method=ContactMethod(values["method"] or ""), address=values["address"],
        times=values["times"], voicemail=Answer(values["voicemail"] or ""), code_word=values["code_word"],
        never=values["never"],
    )  # fmt: skip


def _write_identity(actor: Actor, person: Person, opened: Package) -> None:
    name, born = opened.parts.get(LEGAL_NAME), opened.parts.get(BIRTH_DATE)
    if name is None and born is None:
        return
    people.write_identity(
        actor=actor, person_id=person.id,
        legal_name_answer=Answer.GIVEN if name else Answer.NOT_ASKED,
        legal_name=" ".join(name.paragraphs) if name else "",
        birth_date_answer=Answer.GIVEN if born else Answer.NOT_ASKED,
        birth_date=date.fromisoformat(born.paragraphs[0]) if born else None,
    )  # fmt: skip


def _open_case(actor: Actor, referral: Referral, person: Person, opened: Package) -> Case:
    is_isva = directory_service(referral.service_id).opens_isva_case
    return cases.open_case(
        actor=actor, person_id=person.id, kind=CaseKind.ISVA if is_isva else CaseKind.CASEWORK,
        lead_user_id=actor.user_id, needs=opened.triage.needs, origin_referral_id=referral.id,
        origin_agency_id=referral.from_agency_id,
    )  # fmt: skip
