"""The questions of casework: a contact, a step of the journey, a change of state, the team, a new case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from wtforms import (
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange

from cases import catalogue, rules
from core import clock
from core.errors import Refused
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, TimeField, choices


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


class ContactForm(RoundtableForm):
    """Log a support contact or a try."""

    mode = RadioField("How", choices=choices(rules.MODE_WORDS), validators=[Needed("Choose how")])
    outcome = RadioField("How it went", choices=choices(rules.OUTCOME_WORDS), default="reached")
    with_whom = RadioField("With", choices=choices(rules.WITH_WORDS), default=rules.PERSON)
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = TimeField("Time it began", validators=[Needed("Enter the time")])
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
    needs = Checkboxes(
        "Needs",
        choices=choices(catalogue.needs_to_choose()),
        validators=[Needed("Choose at least one need")],
    )

    def __init__(self, leads: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.lead.choices = choices(leads, "Choose")
