"""The attacker: everything that was ever released of some families, as one linear programme, by another solver.

Knows every figure as it was shown, what its rounding means, that sums hold across cells, agencies, categories, halves
and years, that families which count the same events agree, and that a later edition of a quarter holds what the
earlier held. Shares no line with what it attacks: `reports.disclosure` and `reports.cuts` are read only for figures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped]  # the library has no types
from scipy.sparse import coo_matrix, csr_matrix, hstack, identity, vstack  # type: ignore[import-untyped]

from core.tallies import quarter_before, quarter_of
from reports.cuts.settling import Settled
from reports.disclosure import Shown
from reports.families import Family, Shows

NEARLY = 1e-6
LEAST, ENDLESS = 5, 1e6
NOUGHT = Shown(0)
Place = tuple[UUID | None, str | None]
#: Family, first day and edition of a quarter, agency, category.
Cell = tuple[str, date, int, UUID, str]
#: A released family in one period, and a place in it.
Target = tuple[int, Place]


@dataclass(frozen=True, slots=True)
class Told:
    """Something known of a sum: between which numbers it lies."""

    cells: Mapping[Cell, int]
    low: float
    high: float


class Attacker:
    """Attacks what was released of families that count the same events."""

    def __init__(self, families: Mapping[str, Family], released: Sequence[Settled]) -> None:
        self.families, self.released = families, released
        self.raw = {(each.released.family, each.released.period.start, each.released.edition): each.raw
                    for each in released if each.raw}  # fmt: skip
        self.cells = [
            (code, start, edition, agency, dimension)
            for (code, start, edition), counts in self.raw.items()
            for agency in counts for dimension in families[code].categories
        ]  # fmt: skip
        self.number = {cell: place for place, cell in enumerate(self.cells)}

    def count(self, cells: Iterable[Cell]) -> int:
        """The true count: the attacker uses it to keep score only."""
        return sum(
            self.families[code].numbers(self.raw[code, start, edition][agency])[dimension]
            for code, start, edition, agency, dimension in cells
        )

    def places(self, which: int) -> Iterator[tuple[Place, list[Cell]]]:
        """Every place of a released table that its family shows, with the cells that it adds up."""
        released = self.released[which].released
        family = self.families[released.family]
        mine = [cell for cell in self.cells if cell[0] == family.code and released.sources.get(cell[1]) == cell[2]]
        agencies = list(dict.fromkeys(cell[3] for cell in mine))
        shows: set[tuple[Shows, UUID | None, str | None]]
        shows = {(Shows.CELL, agency, each) for agency in agencies for each in family.categories}
        shows |= {(Shows.AGENCY, agency, None) for agency in agencies}
        shows |= {(Shows.DIMENSION, None, each) for each in family.categories} | {(Shows.TOTAL, None, None)}
        for kind, agency, each in sorted(shows, key=str):
            if kind in family.shows:
                yield (agency, each), [c for c in mine if agency in (None, c[3]) and each in (None, c[4])]

    def small(self) -> dict[Target, list[Cell]]:
        """Every sum of a released table that is 1 to 4."""
        return {
            (which, place): cells
            for which in range(len(self.released))
            for place, cells in self.places(which)
            if 0 < self.count(cells) < LEAST
        }

    def recovered_by_a_reader(self, only: Iterable[int] | None = None) -> list[Target]:
        """The small counts that must be small, for all that the figures say; `only` some of the tables are read."""
        read = set(range(len(self.released)) if only is None else only)
        known = [*self._read(tables=read), *self._facts()]
        small = {target: cells for target, cells in self.small().items() if target[0] in read}
        return [target for target, most in self._most(known, small, dict.fromkeys(small, LEAST))
                if most < LEAST - NEARLY]  # fmt: skip

    def recovered_by_an_insider(self) -> list[Target]:
        """The small counts left one possible value for who knows of each [c] of their period if it is below 5.

        This reader has every figure of every period. What they knew without any figure no table gave away.
        """
        found: list[Target] = []
        for own in self._by_period():
            small = {target: cells for target, cells in self.small().items() if target[0] in own}
            pinned = self._pinned([*self._read(own), *self._facts()], small)
            alone = self._pinned([*self._read(own, shown=False), *self._facts()], pinned) if pinned else {}
            found += [target for target in pinned if target not in alone]
        return found

    def _by_period(self) -> list[set[int]]:
        found: dict[object, set[int]] = {}
        for which, each in enumerate(self.released):
            found.setdefault(each.released.period, set()).add(which)
        return list(found.values())

    def _pinned(self, known: Sequence[Told], small: Mapping[Target, list[Cell]]) -> dict[Target, list[Cell]]:
        more = {target: self.count(cells) + 1 for target, cells in small.items()}
        stuck = {t: small[t] for t, most in self._most(known, small, more) if most < more[t] - NEARLY}
        less = {target: 1 - self.count(cells) for target, cells in stuck.items()}
        return {t: stuck[t] for t, most in self._most(known, stuck, less, sign=-1) if most < less[t] - NEARLY}

    def _read(
        self, insight: Collection[int] = (), *, tables: Collection[int] | None = None, shown: bool = True
    ) -> Iterator[Told]:
        """What figures say, and of the tables that there is insight into also which [c] are below the threshold."""
        for which in range(len(self.released)) if tables is None else sorted(tables):
            released = self.released[which].released
            thin = self._withheld_in_lines(which) if which in insight else set[Place]()
            for place, cells in self.places(which):
                figure = released.shown.get(place, NOUGHT)
                span = _span(figure.number, released.threshold) if shown else None
                if figure.withheld and which in insight:
                    span = _insight(self.count(cells), released.threshold, doubtful=place in thin)
                if span is not None:
                    yield Told(dict.fromkeys(cells, 1), *span)

    def _withheld_in_lines(self, which: int) -> set[Place]:
        """Places that are withheld with their whole line, so that a [c] among them may be a nought."""
        counts = {place: self.count(cells) for place, cells in self.places(which)}
        family = self.families[self.released[which].released.family]
        found = set[Place]()
        agencies = [agency for agency, each in counts if each is None]
        lines: list[tuple[Place, list[Place], bool]]
        lines = [((agency, None), [(agency, each) for each in family.categories], family.attributes)
                 for agency in agencies]  # fmt: skip
        lines += [((None, each), [(agency, each) for agency in agencies if agency], False)
                  for each in (*family.categories, None)]  # fmt: skip
        for whole, parts, attributes in lines:
            if whole in counts and all(part in counts for part in parts):
                filled = sum(counts[part] > 0 for part in parts)
                thin = 0 < counts[whole] < self.released[which].released.threshold and filled > 1
                if thin or (attributes and filled == 1 and len(parts) > 1):
                    found.update(parts)
        return found

    def _facts(self) -> Iterator[Told]:
        """Families that count the same events agree, in the newest edition of each; later editions hold earlier."""
        for code, start, edition in self.raw:
            family = self.families[code]
            for other in (key for key in self.raw if key[:2] == (family.parts_of, start)):
                yield from self._agreement((code, start, edition), other)
            for other in (key for key in self.raw if key[:2] == (family.mirrors, start)):
                yield from self._mirror((code, start, edition), other)
            yield from self._making((code, start, edition)) if family.made_of else ()
            yield from self._flow((code, start, edition)) if family.flow else ()
            if (code, start, edition + 1) in self.raw:
                pairs = (((code, start, edition + 1, *cell[3:]), cell) for cell in self.cells
                         if cell[:3] == (code, start, edition))  # fmt: skip
                yield from (
                    Told({more: 1, less: -1}, 0, ENDLESS)
                    for more, less in pairs if more in self.number and self.count([more]) >= self.count([less])
                )  # fmt: skip

    def _flow(self, standing: tuple[str, date, int]) -> Iterator[Told]:
        """What stands is what stood a quarter ago, more what came, less what went."""
        code, start, _ = standing
        came, went = self.families[code].flow or ("", "")
        places = ((code, quarter_before(quarter_of(start)).start), (came, start), (went, start))
        last = [max((key for key in self.raw if key[:2] == place), default=None) for place in places]
        for cell in (cell for cell in self.cells if cell[:3] == standing):
            others = [(*key, *cell[3:]) for key in last if key is not None]
            if len(others) == len(last) and all(other in self.number for other in others):
                stood, more, less = others
                if self.count([stood, more]) == self.count([cell, less]):
                    yield Told({stood: 1, more: 1, less: -1, cell: -1}, 0, 0)

    def _agreement(self, part: tuple[str, date, int], whole: tuple[str, date, int]) -> Iterator[Told]:
        share = self.families[part[0]].share or tuple(self.families[whole[0]].categories)
        for agency in self.raw[part]:
            mine = [cell for cell in self.cells if cell[:4] == (*part, agency)]
            other = [cell for cell in self.cells if cell[:4] == (*whole, agency) and cell[4] in share]
            yield from self._equal(mine, other)

    def _mirror(self, here: tuple[str, date, int], there: tuple[str, date, int]) -> Iterator[Told]:
        """What all agencies sent is what all of them received, category by category."""
        for category in self.families[here[0]].categories:
            yield from self._equal(*([cell for cell in self.cells if (cell[:3], cell[4]) == (key, category)]
                                     for key in (here, there)))  # fmt: skip

    def _making(self, whole: tuple[str, date, int]) -> Iterator[Told]:
        """An agency's total is made of its totals in other families, the newest of each."""
        keys = [max((key for key in self.raw if key[:2] == (code, whole[1])), default=None)
                for code in self.families[whole[0]].made_of]  # fmt: skip
        for agency in self.raw[whole]:
            if all(key is not None and agency in self.raw[key] for key in keys):
                mine = [cell for cell in self.cells if cell[:4] == (*whole, agency)]
                yield from self._equal(mine, [cell for cell in self.cells if cell[:3] in keys and cell[3] == agency])

    def _equal(self, one: Sequence[Cell], other: Sequence[Cell]) -> Iterator[Told]:
        if self.count(one) == self.count(other):
            yield Told({**dict.fromkeys(one, 1), **dict.fromkeys(other, -1)}, 0, 0)

    def _most(
        self, known: Sequence[Told], wanted: Mapping[Target, list[Cell]], enough: Mapping[Target, int], *, sign: int = 1
    ) -> list[tuple[Target, float]]:
        """The most that each sum can be (with `sign` -1: the negative of the least).

        Looks for worlds in which many reach `enough` at once, then, for those that none was found for, one by one.
        """
        matrix, low, high = self._programme(known)
        left, found = dict(wanted), dict[Target, float]()
        while left:
            caps = [float(enough[target]) for target in left]
            world = _world(matrix, low, high, self._matrix(list(left.values()), sign), caps)
            reached = {t: sign * float(sum(world[self.number[c]] for c in cells)) for t, cells in left.items()}
            new = {target: most for target, most in reached.items() if most >= enough[target] - NEARLY}
            found |= new
            left = {target: cells for target, cells in left.items() if target not in new}
            if not new:
                break
        for target, cells in left.items():
            goal = self._matrix([cells], sign)
            found[target] = float((goal @ _world(matrix, low, high, goal, [ENDLESS]))[0])
        return list(found.items())

    def _programme(self, known: Sequence[Told]) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
        rows = [(row, self.number[cell], times) for row, told in enumerate(known) for cell, times in told.cells.items()]
        matrix = _sparse(rows, len(known), len(self.cells))
        return matrix, np.array([told.low for told in known]), np.array([told.high for told in known])

    def _matrix(self, sums: Sequence[list[Cell]], sign: int) -> csr_matrix:
        rows = [(row, self.number[cell], sign) for row, cells in enumerate(sums) for cell in cells]
        return _sparse(rows, len(sums), len(self.cells))


def _world(matrix: csr_matrix, low: np.ndarray, high: np.ndarray, goals: csr_matrix, caps: list[float]) -> np.ndarray:
    """A world in which the goals are as large as can be, each counted up to its own cap."""
    size, many = matrix.shape[1], goals.shape[0]
    capped = hstack([-goals, identity(many)])
    known = hstack([matrix, csr_matrix((matrix.shape[0], many))])
    upper = vstack([known, -known, capped]).tocsr()
    limits = np.concatenate([high, -low, np.zeros(many)])
    price = np.concatenate([np.zeros(size), -np.ones(many)])
    bounds = [(0, ENDLESS)] * size + [(-ENDLESS, cap) for cap in caps]
    answer = linprog(price, A_ub=upper, b_ub=limits, bounds=bounds, method="highs")
    assert answer.status == 0, f"There is always the true world: {answer.message}"
    return np.asarray(answer.x[:size])


def _sparse(entries: Sequence[tuple[int, int, int]], rows: int, columns: int) -> csr_matrix:
    values = [entry[2] for entry in entries], ([entry[0] for entry in entries], [entry[1] for entry in entries])
    return coo_matrix(values, shape=(rows, columns)).tocsr()


def _span(number: int | None, threshold: int) -> tuple[float, float] | None:
    if number is None:
        return None
    return (0, 0) if number == 0 else (max(threshold, number - 2), number + 2)


def _insight(count: int, threshold: int, *, doubtful: bool) -> tuple[float, float]:
    """What somebody knows of a [c] who knows whether it is below the threshold."""
    if count >= threshold:
        return threshold, ENDLESS
    return (0 if doubtful or not count else 1), threshold - 1
