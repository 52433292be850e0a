"""Sending: freeze what the person agreed to into a sealed package, and send it. `holding` holds it back first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from agencies import queries as agencies
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from directory.queries import ServiceOffer, service_offer
from directory.rules import service_is_open
from people import queries as people
from people import service as people_service
from people.models import Category, Consent, ConsentState, DisclosureKind, Person, Purpose
from people.rules import Coverage, Recipient
from people.words import contact_package
from referrals import package as sealing
from referrals import queries, rules
from referrals.letter import READING_ORDER, Letter
from referrals.models import Referral, ReferralState, ReferralSubject, RestsOn, Urgency
from referrals.package import Package, SealedPart, Triage
from referrals.service.notices import ARRIVED, refuse, tell_receiver


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter that may leave at this moment: for whom it is, what it holds, and the consents that it rests on."""

    offer: ServiceOffer
    package: Package
    categories: tuple[Category, ...]
    consent_ids: tuple[UUID, ...]
    left_out: tuple[Category, ...] = ()


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
    """Seal what the person agreed to and send it at once to the team behind a service, without a hold.

    `categories`: what is to go, at least the name to use and the support wanted; `needs`: codes of needs_domains.json;
    `shown`: digest of the letter the sender last read, when it was read on a page; `words_checked`: watched words were
    read again. Refuses without a current agreement on both sides, without consent that covers every category at this
    moment, against the immigration firewall, and a second open referral for the same thing; nothing is stored then.
    Source: domain.md 4.1 and 4.5, design.md 4.
    """
    hold_person(actor, person_id)
    ready = make_ready(
        actor, person_id, service_offer(service_id), purpose, needs, categories, shown, words_checked=words_checked
    )
    return seal_and_send(
        actor=actor, person_id=person_id, offer=ready.offer, purpose=purpose, urgency=urgency, package=ready.package,
        categories=ready.categories, rests_on=RestsOn.CONSENT, consent_ids=ready.consent_ids,
    )  # fmt: skip


def make_ready(
    actor: Actor, person_id: UUID, offer: ServiceOffer, purpose: Purpose, needs: Collection[str],
    categories: Collection[Category], shown: str | None, *, words_checked: bool,
) -> Ready:  # fmt: skip
    """Ask every rule of sending about one letter, and freeze its words; the person must be held already.

    Takes and refuses what `send_referral` does.
    """
    wanted = [category for category in READING_ORDER if category in categories]
    refuse_parties(actor, offer)
    refuse(rules.triage_is_whole(wanted))
    refuse(rules.firewall_allows(wanted, needs, offer.kind))
    covered = queries.coverage(actor, person_id, wanted, Recipient(offer.agency_id, offer.team_id), purpose)
    refuse(rules.consent_covers(covered.missing, offer.agency_name))
    held_back = set(Category).difference(wanted)
    sheet = queries.letter_for(actor, person_id, offer, purpose, needs, held_back)
    refuse(rules.letter_is_the_one_shown(shown, sheet.digest))
    found = [word for word, _ in queries.words_to_look_at(sheet, offer)]
    refuse(rules.words_were_checked(found, checked=words_checked))
    refuse_second(actor, person_id, offer)
    return _ready(actor, person_id, offer, sheet, needs, covered)


def refuse_second(actor: Actor, person_id: UUID, offer: ServiceOffer, besides: UUID | None = None) -> None:
    """Refuse what is open already, or held: the same person to the same team for the same service.

    `besides`: the held letter that is itself about to leave.
    """
    refuse(rules.is_the_first(queries.open_for(actor, person_id, offer)))
    refuse(rules.is_the_only_letter(queries.held_for(actor, person_id, offer, besides)))


def refuse_parties(actor: Actor, offer: ServiceOffer) -> None:
    """Refuse one's own agency, a service that is closed, and sides without a current sharing agreement."""
    refuse(rules.receiver_is_another(sender=actor.agency_id, receiver=offer.agency_id))
    refuse(service_is_open(offer.name, offer.closed_since))
    today = clock.today()
    refuse(
        rules.agreements_allow(
            sender=agencies.agency(actor.agency_id).name,
            sender_has=agencies.has_current_agreement(actor.agency_id, today),
            receiver=offer.agency_name,
            receiver_has=agencies.has_current_agreement(offer.agency_id, today),
        )
    )


def seal_and_send(
    *,
    actor: Actor,
    person_id: UUID,
    offer: ServiceOffer,
    purpose: Purpose,
    urgency: Urgency,
    package: Package,
    categories: Sequence[Category],
    rests_on: RestsOn,
    consent_ids: Sequence[UUID] = (),
    decision_id: UUID | None = None,
    ledger: DisclosureKind = DisclosureKind.PACKAGE,
    sent_by: UUID | None = None,
    reason: str | None = None,
) -> Referral:
    """Store the referral, seal its package for both sides, write the ledger and tell the receiver. Asks no rule.

    The caller has asked: `make_ready` for consent, an authorised decision else. `sent_by`: whose letter it is, when a
    job sends it for them, or a second person authorises it. `reason` stands in the ledger. The receiver's clocks start
    now.
    """
    writer = sent_by or actor.user_id
    referral = _store(actor, offer, purpose, urgency, rests_on, writer)
    current_session().add(
        ReferralSubject(
            agency_id=actor.agency_id,
            referral_id=referral.id,
            person_id=person_id,
            sent_by=writer,
            consent_ids=sorted(str(consent_id) for consent_id in consent_ids),
            decision_id=decision_id,
        )  # fmt: skip
    )
    sealing.seal(referral, package)
    people_service.record_disclosure(
        actor=replace(actor, user_id=writer), person_id=person_id, kind=ledger, recipient_agency_id=offer.agency_id,
        recipient_team_id=offer.team_id, categories=categories, consent_id=next(iter(consent_ids), None),
        referral_id=referral.id, decision_id=decision_id, reason=reason,
    )  # fmt: skip
    audit.record(
        actor=actor, verb="sent", kind="referral", row_id=referral.id, subject_id=person_id,
        fields=[category.value for category in categories],
    )  # fmt: skip
    tell_receiver(referral, ARRIVED, "sent")
    current_session().flush()
    return referral


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


def hold_person(actor: Actor, person_id: UUID) -> None:
    """Hold the person, with every record that is linked to theirs, and their consents until the end.

    Two sendings about the same person go one after the other, and a consent cannot be taken back between the question
    whether it covers the letter and the moment the letter leaves: its withdrawal waits, then finds the referral.
    """
    who = select(Person.id).where(belongs_to(actor, Person), people.in_same_person(actor, Person.id, person_id))
    if person_id not in current_session().scalars(who.order_by(Person.id).with_for_update(key_share=True)).all():
        raise NotVisible
    given = (
        select(Consent.id)
        .where(belongs_to(actor, Consent), Consent.state == ConsentState.GIVEN)
        .where(people.in_same_person(actor, Consent.person_id, person_id))
        .order_by(Consent.id)
        .with_for_update(read=True)
    )
    current_session().scalars(given).all()


def _ready(
    actor: Actor, person_id: UUID, offer: ServiceOffer, sheet: Letter, needs: Collection[str], covered: Coverage
) -> Ready:
    going = tuple(part.category for part in sheet.going)
    facts = [covered.covered[category] for category in going]
    until = min(fact.valid_until for fact in facts)
    left_out = tuple(part.category for part in sheet.staying if part.left_out)
    packed = _package(actor, person_id, sheet, needs, until)
    return Ready(offer, packed, going, consents_of(covered, going), left_out)


def consents_of(covered: Coverage, going: Sequence[Category]) -> tuple[UUID, ...]:
    """The consents that categories rest on, each once; that of the name to use first."""
    return tuple(dict.fromkeys(covered.covered[category].id for category in going))


def _store(
    actor: Actor, offer: ServiceOffer, purpose: Purpose, urgency: Urgency, rests_on: RestsOn, sent_by: UUID
) -> Referral:
    target = queries.targets_of(offer.agency_id)[urgency]
    acknowledge_by, decide_by = rules.answer_dates(urgency, target, clock.today())
    referral = Referral(
        from_agency_id=actor.agency_id, from_team_id=agencies.user(sent_by).team_id,
        to_agency_id=offer.agency_id, to_team_id=offer.team_id,
        service_id=offer.service_id, purpose=purpose.value, urgency=urgency, state=ReferralState.SENT,
        rests_on=rests_on, sender_name=agencies.user(sent_by).name, sent_at=clock.now(),
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
        parts[Category.CONTACT.value] = SealedPart(words[Category.CONTACT], contact_values(actor, person_id))
    return Package(triage, parts)


def contact_values(actor: Actor, person_id: UUID) -> dict[str, str | None]:
    """The safe contact field by field, so that it lands as one at the receiver; the words say the same."""
    return contact_package(people.safe_contact(actor, person_id))
