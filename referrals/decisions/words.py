"""A decision in words: titles of its pages, its state, and every answer as a line, on pages and on paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from core import clock
from core.dial import Dial, due_dial
from core.words import listed, long_day, short_day
from people.models import Category
from people.words import CATEGORY_WORDS
from referrals.decisions import rules, vocabulary
from referrals.decisions.answers import Answers
from referrals.decisions.forms.steps import YES_NO
from referrals.decisions.models import DecisionState, Direction, SharingDecision
from referrals.decisions.queries import Opened

TITLES: Mapping[str, str] = {
    "happening": "What is happening?",
    "ground": "The ground",
    "child": "The risk to the child",
    "adult": "An adult at risk",
    "consent": "Asking them",
    "wishes": "What they want",
    "recipient": "Who would be told",
    "parts": "What would leave",
    "basis": "The lawful basis",
    "weigh": "Weighing it",
    "advice": "Advice",
    "telling": "Telling them",
    "review": "Looking at it again",
}

VIEW_WORDS: Mapping[str, str] = {
    "authorise": "To authorise",
    "complete": "To complete",
    "tell": "To tell the person",
    "review": "To review",
    "done": "Done",
}

STATE_WORDS: Mapping[DecisionState, str] = {
    DecisionState.DRAFT: "Being written",
    DecisionState.LEFT: "Shared in an emergency: write the rest",
    DecisionState.WAITING: "Waits for a second person",
    DecisionState.QUESTIONED: "Sent back: more is needed",
    DecisionState.AGREED: "Agreed: tell them now",
    DecisionState.SHARED: "Shared without consent",
    DecisionState.KEPT: "Decided not to share",
    DecisionState.REFUSED: "Not agreed",
    DecisionState.DROPPED: "Dropped by its writer",
    DecisionState.DONE: "Reviewed and done",
}

HAPPENED_WORDS: Mapping[str, str] = {
    "begun": "Begun",
    "left": "Shared in an emergency",
    "submitted": "Handed to a second person",
    "questioned": "More was asked for",
    "authorised": "A second person agreed",
    "refused": "A second person did not agree",
    "shared": "Shared",
    "kept": "Settled: nothing is shared",
    "told": "The person was told",
    "put_off": "Not safe to tell them yet",
    "receipt": "Answer from the recipient",
    "reviewed": "Reviewed",
    "dropped": "Dropped",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the path, as it was answered. What has left already cannot change."""

    step: str
    title: str
    lines: tuple[tuple[str, str], ...]
    whole: bool
    can_change: bool


def sections(opened: Opened) -> list[Section]:
    """Every page that belongs to the decision, those of an emergency included, with its answers as lines."""
    row, answers = opened.row, opened.answers
    asked = rules.steps_of(row.direction, answers, emergency=row.emergency, left=opened.left)
    order = (*rules.FIRST_IN_EMERGENCY, *asked) if row.emergency and opened.left else asked
    shown = [step for step in dict.fromkeys(order) if not (step == "happening" and "ground" in order)]
    return [
        Section(step, TITLES[step], _said(_lines(step, opened)), not rules.missing_in(step, answers), step in asked)
        for step in shown
    ]


def _said(lines: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, words or "Not answered yet") for label, words in lines)


def _lines(step: str, opened: Opened) -> list[tuple[str, str]]:
    return _recipient(opened.answers, opened.recipient) if step == "recipient" else _LINES[step](opened.answers)


def _recipient(a: Answers, recipient: str) -> list[tuple[str, str]]:
    return [("To", recipient), *_if("How they were told", a.outside_how)]


def _grounds(a: Answers) -> list[tuple[str, str]]:
    return [("Ground", _ground(a)), ("What is happening", a.happening)]


def _child(a: Answers) -> list[tuple[str, str]]:
    return [("Evidence", a.child_evidence), ("Not sex work alone", _tick(a.not_only_work))]


def _adult(a: Answers) -> list[tuple[str, str]]:
    return [
        ("Needs care and support", YES_NO.get(a.limb_needs, "")),
        ("At risk of abuse or neglect", YES_NO.get(a.limb_risk, "")),
        ("Unable to protect themself", YES_NO.get(a.limb_unable, "")),
        ("What shows it", a.limb_words),
    ]


def _consent(a: Answers) -> list[tuple[str, str]]:
    return [("Were they asked", _coded("consent_answers", a.consent)), ("Why", a.consent_words), *_paragraph(a)]


def _wishes(a: Answers) -> list[tuple[str, str]]:
    capacity = [("Capacity", _coded("capacity", a.capacity)), *_if("Assessment", a.capacity_words)]
    return [("What they want", a.wishes), *capacity]


def _parts(a: Answers) -> list[tuple[str, str]]:
    return [
        ("What they must know", a.message),
        ("Kinds of information", _kinds(a)),
        ("Immigration withheld", _tick(a.withheld)),
    ]


def _law(a: Answers) -> list[tuple[str, str]]:
    policy = _if("Policy document", "Covers this" if a.policy else "")
    return [("Law", _basis(a)), ("Duty of confidence", a.common_law), *policy]


def _weighed(a: Answers) -> list[tuple[str, str]]:
    harms = [("Harm of sharing", a.harm_of_sharing), ("Harm of not sharing", a.harm_of_not_sharing)]
    return [("Necessary", a.necessity), *harms]


def _advice(a: Answers) -> list[tuple[str, str]]:
    return [("Asked", listed([_coded("advice", code) for code in a.advice])), *_if("They said", a.advice_words)]


def _telling(a: Answers) -> list[tuple[str, str]]:
    return [("Told", _coded("telling", a.telling)), *_if("Why", a.telling_words), *_if("On", _day(a.tell_day))]


def _if(label: str, words: str) -> list[tuple[str, str]]:
    return [(label, words)] if words else []


def _tick(answer: bool) -> str:
    return "Confirmed" if answer else ""


def _coded(table: str, code: str) -> str:
    return vocabulary.words_of(table).get(code, "")


def _ground(answers: Answers) -> str:
    found = vocabulary.grounds().get(answers.ground)
    return found.words if found else ""


def _paragraph(answers: Answers) -> list[tuple[str, str]]:
    return _if(
        "Schedule 1 paragraph 18", vocabulary.paragraph_18_words().get(rules.paragraph_18(answers), "").capitalize()
    )


def _basis(answers: Answers) -> str:
    found = vocabulary.combinations().get(answers.basis)
    if found is None:
        return ""
    criminal = {"OFFENDER", "CONVICTIONS"} & set(answers.categories)
    article_10 = ". Article 10 and the same paragraph for what is said of offences" if criminal else ""
    return found.words + article_10


def _kinds(answers: Answers) -> str:
    return listed([CATEGORY_WORDS[category] for category in Category if category.value in answers.categories])


def _day(day: date | None) -> str:
    return long_day(day) if day else ""


def direction_words(row: SharingDecision) -> str:
    """What the decision is about, in a line."""
    if row.direction is Direction.KEEP:
        return "Not to share"
    return "Emergency" if row.emergency else "To share without consent"


def dial_of(row: SharingDecision) -> Dial:
    """The clock of a decision: what is owed next, by when; once it has ended, how."""
    begun = clock.london(row.begun_at).date()
    if row.state is DecisionState.LEFT and row.complete_by:
        return due_dial(started=begun, due=row.complete_by, verb="write the rest")
    if row.state is DecisionState.WAITING:
        started = clock.london(row.submitted_at or row.begun_at).date()
        return due_dial(started=started, due=rules.complete_by(started), verb="answer")
    if row.state in (DecisionState.SHARED, DecisionState.KEPT) and row.review_on:
        return due_dial(started=begun, due=row.review_on, verb="review")
    if row.state in (DecisionState.DRAFT, DecisionState.QUESTIONED, DecisionState.AGREED):
        return Dial("soon", 0.5, STATE_WORDS[row.state].split(":")[0], f"since {short_day(begun)}")
    ended = row.reviewed_at or row.authorised_at or row.begun_at
    return Dial("done", 1.0, STATE_WORDS[row.state], short_day(ended))


_LINES: Mapping[str, Callable[[Answers], list[tuple[str, str]]]] = {
    "happening": lambda a: [("What is happening", a.happening)],
    "ground": _grounds,
    "child": _child,
    "adult": _adult,
    "consent": _consent,
    "wishes": _wishes,
    "parts": _parts,
    "basis": _law,
    "weigh": _weighed,
    "advice": _advice,
    "telling": _telling,
    "review": lambda a: [("Looked at again on", _day(a.review_day))],
}
