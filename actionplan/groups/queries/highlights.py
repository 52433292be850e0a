"""Reads of highlight reports: issued ones for everybody who reads the plan, drafts for those who write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from actionplan.groups import highlight_rules as rules
from actionplan.groups.models import (
    GroupMember,
    GroupOutput,
    HighlightMilestone,
    HighlightReport,
    HighlightRisk,
    MemberRole,
    OutputState,
    ReportState,
    TaskGroup,
    Trend,
)
from actionplan.models import Action, Commitment, Priority, Progress, Rag
from agencies.permissions import Permission
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session
from core.words import short_day


@dataclass(frozen=True, slots=True)
class HighlightRow:
    """A report in a list."""

    id: UUID
    of: str
    number: int
    period_from: date
    period_to: date
    rag: Rag
    trend: Trend | None
    state: ReportState
    issued_at: datetime | None
    author: str
    decisions_needed: str
    corrects_id: UUID | None
    group_id: UUID | None

    @property
    def title(self) -> str:
        """“Report 3, 1 Sep to 23 Nov”."""
        return f"Report {self.number}, {short_day(self.period_from)} to {short_day(self.period_to)}"

    @property
    def arrow(self) -> str | None:
        """The arrow since the report before."""
        return rules.TREND_ARROWS[self.trend] if self.trend else None


@dataclass(frozen=True, slots=True)
class HighlightView:
    """A report whole. Milestones are those frozen at its issue, or as they stand now for a draft."""

    row: HighlightRow
    content: rules.Content
    milestones: tuple[rules.Milestone, ...]
    by_dates: Rag
    version: int
    group_id: UUID | None
    priority_id: UUID | None
    issued_by: str | None
    planned_before: str
    corrected_by: UUID | None

    @property
    def parts(self) -> list[tuple[str, str, list[str]]]:
        """The parts in the order of domain.md 6.4: name, heading, paragraphs."""
        return [(name, words, getattr(self.content, name).splitlines()) for name, words in rules.PARTS]


def visible_to(actor: Actor) -> Select[HighlightReport]:
    """Issued reports for those who read the plan; a draft for those who lead its group, began it or run the plan."""
    found = select(HighlightReport)
    if not actor.may(Permission.PLAN_READ):
        return found.where(HighlightReport.id.is_(None))
    if actor.may(Permission.PLAN_WRITE):
        return found
    led = select(GroupMember.group_id).where(
        GroupMember.user_id == actor.user_id, GroupMember.left_on.is_(None),
        GroupMember.role.in_([MemberRole.LEAD, MemberRole.DEPUTY]),
    )  # fmt: skip
    issued = HighlightReport.state == ReportState.ISSUED
    return found.where(or_(issued, HighlightReport.group_id.in_(led)))


def highlights_page(
    actor: Actor, number: int = 1, *, group_id: UUID | None = None, state: ReportState = ReportState.ISSUED
) -> Page[HighlightRow]:
    """A page of reports, the latest first: of one group, or of all; four statements for any size."""
    found = visible_to(actor).where(HighlightReport.state == state)
    if group_id is not None:
        found = found.where(HighlightReport.group_id == group_id)
    latest = found.order_by(HighlightReport.issued_at.desc(), HighlightReport.id.desc())
    page = page_of(latest, number)
    return Page(_rows(page.items), page.page, page.total, page.size)


def issued_between(actor: Actor, start: datetime, end: datetime) -> list[HighlightRow]:
    """The reports issued from one moment to before another, the latest first: what a meeting's pack shows."""
    found = visible_to(actor).where(
        HighlightReport.state == ReportState.ISSUED, HighlightReport.issued_at >= start, HighlightReport.issued_at < end
    )
    return _rows(current_session().scalars(found.order_by(HighlightReport.issued_at.desc())).all())


def highlight(actor: Actor, report_id: UUID) -> HighlightView:
    """One report whole; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(HighlightReport.id == report_id)).one_or_none()
    if row is None:
        raise NotVisible
    live = row.state is ReportState.DRAFT
    shown = milestones(row.group_id, row.priority_id) if live else _frozen(row.id)
    before = last_issued(row.group_id, row.priority_id, before=row.number, but=row.corrects_id)
    end = ends_on(row.group_id) if row.group_id else None
    return HighlightView(
        row=_rows([row])[0], content=content_of(row), milestones=shown,
        by_dates=rules.rag_by_dates(shown, end, row.period_to), version=row.version, group_id=row.group_id,
        priority_id=row.priority_id, issued_by=row.issued_by, planned_before=before.planned if before else "",
        corrected_by=_corrected_by(row.id),
    )  # fmt: skip


def draft_of(group_id: UUID | None, priority_id: UUID | None) -> HighlightReport | None:
    """The draft of a group or a priority, None when there is none."""
    found = _of(group_id, priority_id).where(HighlightReport.state == ReportState.DRAFT)
    return current_session().scalars(found.limit(1)).one_or_none()


def last_issued(
    group_id: UUID | None, priority_id: UUID | None, *, before: int | None = None, but: UUID | None = None
) -> HighlightReport | None:
    """The latest issued report of a group or a priority, before a number and without one that is being corrected."""
    found = _of(group_id, priority_id).where(HighlightReport.state == ReportState.ISSUED)
    if before is not None:
        found = found.where(HighlightReport.number < before)
    if but is not None:
        found = found.where(HighlightReport.id != but)
    return current_session().scalars(found.order_by(HighlightReport.number.desc()).limit(1)).one_or_none()


def next_number(group_id: UUID | None, priority_id: UUID | None) -> int:
    """The number of the next report."""
    highest = _of(group_id, priority_id).with_only_columns(func.max(HighlightReport.number))
    return (current_session().scalar(highest) or 0) + 1


def content_of(row: HighlightReport) -> rules.Content:
    """What the author wrote, with its risks."""
    written = {name: getattr(row, name) for name, _ in rules.PARTS}
    return rules.Content(
        **written,
        period_from=row.period_from,
        period_to=row.period_to,
        rag=row.rag,
        rag_reason=row.rag_reason,
        risks=risks_of([row.id]).get(row.id, ()),
    )


def risks_of(report_ids: Sequence[UUID]) -> dict[UUID, tuple[rules.Risk, ...]]:
    """The risks of reports, the worst first, in one statement."""
    found: dict[UUID, list[rules.Risk]] = {}
    ordered = select(HighlightRisk).where(HighlightRisk.report_id.in_(report_ids)).order_by(HighlightRisk.position)
    for row in current_session().scalars(ordered):
        risk = rules.Risk(row.kind, row.words, row.likelihood, row.impact, row.owner, row.answer)
        found.setdefault(row.report_id, []).append(risk)
    return {key: tuple(sorted(risks, key=lambda each: -each.score)) for key, risks in found.items()}


def ends_on(group_id: UUID) -> date | None:
    """The end of a group as it holds now."""
    return current_session().scalar(select(TaskGroup.ends_on).where(TaskGroup.id == group_id))


def milestones(group_id: UUID | None, priority_id: UUID | None) -> tuple[rules.Milestone, ...]:
    """What is due as it stands now: a group's outputs, or the actions under a priority, by their dates."""
    if group_id is not None:
        return _outputs_due(group_id)
    return _actions_due(priority_id) if priority_id is not None else ()


def _outputs_due(group_id: UUID) -> tuple[rules.Milestone, ...]:
    found = select(GroupOutput).where(GroupOutput.group_id == group_id).order_by(GroupOutput.due_on, GroupOutput.id)
    return tuple(
        rules.Milestone(row.title, row.first_due_on, row.due_on, row.done_on, row.state is OutputState.DROPPED)
        for row in current_session().scalars(found)
    )


def _actions_due(priority_id: UUID) -> tuple[rules.Milestone, ...]:
    found = (
        select(Action)
        .join(Commitment, Commitment.id == Action.commitment_id)
        .where(Commitment.priority_id == priority_id)
        .order_by(Action.due_on, Action.reference)
    )
    return tuple(
        rules.Milestone(
            f"{row.reference} {row.title}", row.first_due_on, row.due_on, row.completed_on,
            row.progress is Progress.CANCELLED,
        )
        for row in current_session().scalars(found)
    )  # fmt: skip


def _frozen(report_id: UUID) -> tuple[rules.Milestone, ...]:
    found = select(HighlightMilestone).where(HighlightMilestone.report_id == report_id)
    return tuple(
        rules.Milestone(row.title, row.baseline_on, row.forecast_on, row.actual_on, row.dropped)
        for row in current_session().scalars(found.order_by(HighlightMilestone.position))
    )


def _corrected_by(report_id: UUID) -> UUID | None:
    later = select(HighlightReport.id).where(
        HighlightReport.corrects_id == report_id, HighlightReport.state == ReportState.ISSUED
    )
    return current_session().scalar(later.order_by(HighlightReport.number.desc()).limit(1))


def _of(group_id: UUID | None, priority_id: UUID | None) -> Select[HighlightReport]:
    if group_id is not None:
        return select(HighlightReport).where(HighlightReport.group_id == group_id)
    return select(HighlightReport).where(HighlightReport.priority_id == priority_id)


def _rows(rows: Iterable[HighlightReport]) -> list[HighlightRow]:
    rows = list(rows)
    names = _names(rows)
    return [
        HighlightRow(
            row.id, names[row.group_id or row.priority_id], row.number, row.period_from, row.period_to, row.rag,
            row.trend, row.state, row.issued_at, row.author, row.decisions_needed, row.corrects_id, row.group_id,
        )
        for row in rows
    ]  # fmt: skip


def _names(rows: Sequence[HighlightReport]) -> dict[UUID | None, str]:
    """What reports are of, in at most two statements."""
    groups = {row.group_id for row in rows if row.group_id}
    priorities = {row.priority_id for row in rows if row.priority_id}
    names: dict[UUID | None, str] = {}
    if groups:
        found = select(TaskGroup.id, TaskGroup.title).where(TaskGroup.id.in_(groups))
        names.update({row.id: row.title for row in current_session().execute(found)})
    if priorities:
        of = select(Priority.id, Priority.number, Priority.title).where(Priority.id.in_(priorities))
        names.update({row.id: f"Priority {row.number}: {row.title}" for row in current_session().execute(of)})
    return names
