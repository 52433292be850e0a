"""The questions of casework: a contact, a step of the journey, a change of state, the team, a new case."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from wtforms import (
    Form,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from cases import catalogue, rules
from core import clock
from core.errors import Refused
from core.forms import AtMost, DayField, Needed, RoundtableForm

TIME_SHAPE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


def choices(words: Mapping[Any, str], first: str | None = None) -> list[SelectChoice]:
    """A list of choices from code to words, with an empty one on top when `first` says what to do."""
    begin = [SelectChoice("", first)] if first else []
    return begin + [SelectChoice(str(code), label) for code, label in words.items()]


def _grouped_steps() -> list[SelectChoice]:
    first = [SelectChoice(catalogue.NOT_REPORTED, catalogue.milestones()[catalogue.NOT_REPORTED])]
    return first + [
        SelectChoice(code, label, optgroup=phase)
        for phase, steps in catalogue.milestones_by_phase()
        for code, label in steps.items()
    ]


def day_of(field: DayField) -> date:
    """The date of a field that must have one."""
    if field.day is None:
        raise Refused("Enter the date", field=field.short_name)
    return field.day


class ClockTimeField(StringField):
    """A time as people write it: 14:40, 2:40pm, 2pm. `.time` is the time."""

    time: time | None = None

    def pre_validate(self, form: Form) -> None:
        found = TIME_SHAPE.fullmatch((self.data or "").strip())
        self.time = _time(found) if found else None
        if self.time is None:
            raise ValidationError(f"{self.label.text} must be a time, such as 2:40pm")


class ContactForm(RoundtableForm):
    """Log a support contact or a try."""

    mode = RadioField("How", choices=choices(rules.MODE_WORDS), validators=[Needed("Choose how")])
    outcome = RadioField("How it went", choices=choices(rules.OUTCOME_WORDS), default="reached")
    with_whom = RadioField("With", choices=choices(rules.WITH_WORDS), default=rules.PERSON)
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = ClockTimeField("Time it began", validators=[Needed("Enter the time")])
    minutes = IntegerField(
        "Minutes",
        default=15,
        validators=[
            InputRequired("Enter the minutes, 0 for a try"),
            NumberRange(0, 1440, "Minutes must be 0 to 1,440"),
        ],
    )
    note = TextAreaField("What was done", validators=[AtMost(4000)])
    next_step = StringField("Next step", validators=[AtMost(300)])

    def at(self) -> datetime:
        """When it began, as an aware moment."""
        return datetime.combine(day_of(self.day), self.time.time or time(), clock.LONDON)


class MilestoneForm(RoundtableForm):
    """Add a step of the criminal justice journey."""

    code = SelectField("Step", choices=_grouped_steps(), default=catalogue.NOT_REPORTED)
    happened_on = DayField("Date", validators=[Needed("Enter the date")])
    told_on = DayField("Date they were told")
    source = RadioField("Told us", choices=choices(catalogue.SOURCES), default="person")
    note = TextAreaField("Note", validators=[AtMost(2000)])


class ToldForm(RoundtableForm):
    """When the person was told of a step."""

    told_on = DayField("Date they were told", validators=[Needed("Enter the date")])


class StateForm(RoundtableForm):
    """Change where a case stands."""

    state = RadioField("Where it stands now", validators=[Needed("Choose where it stands")])
    reason_code = SelectField(
        "Why it is closed", default="", choices=choices(catalogue.closing_reasons(), "Not closing")
    )
    reason = TextAreaField("Why", validators=[AtMost(1000)])

    def __init__(self, states: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.state.choices = choices(states)


class MemberForm(RoundtableForm):
    """Put a colleague on the case team."""

    user = SelectField("Colleague", validators=[Needed("Choose a colleague")])

    def __init__(self, colleagues: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.user.choices = choices(colleagues, "Choose")


class OpenForm(RoundtableForm):
    """Open a case."""

    kind = RadioField("What for", choices=choices(rules.KIND_WORDS), validators=[Needed("Choose what for")])
    lead = SelectField("Lead worker", validators=[Needed("Choose a lead worker")])
    needs = SelectMultipleField(
        "Needs",
        choices=choices(catalogue.needs_to_choose()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[Needed("Choose at least one need")],
    )

    def __init__(self, leads: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.lead.choices = choices(leads, "Choose")


def _time(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
