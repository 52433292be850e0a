"""What a plan may say and when it is looked at again. Pure: each rule answers with the refusal, or None.

Source: domain.md 2.1 (goals in the person's words, agreed by them, reviewed at least every 12 weeks) and 3.4 (agreed
safety plan); ux.md (a person's own words are never edited).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from cases.plans.models import Agreed, CopyHow, Progress
from cases.plans.models import Doer as Doer
from cases.plans.models import PlanKind as PlanKind
from core.errors import Refused

LONGEST_REVIEW = timedelta(weeks=12)
FURTHEST_STEP = timedelta(days=366 * 3)
MOST_STEPS = 12

KIND_WORDS = {PlanKind.SUPPORT: "Support plan", PlanKind.SAFETY: "Safety plan"}
AGREED_WORDS = {Agreed.YES: "Yes, they agree", Agreed.NOT_YET: "Not yet", Agreed.DECLINED: "They would rather not"}
PROGRESS_WORDS = {
    Progress.TO_DO: "Not started", Progress.GOING: "Going well", Progress.REACHED: "Reached",
    Progress.LET_GO: "Let go by them",
}  # fmt: skip
PROGRESS_TONES = {
    Progress.TO_DO: "grey", Progress.GOING: "green", Progress.REACHED: "blue", Progress.LET_GO: "plain"
}  # fmt: skip
DOER_WORDS = {Doer.THEM: "They do it", Doer.US: "We do it", Doer.OTHER: "Somebody else"}
HOW_WORDS = {
    CopyHow.PAPER: "On paper", CopyHow.E_MAIL: "By e-mail, to a safe address",
    CopyHow.PHOTO: "As a photo on their phone",
    CopyHow.READ_OUT: "Read out to them", CopyHow.KEPT_HERE: "Kept here for them",
    CopyHow.DECLINED: "They did not want one",
    CopyHow.UNSAFE: "Not safe to have one",
}  # fmt: skip
#: Ways in which something leaves the building in the person's hand or to their address.
CARRIED = frozenset({CopyHow.PAPER, CopyHow.E_MAIL, CopyHow.PHOTO})

#: Sections of each plan by key: what the worker is asked, a hint, and the heading on the person's paper.
SUPPORT_SECTIONS: Mapping[str, tuple[str, str, str]] = {
    "own": ("What they want, in their words", "As they say it. It is never edited.", "What I want"),
    "good": ("What already helps", "People, places, skills, luck.", "What already helps me"),
}
SAFETY_SECTIONS: Mapping[str, tuple[str, str, str]] = {
    "own": ("In their own words: what being safe would look like", "As they say it.", "In my own words"),
    "warning": ("Warning signs", "How they know that it is getting unsafe.", "How I know it is getting unsafe"),
    "helps": ("What helps", "What they do already, and what has worked before.", "What helps me"),
    "places": ("Safe places", "Where they can go, at which hours, and how they get there.", "Where I can go"),
    "people": ("People", "Whom they trust, and what each of them knows.", "Who I can turn to"),
    "act": ("What to do if", "One line for each: if this happens, I do that.", "What I do if"),
    "numbers": ("Numbers", "A number to a line. Under a name that is safe if somebody looks.", "Numbers"),
}
SECTIONS = {PlanKind.SUPPORT: SUPPORT_SECTIONS, PlanKind.SAFETY: SAFETY_SECTIONS}
FIRST_NUMBERS = "999, danger now: if I cannot speak, I press 55\n116 123, Samaritans, day and night"

#: Words of our trade: they mean nothing to the person, or say too much to whoever finds the paper.
TRADE_WORDS = re.compile(
    r"\b(ISVAs?|IDVAs?|MARACs?|DASH|VAWG|CSE|NRM|OIC|safeguarding|caseworkers?|case ?notes?|client|service users?|"
    r"risk assessments?|perpetrators?|disclos\w+|multi-agency|sex work\w*|escort\w*|prostitut\w+|rape\w*|"
    r"sexual (?:assault|violence|abuse)|victims?|probation|immigration)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as it was typed; `step_id` when it is there already."""

    words: str
    doer: Doer = Doer.US
    who: str = ""
    due_on: date | None = None
    done_on: date | None = None
    step_id: UUID | None = None


def review_may_be(on: date | None, today: date) -> Refused | None:
    """A plan is looked at again after today and within 12 weeks (domain.md 2.1)."""
    if on is None or not today < on <= today + LONGEST_REVIEW:
        return Refused(
            f"Choose a day after today and within 12 weeks, by {(today + LONGEST_REVIEW):%-d %B %Y}.",
            field="review_on",
        )  # fmt: skip
    return None


def sections_may_be(kind: PlanKind, words: Mapping[str, str]) -> Refused | None:
    """A safety plan says at least one thing; a support plan may begin empty, since its goals come after."""
    if set(words) - set(SECTIONS[kind]):
        return Refused("Write under the questions of this plan.")
    if kind is PlanKind.SAFETY and not any(text.strip() for text in words.values()):
        return Refused("Write at least one thing. What helps is enough to begin with.", field="helps")
    return None


def goal_may_be(words: str, steps: Sequence[StepDraft], today: date) -> Refused | None:
    """A goal has words, at most 12 steps, each with words of its own; who does it is named when it is somebody else."""
    if not words.strip():
        return Refused("Write the goal in their words.", field="words")
    if len(steps) > MOST_STEPS:
        return Refused(f"{MOST_STEPS} steps at most.", instead="Make a second goal of the rest.")
    for number, step in enumerate(steps):
        refusal = _step_may_be(step, f"steps-{number}", today)
        if refusal is not None:
            return refusal
    return None


def _step_may_be(step: StepDraft, name: str, today: date) -> Refused | None:
    if not step.words.strip():
        return Refused("Say what the step is, or leave its whole row empty.", field=f"{name}-words")
    if step.doer is Doer.OTHER and not step.who.strip():
        return Refused("Say who takes this step.", field=f"{name}-who")
    if step.due_on is not None and abs(step.due_on - today) > FURTHEST_STEP:
        return Refused("Check the year of this step.", field=f"{name}-due_on")
    if step.done_on is not None and step.done_on > today:
        return Refused("It cannot have been done yet.", field=f"{name}-done_on")
    return None


def agreement_may_be(agreed: Agreed, on: date | None, made_on: date, today: date, *, empty: bool) -> Refused | None:
    """Yes and no are said on a day, from the plan's first to today; there is something to agree to."""
    if agreed is Agreed.NOT_YET:
        return None
    if empty and agreed is Agreed.YES:
        return Refused("There is nothing in this plan yet.", instead="Write a goal first.", field="agreed")
    if on is None:
        return Refused("Enter the day on which they said so.", field="agreed_on")
    if on > today:
        return Refused("They cannot have said so yet.", field="agreed_on")
    if on < made_on:
        return Refused(f"The plan was begun on {made_on:%-d %B %Y}.", field="agreed_on")
    return None


def copy_may_be(how: CopyHow, on: date, made_on: date, today: date) -> Refused | None:
    """A copy is given after the plan is made and not in the future."""
    if on > today:
        return Refused("Enter the day it was given, not one to come.", field="given_on")
    if on < made_on:
        return Refused(f"The plan was begun on {made_on:%-d %B %Y}.", field="given_on")
    return None


def changed_since(edition: int, agreed_edition: int | None) -> bool:
    """Whether what they agreed to was changed since: then they are asked again."""
    return agreed_edition is not None and edition > agreed_edition


def trade_words(texts: Iterable[str]) -> list[str]:
    """Words of the trade in what would stand on the person's paper, each once, as written."""
    found = (match.group(0) for text in texts for match in TRADE_WORDS.finditer(text))
    return list({word.lower(): word for word in found}.values())


def kind(code: str) -> PlanKind:
    """The kind of plan that a code stands for; ValueError when it is none."""
    return PlanKind(code)


def agreed(code: str) -> Agreed:
    """The answer that a code stands for; ValueError when it is none."""
    return Agreed(code)


def how(code: str) -> CopyHow:
    """The way of a copy that a code stands for; ValueError when it is none."""
    return CopyHow(code)


def progress(code: str) -> Progress:
    """The progress that a code stands for; ValueError when it is none."""
    return Progress(code)


def doer(code: str) -> Doer:
    """The doer that a code stands for; ValueError when it is none."""
    return Doer(code)
