"""The letter before it is sent: what consent covers now, which services come first, which words need a look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from agencies.permissions import Permission
from cases.queries import open_case_of
from core import clock
from core.actor import Actor
from directory.queries import ServiceOffer, services_taking_referrals
from people import queries as people
from people.models import Category, Purpose
from people.rules import ConsentFact, Coverage, Recipient, may_share, words_to_check
from referrals import letter, vocabulary
from referrals.letter import Letter
from referrals.queries.rows import kind_of
from referrals.rules import TRIAGE


def coverage(
    actor: Actor, person_id: UUID, categories: Collection[Category], recipient: Recipient, purpose: Purpose
) -> Coverage:
    """What the person's consents cover at this moment, for an agency of the receiver's kind."""
    facts = people.consent_facts(actor, person_id)
    return may_share(facts, categories, recipient, purpose, clock.today(), kind_of(recipient.agency_id))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One letter that is to be laid out: for whom, for which needs, and what its sender leaves out."""

    offer: ServiceOffer
    needs: Collection[str]
    left_out: Collection[Category] = ()


def letter_for(
    actor: Actor, person_id: UUID, offer: ServiceOffer, purpose: Purpose, needs: Collection[str],
    left_out: Collection[Category] = (),
) -> Letter:  # fmt: skip
    """What would leave if it were sent now, part by part, and what would stay and why."""
    return letters_for(actor, person_id, purpose, [Wanted(offer, needs, left_out)])[offer.service_id]


def letters_for(actor: Actor, person_id: UUID, purpose: Purpose, wanted: Sequence[Wanted]) -> dict[UUID, Letter]:
    """The same for several services at once, by service; the record and the consents are read once."""
    held = people.parts_for_sharing(actor, person_id)
    alias = people.person_alias(actor, person_id)
    facts = people.consent_facts(actor, person_id)
    categories, today = {*held, *TRIAGE}, clock.today()
    return {
        each.offer.service_id: letter.compose(
            held=held, needs=vocabulary.needs_in_words(each.needs), kind=each.offer.kind, left_out=each.left_out,
            coverage=may_share(facts, categories, _recipient(each.offer), purpose, today, each.offer.kind),
            receiver=each.offer.agency_name, alias=alias,
        )
        for each in wanted
    }  # fmt: skip


def words_to_look_at(sheet: Letter, offer: ServiceOffer) -> list[tuple[str, str]]:
    """Watched words in what would leave, as (word, title of its part); none unless the receiver is a blocked kind."""
    watched, consented = vocabulary.watched_words(), [part.category for part in sheet.going]
    return [
        (word, part.title)
        for part in sheet.going
        for word in words_to_check("\n".join(part.paragraphs), offer.kind, watched, consented=consented)
    ]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form starts from: nothing is chosen that the record does not already say."""

    service_id: UUID | None = None
    purpose: Purpose | None = None
    needs: tuple[str, ...] = ()


def offers_for(actor: Actor, person_id: UUID) -> tuple[list[ServiceOffer], set[UUID]]:
    """The services that can be referred to, with those the person has agreed to on top, and the ids of these."""
    live = _live_consents(actor, person_id)
    offers = services_taking_referrals(actor)
    agreed = {offer.service_id for offer in offers if any(fact.is_for(_recipient(offer)) for fact in live)}
    return sorted(offers, key=lambda offer: offer.service_id not in agreed), agreed


def starting_choices(actor: Actor, person_id: UUID, offers: Sequence[ServiceOffer]) -> Choices:
    """The service and purpose of the one consent that stands, when it fits one service; the needs of the open case."""
    live = _live_consents(actor, person_id)
    fitting = [offer for offer in offers if any(fact.is_for(_recipient(offer)) for fact in live)]
    case = open_case_of(actor, person_id) if actor.may(Permission.CASE_READ) else None
    needs = tuple(case.needs) if case else ()
    if len(live) == 1 and len(fitting) == 1:
        return Choices(fitting[0].service_id, live[0].purpose, needs)
    return Choices(needs=needs)


def _recipient(offer: ServiceOffer) -> Recipient:
    return Recipient(offer.agency_id, offer.team_id)


def _live_consents(actor: Actor, person_id: UUID) -> list[ConsentFact]:
    today = clock.today()
    facts = people.consent_facts(actor, person_id)
    return [fact for fact in facts if fact.is_live(today) and any(fact.answers.values())]
