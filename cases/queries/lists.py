"""Lists of cases: a fixed number of statements, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from cases import rules
from cases.clocks import contact_dial
from cases.models import Case, CaseState, ContactOutcome, SupportContact
from cases.queries.files import visible_to, worker_names
from core import clock
from core.actor import Actor
from core.dial import Dial
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


def cases_of(actor: Actor, person_id: UUID) -> list[CaseRow]:
    """The cases of one person, on any of their linked records, that the actor may open, the latest first."""
    found = (
        visible_to(actor)
        .where(people_queries.in_same_person(actor, Case.person_id, person_id))
        .order_by(Case.opened_at.desc())
        .limit(10)
    )
    return rows_of(actor, list(current_session().scalars(found)))


def quiet_cases(actor: Actor, most: int = 10) -> list[CaseRow]:
    """Open cases led by the actor whose person was not reached for 28 days, the longest silence first."""
    own = visible_to(actor).where(Case.lead_user_id == actor.user_id, Case.state != CaseState.CLOSED)
    found = own.where(is_quiet())
    rows = rows_of(actor, list(current_session().scalars(found.order_by(Case.changed_at).limit(most))))
    return sorted(rows, key=lambda row: row.since)


def own_counts(actor: Actor) -> tuple[int, int]:
    """How many open cases the actor leads, and how many of them were not reached for 28 days: one statement."""
    own = visible_to(actor).where(Case.lead_user_id == actor.user_id, Case.state != CaseState.CLOSED)
    counted = own.with_only_columns(func.count(Case.id), func.count(Case.id).filter(is_quiet()))
    total, quiet = current_session().execute(counted).one()
    return total, quiet


def last_reached(actor: Actor, case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Case id to the moment the person was last reached, in one query; a contact with others does not count."""
    rows = current_session().execute(
        select(SupportContact.case_id, func.max(SupportContact.at))
        .where(belongs_to(actor, SupportContact), SupportContact.case_id.in_(list(case_ids)))
        .where(SupportContact.outcome == ContactOutcome.REACHED, SupportContact.with_whom == rules.PERSON)
        .where(contact_stands())
        .group_by(SupportContact.case_id)
    )
    return {case_id: at for case_id, at in rows}


def contact_stands() -> ColumnElement[bool]:
    """That no later contact corrects this one: what was corrected is read, and counts for nothing."""
    later = aliased(SupportContact)
    corrected = select(later.id).where(
        later.agency_id == SupportContact.agency_id, later.corrects_id == SupportContact.id
    )
    return ~corrected.exists()


def is_waiting() -> ColumnElement[bool]:
    """Received and nobody has tried yet: no contact of any outcome is written down."""
    tried = select(SupportContact.id).where(
        SupportContact.agency_id == Case.agency_id, SupportContact.case_id == Case.id
    )
    return and_(Case.state == CaseState.RECEIVED, ~tried.exists())


def is_quiet() -> ColumnElement[bool]:
    """Opened more than 28 days ago, and nobody has reached the person since then."""
    before = clock.now() - rules.QUIET_AFTER
    reached = select(SupportContact.id).where(
        SupportContact.agency_id == Case.agency_id, SupportContact.case_id == Case.id, SupportContact.at >= before,
        SupportContact.outcome == ContactOutcome.REACHED, SupportContact.with_whom == rules.PERSON, contact_stands(),
    )  # fmt: skip
    return and_(Case.opened_at < before, ~reached.exists())


def rows_of(actor: Actor, cases: Sequence[Case]) -> list[CaseRow]:
    """Cases as rows of a list: names, lead workers and last contacts in a fixed number of statements."""
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
