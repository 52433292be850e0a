"""What a sender and a receiver are asked. Choices come from queries; the forms hold shape and wording only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import ValidationError

from core.forms import AtMost, EmptyForm, RoundtableForm
from referrals.forms.choosing import CHOOSE, Chosen


class DeclineForm(RoundtableForm):
    """A reason, its criterion where it has one, and where the person could go instead, or that none was found."""

    reason_code = RadioField("Why", validators=[Chosen("Choose a reason")], validate_choice=False)
    criterion = TextAreaField("Which criterion they do not meet", id="decline-criterion", validators=[AtMost(2000)])
    alternative_service_id = SelectField("Where they could go instead", validate_choice=False)
    none_found = BooleanField("None found: nobody we know of can help with this")
    words_checked = BooleanField("I have read these words. They may go.", id="decline-words-checked")

    def __init__(self, reasons: Iterable[tuple[str, str]], services: Iterable[tuple[str, str]], **values: Any) -> None:
        """`reasons` and `services`: (value, words)."""
        super().__init__(**values)
        self.reason_code.choices = [SelectChoice(value, words) for value, words in reasons]
        rows = [SelectChoice(value, words) for value, words in services]
        self.alternative_service_id.choices = [SelectChoice("", CHOOSE), *rows]

    def validate_alternative_service_id(self, field: SelectField) -> None:
        """A way on is asked for at once, with the reason; the rule asks for it again."""
        if not field.data and not self.none_found.data:
            raise ValidationError("Choose another service, or say that none was found.")


__all__ = ["DeclineForm", "EmptyForm"]
