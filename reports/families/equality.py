"""Families of protected characteristics: what people said of themselves, and the four ways of having no answer."""

from __future__ import annotations

from collections.abc import Iterator

from cases import measures as cases
from people import equality
from people.measures import categories
from reports.families.casework import of_kind
from reports.families.family import Family, Over


def families() -> Iterator[Family]:
    """Each question, for people with an ISVA case and with other casework apart."""
    for kind, words in cases.KINDS.items():
        for key, question in equality.questions().items():
            yield of_kind(kind, words, f"equality.{key}", question.title.lower(), "people",
                          "People of each agency with a case open at any time in the period",
                          "What they said of themselves, always voluntary. Nationality is never asked.",
                          categories(key), over=Over.NOTHING, parts_of="cases.people", category=kind)  # fmt: skip
