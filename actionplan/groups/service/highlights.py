"""Writes of highlight reports: begin, write, issue. An issued report never changes; a correction is a new one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from actionplan.groups import highlight_rules as rules
from actionplan.groups import queries
from actionplan.groups.models import HighlightMilestone, HighlightReport, HighlightRisk, ReportState
from actionplan.groups.service.writing import CHANGED, SUBJECT, tended_row, unless
from actionplan.models import Priority, Rag
from agencies.permissions import Permission
from agencies.queries import user
from core import audit, clock, outbox
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

KIND = "highlight report"
CARRIED = ("resources", "communications")


def begin_highlight(
    *, actor: Actor, group_id: UUID | None = None, priority_id: UUID | None = None, corrects_id: UUID | None = None
) -> HighlightReport:
    """Begin the next report of a group, or of a priority; the draft that is there already is given back.

    It starts where the last one ended, with its risks carried over. With `corrects_id` it repeats an issued report
    to be put right. Refuses those who neither lead the group nor run the plan.
    """
    started = _may_write(actor, group_id, priority_id)
    drafted = queries.draft_of(group_id, priority_id)
    if drafted is not None:
        return drafted
    last = _corrected(corrects_id, group_id, priority_id) or queries.last_issued(group_id, priority_id)
    row = HighlightReport(
        id=uuid7(), group_id=group_id, priority_id=priority_id, number=queries.next_number(group_id, priority_id),
        corrects_id=corrects_id, state=ReportState.DRAFT, begun_by=actor.user_id, author=user(actor.user_id).name,
        **_first_words(last, corrects_id is not None, started, _by_dates(group_id, priority_id)),
    )  # fmt: skip
    _add_draft(row)
    if last is not None:
        _write_risks(row.id, queries.risks_of([last.id]).get(last.id, ()))
    audit.record(actor=actor, verb="began", kind=KIND, row_id=row.id)
    return row


def save_highlight(*, actor: Actor, report_id: UUID, version: int, content: rules.Content) -> None:
    """Save a draft as far as it is written, as read at `version`; Clash when somebody was first."""
    row = _draft(actor, report_id)
    unless(rules.risks_may_stand(content.risks))
    if content.period_to < content.period_from:
        raise Refused("The period’s end must not be before its start.", field="period_to")
    _move(row, version, **_columns(content))
    _write_risks(report_id, content.risks)
    audit.record(actor=actor, verb="wrote", kind=KIND, row_id=report_id, fields=[name for name, _ in rules.PARTS])


def issue_highlight(*, actor: Actor, report_id: UUID, version: int, answer: LeakAnswer | None = None) -> None:
    """Issue a draft to the forum: its milestones are frozen as they stand, and it never changes again.

    Refuses one that is not whole, a colour that the dates contradict without a reason, and words that may point at a
    person (`Found`) unless `answer` says why they stay.
    """
    row = _draft(actor, report_id)
    content = queries.content_of(row)
    milestones = queries.milestones(row.group_id, row.priority_id)
    by_dates = _by_dates(row.group_id, row.priority_id)
    unless(rules.report_may_be_issued(content, by_dates, clock.today()))
    settle(actor=actor, kind=KIND, row_id=report_id, texts=content.texts, answer=answer)
    before = queries.last_issued(row.group_id, row.priority_id, but=row.corrects_id)
    _move(
        row, version, state=ReportState.ISSUED, issued_at=clock.now(), issued_by=user(actor.user_id).name,
        trend=rules.trend_of(before.rag if before else None, content.rag),
    )  # fmt: skip
    _freeze(report_id, milestones)
    audit.record(actor=actor, verb="issued", kind=KIND, row_id=report_id, fields=["state"])
    _tell(actor, report_id)


def throw_draft_away(*, actor: Actor, report_id: UUID, version: int) -> None:
    """Throw a draft away, as read at `version`; an issued report is never thrown away."""
    row = _draft(actor, report_id)
    _move(row, version)
    session = current_session()
    session.execute(delete(HighlightRisk).where(HighlightRisk.report_id == report_id))
    session.execute(delete(HighlightReport).where(HighlightReport.id == report_id))
    audit.record(actor=actor, verb="threw away", kind=KIND, row_id=report_id)


def _may_write(actor: Actor, group_id: UUID | None, priority_id: UUID | None) -> date:
    """Refuse who may not write this report; returns the day from which there is something to report."""
    if group_id is not None:
        group = tended_row(actor, group_id)
        unless(rules.group_may_report(group.state))
        return group.starts_on
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Reports on a priority are the coordinator’s.", instead="Report on your actions instead.")
    if priority_id is None or current_session().get(Priority, priority_id) is None:
        raise NotVisible
    return clock.today() - timedelta(days=90)


def _corrected(corrects_id: UUID | None, group_id: UUID | None, priority_id: UUID | None) -> HighlightReport | None:
    if corrects_id is None:
        return None
    row = current_session().get(HighlightReport, corrects_id)
    if row is None or row.state is not ReportState.ISSUED or (row.group_id, row.priority_id) != (group_id, priority_id):
        raise NotVisible
    return row


def _first_words(last: HighlightReport | None, corrects: bool, started: date, by_dates: Rag) -> dict[str, Any]:
    empty: dict[str, Any] = {name: "" for name, _ in rules.PARTS}
    today = clock.today()
    if last is not None and corrects:
        return _columns(queries.content_of(last))
    begins = min(last.period_to + timedelta(days=1) if last else started, today)
    if last is not None:
        empty |= {name: getattr(last, name) for name in CARRIED}
    return {**empty, "period_from": begins, "period_to": today, "rag": by_dates, "rag_reason": ""}


def _columns(content: rules.Content) -> dict[str, Any]:
    written = {name: getattr(content, name).strip() for name, _ in rules.PARTS}
    return {
        **written, "period_from": content.period_from, "period_to": content.period_to, "rag": content.rag,
        "rag_reason": content.rag_reason.strip(),
    }  # fmt: skip


def _by_dates(group_id: UUID | None, priority_id: UUID | None) -> Rag:
    ends_on = queries.ends_on(group_id) if group_id else None
    return rules.rag_by_dates(queries.milestones(group_id, priority_id), ends_on, clock.today())


def _add_draft(row: HighlightReport) -> None:
    try:
        with current_session().begin_nested():
            current_session().add(row)
    except IntegrityError:
        raise Clash("Somebody began this report just now. Open it from the group’s page.") from None


def _draft(actor: Actor, report_id: UUID) -> HighlightReport:
    row = current_session().get(HighlightReport, report_id, populate_existing=True)
    if row is None:
        raise NotVisible
    _may_write(actor, row.group_id, row.priority_id)
    if row.state is not ReportState.DRAFT:
        raise Refused("This report was issued and stays as it is.", instead="Begin a corrected one.")
    return row


def _move(row: HighlightReport, version: int, **values: Any) -> None:
    changed = current_session().execute(
        update(HighlightReport)
        .where(
            HighlightReport.id == row.id, HighlightReport.version == version,
            HighlightReport.state == ReportState.DRAFT,
        )
        .values(version=version + 1, **values)
        .returning(HighlightReport.id)
    )  # fmt: skip
    if changed.first() is None:
        raise Clash(CHANGED)


def _write_risks(report_id: UUID, risks: Iterable[rules.Risk]) -> None:
    session = current_session()
    session.execute(delete(HighlightRisk).where(HighlightRisk.report_id == report_id))
    session.add_all(
        HighlightRisk(
            report_id=report_id, position=number, kind=each.kind, words=each.words.strip(), likelihood=each.likelihood,
            impact=each.impact, owner=each.owner.strip(), answer=each.answer.strip(),
        )
        for number, each in enumerate(risks, 1)
    )  # fmt: skip
    session.flush()


def _freeze(report_id: UUID, milestones: Iterable[rules.Milestone]) -> None:
    current_session().add_all(
        HighlightMilestone(
            report_id=report_id, position=number, title=each.title, baseline_on=each.baseline_on,
            forecast_on=each.forecast_on, actual_on=each.actual_on, dropped=each.dropped,
        )
        for number, each in enumerate(milestones, 1)
    )  # fmt: skip
    current_session().flush()


def _tell(actor: Actor, report_id: UUID) -> None:
    for user_id, agency_id, address in queries.coordinators():
        if user_id != actor.user_id:
            outbox.put(
                agency_id=agency_id, address=address, subject=SUBJECT, path=f"/highlight-reports/{report_id}",
                once=f"highlight-issued:{report_id}",
            )  # fmt: skip
