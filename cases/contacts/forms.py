"""The questions of contacts and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from cases import rules as case_rules
from cases.contacts import rules
from cases.forms import day_of
from core import clock
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, TimeField, choices

LONGEST_NOTE = 20_000


class ContactForm(RoundtableForm):
    """Log a support contact or a try; with a day, the next step becomes a task."""

    mode = RadioField("How", choices=choices(case_rules.MODE_WORDS), validators=[Needed("Choose how")])
    outcome = RadioField("How it went", choices=choices(case_rules.OUTCOME_WORDS), default="reached")
    with_whom = RadioField("With", choices=choices(case_rules.WITH_WORDS), default=case_rules.PERSON)
    direction = RadioField("Who got in touch", choices=choices(rules.DIRECTION_WORDS), default="ours")
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = TimeField("Time it began", validators=[Needed("Enter the time")])
    minutes = IntegerField(
        "Minutes",
        default=15,
        validators=[
            InputRequired("Enter the minutes, 0 for a try"),
            NumberRange(0, rules.LONGEST_DAY, "Minutes must be 0 to 1,440"),
        ],
    )
    purpose = SelectField("What for", choices=choices(rules.PURPOSE_WORDS, "Not said"), default="")
    place = SelectField("Where", choices=choices(rules.PLACE_WORDS, "Not said"), default="")
    travel_minutes = IntegerField(
        "Minutes of travel, there and back",
        default=0,
        validators=[Optional(), NumberRange(0, rules.LONGEST_DAY, "Travel must be 0 to 1,440 minutes")],
    )
    interpreter = SelectField("Interpreter", choices=choices(rules.INTERPRETER_WORDS, "Not said"), default="")
    note = TextAreaField("What was done", validators=[AtMost(LONGEST_NOTE)])
    next_step = StringField("Next step", validators=[AtMost(300)])
    next_on = DayField("By")

    def at(self) -> datetime:
        """When it began, as an aware moment."""
        return datetime.combine(day_of(self.day), self.time.time or time(), clock.LONDON)

    def facts(self) -> dict[str, Any]:
        """The answers as `add_contact` takes them."""
        return {
            "at": self.at(), "minutes": self.minutes.data, "with_whom": self.with_whom.data, "note": self.note.data,
            "next_step": self.next_step.data, "purpose": self.purpose.data or None, "place": self.place.data or None,
            "travel_minutes": self.travel_minutes.data or 0, "interpreter": self.interpreter.data or None,
            "mode": self.mode.data, "outcome": self.outcome.data, "direction": self.direction.data,
        }  # fmt: skip


class ContactCorrectionForm(ContactForm):
    """The same questions again, and what was wrong."""

    why = StringField("What was wrong", validators=[Needed("Say what was wrong"), AtMost(300)])


class NoteForm(RoundtableForm):
    """A note, and who may read it."""

    kind = RadioField(
        "Who may read it", default="case",
        choices=choices({"case": "Those who may open the case", "restricted": "The case team alone"}),
    )  # fmt: skip
    about_others = BooleanField("It speaks of somebody else too")
    words = TextAreaField("Note", validators=[Needed("Write the note"), AtMost(LONGEST_NOTE)])


class NoteCorrectionForm(RoundtableForm):
    """A note as it should read, and what was wrong."""

    words = TextAreaField("The note as it should read", validators=[Needed("Write the note"), AtMost(LONGEST_NOTE)])
    why = StringField("What was wrong", validators=[Needed("Say what was wrong"), AtMost(300)])


class GroupForm(RoundtableForm):
    """One session with several people."""

    came = Checkboxes("Who came", validators=[Needed("Choose who came")])
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = TimeField("Time it began", validators=[Needed("Enter the time")])
    minutes = IntegerField(
        "Minutes",
        default=60,
        validators=[
            InputRequired("Enter the minutes"),
            NumberRange(1, rules.LONGEST_DAY, "Minutes must be 1 to 1,440"),
        ],
    )
    purpose = SelectField("What for", choices=choices(rules.PURPOSE_WORDS, "Not said"), default="support")
    place = SelectField("Where", choices=choices(rules.PLACE_WORDS, "Not said"), default="ours")
    note = TextAreaField("What was done", validators=[AtMost(LONGEST_NOTE)])

    def __init__(self, cases: Sequence[tuple[UUID, str]], **values: Any) -> None:
        super().__init__(**values)
        self.came.choices = choices({str(case_id): words for case_id, words in cases})

    def at(self) -> datetime:
        """When it began, as an aware moment."""
        return datetime.combine(day_of(self.day), self.time.time or time(), clock.LONDON)
