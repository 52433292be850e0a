"""Lists of cases: a fixed number of statements, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from cases import rules
from cases.clocks import contact_dial
from cases.models import Case, CaseState, ContactOutcome, SupportContact
from cases.queries.files import visible_to, worker_names
from core import clock
from core.actor import Actor
from core.dial import Dial
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: who it is about, where it stands, and how long since they were reached."""

    case: Case
    alias: str
    person_reference: str
    kind: str
    state: str
    lead_name: str
    since: date
    contact: Dial | None


def cases_page(
    actor: Actor, number: int, *, view: str = "yours", states: Collection[str] = (), size: int = 25
) -> Page[CaseRow]:
    """A page of cases, last changed first. `view` is yours, all or quiet (open, not reached for 28 days)."""
    found = visible_to(actor)
    if view == "yours":
        found = found.where(Case.lead_user_id == actor.user_id)
    if view == "quiet":
        found = found.where(_is_quiet())
    known = [state for state in CaseState if state in states]
    found = found.where(Case.state.in_(known) if known else Case.state != CaseState.CLOSED)
    page = page_of(found.order_by(Case.changed_at.desc(), Case.id.desc()), number, size)
    return Page(_rows(actor, page.items), page.page, page.total, page.size)


def cases_of(actor: Actor, person_id: UUID) -> list[CaseRow]:
    """The cases of one person, on any of their linked records, that the actor may open, the latest first."""
    found = (
        visible_to(actor)
        .where(people_queries.in_same_person(actor, Case.person_id, person_id))
        .order_by(Case.opened_at.desc())
        .limit(10)
    )
    return _rows(actor, list(current_session().scalars(found)))


def quiet_cases(actor: Actor, most: int = 10) -> list[CaseRow]:
    """Open cases led by the actor whose person was not reached for 28 days, the longest silence first."""
    own = visible_to(actor).where(Case.lead_user_id == actor.user_id, Case.state != CaseState.CLOSED)
    found = own.where(_is_quiet())
    rows = _rows(actor, list(current_session().scalars(found.order_by(Case.changed_at).limit(most))))
    return sorted(rows, key=lambda row: row.since)


def own_counts(actor: Actor) -> tuple[int, int]:
    """How many open cases the actor leads, and how many of them were not reached for 28 days: one statement."""
    own = visible_to(actor).where(Case.lead_user_id == actor.user_id, Case.state != CaseState.CLOSED)
    counted = own.with_only_columns(func.count(Case.id), func.count(Case.id).filter(_is_quiet()))
    total, quiet = current_session().execute(counted).one()
    return total, quiet


def last_reached(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Case id to the moment the person was last reached, in one query; a contact with others does not count."""
    rows = current_session().execute(
        select(SupportContact.case_id, func.max(SupportContact.at))
        .where(belongs_to(actor, SupportContact), SupportContact.case_id.in_(list(case_ids)))
        .where(SupportContact.outcome == ContactOutcome.REACHED, SupportContact.with_whom == rules.PERSON)
        .group_by(SupportContact.case_id)
    )
    return {case_id: at for case_id, at in rows}


def _is_quiet() -> ColumnElement[bool]:
    """Opened more than 28 days ago, and nobody has reached the person since then."""
    before = clock.now() - rules.QUIET_AFTER
    reached = select(SupportContact.id).where(
        SupportContact.agency_id == Case.agency_id, SupportContact.case_id == Case.id, SupportContact.at >= before,
        SupportContact.outcome == ContactOutcome.REACHED, SupportContact.with_whom == rules.PERSON,
    )  # fmt: skip
    return and_(Case.opened_at < before, ~reached.exists())


def _rows(actor: Actor, cases: Sequence[Case]) -> list[CaseRow]:
    aliases = people_queries.aliases(actor, [case.person_id for case in cases])
    names = worker_names(actor, [case.lead_user_id for case in cases])
    reached = last_reached(actor, [case.id for case in cases])
    return [_row(case, aliases, names, reached.get(case.id)) for case in cases]


def _row(case: Case, aliases: dict[UUID, tuple[str, str]], names: dict[UUID, str], reached: datetime | None) -> CaseRow:
    alias, reference = aliases.get(case.person_id, ("Erased", ""))
    last = clock.london(reached).date() if reached else None
    opened = clock.london(case.opened_at).date()
    dial = None if case.state is CaseState.CLOSED else contact_dial(last, opened, clock.today())
    return CaseRow(
        case, alias, reference, rules.KIND_WORDS[case.kind], rules.STATE_WORDS[case.state],
        names.get(case.lead_user_id, "Left"), last or opened, dial,
    )  # fmt: skip
