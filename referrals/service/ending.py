"""How a referral ends before or after its answer: withdrawn by its sender, or because consent no longer covers it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible
from core.scoping import belongs_to, current_session
from people import service as people_service
from people.models import Category, DisclosureKind, Purpose
from people.rules import Recipient
from referrals import package, queries, rules
from referrals.models import Referral, ReferralState, ReferralSubject
from referrals.service.holding import stop_uncovered
from referrals.service.notices import ENDED, refuse, tell_receiver


def withdraw(*, actor: Actor, referral_id: UUID) -> Referral:
    """Take back a referral that nobody has decided: it stops at once and its package closes for the receiver.

    Refuses once it was answered, with who answered it; raises NotVisible unless the actor's agency sent it.
    """
    referral = queries.sent_referral(actor, referral_id)
    other_side = names_of([referral.to_agency_id])[referral.to_agency_id]
    refuse(rules.may_be_withdrawn(referral, other_side=other_side))
    note = queries.subject(actor, referral_id)
    if note is None:
        raise NotVisible
    if not _stop_pending(actor, referral):
        refuse(rules.may_be_withdrawn(referral, other_side=other_side))
        raise Clash("This referral changed while you were reading.")
    _tell_of_end(actor, referral, note, "withdrawn", "Withdrawn by the sender")
    return referral


def on_consent_ended(_: object, *, actor: Actor, person_id: UUID, consent_id: UUID) -> None:
    """End what rests on a consent that was taken back or replaced, in the same transaction; never blocks it.

    What the remaining consents still cover in full goes on, and is noted as resting on them. Else: undecided
    referrals are withdrawn and their packages close; accepted ones are marked, because what the receiver lawfully
    holds stays with it. A receiver that keeps no record here (police, probation) loses the package too. The receiver
    is told either way. A letter that is still held and no longer covered is stopped. Source: domain.md 4.1, UK GDPR
    Article 7(3).
    """
    current_session().flush()
    for referral, note in queries.resting_on(actor, person_id, consent_id):
        if not _still_covered(actor, referral, note):
            _end_sharing(actor, referral, note, "Consent taken back")
    stop_uncovered(actor, person_id)


def end_expired(*, actor: Actor) -> int:
    """End what the actor's agency sent and whose consent has run out; returns how many.

    Undecided referrals are withdrawn; a package that police or probation were reading closes: expired means no access.
    """
    ended = 0
    for referral, note in queries.open_sent(actor):
        if not _still_covered(actor, referral, note):
            ended += _end_sharing(actor, referral, note, "Consent ended")
    return ended


def end_decided(*, actor: Actor, referral_id: UUID, why: str) -> bool:
    """End what was shared without consent: its second person did not agree, or its review day has passed.

    Consent plays no part in it, so its withdrawal leaves such a referral alone. Returns whether it was still open.
    """
    referral, note = queries.sent_referral(actor, referral_id), queries.subject(actor, referral_id)
    return note is not None and _end_sharing(actor, referral, note, why)


def _still_covered(actor: Actor, referral: Referral, note: ReferralSubject) -> bool:
    recipient = Recipient(referral.to_agency_id, referral.to_team_id)
    sent = queries.categories_sent(actor, referral.id)
    now = queries.coverage(actor, note.person_id, sent, recipient, Purpose(referral.purpose))
    if not now.allowed:
        return False
    note.consent_ids = sorted({str(fact.id) for fact in now.covered.values()})
    return True


def _end_sharing(actor: Actor, referral: Referral, note: ReferralSubject, why: str) -> bool:
    """Withdraw what is undecided; mark what was accepted, and close it where no own record was opened."""
    if _stop_pending(actor, referral):
        _tell_of_end(actor, referral, note, "withdrawn", why)
        return True
    if not _mark_accepted(actor, referral):
        return False
    left = "what they hold stays theirs"
    if not rules.opens_a_case(queries.kind_of(referral.to_agency_id)):
        package.close_for(actor, referral.id, referral.to_agency_id)
        left = "their copy is closed"
    _tell_of_end(actor, referral, note, "sharing-ended", f"{why}; {left}")
    return True


def _stop_pending(actor: Actor, referral: Referral) -> bool:
    """Withdraw by one conditional UPDATE, and destroy the receiver's wrap; false when it was answered first."""
    now = clock.now()
    won = current_session().scalar(
        update(Referral)
        .where(belongs_to(actor, Referral), Referral.from_agency_id == actor.agency_id, Referral.id == referral.id)
        .where(Referral.state.in_(rules.PENDING))
        .values(state=ReferralState.WITHDRAWN, withdrawn_at=now, version=Referral.version + 1)
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(referral)
    if won is None:
        return False
    package.close_for(actor, referral.id, referral.to_agency_id)
    return True


def _mark_accepted(actor: Actor, referral: Referral) -> bool:
    won = current_session().scalar(
        update(Referral)
        .where(belongs_to(actor, Referral), Referral.from_agency_id == actor.agency_id, Referral.id == referral.id)
        .where(Referral.state == ReferralState.ACCEPTED, Referral.sharing_ended_at.is_(None))
        .values(sharing_ended_at=clock.now(), version=Referral.version + 1)
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(referral)
    return won is not None


def _tell_of_end(actor: Actor, referral: Referral, note: ReferralSubject, act: str, reason: str) -> None:
    categories: list[Category] = queries.categories_sent(actor, referral.id)
    people_service.record_disclosure(
        actor=actor, person_id=note.person_id, kind=DisclosureKind.WITHDRAWN,
        recipient_agency_id=referral.to_agency_id, recipient_team_id=referral.to_team_id, categories=categories,
        referral_id=referral.id, reason=reason,
    )  # fmt: skip
    audit.record(
        actor=actor, verb=act, kind="referral", row_id=referral.id, subject_id=note.person_id, fields=["state"]
    )
    tell_receiver(referral, ENDED, act)
