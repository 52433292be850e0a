"""Reads of the doors: openings to review, those of one case, and who has opened a case or a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from agencies.permissions import Permission
from cases import queries
from cases.doors.rules import VERDICT_WORDS
from cases.models import Case
from cases.openings import GlassOpening
from cases.queries.ways import BY_BREAK_GLASS
from cases.reading import legible
from core import audit, clock
from core.actor import Actor
from core.audit import AuditEntry
from core.crypto.datakeys import load_keys
from core.errors import NotVisible, Refused
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from people import queries as people_queries
from people.models import Person

REVIEWERS = (Permission.CASE_SUPERVISE, Permission.PROTECTION_LEAD)
#: What of the trail says that somebody saw, besides what every floor calls a read.
SAW = (*audit.SEEN, "broke the glass", "printed")
KIND_WORDS = {
    "case": "The case", "person": "The record", "opening": "An opening of the case", "referral": "A referral",
    "outreach contact": "An outreach contact", "access": "Who has opened it",
}  # fmt: skip
VERB_WORDS = {"broke the glass": "opened by break-glass", "read": "read", "downloaded": "downloaded"}


@dataclass(frozen=True, slots=True)
class OpeningLine:
    """An opening in words, without anything of the case but its reference."""

    row: GlassOpening
    reference: str
    opened_by: str
    reviewed_by: str
    reason: str
    review: str
    verdict: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """One act of the trail: who saw what, when, and whether by break-glass."""

    at: datetime
    name: str
    what: str
    by_glass: bool


@dataclass(frozen=True, slots=True)
class Seer:
    """One colleague's share of the trail."""

    name: str
    times: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Watched:
    """What the trail is asked about: a case or a person's record, by its reference alone."""

    id: UUID
    reference: str
    person_id: UUID
    is_case: bool


def door_to(actor: Actor, case_id: UUID) -> Case:
    """A case before which the actor stands outside; NotVisible when there is none for them to know of, Refused when
    they may open it anyway."""
    mine = belongs_to(actor, Case), people_queries.not_excluded(actor, Case.person_id)
    case = current_session().scalars(select(Case).where(*mine, Case.id == case_id)).one_or_none()
    if case is None or not actor.may(Permission.CASE_READ):
        raise NotVisible
    load_keys(actor.agency_id, [case.person_id])
    if current_session().scalar(_by_right(actor, case_id)) is not None:
        raise Refused("You can open this case already.")
    return case


def _by_right(actor: Actor, case_id: UUID) -> Select[UUID]:
    """The case, when the actor opens it by another way than the glass."""
    opened = queries.visible_to(actor).where(Case.id == case_id, ~queries.through_glass(actor))
    return opened.with_only_columns(Case.id)


def openings_page(actor: Actor, number: int, *, waiting: bool) -> Page[OpeningLine]:
    """A page of the agency's openings for those who review: those that wait, the oldest first; or all, the latest
    first. Openings of people from whom the reader is kept away are not among them."""
    found = _openings(actor)
    if waiting:
        found = found.where(GlassOpening.reviewed_at.is_(None)).order_by(GlassOpening.opened_at, GlassOpening.id)
    else:
        found = found.order_by(GlassOpening.opened_at.desc(), GlassOpening.id.desc())
    page = page_of(found, number)
    return Page(_lines(actor, page.items), page.page, page.total, page.size)


def opening(actor: Actor, opening_id: UUID) -> OpeningLine:
    """One opening, for those who review; NotVisible for others. The read is audited."""
    row = current_session().scalars(_openings(actor).where(GlassOpening.id == opening_id)).one_or_none()
    if row is None:
        raise NotVisible
    audit.record(actor=actor, verb="read", kind="opening", row_id=row.id, subject_id=row.person_id)
    return _lines(actor, [row])[0]


def openings_of(actor: Actor, case: Case, most: int = 50) -> list[OpeningLine]:
    """The openings of a case that the actor has opened, the latest first."""
    found = select(GlassOpening).where(belongs_to(actor, GlassOpening), GlassOpening.case_id == case.id)
    newest = found.order_by(GlassOpening.opened_at.desc(), GlassOpening.id.desc()).limit(most)
    return _lines(actor, list(current_session().scalars(newest)))


def to_review(actor: Actor, most: int = 5) -> list[OpeningLine]:
    """Openings that wait for a review by the actor, the oldest first; not their own."""
    if not actor.may(*REVIEWERS):
        return []
    found = _openings(actor).where(GlassOpening.reviewed_at.is_(None), GlassOpening.opened_by != actor.user_id)
    return _lines(actor, list(current_session().scalars(found.order_by(GlassOpening.opened_at).limit(most))))


def late_reviews(actor: Actor) -> list[GlassOpening]:
    """Openings of the agency that were not reviewed by the next working day: for the job that reminds."""
    found = select(GlassOpening).where(belongs_to(actor, GlassOpening), GlassOpening.reviewed_at.is_(None))
    return list(current_session().scalars(found.where(GlassOpening.review_by < clock.today())))


def watched(actor: Actor, reference: str) -> Watched:
    """The case or record of a reference, whether or not the actor may read it; NotVisible when there is none."""
    wanted = reference.strip().upper()
    case = select(Case.id).where(*_known(actor, Case.person_id, Case), Case.reference == wanted)
    if (case_id := current_session().scalar(case)) is not None:
        return watched_case(actor, case_id)
    person = select(Person.id).where(*_known(actor, Person.id, Person), Person.reference == wanted)
    person_id = current_session().scalar(person)
    if person_id is None:
        raise NotVisible
    return watched_person(actor, person_id)


def watched_case(actor: Actor, case_id: UUID) -> Watched:
    """A case by its id, for the question who opened it; NotVisible when there is none."""
    found = select(Case.reference, Case.person_id).where(*_known(actor, Case.person_id, Case), Case.id == case_id)
    row = current_session().execute(found).one_or_none()
    if row is None:
        raise NotVisible
    return Watched(case_id, row.reference, row.person_id, True)


def watched_person(actor: Actor, person_id: UUID) -> Watched:
    """A person's record by its id, for the question who opened it; NotVisible when there is none."""
    found = select(Person.reference).where(*_known(actor, Person.id, Person), Person.id == person_id)
    reference = current_session().scalar(found)
    if reference is None:
        raise NotVisible
    return Watched(person_id, reference, person_id, False)


def seen_page(actor: Actor, what: Watched, number: int) -> Page[Seen]:
    """A page of who opened a case or a record, the latest first; the look itself is audited, and is the first of them
    the next time."""
    found = select(AuditEntry).where(belongs_to(actor, AuditEntry), *_about(what))
    page = page_of(found.order_by(AuditEntry.sequence.desc()), number)
    names = queries.worker_names(actor, [entry.actor_id for entry in page.items])
    audit.record(actor=actor, verb="read", kind="access", row_id=what.id, subject_id=what.person_id)
    seen = [_seen(entry, names.get(entry.actor_id, "The service itself")) for entry in page.items]
    return Page(seen, page.page, page.total, page.size)


def seers(actor: Actor, what: Watched) -> list[Seer]:
    """How often each colleague opened a case or a record, and when last; the most often first."""
    times = func.count(AuditEntry.id)
    found = (
        select(AuditEntry.actor_id, times, func.max(AuditEntry.at))
        .where(belongs_to(actor, AuditEntry), *_about(what))
        .group_by(AuditEntry.actor_id)
        .order_by(times.desc())
        .limit(50)
    )
    rows = current_session().execute(found).all()
    names = queries.worker_names(actor, [row[0] for row in rows])
    return [Seer(names.get(user_id, "The service itself"), number, last) for user_id, number, last in rows]


def _about(what: Watched) -> tuple[ColumnElement[bool], ...]:
    """The rows of the trail in which somebody saw this case (by its own id), or anything of this person."""
    of_person = AuditEntry.subject_id == what.person_id, AuditEntry.verb.in_(SAW)
    return (*of_person, AuditEntry.row_id == what.id) if what.is_case else of_person


def _known(actor: Actor, column: object, table: type[Case] | type[Person]) -> tuple[ColumnElement[bool], ...]:
    if not actor.may(Permission.PROTECTION_LEAD):
        raise NotVisible
    return belongs_to(actor, table), people_queries.not_excluded(actor, column)


def _seen(entry: AuditEntry, name: str) -> Seen:
    by_glass = BY_BREAK_GLASS in entry.fields.split() or entry.verb == "broke the glass"
    thing = KIND_WORDS.get(entry.kind, entry.kind.replace("_", " ").capitalize())
    return Seen(entry.at, name, f"{thing}: {VERB_WORDS.get(entry.verb, entry.verb)}", by_glass)


def _openings(actor: Actor) -> Select[GlassOpening]:
    """The openings that the actor reviews: of their agency, and not about anyone from whom they are kept away."""
    found = select(GlassOpening).where(
        belongs_to(actor, GlassOpening), people_queries.not_excluded(actor, GlassOpening.person_id)
    )
    return found if actor.may(*REVIEWERS) else found.where(GlassOpening.id.is_(None))


def _lines(actor: Actor, rows: Sequence[GlassOpening]) -> list[OpeningLine]:
    load_keys(actor.agency_id, {row.person_id for row in rows})
    references = _references(actor, {row.case_id for row in rows})
    names = queries.worker_names(actor, {each for row in rows for each in (row.opened_by, row.reviewed_by) if each})
    return [
        OpeningLine(
            row, references.get(row.case_id, ""), names.get(row.opened_by, "Left"),
            names.get(row.reviewed_by, "Left") if row.reviewed_by else "", legible(row, "reason"),
            legible(row, "review"), VERDICT_WORDS[row.verdict] if row.verdict else "",
            row.closed_at is None and row.ends_at > clock.now(),
        )
        for row in rows
    ]  # fmt: skip


def _references(actor: Actor, case_ids: set[UUID]) -> dict[UUID, str]:
    found = select(Case.id, Case.reference).where(belongs_to(actor, Case), Case.id.in_(case_ids))
    return {case_id: reference for case_id, reference in current_session().execute(found)}
