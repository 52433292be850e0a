"""Reads of the public page: its front, a report behind a code, and what an agency has set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agencies import queries as agencies
from agencies.permissions import Permission
from core import audit
from core.actor import Actor, system_actor
from core.crypto.datakeys import load_keys
from core.errors import NotVisible
from core.scoping import act_as, belongs_to, current_session
from safety.outside.codes import code_index
from safety.outside.models import PublicPage, PublicReport, PublicState
from safety.outside.rules import ASKED
from safety.reports import queries as reports
from safety.reports.models import IncidentReport, Origin
from safety.vocabulary import Scope

EVER = datetime(2000, 1, 1, tzinfo=UTC)
#: What the worker of an agency needs to keep what was written, and to answer scopes in the writer's own name.
WORKER = (Permission.REPORT_TAKE, Permission.REPORT_RELEASE)


@dataclass(frozen=True, slots=True)
class Front:
    """The public front of an agency: what its page says, and the system actor that takes what is written."""

    actor: Actor
    agency: str
    welcome: str
    ring: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What somebody who came back is told: whether it was read, what we wrote back, and what stands of the scopes."""

    id: UUID
    report_id: UUID | None
    received_at: datetime
    read_at: datetime | None
    reply: str
    replied_at: datetime | None
    scopes: dict[Scope, bool]
    is_erased: bool


def front(slug: str, *, coming_back: bool = False) -> Front:
    """The page of an agency that has opened it. NotVisible for all else, with one face.

    Whoever is `coming_back` finds it after it was closed too, once anybody has written there: a yes can be taken back
    as long as it stands. From here on the session works for that agency: the stranger has none.
    """
    agency = agencies.agency_by_code(slug.upper())
    if slug != slug.lower() or not agency.active:
        raise NotVisible
    actor, name, session = system_actor(agency.id, *WORKER), agency.name, current_session()
    session.expunge_all()
    session.info.pop("actor", None)
    act_as(actor)
    row = _page(session, actor)
    if row is None or not (row.is_on or (coming_back and count_since(actor, EVER))):
        raise NotVisible
    return Front(actor, name, row.welcome, row.ring)


def own_page(actor: Actor) -> PublicPage | None:
    """What the actor's agency has set; None when nobody has looked at it yet."""
    return _page(current_session(), actor)


def _page(session: Session, actor: Actor) -> PublicPage | None:
    return session.scalar(select(PublicPage).where(belongs_to(actor, PublicPage)))


def count_since(actor: Actor, since: datetime) -> int:
    """How many reports were written on the agency's page since a moment."""
    mine = select(func.count()).select_from(PublicReport).where(belongs_to(actor, PublicReport))
    return current_session().scalar(mine.where(PublicReport.received_at > since)) or 0


def written(actor: Actor) -> list[PublicReport]:
    """What was written and is not kept as a report yet, the first first."""
    found = select(PublicReport).where(belongs_to(actor, PublicReport), PublicReport.state == PublicState.WRITTEN)
    load_keys(actor.agency_id, [actor.agency_id])
    return list(current_session().scalars(found.order_by(PublicReport.received_at, PublicReport.id)))


def by_code(actor: Actor, code: str) -> PublicReport:
    """What was written by whoever has these words; NotVisible for words that open nothing."""
    found = select(PublicReport).where(
        belongs_to(actor, PublicReport), PublicReport.code_index == code_index(actor.agency_id, code)
    )
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [actor.agency_id])
    return row


def behind(actor: Actor, row: PublicReport) -> Behind:
    """What stands behind a code now."""
    report = _report(actor, row)
    is_erased = row.report_id is not None and report is None
    return Behind(
        row.id, row.report_id, row.received_at, report.read_at if report else None,
        "" if is_erased else row.reply or "", row.replied_at, _scopes(actor, row), is_erased,
    )  # fmt: skip


def _report(actor: Actor, row: PublicReport) -> IncidentReport | None:
    try:
        return reports.peek(actor, row.report_id) if row.report_id else None
    except NotVisible:
        return None


def _scopes(actor: Actor, row: PublicReport) -> dict[Scope, bool]:
    if row.report_id is None:
        return {Scope(code): answer for code, answer in row.scopes.items()}
    said = reports.answers_of(actor, [row.report_id]).get(row.report_id, {})
    return {scope: said[scope] for scope in ASKED if scope in said}


def of_report(actor: Actor, report_id: UUID) -> PublicReport:
    """What is kept of the page beside one report that the actor may open: the reply. NotVisible without one.

    The read is audited. Who wrote it, and from where, is not known to anybody.
    """
    report = reports.peek(actor, report_id)
    found = select(PublicReport).where(belongs_to(actor, PublicReport), PublicReport.report_id == report_id)
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None or report.origin is not Origin.PUBLIC:
        raise NotVisible
    load_keys(actor.agency_id, [actor.agency_id])
    audit.record(actor=actor, verb="read", kind="public report", row_id=row.id)
    return row


def of_reports(actor: Actor, report_ids: Iterable[UUID]) -> list[PublicReport]:
    """The rows of the page behind some reports of the agency, whatever the actor may open: for forgetting."""
    found = select(PublicReport).where(belongs_to(actor, PublicReport), PublicReport.report_id.in_(list(report_ids)))
    return list(current_session().scalars(found))
