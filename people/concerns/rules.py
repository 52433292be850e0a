"""When may a child safeguarding concern be raised, checked, told and closed? Consent never stands in its way.

Source: domain.md 3.3 (Children Act 1989 ss. 17 and 47; Working Together 2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from core.errors import Refused
from people.concerns.models import CheckAnswer as CheckAnswer
from people.concerns.models import ConcernAbout as ConcernAbout
from people.concerns.models import ConcernOutcome as ConcernOutcome
from people.concerns.models import ConcernState as ConcernState

#: A manager's reason is a sentence, not a tick.
SHORTEST_REASON = 20

ABOUT_WORDS: Mapping[ConcernAbout, str] = {
    ConcernAbout.PERSON: "Somebody who is, or may be, under 18 themself",
    ConcernAbout.THEIR_CHILD: "A child of somebody we support",
    ConcernAbout.OTHER_CHILD: "Another child",
}

STATE_WORDS: Mapping[ConcernState, str] = {
    ConcernState.RAISED: "Waits for a manager",
    ConcernState.CHECKED: "Checked",
    ConcernState.TOLD: "Children’s services told",
    ConcernState.CLOSED: "Closed",
}

CHECK_WORDS: Mapping[CheckAnswer, str] = {
    CheckAnswer.TELL: "Tell children’s services",
    CheckAnswer.KEEP: "Do not tell them: nothing shows a risk to the child",
}

OUTCOME_WORDS: Mapping[ConcernOutcome, str] = {
    ConcernOutcome.ASSESSED: "Children’s services are assessing",
    ConcernOutcome.PROTECTED: "The child is protected: plan, enquiry or police",
    ConcernOutcome.HELPED: "Early help, or help that the family asked for",
    ConcernOutcome.NO_ACTION: "Children’s services take no action",
    ConcernOutcome.NOT_TOLD: "Not told: nothing shows a risk",
    ConcernOutcome.ADULT: "They are 18 or over",
}


def may_be_raised(who: str, seen: str, *, danger: bool, rang_999: bool | None) -> Refused | None:
    """Whether a concern is enough to be raised: which child, and what was seen or said, as facts.

    Refuses one in immediate danger without an answer about 999. Asks for no consent.
    """
    if not who.strip():
        return Refused("Write who the child is, as far as you know.", field="who")
    if not seen.strip():
        return Refused("Write what you saw or were told.", field="seen")
    if danger and rang_999 is None:
        return Refused("Ring 999 first, then say here whether you have.", field="rang_999")
    return None


def may_be_checked(
    state: ConcernState, raised_by: UUID, checker: UUID, *, is_manager: bool, answer: CheckAnswer, words: str, risk: str
) -> Refused | None:
    """Whether somebody may check a concern: a manager, never their own, with a reason.

    “Tell” needs evidence of a risk to the child: being a parent who sex works is none.
    """
    if not is_manager:
        return Refused("A manager checks concerns.", instead="Ask your agency manager.")
    if raised_by == checker:
        return Refused("Another manager must check it: you raised it.", instead="Ask your data protection lead.")
    if state is ConcernState.CLOSED:
        return Refused("This concern is closed.")
    if len(words.strip()) < SHORTEST_REASON:
        return Refused(f"Say why, in {SHORTEST_REASON} letters or more.", field="words")
    if answer is CheckAnswer.TELL and not risk.strip():
        return Refused(
            "Nothing is written of a risk to the child. That a parent sex works is no risk by itself.",
            instead="Write the evidence of risk first.",
            field="answer",
        )
    return None


def may_be_told(
    state: ConcernState, about: ConcernAbout, *, danger: bool, check: CheckAnswer | None, risk: str
) -> Refused | None:
    """Whether children's services may be told now.

    In immediate danger, and of somebody under 18 themself, at once. Of the child of a person who sex works: after a
    manager's check, with evidence of risk. Never twice, and not after it was closed.
    """
    if state in (ConcernState.TOLD, ConcernState.CLOSED):
        return Refused("Children’s services were told, or this is closed.", instead="Write a note.")
    if danger or about is ConcernAbout.PERSON:
        return None
    if check is not CheckAnswer.TELL:
        return Refused("A manager checks it first.", instead="In immediate danger ring 999 and say so here.")
    if not risk.strip():
        return Refused("Write the evidence of risk first.", field="risk")
    return None


def may_be_closed(
    state: ConcernState, outcome: ConcernOutcome, words: str, *, told: bool, check: CheckAnswer | None
) -> Refused | None:
    """Whether a concern may be closed: with an outcome and its words, and only when somebody was told or a manager
    said not to, or the person turned out to be an adult."""
    if state is ConcernState.CLOSED:
        return Refused("This concern is closed.")
    if not words.strip():
        return Refused("Write what came of it.", field="words")
    if outcome is ConcernOutcome.ADULT:
        return None
    if told == (outcome is ConcernOutcome.NOT_TOLD):
        return Refused("This outcome does not fit what was done.", field="outcome")
    if not told and check is not CheckAnswer.KEEP:
        return Refused("A manager must say first that nobody is told.", field="outcome")
    return None


def may_be_changed(state: ConcernState) -> Refused | None:
    """Whether the facts of a concern may still be written: not once it is closed."""
    return Refused("This concern is closed.", instead="Raise a new one.") if state is ConcernState.CLOSED else None
