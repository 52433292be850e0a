"""What documents give to a case: the timeline, and their list on paper. Never their content."""

from __future__ import annotations

from flask import url_for

from cases.documents import queries, rules
from cases.documents.models import Document, DocumentVersion
from cases.models import Case
from cases.parts import Entry, Part, Piece, Section
from core.actor import Actor
from core.words import long_day

KINDS = {"documents": "Documents"}


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Documents as they were added and replaced: two statements."""
    on_team = queries.is_on_team(actor, case)
    return [_entry(version, row, on_team) for version, row in queries.latest(actor, case, most)]


def _entry(version: DocumentVersion, row: Document, on_team: bool) -> Entry:
    opens = rules.may_open(restricted=row.restricted, on_team=on_team)
    name = (row.name or "Document") if opens else queries.HIDDEN_NAME
    act = "Document added" if version.number == 1 else f"Document replaced (version {version.number})"
    gone = " Removed later." if row.removed_at else ""
    return Entry(
        kind="documents", title=f"{act}: {name}", at=version.added_at, row_id=version.id, author=version.added_by,
        byline="by", paragraphs=[gone.strip()] if gone else [],
        url=url_for("cases.show_document", case_id=row.case_id, document_id=row.id) if opens else "",
    )  # fmt: skip


def paper(actor: Actor, case: Case) -> list[Section]:
    """Which documents the case holds. What is tagged immigration is not even named; restricted ones are marked."""
    rows = [row for row in queries.all_of(actor, case) if not row.immigration]
    return [Section("documents", "Documents", [_piece(row) for row in rows])] if rows else []


def _piece(row: queries.DocumentRow) -> Piece:
    if row.restricted:
        return Piece(queries.HIDDEN_NAME, rows=[("Added", long_day(row.added_at))], third_party=True, restricted=True)
    facts = [("What it tells", row.category_words), ("Made by", row.origin), ("Kind", f"{row.media}, {row.size}"),
             ("Added", f"{long_day(row.added_at)}, {row.added_by}")]  # fmt: skip
    if row.dated_on:
        facts.insert(0, ("Date on it", long_day(row.dated_on)))
    return Piece(row.name, row.about, rows=facts, third_party=row.third_party)


PART = Part(
    key="documents", label="Documents", endpoint="cases.list_documents", kinds=KINDS, timeline=timeline, paper=paper
)
