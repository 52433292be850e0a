"""The questions of the forum's pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID

from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from core import clock
from core.errors import Refused
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from forum.rules import clock_time_of
from people.leaks.forms import CheckedForm

NEUTRAL_PLACE = "It stands in the calendars of those invited: a room, “online”, or both."


def body_choices(bodies: Mapping[UUID, str]) -> list[Any]:
    """The forum itself, and the bodies besides it that still meet."""
    return choices({"": "The forum", **{str(key): name for key, name in bodies.items()}})


class MeetingForm(RoundtableForm):
    """A meeting: what, when, where, and who chairs."""

    body = SelectField("Who meets", choices=[])
    title = StringField("Title", [Needed("Give the meeting a title"), AtMost(120)])
    day = DayField("Day", [Needed("Enter the day")])
    begins = StringField("Begins", [Needed("Enter the time, such as 10am"), AtMost(20)])
    ends = StringField("Ends", [AtMost(20)])
    place = StringField("Place", [Needed("Say where it is, or that it is online"), AtMost(200)])
    joining = StringField("How to join online", [AtMost(300)])
    chair_name = StringField("Chair", [Needed("Say who chairs"), AtMost(120)])

    def __init__(self, bodies: Mapping[UUID, str] | None = None, **values: Any) -> None:
        super().__init__(**values)
        self.body.choices = body_choices(bodies or {})
        if bodies is None:
            del self.body

    def validate_begins(self, field: StringField) -> None:
        """Refuse what is not a time of day."""
        if clock_time_of(field.data or "") is None:
            raise ValidationError("Time must be a time of day, such as 10am or 14:30")

    def validate_ends(self, field: StringField) -> None:
        """Refuse what is not a time of day; empty means when the agenda is through."""
        if (field.data or "").strip() and clock_time_of(field.data or "") is None:
            raise ValidationError("Time must be a time of day, such as 12pm or 16:30")

    @property
    def starts_at(self) -> datetime:
        """The moment, on a clock in Manchester."""
        return self._moment(clock_time_of(self.begins.data or ""))

    @property
    def ends_at(self) -> datetime | None:
        """When it ends on the same day; None when nobody said."""
        ends = clock_time_of(self.ends.data or "")
        return self._moment(ends) if ends else None

    @property
    def body_id(self) -> UUID | None:
        """Which body meets; None for the forum itself."""
        return UUID(self.body.data) if "body" in self and self.body.data else None

    def _moment(self, at: time | None) -> datetime:
        if self.day.day is None or at is None:
            raise Refused("Enter the day and the time", field="day")
        return datetime.combine(self.day.day, at, tzinfo=clock.LONDON)


class CancelForm(CheckedForm):
    """Why a meeting is off."""

    reason = TextAreaField("Why is it off?", [Needed("Say why it is off: members read it"), AtMost(500)])
