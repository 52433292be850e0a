"""A release as plain text with its provenance, for a police system that takes nothing else (domain.md 4.3)."""

from __future__ import annotations

from core.words import long_day
from safety.police.models import PoliceRelease
from safety.police.queries import Content
from safety.police.vocabulary import KIND_MEANS, KIND_WORDS

WIDTH_RULE = "-" * 40


def plain_text(row: PoliceRelease, content: Content, agency: str) -> str:
    """The words as they were let go, under their reference and provenance; nothing that the page does not show."""
    head = [f"Reference {row.reference}", f"From {agency}, {long_day(row.released_at)}", KIND_WORDS[row.kind],
            content.opening, KIND_MEANS[row.kind]]  # fmt: skip
    pairs = [f"{label}: {words}" for label, words in (*content.who, *content.noticed)]
    return "\n".join([*head, WIDTH_RULE, content.words, *([WIDTH_RULE, *pairs] if pairs else []), ""])
