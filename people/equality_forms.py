"""The equality questions as a form: own words, and a list with “not asked” on top, for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import SelectChoice, SelectField, StringField

from core.forms import AtMost, RoundtableForm
from people.equality import LONGEST_WORDS, UNSAID, Question, Said, questions, said_of
from people.rules import Answer


class _Fields(RoundtableForm):
    ethnicity_words = StringField("In their own words", validators=[AtMost(LONGEST_WORDS)])
    ethnicity = SelectField("From the list")
    gender_identity_words = StringField("In their own words", validators=[AtMost(LONGEST_WORDS)])
    gender_identity = SelectField("From the list")
    gender_same_as_birth_words = StringField("In their own words", validators=[AtMost(LONGEST_WORDS)])
    gender_same_as_birth = SelectField("From the list")
    sexual_orientation_words = StringField("In their own words", validators=[AtMost(LONGEST_WORDS)])
    sexual_orientation = SelectField("From the list")
    disability_words = StringField("In their own words", validators=[AtMost(LONGEST_WORDS)])
    disability = SelectField("From the list")
    age_band_words = StringField("In their own words", validators=[AtMost(LONGEST_WORDS)])
    age_band = SelectField("From the list")


class EqualityForm(_Fields):
    """Every question with own words and its list."""

    def __init__(self, *, said: Mapping[str, Said], **values: Any) -> None:
        chosen = {key: each.code or each.answer.value for key, each in said.items()}
        own_words = {key: Answer.NOT_ASKED.value for key, each in said.items() if each.words and not each.code}
        words = {f"{key}_words": each.words for key, each in said.items()}
        super().__init__(**{**chosen, **own_words, **words, **values})
        for key, question in questions().items():
            self[key].choices = _choices(question)

    def answers(self) -> dict[str, Said]:
        """What was said to every question; refuses what `people.equality.said_of` does."""
        return {key: said_of(key, self[key].data or "", self[f"{key}_words"].data or "") for key in questions()}


def _choices(question: Question) -> list[SelectChoice]:
    other = [SelectChoice(answer, words) for answer, words in UNSAID.items()]
    return other + [
        SelectChoice(code, words, optgroup=question.groups.get(code)) for code, words in question.options.items()
    ]
