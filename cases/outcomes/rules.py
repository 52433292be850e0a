"""What an answer to a measure may be, and the way between the first and the latest. Pure.

Source: outcome_measures.json (scales, when they are asked), domain.md 2.4 (distance travelled; four answers apart).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cases.outcomes.catalogue import Measure
from cases.outcomes.models import Point as Point
from cases.outcomes.models import Scorer
from core.errors import Refused
from people.models import Answer

POINT_WORDS = {Point.START: "Start", Point.REVIEW: "Review", Point.EXIT: "End"}
SCORER_WORDS = {
    Scorer.PERSON: "They scored it", Scorer.TOGETHER: "We scored it together", Scorer.WORKER: "The worker, without them"
}  # fmt: skip
WHY_WORDS = {
    Answer.NOT_ASKED: "Not asked", Answer.DECLINED: "Would rather not say", Answer.NOT_KNOWN: "Does not know",
    Answer.NO: "Does not apply",
}  # fmt: skip
ASK_AGAIN = timedelta(days=91)
BY_THEM = Scorer.PERSON.value
OWN = frozenset({Scorer.PERSON, Scorer.TOGETHER})


@dataclass(frozen=True, slots=True)
class Score:
    """The answer to one measure: a value when it was given, else why there is none."""

    answer: Answer = Answer.NOT_ASKED
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """The way of one measure: every own score from first to last; `change` is last less first."""

    measure: Measure
    scores: tuple[int, ...]

    @property
    def change(self) -> int:
        """How many points further; below nought when things got worse."""
        return self.scores[-1] - self.scores[0]

    @property
    def words(self) -> str:
        """The way in a sentence: “from 2 to 4, 2 up”."""
        if len(self.scores) == 1:
            return f"{self.measure.words}: {self.scores[0]}, asked once"
        moved = f"{abs(self.change)} {'up' if self.change > 0 else 'down'}" if self.change else "no change"
        return f"{self.measure.words}: from {self.scores[0]} to {self.scores[-1]}, {moved}"


def score_of(choice: str, measure: Measure) -> Score:
    """The score that was chosen: a value of the scale, or one of the four answers; refuses anything else."""
    if choice.isdecimal() and int(choice) in measure.scale:
        return Score(Answer.GIVEN, int(choice))
    if choice in {answer.value for answer in WHY_WORDS}:
        return Score(Answer(choice))
    raise Refused("Choose one of these.", field=field_of(measure.code))


def choice_of(score: Score | None) -> str:
    """The reverse of `score_of`; “not asked” when there is no score."""
    if score is None:
        return Answer.NOT_ASKED.value
    return str(score.value) if score.value is not None else score.answer.value


def score_words(score: Score | None, measure: Measure) -> str:
    """A score as it is read."""
    if score is None or score.value is None:
        return WHY_WORDS[score.answer if score else Answer.NOT_ASKED]
    return measure.scale[score.value]


def field_of(code: str) -> str:
    """The name of a measure's field."""
    return f"m_{code.replace(':', '_').lower()}"


def taking_may_be(taken_on: date, opened_on: date, today: date) -> Refused | None:
    """Measures are taken between the day the case was opened and today."""
    if taken_on > today:
        return Refused("Enter the day they were asked, not one to come.", field="taken_on")
    if taken_on < opened_on:
        return Refused(f"The case was opened on {opened_on:%-d %B %Y}.", field="taken_on")
    return None


def something_was_asked(scores: Mapping[str, Score]) -> Refused | None:
    """A taking says something: a score, or that they were asked and would not or could not say."""
    if all(score.answer is Answer.NOT_ASKED for score in scores.values()):
        return Refused("Nothing was asked yet.", instead="“Would rather not say” is an answer too.")
    return None


def travels(measures: Sequence[Measure], takings: Sequence[tuple[Scorer, Mapping[str, Score]]]) -> list[Travel]:
    """The way of each measure from 1 to 5, by the person's own scores, oldest first; those never scored left out."""
    found = []
    for measure in measures:
        own = [scores.get(measure.code) for scorer, scores in takings if scorer in OWN]
        values = tuple(score.value for score in own if score is not None and score.value is not None)
        if measure.is_distance and values:
            found.append(Travel(measure, values))
    return found


def point(code: str) -> Point:
    """The point that a code stands for; ValueError when it is none."""
    return Point(code)


def scorer(code: str) -> Scorer:
    """The scorer that a code stands for; ValueError when it is none."""
    return Scorer(code)
