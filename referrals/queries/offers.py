"""The services that can be chosen, with what helps to choose: whom each accepts, capacity, how soon it answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from core.actor import Actor
from core.scoping import current_session
from core.words import listed
from directory.models import Location
from directory.queries import OfferFacts, ServiceOffer, offers_facts
from directory.rules import CATEGORY_WORDS
from people.words import KIND_WORDS

#: How many services are shown before somebody searches: a longer list is one that nobody reads on a phone.
SHOWN_FIRST = 6
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One service to choose from."""

    offer: ServiceOffer
    facts: OfferFacts
    place: str
    is_chosen: bool
    has_agreed: bool
    number: int = 0

    @property
    def stands_first(self) -> bool:
        """True for what was chosen, and for what the person has agreed to."""
        return self.is_chosen or self.has_agreed

    @property
    def kind(self) -> str:
        """“A support agency”."""
        words = KIND_WORDS[self.offer.kind]
        return words[:1].upper() + words[1:]


@dataclass(frozen=True, slots=True)
class OfferList:
    """The services shown, and how many there are in all."""

    rows: tuple[OfferRow, ...]
    total: int
    q: str

    @property
    def found(self) -> int:
        """How many are shown that were not chosen: what a search found."""
        return sum(not row.is_chosen for row in self.rows)

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def offer_list(
    actor: Actor, offers: Sequence[ServiceOffer], *, chosen: Collection[UUID], agreed: Collection[UUID], q: str
) -> OfferList:
    """What the form shows of `offers`: the chosen ones first, then those agreed to, then what `q` finds.

    Each word of `q` must stand in the name, agency, organisation, kind of help, place or whom it accepts. Without `q`
    it shows the chosen and agreed ones, and as many more as make six. Three statements in all.
    """
    facts, places = offers_facts(actor, offers), _places(offers)
    rows = [
        OfferRow(each, facts[each.service_id], places.get(each.service_id, ""), each.service_id in chosen,
                 each.service_id in agreed)
        for each in offers
    ]  # fmt: skip
    rows.sort(key=lambda row: (not row.is_chosen, not row.has_agreed))
    wanted = q.casefold().split()[:MOST_WORDS]
    if wanted:
        shown = [row for row in rows if row.is_chosen or all(word in _words(row) for word in wanted)]
    else:
        first = sum(row.stands_first for row in rows)
        shown = rows[: max(first, SHOWN_FIRST)]
    numbered = tuple(replace(row, number=number) for number, row in enumerate(shown))
    return OfferList(numbered, len(rows), q)


def _words(row: OfferRow) -> str:
    offer = row.offer
    help_given = listed([CATEGORY_WORDS.get(code, code) for code in offer.categories])
    every = (offer.name, offer.agency_name, offer.organisation, offer.team_name, help_given, row.place, row.kind,
             row.facts.accepts)  # fmt: skip
    return " ".join(every).casefold()


def _places(offers: Sequence[ServiceOffer]) -> dict[UUID, str]:
    """Service id to the names of its places, by one statement; confidential ones have no address at all."""
    wanted = [offer.service_id for offer in offers]
    found: dict[UUID, list[str]] = {}
    statement = select(Location).where(Location.service_id.in_(wanted)).order_by(Location.name)
    for place in current_session().scalars(statement):
        found.setdefault(place.service_id, []).append(place.name)
    return {service_id: "; ".join(names) for service_id, names in found.items()}
