"""What is asked when a referral went to the wrong place: of the sender, and of each side's data protection lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import Form, RadioField, SelectChoice, TextAreaField

from core.forms import DayField, RoundtableForm, TimeField
from referrals.forms.choosing import Chosen

YES_NO = {"yes": "Yes", "no": "No", "not_yet": "Not decided yet"}


class WrongPlaceForm(RoundtableForm):
    """What happened, in the sender's own words."""

    happened = TextAreaField("What happened")


class MaybeTime(TimeField):
    """A time that may be left empty."""

    def pre_validate(self, form: Form) -> None:
        if (self.data or "").strip():
            super().pre_validate(form)


class RecordForm(RoundtableForm):
    """What the sender's data protection lead writes down."""

    risk = RadioField(
        "How likely is it to harm someone?", validators=[Chosen("Choose how likely it is")], validate_choice=False
    )
    risk_words = TextAreaField("Why do you think so?")
    ico_told = RadioField("Was the ICO told?", default="not_yet", validators=[Chosen("Choose one")],
                          validate_choice=False)  # fmt: skip
    ico_day = DayField("Day they were told")
    ico_time = MaybeTime("Time they were told")
    ico_words = TextAreaField("Why not, or what the ICO said")
    person_told = RadioField("Was the person told?", default="not_yet", validators=[Chosen("Choose one")],
                             validate_choice=False)  # fmt: skip
    person_words = TextAreaField("Why not, or what the person said")

    def __init__(self, risks: Mapping[Any, str], **values: Any) -> None:
        """`risks`: how likely, in words."""
        super().__init__(**values)
        self.risk.choices = [SelectChoice(str(value), words) for value, words in risks.items()]
        for field in (self.ico_told, self.person_told):
            field.choices = [SelectChoice(value, words) for value, words in YES_NO.items()]


class ConfirmForm(RoundtableForm):
    """What the receiver's data protection lead says became of it."""

    copy = RadioField("What became of it", validators=[Chosen("Choose one")], validate_choice=False)

    def __init__(self, ends: Mapping[Any, str], **values: Any) -> None:
        """`ends`: what may have become of it, in words."""
        super().__init__(**values)
        self.copy.choices = [SelectChoice(str(value), words) for value, words in ends.items()]
