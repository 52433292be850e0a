"""The questions of the forum's pages."""

from __future__ import annotations

from datetime import datetime

from wtforms import StringField
from wtforms.validators import ValidationError

from core import clock
from core.errors import Refused
from core.forms import AtMost, DayField, Needed, RoundtableForm
from forum.rules import clock_time_of


class MeetingForm(RoundtableForm):
    """A new meeting."""

    title = StringField("Title", [Needed("Give the meeting a title"), AtMost(120)])
    day = DayField("Day", [Needed("Enter the day")])
    begins = StringField("Time", [Needed("Enter the time, such as 10am"), AtMost(20)])
    place = StringField("Place", [Needed("Say where it is, or that it is online"), AtMost(200)])
    chair_name = StringField("Chair", [Needed("Say who chairs"), AtMost(120)])

    def validate_begins(self, field: StringField) -> None:
        """Refuse what is not a time of day."""
        if clock_time_of(field.data or "") is None:
            raise ValidationError("Time must be a time of day, such as 10am or 14:30")

    @property
    def starts_at(self) -> datetime:
        """The moment, on a clock in Manchester."""
        begins = clock_time_of(self.begins.data or "")
        if self.day.day is None or begins is None:
            raise Refused("Enter the day and the time", field="day")
        return datetime.combine(self.day.day, begins, tzinfo=clock.LONDON)
