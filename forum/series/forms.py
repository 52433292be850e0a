"""The questions about a series of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, ValidationError

from core import clock
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from forum.forms import body_choices
from forum.rules import MOST_IN_A_SERIES, RHYTHM_WORDS, SeriesRhythm, clock_time_of
from forum.series.rules import Shape
from people.leaks.forms import CheckedForm


class ShapeForm(RoundtableForm):
    """What the meetings of a series have in common."""

    title = StringField("Title", [Needed("Give the meetings a title"), AtMost(120)])
    begins = StringField("Begins", [Needed("Enter the time, such as 10am"), AtMost(20)])
    ends = StringField("Ends", [Needed("Enter the time, such as 12:30pm"), AtMost(20)])
    place = StringField("Place", [Needed("Say where it is, or that it is online"), AtMost(200)])
    chair_name = StringField("Chair", [Needed("Say who chairs"), AtMost(120)])

    def validate_begins(self, field: StringField) -> None:
        """Refuse what is not a time of day."""
        _time_or_refused(field)

    def validate_ends(self, field: StringField) -> None:
        """Refuse what is not a time of day after the beginning."""
        ends, begins = _time_or_refused(field), clock_time_of(self.begins.data or "")
        if begins is not None and ends <= begins:
            raise ValidationError("It must end after it begins")

    @property
    def shape(self) -> Shape:
        """The shape as answered."""
        begins, ends = (clock_time_of(each.data or "") or time(0) for each in (self.begins, self.ends))
        day = clock.today()
        length = datetime.combine(day, ends) - datetime.combine(day, begins)
        return Shape(
            self.title.data or "", self.place.data or "", self.chair_name.data or "", begins,
            int(length.total_seconds() // 60),
        )  # fmt: skip


class SeriesForm(ShapeForm):
    """A new series: its shape, its rhythm, and how many."""

    body = SelectField("Who meets", choices=[])
    first_day = DayField("First meeting", [Needed("Enter the day of the first meeting")])
    rhythm = SelectField("How often", choices=choices({each.value: words for each, words in RHYTHM_WORDS.items()}))
    count = IntegerField("How many", [NumberRange(2, MOST_IN_A_SERIES, f"Enter 2 to {MOST_IN_A_SERIES} meetings")])

    def __init__(self, bodies: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        self.body.choices = body_choices(bodies)

    @property
    def body_id(self) -> UUID | None:
        """Which body meets; None for the forum itself."""
        return UUID(self.body.data) if self.body.data else None

    @property
    def chosen_rhythm(self) -> SeriesRhythm:
        """How often, as answered."""
        return SeriesRhythm(self.rhythm.data)


class EndSeriesForm(CheckedForm):
    """Why the meetings that lie ahead are off."""

    reason = TextAreaField("Why are they off?", [Needed("Say why they are off: members read it"), AtMost(500)])


def _time_or_refused(field: StringField) -> time:
    found = clock_time_of(field.data or "")
    if found is None:
        raise ValidationError("Time must be a time of day, such as 10am or 14:30")
    return found
