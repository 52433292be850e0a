"""Erasing reports: one that its person wants gone, or all about somebody erased. What came of them ends with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import destroy_key
from core.scoping import belongs_to, current_session
from safety import events
from safety.reports import queries, service
from safety.reports.models import HowAnswered, IncidentReport, ReportDescriptor

AT_ONCE = 100


def forget_person(actor: Actor, person_id: UUID) -> None:
    """Erase every report about a person, before the record's own key is destroyed.

    Whoever may erase a record need not read reports: it is done with the permission of those who release, so that each
    yes ends and each warning that came of it is taken back.
    """
    keeper = replace(actor, permissions=actor.permissions | {Permission.REPORT_TAKE, Permission.REPORT_RELEASE})
    found = select(IncidentReport).where(belongs_to(actor, IncidentReport), IncidentReport.person_id == person_id)
    for row in list(current_session().scalars(found.where(IncidentReport.erased_at.is_(None)))):
        erase(keeper, row)


def forget_old(actor: Actor, before: datetime, limit: int = AT_ONCE) -> int:
    """Erase reports from before a moment that hang on no record; what they let out has long run out.

    Those that hang on a record go when it goes. Source: domain.md 2.7. Returns how many went.
    """
    keeper = replace(actor, permissions=actor.permissions | {Permission.REPORT_TAKE, Permission.REPORT_RELEASE})
    found = select(IncidentReport).where(belongs_to(actor, IncidentReport), IncidentReport.person_id.is_(None))
    old = found.where(IncidentReport.erased_at.is_(None), IncidentReport.taken_at < before)
    rows = list(current_session().scalars(old.order_by(IncidentReport.taken_at).limit(limit)))
    for row in rows:
        erase(keeper, row)
    return len(rows)


def erase_report(*, actor: Actor, report_id: UUID) -> None:
    """Erase one report for good, because the person asks: every yes ends first, then its key is destroyed.

    What is left is that there was a report, its number and its answers: not a word, a code or a tie to anybody.
    """
    row = queries.peek(actor, report_id)
    erase(actor, row)


def erase(actor: Actor, row: IncidentReport) -> None:
    """End every scope that stands, so that what was let out is closed; then take off the words and all ties."""
    for scope, said in queries.answers_of(actor, [row.id]).get(row.id, {}).items():
        if said:
            service.answer_scope(actor=actor, report_id=row.id, scope=scope, answer=False, how=HowAnswered.ERASED)
    subject = row.person_id
    current_session().execute(
        delete(ReportDescriptor)
        .where(ReportDescriptor.agency_id == actor.agency_id, ReportDescriptor.report_id == row.id)
        .execution_options(synchronize_session=False)
    )
    row.person_id = row.case_id = row.contact_id = None
    for name, value in service.columns_of(service.NO_FACTS).items():
        setattr(row, name, value)
    row.erased_at = clock.now()
    current_session().flush()
    events.report_erased.send(actor=actor, report_id=row.id)
    destroy_key(actor.agency_id, row.id)
    audit.record(actor=actor, verb="erased", kind="incident report", row_id=row.id, subject_id=subject)
