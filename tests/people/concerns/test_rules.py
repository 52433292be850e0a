"""When a child safeguarding concern may be raised, checked, told and closed (domain.md 3.3)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from people.concerns import rules
from people.concerns.rules import CheckAnswer, ConcernAbout, ConcernOutcome, ConcernState

WHY = "A child was left alone all night."


@pytest.mark.parametrize(
    ("who", "seen", "danger", "rang", "field"),
    [
        ("Bee", "Seen at the corner.", False, None, None),
        ("Bee", "Seen.", True, False, None),
        ("", "Seen.", False, None, "who"),
        ("Bee", "  ", False, None, "seen"),
        ("Bee", "Seen.", True, None, "rang_999"),
    ],
)
def test_what_is_enough_to_raise_one(who: str, seen: str, danger: bool, rang: bool | None, field: str | None) -> None:
    refusal = rules.may_be_raised(who, seen, danger=danger, rang_999=rang)
    assert (refusal.field if refusal else None) == field


def test_a_manager_checks_and_never_their_own() -> None:
    mine, other = uuid4(), uuid4()

    def asked(
        checker: UUID = other,
        *,
        manager: bool = True,
        words: str = WHY,
        risk: str = WHY,
        state: ConcernState = ConcernState.RAISED,
        answer: CheckAnswer = CheckAnswer.TELL,
    ) -> bool:
        return (
            rules.may_be_checked(state, mine, checker, is_manager=manager, answer=answer, words=words, risk=risk)
            is None
        )

    assert asked()
    assert not asked(mine)
    assert not asked(manager=False)
    assert not asked(words="Because.")
    assert not asked(risk=" "), "being a parent who sex works is no risk"
    assert asked(risk="", answer=CheckAnswer.KEEP)
    assert not asked(state=ConcernState.CLOSED)
    assert asked(state=ConcernState.TOLD), "after an emergency"


@pytest.mark.parametrize(
    ("about", "danger", "check", "risk", "may"),
    [
        (ConcernAbout.THEIR_CHILD, False, None, WHY, False),
        (ConcernAbout.THEIR_CHILD, False, CheckAnswer.KEEP, WHY, False),
        (ConcernAbout.THEIR_CHILD, False, CheckAnswer.TELL, "", False),
        (ConcernAbout.THEIR_CHILD, False, CheckAnswer.TELL, WHY, True),
        (ConcernAbout.THEIR_CHILD, True, None, "", True),
        (ConcernAbout.PERSON, False, None, "", True),
        (ConcernAbout.OTHER_CHILD, False, None, WHY, False),
    ],
)
def test_when_childrens_services_may_be_told(
    about: ConcernAbout, danger: bool, check: CheckAnswer | None, risk: str, may: bool
) -> None:
    for state in ConcernState:
        over = state in (ConcernState.TOLD, ConcernState.CLOSED)
        refusal = rules.may_be_told(state, about, danger=danger, check=check, risk=risk)
        assert (refusal is None) is (may and not over)


@pytest.mark.parametrize(
    ("outcome", "told", "check", "may"),
    [
        (ConcernOutcome.ASSESSED, True, None, True),
        (ConcernOutcome.ASSESSED, False, CheckAnswer.KEEP, False),
        (ConcernOutcome.NOT_TOLD, False, CheckAnswer.KEEP, True),
        (ConcernOutcome.NOT_TOLD, False, None, False),
        (ConcernOutcome.NOT_TOLD, True, CheckAnswer.TELL, False),
        (ConcernOutcome.ADULT, False, None, True),
    ],
)
def test_when_one_may_be_closed(outcome: ConcernOutcome, told: bool, check: CheckAnswer | None, may: bool) -> None:
    state = ConcernState.TOLD if told else ConcernState.CHECKED
    assert (rules.may_be_closed(state, outcome, WHY, told=told, check=check) is None) is may
    assert rules.may_be_closed(state, outcome, " ", told=told, check=check) is not None
    assert rules.may_be_closed(ConcernState.CLOSED, outcome, WHY, told=told, check=check) is not None
