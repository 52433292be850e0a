"""Sums that are shown together, protected together: tables, totals, subtotals, periods, and what was released before.

Two readers are held off. One has only the numbers: whatever is withheld could be anything, and for each small count
there must be a world, in agreement with everything that was ever shown, in which it is not small. The other also knows
of each [c] whether it stands for a small number: even then no small count has one possible value.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.disclosure.grid import Span
from reports.disclosure.reader import Fact, Reader
from reports.disclosure.rules import HIDDEN, STANDARD, Rule, Shown, rounded
from reports.disclosure.worlds import HIGHEST, LOWEST, Aim, Bound

Key = Hashable
Name = Hashable
Keys = frozenset[Key]


@dataclass(frozen=True, slots=True)
class Known:
    """A sum that was released before, as it was shown; `doubtful` when it was withheld with a line (see `Line`)."""

    keys: Keys
    shown: Shown
    rule: Rule = STANDARD
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A whole and its parts, all of them among the sums that are settled.

    When the whole is small its parts are withheld together, noughts included. With `attributes` they are too when
    everybody counted is in one part: what is true of all of a group is true of each of them (domain.md 6.7).
    """

    whole: Name
    parts: tuple[Name, ...]
    attributes: bool = False

    def is_thin(self, counts: Mapping[Name, int], rule: Rule) -> bool:
        """True when the whole is small, and its parts would tell how."""
        filled = sum(counts[part] > 0 for part in self.parts)
        return rule.is_small(counts[self.whole]) and len(self.parts) > 1 and (filled > 1 or self.attributes)

    def is_of_one_kind(self, counts: Mapping[Name, int]) -> bool:
        """True when everybody counted is in one part of several, and that says something of each of them."""
        return self.attributes and len(self.parts) > 1 and sum(counts[part] > 0 for part in self.parts) == 1


def settle(
    base: Mapping[Key, int],
    sums: Mapping[Name, Keys],
    *,
    known: Iterable[Known] = (),
    guarded: Iterable[Keys] = (),
    at_most: Iterable[tuple[Keys, Keys]] = (),
    lines: Iterable[Line] = (),
    rule: Rule | Callable[[Name], Rule] = STANDARD,
    part_of: Callable[[Key], Hashable] = lambda _: None,
) -> dict[Name, Shown]:
    """What may be shown of each sum, so that no small count can be worked out from all of them together.

    Takes the counts of base cells; the sums to be shown; those that were shown before; further sums that are shown
    nowhere, and may not be worked out either; pairs of which everybody knows that the first is never more than the
    second; and lines. Returns a figure for each sum. Always finds an answer: at worst everything new is withheld.
    Refuses negative counts with ValueError.
    """
    if any(count < 0 for count in base.values()):
        raise ValueError("A count is not negative.")
    near = _Hanging(part_of, sums.values(), known, at_most)
    case = _Case(
        {key: count for key, count in base.items() if near.holds(part_of(key))}, sums,
        [each for each in near.known if near.touches(each.keys)], [keys for keys in guarded if near.touches(keys)],
        [pair for pair in near.at_most if near.touches(pair[0] | pair[1])], tuple(lines), rule, part_of,
    )  # fmt: skip
    case.withhold_small()
    case.withhold_lines()
    case.hold_off_a_reader()
    case.hold_off_an_insider()
    return case.shown()


class _Hanging:
    """The parts of the base that new sums bear on, directly or through what is known of several parts together."""

    def __init__(
        self, part_of: Callable[[Key], Hashable], sums: Iterable[Keys], known: Iterable[Known],
        at_most: Iterable[tuple[Keys, Keys]],
    ) -> None:  # fmt: skip
        self._part_of, self.known, self.at_most = part_of, tuple(known), tuple(at_most)
        self._parts = self._reached(sums)

    def holds(self, part: Hashable) -> bool:
        return part in self._parts

    def touches(self, keys: Keys) -> bool:
        return any(self._part_of(key) in self._parts for key in keys)

    def _reached(self, sums: Iterable[Keys]) -> set[Hashable]:
        found = {self._part_of(key) for keys in sums for key in keys}
        rows = {frozenset(map(self._part_of, each.keys)) for each in self.known}
        rows |= {frozenset(map(self._part_of, less | more)) for less, more in self.at_most}
        while wider := {part for row in rows if row & found for part in row} - found:
            found |= wider
        return found


class _Case:
    """One settling: what is withheld so far, and what the two readers make of it."""

    def __init__(
        self, base: Mapping[Key, int], sums: Mapping[Name, Keys], known: Sequence[Known], guarded: Sequence[Keys],
        at_most: Sequence[tuple[Keys, Keys]], lines: Sequence[Line], rule: Rule | Callable[[Name], Rule],
        part_of: Callable[[Key], Hashable],
    ) -> None:  # fmt: skip
        self.base, self.sums, self.known, self.guarded, self.lines = base, sums, known, guarded, lines
        self.at_most, self.part_of = at_most, part_of
        self.rule_of: Callable[[Name], Rule] = rule if callable(rule) else lambda _: rule
        self.place = {key: number for number, key in enumerate(base)}
        self.counts: dict[Name, int] = {name: self.count(keys) for name, keys in sums.items()}
        self.same: dict[Keys, list[Name]] = {}
        for name, keys in sums.items():
            self.same.setdefault(keys, []).append(name)
        self.withheld: set[Name] = set()
        self.vague: set[Keys] = {each.keys for each in known if each.doubtful}
        self.whole_groups: list[Keys] = []

    def count(self, keys: Keys) -> int:
        return sum(self.base[key] for key in keys)

    def cells(self, keys: Keys) -> tuple[int, ...]:
        return tuple(sorted(self.place[key] for key in keys))

    def is_small(self, name: Name) -> bool:
        return self.rule_of(name).is_small(self.counts[name])

    def shown(self) -> dict[Name, Shown]:
        return {name: HIDDEN if name in self.withheld else Shown(rounded(count)) for name, count in self.counts.items()}

    def withhold(self, names: Iterable[Name]) -> None:
        """Withhold sums, and whatever counts the very same cells under another name."""
        for name in names:
            self.withheld.update(self.same[self.sums[name]])

    def withhold_small(self) -> None:
        self.withhold([name for name in self.sums if self.is_small(name)])

    def withhold_lines(self) -> None:
        """Withhold the parts of a small whole, and the parts of a group of whom all are in one of them."""
        for line in self.lines:
            thin = line.is_thin(self.counts, self.rule_of(line.whole))
            if thin or line.is_of_one_kind(self.counts):
                self.withhold(line.parts)
                self.vague.update(self.sums[part] for part in line.parts)
            if line.is_of_one_kind(self.counts) and not thin:
                others = [self.sums[part] for part in line.parts if not self.counts[part]]
                self.whole_groups.append(frozenset().union(*others))

    def hold_off_a_reader(self) -> None:
        """For every small count there is a world in which it is not small; withhold more until that is so."""
        small = [Aim(self.cells(keys), threshold) for keys, threshold in self.small_counts().items()]
        groups = [Aim(self.cells(keys), 1) for keys in self.whole_groups]
        reader = self.reader(informed=False)
        given_up, lost = reader.give_up_for(reader.out_of_reach([*small, *groups]))
        self.withhold(given_up if not set(lost) & set(small) else list(self.sums))

    def hold_off_an_insider(self) -> None:
        """Even who knows which [c] are small finds no single value of one; withhold more until that is so."""
        larger = [Aim(self.cells(keys), self.count(keys) + 1) for keys in self.small_counts()]
        stuck = self.reader(informed=True).out_of_reach(larger)
        stuck = self.reader(informed=True).out_of_reach([_less_than(aim) for aim in stuck])
        given_up, lost = self.reader(informed=True).give_up_for([_more_than(aim) for aim in stuck])
        self.withhold(given_up)
        given_up, _ = self.reader(informed=True).give_up_for([_less_than(aim) for aim in lost])
        self.withhold(given_up)

    def small_counts(self) -> dict[Keys, int]:
        """Every small count that has to be guarded, with the number from which it would not be small."""
        found: dict[Keys, int] = {}
        named = [(keys, self.rule_of(name)) for name, keys in self.sums.items()]
        lowest = min((rule for _, rule in named), key=lambda rule: rule.threshold, default=STANDARD)
        told = [(each.keys, each.rule) for each in self.known]
        for keys, rule in (*((keys, lowest) for keys in self.guarded), *told, *named):
            if rule.is_small(self.count(keys)):
                found[keys] = max(found.get(keys, 0), rule.threshold)
        return found

    def reader(self, *, informed: bool) -> Reader:
        """Who knows what is shown, was shown, and everybody knows; informed, also which [c] are small."""
        facts = [*self.new_facts(informed), *self.old_facts(informed)]
        return Reader(list(self.base.values()), facts, [self.part_of(key) for key in self.base])

    def new_facts(self, informed: bool) -> Iterator[Fact]:
        for keys, (name, *_) in self.same.items():
            hidden = name in self.withheld
            span = self.span(keys, None if hidden else rounded(self.counts[name]), self.rule_of(name), informed)
            if span is not None:
                price = 0 if hidden else rounded(self.counts[name])
                yield Fact(self.bound(keys, span, price), name)

    def old_facts(self, informed: bool) -> Iterator[Fact]:
        for each in self.known:
            span = self.span(each.keys, each.shown.number, each.rule, informed)
            if span is not None:
                yield Fact(self.bound(each.keys, span, 0))
        for less, more in self.at_most:
            cells = [(self.place[key], 1) for key in less - more] + [(self.place[key], -1) for key in more - less]
            yield Fact(Bound(tuple(sorted(cells)), LOWEST, 0))

    def bound(self, keys: Keys, span: Span, price: int) -> Bound:
        return Bound(
            tuple((cell, 1) for cell in self.cells(keys)), span.low, HIGHEST if span.high is None else span.high, price
        )

    def span(self, keys: Keys, number: int | None, rule: Rule, informed: bool) -> Span | None:
        """Between which numbers a reader knows a count to lie; None when they know nothing of it."""
        if number is not None:
            return rule.possible(number)
        if not informed:
            return None
        count = self.count(keys)
        if count >= rule.threshold:
            return Span(rule.threshold, None)
        return Span(0 if keys in self.vague or not count else 1, rule.threshold - 1)


def _less_than(aim: Aim) -> Aim:
    """Of an aim at one more than a count, the aim at one less."""
    return Aim(aim.cells, 2 - aim.least, -1)


def _more_than(aim: Aim) -> Aim:
    """Of an aim at one less than a count, the aim at one more."""
    return Aim(aim.cells, 2 - aim.least)
