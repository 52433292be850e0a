"""What is published of which measure. What is not in this list is in no report: there is no free filter.

A family is one table of counts by agency and by a fixed set of categories, in whole periods. Families that count the
same rows in other ways name each other, so that they are protected together (`reports.cuts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports.families import answering, casework, equality, incidents, meeting, outcomes
from reports.families.family import ALL, EVERYTHING, FORUM, Family, Over, Shows

__all__ = (
    "ALL", "EVERYTHING", "FAMILIES", "FORUM", "Family", "Over", "Shows", "cluster_of", "clusters", "of_measures",
)  # fmt: skip

#: Every family by its code.
FAMILIES: dict[str, Family] = {
    family.code: family
    for room in (meeting, casework, outcomes, equality, answering, incidents)
    for family in room.families()
}


def clusters(families: Mapping[str, Family] | None = None) -> list[tuple[str, ...]]:
    """The families that count the same rows, together: each belongs to exactly one cluster, in a fixed order."""
    known = FAMILIES if families is None else families
    found: dict[str, set[str]] = {code: {code} for code in known}
    for family in known.values():
        for other in family.linked:
            joined = found[family.code] | found[other]
            found.update(dict.fromkeys(joined, joined))
    return sorted({tuple(sorted(cluster)) for cluster in found.values()})


def cluster_of(code: str, families: Mapping[str, Family] | None = None) -> tuple[str, ...]:
    """The families that are protected together with one."""
    return next(cluster for cluster in clusters(families) if code in cluster)


def of_measures(measures: Iterable[str]) -> list[Family]:
    """The families that are counted from any of some measures."""
    wanted = set(measures)
    return [family for family in FAMILIES.values() if family.measure in wanted]
