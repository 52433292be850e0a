"""What would be released: word for word from the record, what it rests on, and the words that stand in the way."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_

from agencies.models import AgencyKind
from core import clock
from core.actor import Actor
from core.scoping import current_session
from people import queries as people
from people.models import Category, Purpose
from people.reference import watched_words
from people.rules import Recipient, groups_found, may_share, words_never_released
from people.words import CATEGORY_WORDS
from referrals.decisions import queries as decisions
from referrals.decisions.models import DecisionState, Direction, SharingDecision
from referrals.requests import rules
from referrals.requests.models import Basis, InformationRequest
from referrals.requests.queries.rows import ask_of
from referrals.requests.rules import Resting

AUTHORISED = (DecisionState.AGREED, DecisionState.SHARED)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One kind of information that was asked for: its paragraphs, whether each goes, and what stands in the way."""

    category: Category
    title: str
    chosen: bool
    paragraphs: tuple[tuple[str, str, bool], ...]
    why_not: str
    counselling: bool

    @property
    def going(self) -> tuple[str, ...]:
        """The paragraphs that go, word for word."""
        return tuple(words for _, words, left_out in self.paragraphs if self.chosen and not left_out)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What would be released, word for word, with what it rests on and the words that stand in the way."""

    parts: tuple[SheetPart, ...]
    resting: Resting | None
    never: tuple[str, ...]
    found: tuple[str, ...]
    redacted: int
    digest: str

    @property
    def going(self) -> tuple[SheetPart, ...]:
        """The parts of which at least one paragraph goes."""
        return tuple(part for part in self.parts if part.going)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the data protection lead chose to release: kinds, paragraphs to leave out (“RISK.0”), and the basis.

    `rests_on` is “consent”, or the id of an authorised decision; empty while nothing was chosen.
    """

    categories: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    rests_on: str = ""


def decisions_for(actor: Actor, request: InformationRequest, person_id: UUID) -> list[tuple[UUID, frozenset[Category]]]:
    """Authorised decisions to share about a person with the asking team: id, and the kinds that were agreed on."""
    found = decisions.visible_to(actor).where(
        SharingDecision.person_id == person_id, SharingDecision.direction == Direction.SHARE,
        SharingDecision.state.in_(AUTHORISED), SharingDecision.authorised_by.is_not(None),
        or_(SharingDecision.review_on.is_(None), SharingDecision.review_on >= clock.today()),
    )  # fmt: skip
    ids = list(current_session().scalars(found.with_only_columns(SharingDecision.id)))
    opened = [decisions.decision(actor, decision_id) for decision_id in ids]
    return [
        (each.row.id, frozenset(each.categories))
        for each in opened
        if each.offer is not None and each.offer.team_id == request.from_team_id
    ]


def decision_last_days(actor: Actor, decision_id: UUID) -> list[date]:
    """The review day of a decision, on which all that rests on it ends; none while no review day was written."""
    found = decisions.row(actor, decision_id).review_on
    return [found] if found else []


def consent_resting(
    actor: Actor, request: InformationRequest, person_id: UUID, wanted: Collection[Category]
) -> tuple[Resting, frozenset[UUID]]:
    """What the person's consent to a report to this very team covers, and the consents that it stands on."""
    recipient = Recipient(request.from_agency_id, request.from_team_id)
    facts = people.consent_facts(actor, person_id)
    cover = may_share(facts, wanted, recipient, Purpose.REPORT, clock.today(), kind=AgencyKind.POLICE)
    ids = frozenset(fact.id for fact in cover.covered.values())
    return Resting(Basis.CONSENT, frozenset(cover.covered), dict(cover.missing)), ids


def resting_on(
    actor: Actor, request: InformationRequest, person_id: UUID, choice: Choice, wanted: Collection[Category]
) -> Resting | None:
    """What a release would rest on, by the choice that was made; None when there is nothing such."""
    if choice.rests_on == Basis.CONSENT:
        return consent_resting(actor, request, person_id, wanted)[0]
    known = {str(decision_id): agreed for decision_id, agreed in decisions_for(actor, request, person_id)}
    agreed = known.get(choice.rests_on)
    return None if agreed is None else rules.resting_on_decision(agreed, wanted)


def sheet(actor: Actor, request: InformationRequest, person_id: UUID, choice: Choice) -> Sheet:
    """What would be released by a choice, word for word from the person's record, only of kinds that were asked for."""
    asked = ask_of(actor, request).wanted
    held = people.parts_for_sharing(actor, person_id)
    wanted = [category for category in asked if category.value in choice.categories and held.get(category)]
    resting = resting_on(actor, request, person_id, choice, wanted)
    missing = resting.missing if resting else {}
    parts = tuple(
        SheetPart(
            category, CATEGORY_WORDS[category], category in wanted, _paragraphs(category, held[category], choice),
            missing.get(category, "") if category in wanted else "", category in rules.COUNSELLING,
        )
        for category in asked
        if held.get(category)
    )  # fmt: skip
    going = "\n".join(words for part in parts for words in part.going)
    consented = resting.covered if resting and resting.basis is Basis.CONSENT else frozenset()
    found = groups_found(going, AgencyKind.POLICE, watched_words(), consented=consented)
    return Sheet(
        parts, resting, tuple(words_never_released(going, AgencyKind.POLICE, watched_words())),
        tuple(sorted(word for words in found.values() for word in words)),
        sum(left_out for part in parts if part.chosen for _, _, left_out in part.paragraphs), _digest(parts),
    )  # fmt: skip


def _paragraphs(category: Category, held: list[str], choice: Choice) -> tuple[tuple[str, str, bool], ...]:
    names = [f"{category.value}.{number}" for number in range(len(held))]
    return tuple((name, words, name in choice.left_out) for name, words in zip(names, held, strict=True))


def _digest(parts: Iterable[SheetPart]) -> str:
    whole = "\x00".join(f"{part.category}\x01" + "\x01".join(part.going) for part in parts if part.going)
    return hashlib.sha256(whole.encode()).hexdigest()


def people_to_link(actor: Actor, q: str) -> list[tuple[UUID, str, str]]:
    """People of the agency that a search finds: id, alias, reference. Empty for an empty search."""
    if not q.strip():
        return []
    return [(each.id, each.alias, each.reference) for each in people.people_page(actor, q, 1).items]
