"""Questions about papers: when one is due, whether it is late, and who reads it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from forum.papers import rules
from forum.papers.rules import Classification

AUTHOR, NAMED, OTHER = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(("meeting", "due"), [
    (date(2026, 11, 26), date(2026, 11, 18)),  # Thursday: 19, 20, 23, 24 and 25 lie between
    (date(2026, 11, 30), date(2026, 11, 20)),  # Monday: the week before is clear
    (date(2026, 12, 31), date(2026, 12, 21)),  # Christmas and Boxing Day (moved to the 28th) are no working days
    (date(2027, 4, 1), date(2027, 3, 22)),  # Good Friday and Easter Monday lie between
])  # fmt: skip
def test_five_clear_working_days_lie_between(meeting: date, due: date) -> None:
    assert rules.due_day(meeting) == due


def test_late_is_what_came_after_its_day_or_has_not_come() -> None:
    due = date(2026, 11, 18)
    after, before = date(2026, 11, 19), date(2026, 11, 17)
    assert rules.standing(due, due, after) == ("green", "In time")
    assert rules.standing(due, after, date(2026, 12, 1)) == ("amber", "Late")
    assert rules.standing(due, None, before) == ("grey", "Awaited")
    assert rules.standing(due, None, after) == ("red", "Not here, late")
    assert rules.standing(due, None, after, withdrawn=True) == ("grey", "Withdrawn")


@pytest.mark.parametrize(("classification", "author", "named", "seated", "stranger"), [
    (Classification.OPEN, True, True, True, True),
    (Classification.MEMBERS, True, True, True, False),
    (Classification.RESTRICTED, True, True, False, False),
])  # fmt: skip
def test_who_reads_what(
    classification: Classification, author: bool, named: bool, seated: bool, stranger: bool
) -> None:
    def reads(agency: object, *, member: bool, runs: bool = False) -> bool:
        return rules.paper_may_be_read(
            classification, agency_id=agency, author_id=AUTHOR, readers={NAMED}, is_member=member,  # type: ignore[arg-type]
            runs_meetings=runs,
        )  # fmt: skip

    assert reads(AUTHOR, member=False) == author
    assert reads(NAMED, member=True) == named
    assert reads(OTHER, member=True) == seated
    assert reads(OTHER, member=False) == stranger
    assert reads(OTHER, member=False, runs=True)


def test_what_is_refused_says_why() -> None:
    assert rules.readers_are_named(Classification.RESTRICTED, []).field == "readers"
    assert rules.readers_are_named(Classification.MEMBERS, []).allowed
    assert rules.content_is_one("words", True).field == "words"
    assert rules.content_is_one("", False).allowed
    assert not rules.paper_may_be_added(cancelled=False, over=True).allowed
    assert not rules.paper_may_be_added(cancelled=True, over=False).allowed
    other = rules.paper_may_be_written(agency_id=OTHER, author_id=AUTHOR, writes=True, runs_meetings=False)
    assert "another agency" in other.reason
    assert not rules.paper_may_be_written(agency_id=AUTHOR, author_id=AUTHOR, writes=False, runs_meetings=False).allowed
    assert rules.file_name(date(2026, 11, 26), 4, "Déjà vu: “plan”", 2) == "2026-11-26-paper-4-deja-vu-plan-v2.pdf"
