"""What a sender and a receiver are asked. Choices come from queries; the forms hold shape and wording only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms import BooleanField, Field, Form, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from core.forms import Checkboxes, EmptyForm, Needed, RoundtableForm

URGENCIES = {"standard": "Standard", "high": "High: this week", "emergency": "Emergency: today"}
CHOOSE = "Choose a service"


class Chosen:
    """One of the choices on offer; anything else, or nothing, says what to do."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, form: Form, field: Field) -> None:
        if field.data not in {choice.value for choice in field.choices if choice.value}:
            raise ValidationError(self.words)


class SendForm(RoundtableForm):
    """Three answers: to which service, why, and for which needs. The rest has a default."""

    service = SelectField("Service", validators=[Chosen(CHOOSE)], validate_choice=False)
    purpose = RadioField("Purpose", validators=[Chosen("Choose a purpose")], validate_choice=False)
    needs = Checkboxes("Needs", validators=[Needed("Choose at least one need")])
    urgency = RadioField("How soon", default="standard", validators=[Chosen("Choose how soon")], validate_choice=False)
    stays = Checkboxes("Left out")
    words_checked = BooleanField("I have read these words. They may go.")
    shown = HiddenField()

    def __init__(self, choices: Mapping[str, Iterable[tuple[str, str]]], **values: Any) -> None:
        """`choices`: field name to its (value, words)."""
        super().__init__(**values)
        for name, pairs in choices.items():
            self[name].choices = [SelectChoice(value, words) for value, words in pairs]
        self.urgency.choices = [SelectChoice(value, words) for value, words in URGENCIES.items()]


class DeclineForm(RoundtableForm):
    """A reason, and where the person could go instead: both needed."""

    reason_code = RadioField("Why", validators=[Chosen("Choose a reason")], validate_choice=False)
    alternative_service_id = SelectField(
        "Where they could go instead", validators=[Chosen("Choose another service")], validate_choice=False
    )

    def __init__(self, reasons: Iterable[tuple[str, str]], services: Iterable[tuple[str, str]], **values: Any) -> None:
        """`reasons` and `services`: (value, words)."""
        super().__init__(**values)
        self.reason_code.choices = [SelectChoice(value, words) for value, words in reasons]
        rows = [SelectChoice(value, words) for value, words in services]
        self.alternative_service_id.choices = [SelectChoice("", CHOOSE), *rows]


__all__ = ["DeclineForm", "EmptyForm", "SendForm"]
