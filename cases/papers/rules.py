"""Pure questions about papers: what is printed, when a letter may go, and the clock of a request for a copy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.papers.models import IdentityCheck as IdentityCheck
from cases.papers.models import PauseReason as PauseReason
from cases.papers.models import PieceDecision as PieceDecision
from cases.papers.models import PrintFor as PrintFor
from cases.papers.models import RequestState as RequestState
from cases.papers.models import Shape as Shape
from cases.parts import Piece, Section
from core.calendar import add_working_days
from core.errors import Refused
from people.rules import Category, Coverage, months_after
from people.words import CATEGORY_WORDS

PRINT_WORDS: Mapping[PrintFor, str] = {
    PrintFor.OWN_WORK: "To work from, inside our agency",
    PrintFor.SUPERVISION: "For supervision, inside our agency",
    PrintFor.CASE_REVIEW: "For a case review, inside our agency",
    PrintFor.PERSON: "For the person",
}
IDENTITY_WORDS: Mapping[IdentityCheck, str] = {
    IdentityCheck.NOT_YET: "Not yet checked", IdentityCheck.KNOWN_TO_US: "A worker who knows them met them",
    IdentityCheck.QUESTIONS: "They answered questions only they could answer",
    IdentityCheck.PAPERS_SEEN: "Papers were seen, and not copied",
    IdentityCheck.ACTS_FOR_THEM: "Somebody acts for them, and showed that they may",
}  # fmt: skip
STATE_WORDS: Mapping[RequestState, str] = {
    RequestState.OPEN: "Received", RequestState.REVIEW: "In review", RequestState.RELEASED: "Released",
    RequestState.ENDED: "Ended without a copy",
}  # fmt: skip
PAUSE_WORDS: Mapping[PauseReason, str] = {
    PauseReason.IDENTITY: "We asked for something that shows who they are",
    PauseReason.CLARIFICATION: "We asked what they are looking for",
}
DECISION_WORDS: Mapping[PieceDecision, str] = {
    PieceDecision.WAITING: "To review", PieceDecision.KEEP: "Goes as it is", PieceDecision.REDACT: "Goes in part",
    PieceDecision.WITHHOLD: "Stays",
}  # fmt: skip
#: Why something is held back from the person: what they are told, and where the law says so.
GROUNDS: Mapping[str, tuple[str, str]] = {
    "third_party": ("It is about somebody else", "Data Protection Act 2018, Schedule 2, paragraph 16"),
    "serious_harm": ("It could cause somebody serious harm", "Data Protection Act 2018, Schedule 3, paragraph 5"),
    "crime": ("It could get in the way of stopping or solving a crime",
              "Data Protection Act 2018, Schedule 2, paragraph 2"),
    "legal_advice": ("It is legal advice", "Data Protection Act 2018, Schedule 2, paragraph 19"),
    "apart": ("It is counselling material, which is kept apart", "Kept apart from the file; asked for on its own"),
}  # fmt: skip
CHOOSABLE_GROUNDS = {code: words for code, (words, _) in GROUNDS.items() if code != "apart"}
EXTENSION_MONTHS = 2
LEAST_REASON = 20


def printed(sections: Iterable[Section], chosen: Sequence[str], *, for_person: bool) -> list[Section]:
    """What a print holds: the chosen sections, without restricted pieces, which no print ever has.

    For the person, pieces about others are left out as well: nobody has reviewed them. Empty sections go.
    """
    kept = []
    for section in sections:
        pieces = [each for each in section.pieces if not each.restricted and not (for_person and each.third_party)]
        if section.key in chosen and pieces:
            kept.append(Section(section.key, section.title, pieces))
    return kept


def print_may_be_made(sections: Sequence[Section], purpose: PrintFor, reason: str) -> Refused | None:
    """None when there is something to print and it is said why; for the person the purpose says enough."""
    if not sections:
        return Refused("Choose at least one part that holds something.", field="sections")
    if purpose is not PrintFor.PERSON and len(reason.strip()) < LEAST_REASON:
        return Refused(f"Say what it is for, in {LEAST_REASON} characters or more.", field="reason")
    return None


def letter_may_go(coverage: Coverage | None, watched: Sequence[str], *, agreement: bool) -> Refused | None:
    """None when a letter to another agency rests on consent for every kind it tells (domain.md 4.1, design.md 4).

    `coverage` is the answer of `may_share`, None when no kind was named; `watched` are words that must not go there.
    """
    if coverage is None:
        return Refused("Choose what the letter tells.", field="categories")
    if not coverage.allowed:
        missing = "; ".join(f"{CATEGORY_WORDS[each]}: {why}" for each, why in coverage.missing.items())
        return Refused(f"This letter may not go. {missing}.", field="categories",
                       instead="Ask for consent, or decide to share without it.")  # fmt: skip
    if not agreement:
        return Refused(
            "This agency has no current information sharing agreement.", instead="Ask the forum coordinator."
        )
    if watched:
        found = ", ".join(f"“{word}”" for word in watched)
        return Refused(f"These words never go there: {found}.", instead="Take them out.", field="words")
    return None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the clock stood still; `until` is None while it still does."""

    start: date
    until: date | None


def clock_starts(received: date, identity_on: date | None) -> date | None:
    """The day the month runs from: receipt, or the day we knew who asks when that came later; None until then.

    Source: UK GDPR Article 12(3) and (6); ICO, “A guide to subject access”.
    """
    return None if identity_on is None else max(received, identity_on)


def due_on(start: date, *, extended: bool, stretches: Iterable[Stretch], today: date) -> date:
    """The last day to answer: the same day of the next month (its last day when there is none), two months later when
    extended, moved on by the days the clock stood still, and to the next working day.

    Source: UK GDPR Article 12(3); Data (Use and Access) Act 2025, section 76 (the clock stops for clarification).
    """
    last = months_after(start, 1 + (EXTENSION_MONTHS if extended else 0))
    stood = sum(_days(each, start, today) for each in stretches)
    return add_working_days(last + timedelta(days=stood), 0)


def _days(each: Stretch, start: date, today: date) -> int:
    begin, end = max(each.start, start), each.until or today
    return max(0, (end - begin).days)


def may_extend(start: date | None, today: date, *, already: bool, reason: str) -> Refused | None:
    """None while the first month runs, once, and with a reason that the person is told (UK GDPR Article 12(3))."""
    if already:
        return Refused("This request was extended before. It cannot be extended again.")
    if start is not None and today > months_after(start, 1):
        return Refused("The first month is over, so it cannot be extended any more.", instead="Release what you can.")
    if len(reason.strip()) < LEAST_REASON:
        return Refused(f"Say why it takes longer, in {LEAST_REASON} characters or more.", field="reason")
    return None


def may_be_decided(decision: PieceDecision, ground: str, reason: str, shown: str, redacted: str) -> Refused | None:
    """None when a decision about a piece is whole: what stays has a ground and a reason, a redaction changes words."""
    if decision is PieceDecision.KEEP:
        return None
    if ground not in CHOOSABLE_GROUNDS:
        return Refused("Choose why it is held back.", field="ground")
    if len(reason.strip()) < LEAST_REASON:
        return Refused(f"Say why, in {LEAST_REASON} characters or more.", field="reason")
    if decision is PieceDecision.REDACT and (not redacted.strip() or redacted.strip() == shown.strip()):
        return Refused("Take out what must not go, and leave the rest.", field="redacted")
    return None


def may_be_released(state: RequestState, identity: IdentityCheck, waiting: int, *, paused: bool) -> Refused | None:
    """None when every piece was decided on, we know who asks, and the clock runs. Nothing goes with a review undone."""
    if state is not RequestState.REVIEW:
        return Refused("There is nothing to release yet.", instead="Gather the pieces first.")
    if identity is IdentityCheck.NOT_YET:
        return Refused("We do not know yet that it is them who asks.", instead="Check who asks first.")
    if paused:
        return Refused("The clock stands still: we wait for their answer.", instead="Let it run again first.")
    if waiting:
        return Refused(f"{waiting} {'piece waits' if waiting == 1 else 'pieces wait'} for review.",
                       instead="Decide on each before anything is released.")  # fmt: skip
    return None


def words_of(piece: Piece) -> str:
    """A piece as plain text: heading, words, and each row as “Label: value”."""
    lines = [piece.heading, piece.words, *(f"{label}: {value}" for label, value in piece.rows)]
    return "\n".join(line for line in lines if line)


def categories_of(codes: Iterable[str]) -> list[Category]:
    """The categories that a form named, in the order of the consent; what is none of ours is dropped."""
    named = set(codes)
    return [category for category in Category if category.value in named]
