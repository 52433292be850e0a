"""When a case may close, how long it is kept, and when it may be erased. Pure: each rule answers with the refusal.

Source: domain.md 2.1 (closing), 2.7 (retention: clock from closure, hold, review by a person), design.md 4 and 5
(erasure destroys the key and leaves the counts), security.md T3 and T22.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cases.closing.catalogue import Item, RecordType
from cases.closing.models import DisposalVerb, Ending, HoldKind, RequestState
from cases.models import CaseKind
from cases.models import CaseState as CaseState
from cases.rules import NEXT_STATES
from core.errors import Refused
from core.words import long_day

ENDING_WORDS = {
    Ending.AGREED: "Yes, they agree", Ending.NOT_YET: "Not asked yet", Ending.DECLINED: "They would rather have none",
    Ending.NOT_REACHED: "They could not be reached",
}  # fmt: skip
HOLD_WORDS = {
    HoldKind.LEGAL: "A legal claim, or one that may come", HoldKind.CRIMINAL_JUSTICE: "Police, court, appeal or parole",
    HoldKind.COMPLAINT: "A complaint", HoldKind.INQUIRY: "An inquiry or review",
}  # fmt: skip
VERB_WORDS = {
    DisposalVerb.KEPT: "Kept longer", DisposalVerb.ASKED: "Erasure asked for",
    DisposalVerb.WITHDRAWN: "Erasure no longer asked for", DisposalVerb.REFUSED: "Erasure refused",
    DisposalVerb.HELD: "Hold placed", DisposalVerb.RELEASED: "Hold released",
}  # fmt: skip
#: Why a record is erased, by code. The second and third need not wait for the end of its time.
WHY_WORDS = {
    "over": "It was kept as long as it is needed", "asked": "The person asked for it",
    "error": "It was opened in error",
}  # fmt: skip
NEEDS_NO_WAIT = frozenset({"asked", "error"})
LONGEST_MONTHS = 600
NOT_YET = Ending.NOT_YET.value
LONGEST_KEEPING = timedelta(days=366 * 10)
SHORTEST_REASON = 10
CHILD_AGE = 18
FINISH_WITHIN = timedelta(days=14)


class Said(StrEnum):
    """The answer to one question of the checklist."""

    DONE = "done"
    NOT_NEEDED = "not_needed"
    NOT_DONE = "not_done"


SAID_WORDS = {Said.DONE: "Yes", Said.NOT_NEEDED: "Does not apply", Said.NOT_DONE: "No, and why"}


@dataclass(frozen=True, slots=True)
class Told:
    """An answer with the words that a “no” needs; no answer yet: None."""

    said: Said | None = None
    words: str = ""


def closing_may_begin(state: CaseState) -> Refused | None:
    """A case that is open can begin to close; the criminal justice journey plays no part (domain.md 2.2)."""
    if state is CaseState.CLOSED:
        return Refused("This case is closed already.")
    if state is not CaseState.CLOSING and CaseState.CLOSING not in NEXT_STATES[state]:
        return Refused("A case in this state cannot begin to close.")
    return None


def closing_may_end(
    reason_code: str | None, why: str | None, exit_plan: str | None, ending: Ending, items: Sequence[Item],
    answers: Mapping[str, Told],
) -> Refused | None:  # fmt: skip
    """A case closes with a reason, a sentence, an answer about the exit plan, and the whole checklist answered.

    A “no” in the checklist says why. An exit plan that is agreed has words. No reason is chosen for anybody.
    """
    if not reason_code:
        return Refused("Choose why the case is closed.", field="reason_code")
    if not (why or "").strip():
        return Refused("Say why, in a sentence.", field="why")
    if ending is Ending.NOT_YET:
        return Refused("Ask what they think of the exit plan, or say that they could not be reached.", field="ending")
    if ending is Ending.AGREED and not (exit_plan or "").strip():
        return Refused("Write the exit plan that they agreed to, in their words.", field="exit_plan")
    return _checklist_is_whole(items, answers)


def _checklist_is_whole(items: Sequence[Item], answers: Mapping[str, Told]) -> Refused | None:
    for item in items:
        told = answers.get(item.code, Told())
        if told.said is None:
            return Refused(f"Answer: {item.label}.", field=f"{item.code}-said")
        if told.said is Said.NOT_DONE and not told.words.strip():
            return Refused("Say why not.", field=f"{item.code}-words")
    return None


def record_type_of(kind: CaseKind, age_at_opening: int | None) -> str:
    """The kind of record that a case most likely is; whoever closes it can choose another."""
    if age_at_opening is not None and age_at_opening < CHILD_AGE:
        return "child"
    return "isva" if kind is CaseKind.ISVA else "casework"


def review_day(row: RecordType, counted_from: date, born: date | None) -> date:
    """The day on which a person looks whether a record can go: so many months on, or the birthday if that is later."""
    after = months_later(counted_from, row.months)
    if row.until_age is None or born is None:
        return after
    return max(after, months_later(born, row.until_age * 12))


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month when it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def schedule_may_be(months: Mapping[str, int | None]) -> Refused | None:
    """Each record type is kept for 1 to 600 months."""
    for code, number in months.items():
        if number is None or not 1 <= number <= LONGEST_MONTHS:
            return Refused(f"Enter a number of months from 1 to {LONGEST_MONTHS}.", field=f"months_{code}")
    return None


def hold_may_be_placed(reason: str, until: date | None, today: date) -> Refused | None:
    """A hold says why in words, and until when if that is known; that day is to come."""
    if len(reason.strip()) < SHORTEST_REASON:
        return Refused("Say why it is held, in a sentence.", field="reason")
    if until is not None and until <= today:
        return Refused("Choose a day to come, or leave it empty.", field="until")
    return None


def may_keep_longer(reason: str, until: date | None, today: date) -> Refused | None:
    """Keeping a record past its time needs a reason and a new day, within ten years (storage limitation)."""
    if len(reason.strip()) < SHORTEST_REASON:
        return Refused("Say why it is kept, in a sentence.", field="keep_reason")
    if until is None or not today < until <= today + LONGEST_KEEPING:
        return Refused("Choose a day to come, within 10 years.", field="keep_until")
    return None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in the way of erasing one person's record, as the database says."""

    open_cases: Collection[str] = ()
    holds: Collection[str] = ()
    review_on: date | None = None
    elsewhere: Collection[str] = ()
    erased: bool = False


def erasure_may_be(standing: Standing, why: str, today: date) -> Refused | None:
    """A record goes only when no case is open, nothing holds it, and its time is over (or they asked for it).

    What other agencies hold is theirs: it neither blocks nor is touched.
    """
    if standing.erased:
        return Refused("This record was erased already.")
    if why not in WHY_WORDS:
        return Refused("Choose why it is erased.", field="why")
    found = blockers(standing)
    if found:
        return Refused(found[0], instead="That comes first.", field="why")
    if why not in NEEDS_NO_WAIT and standing.review_on is not None and standing.review_on > today:
        return Refused(f"It is kept until {long_day(standing.review_on)}.", field="why")
    return None


def blockers(standing: Standing) -> list[str]:
    """What stands in the way of erasing, in words."""
    found = [f"{reference} is still open." for reference in standing.open_cases]
    found += [f"A hold is in force: {words[:1].lower()}{words[1:]}." for words in standing.holds]
    return [*found, *standing.elsewhere]


def second_may_answer(asked_by_same: bool, state_is_waiting: bool) -> Refused | None:
    """The one who erases is never the one who asked."""
    if not state_is_waiting:
        return Refused("This was answered already.")
    if asked_by_same:
        return Refused("You asked for it.", instead="A second person erases: a manager or another lead.")
    return None


def typed_right(typed: str, reference: str) -> Refused | None:
    """The reference is typed, so that no record goes by a slip of the hand."""
    if typed.strip().upper() != reference.upper():
        return Refused(f"Type the reference as it stands above: {reference}.", field="reference")
    return None


def age_on(born: date, day: date) -> int:
    """Whole years lived on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def may_be_answered(state: RequestState) -> bool:
    """Whether an erasure still waits for its second person."""
    return state is RequestState.WAITING


def ending(code: str) -> Ending:
    """The answer that a code stands for; ValueError when it is none."""
    return Ending(code)


def hold_kind(code: str) -> HoldKind:
    """The kind of hold that a code stands for; ValueError when it is none."""
    return HoldKind(code)
