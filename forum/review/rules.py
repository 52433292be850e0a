"""What an annual review asks, and when it may be signed. Pure. Sources: domain.md 6.6; the strategy, 003:167."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from actionplan.models import Outcome as Outcome
from config import ROOT
from core.errors import Refused

FILE = ROOT / "reference" / "annual_review.json"
SHORTEST_REASON = 10
#: A review looks back on a year; a month more or less is still one.
SHORTEST_YEAR, LONGEST_YEAR = timedelta(days=300), timedelta(days=400)
#: A year after the last one a review is due.
DUE_AFTER = timedelta(days=365)

OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.CONTINUE: "Continue", Outcome.AMEND: "Amend", Outcome.COMPLETE: "Complete", Outcome.STOP: "Stop",
}  # fmt: skip
OUTCOME_HINTS: Mapping[Outcome, str] = {
    Outcome.CONTINUE: "Stands in the next version as it is, with its unfinished actions.",
    Outcome.AMEND: "Stands in the next version in new words, with its unfinished actions.",
    Outcome.COMPLETE: "Done, and evidenced. It ends here; actions still open are closed.",
    Outcome.STOP: "No longer right or possible. It ends here; actions still open are closed.",
}
#: The kind of tag that says it.
OUTCOME_TAGS: Mapping[Outcome, str] = {
    Outcome.CONTINUE: "green", Outcome.AMEND: "amber", Outcome.COMPLETE: "blue", Outcome.STOP: "grey",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the review or of the members’ survey."""

    code: str
    title: str
    hint: str = ""


@cache
def questions() -> tuple[Question, ...]:
    """What every review answers, in order (domain.md 6.6)."""
    return tuple(Question(**row) for row in _file()["questions"])


@cache
def survey_questions() -> tuple[Question, ...]:
    """What each member is asked to mark from 1 to 5."""
    return tuple(Question(**row) for row in _file()["survey"])


@cache
def statistics() -> Mapping[str, str]:
    """The families of figures whose totals a review shows (domain.md 6.6: statistics), in order, and their words."""
    return {row["family"]: row["label"] for row in _file()["statistics"]}


@cache
def mark_words() -> dict[int, str]:
    """The five marks in words."""
    return {int(mark): words for mark, words in _file()["marks"].items()}


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def question(code: str) -> Question | None:
    """One question by its code; None when there is none."""
    return next((each for each in questions() if each.code == code), None)


def year_may_be(begins: date, ends: date, strategy_begins: date, today: date) -> Refused | None:
    """A review looks back on about a year of its strategy, and no further than today."""
    if ends > today:
        return Refused("The year must end today or before.", field="ends")
    if begins < strategy_begins:
        return Refused("The year must begin when the strategy did, or later.", field="begins")
    if not SHORTEST_YEAR <= ends - begins <= LONGEST_YEAR:
        return Refused("A review looks back on a year: 10 to 13 months.", field="ends")
    return None


def decision_is_whole(outcome: Outcome, reason: str, new_words: str, old_words: str) -> Refused | None:
    """Each outcome has a reason; an amended commitment has new words, and they are new."""
    if len(reason.strip()) < SHORTEST_REASON:
        return Refused("Say why, in 10 characters or more.", field="reason")
    if outcome is Outcome.AMEND and not new_words.strip():
        return Refused("Write the commitment in its new words.", field="new_words")
    if outcome is Outcome.AMEND and new_words.strip() == old_words.strip():
        return Refused("These are the old words.", instead="Change them, or choose Continue.", field="new_words")
    return None


def marks_are_whole(marks: Mapping[str, int]) -> Refused | None:
    """Every question of the survey has a mark from 1 to 5."""
    asked = {each.code for each in survey_questions()}
    if set(marks) != asked or not all(mark in mark_words() for mark in marks.values()):
        return Refused("Mark every line.", instead="From 1, not at all, to 5, fully.")
    return None


def missing(
    undecided: Sequence[str], answered: Collection[str], replies: int, members: int
) -> tuple[list[str], list[str]]:  # fmt: skip
    """What keeps a review from being signed, and what its reader should know although it does not. In words.

    `undecided`: codes of commitments without an outcome; `answered`: codes of questions that have an answer.
    """
    blocking = []
    if undecided:
        named = ", ".join(undecided[:6]) + (f" and {len(undecided) - 6} more" if len(undecided) > 6 else "")
        blocking.append(f"Without an outcome: {named}.")
    blocking += [f"Not answered: {each.title}" for each in questions() if each.code not in answered]
    worth_knowing = [f"{replies} of {members} members answered the survey."] if replies < members else []
    return blocking, worth_knowing


def review_may_be_signed(
    *, may: bool, blocking: Sequence[str], title: str, begins: date, ends: date, review_ends: date
) -> Refused | None:  # fmt: skip
    """The chair signs a whole review, with a title and a period for the next strategy."""
    if not may:
        return Refused("Only the chair signs the annual review.")
    if blocking:
        return Refused("The review is not whole yet.", instead=blocking[0])
    if not title.strip():
        return Refused("Give the next strategy its title.", field="title")
    if begins <= review_ends - LONGEST_YEAR:
        return Refused("The next strategy begins after the year that was reviewed.", field="begins")
    if begins >= ends:
        return Refused("It must end after it begins.", field="ends")
    return None


def is_due(last_ended: date | None, strategy_began: date, today: date) -> bool:
    """Whether a year has passed since the last review, or since the strategy began."""
    return today - (last_ended or strategy_began) >= DUE_AFTER
