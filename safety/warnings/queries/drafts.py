"""The drafts and files of warnings that are the agency's own: who wrote, who releases, and which reports stand behind.

A draft is open to whoever may open every report behind it; nobody else learns that it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from agencies.permissions import Permission
from agencies.queries import colleagues, names_of
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import unpacked
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people.queries.names import worker_names
from safety.anonymity import Finding, look_for
from safety.reports import queries as reports
from safety.reports.models import IncidentReport, ReportDescriptor
from safety.vocabulary import GRADE_WORDS, Grade, Scope
from safety.warnings.content import Noticed, WarningText, month_of, text_of
from safety.warnings.models import (
    DraftState,
    IssuedWarning,
    WarningCopy,
    WarningDraft,
    WarningShown,
    WarningSource,
    WarningState,
)
from safety.warnings.rules import DRAFT_WORDS, ENDS_SOON_DAYS

LEFT = "Somebody who left"
WRITERS = (Permission.REPORT_TAKE, Permission.REPORT_RELEASE)
OPEN = (DraftState.WRITING, DraftState.CHECKING)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One row of the list of drafts."""

    id: UUID
    title: str
    state: str
    is_checking: bool
    is_back: bool
    by_name: str
    is_mine: bool
    changed_at: datetime
    is_correction: bool


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as its page shows it: what it says, what the check finds, and who may do what."""

    row: WarningDraft
    text: WarningText
    grade: str
    state: str
    findings: list[Finding]
    answers: dict[str, str]
    reports: list[IncidentReport]
    lost: int
    wrote_it: bool
    may_release: bool
    by_name: str
    back_by: str
    second_people: list[str]
    warning: IssuedWarning | None

    @property
    def is_open(self) -> bool:
        """True while it is written or looked at."""
        return self.row.state in OPEN


@dataclass(frozen=True, slots=True)
class WarningFile:
    """What only the agency that made a warning sees of it."""

    row: IssuedWarning
    released_by: str
    withdrawn_by: str
    reports: list[IncidentReport]
    receivers: list[str]
    shown: int
    open_draft_id: UUID | None


def may_write(actor: Actor) -> bool:
    """Whether the actor may write a warning at all."""
    return actor.may(*WRITERS)


def visible_to(actor: Actor) -> Select[WarningDraft]:
    """The drafts that the actor may open: those behind which stands no report that is closed to them."""
    seen = reports.visible_to(actor).with_only_columns(IncidentReport.id)
    closed = select(WarningSource.id).where(
        belongs_to(actor, WarningSource), WarningSource.draft_id == WarningDraft.id,
        WarningSource.report_id.not_in(seen),
    )  # fmt: skip
    found = select(WarningDraft).where(belongs_to(actor, WarningDraft), ~closed.exists())
    own = reports.visible_to(actor).with_only_columns(IncidentReport.id)
    return found.where(WarningDraft.report_id.in_(own))


def draft(actor: Actor, draft_id: UUID) -> WarningDraft:
    """One draft as it stands now; NotVisible when there is none for this actor. The read is audited."""
    row = peek(actor, draft_id)
    audit.record(actor=actor, verb="read", kind="warning draft", row_id=row.id)
    return row


def peek(actor: Actor, draft_id: UUID) -> WarningDraft:
    """A draft without an audit entry, for a verb that records its own."""
    found = visible_to(actor).where(WarningDraft.id == draft_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.id])
    return row


def drafts_page(actor: Actor, number: int) -> Page[DraftLine]:
    """A page of open drafts, those that wait for a second person first, then the latest changed."""
    found = visible_to(actor).where(WarningDraft.state.in_(OPEN))
    found = found.order_by(WarningDraft.state, WarningDraft.changed_at.desc(), WarningDraft.id)
    page: Page[WarningDraft] = page_of(found, number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def open_drafts(actor: Actor) -> int:
    """How many drafts are open to the actor."""
    found = visible_to(actor).where(WarningDraft.state.in_(OPEN))
    return current_session().scalar(select(func.count()).select_from(found.subquery())) or 0


def _lines(actor: Actor, rows: Sequence[WarningDraft]) -> list[DraftLine]:
    load_keys(actor.agency_id, [row.id for row in rows])
    names = worker_names(actor, {row.drafted_by for row in rows})
    return [
        DraftLine(
            row.id, text_of(row.content).title or "Without a heading", DRAFT_WORDS[row.state],
            row.state is DraftState.CHECKING, row.back_at is not None and row.state is DraftState.WRITING,
            names.get(row.drafted_by, LEFT), str(actor.user_id) in row.writers, row.changed_at,
            row.warning_id is not None,
        )
        for row in rows
    ]  # fmt: skip


def to_release(actor: Actor, most: int = 10) -> list[DraftLine]:
    """Drafts that wait for the actor as the second person, the longest waiting first."""
    if not actor.may(Permission.REPORT_RELEASE):
        return []
    found = visible_to(actor).where(WarningDraft.state == DraftState.CHECKING).order_by(WarningDraft.sent_at)
    rows = list(current_session().scalars(found.limit(most)))
    return [line for line in _lines(actor, rows) if not line.is_mine]


def sent_back(actor: Actor, most: int = 10) -> list[DraftLine]:
    """Drafts that the second person sent back to the actor."""
    found = visible_to(actor).where(WarningDraft.state == DraftState.WRITING, WarningDraft.back_at.is_not(None))
    found = found.where(WarningDraft.drafted_by == actor.user_id).order_by(WarningDraft.back_at)
    return _lines(actor, list(current_session().scalars(found.limit(most))))


def draft_page(actor: Actor, row: WarningDraft) -> DraftPage:
    """Everything that the page of an open or finished draft shows."""
    behind = sources_of(actor, row.id)
    standing = _standing(actor, behind)
    names = worker_names(actor, {row.drafted_by, *([row.back_by] if row.back_by else [])})
    issued_row = _issued(actor, row.warning_id) if row.warning_id else None
    wrote = str(actor.user_id) in row.writers
    others = [each.name for each in colleagues(actor, Permission.REPORT_RELEASE) if str(each.id) not in row.writers]
    return DraftPage(
        row=row, text=text_of(row.content), grade=GRADE_WORDS[row.grade], state=DRAFT_WORDS[row.state],
        findings=findings_of(actor, row, behind) if row.state in OPEN else [], answers=answers_in(row),
        reports=behind, lost=len(behind) - len(standing), wrote_it=wrote,
        may_release=actor.may(Permission.REPORT_RELEASE) and not wrote, by_name=names.get(row.drafted_by, LEFT),
        back_by=names.get(row.back_by, LEFT) if row.back_by else "", second_people=others, warning=issued_row,
    )  # fmt: skip


def findings_of(actor: Actor, row: WarningDraft, behind: Sequence[IncidentReport]) -> list[Finding]:
    """What the check finds in a draft now."""
    text = text_of(row.content)
    return look_for(actor, text.running_text, *behind, beside=text.beside, names_used=text.names_used)


def answers_in(row: WarningDraft) -> dict[str, str]:
    """Why finds of the check may stand, by their keys."""
    return dict(unpacked(row.answers) or {})


def draft_text(row: WarningDraft) -> WarningText:
    """What a draft says."""
    return text_of(row.content)


def sources_of(actor: Actor, draft_id: UUID) -> list[IncidentReport]:
    """The reports behind a draft, of those that the actor may open, the earliest first."""
    mine = select(WarningSource.report_id).where(belongs_to(actor, WarningSource), WarningSource.draft_id == draft_id)
    found = reports.visible_to(actor).where(IncidentReport.id.in_(mine)).order_by(IncidentReport.taken_at)
    rows = list(current_session().scalars(found))
    load_keys(actor.agency_id, [row.id for row in rows])
    return rows


def _standing(actor: Actor, behind: Sequence[IncidentReport]) -> set[UUID]:
    said = reports.standing_scopes(actor, [row.id for row in behind])
    return {report_id for report_id, scopes in said.items() if Scope.WARNING in scopes}


def reports_to_choose(actor: Actor, besides: Iterable[UUID] = ()) -> list[IncidentReport]:
    """Reports that agree to a warning and that the actor may open, the latest first, at most twenty."""
    found = reports.visible_to(actor).where(reports.where_stands(actor, Scope.WARNING))
    rows = list(current_session().scalars(found.order_by(IncidentReport.taken_at.desc()).limit(20)))
    return [row for row in rows if row.id not in set(besides)]


def warned_already(actor: Actor) -> dict[UUID, str]:
    """Reports that a warning which is out, or an open draft, was written from already, with which it is."""
    joined = (
        select(WarningSource.report_id, IssuedWarning.reference)
        .join(
            IssuedWarning,
            and_(IssuedWarning.agency_id == WarningSource.agency_id, IssuedWarning.draft_id == WarningSource.draft_id),
        )
        .where(belongs_to(actor, WarningSource), belongs_to(actor, IssuedWarning))
        .where(IssuedWarning.state == WarningState.CURRENT)
    )
    drafted = (
        select(WarningSource.report_id)
        .join(
            WarningDraft,
            and_(WarningDraft.agency_id == WarningSource.agency_id, WarningDraft.id == WarningSource.draft_id),
        )
        .where(belongs_to(actor, WarningSource), belongs_to(actor, WarningDraft), WarningDraft.state.in_(OPEN))
    )
    said = dict.fromkeys(current_session().scalars(drafted), "a draft is open")
    return said | {report_id: f"stands behind {name}" for report_id, name in current_session().execute(joined)}


def from_reports(actor: Actor, rows: Sequence[IncidentReport]) -> tuple[WarningText, Grade]:
    """A draft's first text: what the reports hold in codes and what was noticed; the sentences are written anew."""
    noticed = [each for row in rows for each in reports.descriptors(actor, row.id) if each.shared]
    months = [month_of(row.last_on) for row in rows if row.last_on]
    hours = {row.hours for row in rows if row.hours}
    text = WarningText(
        noticed=_each_once(noticed), harms=tuple(dict.fromkeys(code for row in rows for code in row.harms)),
        wards=tuple(dict.fromkeys(row.ward for row in rows if row.ward)), month=max(months, default=""),
        hours=hours.pop() if len(hours) == 1 else "",
    )  # fmt: skip
    order = list(Grade)
    return text, max((row.grade for row in rows), key=order.index, default=Grade.FIRST_HAND)


def _each_once(rows: Sequence[ReportDescriptor]) -> tuple[Noticed, ...]:
    return tuple(dict.fromkeys(Noticed(row.kind, row.value) for row in rows if row.value))


def issued(actor: Actor, warning_id: UUID) -> IssuedWarning:
    """The agency's own file of a warning, as it stands now; NotVisible when it made none of this id."""
    row = _issued(actor, warning_id)
    if row is None:
        raise NotVisible
    return row


def _issued(actor: Actor, warning_id: UUID) -> IssuedWarning | None:
    found = select(IssuedWarning).where(belongs_to(actor, IssuedWarning), IssuedWarning.id == warning_id)
    return current_session().scalar(found.execution_options(populate_existing=True))


def file_of(actor: Actor, warning_id: UUID) -> WarningFile:
    """What the agency that made a warning sees of it besides its text; NotVisible for any other."""
    row = issued(actor, warning_id)
    names = worker_names(actor, {row.released_by, *([row.withdrawn_by] if row.withdrawn_by else [])})
    held = select(WarningCopy.to_agency_id).where(
        belongs_to(actor, WarningCopy), WarningCopy.from_agency_id == actor.agency_id,
        WarningCopy.warning_id == warning_id, WarningCopy.to_agency_id != actor.agency_id,
    )  # fmt: skip
    shown = select(func.coalesce(func.sum(WarningShown.people), 0)).where(
        belongs_to(actor, WarningShown), WarningShown.warning_id == warning_id
    )
    last = last_draft(actor, warning_id)
    open_one = select(WarningDraft.id).where(WarningDraft.warning_id == warning_id, WarningDraft.state.in_(OPEN))
    return WarningFile(
        row=row, released_by=names.get(row.released_by, LEFT),
        withdrawn_by=names.get(row.withdrawn_by, "") if row.withdrawn_by else "",
        reports=sources_of(actor, last.id) if last else [],
        receivers=sorted(names_of(current_session().scalars(held)).values()),
        shown=current_session().scalar(shown) or 0,
        open_draft_id=current_session().scalar(open_one.where(belongs_to(actor, WarningDraft)).limit(1)),
    )  # fmt: skip


def last_draft(actor: Actor, warning_id: UUID) -> WarningDraft | None:
    """The draft that the latest edition of a warning was released from; None when it is closed to the actor."""
    found = visible_to(actor).where(WarningDraft.warning_id == warning_id, WarningDraft.state == DraftState.RELEASED)
    return current_session().scalar(found.order_by(WarningDraft.released_at.desc()).limit(1))


def ending_soon(actor: Actor, most: int = 10) -> list[IssuedWarning]:
    """The agency's own current warnings that run out within a fortnight."""
    if not actor.may(Permission.REPORT_RELEASE):
        return []
    by = clock.today() + timedelta(days=ENDS_SOON_DAYS)
    found = select(IssuedWarning).where(
        belongs_to(actor, IssuedWarning), IssuedWarning.state == WarningState.CURRENT, IssuedWarning.expires_on <= by
    )
    return list(current_session().scalars(found.order_by(IssuedWarning.expires_on).limit(most)))


@dataclass(frozen=True, slots=True)
class CameOf:
    """What came of one report: a draft, or a warning and where it stands."""

    draft_id: UUID
    draft_state: DraftState
    warning_id: UUID | None
    reference: str
    warning_state: WarningState | None
    expires_on: date | None


def came_of_reports(actor: Actor, report_id: UUID) -> list[CameOf]:
    """The warnings and open drafts that rest on a report, the latest first."""
    found = (
        select(WarningDraft, IssuedWarning)
        .join(
            WarningSource,
            and_(WarningSource.agency_id == WarningDraft.agency_id, WarningSource.draft_id == WarningDraft.id),
        )
        .outerjoin(
            IssuedWarning,
            and_(IssuedWarning.agency_id == WarningDraft.agency_id, IssuedWarning.id == WarningDraft.warning_id),
        )
        .where(belongs_to(actor, WarningDraft), belongs_to(actor, WarningSource), WarningSource.report_id == report_id)
        .where(WarningDraft.state != DraftState.DROPPED)
        .order_by(WarningDraft.changed_at.desc())
    )
    known: dict[UUID, CameOf] = {}
    for row, made in current_session().execute(found):
        known.setdefault(row.warning_id or row.id, _came(row, made))
    return list(known.values())


def _came(row: WarningDraft, made: IssuedWarning | None) -> CameOf:
    if made is None:
        return CameOf(row.id, row.state, None, "", None, None)
    return CameOf(row.id, row.state, made.id, made.reference, made.state, made.expires_on)
