"""The clock of a request for a copy, what is printed, and what is released."""

from __future__ import annotations

from datetime import date

import pytest

from cases.papers import rules
from cases.papers.models import IdentityCheck, PieceDecision, PrintFor, RequestState
from cases.papers.rules import Stretch
from cases.parts import Piece, Section

D = date


@pytest.mark.parametrize(
    ("start", "extended", "stretches", "due"),
    [
        (D(2026, 11, 23), False, [], D(2026, 12, 23)),
        (D(2026, 11, 25), False, [], D(2026, 12, 29)),  # Christmas Day, then Boxing Day kept on Monday
        (D(2026, 1, 30), False, [], D(2026, 3, 2)),  # no 30 February; the 28th is a Saturday
        (D(2027, 1, 31), False, [], D(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (D(2028, 1, 31), False, [], D(2028, 2, 29)),  # a leap year
        (D(2026, 8, 31), False, [], D(2026, 9, 30)),
        (D(2026, 9, 30), False, [], D(2026, 10, 30)),
        (D(2026, 2, 26), False, [], D(2026, 3, 26)),
        (D(2026, 3, 3), False, [], D(2026, 4, 7)),  # 3 April 2026 is Good Friday, the 6th Easter Monday
        (D(2026, 11, 30), True, [], D(2027, 3, 1)),  # three months on is Sunday 28 February
        (D(2026, 9, 1), True, [], D(2026, 12, 1)),
        (D(2026, 9, 1), False, [Stretch(D(2026, 9, 10), D(2026, 9, 17))], D(2026, 10, 8)),
        (D(2026, 9, 1), False, [Stretch(D(2026, 9, 10), None)], D(2026, 10, 15)),
        (D(2026, 9, 1), False, [Stretch(D(2026, 8, 20), D(2026, 9, 1))], D(2026, 10, 1)),
        (D(2026, 9, 1), False, [Stretch(D(2026, 8, 20), D(2026, 9, 3))], D(2026, 10, 5)),
        (D(2026, 9, 1), False, [Stretch(D(2026, 9, 7), D(2026, 9, 8)), Stretch(D(2026, 9, 9), D(2026, 9, 10))],
         D(2026, 10, 5)),
    ],
)  # fmt: skip
def test_the_day_to_answer(start: date, extended: bool, stretches: list[Stretch], due: date) -> None:
    assert rules.due_on(start, extended=extended, stretches=stretches, today=D(2026, 9, 24)) == due


@pytest.mark.parametrize(
    ("received", "checked", "start"),
    [
        (D(2026, 9, 1), None, None),
        (D(2026, 9, 1), D(2026, 9, 5), D(2026, 9, 5)),
        (D(2026, 9, 1), D(2026, 8, 1), D(2026, 9, 1)),
    ],
)
def test_the_month_begins_when_we_know_who_asks(received: date, checked: date | None, start: date | None) -> None:
    assert rules.clock_starts(received, checked) == start


@pytest.mark.parametrize(
    ("already", "today", "reason", "may"),
    [
        (False, D(2026, 10, 1), "There are nine years of notes to read.", True),
        (False, D(2026, 10, 2), "There are nine years of notes to read.", False),
        (True, D(2026, 9, 2), "There are nine years of notes to read.", False),
        (False, D(2026, 9, 2), "  busy              ", False),
    ],
)
def test_two_months_more_are_taken_once_in_the_first_month_with_a_reason(
    already: bool, today: date, reason: str, may: bool
) -> None:
    assert (rules.may_extend(D(2026, 9, 1), today, already=already, reason=reason) is None) is may


REVIEW, KNOWN = RequestState.REVIEW, IdentityCheck.KNOWN_TO_US


@pytest.mark.parametrize(
    ("state", "identity", "waiting", "paused", "words"),
    [
        (REVIEW, KNOWN, 0, False, ""),
        (REVIEW, KNOWN, 1, False, "1 piece waits"),
        (REVIEW, KNOWN, 2, False, "2 pieces wait"),
        (REVIEW, KNOWN, 0, True, "stands still"),
        (REVIEW, IdentityCheck.NOT_YET, 0, False, "do not know"),
        (RequestState.OPEN, KNOWN, 0, False, "nothing to release"),
        (RequestState.RELEASED, KNOWN, 0, False, "nothing to release"),
    ],
)
def test_nothing_is_released_with_a_review_undone(
    state: RequestState, identity: IdentityCheck, waiting: int, paused: bool, words: str
) -> None:
    refused = rules.may_be_released(state, identity, waiting, paused=paused)
    assert (refused is None) is (words == "")
    assert refused is None or words in refused.reason


REASON = "It names her sister, who has not agreed."


@pytest.mark.parametrize(
    ("decision", "ground", "reason", "redacted", "field"),
    [
        (PieceDecision.KEEP, "", "", "", None),
        (PieceDecision.WITHHOLD, "third_party", REASON, "", None),
        (PieceDecision.REDACT, "third_party", REASON, "Her [taken out] came.", None),
        (PieceDecision.WITHHOLD, "", REASON, "", "ground"),
        (PieceDecision.WITHHOLD, "apart", REASON, "", "ground"),
        (PieceDecision.WITHHOLD, "crime", "short", "", "reason"),
        (PieceDecision.REDACT, "crime", REASON, "Her sister came.", "redacted"),
        (PieceDecision.REDACT, "crime", REASON, "   ", "redacted"),
    ],
)
def test_what_is_held_back_has_a_ground_a_reason_and_other_words(
    decision: PieceDecision, ground: str, reason: str, redacted: str, field: str | None
) -> None:
    refused = rules.may_be_decided(decision, ground, reason, "Her sister came.", redacted)
    assert (refused.field if refused else None) == field


SECTIONS = [
    Section("a", "A", [Piece("Mine"), Piece("Others", third_party=True), Piece("Apart", restricted=True)]),
    Section("b", "B", [Piece("Apart", restricted=True)]),
]


@pytest.mark.parametrize(("for_person", "pieces"), [(False, ["Mine", "Others"]), (True, ["Mine"])])
def test_restricted_pieces_are_never_printed_and_others_not_for_the_person(for_person: bool, pieces: list[str]) -> None:
    found = rules.printed(SECTIONS, ["a", "b"], for_person=for_person)
    assert [(each.key, [piece.heading for piece in each.pieces]) for each in found] == [("a", pieces)]
    assert rules.printed(SECTIONS, [], for_person=for_person) == []


def test_a_print_says_what_it_is_for() -> None:
    held = rules.printed(SECTIONS, ["a"], for_person=False)
    assert rules.print_may_be_made(held, PrintFor.OWN_WORK, "For the visit on Friday") is None
    assert rules.print_may_be_made(held, PrintFor.PERSON, "") is None
    for sections, reason in ((held, "for work"), ([], "For the visit on Friday")):
        assert rules.print_may_be_made(sections, PrintFor.OWN_WORK, reason) is not None
