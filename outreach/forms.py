"""The questions of outreach: a session, its headcount, and the quick log of one contact."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from core import clock
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, TimeField, choices
from outreach import catalogue
from outreach.rules import MET_WORDS, MOST_OF_AN_ITEM


class GivenField(Field):
    """How many of each item: one number input an item, named `item-<code>`. Empty and 0 mean none was given."""

    widget = TextInput()

    def __init__(self, items: Mapping[str, str], **options: Any) -> None:
        super().__init__("Given", **options)
        self.items = items
        self.typed: dict[str, str] = {}
        self.wrong: dict[str, str] = {}
        self.data: dict[str, int] = {}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        offered = data if isinstance(data, dict) else {}
        self.process_errors: list[str] = []
        if formdata is None or not len(formdata):
            self.data = dict(offered)
            self.typed = {code: str(number) for code, number in offered.items()}
            return
        self.typed = {code: (formdata.get(f"item-{code}") or "").strip() for code in self.items}
        self.data = {code: int(typed) for code, typed in self.typed.items() if typed.isdecimal() and int(typed)}

    def opens(self, items: Mapping[str, str]) -> bool:
        """True when any of these items was given a number, so that their disclosure stands open."""
        return any(self.typed.get(code) not in (None, "", "0") for code in items)

    def pre_validate(self, form: Form) -> None:
        for code, typed in self.typed.items():
            if typed and not (typed.isdecimal() and int(typed) <= MOST_OF_AN_ITEM):
                self.wrong[code] = f"{self.items[code]} must be 0 to {MOST_OF_AN_ITEM}"
        if self.wrong:
            self.id = f"item-{next(iter(self.wrong))}"
            raise ValidationError(next(iter(self.wrong.values())))


class SessionForm(RoundtableForm):
    """Start a session."""

    mode = SelectField(
        "How", choices=choices(catalogue.modes(), "Choose"), validators=[Needed("Choose how you meet people")]
    )
    ward = SelectField(
        "Where", choices=choices(catalogue.wards(), "Choose"), validators=[Needed("Choose a ward")],
        description="A ward is the smallest place we keep. Never a street.",
    )  # fmt: skip
    team = StringField("Who is out", validators=[AtMost(200)], description="Staff and volunteers, in your own words.")
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = TimeField("Time you set out", validators=[Needed("Enter the time")])

    def began_at(self) -> datetime:
        """When the session began, as an aware moment."""
        return datetime.combine(self.day.day or clock.today(), self.time.time or time(), clock.LONDON)


class HeadcountForm(RoundtableForm):
    """The headcount of a session, and what was seen."""

    headcount = IntegerField(
        "People met",
        validators=[InputRequired("Enter how many people you met"), NumberRange(0, 999, "Must be 0 to 999")],
    )
    declined = IntegerField(
        "Of them, wanted nothing written down",
        validators=[InputRequired("Enter a number, 0 for none"), NumberRange(0, 999, "Must be 0 to 999")],
    )
    observations = TextAreaField(
        "What you saw", validators=[AtMost(2000)],
        description="No names, no exact places, no car registrations. What another team should know.",
    )  # fmt: skip


class ContactForm(RoundtableForm):
    """Log one contact."""

    who = RadioField(
        "Who", default="unnamed", choices=[SelectChoice("unnamed", "No name"), SelectChoice("alias", "Alias or code")]
    )
    alias = StringField("Alias or code", validators=[AtMost(80)], description="Never a legal name.")
    met = RadioField(
        "Met before?", validators=[Needed("Choose New, Known or Not sure")],
        choices=[SelectChoice(str(value), words) for value, words in MET_WORDS.items()],
    )  # fmt: skip
    did = Checkboxes("Did", choices=choices(catalogue.MAIN_INTERVENTIONS))
    did_more = Checkboxes("Also did", choices=choices(catalogue.other_interventions()))
    flags = Checkboxes("Anything else?", choices=choices(catalogue.FLAGS))
    note = TextAreaField(
        "Note", validators=[AtMost(1000)],
        description="No names of others, no exact place, no car registrations. What they would be glad to read.",
    )  # fmt: skip
    given = GivenField(catalogue.items())
    counted = BooleanField("Already in the headcount")
    person = HiddenField(validators=[Optional()])

    def validate_alias(self, field: StringField) -> None:
        """No name and an alias contradict each other: neither is guessed away."""
        named = bool((field.data or "").strip())
        if named and self.who.data == "unnamed":
            raise ValidationError("You chose No name. Take the alias out, or choose Alias or code.")
        if not named and self.who.data == "alias":
            raise ValidationError("Enter the alias, or choose No name")


class WhoForm(RoundtableForm):
    """Whose record a contact belongs to."""

    choice = RadioField(validators=[Needed("Choose one")])

    def __init__(self, choices: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.choice.choices = [SelectChoice(value, words) for value, words in choices]
