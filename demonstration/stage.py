"""What every telling starts from: who acts and when, a person, a consent and a referral, all through pages' verbs."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.crypto.fields import packed
from core.scoping import acting_as
from directory import queries as directory
from directory.queries import ServiceOffer
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, ConsentMethod, ContactMethod, Purpose
from people.reach import Hours, Way, unpacked_hours
from referrals import queries as referral_queries
from referrals import service as referrals
from referrals.models import Urgency

HERE = Path(__file__).parent
STORY = json.loads((HERE / "caseload.json").read_text())
SHARED = json.loads((HERE / "sharing.json").read_text())
MINIMUM = (Category.ALIAS, Category.SUPPORT)


@dataclass(slots=True)
class Cast:
    """Actors by the key of accounts.json."""

    actors: dict[str, Actor]
    chance: random.Random

    def actor(self, key: str) -> Actor:
        """Who acts."""
        return self.actors[key]


@contextmanager
def acting(cast: Cast, key: str, moment: datetime) -> Iterator[Actor]:
    """Work as one of the cast at a moment; what is done is kept on the way out."""
    with clock.frozen_at(moment), acting_as(cast.actor(key)):
        yield cast.actor(key)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the clock in Manchester."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.LONDON).astimezone(UTC)


def days_ago(days: int, hour: int, minute: int = 0) -> datetime:
    """A moment some days before today."""
    return at(clock.today() - timedelta(days=days), hour, minute)


def hours_ago(hours: float) -> datetime:
    """A moment some hours before now: it is never in the future, whatever the time of day."""
    return clock.now() - timedelta(hours=hours)


def offer_of(actor: Actor, name: str) -> ServiceOffer:
    """A service that the actor's agency can refer to, by its name."""
    return next(offer for offer in directory.services_taking_referrals(actor) if offer.name == name)


def register(actor: Actor, facts: dict[str, Any]) -> UUID:
    """A person with their safe contact, and what is held about them: legal identity, and words under each category."""
    person = people.register_person(
        actor=actor, alias=facts["alias"], pronouns=facts.get("pronouns") or None, wants=facts.get("wants")
    )
    phone = facts.get("phone")
    people.write_safe_contact(
        actor=actor, person_id=person.id,
        method=ContactMethod.TEXT if phone else ContactMethod.IN_PERSON, address=phone or None,
        times=facts.get("times") or None, voicemail=Answer.NO if phone else Answer.NOT_ASKED,
        code_word=facts.get("code_word") or None, never=facts.get("never") or None,
        others=(Way(ContactMethod.EMAIL, facts["email"]),) if "email" in facts else (),
        hours=unpacked_hours(packed(facts["hours"])) if "hours" in facts else Hours(),
    )  # fmt: skip
    write_parts(actor, person.id, facts.get("parts", {}))
    if "legal_name" in facts:
        people.write_identity(
            actor=actor, person_id=person.id, legal_name_answer=Answer.GIVEN, legal_name=facts["legal_name"],
            birth_date_answer=Answer.GIVEN, birth_date=date.fromisoformat(facts["born"]),
        )  # fmt: skip
    return person.id


def write_parts(actor: Actor, person_id: UUID, parts: dict[str, str]) -> None:
    """Write words under categories that nothing was written under yet."""
    for category, words in parts.items():
        people.write_part(
            actor=actor, person_id=person_id, category=Category(category), answer=Answer.GIVEN, words=words
        )


def consent(
    actor: Actor, person_id: UUID, offer: ServiceOffer, categories: Iterable[Category] = MINIMUM,
    purpose: Purpose = Purpose.SUPPORT, days: int = 182,
) -> None:  # fmt: skip
    """A consent to the team behind a service."""
    recipient = next(each for each in people_queries.recipients(actor) if each.team_id == offer.team_id)
    wording = people_queries.wording_to_show(actor, recipient, purpose, "plain")
    people.record_consent(
        actor=actor, person_id=person_id, recipient_agency_id=offer.agency_id, recipient_team_id=offer.team_id,
        purpose=purpose, answers=dict.fromkeys(categories, True), method=ConsentMethod.SPOKEN, interpreter=None,
        wording_id=wording.wording_id, shown=wording.text, conditions=None, told_may_refuse=True,
        safe_to_speak=True, capacity="presumed", valid_until=clock.today() + timedelta(days=days),
    )  # fmt: skip


def send(
    actor: Actor, person_id: UUID, offer: ServiceOffer, needs: list[str], categories: Iterable[Category] = MINIMUM,
    urgency: Urgency = Urgency.STANDARD, purpose: Purpose = Purpose.SUPPORT,
) -> UUID:  # fmt: skip
    """A referral with what is held of some categories, sent at once."""
    shared = people_queries.parts_for_sharing(actor, person_id)
    sent = referrals.send_referral(
        actor=actor, person_id=person_id, service_id=offer.service_id, purpose=purpose, needs=needs, urgency=urgency,
        categories=[category for category in categories if category in shared], words_checked=True,
    )  # fmt: skip
    return sent.id


def refer(
    cast: Cast, key: str, moment: datetime, who: UUID | str, service: str, needs: list[str],
    categories: Iterable[Category] = MINIMUM,
) -> tuple[UUID, UUID]:  # fmt: skip
    """Consent and a referral in one visit; `who` is a person, or the alias of one in sharing.json to register first.

    Returns the person's id and the referral's.
    """
    with acting(cast, key, moment) as actor:
        person_id = register(actor, SHARED["people"][who]) if isinstance(who, str) else who
        offer, agreed = offer_of(actor, service), list(categories)
        consent(actor, person_id, offer, agreed)
        return person_id, send(actor, person_id, offer, needs, agreed)


def read_thread(actor: Actor, referral_id: UUID) -> None:
    """Mark as read what the other side wrote until now."""
    for each in referral_queries.unread_of(actor, referral_id):
        referrals.mark_read(actor=actor, referral_id=referral_id, read_to=each.id)


def actor_of(email: str) -> Actor:
    """The actor behind an account of the demonstration."""
    account = agencies.user_by_email(email)
    if account is None:
        raise RuntimeError(f"The demonstration has no account {email}. Remove the instance folder and start again.")
    return agencies.actor_for(account)
