"""The question that a link asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice, SelectField

from core.forms import Needed, RoundtableForm, choices
from people.forms import OneOfField
from safety.patterns.rules import ANSWER_WORDS


class AnswerForm(RoundtableForm):
    """Talk or not now, and whom the other agency may ring."""

    answer = OneOfField("Do you want to talk?", choices=choices(ANSWER_WORDS), validators=[Needed("Choose one")])
    contact_id = SelectField("Whom may they ring here?", validate_choice=False)

    def __init__(self, colleagues: Iterable[tuple[str, str]], **values: Any) -> None:
        """`colleagues`: (id, name) of those who may be named."""
        super().__init__(**values)
        self.contact_id.choices = [
            SelectChoice("", "Choose a colleague"), *(SelectChoice(code, name) for code, name in colleagues)
        ]  # fmt: skip
