"""What a test of referrals starts from: a person at MASH, what is held about them, and a consent to tell NUM."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from directory.queries import ServiceOffer, services_taking_referrals
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, Consent, ConsentMethod, ContactMethod, Person, Purpose
from referrals import service
from referrals.models import Referral, Urgency

ALIAS = "Robyn Marker"
SUPPORT = "Marker support: someone beside her at the police interview."
RISK = "Marker risk: one man, outside the home."
HEALTH = "Marker health: asthma."
NUMBER = "07700 900226"
TRIAGE = (Category.ALIAS, Category.SUPPORT)
AGREED = (*TRIAGE, Category.CONTACT, Category.RISK)
MARKERS = ("Robyn Marker", "Marker support", "Marker risk", "Marker health", "07700 900226", "the library")


def person(actor: Actor, alias: str = ALIAS) -> Person:
    """Someone at MASH with a safe contact, words on support, risk and health."""
    row = people.register_person(actor=actor, alias=alias, pronouns="she/her")
    for category, words in ((Category.SUPPORT, SUPPORT), (Category.RISK, RISK), (Category.HEALTH, HEALTH)):
        people.write_part(actor=actor, person_id=row.id, category=category, answer=Answer.GIVEN, words=words)
    people.write_safe_contact(
        actor=actor, person_id=row.id, method=ContactMethod.TEXT, address=NUMBER, times="1pm to 6pm",
        voicemail=Answer.NO, code_word="from the library", never="not Sundays",
    )  # fmt: skip
    return row


def isva_service(actor: Actor) -> ServiceOffer:
    """NUM's ISVA support."""
    return next(offer for offer in services_taking_referrals(actor) if offer.opens_isva_case)


def service_of(actor: Actor, code: str) -> ServiceOffer:
    """The first service of an agency that takes referrals."""
    agency = agencies.agency_by_code(code)
    return next(offer for offer in services_taking_referrals(actor) if offer.agency_id == agency.id)


def consent(
    actor: Actor, person_id: UUID, offer: ServiceOffer, agreed: Iterable[Category] = AGREED,
    refused: Iterable[Category] = (), days: int = 90,
) -> Consent:  # fmt: skip
    """A consent to the team behind a service."""
    recipient = next(each for each in people_queries.recipients(actor) if each.team_id == offer.team_id)
    shown = people_queries.wording_to_show(actor, recipient, Purpose.SUPPORT, "plain")
    answers = {category: True for category in agreed} | {category: False for category in refused}
    return people.record_consent(
        actor=actor, person_id=person_id, recipient_agency_id=offer.agency_id, recipient_team_id=offer.team_id,
        purpose=Purpose.SUPPORT, answers=answers, method=ConsentMethod.SPOKEN, interpreter=None,
        wording_id=shown.wording_id, shown=shown.text, conditions=None, told_may_refuse=True, safe_to_speak=True,
        capacity="presumed", valid_until=clock.today() + timedelta(days=days),
    )  # fmt: skip


def send(
    actor: Actor, person_id: UUID, offer: ServiceOffer, categories: Iterable[Category] = AGREED,
    urgency: Urgency = Urgency.STANDARD,
) -> Referral:  # fmt: skip
    """A referral for two needs."""
    return service.send_referral(
        actor=actor, person_id=person_id, service_id=offer.service_id, purpose=Purpose.SUPPORT,
        needs=["CJS", "SAFETY"], urgency=urgency, categories=list(categories),
    )  # fmt: skip


def sent(actor: Actor, categories: Iterable[Category] = AGREED) -> Referral:
    """A person, a consent, and the referral to NUM that rests on it."""
    who, offer = person(actor), isva_service(actor)
    consent(actor, who.id, offer)
    return send(actor, who.id, offer, categories)
