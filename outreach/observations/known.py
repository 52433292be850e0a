"""Which names and numbers of the agency's own people stand in a text: by their keyed indexes, in one statement."""

from __future__ import annotations

from sqlalchemy import select

from agencies import queries as agencies
from core.actor import Actor
from core.crypto.datakeys import keyring
from core.scoping import belongs_to, current_session
from outreach.observations import spotting
from outreach.observations.spotting import Kind, Spot
from people.identifiers import PURPOSES, address_index
from people.models import KeyKind, MatchKey
from people.reference import watched_words
from people.rules.matching import plain_letters

NAMES = (KeyKind.WHOLE, KeyKind.LEGAL)


def spots_in(actor: Actor, text: str, *, leaving: bool = False) -> list[Spot]:
    """Everything in a text that could point at somebody: of the text itself, and of the agency's own people.

    `leaving`: the text is for the police, and every word of the firewall counts.
    """
    prefix = agencies.agency(actor.agency_id).reference_prefix
    own = known_in(actor, text)
    known = {spot.piece for spot in own}
    found = spotting.spotted(text, watched_words(), prefix, leaving=leaving)
    return [*own, *(spot for spot in found if spot.piece not in known)]


def known_in(actor: Actor, text: str) -> list[Spot]:
    """The names, numbers and e-mail addresses of the agency's own people that a text holds.

    One statement, whatever the length of the text. Names in the agency's own keyed index alone: nothing is looked up
    in another's (security.md T10).
    """
    names = {_name_key(actor, name): name for name in spotting.possible_names(text) if plain_letters(name)}
    numbers = {address_index(actor.agency_id, number): number for number in spotting.numbers_in(text)}
    if not names and not numbers:
        return []
    found = select(MatchKey.kind, MatchKey.key).where(
        belongs_to(actor, MatchKey), MatchKey.key.in_([*names, *numbers]), MatchKey.kind.in_([*NAMES, KeyKind.ADDRESS])
    )
    spots = [
        Spot(Kind.OWN_ADDRESS, numbers[key]) if kind is KeyKind.ADDRESS else Spot(Kind.NAME, names[key])
        for kind, key in current_session().execute(found)
        if key in (numbers if kind is KeyKind.ADDRESS else names)
    ]
    return sorted(set(spots), key=lambda spot: (spot.kind, spot.piece))


def _name_key(actor: Actor, name: str) -> str:
    return keyring().blind_index(actor.agency_id, PURPOSES[KeyKind.WHOLE], plain_letters(name))
