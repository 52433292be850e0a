"""The receiver's answers: acknowledge, accept, decline, and say that an end was seen."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from agencies.queries import user
from cases.models import Case
from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session
from directory.queries import service as directory_service
from referrals import package, queries, rules, vocabulary
from referrals.models import Outcome, Referral, ReferralReceipt, ReferralState, UnmetNeed
from referrals.package import Package
from referrals.queries import kind_of
from referrals.service.moving import move, receiver_name
from referrals.service.notices import ANSWERED, refuse, tell_sender
from referrals.service.opening import open_first_case, open_person
from referrals.service.pausing import resume_clock
from referrals.service.receiving import put_on_desk, worker_who_may, write_beside

#: Police and probation have no thread before they accept: their reason stands alone.
NO_THREAD = "no thread yet"


def acknowledge(*, actor: Actor, referral_id: UUID, version: int) -> Referral:
    """Tell the sender that somebody has read it and is deciding. Refuses when that, or the answer, came before.

    Whoever acknowledges has it from then on, unless it was given to somebody already.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    name = user(actor.user_id).name
    is_free = referral.worker_name is None
    move(actor, referral, version, (ReferralState.SENT,), state=ReferralState.ACKNOWLEDGED,
         acknowledged_at=clock.now(), acknowledged_name=name, worker_name=referral.worker_name or name)  # fmt: skip
    if is_free:
        put_on_desk(actor, referral, actor.user_id)
    audit.record(actor=actor, verb="acknowledged", kind="referral", row_id=referral.id, fields=["state"])
    tell_sender(referral, ANSWERED, "acknowledged")
    return referral


def accept(
    *, actor: Actor, referral_id: UUID, version: int, lead_user_id: UUID | None = None, expected_on: date | None = None
) -> Case:
    """Accept: open the package, and from it the agency's own person and case, with their provenance.

    `lead_user_id`: who will lead the case and is named to the sender, the actor when nobody is given; `expected_on`:
    the day on which support is expected to begin, for somebody who goes on a waiting list.
    One conditional UPDATE decides who wins; everything else follows in the same transaction, so that the referral is
    wholly accepted or not at all. Refuses an answered, withdrawn or expired referral and says why, and a worker who may
    not lead; raises Clash when `version` is not the one that was read. Source: design.md 4 and 5, security.md T21.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    refuse(rules.keeps_records(kind_of(actor.agency_id), wanted=True))
    refuse(rules.wait_is_dated(expected_on, clock.today()))
    lead = user(actor.user_id) if lead_user_id in (None, actor.user_id) else worker_who_may(actor, lead_user_id)
    waiting = {"expected_on": expected_on, "outcome": Outcome.WAITING_LIST} if expected_on else {}
    opened = _open_package(actor, referral, version, worker_name=lead.name, **waiting)
    person = open_person(actor, referral, opened)
    case = open_first_case(actor, referral, person, opened, lead.id)
    put_on_desk(actor, referral, lead.id)
    _note_acceptance(actor, referral, person.id, case.id)
    return case


def accept_without_case(*, actor: Actor, referral_id: UUID, version: int) -> Referral:
    """Accept for an agency that keeps no records here (police, probation): the package opens to it to read.

    No person and no case is made. The same conditional UPDATE decides who wins, with the same refusals as `accept`;
    refuses an agency that does open cases. Source: domain.md 4.1, security.md T4.
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    refuse(rules.keeps_records(kind_of(actor.agency_id), wanted=False))
    _open_package(actor, referral, version)
    put_on_desk(actor, referral, actor.user_id)
    _note_acceptance(actor, referral)
    return referral


def decline(
    *,
    actor: Actor,
    referral_id: UUID,
    version: int,
    reason_code: str,
    alternative_service_id: UUID | None = None,
    none_found: bool = False,
    criterion: str = "",
    words_checked: bool = False,
) -> Referral:
    """Decline with a reason and a way on; the package closes for the receiver for good.

    The way on is another service, or `none_found`: then each need of the letter counts as unmet at the receiver.
    `criterion`: which one is not met, for that reason; it goes as a sealed message of the thread, never in the clear.
    A person must not be pushed from agency to agency without a way on (domain.md S1-18; 6, accountability).
    """
    referral = queries.received_referral(actor, referral_id)
    refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
    reasons, names_it = vocabulary.decline_reasons(), rules.opens_a_case(kind_of(actor.agency_id))
    refuse(
        rules.decline_is_whole(
            reason_code=reason_code, known=reasons, criterion=criterion if names_it else NO_THREAD,
            has_alternative=alternative_service_id is not None, none_found=none_found,
        )
    )  # fmt: skip
    alternative_id = _other_service(referral, alternative_service_id)
    if names_it and reason_code == rules.NAMES_A_CRITERION:
        write_beside(actor, referral, f"{reasons[reason_code]}: {criterion.strip()}", field="criterion",
                     checked=words_checked)  # fmt: skip
    needs = _needs_of(actor, referral) if none_found else []
    _decide(actor, referral, version, ReferralState.DECLINED, reason_code=reason_code,
            alternative_service_id=alternative_id, none_found=none_found)  # fmt: skip
    _count_unmet(actor, referral, needs)
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


def _other_service(referral: Referral, service_id: UUID | None) -> UUID | None:
    if service_id is None:
        return None
    alternative = directory_service(service_id)
    refuse(
        rules.is_another_service(
            alternative.id, referral.service_id, act="declining for", field="alternative_service_id"
        )  # fmt: skip
    )
    return alternative.id


def _needs_of(actor: Actor, referral: Referral) -> list[str]:
    triage = package.triages(actor, [referral.id]).get(referral.id)
    return triage.needs if triage else []


def _count_unmet(actor: Actor, referral: Referral, needs: list[str]) -> None:
    """One row a need, tied to no referral: the letter is closed, and only the count may stay."""
    month = clock.london(referral.sent_at).date().replace(day=1)
    current_session().add_all(UnmetNeed(agency_id=actor.agency_id, month=month, need=need) for need in needs)


def _open_package(actor: Actor, referral: Referral, version: int, **values: Any) -> Package:
    """Win the referral, then open what was sent, if consent still runs."""
    refuse(rules.may_be_accepted_by(actor, kind_of(actor.agency_id)))
    _decide(actor, referral, version, ReferralState.ACCEPTED, opened_at=clock.now(), **values)
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
    """Decide, and count as acknowledged whatever was never acknowledged apart. What was asked for is asked no more."""
    now, name = clock.now(), user(actor.user_id).name
    acknowledged = {} if referral.acknowledged_at else {"acknowledged_at": now, "acknowledged_name": name}
    changes = {"state": state, "decided_at": now, "decided_name": name, "worker_name": name, **acknowledged, **values}
    if referral.more_asked_at is not None:
        changes["more_asked_at"] = None
    resume_clock(actor, referral)
    move(actor, referral, version, rules.PENDING, **changes)
