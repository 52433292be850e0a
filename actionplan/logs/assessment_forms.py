"""The questions of the self-assessment."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import RadioField, SelectChoice, SelectField, StringField, TextAreaField

from actionplan.logs import words
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from people.leaks.forms import CheckedForm


class EditionForm(RoundtableForm):
    """A further edition of the guidance: words of others, as published."""

    title = StringField("Name of the edition", [Needed("Enter its name"), AtMost(200)],
                        description="Such as “NPCC guidance, April 2025”.")  # fmt: skip
    dated = DayField("Date on it", [Needed("Enter the date on it")])
    source = StringField("Where it is published", [Needed("Say where it is published"), AtMost(300)])
    statements = TextAreaField(
        "Its statements", [Needed("Enter its statements, one on each line"), AtMost(20_000)],
        description="One on each line, word for word.",
    )  # fmt: skip


class BeginForm(CheckedForm):
    """A new assessment."""

    force = SelectField("Force", [Needed("Choose the force")])
    edition = SelectField("Edition", [Needed("Choose the edition")])
    assessed_on = DayField("As of", [Needed("Enter the day")])
    scope = TextAreaField(
        "What was looked at", [Needed("Say what was looked at"), AtMost(1000)],
        description="Teams, months, records, and who was asked. No case, no person.",
    )  # fmt: skip

    def offer(self, forces: Iterable[tuple[UUID, str]], editions: Iterable[tuple[UUID, str]]) -> None:
        """Fill the two lists."""
        for field, offered in ((self.force, forces), (self.edition, editions)):
            known = [SelectChoice(str(value), label) for value, label in offered]
            field.choices = known if len(known) == 1 else [SelectChoice("", "Choose"), *known]


class RateForm(CheckedForm):
    """One statement."""

    rating = RadioField("How far", [Needed("Choose how far")], choices=choices(words.RATINGS))
    evidence = TextAreaField(
        "What shows it", [Needed("Say what shows it"), AtMost(2000)],
        description="What was done, counted or heard. No case, no person.",
    )  # fmt: skip
    voice = TextAreaField(
        "What people who sex work say of it", [AtMost(2000)],
        description="From consultations and support services. Leave it empty when nobody was asked, and ask next time.",
    )  # fmt: skip
    next_step = TextAreaField("What comes next", [AtMost(1000)], description="Who does what by when.")
