"""Words of information to the police: kinds, states, what came back, and what stands over every letter."""

from __future__ import annotations

from collections.abc import Mapping

from safety.police.models import LetterState as LetterState
from safety.police.models import MessageKind as MessageKind
from safety.police.models import Outcome as Outcome
from safety.police.models import ReleaseKind as ReleaseKind
from safety.police.models import Told as Told
from safety.vocabulary import Grade, Scope

SCOPE_OF: Mapping[ReleaseKind, Scope] = {
    ReleaseKind.INTELLIGENCE: Scope.INTELLIGENCE,
    ReleaseKind.CONTACT: Scope.CONTACT,
    ReleaseKind.FULL_REPORT: Scope.FULL_REPORT,
}
KIND_OF: Mapping[Scope, ReleaseKind] = {scope: kind for kind, scope in SCOPE_OF.items()}

KIND_WORDS: Mapping[ReleaseKind, str] = {
    ReleaseKind.INTELLIGENCE: "Information without a name",
    ReleaseKind.CONTACT: "Questions through the agency",
    ReleaseKind.FULL_REPORT: "Full report with support",
}

#: What each kind means, as the person was told and as the police read it.
KIND_MEANS: Mapping[ReleaseKind, str] = {
    ReleaseKind.INTELLIGENCE: "Nobody stands behind it who can be asked, and nobody is to be looked for.",
    ReleaseKind.CONTACT: "Whoever it happened to keeps their name. Questions go through the agency, and may stay "
    "unanswered.",
    ReleaseKind.FULL_REPORT: "Somebody reports what happened to them, and has a support worker beside them throughout.",
}

GRADE_LINES: Mapping[Grade, str] = {
    Grade.FIRST_HAND: "said by the person it happened to",
    Grade.SEEN: "seen by an outreach worker",
    Grade.HEARD: "heard from others",
}

STATE_WORDS: Mapping[LetterState, str] = {
    LetterState.WRITING: "Being written",
    LetterState.CHECKING: "With the second person",
    LetterState.RELEASED: "Gone to the police",
    LetterState.SET_ASIDE: "Set aside, nothing left",
    LetterState.TAKEN_BACK: "Taken back",
}

OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.HELD: "Kept, and looked at with what else is known",
    Outcome.LOOKING: "Being looked into",
    Outcome.HELPED: "It helped",
    Outcome.STOPPED: "Somebody was stopped or spoken to",
    Outcome.CHARGED: "Somebody was arrested or charged",
    Outcome.CRIME_RECORDED: "A crime was recorded",
    Outcome.PASSED_ON: "Passed to another force",
    Outcome.NO_USE: "We cannot use it, and say why",
}

MESSAGE_WORDS: Mapping[MessageKind, str] = {
    MessageKind.QUESTION: "Question",
    MessageKind.ANSWER: "Answer",
    MessageKind.NO_ANSWER: "No answer",
    MessageKind.FEEDBACK: "Feedback",
}

TOLD_WORDS: Mapping[Told, str] = {
    Told.TOLD: "They were told",
    Told.NOT_WANTED: "They do not want to know",
    Told.NOT_REACHED: "There is no safe way to tell them",
    Told.NOBODY: "There is nobody to tell",
}

NO_ANSWER = "There is no answer to this question. It says nothing about anyone."
NOT_A_FINDING = "This is what was reported, and no finding against anybody."
#: A recall is honest about itself, on both sides and in the same words.
CANNOT_UNREAD = "What was read cannot be unread, and what was written down elsewhere is not called back by this."

#: Everyday words among those that could show drugs or a place of work: read again with a reason, never stopped
#: outright. “He drove off at speed” says nothing of anybody who works.
EVERYDAY = frozenset({
    "beat", "car park", "client", "coke", "crack", "dealer", "dealing", "dependency", "drinking", "drunk", "alcohol",
    "advert", "advertises", "escort", "hotel", "industrial estate", "ket", "landlord", "mamba", "needle", "off street",
    "on street", "profile", "punter", "rattling", "regular client", "script", "skunk", "smack", "speed", "spice",
    "sponge", "weed", "withdrawing", "works", "works at", "works from", "works with", "benzo", "clean and sober",
    "AdultWork", "OnlyFans", "Vivastreet", "webcam", "camming", "price list",
})  # fmt: skip


def opening(agency: str, grade: Grade, kind: ReleaseKind) -> str:
    """The line over the letter: where it comes from and how sure it is, and not whose it is."""
    named = {ReleaseKind.FULL_REPORT: "Full report"}.get(kind, "Anonymous")
    return f"{named}, {agency}. {GRADE_LINES[grade].capitalize()}. {NOT_A_FINDING}"
