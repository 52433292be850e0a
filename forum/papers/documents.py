"""A paper as a file: what was sent in stays as it was kept; what was written here becomes a tagged PDF/UA-1."""

from __future__ import annotations

from datetime import date

from agencies.queries import names_of
from core.actor import Actor
from forum.documents import document, paragraphs
from forum.papers import rules
from forum.papers.models import Paper, PaperMedia, PaperVersion


def paper_pdf(
    actor: Actor, row: Paper, kept: PaperVersion, content: bytes, day: date, *, in_pack: bool = False
) -> bytes:
    """The PDF of one version. `in_pack` leaves the page numbers to the pack."""
    if kept.media is PaperMedia.PDF:
        return content
    return document(
        "forum/papers/paper_pdf.html", paper=row, version=kept, day=day, in_pack=in_pack,
        home=names_of({row.author_agency_id}).get(row.author_agency_id, ""),
        purpose=rules.PURPOSE_WORDS[row.purpose], classification=rules.CLASSIFICATION_WORDS[row.classification],
        body=paragraphs(content.decode()),
    )  # fmt: skip
