"""The questions of the desk: what a case is about, a transfer, a supervision, a filter, many cases at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from cases import catalogue
from cases.desk import rules
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices

STAYS = {"leaves": "No, they leave the case team", "stays": "Yes, until a day"}
HOW = {"ask": "Ask them first", "now": "Hand it over now"}


class CaseForm(RoundtableForm):
    """What the person wants from this case, their needs, and what is good to know."""

    wants = TextAreaField("What they want from this case, in their words", validators=[AtMost(2000)])
    needs = Checkboxes(
        "Needs", choices=choices(catalogue.needs_to_choose()), validators=[Needed("Choose at least one need")]
    )
    practical = TextAreaField("Good to know", validators=[AtMost(2000)])
    came_by = SelectField("How they came to you", choices=choices(catalogue.CAME_BY, "Not asked"))


class LeadForm(RoundtableForm):
    """Another lead worker, at once, by a manager."""

    lead = SelectField("Lead worker", validators=[Needed("Choose a colleague")])
    reason = TextAreaField("Why", validators=[Needed("Say why, in a sentence"), AtMost(500)])

    def __init__(self, leads: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.lead.choices = choices(leads, "Choose")


class TransferForm(RoundtableForm):
    """Offer a case to a colleague or a team."""

    to_user = SelectField("A colleague")
    to_team = SelectField("Or a team")
    how = RadioField("How", choices=choices(HOW), default="ask")
    reason_code = SelectField(
        "Why", choices=choices(rules.TRANSFER_REASONS, "Choose"), validators=[Needed("Choose why")]
    )
    reason = TextAreaField("More about why", validators=[AtMost(500)])
    handover = TextAreaField(
        "What the next lead worker has to know",
        validators=[Needed("Write what the next lead worker has to know"), AtMost(4000)],
    )
    stay = RadioField("Does the lead worker stay on the team", choices=choices(STAYS), default="leaves")
    stays_until = DayField("Last day on the team")

    def __init__(self, colleagues: Mapping[Any, str], teams: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.to_user.choices = choices(colleagues, "Nobody in particular")
        self.to_team.choices = choices(teams, "No team")


class DeclineForm(RoundtableForm):
    """Say no to an offered case."""

    words = TextAreaField("Why not", validators=[Needed("Say why, in a sentence"), AtMost(500)])


class SupervisionForm(RoundtableForm):
    """A note of supervision."""

    held_on = DayField("Day of the supervision", validators=[Needed("Enter the day")])
    words = TextAreaField("What was talked about", validators=[Needed("Write what was talked about"), AtMost(4000)])
    agreed = TextAreaField("What was agreed", validators=[AtMost(2000)])
    next_on = DayField("Next supervision")


class KeepForm(RoundtableForm):
    """Keep a filter under a name."""

    name = StringField("Name of the filter", validators=[Needed("Give it a name"), AtMost(rules.LONGEST_NAME)])
    shared = BooleanField("Share it with my team")
    asked = HiddenField()


class AssignForm(RoundtableForm):
    """Give the chosen cases to a colleague."""

    case = Checkboxes("Cases", validators=[Needed("Choose at least one case")])
    lead = SelectField("New lead worker", validators=[Needed("Choose a colleague")])
    reason = TextAreaField("Why", validators=[Needed("Say why, in a sentence"), AtMost(500)])

    def __init__(self, cases: Mapping[Any, str], leads: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.case.choices = choices(cases)
        self.lead.choices = choices(leads, "Choose")
