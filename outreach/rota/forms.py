"""The questions of the rota and of check-ins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from core import clock
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, TimeField, choices
from outreach import catalogue
from outreach.rota import rules


class ShiftForm(RoundtableForm):
    """Plan a shift, or change one."""

    day = DayField("Day", validators=[Needed("Enter the day")])
    starts = TimeField("From", validators=[Needed("Enter the time")])
    ends = TimeField("Until", validators=[Needed("Enter the time")], description="Past midnight is the next day.")
    mode = SelectField(
        "How", choices=choices(catalogue.modes(), "Choose"), validators=[Needed("Choose how you meet people")]
    )
    ward = SelectField(
        "Where", choices=choices(catalogue.wards(), "Choose"), validators=[Needed("Choose a ward")],
        description="A ward is the smallest place we keep. Never a street.",
    )  # fmt: skip
    wanted = IntegerField("How many people it wants", default=2, validators=[InputRequired("Enter a number")])
    staff = Checkboxes("Colleagues")
    volunteers = TextAreaField(
        "Volunteers", validators=[AtMost(400)], description="One a line, by the name they go by. They have no account."
    )
    on_call = SelectField("On call", description="They hear the alarm beside the managers.")
    notes = TextAreaField(
        "For those who go", validators=[AtMost(1000)],
        description="What to bring, who has the van keys. Nobody’s name whom you support.",
    )  # fmt: skip

    def __init__(self, colleagues: Mapping[UUID, str], answering: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        self.staff.choices = choices(colleagues)
        self.on_call.choices = choices(answering, "Nobody but the managers")

    def span(self) -> tuple[datetime, datetime]:
        """When it starts and ends, as aware moments: an end before the start is on the next day."""
        day = self.day.day or clock.today()
        starts, ends = self.starts.time, self.ends.time
        if starts is None or ends is None:
            raise ValueError("Ask whether the form passed first.")
        after = day + timedelta(days=1) if ends <= starts else day
        return datetime.combine(day, starts, clock.LONDON), datetime.combine(after, ends, clock.LONDON)

    def volunteer_names(self) -> list[str]:
        """The volunteers, one a line."""
        return [name.strip() for name in (self.volunteers.data or "").splitlines() if name.strip()]


class NewShiftForm(ShiftForm):
    """Plan a shift, once or every week."""

    weeks = IntegerField(
        "For how many weeks", default=1, validators=[InputRequired("Enter 1 for this one only")],
        description="1 plans this one only. Up to 12 plans the same shift every week.",
    )  # fmt: skip


class CheckInsForm(RoundtableForm):
    """How often those who are out check in, and when the alarm goes."""

    every_minutes = IntegerField(
        "Minutes between check-ins", validators=[InputRequired("Enter the minutes")],
        description="What is offered; a worker may choose more often.",
    )  # fmt: skip
    grace_minutes = IntegerField(
        "Minutes late before the alarm goes", validators=[InputRequired("Enter the minutes, 0 for at once")]
    )
    again_minutes = IntegerField(
        "Minutes until it goes again while nobody is on it", validators=[InputRequired("Enter the minutes")]
    )
    plan = TextAreaField(
        "What to do when it goes", validators=[AtMost(2000)],
        description="Step by step, with numbers. It stands on the alarm’s page.",
    )  # fmt: skip


class OutForm(RoundtableForm):
    """Begin to check in."""

    every_minutes = RadioField("Check in every", validators=[Needed("Choose how often")])
    reach = StringField(
        "Number to ring you on", validators=[AtMost(60)],
        description="Gone as soon as you say that you are back.",
    )  # fmt: skip
    company = StringField(
        "Who is with you", validators=[AtMost(120)],
        description="Colleagues and volunteers only. Leave it empty when you are alone.",
    )  # fmt: skip

    def __init__(self, usual: int, **values: Any) -> None:
        super().__init__(**{"every_minutes": str(usual), **values})
        offered = dict(sorted({**rules.EVERY, usual: rules.EVERY.get(usual, f"{usual} minutes")}.items()))
        self.every_minutes.choices = choices(offered)


class SafeForm(RoundtableForm):
    """“I am safe”, and once in a while: for longer."""

    minutes = IntegerField(validators=[Optional()])


class StandDownForm(RoundtableForm):
    """End an alarm after having spoken to them."""

    words = TextAreaField(
        "How do you know that they are safe?", validators=[Needed("Say how you know"), AtMost(500)],
        description="For example: rang her at 10:12, she is in the van with Sam.",
    )  # fmt: skip
    back = BooleanField("They are back and not out any more")
