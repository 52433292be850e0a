"""When may a warning be written, sent, released, corrected and taken back? Pure. Source: domain.md 4.2."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from core.errors import Refused
from safety.vocabulary import LOOKED_UP
from safety.warnings.content import WarningText
from safety.warnings.models import CopyState as CopyState
from safety.warnings.models import DraftState as DraftState
from safety.warnings.models import ShownHow as ShownHow
from safety.warnings.models import WarningState as WarningState
from safety.warnings.models import WhyWithdrawn as WhyWithdrawn

USUAL_MONTHS, MOST_MONTHS = 6, 12
MOST_REPORTS = 10
SHORTEST_WORDS = 20
ENDS_SOON_DAYS = 14
NO_YES = "They have not said yes to a warning."

DRAFT_WORDS: Mapping[DraftState, str] = {
    DraftState.WRITING: "Being written",
    DraftState.CHECKING: "With the second person",
    DraftState.RELEASED: "Released",
    DraftState.DROPPED: "Dropped",
}

WHY_WORDS: Mapping[WhyWithdrawn, str] = {
    WhyWithdrawn.CONSENT: "A yes that it rested on was taken back",
    WhyWithdrawn.WRONG: "It was wrong",
    WhyWithdrawn.POINTS: "It could point at somebody who sex works",
    WhyWithdrawn.OVER: "It is no longer needed",
    WhyWithdrawn.ERASED: "The report that it rested on was erased",
}

#: What a worker chooses from; the others are written by the service itself.
WHY_CHOICES: Mapping[WhyWithdrawn, str] = {
    why: WHY_WORDS[why] for why in (WhyWithdrawn.WRONG, WhyWithdrawn.POINTS, WhyWithdrawn.OVER)
}

#: What those who held it are told: never that somebody took back a yes, which would say that they can be asked.
WHY_TOLD: Mapping[WhyWithdrawn, str] = {
    **WHY_WORDS,
    WhyWithdrawn.CONSENT: "The agency that made it took it back",
    WhyWithdrawn.ERASED: "The agency that made it took it back",
    WhyWithdrawn.POINTS: "The agency that made it took it back",
}

SHOWN_WORDS: Mapping[ShownHow, str] = {
    ShownHow.SCREEN: "They read it on my screen",
    ShownHow.ALOUD: "I read it to them",
    ShownHow.SHEET: "They read it on a sheet",
}


def may_be_written(standing: Collection[UUID], report_ids: Collection[UUID]) -> Refused | None:
    """A warning rests on reports, each with a standing yes to exactly that; “listen only” is a complete report."""
    if not report_ids:
        return Refused("A warning begins with a report.", instead="Open the report first.")
    if len(report_ids) > MOST_REPORTS:
        return Refused(f"A warning is written from {MOST_REPORTS} reports at most.")
    if set(report_ids) - set(standing):
        return Refused(
            "They have not said yes to a warning.", instead="Nothing leaves without it. Ask them, or leave it."
        )
    return None


def says_enough(text: WarningText, months: int) -> Refused | None:
    """A warning has a heading, words of 20 characters and more, a kind of harm, and lasts 12 months at most."""
    if not text.title.strip():
        return Refused("Write a heading.", field="title")
    if len(text.words.strip()) < SHORTEST_WORDS:
        return Refused("Write what was reported, in a sentence or two.", field="words")
    if not text.harms:
        return Refused("Choose at least one kind of harm.", field="harms")
    if not 1 <= months <= MOST_MONTHS:
        return Refused(f"A warning lasts 1 to {MOST_MONTHS} months.", field="months")
    return _noticed_holds(text)


def _noticed_holds(text: WarningText) -> Refused | None:
    for each in text.noticed:
        if each.kind in LOOKED_UP and sum(letter.isalnum() for letter in each.value) < 3:
            return Refused(f"{each.label} “{each.value}” is too short to be found again.", field="noticed")
    return None


def may_change(state: DraftState) -> Refused | None:
    """A draft is written on until it is released or dropped."""
    if state in (DraftState.WRITING, DraftState.CHECKING):
        return None
    return Refused(f"This draft is {DRAFT_WORDS[state].lower()}.", instead="It is not changed any more.")


def may_be_sent(state: DraftState, open_count: int) -> Refused | None:
    """A draft goes to the second person once every find is mended or answered."""
    if state is not DraftState.WRITING:
        return Refused(f"This draft is {DRAFT_WORDS[state].lower()}.")
    if open_count:
        return Refused("The check still finds something.", instead="Mend it, or answer it with a reason.")
    return None


def may_be_released(state: DraftState, user_id: UUID, writers: Collection[str], open_count: int) -> Refused | None:
    """A second person releases: nobody who wrote a word of it, and only once every find is mended or answered."""
    if state is not DraftState.CHECKING:
        return Refused(
            f"This draft is {DRAFT_WORDS[state].lower()}.", instead="Only a draft that was sent is released."
        )
    if str(user_id) in writers:
        return Refused("You wrote some of it. Somebody else reads it before it leaves.")
    if open_count:
        return Refused("The check now finds something more.", instead="Send it back to be mended.")
    return None


def may_be_sent_back(state: DraftState, user_id: UUID, writers: Collection[str], words: str) -> Refused | None:
    """The second person sends a draft back with words that help."""
    if state is not DraftState.CHECKING:
        return Refused(f"This draft is {DRAFT_WORDS[state].lower()}.")
    if str(user_id) in writers:
        return Refused("You wrote some of it. Change it yourself.")
    return None if words.strip() else Refused("Say what should change.", field="words")


def may_be_corrected(state: WarningState) -> Refused | None:
    """A warning that is out, or ran out, may be corrected or given more time; one that was taken back stays back."""
    if state is WarningState.WITHDRAWN:
        return Refused("This warning was taken back.", instead="Write a new one from a report that agrees to it.")
    return None


def may_be_withdrawn(state: WarningState) -> Refused | None:
    """Only what is out can be taken back."""
    return None if state is WarningState.CURRENT else Refused("This warning is not out any more.")


def ends_on(today: date, months: int) -> date:
    """The last day of a warning that goes out today: the same day so many months on, or that month's last."""
    if not 1 <= months <= MOST_MONTHS:
        raise ValueError("A warning lasts 1 to 12 months.")
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
