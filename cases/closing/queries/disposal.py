"""Reads of disposal: whose record is due for review, what holds it, who asked for erasure, what was erased.

They are for the data protection lead and the second person; each starts from the agency's own rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from cases import rules as case_rules
from cases.closing import rules
from cases.closing.models import DisposalStep, Erasure, ErasureRequest, Hold, RequestState, Retention
from cases.models import Case, CaseState
from cases.queries import worker_names
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people.models import Person

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DisposalRow:
    """Somebody whose record is due for review, or soon."""

    person_id: UUID
    alias: str
    reference: str
    cases: list[str]
    review_on: date | None
    holds: list[str]
    waits: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as the review shows it: that it was, never what stands in it."""

    reference: str
    kind: str
    state: str
    is_open: bool
    closed_on: date | None
    record_type: str
    review_on: date | None


@dataclass(frozen=True, slots=True)
class Review:
    """All that a review needs to know of one person's record."""

    person: Person
    alias: str
    references: list[str]
    cases: list[CaseLine]
    holds: list[Hold]
    steps: list[DisposalStep]
    request: ErasureRequest | None
    standing: rules.Standing
    names: dict[UUID, str]


@dataclass(frozen=True, slots=True)
class ErasedRow:
    """An erasure in the ledger."""

    row: Erasure
    asked_by: str
    erased_by: str


def due_page(actor: Actor, number: int, *, view: str = "due") -> Page[DisposalRow]:
    """People whose closed cases are all past their day (`due`), or will be within 90 days (`soon`); or who are held."""
    until = clock.today() + (SOON if view == "soon" else timedelta(0))
    found = people_queries.main_records(actor).where(Person.erased_at.is_(None))
    if view == "held":
        found = found.where(_has_hold(actor))
    else:
        found = found.where(_has_retention(actor, Retention.review_on <= until))
        found = found.where(~_has_retention(actor, Retention.review_on > until), ~_has_open_case(actor))
    page: Page[Person] = page_of(found.order_by(Person.changed_at, Person.id), number)
    return Page(_rows(actor, page.items), page.page, page.total, page.size)


def count_due(actor: Actor) -> int:
    """How many people's records are due for review."""
    return due_page(actor, 1).total


def review(actor: Actor, person_id: UUID) -> Review:
    """One person's record under review; NotVisible when the agency has none. The read is audited."""
    who = people_queries.person(actor, person_id)
    main_id = who.main_id or who.id
    ids = sorted(people_queries.same_person(actor, person_id))
    load_keys(actor.agency_id, ids)
    holds, steps = holds_of(actor, ids), _steps_of(actor, ids)
    request = waiting_request(actor, ids)
    names = worker_names(
        actor, {*(row.placed_by for row in holds), *(row.by_user_id for row in steps),
                *(row.released_by for row in holds if row.released_by), *([request.asked_by] if request else [])},
    )  # fmt: skip
    known = people_queries.aliases(actor, ids)
    return Review(
        person=who, alias=known.get(main_id, (who.reference, ""))[0],
        references=sorted(reference for _, reference in known.values()), cases=_case_lines(actor, ids), holds=holds,
        steps=steps, request=request, standing=standing_of(actor, ids), names=names,
    )  # fmt: skip


def standing_of(actor: Actor, person_ids: Sequence[UUID]) -> rules.Standing:
    """What stands in the way of erasing these linked records: open cases, holds, days to come, what others know."""
    open_cases = select(Case.reference).where(
        belongs_to(actor, Case), Case.person_id.in_(person_ids), Case.state != CaseState.CLOSED
    )
    latest = select(func.max(Retention.review_on)).where(
        belongs_to(actor, Retention), Retention.person_id.in_(person_ids), Retention.running
    )
    erased = select(func.count(Person.id)).where(
        belongs_to(actor, Person), Person.id.in_(person_ids), Person.erased_at.is_(None)
    )
    known = current_app.extensions.get("erasure_blockers", ())
    return rules.Standing(
        open_cases=sorted(current_session().scalars(open_cases)),
        holds=[rules.HOLD_WORDS[row.kind] for row in holds_of(actor, person_ids) if is_in_force(row)],
        review_on=current_session().scalar(latest),
        elsewhere=[words for blocker in known for words in blocker(actor, person_ids)],
        erased=not current_session().scalar(erased),
    )  # fmt: skip


def holds_of(actor: Actor, person_ids: Iterable[UUID]) -> list[Hold]:
    """Every hold on these records, the latest first."""
    found = select(Hold).where(belongs_to(actor, Hold), Hold.person_id.in_(list(person_ids)))
    return list(current_session().scalars(found.order_by(Hold.placed_at.desc(), Hold.id.desc())))


def hold(actor: Actor, hold_id: UUID) -> Hold:
    """One hold; NotVisible when the agency has none such."""
    row = current_session().scalars(select(Hold).where(belongs_to(actor, Hold), Hold.id == hold_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def is_in_force(row: Hold) -> bool:
    """Whether a hold holds: it was not released, and its last day is not past."""
    return row.released_at is None and (row.until is None or row.until >= clock.today())


def waiting_request(actor: Actor, person_ids: Iterable[UUID]) -> ErasureRequest | None:
    """The erasure of these records that waits for a second person."""
    found = select(ErasureRequest).where(
        belongs_to(actor, ErasureRequest), ErasureRequest.person_id.in_(list(person_ids)),
        ErasureRequest.state == RequestState.WAITING,
    )  # fmt: skip
    return current_session().scalars(found.limit(1)).one_or_none()


def request(actor: Actor, request_id: UUID) -> ErasureRequest:
    """One erasure that was asked for; NotVisible when the agency has none such."""
    found = select(ErasureRequest).where(belongs_to(actor, ErasureRequest), ErasureRequest.id == request_id)
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def waiting_for_second(actor: Actor) -> list[tuple[ErasureRequest, str]]:
    """Erasures that the actor can answer: those that somebody else asked for, with the reference, oldest first."""
    found = (
        select(ErasureRequest, Person.reference)
        .join(Person, (Person.agency_id == ErasureRequest.agency_id) & (Person.id == ErasureRequest.person_id))
        .where(belongs_to(actor, ErasureRequest), belongs_to(actor, Person))
        .where(ErasureRequest.state == RequestState.WAITING, ErasureRequest.asked_by != actor.user_id)
        .order_by(ErasureRequest.asked_at)
        .limit(20)
    )
    return [(row, reference) for row, reference in current_session().execute(found)]


def name_of(actor: Actor, user_id: UUID) -> str:
    """A colleague's name; those who left are named too."""
    return worker_names(actor, [user_id]).get(user_id, "a colleague who left")


def erased_page(actor: Actor, number: int) -> Page[ErasedRow]:
    """The erasure ledger, the latest first."""
    page: Page[Erasure] = page_of(
        select(Erasure).where(belongs_to(actor, Erasure)).order_by(Erasure.at.desc(), Erasure.id.desc()), number
    )
    return Page([_erased_row(actor, row) for row in page.items], page.page, page.total, page.size)


def erasure(actor: Actor, erasure_id: UUID) -> ErasedRow:
    """One erasure of the ledger; NotVisible when there is none such. Opening its certificate is audited."""
    row = (
        current_session()
        .scalars(select(Erasure).where(belongs_to(actor, Erasure), Erasure.id == erasure_id))
        .one_or_none()
    )
    if row is None:
        raise NotVisible
    audit.record(actor=actor, verb="downloaded", kind="erasure", row_id=row.id, subject_id=row.person_id)
    return _erased_row(actor, row)


def erasures(actor: Actor) -> list[Erasure]:
    """The whole erasure ledger of the actor's agency."""
    return list(current_session().scalars(select(Erasure).where(belongs_to(actor, Erasure))))


def closed_without_clock(actor: Actor, limit: int) -> list[Case]:
    """Closed cases whose retention clock never started."""
    clocked = select(Retention.case_id).where(belongs_to(actor, Retention))
    found = select(Case).where(belongs_to(actor, Case), Case.state == CaseState.CLOSED, Case.id.not_in(clocked))
    return list(current_session().scalars(found.limit(limit)))


def _has_retention(actor: Actor, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        belongs_to(actor, Retention), Retention.running, which,
        Retention.person_id.in_(_records_of(actor)),
    )  # fmt: skip


def _has_open_case(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        belongs_to(actor, Case), Case.state != CaseState.CLOSED, Case.person_id.in_(_records_of(actor))
    )


def _has_hold(actor: Actor) -> ColumnElement[bool]:
    in_force = or_(Hold.until.is_(None), Hold.until >= clock.today())
    return exists().where(
        belongs_to(actor, Hold), Hold.released_at.is_(None), in_force, Hold.person_id.in_(_records_of(actor))
    )


def _records_of(actor: Actor) -> Select[UUID]:
    """The records of the person of the outer statement: the main one and those linked to it."""
    kin = aliased(Person)
    return (
        select(kin.id)
        .where(kin.agency_id == actor.agency_id, or_(kin.id == Person.id, kin.main_id == Person.id))
        .correlate(Person)
    )


def _rows(actor: Actor, people: Sequence[Person]) -> list[DisposalRow]:
    ids = [row.id for row in people]
    aliases = people_queries.aliases(actor, ids)
    cases, days = _cases_of(actor, ids), _days_of(actor, ids)
    holds: dict[UUID, list[str]] = defaultdict(list)
    for row in holds_of(actor, ids):
        if is_in_force(row):
            holds[row.person_id].append(rules.HOLD_WORDS[row.kind])
    found = select(ErasureRequest.person_id).where(
        belongs_to(actor, ErasureRequest), ErasureRequest.state == RequestState.WAITING,
        ErasureRequest.person_id.in_(ids),
    )  # fmt: skip
    waiting = set(current_session().scalars(found))
    return [
        DisposalRow(
            row.id, aliases.get(row.id, (row.reference, ""))[0], row.reference, cases.get(row.id, []),
            days.get(row.id), holds.get(row.id, []), row.id in waiting,
        )
        for row in people
    ]  # fmt: skip


def _cases_of(actor: Actor, person_ids: list[UUID]) -> dict[UUID, list[str]]:
    found = select(Case.person_id, Case.reference).where(belongs_to(actor, Case), Case.person_id.in_(person_ids))
    cases: dict[UUID, list[str]] = defaultdict(list)
    for person_id, reference in current_session().execute(found.order_by(Case.reference)):
        cases[person_id].append(reference)
    return cases


def _days_of(actor: Actor, person_ids: list[UUID]) -> dict[UUID, date]:
    found = (
        select(Retention.person_id, func.max(Retention.review_on))
        .where(belongs_to(actor, Retention), Retention.running, Retention.person_id.in_(person_ids))
        .group_by(Retention.person_id)
    )
    return {person_id: day for person_id, day in current_session().execute(found)}


def _case_lines(actor: Actor, person_ids: Sequence[UUID]) -> list[CaseLine]:
    found = (
        select(Case, Retention)
        .outerjoin(Retention, (Retention.agency_id == Case.agency_id) & (Retention.case_id == Case.id))
        .where(belongs_to(actor, Case), Case.person_id.in_(person_ids))
        .order_by(Case.opened_at)
    )
    return [_case_line(case, kept) for case, kept in current_session().execute(found)]


def _case_line(case: Case, kept: Retention | None) -> CaseLine:
    is_open = case.state is not CaseState.CLOSED
    return CaseLine(
        case.reference, case_rules.KIND_WORDS[case.kind], case_rules.STATE_WORDS[case.state], is_open,
        clock.london(case.closed_at).date() if case.closed_at else None, kept.record_type if kept else "",
        kept.review_on if kept and not is_open else None,
    )  # fmt: skip


def _steps_of(actor: Actor, person_ids: Iterable[UUID]) -> list[DisposalStep]:
    found = select(DisposalStep).where(belongs_to(actor, DisposalStep), DisposalStep.person_id.in_(list(person_ids)))
    return list(current_session().scalars(found.order_by(DisposalStep.at.desc(), DisposalStep.id.desc()).limit(50)))


def _erased_row(actor: Actor, row: Erasure) -> ErasedRow:
    names = worker_names(actor, [row.asked_by, row.erased_by])
    return ErasedRow(row, names.get(row.asked_by, "Left"), names.get(row.erased_by, "Left"))
