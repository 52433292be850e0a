"""What papers give to a case: letters on its timeline, and the list of those sent on paper."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import select

from cases.models import Case
from cases.papers.models import CaseLetter, LetterState
from cases.papers.queries.letters import recipient_words
from cases.parts import Entry, Part, Piece, Section
from core.actor import Actor
from core.scoping import belongs_to, current_session
from core.words import long_day

KINDS = {"letters": "Letters"}


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Letters that were sent."""
    return [_entry(actor, row) for row in _sent(actor, case, most)]


def _sent(actor: Actor, case: Case, most: int) -> list[CaseLetter]:
    found = select(CaseLetter).where(
        belongs_to(actor, CaseLetter), CaseLetter.case_id == case.id, CaseLetter.state == LetterState.SENT
    )
    newest = found.order_by(CaseLetter.sent_at.desc(), CaseLetter.id.desc())
    return list(current_session().scalars(newest.limit(most)))


def _entry(actor: Actor, row: CaseLetter) -> Entry:
    return Entry(
        kind="letters", title=f"Letter sent: {row.subject}", at=row.sent_at or row.changed_at, row_id=row.id,
        author=row.written_by, byline="by",
        url=url_for("cases.show_document", case_id=row.case_id, document_id=row.document_id),
    )  # fmt: skip


def paper(actor: Actor, case: Case) -> list[Section]:
    """Letters that were sent, the oldest first; those to another agency were agreed to, and are the person's too."""
    rows = list(reversed(_sent(actor, case, 200)))
    pieces = [_piece(actor, row) for row in rows]
    return [Section("letters", "Letters", pieces)] if pieces else []


def _piece(actor: Actor, row: CaseLetter) -> Piece:
    facts = [("To", recipient_words(actor, row)), ("Sent", long_day(row.sent_at or row.changed_at))]
    return Piece(row.subject or "Letter", row.words or "", rows=facts)


PART = Part(
    key="papers", label="Print and letters", endpoint="cases.show_papers", kinds=KINDS, timeline=timeline, paper=paper
)
