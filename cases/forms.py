"""The questions of casework: a contact, a step of the journey, a change of state, the team, a new case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    PasswordField,
    RadioField,
    SelectField,
    TextAreaField,
)

from cases import catalogue, rules
from core.errors import Refused
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices


def day_of(field: DayField) -> date:
    """The date of a field that must have one."""
    if field.day is None:
        raise Refused("Enter the date", field=field.short_name)
    return field.day


class StateForm(RoundtableForm):
    """Change where a case stands."""

    state = RadioField("Where it stands now", validators=[Needed("Choose where it stands")])
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


class BreakGlassForm(RoundtableForm):
    """At the door of a case: why it must be opened now, and that it is really this colleague who asks."""

    reason = TextAreaField("Why do you need to open it?", validators=[Needed("Say why"), AtMost(1000)])
    password = PasswordField("Your password", validators=[Needed("Enter your password"), AtMost(200)])
