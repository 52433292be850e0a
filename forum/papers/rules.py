"""Questions about papers, in words: when one is due, whether it is late, who reads it and who changes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from uuid import UUID

from core.calendar import is_working_day
from forum.papers.models import Classification as Classification
from forum.papers.models import PaperMedia as PaperMedia
from forum.papers.models import PaperPurpose as PaperPurpose
from forum.rules import YES, Answer

#: Between the day a paper is due and the meeting, neither of them counted (domain.md 6.1).
CLEAR_DAYS = 5
#: Agencies are reminded of a paper that is due within so many days.
REMINDED_AHEAD = timedelta(days=4)
LEAST_REASON = 10
LONGEST_TITLE = 160
LONGEST_WORDS = 40_000
LONGEST_SHORT = 600

PURPOSE_WORDS: Mapping[PaperPurpose, str] = {
    PaperPurpose.DECISION: "For decision", PaperPurpose.DISCUSSION: "For discussion",
    PaperPurpose.INFORMATION: "For information",
}  # fmt: skip
CLASSIFICATION_WORDS: Mapping[Classification, str] = {
    Classification.OPEN: "Open", Classification.MEMBERS: "Members only", Classification.RESTRICTED: "Restricted",
}  # fmt: skip
CLASSIFICATION_HINTS: Mapping[str, str] = {
    Classification.OPEN.value: "May be given to anyone who asks.",
    Classification.MEMBERS.value: "For the forum’s member agencies.",
    Classification.RESTRICTED.value: "For the agencies you tick, its author’s, the chair and the coordinator.",
}


def due_day(meeting_day: date) -> date:
    """The last day on which a paper comes in time: five clear working days lie between it and the meeting."""
    day, clear = meeting_day - timedelta(days=1), 0
    while clear < CLEAR_DAYS:
        clear += is_working_day(day)
        day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def is_late(due_on: date, received_on: date | None, today: date) -> bool:
    """Whether a paper is late: its first version came after its day, or has not come and that day is over."""
    return (received_on or today) > due_on


def standing(due_on: date, received_on: date | None, today: date, *, withdrawn: bool = False) -> tuple[str, str]:
    """What a list says of a paper, and the kind of tag: withdrawn, late, awaited, or in time."""
    if withdrawn:
        return "grey", "Withdrawn"
    late = is_late(due_on, received_on, today)
    if received_on is None:
        return ("red", "Not here, late") if late else ("grey", "Awaited")
    return ("amber", "Late") if late else ("green", "In time")


def paper_may_be_read(
    classification: Classification, *, agency_id: UUID, author_id: UUID, readers: Collection[UUID],
    is_member: bool, runs_meetings: bool,
) -> bool:  # fmt: skip
    """Whether somebody of an agency reads a paper (domain.md 6.1).

    Open: whoever reads the forum's meetings. Members only: agencies with a seat. Restricted: the agencies it names.
    Who runs the meetings and its author's agency always read it.
    """
    if runs_meetings or agency_id == author_id or classification is Classification.OPEN:
        return True
    return is_member if classification is Classification.MEMBERS else agency_id in readers


def paper_may_be_written(*, agency_id: UUID, author_id: UUID, writes: bool, runs_meetings: bool) -> Answer:
    """Whether somebody may add, change or replace a paper: who runs meetings any, an agency its own."""
    if runs_meetings or (writes and agency_id == author_id):
        return YES
    return Answer(False, "This paper is another agency’s. Its author or the coordinator changes it.")


def paper_may_be_added(*, cancelled: bool, over: bool) -> Answer:
    """Whether a meeting takes papers: until its day is over, unless it was cancelled."""
    if cancelled:
        return Answer(False, "This meeting was cancelled, so it takes no papers.")
    return Answer(False, "This meeting is over. Add the paper to the next one.") if over else YES


def readers_are_named(classification: Classification, readers: Collection[UUID]) -> Answer:
    """Whether a paper says who reads it: a restricted one names at least one agency, any other none."""
    if classification is Classification.RESTRICTED and not readers:
        return Answer(False, "Tick at least one agency that reads it", "readers")
    return YES


def content_is_one(words: str, has_file: bool) -> Answer:
    """Whether a version has one content: words or a PDF, not both and not neither."""
    if words.strip() and has_file:
        return Answer(False, "Write the paper here or choose a file, not both", "words")
    return YES


def reason_is_enough(reason: str) -> Answer:
    """Whether a reason for withdrawing says something to whoever reads it in a year."""
    enough = len(reason.strip()) >= LEAST_REASON
    return YES if enough else Answer(False, f"Say why, in {LEAST_REASON} characters or more.", "reason")


def file_name(meeting_day: date, number: int, title: str, version: int) -> str:
    """The name a downloaded paper is saved under: ASCII, its meeting, number, title and version."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-").lower()[:50].strip("-")
    return f"{meeting_day.isoformat()}-paper-{number}-{stem or 'paper'}-v{version}.pdf"
