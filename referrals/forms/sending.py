"""What a sender is asked: to which services, why and for which needs; and beside each letter, what that one needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField

from core.forms import Checkboxes, Needed, RoundtableForm
from referrals.forms.choosing import CHOOSE, Chosen

URGENCIES = {"standard": "Standard", "high": "High: this week", "emergency": "Emergency: today"}


@dataclass(frozen=True, slots=True)
class Receiver:
    """A chosen service, as the form needs to know it. `is_typed`: its agency's name is typed before anything goes."""

    service_id: UUID
    name: str
    is_typed: bool


class SendForm(RoundtableForm):
    """Three answers: to which services, why, and for which needs. The rest has a default."""

    service = Checkboxes("Service", validators=[Needed(CHOOSE)])
    purpose = RadioField("Purpose", validators=[Chosen("Choose a purpose")], validate_choice=False)
    needs = Checkboxes("Needs", validators=[Needed("Choose at least one need")])
    urgency = RadioField("How soon", default="standard", validators=[Chosen("Choose how soon")], validate_choice=False)
    stays = Checkboxes("Left out", choices=[], validate_choice=False)

    def __init__(self, choices: Mapping[str, Iterable[tuple[str, str]]], **values: Any) -> None:
        """`choices`: field name to its (value, words)."""
        super().__init__(**values)
        for name, pairs in choices.items():
            self[name].choices = [SelectChoice(value, words) for value, words in pairs]
        self.urgency.choices = [SelectChoice(value, words) for value, words in URGENCIES.items()]

    def of(self, kind: str, service_id: UUID) -> Any:
        """The field of one letter: `shown`, `checked` or `typed`; None when that letter has no such field."""
        return self[name] if (name := field_name(kind, service_id)) in self else None


def field_name(kind: str, service_id: UUID) -> str:
    """The name of a field that one letter has for itself."""
    return f"{kind}-{service_id}"


def send_form(
    receivers: Iterable[Receiver], choices: Mapping[str, Iterable[tuple[str, str]]], **values: Any
) -> SendForm:
    """The form for these receivers, with each letter's own fields: what was shown, words read again, a typed name."""
    fields: dict[str, Any] = {}
    for each in receivers:
        fields[field_name("shown", each.service_id)] = HiddenField()
        fields[field_name("checked", each.service_id)] = BooleanField("I have read these words. They may go.")
        if each.is_typed:
            label = f"Type “{each.name}” to say that it may go to them"
            fields[field_name("typed", each.service_id)] = StringField(label)
    made: SendForm = type("LettersForm", (SendForm,), fields)(choices, **values)
    return made


class HurryForm(RoundtableForm):
    """Why an emergency cannot wait for the end of its hold."""

    reason = StringField("Why it cannot wait")
