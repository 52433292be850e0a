"""What may be done with an assessment, and what its answers come to. Pure: a rule answers with its refusal, or None.

Source: domain.md 2.1 (review dates) and 3.1 to 3.4 (DASH, MARAC, safeguarding, suicide); dash_questions.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cases.assessment.models import AssessmentKind as AssessmentKind
from cases.assessment.models import AssessmentState as AssessmentState
from cases.assessment.models import Check as Check
from cases.assessment.models import RiskLevel as RiskLevel
from cases.assessment.questions import dash, needs
from core.errors import Refused

Value = str | tuple[str, ...]
Answers = Mapping[str, Value]

#: SafeLives recommends 14; a locality may prompt sooner (domain.md 3.1).
MARAC_THRESHOLD = 14
#: Risk is looked at again at least every 3 months, a plan within 12 weeks (domain.md 2.1).
REVIEW_DAYS = 84
LONGEST_REVIEW = timedelta(days=92)
#: Commonly three domestic abuse events in 12 months (domain.md 3.1).
ESCALATION = 3
TOPICS = range(1, 25)

LEVEL_WORDS = {
    RiskLevel.NONE: "No risk now", RiskLevel.STANDARD: "Standard", RiskLevel.MEDIUM: "Medium", RiskLevel.HIGH: "High",
    RiskLevel.IMMEDIATE: "Immediate",
}  # fmt: skip
RANK = {level: rank for rank, level in enumerate(RiskLevel)}
#: The forms whose level is a risk to the person.
RISKS = (AssessmentKind.RISK, AssessmentKind.DASH, AssessmentKind.SELF_HARM)
STATE_WORDS = {
    AssessmentState.DRAFT: "Draft", AssessmentState.COMPLETE: "Complete", AssessmentState.SUPERSEDED: "Earlier",
    AssessmentState.DROPPED: "Dropped",
}  # fmt: skip
URGENCY_LEVEL = {
    "emergency": RiskLevel.IMMEDIATE, "urgent": RiskLevel.HIGH, "routine": RiskLevel.STANDARD, "none": RiskLevel.NONE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """What an agency chose: from how many “yes” MARAC is prompted, and how many days a review may wait."""

    marac_threshold: int = MARAC_THRESHOLD
    review_days: int = REVIEW_DAYS


@dataclass(frozen=True, slots=True)
class Facts:
    """What a form's answers come to: the columns that lists, clocks and the database read without opening words."""

    level: RiskLevel | None = None
    score: int | None = None
    scored: RiskLevel | None = None
    happened_on: date | None = None
    review_on: date | None = None
    meeting_on: date | None = None
    sent_on: date | None = None
    danger_now: bool = False


def kind(code: str) -> AssessmentKind | None:
    """The form that a code stands for, None when it is none."""
    return AssessmentKind(code) if code in AssessmentKind.__members__.values() else None


def said(answers: Answers, name: str) -> str:
    """One answer as text; empty when it was skipped."""
    value = answers.get(name, "")
    return value if isinstance(value, str) else ", ".join(value)


def day(answers: Answers, name: str) -> date | None:
    """One answer as a date; None when it was skipped."""
    words = said(answers, name)
    return date.fromisoformat(words) if words else None


def number(answers: Answers, name: str) -> int | None:
    """One answer as a number; None when it was skipped."""
    words = said(answers, name)
    return int(words) if words.isdecimal() else None


# --- DASH and MARAC (domain.md 3.1) ----------------------------------------------------------------------


def dash_may_be_begun(relationship: str) -> Refused | None:
    """DASH is for a partner, ex, family member, stalker or so-called honour-based abuse; it was never tested on others.

    Client, stranger and third-party risk has the general form (dash_questions.json, caution).
    """
    if relationship in dash.RELATIONSHIPS:
        return None
    if relationship in dash.ELSEWHERE:
        return Refused(
            "DASH says nothing about a client or a stranger.", instead="Look at the risk instead.", field="relationship"
        )
    return Refused("Choose who it is about.", field="relationship")


def dash_score(answers: Answers) -> int:
    """How many of the 24 topics were answered “yes”; “don't know” and what was skipped count nothing."""
    return sum(said(answers, f"q{topic}") == "yes" for topic in TOPICS)


def band_of(score: int, bands: Mapping[str, tuple[int, int]]) -> RiskLevel:
    """The band of a score, by the table: 0 to 9 standard, 10 to 13 medium, 14 and more high."""
    return next(RiskLevel(band) for band, (least, most) in bands.items() if least <= score <= most)


def level_may_be(level: RiskLevel | None, scored: RiskLevel | None) -> Refused | None:
    """Judgement can raise what the score says, and must not lower it (dash_questions.json, scoring rule)."""
    if level is not None and scored is not None and RANK[level] < RANK[scored]:
        words = LEVEL_WORDS[scored].lower()
        return Refused(
            f"The score says {words}, so the risk is {words} or higher.",
            instead="Judgement can raise it, never lower it.",
            field="level",
        )
    return None


def marac_criteria(
    answers: Answers, settings: Settings, today: date, *, last_marac: date | None = None, events: int = 0
) -> list[str]:
    """Which of the four criteria hold: 14 yes or the agency's threshold, judgement with reasons, escalation, repeat.

    `last_marac` and `events` are what our own records say; the answers may say more. A repeat is a further incident
    within 12 months of the last MARAC; it is the incident's day that counts, or today when none is written.
    """
    happened = day(answers, "happened_on") or today
    last = max(
        (found for found in (last_marac, day(answers, "last_marac")) if found and found <= happened), default=None
    )
    found = {
        "VISIBLE_HIGH_RISK": dash_score(answers) >= min(settings.marac_threshold, MARAC_THRESHOLD),
        "PROFESSIONAL_JUDGEMENT": bool(said(answers, "concern")) and bool(said(answers, "reasons")),
        "POTENTIAL_ESCALATION": max(events, number(answers, "events") or 0) >= ESCALATION,
        "REPEAT": last is not None and last >= a_year_before(happened),
    }
    return [code for code, holds in found.items() if holds]


def a_year_before(on: date) -> date:
    """The same day a year earlier; 29 February goes back to 28 February."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)


def marac_may_be_sent(answers: Answers, sent_on: date | None) -> Refused | None:
    """A referral to MARAC has a criterion, reasons for judgement, and consent or a decision to share without it."""
    if sent_on is None:
        return None
    if not said(answers, "criterion"):
        return Refused("Choose the criterion before it is sent.", field="sent_on")
    if said(answers, "criterion") == "PROFESSIONAL_JUDGEMENT" and not said(answers, "reasons"):
        return Refused("Write the reasons for your judgement before it is sent.", field="sent_on")
    if said(answers, "consent") != "yes" and not said(answers, "decision"):
        return Refused(
            "They have not agreed.",
            instead="Ask them, or write the decision to share without consent first, and name it under Consent.",
            field="sent_on",
        )
    return None


# --- Needs (domain.md 2.1) -------------------------------------------------------------------------------


def priorities(answers: Answers) -> list[str]:
    """The needs that the person puts first, in their order."""
    return [code for name in needs.PRIORITIES if (code := said(answers, name))]


def priorities_may_be(answers: Answers) -> Refused | None:
    """A need stands once in the person's order."""
    found = priorities(answers)
    twice = next((name for name in needs.PRIORITIES if found.count(said(answers, name)) > 1), "")
    return (
        Refused("Each need stands once.", instead="Choose another, or leave it empty.", field=twice) if twice else None
    )


def needs_found(answers: Answers) -> list[tuple[str, int]]:
    """Needs of level 1 to 4, their own order first, then the highest; a need they put first counts at any level."""
    order = priorities(answers)
    levels = {code: int(level) for code in _need_codes() if (level := said(answers, code)).isdecimal() and level != "0"}
    named = dict.fromkeys([*order, *sorted(levels, key=lambda code: -levels[code])])
    return [(code, levels.get(code, 0)) for code in named]


def _need_codes() -> list[str]:
    return [code for _, _, _, codes in needs.GROUPS for code in codes]


# --- Safeguarding (domain.md 3.2 and 3.3) ----------------------------------------------------------------


def adult_may_be_sent(answers: Answers, sent_on: date | None) -> Refused | None:
    """All three parts of Care Act 2014 s.42, something that shows it, and never sex work, drug use or housing alone.

    No consent is needed for the local authority's enquiry, but their views are asked, and going against them has a why.
    """
    if sent_on is None:
        return None
    if any(said(answers, limb) != "yes" for limb in ("limb_needs", "limb_risk", "limb_unable")):
        return Refused(
            "All three parts of section 42 must hold.",
            instead="Support them in another way, with their agreement.", field="sent_on",
        )  # fmt: skip
    if not said(answers, "shows") or not said(answers, "not_only_work"):
        return Refused(
            "Write what shows it, and that it does not rest on sex work, drug use or housing alone.", field="sent_on"
        )
    if said(answers, "consent") != "yes" and not said(answers, "consent_words"):
        return Refused("Write whether they agree, and if not, why it goes all the same.", field="sent_on")
    return None


def child_may_be_sent(answers: Answers, sent_on: date | None, check: Check | None) -> Refused | None:
    """Evidence of risk to the child, and a manager's check first, unless a child is in danger now (domain.md 3.3)."""
    if sent_on is None:
        return None
    if not said(answers, "evidence") or not said(answers, "not_only_work"):
        return Refused("Write what shows the risk to the child; a parent’s work shows nothing.", field="sent_on")
    if check is not Check.AGREED and not said(answers, "danger_now"):
        return Refused(
            "A manager checks this before it goes.", instead="Finish it, and they are asked.", field="sent_on"
        )
    return None


def check_may_be_given(
    kind: AssessmentKind, state: AssessmentState, *, own: bool, supervises: bool, words: str
) -> Refused | None:
    """A manager checks a finished concern about a child, never their own, and says why in a sentence."""
    if not supervises:
        return Refused("A manager checks this.", instead="Ask your agency manager.")
    if kind is not AssessmentKind.CHILD or state is not AssessmentState.COMPLETE:
        return Refused("Only a finished concern about a child is checked.")
    if own:
        return Refused("You wrote this, so another manager checks it.")
    if not words.strip():
        return Refused("Say why, in a sentence.", field="words")
    return None


# --- Every form ------------------------------------------------------------------------------------------


def review_may_be(review_on: date | None, done_on: date) -> Refused | None:
    """A review is after the day it is set, and within 3 months (domain.md 2.1)."""
    if review_on is None:
        return None
    if review_on < done_on:
        return Refused("That day has gone.", field="review_on")
    if review_on > done_on + LONGEST_REVIEW:
        return Refused("Look at it again within 3 months.", field="review_on")
    return None


def settings_may_be(marac_threshold: int, review_days: int) -> Refused | None:
    """A locality may prompt sooner and review sooner than the field's rules, never later (domain.md 2.1 and 3.1)."""
    if not 1 <= marac_threshold <= MARAC_THRESHOLD:
        return Refused("MARAC is prompted at 14 yes or sooner.", field="marac_threshold")
    if not 1 <= review_days <= LONGEST_REVIEW.days:
        return Refused("A review is due within 92 days.", field="review_days")
    return None


def may_be_completed(kind: AssessmentKind, answers: Answers) -> Refused | None:
    """Almost anything may be skipped; a form of risk says how high it is, and a concern says of whom or why."""
    lacking = {
        AssessmentKind.RISK: ("level", "Choose how high the risk is now."),
        AssessmentKind.DASH: ("level", "Choose how high the risk is now."),
        AssessmentKind.SELF_HARM: ("urgency", "Choose how urgent it is."),
        AssessmentKind.MARAC: ("criterion", "Choose the criterion."),
        AssessmentKind.ADULT: ("shows", "Write what shows the concern."),
        AssessmentKind.CHILD: ("evidence", "Write what shows the risk to the child."),
    }.get(kind)
    if lacking is not None and not said(answers, lacking[0]):
        return Refused(lacking[1], field=lacking[0])
    return None


def answers_may_be(
    kind: AssessmentKind, answers: Answers, facts: Facts, check: Check | None, today: date
) -> Refused | None:
    """Every rule about the answers of a form, in draft or complete; the first that says no."""
    return (
        (priorities_may_be(answers) if kind is AssessmentKind.NEEDS else None)
        or (_dash_is_about(answers) if kind is AssessmentKind.DASH else None)
        or level_may_be(facts.level, facts.scored)
        or (marac_may_be_sent(answers, facts.sent_on) if kind is AssessmentKind.MARAC else None)
        or (adult_may_be_sent(answers, facts.sent_on) if kind is AssessmentKind.ADULT else None)
        or (child_may_be_sent(answers, facts.sent_on, check) if kind is AssessmentKind.CHILD else None)
        or _not_ahead(facts, today)
    )


def _dash_is_about(answers: Answers) -> Refused | None:
    return dash_may_be_begun(said(answers, "relationship"))


def _not_ahead(facts: Facts, today: date) -> Refused | None:
    if facts.happened_on and facts.happened_on > today:
        return Refused("That is still to come.", field="happened_on")
    if facts.sent_on and facts.sent_on > today:
        return Refused("It cannot have been sent yet.", field="sent_on")
    return None


def facts_of(kind: AssessmentKind, answers: Answers, bands: Mapping[str, tuple[int, int]]) -> Facts:
    """What the answers of a form come to: level, score and band, days. Nothing is lowered, nothing is guessed."""
    score = dash_score(answers) if kind is AssessmentKind.DASH else None
    if kind is AssessmentKind.MARAC:
        score = number(answers, "score")
    return Facts(
        level=_level_of(kind, answers),
        score=score,
        scored=band_of(score, bands) if kind is AssessmentKind.DASH and score is not None else None,
        happened_on=day(answers, "happened_on"),
        review_on=day(answers, "review_on"),
        meeting_on=day(answers, "meeting_on"),
        sent_on=day(answers, "sent_on"),
        danger_now=bool(said(answers, "danger_now")),
    )


def _level_of(kind: AssessmentKind, answers: Answers) -> RiskLevel | None:
    if kind is AssessmentKind.SELF_HARM:
        return URGENCY_LEVEL.get(said(answers, "urgency"))
    words = said(answers, "level") if kind in RISKS else ""
    return RiskLevel(words) if words else None


def review_day(chosen: date | None, done_on: date, settings: Settings) -> date:
    """When it is looked at again: the day chosen, else as late as the agency allows."""
    return chosen or done_on + timedelta(days=min(settings.review_days, LONGEST_REVIEW.days))


def highest(levels: Iterable[RiskLevel]) -> RiskLevel | None:
    """The highest of several levels; None when there is none."""
    return max(levels, key=lambda level: RANK[level], default=None)


def both(theirs: str, mine: str) -> str:
    """Two texts as one, theirs first; a text that the other holds already stands once."""
    if mine.strip() in theirs:
        return theirs
    return mine if theirs.strip() in mine else f"{theirs}\n\n{mine}"
