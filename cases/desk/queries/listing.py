"""Lists of cases: search, filters and order within what the reader may open; a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select

from agencies.models import User
from cases import queries as case_queries
from cases import rules as case_rules
from cases.desk import rules
from cases.desk.rules import Filters
from cases.glance import glance
from cases.models import Case, CaseKind, CaseState, ContactOutcome, SupportContact
from cases.queries import CaseRow
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries

RECENTLY = timedelta(days=60)


def cases_page(actor: Actor, filters: Filters, number: int, size: int = 25) -> Page[CaseRow]:
    """A page of the cases that the actor may open, by what is asked for. Closed ones only when asked for.

    `q` is part of a name, an alias, a reference of case or person, or a number.
    """
    found = matching(actor, filters)
    page = page_of(found.order_by(*_order(filters)), number, size)
    return Page(case_queries.rows_of(actor, page.items), page.page, page.total, page.size)


def matching(actor: Actor, filters: Filters) -> Select[Case]:
    """The cases that the actor may open and the filters ask for, in no order."""
    found = case_queries.visible_to(actor).where(*_plainly(actor, filters))
    if filters.q:
        found = found.where(_is_called(actor, filters.q))
    if filters.risk or "overdue" in filters.flags:
        ids = list(current_session().scalars(found.with_only_columns(Case.id)))
        found = found.where(Case.id.in_(_as_glanced(actor, filters, ids)))
    return found


def recent_cases(actor: Actor, most: int = 25) -> list[CaseRow]:
    """The cases that the actor opened lately, the last one first: from the audit trail, of those they may still open.

    A trail does not say more than the cases: what was taken away from the actor is left out.
    """
    read = (
        select(AuditEntry.row_id)
        .where(belongs_to(actor, AuditEntry), AuditEntry.actor_id == actor.user_id, AuditEntry.kind == "case")
        .where(AuditEntry.verb.in_(("read", "opened")), AuditEntry.at >= clock.now() - RECENTLY)
        .group_by(AuditEntry.row_id)
        .order_by(func.max(AuditEntry.at).desc())
        .limit(most)
    )
    ids = list(current_session().scalars(read))
    rows = list(current_session().scalars(case_queries.visible_to(actor).where(Case.id.in_(ids))))
    return case_queries.rows_of(actor, sorted(rows, key=lambda case: ids.index(case.id)))


def cases_by_id(actor: Actor, case_ids: Iterable[UUID]) -> list[CaseRow]:
    """Some cases by id, of those the actor may open, in the order of their references."""
    found = case_queries.visible_to(actor).where(Case.id.in_(list(case_ids))).order_by(Case.reference)
    return case_queries.rows_of(actor, list(current_session().scalars(found)))


def _plainly(actor: Actor, filters: Filters) -> list[ColumnElement[bool]]:
    states = [state for state in CaseState if state in filters.states]
    wanted: list[ColumnElement[bool]] = [Case.state.in_(states) if states else Case.state != CaseState.CLOSED]
    if filters.scope == "yours":
        wanted.append(Case.lead_user_id == actor.user_id)
    if filters.scope == "team":
        wanted.append(_led_in(select(User.team_id).where(User.agency_id == actor.agency_id, User.id == actor.user_id)))
    if filters.kinds:
        wanted.append(Case.kind.in_([kind for kind in CaseKind if kind in filters.kinds]))
    if filters.lead:
        wanted.append(Case.lead_user_id == filters.lead)
    if filters.team:
        wanted.append(_led_in([filters.team]))
    if filters.need:
        wanted.append(cast(Case.needs, String).contains(f'"{filters.need}"', autoescape=True))
    if "quiet" in filters.flags:
        wanted.append(case_queries.is_quiet())
    if "waiting" in filters.flags:
        wanted.append(case_queries.is_waiting())
    return wanted


def _led_in(teams: Sequence[UUID] | Select[UUID | None]) -> ColumnElement[bool]:
    """Led by somebody of one of these teams."""
    members = select(User.id).where(User.agency_id == Case.agency_id, User.team_id.in_(teams))
    return Case.lead_user_id.in_(members)


def _is_called(actor: Actor, q: str) -> ColumnElement[bool]:
    return or_(
        Case.reference.istartswith(q, autoescape=True), Case.person_id.in_(people_queries.matching_ids(actor, q))
    )


def _as_glanced(actor: Actor, filters: Filters, ids: Sequence[UUID]) -> list[UUID]:
    """Of these cases, those whose latest risk stands in the band asked for, and that have something overdue."""
    kept = list(ids)
    if filters.risk:
        risks = glance("risk", actor, kept)
        kept = [one for one in kept if rules.risk_band(str(risks[one].level) if one in risks else "") == filters.risk]
    if "overdue" in filters.flags:
        load = glance("load", actor, kept)
        kept = [one for one in kept if load.get(one)]
    return kept


def _order(filters: Filters) -> list[Any]:
    columns: dict[str, Any] = {
        "reference": Case.reference, "kind": Case.kind, "state": Case.state, "opened": Case.opened_at,
        "changed": Case.changed_at, "lead": _lead_name(), "reached": _reached_at(),
    }  # fmt: skip
    column = columns[filters.sort]
    return [column.desc().nulls_last() if filters.descending else column.asc().nulls_first(), Case.id.desc()]


def _lead_name() -> Any:
    named = select(User.name).where(User.agency_id == Case.agency_id, User.id == Case.lead_user_id)
    return named.scalar_subquery()


def _reached_at() -> Any:
    return (
        select(func.max(SupportContact.at))
        .where(SupportContact.agency_id == Case.agency_id, SupportContact.case_id == Case.id)
        .where(SupportContact.outcome == ContactOutcome.REACHED, SupportContact.with_whom == case_rules.PERSON)
        .where(case_queries.contact_stands())
        .scalar_subquery()
    )
