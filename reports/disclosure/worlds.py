"""Every world that a reader must think possible, as a linear programme: which counts could stand behind what is shown.

A world is a count for each base cell. What is shown bounds sums of them; nothing else is known. The solver only
proposes: each world that it finds is checked here in whole numbers against all that is known, and counts as a proof
only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

ENDLESS = highspy.kHighsInf
NEARLY = 1e-6
LOWEST, HIGHEST = -(2**40), 2**40
Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Cells = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """What is known of a sum of base cells: between which numbers it lies, and what giving that up would cost.

    `cells` are places in the base with how often each counts (a difference of two sums has minus ones); a `price` of
    0 says that it cannot be given up: it was released before, or it is a fact that everybody knows.
    """

    cells: Cells
    low: int
    high: int
    price: int = 0


@dataclass(frozen=True, slots=True)
class Aim:
    """What must stay possible: that a sum of base cells is at least so much (or, as `sign` -1, at most minus that)."""

    cells: tuple[int, ...]
    least: int
    sign: int = 1


class Worlds:
    """The worlds within some bounds, asked again and again as bounds are given up."""

    def __init__(self, size: int, bounds: Sequence[Bound], aims: Sequence[Aim]) -> None:
        self._size, self._bounds, self._aims = size, list(bounds), list(aims)
        self._table = _matrix(size, [bound.cells for bound in bounds])
        self._low = np.array([bound.low for bound in bounds], dtype=np.int64)
        self._high = np.array([bound.high for bound in bounds], dtype=np.int64)
        self._wanted = _matrix(size, [tuple((cell, aim.sign) for cell in aim.cells) for aim in aims])
        self._least = np.array([aim.least for aim in aims], dtype=np.int64)
        self._priced = [place for place, bound in enumerate(bounds) if bound.price]
        self._first_short = size + 2 * len(self._priced)
        self._solver = self._built()

    def reached_together(self, open_aims: Iterable[int]) -> set[int]:
        """Aims that one world or another reaches, looking for many at once; what is left may still be reachable."""
        left, found = set(open_aims), set[int]()
        while left:
            self._price_shortfalls(left)
            reached = self._reached(self._solve(patient=False)) & left
            if not reached:
                break
            found |= reached
            left -= reached
        self._price_shortfalls(())
        return found

    def reach(self, aim: int) -> tuple[set[int], list[int]] | None:
        """Reach one aim at the least price: the aims that the world found reaches, and the bounds it gives up.

        None when no price is enough.
        """
        self._solver.changeColBounds(self._first_short + aim, 0.0, 0.0)
        self._open_slacks(is_open=True)
        world = self._solve(patient=True)
        self._solver.changeColBounds(self._first_short + aim, 0.0, ENDLESS)
        self._open_slacks(is_open=False)
        broken = self._broken(world) if world is not None else []
        if world is None or any(self._bounds[place].price == 0 for place in broken):
            return None
        self._give_up(broken)
        return self._reached(world), broken

    def _give_up(self, bounds: Iterable[int]) -> None:
        for place in bounds:
            self._low[place], self._high[place] = LOWEST, HIGHEST
            self._solver.changeRowBounds(place, -ENDLESS, ENDLESS)

    def _reached(self, world: Numbers | None) -> set[int]:
        if world is None or self._broken(world):
            return set()
        return set(np.flatnonzero(self._wanted @ world >= self._least).tolist())

    def _broken(self, world: Numbers) -> list[int]:
        sums = self._table @ world
        places: list[int] = np.flatnonzero((sums < self._low) | (sums > self._high)).tolist()
        return places

    def _solve(self, *, patient: bool) -> Numbers | None:
        """A world in whole numbers, or None: the linear answer when it is whole (it nearly always is).

        Only who is patient waits for whole numbers where the linear answer has fractions, and not for ever.
        """
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = np.array(self._solver.getSolution().col_value[: self._size])
        whole = np.rint(found)
        if np.abs(found - whole).max(initial=0) < NEARLY:
            found_whole: Numbers = whole.astype(np.int64)
            return found_whole
        return self._solve_whole() if patient else None

    def _solve_whole(self) -> Numbers | None:
        places = np.arange(self._size, dtype=np.int32)
        self._solver.changeColsIntegrality(self._size, places, np.full(self._size, highspy.HighsVarType.kInteger))
        self._solver.run()
        solved = self._solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        found = np.rint(np.array(self._solver.getSolution().col_value[: self._size])).astype(np.int64)
        self._solver.changeColsIntegrality(self._size, places, np.full(self._size, highspy.HighsVarType.kContinuous))
        return found if solved else None

    def _price_shortfalls(self, aims: Iterable[int]) -> None:
        count = len(self._aims)
        costs = np.zeros(count)
        costs[list(aims)] = 1.0
        places = np.arange(self._first_short, self._first_short + count, dtype=np.int32)
        self._solver.changeColsCost(count, places, costs)

    def _open_slacks(self, *, is_open: bool) -> None:
        count = 2 * len(self._priced)
        places = np.arange(self._size, self._size + count, dtype=np.int32)
        high = np.full(count, ENDLESS if is_open else 0.0)
        self._solver.changeColsBounds(count, places, np.zeros(count), high)

    def _built(self) -> highspy.Highs:
        solver = highspy.Highs()  # type: ignore[no-untyped-call]  # the library has no types for it
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("mip_rel_gap", 0.2),
            ("mip_max_nodes", 200),
        ):
            solver.setOptionValue(option, value)
        solver.passModel(self._programme())
        return solver

    def _programme(self) -> highspy.HighsLp:
        """Columns: the base cells, two slacks for each bound that may be given up, a shortfall for each aim."""
        slacks, aims = 2 * len(self._priced), len(self._aims)
        programme = highspy.HighsLp()
        programme.num_col_, programme.num_row_ = self._size + slacks + aims, len(self._bounds) + aims
        prices = [float(self._bounds[place].price) for place in self._priced for _ in (0, 1)]
        programme.col_cost_ = np.array([*[0.0] * self._size, *prices, *[0.0] * aims])
        programme.col_lower_ = np.zeros(programme.num_col_)
        programme.col_upper_ = np.array([*[ENDLESS] * self._size, *[0.0] * slacks, *[ENDLESS] * aims])
        programme.row_lower_ = np.array([*(_solver_number(low) for low in self._low), *self._least.astype(float)])
        programme.row_upper_ = np.array([*(_solver_number(high) for high in self._high), *[ENDLESS] * aims])
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        starts, places, values = self._entries()
        programme.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        programme.a_matrix_.index_ = np.array(places, dtype=np.int32)
        programme.a_matrix_.value_ = np.array(values, dtype=np.float64)
        return programme

    def _entries(self) -> tuple[list[int], list[int], list[float]]:
        slack = {place: self._size + 2 * number for number, place in enumerate(self._priced)}
        starts, places, values = [0], list[int](), list[float]()
        for row, bound in enumerate(self._bounds):
            own = [(slack[row], -1.0), (slack[row] + 1, 1.0)] if row in slack else []
            places += [*(cell for cell, _ in bound.cells), *(place for place, _ in own)]
            values += [*(float(times) for _, times in bound.cells), *(value for _, value in own)]
            starts.append(len(places))
        for row, aim in enumerate(self._aims):
            places += [*aim.cells, self._first_short + row]
            values += [*[float(aim.sign)] * len(aim.cells), 1.0]
            starts.append(len(places))
        return starts, places, values


def _solver_number(number: int) -> float:
    return -ENDLESS if number <= LOWEST else ENDLESS if number >= HIGHEST else float(number)


def _matrix(size: int, rows: Sequence[Cells]) -> Numbers:
    table = np.zeros((len(rows), size), dtype=np.int64)
    for place, cells in enumerate(rows):
        for cell, times in cells:
            table[place, cell] = times
    return table
