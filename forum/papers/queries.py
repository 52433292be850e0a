"""Reads of papers: what a meeting has, what is awaited, and the content of a version for those who may read it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select

from agencies.models import User
from agencies.permissions import Permission
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from forum import queries as forum
from forum.models import AgendaItem, Meeting, Membership
from forum.papers import rules
from forum.papers.models import Classification, Paper, PaperMedia, PaperPiece, PaperReader, PaperVersion

MOST_PAPERS = 100


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper in a list: where it stands, who wrote it, whether it is in time."""

    paper: Paper
    author_agency: str
    item: str
    tag: str
    standing: str

    @property
    def purpose(self) -> str:
        """What it asks of the meeting, in words."""
        return rules.PURPOSE_WORDS[self.paper.purpose]

    @property
    def classification(self) -> str:
        """Who reads it, in words."""
        return rules.CLASSIFICATION_WORDS[self.paper.classification]

    @property
    def is_here(self) -> bool:
        """True when a version came and the paper was not withdrawn."""
        return self.paper.newest > 0 and self.paper.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a paper, without its content."""

    version: PaperVersion
    by: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper as its page shows it."""

    line: PaperLine
    meeting: Meeting
    versions: tuple[VersionLine, ...]
    readers: tuple[str, ...]
    words: str

    @property
    def paper(self) -> Paper:
        """The paper itself."""
        return self.line.paper

    @property
    def day(self) -> date:
        """The day of its meeting."""
        return clock.london(self.meeting.starts_at).date()

    @property
    def newest(self) -> PaperVersion | None:
        """The version that stands; None while the paper is awaited."""
        return self.versions[0].version if self.versions else None


def runs_meetings(actor: Actor) -> bool:
    """Whether somebody reads and orders every paper."""
    return actor.may(Permission.MEETING_WRITE)


def writes_papers(actor: Actor) -> bool:
    """Whether somebody writes papers for their own agency."""
    return actor.may(Permission.PLAN_UPDATE_OWN, Permission.VOICE_WRITE)


def visible_to(actor: Actor) -> Select[Paper]:
    """The papers an actor may know of: as `rules.paper_may_be_read` says, in one criterion."""
    found = select(Paper)
    if runs_meetings(actor):
        return found
    seated = exists().where(
        Membership.agency_id == actor.agency_id, Membership.since <= clock.today(),
        or_(Membership.until.is_(None), Membership.until >= clock.today()),
    )  # fmt: skip
    named = exists().where(PaperReader.paper_id == Paper.id, PaperReader.agency_id == actor.agency_id)
    return found.where(
        or_(
            Paper.author_agency_id == actor.agency_id,
            Paper.classification == Classification.OPEN,
            (Paper.classification == Classification.MEMBERS) & seated,
            (Paper.classification == Classification.RESTRICTED) & named,
        )
    )


def paper(actor: Actor, paper_id: UUID) -> Paper:
    """One paper; NotVisible when there is none that the actor may read."""
    found = current_session().scalars(visible_to(actor).where(Paper.id == paper_id)).one_or_none()
    if found is None:
        raise NotVisible
    return found


def papers_of(actor: Actor, meeting_id: UUID, *, withdrawn: bool = False) -> list[PaperLine]:
    """The papers of a meeting that the actor may read, by number; withdrawn ones only when they are asked for."""
    found = visible_to(actor).where(Paper.meeting_id == meeting_id).order_by(Paper.number)
    if not withdrawn:
        found = found.where(Paper.withdrawn_at.is_(None))
    return _lines(current_session().scalars(found.limit(MOST_PAPERS)))


def papers_of_item(actor: Actor, item_id: UUID) -> list[PaperLine]:
    """The papers for one item of an agenda that the actor may read, by number."""
    found = visible_to(actor).where(Paper.agenda_item_id == item_id, Paper.withdrawn_at.is_(None))
    return _lines(current_session().scalars(found.order_by(Paper.number).limit(MOST_PAPERS)))


def kept_apart(actor: Actor, meeting_id: UUID) -> int:
    """How many papers of a meeting stand that the actor may not read: the pack says how many are left out."""
    every = select(func.count(Paper.id)).where(Paper.meeting_id == meeting_id, Paper.withdrawn_at.is_(None))
    own = visible_to(actor).where(Paper.meeting_id == meeting_id, Paper.withdrawn_at.is_(None))
    session = current_session()
    return (session.scalar(every) or 0) - (session.scalar(select(func.count()).select_from(own.subquery())) or 0)


def paper_view(actor: Actor, paper_id: UUID) -> PaperView:
    """One paper with its versions, its readers and, when it was written here, its words. The read is audited."""
    row = paper(actor, paper_id)
    session = current_session()
    versions = session.execute(
        select(PaperVersion, User.name).join(User, User.id == PaperVersion.added_by)
        .where(PaperVersion.paper_id == paper_id).order_by(PaperVersion.number.desc())
    ).all()  # fmt: skip
    readers = reader_ids(paper_id) if row.classification is Classification.RESTRICTED else []
    newest = versions[0][0] if versions else None
    is_words = newest is not None and newest.media is PaperMedia.WORDS and not row.destroyed
    audit.record(actor=actor, verb="read", kind="paper", row_id=paper_id)
    return PaperView(
        _lines([row])[0], forum.meeting(actor, row.meeting_id),
        tuple(VersionLine(version, by) for version, by in versions), tuple(sorted(names_of(readers).values())),
        _joined(newest).decode() if newest is not None and is_words else "",
    )  # fmt: skip


def version(actor: Actor, paper_id: UUID, number: int) -> tuple[Paper, PaperVersion, bytes]:
    """A version with its content; NotVisible when there is none for the actor, or when it was destroyed."""
    row = paper(actor, paper_id)
    found = select(PaperVersion).where(PaperVersion.paper_id == paper_id, PaperVersion.number == number)
    kept = current_session().scalars(found).one_or_none()
    if kept is None or row.destroyed:
        raise NotVisible
    audit.record(actor=actor, verb="downloaded", kind="paper", row_id=paper_id, fields=[f"version {number}"])
    return row, kept, _joined(kept)


def reader_ids(paper_id: UUID) -> list[UUID]:
    """The agencies that a restricted paper names."""
    return list(current_session().scalars(select(PaperReader.agency_id).where(PaperReader.paper_id == paper_id)))


def agenda_choices(actor: Actor, meeting_id: UUID) -> list[tuple[str, str]]:
    """The items of a meeting to put a paper under: (id, number and title)."""
    return [(str(item.id), f"{item.position}. {item.title}") for item in forum.agenda(actor, meeting_id)]


def wanting(actor: Actor, until: date) -> list[tuple[PaperLine, Meeting]]:
    """Papers due by a day that have not come, of meetings ahead: for who runs meetings every agency's, else own."""
    found = (
        select(Paper, Meeting).join(Meeting, Meeting.id == Paper.meeting_id)
        .where(Paper.newest == 0, Paper.withdrawn_at.is_(None), Paper.due_on <= until)
        .where(Meeting.starts_at >= clock.now(), Meeting.cancelled_at.is_(None))
    )  # fmt: skip
    if not runs_meetings(actor):
        found = found.where(Paper.author_agency_id == actor.agency_id)
    rows = current_session().execute(found.order_by(Paper.due_on, Paper.number).limit(MOST_PAPERS)).all()
    lines = _lines([row for row, _ in rows])
    return [(line, meeting) for line, (_, meeting) in zip(lines, rows, strict=True)]


def next_number(meeting_id: UUID) -> int:
    """The number that the next paper of a meeting gets."""
    return (current_session().scalar(select(func.max(Paper.number)).where(Paper.meeting_id == meeting_id)) or 0) + 1


def is_over(meeting: Meeting) -> bool:
    """Whether a meeting takes no papers any more: its day is over."""
    return clock.london(meeting.starts_at).date() < clock.today()


def _lines(rows: Iterable[Paper]) -> list[PaperLine]:
    rows = list(rows)
    homes = names_of({row.author_agency_id for row in rows}) if rows else {}
    wanted = [row.agenda_item_id for row in rows if row.agenda_item_id]
    titles: dict[UUID, str] = defaultdict(str)
    if wanted:
        found = select(AgendaItem.id, AgendaItem.position, AgendaItem.title).where(AgendaItem.id.in_(wanted))
        titles |= {each.id: f"Item {each.position}, {each.title}" for each in current_session().execute(found)}
    return [_line(row, homes.get(row.author_agency_id, ""), titles) for row in rows]


def _line(row: Paper, home: str, titles: dict[UUID, str]) -> PaperLine:
    kind, words = rules.standing(row.due_on, row.received_on, clock.today(), withdrawn=row.withdrawn_at is not None)
    return PaperLine(row, home, titles[row.agenda_item_id] if row.agenda_item_id else "", kind, words)


def _joined(kept: PaperVersion) -> bytes:
    found = select(PaperPiece.content).where(PaperPiece.version_id == kept.id).order_by(PaperPiece.number)
    content = b"".join(current_session().scalars(found))
    if hashlib.sha256(content).hexdigest() != kept.sha256:
        raise RuntimeError(f"The content of paper version {kept.id} is not what was kept.")
    return content
