"""One reader: what they know, and what must be given up before none of some aims is out of their worlds' reach."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from reports.disclosure.worlds import HIGHEST, LOWEST, Aim, Bound, Worlds


@dataclass(frozen=True, slots=True)
class Fact:
    """A bound as a reader has it, with the name under which it may still be withheld (none: it may not)."""

    bound: Bound
    name: Hashable | None = None


class Reader:
    """Looks for worlds near the true one first, in one part of the base at a time; the whole base only for the rest."""

    def __init__(self, counts: Sequence[int], facts: Sequence[Fact], parts: Sequence[Hashable]) -> None:
        self._counts, self._parts = counts, parts
        pinned = {cell for fact in facts if fact.bound.high == 0 == fact.bound.low for cell, _ in fact.bound.cells}
        self._pinned = pinned
        self._facts = [each for fact in facts if (each := self._without_pinned(fact)).bound.cells]

    def out_of_reach(self, aims: Sequence[Aim]) -> list[Aim]:
        """The aims that no world was found for, as things stand, by looking for many at once."""
        left = self._near(aims)
        if not left:
            return []
        reached = self._whole(left).reached_together(range(len(left)))
        return [aim for number, aim in enumerate(left) if number not in reached]

    def give_up_for(self, aims: Sequence[Aim]) -> tuple[set[Hashable], list[Aim]]:
        """What to withhold so that each aim is in reach, the cheapest, aim by aim; and the aims that nothing helps."""
        if not aims:
            return set(), []
        worlds = self._whole(aims)
        names, left, lost = set[Hashable](), list(range(len(aims))), list[Aim]()
        while left:
            found = worlds.reach(left[0])
            if found is not None:
                reached, broken = found
                names.update(name for place in broken if (name := self._facts[place].name) is not None)
                left = [number for number in left if number not in reached]
            else:
                lost.append(aims[left.pop(0)])
        return names, lost

    def _whole(self, aims: Sequence[Aim]) -> Worlds:
        return Worlds(len(self._counts), [fact.bound for fact in self._facts], [self._open(aim) for aim in aims])

    def _near(self, aims: Sequence[Aim]) -> list[Aim]:
        """The aims that no world reaches which differs from the true one in one part only."""
        left = list(aims)
        for part in dict.fromkeys(self._parts):
            inside = {cell for cell, own in enumerate(self._parts) if own == part and cell not in self._pinned}
            touched = [aim for aim in left if inside.intersection(aim.cells)]
            if touched:
                reached = self._nearby(inside, touched)
                left = [aim for aim in left if aim not in reached]
        return left

    def _nearby(self, inside: set[int], aims: Sequence[Aim]) -> set[Aim]:
        place = {cell: number for number, cell in enumerate(sorted(inside))}
        spans: dict[tuple[tuple[int, int], ...], tuple[int, int]] = {}
        for fact in self._facts:
            cells = tuple((place[cell], times) for cell, times in fact.bound.cells if cell in place)
            if cells:
                rest = sum(self._counts[cell] * times for cell, times in fact.bound.cells if cell not in place)
                low, high = spans.get(cells, (LOWEST, HIGHEST))
                spans[cells] = max(low, _less(fact.bound.low, rest)), min(high, _less(fact.bound.high, rest))
        bounds = [Bound(cells, low, high) for cells, (low, high) in spans.items()]
        near = [
            Aim(
                tuple(place[cell] for cell in aim.cells if cell in place),
                aim.least - aim.sign * sum(self._counts[cell] for cell in aim.cells if cell not in place),
                aim.sign,
            )
            for aim in aims
        ]
        reached = Worlds(len(place), bounds, near).reached_together(range(len(near)))
        return {aims[number] for number in reached}

    def _without_pinned(self, fact: Fact) -> Fact:
        bound = fact.bound
        cells = tuple((cell, times) for cell, times in bound.cells if cell not in self._pinned)
        return Fact(Bound(cells, bound.low, bound.high, bound.price), fact.name)

    def _open(self, aim: Aim) -> Aim:
        return Aim(tuple(cell for cell in aim.cells if cell not in self._pinned), aim.least, aim.sign)


def _less(number: int, taken: int) -> int:
    return number if number in (LOWEST, HIGHEST) else number - taken
