"""Numbers of one agency's cases for its tallies: counts leave, rows never do (design.md 4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from cases import rules
from cases.models import Case, Milestone, SupportContact
from cases.queries.lists import contact_stands
from core import clock
from core.actor import Actor
from core.scoping import belongs_to, current_session


@dataclass(frozen=True, slots=True)
class Figures:
    """Cases opened in a period, open at its end, support contacts in it, and whether those supported had reported."""

    opened: int
    open: int
    contacts: int
    reported: Counter[str]


def figures_of(actor: Actor, start: date, end: date) -> Figures:
    """Count one agency's cases from the first to the last day of a period.

    `reported` counts every case that was open at any time in the period, by what its journey says up to the last day.
    """
    first, after = _midnight(start), _midnight(end + timedelta(days=1))
    still_open = or_(Case.closed_at.is_(None), Case.closed_at >= after)
    worked_on = or_(Case.closed_at.is_(None), Case.closed_at >= first)
    mine = belongs_to(actor, Case)
    ids = list(current_session().scalars(select(Case.id).where(mine, Case.opened_at < after, worked_on)))
    contacts = select(func.count(SupportContact.id)).where(
        belongs_to(actor, SupportContact), SupportContact.at >= first, SupportContact.at < after, contact_stands()
    )
    return Figures(
        opened=_count(select(func.count(Case.id)).where(mine, Case.opened_at >= first, Case.opened_at < after)),
        open=_count(select(func.count(Case.id)).where(mine, Case.opened_at < after, still_open)),
        contacts=_count(contacts),
        reported=_reported(actor, ids, end),
    )


def _reported(actor: Actor, case_ids: list[UUID], end: date) -> Counter[str]:
    codes: dict[UUID, set[str]] = {case_id: set() for case_id in case_ids}
    rows = current_session().execute(
        select(Milestone.case_id, Milestone.code)
        .where(belongs_to(actor, Milestone), Milestone.happened_on <= end)
        .where(Milestone.replaced.is_(False), Milestone.planned.is_(False))
    )
    for case_id, code in rows:
        if case_id in codes:
            codes[case_id].add(code)
    return Counter(rules.reported_answer(found) for found in codes.values())


def _count(statement: object) -> int:
    return current_session().scalar(statement) or 0  # type: ignore[call-overload]  # every caller passes one count


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LONDON)
