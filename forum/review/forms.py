"""The questions of an annual review."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, StringField, TextAreaField

from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from forum.review.rules import OUTCOME_WORDS, Outcome, mark_words, survey_questions
from people.leaks.forms import CheckedForm


class YearForm(RoundtableForm):
    """Which year a review looks back on."""

    begins = DayField("First day of the year", [Needed("Enter the first day")])
    ends = DayField("Last day of the year", [Needed("Enter the last day")])


class DecisionForm(CheckedForm):
    """What becomes of a commitment, and why."""

    outcome = RadioField("What becomes of it?", [Needed("Choose what becomes of it")])
    reason = TextAreaField("Why", [Needed("Say why"), AtMost(2000)])
    new_words = TextAreaField("The commitment in its new words", [AtMost(1000)])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.outcome.choices = choices(OUTCOME_WORDS)

    @property
    def chosen(self) -> Outcome:
        """The outcome that was chosen."""
        return Outcome(self.outcome.data)


class AnswerForm(CheckedForm):
    """The answer to one question of the review."""

    words = TextAreaField("Your answer", [Needed("Write an answer, or go back"), AtMost(6000)])


class SurveyForm(CheckedForm):
    """What a member says of the forum: a mark for each line, and its own words."""

    keeps = TextAreaField("What should stay as it is?", [AtMost(1000)])
    changes = TextAreaField("What should change?", [AtMost(1000)])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        for line in self.lines:
            line.choices = choices({str(mark): words for mark, words in mark_words().items()})

    @property
    def lines(self) -> list[RadioField]:
        """The lines to mark, in order."""
        return [self[f"mark_{each.code}"] for each in survey_questions()]

    @property
    def marks(self) -> dict[str, int]:
        """The marks by question."""
        return {each.code: int(self[f"mark_{each.code}"].data) for each in survey_questions()}


for _line in survey_questions():
    setattr(SurveyForm, f"mark_{_line.code}", RadioField(_line.title, [Needed(f"Mark this line: {_line.title}")]))


class SignForm(RoundtableForm):
    """The next strategy that a signed review makes."""

    title = StringField("Title of the next strategy", [Needed("Give the next strategy its title"), AtMost(200)])
    begins = DayField("It begins", [Needed("Enter the day it begins")])
    ends = DayField("It ends", [Needed("Enter the day it ends")])
