"""An agency's counts of its cases and support contacts, for its tallies. Counts leave, rows never do (design.md 4).

All is counted in the database. A waiting time is read as two moments a case, of the cases opened in the quarter alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, and_, case, func, select

from cases import measures, rules
from cases.catalogue import NOT_REPORTED
from cases.models import Case, CaseKind, CaseState, CaseStateChange, ContactOutcome, Milestone, SupportContact
from cases.queries.lists import contact_stands
from core import clock
from core.actor import Actor
from core.counts import grouped_list, histogram, moments, spread, within, working_days
from core.scoping import belongs_to, current_session
from core.tallies import Measured, Numbers, Period, quarterly
from people.models import Person

ByKind = Mapping[str, Counter[str]]
#: How long after opening a case its journey still speaks of how things stood when it began.
SETTLED_AFTER = 28
#: The record that stands for a person; records that were found to be of one person are linked under it.
MAIN = func.coalesce(Person.main_id, Person.id)


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Count the agency's cases of a quarter: headlines, then each kind of case that it has ever had, apart."""
    had = kinds_had(actor, period)
    if had:
        yield from quarterly(period, _headlines(actor, period))
        for numbers in (_files(actor, period), _contacts(actor, period), _waits(actor, period), _needs(actor, period)):
            yield from quarterly(period, of_kinds(numbers, had))


def kinds_had(actor: Actor, period: Period) -> list[str]:
    """The kinds of case that an agency had opened by the end of a period; of others it has no nought to tell."""
    found = select(Case.id).where(belongs_to(actor, Case), Case.opened_at < moments(period)[1]).limit(1)
    return sorted(kind.value for kind in CaseKind if current_session().scalar(found.where(Case.kind == kind)))


def of_kinds(numbers: Mapping[str, Mapping[str, Mapping[str, int]]], kinds: Iterable[str]) -> Numbers:
    """Measures by kind of case: `isva.closed` and so on, from “closed” to “isva” to numbers."""
    return {f"{kind}.{name}": by_kind[kind] for name, by_kind in numbers.items() for kind in kinds}


def by_kind(rows: Iterable[Any], known: Mapping[str, str], otherwise: str | None = None) -> dict[str, dict[str, int]]:
    """Rows of (kind, category, number) as numbers by kind, in the known categories."""
    found: ByKind = defaultdict(Counter)
    for kind, category, number in rows:
        found[str(kind)][str(category)] += number
    return {kind: within(found[kind], known, otherwise) for kind in measures.KINDS}


def rows_of_open(statement: Any, period: Period, *, at_end: bool = False) -> Iterator[Any]:
    """The rows of a statement over the cases that were open at any time in a period, or still at its end.

    It is run twice: over those that are open to this day, then over those closed since, so that a number comes in two
    parts and somebody with two cases may come twice. Both are found by their closing, never by their opening, which
    would read every case there ever was.
    """
    first, after = moments(period)
    opened = func.coalesce(Case.opened_at, after) < after
    yield from rows_of(statement.where(opened, Case.closed_at.is_(None)))
    yield from rows_of(statement.where(opened, Case.closed_at >= (after if at_end else first)))


def opened_in(period: Period) -> ColumnElement[bool]:
    """That a case was opened in a period."""
    first, after = moments(period)
    return and_(Case.opened_at >= first, Case.opened_at < after)


def same_case(table: Any) -> ColumnElement[bool]:
    """That a row of another table is about the case of the statement."""
    return and_(table.agency_id == Case.agency_id, table.case_id == Case.id)


def _closed_in(period: Period) -> ColumnElement[bool]:
    first, after = moments(period)
    return and_(Case.closed_at >= first, Case.closed_at < after)


def _headlines(actor: Actor, period: Period) -> Numbers:
    counted = select(Case.kind, func.count()).where(belongs_to(actor, Case)).group_by(Case.kind)
    leads = select(Case.kind, Case.lead_user_id).where(belongs_to(actor, Case)).distinct()
    people = people_of(actor, Case.kind, MAIN).distinct()
    answer = _reported(Milestone.happened_on <= period.end)
    reported = select(answer, func.count()).where(belongs_to(actor, Case)).group_by("answer")
    return {
        "cases.opened": _summed(rows_of(counted.where(opened_in(period))), measures.KINDS),
        "cases.open": _summed(rows_of_open(counted, period, at_end=True), measures.KINDS),
        "cases.closed": _summed(rows_of(counted.where(_closed_in(period))), measures.KINDS),
        "cases.people": _different(rows_of_open(people, period)),
        "cases.workers": _different(rows_of_open(leads, period, at_end=True)),
        "cases.contacts": _summed(rows_of(_of_contacts(actor, period, Case.kind, func.count())), measures.KINDS),
        "cases.reported": _summed(rows_of_open(reported, period), measures.REPORTED),
    }


def _summed(rows: Iterable[Any], known: Mapping[str, str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for category, number in rows:
        found[str(category)] += number
    return within(found, known)


def _different(rows: Iterable[Any]) -> dict[str, int]:
    """How many different people or workers there are of each kind, from (kind, id), some of which come twice."""
    return within(Counter(str(kind) for kind, _ in {(kind, who) for kind, who in rows}), measures.KINDS)


def people_of(actor: Actor, *columns: Any) -> Select[Any]:
    """A statement over the agency's cases and whom they are about; linked records are one person (`MAIN`)."""
    return (
        select(*columns)
        .select_from(Case)
        .join(Person, and_(Person.agency_id == Case.agency_id, Person.id == Case.person_id))
        .where(belongs_to(actor, Case), belongs_to(actor, Person))
    )


def _reported(until: ColumnElement[bool]) -> Any:
    """What a case's journey says of reporting: the same answer as `rules.reported_answer`, inside the database."""
    steps = select(Milestone.id).where(
        same_case(Milestone), Milestone.replaced.is_(False), Milestone.planned.is_(False), until
    )  # fmt: skip
    known = steps.where(Milestone.code.in_(rules.reported_steps())).exists()
    refused = steps.where(Milestone.code == NOT_REPORTED).exists()
    return case((known, "reported"), (refused, "not-reported"), else_="not-known").label("answer")


def _files(actor: Actor, period: Period) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    came = case((Case.origin_referral_id.is_not(None), "referral"), else_=func.coalesce(Case.came_by, "not-asked"))
    sources = select(Case.kind, came.label("category"), func.count()).where(belongs_to(actor, Case), opened_in(period))
    return {
        "source": by_kind(rows_of(sources.group_by(Case.kind, "category")), measures.SOURCES, measures.OTHER),
        "reported-opening": _reported_by(actor, opened_in(period), Case.opened_at, SETTLED_AFTER),
        "reported-end": _reported_by(actor, _closed_in(period), Case.closed_at, 0),
        "closed": by_kind(_closings(actor, period), measures.closing_reasons(), measures.OTHER),
    }


def _reported_by(actor: Actor, when: ColumnElement[bool], since: Any, days: int) -> dict[str, dict[str, int]]:
    """Reported or not, by the journey so many days after a moment of each case; two days a case are read."""
    steps = [Milestone.replaced.is_(False), Milestone.planned.is_(False), same_case(Milestone)]
    first = select(func.min(Milestone.happened_on)).where(*steps)
    found = select(
        Case.kind, since, first.where(Milestone.code.in_(rules.reported_steps())).scalar_subquery(),
        first.where(Milestone.code == NOT_REPORTED).scalar_subquery(),
    ).where(belongs_to(actor, Case), when)  # fmt: skip
    answers: Counter[tuple[str, str]] = Counter()
    for kind, moment, reported, refused in rows_of(found):
        last = clock.london(moment).date().toordinal() + days
        said = [day is not None and day.toordinal() <= last for day in (reported, refused)]
        answers[kind, "reported" if said[0] else "not-reported" if said[1] else "not-known"] += 1
    return by_kind(((*place, number) for place, number in answers.items()), measures.REPORTED)


def _closings(actor: Actor, period: Period) -> Any:
    """Why: the reason given with the last step to “closed” of each case that was closed in the period."""
    reason = (
        select(CaseStateChange.reason_code)
        .where(same_case(CaseStateChange), CaseStateChange.to_state == CaseState.CLOSED)
        .order_by(CaseStateChange.at.desc(), CaseStateChange.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    category = func.coalesce(reason, measures.NOT_KNOWN).label("category")
    found = select(Case.kind, category, func.count()).where(belongs_to(actor, Case), _closed_in(period))
    return rows_of(found.group_by(Case.kind, "category"))


def _contacts(actor: Actor, period: Period) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    def counted(column: Any) -> Any:
        return rows_of(_of_contacts(actor, period, Case.kind, column, func.count(), by=(Case.kind, column)))

    minutes = _of_contacts(
        actor, period, Case.kind, func.sum(SupportContact.minutes), func.sum(SupportContact.travel_minutes)
    )
    rows = [(kind, name, int(number)) for kind, *took in rows_of(minutes)
            for name, number in zip(measures.MINUTES, took, strict=True)]  # fmt: skip
    return {
        "contact-modes": by_kind(counted(SupportContact.mode), measures.MODES),
        "contact-outcomes": by_kind(counted(SupportContact.outcome), measures.OUTCOMES),
        "minutes": by_kind(rows, measures.MINUTES),
    }


def _of_contacts(actor: Actor, period: Period, *columns: Any, by: tuple[Any, ...] = (Case.kind,)) -> Select[Any]:
    first, after = moments(period)
    return (
        select(*columns)
        .select_from(SupportContact)
        .join(Case, same_case(SupportContact))
        .where(belongs_to(actor, SupportContact), belongs_to(actor, Case), contact_stands())
        .where(SupportContact.at >= first, SupportContact.at < after)
        .group_by(*by)
    )


def _waits(actor: Actor, period: Period) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    reached = and_(SupportContact.outcome == ContactOutcome.REACHED, SupportContact.with_whom == rules.PERSON)
    tried = SupportContact.with_whom == rules.PERSON
    opened = opened_in(period)
    return {
        "first-try-days": waits_by_kind(_first(actor, opened, tried)),
        "first-contact-days": waits_by_kind(_first(actor, opened, reached)),
        "waiting-days": waits_by_kind(_still_waiting(actor, period, reached)),
    }


def _first(actor: Actor, when: ColumnElement[bool], which: ColumnElement[bool]) -> Any:
    """Kind, opening, and the first contact of a sort, of each case; a contact before opening counts at once."""
    first = select(func.min(SupportContact.at)).where(same_case(SupportContact), which, contact_stands())
    found = select(Case.kind, Case.opened_at, first.scalar_subquery())
    return rows_of(found.where(belongs_to(actor, Case), when))


def _still_waiting(actor: Actor, period: Period, reached: ColumnElement[bool]) -> Iterable[Any]:
    after = moments(period)[1]
    end = min(after, clock.now())
    done = select(SupportContact.id).where(
        same_case(SupportContact), reached, SupportContact.at < after, contact_stands()
    )
    found = select(Case.kind, Case.opened_at).where(belongs_to(actor, Case), ~done.exists())
    return [(kind, opened, end) for kind, opened in rows_of_open(found, period, at_end=True)]


def waits_by_kind(rows: Iterable[tuple[Any, datetime, datetime | None]]) -> dict[str, dict[str, int]]:
    """Working days from one moment to another by kind of case; a row without the second counts nowhere."""
    days: dict[str, list[int]] = defaultdict(list)
    for kind, start, end in rows:
        if end is not None:
            days[str(kind)].append(working_days(start, end))
    return {kind: histogram(days[kind]) for kind in measures.KINDS}


def _needs(actor: Actor, period: Period) -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    listed = grouped_list(Case.needs).label("listed")
    found = select(Case.kind, listed, func.count()).where(belongs_to(actor, Case), opened_in(period))
    rows = list(rows_of(found.group_by(Case.kind, "listed")))
    of = {kind: [(text, number) for each, text, number in rows if each == kind] for kind in CaseKind}
    return {
        "needs": {kind.value: within(spread(of[kind]), measures.needs()) for kind in CaseKind},
        "needs-moj": {kind.value: within(spread(of[kind], measures.moj_of), measures.MOJ) for kind in CaseKind},
    }


def rows_of(statement: Executable) -> Any:
    """The rows of a statement over the tables of one agency."""
    return current_session().execute(statement)
