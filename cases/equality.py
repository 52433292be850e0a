"""An agency's counts of what people with a case said of themselves, for its tallies. Answers never leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from cases.counting import MAIN, kinds_had, people_of, rows_of_open
from cases.models import Case
from core.actor import Actor
from core.counts import within
from core.tallies import Measured, Period, quarterly
from people import counting, measures


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Count people with a case open in the quarter by each equality question, each kind of case apart.

    A person with two cases of a kind counts once in it; somebody whom nobody asked is “not asked”.
    """
    had = kinds_had(actor, period)
    records: dict[UUID, UUID] = {}
    people: dict[str, set[UUID]] = defaultdict(set)
    found = people_of(actor, Case.kind, Case.person_id, MAIN).distinct()
    for kind, record_id, main_id in rows_of_open(found, period) if had else ():
        records[record_id] = main_id
        people[str(kind)].add(main_id)
    answers = dict(counting.equality_of(actor, sorted({*records, *records.values()})))
    told = {main_id: answers[record_id] for record_id, main_id in sorted(records.items()) if record_id in answers}
    # What stands in the main record goes before what stands in one that is linked to it.
    told |= {main_id: answers[main_id] for main_id in records.values() if main_id in answers}
    for kind in had:
        ids = people[kind]
        numbers = counting.by_question([told[each] for each in ids if each in told], len(ids))
        yield from quarterly(
            period,
            {f"{kind}.equality.{key}": within(found, measures.categories(key)) for key, found in numbers.items()},
        )
