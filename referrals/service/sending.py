"""The sender's verb: freeze what the person agreed to into a sealed package, and send it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select

from agencies import queries as agencies
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from directory.queries import ServiceOffer, service_offer
from people import queries as people
from people import service as people_service
from people.models import Category, Consent, ConsentState, DisclosureKind, Person, Purpose
from people.rules import Coverage, Recipient
from referrals import package, queries, rules
from referrals.letter import READING_ORDER, Letter
from referrals.models import Referral, ReferralState, ReferralSubject, Urgency
from referrals.package import Package, SealedPart, Triage
from referrals.service.notices import ARRIVED, refuse, tell_receiver

CONTACT_FIELDS = ("method", "address", "times", "voicemail", "code_word", "never")


def send_referral(
    *,
    actor: Actor,
    person_id: UUID,
    service_id: UUID,
    purpose: Purpose,
    needs: Collection[str],
    urgency: Urgency,
    categories: Collection[Category],
    shown: str | None = None,
    words_checked: bool = False,
) -> Referral:
    """Seal what the person agreed to and send it to the team behind a service.

    `categories`: what is to go, at least the name to use and the support wanted; `needs`: codes of needs_domains.json;
    `shown`: digest of the letter the sender last read, when it was read on a page; `words_checked`: watched words were
    read again. Refuses without a current agreement on both sides, without consent that covers every category at this
    moment, against the immigration firewall, and a second open referral for the same thing; nothing is stored then.
    Source: domain.md 4.1 and 4.5, design.md 4.
    """
    _hold(actor, person_id)
    offer = service_offer(service_id)
    wanted = [category for category in READING_ORDER if category in categories]
    _refuse_parties(actor, offer)
    refuse(rules.triage_is_whole(wanted))
    refuse(rules.firewall_allows(wanted, needs, offer.kind))
    covered = queries.coverage(actor, person_id, wanted, Recipient(offer.agency_id, offer.team_id), purpose)
    refuse(rules.consent_covers(covered.missing, offer.agency_name))
    held_back = set(Category).difference(wanted)
    sheet = queries.letter_for(actor, person_id, offer, purpose, needs, held_back)
    refuse(rules.letter_is_the_one_shown(shown, sheet.digest))
    found = [word for word, _ in queries.words_to_look_at(sheet, offer)]
    refuse(rules.words_were_checked(found, checked=words_checked))
    refuse(rules.is_the_first(queries.open_for(actor, person_id, offer)))
    return _send(actor, person_id, offer, purpose, needs, urgency, sheet, covered)


def record_refusal(
    *, actor: Actor, person_id: UUID, service_id: UUID, categories: Collection[Category], reason: str
) -> None:
    """Put a refused sending into the person's ledger: what would have gone, to whom, and why it did not."""
    people.person(actor, person_id)
    offer = service_offer(service_id)
    people_service.record_disclosure(
        actor=actor, person_id=person_id, kind=DisclosureKind.REFUSAL, recipient_agency_id=offer.agency_id,
        recipient_team_id=offer.team_id, categories=sorted(categories), reason=reason,
    )  # fmt: skip
    audit.record(actor=actor, verb="refused", kind="referral", subject_id=person_id, fields=sorted(categories))


def _hold(actor: Actor, person_id: UUID) -> None:
    """Hold the person and their consents until the end.

    Two sendings about the same person go one after the other, and a consent cannot be taken back between the question
    whether it covers the letter and the moment the letter leaves: its withdrawal waits, then finds the referral.
    """
    who = select(Person.id).where(belongs_to(actor, Person), Person.id == person_id).with_for_update(key_share=True)
    if current_session().scalar(who) is None:
        raise NotVisible
    given = (
        select(Consent.id)
        .where(belongs_to(actor, Consent), Consent.person_id == person_id, Consent.state == ConsentState.GIVEN)
        .order_by(Consent.id)
        .with_for_update(read=True)
    )
    current_session().scalars(given).all()


def _refuse_parties(actor: Actor, offer: ServiceOffer) -> None:
    refuse(rules.receiver_is_another(sender=actor.agency_id, receiver=offer.agency_id))
    today = clock.today()
    refuse(
        rules.agreements_allow(
            sender=agencies.agency(actor.agency_id).name,
            sender_has=agencies.has_current_agreement(actor.agency_id, today),
            receiver=offer.agency_name,
            receiver_has=agencies.has_current_agreement(offer.agency_id, today),
        )
    )


def _send(
    actor: Actor, person_id: UUID, offer: ServiceOffer, purpose: Purpose, needs: Collection[str],
    urgency: Urgency, sheet: Letter, covered: Coverage,
) -> Referral:  # fmt: skip
    going = [part.category for part in sheet.going]
    facts = [covered.covered[category] for category in going]
    consent_ids = sorted({str(fact.id) for fact in facts})
    referral = _store(actor, offer, purpose, urgency)
    current_session().add(
        ReferralSubject(
            agency_id=actor.agency_id,
            referral_id=referral.id,
            person_id=person_id,
            sent_by=actor.user_id,
            consent_ids=consent_ids,
        )  # fmt: skip
    )
    until = min(fact.valid_until for fact in facts)
    package.seal(referral, _package(actor, person_id, sheet, needs, until))
    people_service.record_disclosure(
        actor=actor, person_id=person_id, kind=DisclosureKind.PACKAGE, recipient_agency_id=offer.agency_id,
        recipient_team_id=offer.team_id, categories=going, consent_id=covered.covered[Category.ALIAS].id,
        referral_id=referral.id,
    )  # fmt: skip
    audit.record(
        actor=actor, verb="sent", kind="referral", row_id=referral.id, subject_id=person_id,
        fields=[category.value for category in going],
    )  # fmt: skip
    tell_receiver(referral, ARRIVED, "sent")
    current_session().flush()
    return referral


def _store(actor: Actor, offer: ServiceOffer, purpose: Purpose, urgency: Urgency) -> Referral:
    receiver = agencies.agency(offer.agency_id)
    acknowledge_by, decide_by = rules.answer_dates(
        urgency=urgency, today=clock.today(),
        acknowledge_days=receiver.acknowledge_days, decide_days=receiver.decide_days,
    )  # fmt: skip
    referral = Referral(
        from_agency_id=actor.agency_id, to_agency_id=offer.agency_id, to_team_id=offer.team_id,
        service_id=offer.service_id, purpose=purpose.value, urgency=urgency, state=ReferralState.SENT,
        sender_name=agencies.user(actor.user_id).name, sent_at=clock.now(),
        acknowledge_by=acknowledge_by, decide_by=decide_by,
    )  # fmt: skip
    current_session().add(referral)
    current_session().flush()
    return referral


def _package(actor: Actor, person_id: UUID, sheet: Letter, needs: Collection[str], until: date) -> Package:
    who = people.person(actor, person_id)
    words = {part.category: list(part.paragraphs) for part in sheet.going}
    triage = Triage(
        alias=who.alias or who.reference, pronouns=who.pronouns, wants=who.wants, needs=sorted(needs),
        name_words=words.pop(Category.ALIAS), support=words.pop(Category.SUPPORT), until=until.isoformat(),
        told=people.parts_for_sharing(actor, person_id).get(Category.SUPPORT, [])[1 if who.wants else 0 :],
    )  # fmt: skip
    parts = {category.value: SealedPart(paragraphs) for category, paragraphs in words.items()}
    if Category.CONTACT in parts:
        parts[Category.CONTACT.value] = SealedPart(words[Category.CONTACT], _contact(actor, person_id))
    return Package(triage, parts)


def _contact(actor: Actor, person_id: UUID) -> dict[str, str | None]:
    """The safe contact field by field, so that it lands as one at the receiver; the words say the same."""
    contact = people.safe_contact(actor, person_id)
    return {name: getattr(contact, name) for name in CONTACT_FIELDS} if contact else {}
