"""A seeded population of 2,000 invented people, as eight agencies of very different size would tally it by quarter.

Each person has events; an event falls into one category of each family that counts it, and families that count the
same events agree, as the real ones do. Many counts are small: that is what has to be protected.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from uuid import UUID

from core.tallies import Period
from reports.families import FAMILIES, Family, Shows, clusters

PEOPLE = 2_000
AGENCIES = tuple(UUID(int=number) for number in range(1, 9))
#: How many of 2,000 people know each agency.
SIZES = (900, 520, 290, 150, 80, 36, 16, 8)
#: How often something happens to one person in one quarter.
RATES = (0.004, 0.02, 0.06, 0.2, 0.6)

Tallied = dict[tuple[str, date], dict[UUID, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one of the 2,000, at one agency, in one quarter."""

    person: int
    agency: UUID
    quarter: date


def tallied(seed: int, quarters: Sequence[Period], *, times: float = 1.0, only: Sequence[str] = ()) -> Tallied:
    """What the agencies tally of the population in some quarters, for every family or for those of some clusters.

    The same seed gives the same population; `times` makes everything happen more or less often.
    """
    found: Tallied = {}
    for cluster in clusters():
        if not only or set(only) & set(cluster):
            chance = random.Random(f"{seed} {cluster[0]}")  # made-up people, the same in every run
            _tally_cluster(cluster, chance, quarters, times, found)
    return found


def _tally_cluster(
    cluster: Sequence[str], chance: random.Random, quarters: Sequence[Period], times: float, found: Tallied
) -> None:
    homes = chance.sample([agency for agency, size in zip(AGENCIES, SIZES, strict=True) for _ in range(size)], PEOPLE)
    rate = chance.choice(RATES) * times
    away = set(chance.sample(AGENCIES, 2))
    events: dict[str, list[tuple[Event, str]]] = {}
    for code in _roots_first(cluster):
        family = FAMILIES[code]
        if family.flow:
            continue  # what stands is known once all that came and went is
        if family.mirrors:
            both = events[family.mirrors]
            events[code] = [(replace(event, agency=_sender(chance, away)), each) for event, each in both]
        elif not family.made_of:
            own = _counted(family, events) if family.parts_of or family.within else list(
                _happened(chance, homes, quarters, rate, away))  # fmt: skip
            events[code] = [(event, each) for event in own for each in _categories(family, chance)]
        _add(found, family, events.get(code, ()), quarters, away)
    for family in (FAMILIES[code] for code in cluster if FAMILIES[code].flow):
        _stand(found, family, quarters)
    for family in (FAMILIES[code] for code in cluster if FAMILIES[code].made_of):
        _make_up(found, family, quarters, chance)


def _sender(chance: random.Random, away: set[UUID]) -> UUID:
    """The other agency of an event that two of them count; a large one more often."""
    there = [(agency, size) for agency, size in zip(AGENCIES, SIZES, strict=True) if agency not in away]
    return chance.choices([agency for agency, _ in there], [size for _, size in there])[0]


def _make_up(found: Tallied, family: Family, quarters: Sequence[Period], chance: random.Random) -> None:
    """What other families make up together, in categories of its own."""
    for quarter in quarters:
        for agency, own in found[family.code, quarter.start].items():
            many = sum(sum(found[code, quarter.start].get(agency, {}).values()) for code in family.made_of)
            for _ in range(many):
                each = _categories(family, chance)[0]
                own[each] = own.get(each, 0) + 1


def _stand(found: Tallied, family: Family, quarters: Sequence[Period]) -> None:
    """What stands at the end of each quarter, after what came and what went; as little as can have been before."""
    came, went = family.flow or ("", "")
    for quarter in quarters:
        found[family.code, quarter.start] = {agency: {} for agency in found[came, quarter.start]}
    for agency, code in ((agency, code) for agency in AGENCIES for code in family.dimensions):
        moves = [found[came, quarter.start].get(agency, {}).get(code, 0)
                 - found[went, quarter.start].get(agency, {}).get(code, 0) for quarter in quarters]  # fmt: skip
        standing = list(accumulate(moves, initial=max(0, -min(accumulate(moves)))))[1:]
        for quarter, number in zip(quarters, standing, strict=True):
            if agency in found[family.code, quarter.start]:
                found[family.code, quarter.start][agency][code] = number


def _happened(
    chance: random.Random, homes: Sequence[UUID], quarters: Sequence[Period], rate: float, away: set[UUID]
) -> Iterator[Event]:
    for person, agency in enumerate(homes):
        for quarter in quarters if agency not in away else ():
            yield from (Event(person, agency, quarter.start) for _ in range(_times(chance, rate)))


def _times(chance: random.Random, rate: float) -> int:
    return (chance.random() < rate) + (chance.random() < rate / 4)


def _counted(family: Family, events: Mapping[str, list[tuple[Event, str]]]) -> list[Event]:
    """The events of the family that this one counts in another way."""
    whole = events[str(family.parts_of or family.within)]
    found = [event for event, each in whole if not family.share or each in family.share]
    return found if family.parts_of else found[::4]


def _categories(family: Family, chance: random.Random) -> list[str]:
    """Where an event falls: the first categories are the common ones, the last are rare."""
    codes = list(family.dimensions)
    weights = [1 / (1 + place) ** 1.5 for place in range(len(codes))]
    several = Shows.CELL in family.shows and Shows.AGENCY not in family.shows
    return list(dict.fromkeys(chance.choices(codes, weights, k=2 if several else 1)))


def _add(
    found: Tallied, family: Family, events: Sequence[tuple[Event, str]], quarters: Sequence[Period], away: set[UUID]
) -> None:
    for quarter in quarters:
        found[family.code, quarter.start] = {agency: {} for agency in AGENCIES if agency not in away}
    for event, each in events:
        own = found[family.code, event.quarter][event.agency]
        own[each] = own.get(each, 0) + 1


def _roots_first(cluster: Sequence[str]) -> list[str]:
    done: list[str] = []
    while len(done) < len(cluster):
        rests_on = {code: {FAMILIES[code].parts_of, FAMILIES[code].within, FAMILIES[code].mirrors} for code in cluster}
        done += [code for code in cluster if code not in done and rests_on[code] <= {None, *done}]
    return done
