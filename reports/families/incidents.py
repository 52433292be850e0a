"""Families of incident reports: routes and attrition, kinds of harm in groups. No words, no place, no person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.families.family import EVERYTHING, Family, Shows
from safety import measures

TAKEN = "Incident reports taken in the period"
SEVERAL = frozenset({Shows.CELL, Shows.DIMENSION})
REPORTS = (("incidents.route", None),)


def families() -> Iterator[Family]:
    """Incident reports as each agency's worker counts them by quarter."""
    yield _family("route", "How far people wished to go", "The furthest thing that the person agrees to, by their "
                  "latest answers. Telling an agency alone is a complete report.", measures.ROUTE)  # fmt: skip
    yield _family("went", "How far reports went", "The furthest that left the agency with their agreement.",
                  measures.WENT, parts_of="incidents.route")  # fmt: skip
    yield _family("police-know", "Whether police know", "What the person said when the report was taken.",
                  measures.POLICE_KNOW, parts_of="incidents.route")  # fmt: skip
    yield _family("origin", "How reports came", "Told to a worker, or written on the public page.", measures.ORIGIN,
                  parts_of="incidents.route")  # fmt: skip
    yield _family("harms", "What happened, in groups", "A report may count in several groups. What is rare stands "
                  "together in “Something else”; deaths, missing people and trafficking are never counted apart.",
                  measures.harm_groups(), shows=SEVERAL, attributes=False, inside=REPORTS)  # fmt: skip
    yield _family("barriers", "What makes reporting hard", "A report may name several.", measures.barriers(),
                  shows=SEVERAL, attributes=False, inside=REPORTS)  # fmt: skip


def _family(
    name: str, title: str, definition: str, dimensions: Mapping[str, str], *,
    shows: frozenset[str] = EVERYTHING, attributes: bool = True, parts_of: str | None = None,
    inside: tuple[tuple[str, str | None], ...] = (),
) -> Family:  # fmt: skip
    return Family(
        code=f"incidents.{name}", measure=f"incidents.{name}", title=title, unit="reports", population=TAKEN,
        definition=definition, dimensions=dimensions, shows=shows, attributes=attributes, parts_of=parts_of,
        inside=inside,
    )  # fmt: skip
