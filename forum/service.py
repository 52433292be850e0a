"""Writes of the forum: plan a meeting, issue its progress report. An issued report is frozen: it is never changed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, Refused
from core.scoping import current_session
from forum import queries, rules
from forum.models import AgendaItem, IssuedReport, Meeting
from forum.reference import standard_agenda
from reports.documents import check_sum
from reports.progress import progress_figures

TRIES = 3


def plan_meeting(*, actor: Actor, title: str, starts_at: datetime, place: str, chair_name: str) -> Meeting:
    """Plan a meeting with the standard agenda of 15 items (domain.md 6.1).

    `starts_at` is an aware moment. Returns the meeting. Refuses a moment that has passed, and an empty title or place.
    """
    if not actor.may(Permission.MEETING_WRITE):
        raise Refused("Your role cannot plan meetings.", instead="Ask the forum coordinator.")
    allowed = rules.meeting_may_be_planned(title, place, starts_at, clock.now())
    if not allowed.allowed:
        raise Refused(allowed.reason, field=allowed.field)
    row = Meeting(
        forum_id=queries.forum().id, title=title.strip(), starts_at=starts_at, place=place.strip(),
        chair_name=chair_name.strip(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    add_standard_agenda(row)
    audit.record(actor=actor, verb="planned", kind="meeting", row_id=row.id)
    return row


def add_standard_agenda(meeting: Meeting) -> None:
    """Give a new meeting the forum's standard agenda, in order."""
    items = standard_agenda()
    current_session().add_all(
        AgendaItem(meeting_id=meeting.id, position=position, title=item["title"], minutes=item["minutes"])
        for position, item in enumerate(items, 1)
    )
    current_session().flush()


def issue_report(*, actor: Actor, meeting_id: UUID) -> IssuedReport:
    """Issue the next edition of a meeting's progress report: figures frozen now, with their check sum (domain.md 6.5).

    Returns the edition. Earlier editions stay as they are. Refuses a role that does not run meetings.
    """
    if not actor.may(Permission.MEETING_WRITE):
        raise Refused("Your role cannot issue the report.", instead="Ask the forum coordinator.")
    meeting = queries.meeting(actor, meeting_id)
    day = clock.london(meeting.starts_at).date()
    figures = progress_figures(actor=actor, meeting_day=day)
    row = _next_edition(
        IssuedReport(
            meeting_id=meeting_id,
            made_at=clock.now(),
            made_by=actor.user_id,
            figures=figures,
            sha256=check_sum(figures),
        )  # fmt: skip
    )
    audit.record(actor=actor, verb="issued", kind="progress report", row_id=row.id)
    return row


def _next_edition(row: IssuedReport) -> IssuedReport:
    session = current_session()
    last = select(func.max(IssuedReport.edition)).where(IssuedReport.meeting_id == row.meeting_id)
    for _ in range(TRIES):
        row.edition = (session.scalar(last) or 0) + 1
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return row
    raise Clash("Somebody is issuing this report just now. Nothing was stored.")
