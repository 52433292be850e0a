"""Writes of papers: asked for, added, replaced, withdrawn. What is in them is checked before anybody else reads it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pikepdf
from flask import current_app
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from agencies.permissions import Permission
from agencies.queries import addresses_of
from cases.documents.cleaning import Limits, cleaned
from cases.documents.scanning import scanned
from core import audit, clock, outbox
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from forum import queries as forum
from forum.events import papers_changed
from forum.papers import queries, rules
from forum.papers.models import (
    Classification,
    Paper,
    PaperMedia,
    PaperPiece,
    PaperPurpose,
    PaperReader,
    PaperVersion,
)
from forum.rules import Answer
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

KIND = "paper"
PIECE = 256 * 1024
TRIES = 5
MOST_PAGES = 200
DESTROYED = "A paper that was destroyed"
CHANGED = "Somebody changed this paper while you were writing."


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What is said of a paper: what it is, whose, what it asks, under which item, and who reads it."""

    title: str
    author_agency_id: UUID
    author_name: str
    purpose: PaperPurpose
    classification: Classification
    agenda_item_id: UUID | None = None
    in_short: str = ""
    due_on: date | None = None
    readers: Collection[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperContent:
    """What a version says: words, or a file with the name it came with. Neither: the paper is awaited."""

    words: str = ""
    file: bytes = b""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """Content fit to be kept, and the words in it that are checked."""

    media: PaperMedia
    content: bytes
    pages: int
    taken_out: list[str]
    text: str


def add_paper(
    *, actor: Actor, meeting_id: UUID, facts: PaperFacts, content: PaperContent, answer: LeakAnswer | None = None
) -> Paper:  # fmt: skip
    """Add a paper to a meeting, or ask an agency for one when there is no content yet (domain.md 6.1).

    It gets the next number of the meeting; it is due five clear working days before unless `due_on` says another day.
    A PDF is told by its content and written afresh. The author's agency is told of a paper that is asked for. Refuses
    a meeting that is over, another agency's paper, a restricted one without readers; raises `Found` for what the check
    finds in title, short version and content.
    """
    meeting = forum.meeting(actor, meeting_id)
    over = queries.is_over(meeting)
    _refuse_unless(rules.paper_may_be_added(cancelled=meeting.cancelled_at is not None, over=over))
    _may_write(actor, facts.author_agency_id)
    _hold_to_rules(actor, meeting_id, facts)
    kept, paper_id = _kept(content), uuid7()
    _check(actor, paper_id, facts, kept, answer)
    due = facts.due_on if facts.due_on and queries.runs_meetings(actor) else None
    row = _numbered(actor, paper_id, meeting_id, facts, due or rules.due_day(clock.london(meeting.starts_at).date()))
    _put_readers(row, facts)
    if kept is not None:
        _store_version(actor, row, kept, "")
        row.newest, row.received_on = 1, clock.today()
    current_session().flush()
    audit.record(actor=actor, verb="added" if kept else "asked for", kind=KIND, row_id=row.id)
    if kept is None:
        _tell_author(row, "A paper is asked of your agency", f"paper-asked:{row.id}")
    return row


def change_paper(
    *, actor: Actor, paper_id: UUID, version: int, facts: PaperFacts, answer: LeakAnswer | None = None
) -> Paper:  # fmt: skip
    """Change what is said of a paper; its content stays. Refuses what `add_paper` refuses; a stale page is a Clash."""
    row = _to_change(actor, paper_id)
    _may_write(actor, facts.author_agency_id)
    _hold_to_rules(actor, row.meeting_id, facts)
    _check(actor, paper_id, facts, None, answer)
    due = facts.due_on if facts.due_on and queries.runs_meetings(actor) else row.due_on
    _change(
        row, version, title=facts.title.strip(), author_agency_id=facts.author_agency_id,
        author_name=facts.author_name.strip(), purpose=facts.purpose, classification=facts.classification,
        agenda_item_id=facts.agenda_item_id, in_short=facts.in_short.strip(), due_on=due,
    )  # fmt: skip
    _put_readers(row, facts)
    audit.record(actor=actor, verb="changed", kind=KIND, row_id=paper_id, fields=("title", "classification", "readers"))
    return row


def replace_paper(
    *, actor: Actor, paper_id: UUID, version: int, content: PaperContent, changed: str = "",
    answer: LeakAnswer | None = None,
) -> PaperVersion:  # fmt: skip
    """Add the next version of a paper (the first, when it was awaited); earlier ones stay to be read beside it.

    `changed` says in a line what is new. Refuses nothing to keep, and what `add_paper` refuses of content.
    """
    row = _to_change(actor, paper_id)
    kept = _kept(content)
    if kept is None:
        raise Refused("Write the paper here, or choose a PDF", field="words")
    _check(actor, paper_id, None, kept, answer, changed)
    _change(row, version, newest=row.newest + 1, received_on=row.received_on or clock.today())
    made = _store_version(actor, row, kept, changed.strip(), row.newest)
    audit.record(actor=actor, verb="replaced", kind=KIND, row_id=paper_id, fields=("content",))
    return made


def withdraw_paper(*, actor: Actor, paper_id: UUID, version: int, reason: str, destroy: bool = False) -> Paper:
    """Withdraw a paper: it leaves agenda and pack, its number stays used. `destroy`: nobody can read it any more.

    Destroying is for a paper that says what must not stand there: its title goes too, who, when and why stay.
    """
    row = _to_change(actor, paper_id)
    _refuse_unless(rules.reason_is_enough(reason))
    gone = {"title": DESTROYED, "in_short": "", "destroyed": True} if destroy else {}
    _change(
        row, version, withdrawn_at=clock.now(), withdrawn_by=actor.user_id, withdrawn_reason=reason.strip(), **gone
    )  # fmt: skip
    if destroy:
        ids = select(PaperVersion.id).where(PaperVersion.paper_id == paper_id)
        current_session().execute(delete(PaperPiece).where(PaperPiece.version_id.in_(ids)))
    audit.record(actor=actor, verb="destroyed" if destroy else "withdrew", kind=KIND, row_id=paper_id)
    return row


def remind(actor: Actor) -> int:
    """Tell an agency of its papers that are due within four days, and once more when one is late. Returns how many."""
    today = clock.today()
    told = 0
    for line, _ in queries.wanting(actor, today + rules.REMINDED_AHEAD):
        if line.paper.author_agency_id != actor.agency_id:
            continue
        late = rules.is_late(line.paper.due_on, None, today)
        _tell_author(line.paper, "A paper is late" if late else "A paper is due soon",
                     f"paper-{'late' if late else 'due'}:{line.paper.id}:{line.paper.due_on}")  # fmt: skip
        told += 1
    return told


def text_of(content: bytes) -> str:
    """The words of a PDF, for the check alone; what cannot be read gives no words."""
    try:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError):
        return ""


def _refuse_unless(answer: Answer) -> None:
    if not answer.allowed:
        raise Refused(answer.reason, field=answer.field)


def _may_write(actor: Actor, author_id: UUID) -> None:
    _refuse_unless(
        rules.paper_may_be_written(
            agency_id=actor.agency_id, author_id=author_id, writes=queries.writes_papers(actor),
            runs_meetings=queries.runs_meetings(actor),
        )
    )  # fmt: skip


def _to_change(actor: Actor, paper_id: UUID) -> Paper:
    row = queries.paper(actor, paper_id)
    _may_write(actor, row.author_agency_id)
    if row.withdrawn_at is not None:
        raise Refused("This paper was withdrawn.", instead="Add a new one.")
    return row


def _hold_to_rules(actor: Actor, meeting_id: UUID, facts: PaperFacts) -> None:
    if not facts.title.strip():
        raise Refused("Give the paper a title", field="title")
    _refuse_unless(rules.readers_are_named(facts.classification, facts.readers))
    if facts.agenda_item_id not in {None, *(item.id for item in forum.agenda(actor, meeting_id))}:
        raise Refused("Choose an item of this meeting", field="item")


def _kept(content: PaperContent) -> _Kept | None:
    _refuse_unless(rules.content_is_one(content.words, bool(content.file)))
    if content.file:
        return _clean_pdf(content)
    words = content.words.replace("\r\n", "\n").strip()
    return _Kept(PaperMedia.WORDS, words.encode(), 1, [], words) if words else None


def _clean_pdf(content: PaperContent) -> _Kept:
    """Scanned, told by its first bytes, and written afresh without scripts, attachments or metadata."""
    settings = current_app.config["SETTINGS"]
    limits = Limits(largest=settings.upload_megabytes * 1024 * 1024, pages=MOST_PAGES)
    if not content.file.startswith(b"%PDF-"):
        raise Refused("A paper is a PDF, or written here.", instead="Save it as a PDF, and add that.", field="file")
    if len(content.file) <= limits.largest:
        scanned(content.file, settings.clamd_socket)
    clean = cleaned(content.file, content.file_name, limits)
    with pikepdf.open(io.BytesIO(clean.content)) as document:
        pages = len(document.pages)
    return _Kept(PaperMedia.PDF, clean.content, pages, list(clean.taken_out), text_of(clean.content))


def _check(
    actor: Actor, paper_id: UUID, facts: PaperFacts | None, kept: _Kept | None, answer: LeakAnswer | None,
    changed: str = "",
) -> None:  # fmt: skip
    texts = {"title": facts.title, "in_short": facts.in_short} if facts else {}
    if kept is not None:
        texts["words" if kept.media is PaperMedia.WORDS else "file"] = kept.text
    settle(actor=actor, kind=KIND, row_id=paper_id, texts={**texts, "changed": changed}, answer=answer)


def _numbered(actor: Actor, paper_id: UUID, meeting_id: UUID, facts: PaperFacts, due: date) -> Paper:
    session = current_session()
    for _ in range(TRIES):
        row = Paper(
            id=paper_id, meeting_id=meeting_id, number=queries.next_number(meeting_id), title=facts.title.strip(),
            author_agency_id=facts.author_agency_id, author_name=facts.author_name.strip(), purpose=facts.purpose,
            classification=facts.classification, agenda_item_id=facts.agenda_item_id, due_on=due,
            in_short=facts.in_short.strip(), added_at=clock.now(), added_by=actor.user_id, newest=0,
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return row
    raise Clash("Several people are adding papers just now. Nothing was stored.")


def _put_readers(row: Paper, facts: PaperFacts) -> None:
    session = current_session()
    wanted = set(facts.readers) if facts.classification is Classification.RESTRICTED else set()
    held = set(queries.reader_ids(row.id))
    if gone := held - wanted:
        session.execute(delete(PaperReader).where(PaperReader.paper_id == row.id, PaperReader.agency_id.in_(gone)))
    session.add_all(PaperReader(paper_id=row.id, agency_id=agency_id) for agency_id in wanted - held)
    session.flush()


def _store_version(actor: Actor, row: Paper, kept: _Kept, changed: str, number: int = 1) -> PaperVersion:
    parts = [kept.content[start : start + PIECE] for start in range(0, len(kept.content), PIECE)]
    made = PaperVersion(
        id=uuid7(), paper_id=row.id, number=number, media=kept.media, size=len(kept.content), pages=kept.pages,
        pieces=len(parts), sha256=hashlib.sha256(kept.content).hexdigest(), taken_out=kept.taken_out,
        changed_words=changed, added_at=clock.now(), added_by=actor.user_id,
    )  # fmt: skip
    session = current_session()
    session.add(made)
    session.flush()
    session.add_all(PaperPiece(version_id=made.id, number=at, content=part) for at, part in enumerate(parts))
    session.flush()
    return made


def _change(row: Paper, version: int, **values: object) -> None:
    changed = current_session().execute(
        update(Paper)
        .where(Paper.id == row.id, Paper.version == version, Paper.withdrawn_at.is_(None))
        .values(version=version + 1, **values)
        .returning(Paper.id)
    )
    if changed.first() is None:
        raise Clash(CHANGED)
    current_session().refresh(row)
    papers_changed.send(None, meeting_id=row.meeting_id)


def _tell_author(row: Paper, subject: str, once: str) -> None:
    addresses = addresses_of(row.author_agency_id, Permission.PLAN_UPDATE_OWN)
    for address in addresses:
        outbox.put(agency_id=row.author_agency_id, address=address, subject=subject, path=f"/forum/papers/{row.id}",
                   once=once)  # fmt: skip
