"""Families of outcomes: distance travelled, answers at the end, and needs met (outcome_measures.json)."""

from __future__ import annotations

from collections.abc import Iterator

from cases import measures as cases
from cases.outcomes import measures
from reports.families.casework import of_kind
from reports.families.family import Family

ASKED_AT_THE_END = "Cases in which the measures were asked at the end in the period"


def families() -> Iterator[Family]:
    """Outcomes as each agency's worker counts them by quarter, ISVA support and other casework apart."""
    for kind, words in cases.KINDS.items():
        yield from _distance(kind, words)
        yield from _at_the_end(kind, words)
        yield from _needs_met(kind, words)


def _distance(kind: str, words: str) -> Iterator[Family]:
    for code, title in measures.travelled().items():
        yield of_kind(kind, words, f"distance.{code}", title[:1].lower() + title[1:], "cases",
                      "Cases scored in the period by the person, alone or with a worker, and at least once before",
                      "The latest score of each quarter against the first of the case, from 1 to 5.",
                      measures.TRAVELLED)  # fmt: skip


def _at_the_end(kind: str, words: str) -> Iterator[Family]:
    first, *_ = measures.at_the_end()
    for code, title in measures.at_the_end().items():
        yield of_kind(kind, words, f"exit.{code}", title[:1].lower() + title[1:], "cases", ASKED_AT_THE_END,
                      "The last asking at the end of each case.", measures.answers_of(code),
                      parts_of=None if code == first else f"{kind}.exit.{first}")  # fmt: skip


def _needs_met(kind: str, words: str) -> Iterator[Family]:
    yield of_kind(kind, words, "needs-met", "needs met", "cases",
                  "Cases in which needs were asked about at a review or the end in the period",
                  "Met: every need asked about; not met: none; partly: all others. The latest answers of each quarter.",
                  {"met": "All met", "partly": "Met in part", "not-met": "None met"})  # fmt: skip
    for code, need in cases.needs().items():
        yield of_kind(kind, words, f"needs-met.{code}", f"{need[:1].lower()}{need[1:]}, met", "cases",
                      "Cases in which this need was asked about at a review or the end in the period",
                      "The latest answer of each quarter.", measures.MET,
                      inside=((f"{kind}.needs-met", None),))  # fmt: skip
