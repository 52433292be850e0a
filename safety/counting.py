"""An agency's counts of incident reports, for its tallies: routes and attrition, groups of harm. No words leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from core.actor import Actor
from core.counts import grouped_list, moments, spread, within
from core.scoping import belongs_to, current_session
from core.tallies import Measured, Numbers, Period, quarterly
from safety import measures
from safety.police.models import LetterState, PoliceLetter, ReleaseKind
from safety.reports.models import IncidentReport, ScopeAnswer
from safety.vocabulary import Scope
from safety.warnings.models import DraftState, WarningDraft, WarningSource

#: What a yes to a scope lets a report do, the furthest first.
AGREED = ((Scope.FULL_REPORT, "full-report"), (Scope.INTELLIGENCE, "anonymous"), (Scope.CONTACT, "anonymous"),
          (Scope.WARNING, "warning"))  # fmt: skip
LEFT = ((ReleaseKind.FULL_REPORT, "full-report"), (ReleaseKind.INTELLIGENCE, "anonymous"),
        (ReleaseKind.CONTACT, "anonymous"))  # fmt: skip


def tally(actor: Actor, period: Period) -> Iterator[Measured]:
    """Count the incident reports that an agency took in a quarter, once it has taken any."""
    if _has_begun(actor, period):
        yield from quarterly(period, _numbers(actor, period))


def _numbers(actor: Actor, period: Period) -> Numbers:
    harms = spread(_by(actor, period, grouped_list(IncidentReport.harms)), measures.group_of)
    barriers = spread(_by(actor, period, grouped_list(IncidentReport.barriers)))
    return {
        "incidents.route": _of(actor, period, _route(actor), measures.ROUTE),
        "incidents.went": _of(actor, period, _went(actor), measures.WENT),
        "incidents.police-know": _of(actor, period, IncidentReport.police_know, measures.POLICE_KNOW),
        "incidents.origin": _of(actor, period, IncidentReport.origin, measures.ORIGIN),
        "incidents.harms": within(harms, measures.harm_groups(), measures.OTHER),
        "incidents.barriers": within(barriers, measures.barriers()),
    }


def _route(actor: Actor) -> Any:
    agreed = [(_agrees(actor, scope), route) for scope, route in AGREED]
    return case(*agreed, else_="told-us-only")


def _agrees(actor: Actor, scope: Scope) -> ColumnElement[bool]:
    """That the latest answer to a scope is a yes."""
    said = select(ScopeAnswer.answer).where(
        belongs_to(actor, ScopeAnswer), ScopeAnswer.report_id == IncidentReport.id, ScopeAnswer.scope == scope
    )
    return said.order_by(ScopeAnswer.number.desc()).limit(1).scalar_subquery().is_(True)


def _went(actor: Actor) -> Any:
    left = [(_letter_left(actor, kind), route) for kind, route in LEFT]
    return case(*left, (_warning_left(actor), "warning"), else_="nothing-yet")


def _letter_left(actor: Actor, kind: ReleaseKind) -> ColumnElement[bool]:
    found = select(PoliceLetter.id).where(
        belongs_to(actor, PoliceLetter), PoliceLetter.report_id == IncidentReport.id, PoliceLetter.kind == kind,
        PoliceLetter.state.in_([LetterState.RELEASED, LetterState.TAKEN_BACK]), PoliceLetter.release_id.is_not(None),
    )  # fmt: skip
    return found.exists()


def _warning_left(actor: Actor) -> ColumnElement[bool]:
    found = (
        select(WarningSource.id)
        .join(
            WarningDraft,
            (WarningDraft.agency_id == WarningSource.agency_id) & (WarningDraft.id == WarningSource.draft_id),
        )
        .where(belongs_to(actor, WarningSource), belongs_to(actor, WarningDraft))
        .where(WarningSource.report_id == IncidentReport.id, WarningDraft.state == DraftState.RELEASED)
    )
    return found.exists()


def _of(actor: Actor, period: Period, column: Any, known: Mapping[str, str]) -> dict[str, int]:
    return within(Counter({str(value): number for value, number in _by(actor, period, column)}), known)


def _by(actor: Actor, period: Period, column: Any) -> Any:
    first, after = moments(period)
    found: Select[Any] = (
        select(column.label("category"), func.count())
        .select_from(IncidentReport)
        .where(belongs_to(actor, IncidentReport), IncidentReport.taken_at >= first, IncidentReport.taken_at < after)
        .group_by("category")
    )
    return current_session().execute(found)


def _has_begun(actor: Actor, period: Period) -> bool:
    after = moments(period)[1]
    found = select(IncidentReport.id).where(belongs_to(actor, IncidentReport), IncidentReport.taken_at < after)
    return current_session().scalar(found.limit(1)) is not None
