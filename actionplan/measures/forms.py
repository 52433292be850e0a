"""The questions of measures and of cited statistics."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isfinite
from typing import Any
from uuid import UUID

from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from actionplan.measures.facts import MeasureFacts, Source, ValueFacts
from actionplan.measures.rules import (
    DIRECTION_WORDS,
    FREQUENCY_WORDS,
    KIND_WORDS,
    Direction,
    Frequency,
    MeasureKind,
    Period,
)
from core.clock import today
from core.forms import AtMost, DayField, Needed, choices
from people.leaks.forms import CheckedForm

AROUND_A_NUMBER = re.compile(r"[£%,\s]")


class NumberField(StringField):
    """A number as people write it: 1,200, £1,200 or 32%. `.number` is its value, None when it is empty."""

    number: float | None = None

    def process_data(self, value: Any) -> None:
        """Show a stored number without a point that says nothing."""
        self.number = value if isinstance(value, float | int) else None
        self.data = f"{self.number:g}" if self.number is not None and abs(self.number) < 1e6 else str(value or "")

    def pre_validate(self, form: object) -> None:
        """Read what was typed."""
        words = AROUND_A_NUMBER.sub("", self.data or "")
        self.number = None
        if not words:
            return
        try:
            self.number = float(words)
        except ValueError:
            raise ValidationError(f"{self.label.text} must be a number, such as 120") from None
        if not isfinite(self.number):
            raise ValidationError(f"{self.label.text} must be a number, such as 120")


class MeasureForm(CheckedForm):
    """What is measured, from where to where, and who brings its values."""

    title = StringField("What it measures", [Needed("Say what it measures"), AtMost(160)])
    definition = TextAreaField("What exactly is counted", [Needed("Say exactly what is counted"), AtMost(800)])
    kind = SelectField("What a value is", [Needed("Choose what a value is")], choices=choices(KIND_WORDS, "Choose"))
    unit = StringField("What one of it is called", [AtMost(40)])
    direction = RadioField(
        "Which way is better", [Needed("Choose which way is better")], choices=choices(DIRECTION_WORDS)
    )
    frequency = RadioField("How often there is a value", [Needed("Choose how often")], choices=choices(FREQUENCY_WORDS))
    first_period = DayField("A day in the first period", [Needed("Enter a day in the first period")])
    baseline = NumberField("Where it began")
    baseline_period = StringField("When it was at this", [AtMost(80)])
    target = NumberField("Where it should be")
    target_by = DayField("By when")
    source = StringField("Where its values come from", [Needed("Say where its values come from"), AtMost(200)])
    caveat = TextAreaField("What to keep in mind when reading it", [AtMost(600)])
    commitment = SelectField("Commitment it speaks of", validate_choice=True)
    agency = SelectField("Agency that brings its values", [Needed("Choose an agency")])
    owner_name = StringField("Owner, by job title", [Needed("Name the owner’s job"), AtMost(80)])

    def offer(self, commitments: Iterable[tuple[str, str]], agencies: Iterable[tuple[UUID, str]]) -> None:
        """Fill the two lists; a measure may speak of no commitment."""
        self.commitment.choices = [
            SelectChoice("", "None: it speaks of the whole plan"), *(SelectChoice(*each) for each in commitments)
        ]  # fmt: skip
        self.agency.choices = choices({str(value): words for value, words in agencies}, "Choose an agency")

    @property
    def facts(self) -> MeasureFacts:
        """What was answered, as a whole value."""
        return MeasureFacts(
            title=self.title.data, definition=self.definition.data, unit=self.unit.data or "",
            kind=MeasureKind(self.kind.data), direction=Direction(self.direction.data),
            frequency=Frequency(self.frequency.data), source=self.source.data,
            owner_agency_id=UUID(self.agency.data), owner_name=self.owner_name.data,
            first_period=self.first_period.day or today(),
            commitment_id=UUID(self.commitment.data) if self.commitment.data else None,
            baseline=self.baseline.number, baseline_period=self.baseline_period.data or "",
            target=self.target.number, target_by=self.target_by.day, caveat=self.caveat.data or "",
        )  # fmt: skip


def answers_of(facts: MeasureFacts) -> dict[str, Any]:
    """A stored measure as the form's answers."""
    return {
        "title": facts.title, "definition": facts.definition, "unit": facts.unit, "kind": facts.kind.value,
        "direction": facts.direction.value, "frequency": facts.frequency.value, "first_period": facts.first_period,
        "baseline": facts.baseline, "baseline_period": facts.baseline_period, "target": facts.target,
        "target_by": facts.target_by, "source": facts.source, "caveat": facts.caveat,
        "commitment": str(facts.commitment_id) if facts.commitment_id else "", "agency": str(facts.owner_agency_id),
        "owner_name": facts.owner_name,
    }  # fmt: skip


class FigureOfPeriod(CheckedForm):
    """A value, or that it is withheld."""

    value = NumberField("Value")
    out_of = IntegerField("Of how many this is a share", [Optional()])
    withheld = BooleanField(
        "It is withheld", description="1 to 4 people, or a share of fewer than 20, could point to somebody."
    )
    note = TextAreaField("What to know about this value", [AtMost(400)])

    @property
    def facts(self) -> ValueFacts:
        """What was answered, as a whole value."""
        return ValueFacts(self.value.number, bool(self.withheld.data), self.out_of.data, self.note.data or "")


class ValueForm(FigureOfPeriod):
    """The value of a period."""

    period = SelectField("Period", [Needed("Choose the period")])

    def offer(self, periods: Iterable[Period]) -> None:
        """Fill the list of periods that have no value yet."""
        self.period.choices = [SelectChoice(each.begins.isoformat(), each.words) for each in periods]


class CorrectForm(FigureOfPeriod):
    """Another value in a value's place."""

    reason = TextAreaField("Why it changes", [Needed("Say why it changes"), AtMost(400)])


class ReasonForm(CheckedForm):
    """Why something ends."""

    reason = TextAreaField("Why", [Needed("Say why"), AtMost(400)])


class SourceForm(CheckedForm):
    """Where a figure is printed."""

    says = StringField("What the figure counts", [Needed("Say what the figure counts"), AtMost(300)])
    period = StringField("Period", [AtMost(80)])
    area = StringField("Area", [AtMost(80)])
    source = StringField("Source", [Needed("Name the source"), AtMost(200)])
    author = StringField("Author or publisher", [AtMost(160)])
    dated = StringField("Date of the source", [Needed("Give the date of the source"), AtMost(40)])
    place_in_source = StringField("Where in it", [AtMost(120)])
    url = StringField("Address on the web", [AtMost(300)])
    caveat = TextAreaField("What to keep in mind when citing it", [AtMost(600)])

    @property
    def answered(self) -> Source:
        """What was answered, as a whole value."""
        said = {name: self[name].data or "" for name in Source.__slots__}
        return Source(**said)


class FigureForm(SourceForm):
    """A figure as its source prints it."""

    figure = StringField("Figure, as it is printed", [Needed("Enter the figure as it is printed"), AtMost(40)])


class QuestionForm(CheckedForm):
    """A question that figures answer."""

    question = StringField("Question that it answers", [Needed("Write the question"), AtMost(200)])
    difference = TextAreaField("Why its figures differ", [AtMost(600)])


class AskForm(FigureForm):
    """A question with its first figure."""

    question = StringField("Question that it answers", [Needed("Write the question"), AtMost(200)])


#: What each part of a source is called on its page.
SOURCE_WORDS = {
    "says": "What the figure counts", "period": "Period", "area": "Area", "source": "Source",
    "author": "Author or publisher", "dated": "Date of the source", "place_in_source": "Where in it",
    "url": "Address on the web", "caveat": "What to keep in mind",
}  # fmt: skip
