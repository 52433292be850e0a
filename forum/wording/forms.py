"""The question about words that stayed."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, TextAreaField

from core.forms import AtMost, Needed, RoundtableForm, choices
from people.leaks.rules import VERDICT_WORDS, LeakVerdictKind


class VerdictForm(RoundtableForm):
    """May the words stay, or must they come out? The answer can be given for all of one text."""

    verdict = RadioField("What do you say?", [Needed("Choose what you say")], validate_choice=True)
    words = TextAreaField("Why", [AtMost(500)])
    whole_text = BooleanField("The same for everything that was let stand in this text at that time")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.verdict.choices = choices(VERDICT_WORDS)

    @property
    def chosen(self) -> LeakVerdictKind:
        """The answer that was chosen."""
        return LeakVerdictKind(self.verdict.data)
