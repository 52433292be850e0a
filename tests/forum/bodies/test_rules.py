"""Who makes a quorum."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from forum.bodies.rules import QuorumRule, Seated, SeatRole, quorum_of, term_ends_soon

AGENCIES = [uuid4() for _ in range(10)]
FORUM = QuorumRule(one_in=3, least=4, chair=True, voluntary=True, statutory=True)
CHAIR = Seated(AGENCIES[0], "statutory", SeatRole.CHAIR)


def members(*numbers: int, sector: str = "voluntary") -> list[Seated]:
    return [Seated(AGENCIES[number], sector, SeatRole.MEMBER) for number in numbers]


@pytest.mark.parametrize(
    ("rule", "seats", "needed"),
    [
        (FORUM, 10, 4), (FORUM, 13, 5), (FORUM, 12, 4), (FORUM, 3, 3), (FORUM, 0, 4), (FORUM, 31, 11),
        (QuorumRule(None, 3), 40, 3), (QuorumRule(1, 1), 7, 7), (QuorumRule(2, 2), 5, 3), (QuorumRule(2, 2), 1, 1),
    ],
)  # fmt: skip
def test_the_greater_of_share_and_least_but_never_more_than_there_are(
    rule: QuorumRule, seats: int, needed: int
) -> None:
    assert rule.needed(seats) == needed


@pytest.mark.parametrize(
    ("here", "met", "words"),
    [
        ([CHAIR, *members(1, 2, 3)], True, "Quorum met: 4 of 10 agencies"),
        ([CHAIR, *members(1, 2)], False, "No quorum: 3 of 10 agencies, 4 needed"),
        (members(1, 2, 3, 4), False,
         "No quorum: 4 of 10 agencies, no chair or vice-chair and no statutory organisation"),
        ([CHAIR, *members(1, 2, 3, sector="statutory_contracted")], False,
         "No quorum: 4 of 10 agencies, no voluntary organisation"),
        ([CHAIR, *members(1, 1, 1, 1)], False, "No quorum: 2 of 10 agencies, 4 needed"),
        ([], False, "No quorum: 0 of 10 agencies, 4 needed, no chair or vice-chair, no voluntary organisation"
                    " and no statutory organisation"),
    ],
)  # fmt: skip
def test_a_quorum_says_what_is_missing(here: list[Seated], met: bool, words: str) -> None:
    found = quorum_of(FORUM, AGENCIES, here)
    assert (found.met, found.words, found.out_of) == (met, words, 10)


def test_observers_guests_and_strangers_do_not_count() -> None:
    rule = QuorumRule(None, 2, lived_experience=True)
    watching = Seated(AGENCIES[1], "voluntary", SeatRole.OBSERVER)
    stranger = Seated(uuid4(), "voluntary", SeatRole.MEMBER)
    guest = Seated(None, "", None)
    assert quorum_of(rule, AGENCIES, [*members(0), watching, stranger, guest]).present == 1
    herself = Seated(None, "", SeatRole.LIVED_EXPERIENCE)
    assert quorum_of(rule, AGENCIES, [*members(0, 1), herself]).met
    assert not quorum_of(rule, AGENCIES, members(0, 1)).met


def test_a_vice_chair_or_a_lead_presides() -> None:
    agencies: list[UUID] = AGENCIES[:1]
    for role, met in ((SeatRole.VICE_CHAIR, True), (SeatRole.LEAD, True), (SeatRole.SECRETARY, False)):
        assert quorum_of(QuorumRule(None, 1, chair=True), agencies, [Seated(agencies[0], "", role)]).met is met


def test_the_rule_in_words() -> None:
    assert FORUM.words == (
        "A third of the agencies, and at least 4, with the chair or vice-chair, a voluntary organisation"
        " and a statutory one among them"
    )
    assert QuorumRule(None, 1).words == "At least 1 agency"
    assert QuorumRule(5, 2).words == "One in 5 of the agencies, and at least 2"


@pytest.mark.parametrize(
    ("ends", "soon"), [(None, False), (date(2027, 1, 22), True), (date(2027, 1, 23), False), (date(2026, 1, 1), True)]
)
def test_a_term_is_warned_of_60_days_before(ends: date | None, soon: bool) -> None:
    assert term_ends_soon(ends, date(2026, 11, 23)) is soon
