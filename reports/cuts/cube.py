"""The sums of families that count the same rows, in one period, and how each is settled beside all that came before.

Pure: takes counts and what was released, returns what may be released. The base cell is one agency in one category of
one family in one quarter, as that quarter was settled.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from uuid import UUID

from core.tallies import Period, quarter_of
from reports import periods
from reports.cuts.cut import Place
from reports.disclosure import Known, Line, Rule, Shown, settle
from reports.families import Family, Over, Shows

#: By agency and category: the counts of one family in one quarter.
Counts = Mapping[UUID, Mapping[str, int]]
#: Family, first day and edition of a quarter, agency, category.
Cell = tuple[str, date, int, UUID, str]
#: Family, first day and edition of each quarter that a sum rests on.
Sources = Mapping[date, int]
Name = tuple[str, Place]


@dataclass(frozen=True, slots=True)
class Released:
    """One family in one period as it was released, or is about to be."""

    family: str
    period: Period
    edition: int
    sources: Sources
    shown: Mapping[Place, Shown]
    threshold: int


@dataclass(frozen=True, slots=True)
class Year:
    """What is known of families that count the same rows, in one financial year.

    `counts` are the tallies that each settled quarter rests on, by family, first day and edition.
    """

    families: Mapping[str, Family]
    counts: Mapping[tuple[str, date, int], Counts]
    released: tuple[Released, ...] = ()

    def with_released(self, new: Iterable[Released]) -> Year:
        """The same year with more released."""
        return replace(self, released=(*self.released, *new))


def settled(year: Year, period: Period, sources: Mapping[str, Sources], editions: Mapping[str, int]) -> list[Released]:
    """What may be released of each family in a period, beside all that was released of the year before.

    Takes on which edition of which quarter each family's figures rest, and the edition to make of each; a family
    that is not in `editions` is only watched over.
    """
    sums = {
        (code, place): keys
        for code in editions
        for place, keys in _sums(year, code, sources[code]).items()
    }  # fmt: skip
    rules = {code: year.families[code].rule for code in editions}
    base = _base(year, sums.values())
    shown = settle(
        cast("Mapping[Hashable, int]", base),
        cast("Mapping[Hashable, frozenset[Hashable]]", sums),
        known=list(_known(year, base)),
        guarded=list(_guarded(year, sources)),
        at_most=list(_facts(year, base)),
        lines=list(_lines(year, editions, sums)),
        rule=lambda name: rules[_code(name)],
        part_of=_quarter,
    )
    return [_released(year, period, sources[code], code, editions[code], shown) for code in editions]


def _code(name: object) -> str:
    return name[0] if isinstance(name, tuple) else ""


def _quarter(key: object) -> object:
    return key[1] if isinstance(key, tuple) else None


def _released(
    year: Year, period: Period, sources: Sources, code: str, edition: int, shown: Mapping[object, Shown]
) -> Released:
    own: dict[Place, Shown] = {}
    for name, figure in shown.items():
        if isinstance(name, tuple) and name[0] == code:
            own[name[1]] = figure
    return Released(code, period, edition, sources, own, year.families[code].rule.threshold)


def _sums(year: Year, code: str, sources: Sources) -> dict[Place, frozenset[Cell]]:
    """Every sum of a family that it shows, over some quarters."""
    family = year.families[code]
    agencies = _agencies(year, code, sources)
    places: dict[Place, frozenset[Cell]] = {}
    if Shows.CELL in family.shows:
        places |= {
            (agency, dimension): _cells(year, code, sources, [agency], [dimension])
            for agency in agencies for dimension in family.categories
        }  # fmt: skip
    if Shows.AGENCY in family.shows:
        places |= {(agency, None): _cells(year, code, sources, [agency], family.categories) for agency in agencies}
    if Shows.DIMENSION in family.shows:
        places |= {(None, each): _cells(year, code, sources, agencies, [each]) for each in family.categories}
    if Shows.TOTAL in family.shows:
        places[None, None] = _cells(year, code, sources, agencies, family.categories)
    return places


def _agencies(year: Year, code: str, sources: Sources) -> list[UUID]:
    found = {agency for start, edition in sources.items() for agency in year.counts.get((code, start, edition), {})}
    return sorted(found, key=str)


def _cells(
    year: Year, code: str, sources: Sources, agencies: Iterable[UUID], dimensions: Iterable[str]
) -> frozenset[Cell]:
    wanted, parts = set(agencies), list(dimensions)
    return frozenset(
        (code, start, edition, agency, dimension)
        for start, edition in sources.items()
        for agency in year.counts.get((code, start, edition), {})
        if agency in wanted
        for dimension in parts
    )


def _base(year: Year, sums: Iterable[frozenset[Cell]]) -> dict[Cell, int]:
    """The counts of every base cell that anything known rests on, in a fixed order."""
    return {
        (code, start, edition, agency, dimension): numbers.get(dimension, 0)
        for (code, start, edition), counts in sorted(year.counts.items())
        for agency, numbers in sorted(counts.items(), key=lambda pair: str(pair[0]))
        for dimension in year.families[code].categories
    }


def _known(year: Year, base: Mapping[Cell, int]) -> Iterator[Known]:
    for each in year.released:
        rule = Rule(each.threshold)
        sums = {(each.family, place): keys for place, keys in _sums(year, each.family, each.sources).items()}
        doubtful = _withheld_in_lines(year, each.family, sums, rule, base)
        for name, keys in sums.items():
            yield Known(keys, each.shown.get(name[1], Shown(0)), rule, name in doubtful)


def _withheld_in_lines(
    year: Year, code: str, sums: Mapping[Name, frozenset[Cell]], rule: Rule, base: Mapping[Cell, int]
) -> set[object]:
    """What was withheld with the rest of its line, noughts included."""
    counts: dict[object, int] = {name: sum(base[cell] for cell in keys) for name, keys in sums.items()}
    lines = [line for line in _lines(year, [code], sums) if line.is_thin(counts, rule) or line.is_of_one_kind(counts)]
    return {part for line in lines for part in line.parts}


def _guarded(year: Year, sources: Mapping[str, Sources]) -> Iterator[frozenset[Cell]]:
    """Every cell and every agency's sum of the period, shown or not."""
    for code, own in sources.items():
        family = year.families[code]
        if family.histogram:
            continue
        for agency in _agencies(year, code, own):
            yield _cells(year, code, own, [agency], family.categories)
            yield from (_cells(year, code, own, [agency], [dimension]) for dimension in family.categories)


def _facts(year: Year, base: Mapping[Cell, int]) -> Iterator[tuple[frozenset[Cell], frozenset[Cell]]]:
    """What everybody knows: linked families agree, and a later edition of a quarter holds what the earlier held.

    Only what is so: who believed more than that would be wrong.
    """
    for code, start, edition in year.counts:
        family = year.families[code]
        for other in filter(None, (family.parts_of, family.within)):
            for newest in (key for key in year.counts if key[:2] == (other, start)):
                yield from _linked(year, (code, start, edition), newest, base)
        for mirrored in (key for key in year.counts if key[:2] == (family.mirrors, start)):
            yield from _mirrored(year, (code, start, edition), mirrored, base)
        yield from _made_up(year, (code, start, edition), base) if family.made_of else ()
        yield from _flowed(year, (code, start, edition), base) if family.flow else ()
        earlier = year.counts.get((code, start, edition - 1), {})
        for agency, dimension in ((agency, each) for agency in earlier for each in family.categories):
            less, more = ((code, start, each, agency, dimension) for each in (edition - 1, edition))
            if more in base:
                yield from _true(frozenset({less}), frozenset({more}), base)


def _linked(
    year: Year, part: tuple[str, date, int], whole: tuple[str, date, int], base: Mapping[Cell, int]
) -> Iterator[tuple[frozenset[Cell], frozenset[Cell]]]:
    family, other = year.families[part[0]], year.families[whole[0]]
    counted = family.share or tuple(other.categories)
    for agency in year.counts[part]:
        less = frozenset((*part, agency, dimension) for dimension in family.categories)
        more = frozenset((*whole, agency, dimension) for dimension in counted)
        if agency in year.counts[whole]:
            yield from _true(less, more, base)
            yield from _true(more, less, base) if family.parts_of else ()


def _mirrored(
    year: Year, one: tuple[str, date, int], other: tuple[str, date, int], base: Mapping[Cell, int]
) -> Iterator[tuple[frozenset[Cell], frozenset[Cell]]]:
    """The same events counted at two ends: both agree in each category over all agencies, where that is so."""
    for category in year.families[one[0]].categories:
        here, there = (frozenset((*key, agency, category) for agency in year.counts[key]) for key in (one, other))
        yield from _true(here, there, base)
        yield from _true(there, here, base)


def _made_up(
    year: Year, whole: tuple[str, date, int], base: Mapping[Cell, int]
) -> Iterator[tuple[frozenset[Cell], frozenset[Cell]]]:
    """An agency's total is the sum of its totals in the families that it is made of, where that is so."""
    parts = [_newest(year, (code, whole[1])) for code in year.families[whole[0]].made_of]
    found = [key for key in parts if key is not None]
    for agency in year.counts[whole] if len(found) == len(parts) else ():
        one = frozenset((*whole, agency, each) for each in year.families[whole[0]].categories)
        other = frozenset((*key, agency, each) for key in found for each in year.families[key[0]].categories)
        if other <= base.keys():
            yield from _true(one, other, base)
            yield from _true(other, one, base)


def _flowed(
    year: Year, standing: tuple[str, date, int], base: Mapping[Cell, int]
) -> Iterator[tuple[frozenset[Cell], frozenset[Cell]]]:
    """What stood at the end of the quarter before and what came is what stands and what went, where that is so."""
    code, start, _ = standing
    family, before = year.families[code], periods.before(quarter_of(start)).start
    came, went = ((other, start) for other in family.flow or ())
    found = [_newest(year, key) for key in ((code, before), came, went)]
    if None in found:
        return
    last, more, less = (key for key in found if key is not None)
    for agency, dimension in ((agency, each) for agency in year.counts[standing] for each in family.categories):
        one, other = ({(*key, agency, dimension) for key in pair} for pair in ((last, more), (standing, less)))
        if one | other <= base.keys():
            yield from _true(frozenset(one), frozenset(other), base)
            yield from _true(frozenset(other), frozenset(one), base)


def _newest(year: Year, key: tuple[str, date]) -> tuple[str, date, int] | None:
    return max((each for each in year.counts if each[:2] == key), default=None)


def _true(
    less: frozenset[Cell], more: frozenset[Cell], base: Mapping[Cell, int]
) -> Iterator[tuple[frozenset[Cell], frozenset[Cell]]]:
    if sum(base[cell] for cell in less) <= sum(base[cell] for cell in more):
        yield less, more


def _lines(year: Year, codes: Iterable[str], sums: Mapping[Name, frozenset[Cell]]) -> Iterator[Line]:
    """Each agency's categories, all agencies' categories, and each category's agencies."""
    for code in codes:
        family = year.families[code]
        agencies = dict.fromkeys(place[0] for own, place in sums if own == code and place[0] is not None)
        several = family.attributes and len(family.categories) > 1
        for whole in (*agencies, None):
            yield from _line(code, (whole, None), [(whole, each) for each in family.categories], sums, several)
        for each in (*family.categories, None):
            yield from _line(code, (None, each), [(agency, each) for agency in agencies], sums, False)


def _line(
    code: str, whole: Place, parts: list[Place], sums: Mapping[Name, frozenset[Cell]], attributes: bool
) -> Iterator[Line]:
    names = tuple((code, part) for part in parts)
    if (code, whole) in sums and all(name in sums for name in names):
        yield Line((code, whole), names, attributes)


def sources_of(family: Family, period: Period, latest: Mapping[date, int]) -> dict[date, int] | None:
    """On which edition of which quarter a family's figures of a period rest; None when it has none there.

    `latest` is the newest settled edition of each quarter of the family. A half-year or year needs all its quarters;
    one that nobody sent anything for counts as nothing.
    """
    if periods.kind(period) != "quarter" and family.over is not Over.SUM:
        return None
    found = {quarter.start: latest[quarter.start] for quarter in periods.quarters_of(period) if quarter.start in latest}
    return found or None
