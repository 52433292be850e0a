"""Questions of the checker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice, StringField

from core.forms import AtMost, Checkboxes, Needed, RoundtableForm, choices
from people.forms import OneOfField
from safety.checker.rules import CHECKERS


class LookUpForm(RoundtableForm):
    """One field, in any written form."""

    written = StringField(
        "Phone number, e-mail address, registration plate or profile name",
        validators=[Needed("Enter a number, address, plate or profile name"), AtMost(200)],
    )


class ToldForm(RoundtableForm):
    """Which of NUM's checkers somebody was told of."""

    checkers = Checkboxes(
        "What did you tell them of?", choices=choices(CHECKERS),
        validators=[Needed("Choose which checker you told them of")],
    )  # fmt: skip


class ToldTonightForm(ToldForm):
    """The same, of somebody met on outreach."""

    contact_id = OneOfField("Whom did you tell?", validators=[Needed("Choose whom you told")])

    def __init__(self, contacts: Iterable[tuple[str, str]], **values: Any) -> None:
        """`contacts`: (id, words) of those logged tonight."""
        super().__init__(**values)
        self.contact_id.choices = [SelectChoice(code, words) for code, words in contacts]
