"""The agency's own side: its letters to police, where each came from, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from agencies import queries as agencies
from agencies.models import Agency, AgencyKind
from agencies.permissions import Permission
from cases import queries as cases
from core import audit, clock
from core.actor import Actor
from core.crypto.datakeys import load_keys
from core.crypto.fields import unpacked
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from outreach.observations import queries as observations
from outreach.observations.models import Agreed, Observation, ObservationState
from safety.police.models import LetterState, PoliceLetter, ReleaseKind
from safety.police.rules import Who
from safety.reports import queries as reports
from safety.reports.models import IncidentReport

VIEWS = {"open": "To do", "gone": "With the police", "ended": "Ended"}
STATES = {
    "open": (LetterState.WRITING, LetterState.CHECKING),
    "gone": (LetterState.RELEASED,),
    "ended": (LetterState.SET_ASIDE, LetterState.TAKEN_BACK),
}
LEFT = "Somebody who left"
REVIEWERS = (Permission.REPORT_RELEASE, Permission.OUTREACH_MANAGE)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter of a list: what it came of, who wrote it, and for whom it is."""

    row: PoliceLetter
    source: str
    police: str
    written_by: str
    answers: bool


@dataclass(frozen=True, slots=True)
class PoliceChoice:
    """A police service that information can go to."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ToPassOn:
    """An observation that a manager reviewed for passing on, in the wording that they cleared."""

    id: UUID
    reference: str
    wording: str
    reviewed_at: datetime | None


def to_pass_on(actor: Actor) -> list[ToPassOn]:
    """The observations that the actor may write a letter from: reviewed for it, with nobody against it, not gone yet.

    Whoever saw it may write as well as those who review: a letter needs a second person, and a small agency has one.
    """
    found = observations.visible_to(actor).where(
        Observation.state == ObservationState.REVIEWED, Observation.to_forward.is_(True),
        Observation.agreed.in_([Agreed.NOBODY, Agreed.YES]),
    )  # fmt: skip
    rows = current_session().scalars(found.order_by(Observation.reviewed_at).limit(50)).all()
    load_keys(actor.agency_id, [row.id for row in rows])
    return [ToPassOn(row.id, row.reference, row.wording or "", row.reviewed_at) for row in rows]


def visible_to(actor: Actor) -> Select[PoliceLetter]:
    """The letters that the actor may open: those of reports that they may open, and those of observations.

    A letter that came of an observation is for whoever wrote it and for those who review and release.
    """
    seen = reports.visible_to(actor).with_only_columns(IncidentReport.id)
    of_reports = PoliceLetter.report_id.in_(seen)
    found = select(PoliceLetter).where(belongs_to(actor, PoliceLetter))
    seen_outside: ColumnElement[bool] = PoliceLetter.observation_id.is_not(None)
    if not actor.may(*REVIEWERS):
        seen_outside = seen_outside & (PoliceLetter.written_by == actor.user_id)
    return found.where(or_(of_reports, seen_outside))


def letter(actor: Actor, letter_id: UUID) -> PoliceLetter:
    """One letter as it stands now; NotVisible when there is none for this actor. The read is audited."""
    found = peek(actor, letter_id)
    audit.record(actor=actor, verb="read", kind="police letter", row_id=found.id, subject_id=about(actor, found))
    return found


def peek(actor: Actor, letter_id: UUID) -> PoliceLetter:
    """A letter without an audit entry, for a verb that records its own."""
    found = visible_to(actor).where(PoliceLetter.id == letter_id).execution_options(populate_existing=True)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    load_keys(actor.agency_id, [row.key_subject])
    return row


def about(actor: Actor, row: PoliceLetter) -> UUID | None:
    """The person that a letter is about, when its report is about somebody."""
    if row.report_id is None:
        return None
    found = select(IncidentReport.person_id).where(
        belongs_to(actor, IncidentReport), IncidentReport.id == row.report_id
    )
    return current_session().scalar(found)


def letters_page(actor: Actor, view: str, number: int) -> Page[LetterLine]:
    """One page of a view: what is to do, the longest waiting first; the others newest first."""
    found = visible_to(actor).where(PoliceLetter.state.in_(STATES[view]))
    order = PoliceLetter.written_at if view == "open" else PoliceLetter.written_at.desc()
    page: Page[PoliceLetter] = page_of(found.order_by(order, PoliceLetter.id), number)
    return Page(lines(actor, page.items), page.page, page.total, page.size)


def lines(actor: Actor, rows: Sequence[PoliceLetter]) -> list[LetterLine]:
    """Letters with the words of a line, by a fixed number of statements."""
    if not rows:
        return []
    names = agencies.names_of({row.police_id for row in rows})
    workers = cases.worker_names(actor, [row.written_by for row in rows])
    sources = {**_references(actor, IncidentReport, [row.report_id for row in rows]),
               **_references(actor, Observation, [row.observation_id for row in rows])}  # fmt: skip
    return [
        LetterLine(
            row, sources.get(row.report_id or row.observation_id, ""), names[row.police_id],
            workers.get(row.written_by, LEFT), row.question_id is not None,
        )
        for row in rows
    ]  # fmt: skip


def _references(actor: Actor, table: Any, ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    found = select(table.id, table.reference).where(belongs_to(actor, table), table.id.in_(wanted))
    return {row_id: reference for row_id, reference in current_session().execute(found)}


def source_of(actor: Actor, row: PoliceLetter) -> str:
    """The reference of the report or observation that a letter came of."""
    return lines(actor, [row])[0].source


def names_in(actor: Actor, row: PoliceLetter) -> dict[UUID | None, str]:
    """The names of who wrote, changed, released and ended a letter."""
    ids = {each for each in (row.written_by, row.changed_by, row.checked_by, row.ended_by) if each is not None}
    known = cases.worker_names(actor, ids)
    return {each: known.get(each, LEFT) for each in ids}


def letters_of_report(actor: Actor, report_id: UUID) -> list[PoliceLetter]:
    """The letters of one report, the latest first; answers to questions are left out."""
    found = visible_to(actor).where(PoliceLetter.report_id == report_id, PoliceLetter.question_id.is_(None))
    return list(current_session().scalars(found.order_by(PoliceLetter.written_at.desc(), PoliceLetter.id)))


def open_or_standing(
    actor: Actor, kind: ReleaseKind, police_id: UUID, *, report_id: UUID | None, observation_id: UUID | None
) -> PoliceLetter | None:
    """The letter of one kind to one police service that is open or stands, when there is one; answers left out."""
    states = (*STATES["open"], LetterState.RELEASED)
    found = select(PoliceLetter).where(
        belongs_to(actor, PoliceLetter), PoliceLetter.kind == kind, PoliceLetter.police_id == police_id,
        PoliceLetter.question_id.is_(None), PoliceLetter.state.in_(states),
    )  # fmt: skip
    if report_id is not None:
        found = found.where(PoliceLetter.report_id == report_id)
    else:
        found = found.where(PoliceLetter.observation_id == observation_id)
    return current_session().scalars(found.limit(1)).first()


def answering(actor: Actor, question_id: UUID) -> PoliceLetter | None:
    """The letter that is being written in answer to a question of the police."""
    found = select(PoliceLetter).where(
        belongs_to(actor, PoliceLetter), PoliceLetter.question_id == question_id,
        PoliceLetter.state.in_(STATES["open"]),
    )  # fmt: skip
    return current_session().scalars(found.limit(1)).first()


def letter_of_release(actor: Actor, release_id: UUID) -> PoliceLetter:
    """The letter that a release came of, for its own agency; NotVisible when the actor may not open it."""
    found = visible_to(actor).where(PoliceLetter.release_id == release_id, PoliceLetter.question_id.is_(None))
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return row


def waiting_letters(actor: Actor, limit: int = 20) -> list[LetterLine]:
    """Letters that wait for this very reader: to let go as the second person, or to mend because they came back."""
    found = visible_to(actor)
    returned = (PoliceLetter.state == LetterState.WRITING) & PoliceLetter.returned_sealed.is_not(None)
    mine: ColumnElement[bool] = returned & (PoliceLetter.changed_by == actor.user_id)
    if actor.may(Permission.REPORT_RELEASE):
        theirs = (PoliceLetter.state == LetterState.CHECKING) & (PoliceLetter.written_by != actor.user_id)
        mine = or_(mine, theirs & (PoliceLetter.changed_by != actor.user_id))
    rows = current_session().scalars(found.where(mine).order_by(PoliceLetter.written_at).limit(limit)).all()
    return lines(actor, rows)


def who_of(row: PoliceLetter) -> Who:
    """Whom a full report is from, as it was written."""
    return Who(**(unpacked(row.who) or {}))


def reasons_of(row: PoliceLetter) -> dict[str, str]:
    """What was answered to each finding of the check."""
    return dict(unpacked(row.reasons) or {})


def police_choices() -> list[PoliceChoice]:
    """The police services of the forum whose agreement is in force."""
    agreed = agencies.agencies_with_agreement(clock.today())
    return [PoliceChoice(each.id, each.name) for each in agencies.member_agencies() if _takes(each, agreed)]


def _takes(agency: Agency, agreed: set[UUID]) -> bool:
    return agency.kind is AgencyKind.POLICE and agency.id in agreed
