"""An attacker with linear programming reads every permitted table of three years about a population of 2,000.

All tables of families that count the same events are read together, which is stronger than any pair of them; pairs are
read too. `make thorough` does so for every family and more populations.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from itertools import combinations
from uuid import UUID

import pytest

from core.tallies import Period
from reports import periods
from reports.cuts.settling import Settled, settle_year
from reports.disclosure import figure
from reports.families import FAMILIES, cluster_of, clusters
from tests.effort import THOROUGH
from tests.reports.attack import Attacker
from tests.reports.population import AGENCIES, PEOPLE, SIZES, Tallied, tallied

YEARS = [Period(date(start, 4, 1), date(start + 1, 3, 31)) for start in (2023, 2024, 2025)]
OVER = date(2026, 6, 1)
#: Families that count the same events in several ways, and one whose events count in several categories.
LINKED = "referrals.received"
READ = [cluster[0] for cluster in clusters()] if THOROUGH else [LINKED, "casework.needs", "isva.first-try-days"]
SEEDS = range(1, 6) if THOROUGH else range(1, 2)


def released(code: str, counts: Tallied, year: Period, before: Sequence[Settled] = ()) -> list[Settled]:
    families = {each: FAMILIES[each] for each in cluster_of(code)}
    return [*before, *settle_year(families, year, before, counts, OVER)]


def attacker(code: str, tables: Sequence[Settled]) -> Attacker:
    return Attacker({each: FAMILIES[each] for each in cluster_of(code)}, tables)


def naive(tables: Sequence[Settled], attack: Attacker) -> list[Settled]:
    """The same tables, as they would be if only small counts were withheld."""
    found = []
    for which, each in enumerate(tables):
        shown = {place: figure(attack.count(cells)) for place, cells in attack.places(which)}
        found.append(replace(each, released=replace(each.released, shown=shown)))
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("code", READ)
def test_nobody_recovers_a_small_count_from_all_tables_together(code: str, seed: int) -> None:
    small = 0
    for year in YEARS if THOROUGH else YEARS[-1:]:
        counts = tallied(seed, periods.quarters_of(year), only=[code])
        attack = attacker(code, released(code, counts, year))
        small += len(attack.small())
        assert attack.recovered_by_a_reader() == []
        assert attack.recovered_by_an_insider() == []
    assert small > 3, "There must be something to find."


def test_nobody_recovers_a_small_count_from_a_pair_of_tables() -> None:
    counts = tallied(2, periods.quarters_of(YEARS[0]), only=["outreach.contacts"])
    attack = attacker("outreach.contacts", released("outreach.contacts", counts, YEARS[0]))
    pairs = list(combinations(range(len(attack.released)), 2))
    assert len(pairs) == 378, "Four families in seven periods: 28 tables."
    for pair in pairs if THOROUGH else pairs[::27]:
        assert attack.recovered_by_a_reader(only=pair) == []


def test_late_entries_make_a_later_edition_that_gives_nothing_away() -> None:
    """Counted again with a few more events, once few enough to wait and once enough to be released anew."""
    code, quarters = "outreach.headcount", periods.quarters_of(YEARS[1])
    first = tallied(3, quarters, only=[code])
    tables = released(code, first, YEARS[1])
    few, more = deepcopy(first), deepcopy(first)
    few[code, quarters[1].start][AGENCIES[2]]["new"] += 2
    assert released(code, few, YEARS[1], tables) == tables, "Two more are not told apart: the released figures stand."
    more[code, quarters[1].start][AGENCIES[2]]["new"] += 6
    again = released(code, more, YEARS[1], tables)
    new = [(periods.kind(each.released.period), each.released.edition) for each in again[len(tables) :]]
    assert sorted(new) == [("half-year", 2), ("quarter", 2), ("year", 2)]
    attack = attacker(code, again)
    assert attack.recovered_by_a_reader() == []
    assert attack.recovered_by_an_insider() == []


def test_the_attack_breaks_tables_in_which_only_small_counts_are_withheld() -> None:
    code = "outreach.headcount"
    tables = released(code, tallied(1, periods.quarters_of(YEARS[-1]), only=[code]), YEARS[-1])
    weak = attacker(code, naive(tables, attacker(code, tables)))
    broken = len(weak.recovered_by_a_reader())
    assert broken > 3


def test_the_population_has_2000_people_and_its_families_agree() -> None:
    assert (sum(SIZES), PEOPLE, len(AGENCIES)) == (2_000, 2_000, 8)
    counts = tallied(1, periods.quarters_of(YEARS[0]), only=["outreach.contacts"])
    start = YEARS[0].start
    for agency in counts["outreach.contacts", start]:
        met = sum(counts["outreach.contacts", start][agency].values())
        assert met == sum(counts["outreach.reporting", start][agency].values())
        offered = counts["outreach.offered", start][agency].get("yes", 0)
        assert offered == sum(counts["outreach.accepted", start][agency].values())
    assert all(isinstance(agency, UUID) for agency in counts["outreach.contacts", start])
