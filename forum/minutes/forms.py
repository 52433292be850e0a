"""The questions of minutes: what was said, what was decided, what follows of it, and who agrees to the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField

from core.forms import AtMost, DayField, Needed, RoundtableForm
from forum.minutes.rules import LONGEST_ENTRY, LONGEST_TITLE
from people.leaks.forms import CheckedForm


class NoteForm(RoundtableForm):
    """The next note of an item; the button says whether it is a note or a decision."""

    words = TextAreaField("Next note", validators=[AtMost(LONGEST_ENTRY)])
    confidential = BooleanField("Only in the confidential annex")
    moved_by = StringField("Moved by", validators=[AtMost(120)])
    seconded_by = StringField("Seconded by", validators=[AtMost(120)])


class EmptyNote(NoteForm):
    """The note form beside another that was sent: it shows what is stored, never what the other one sent."""

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Take the stored values alone."""
        super().process(None, *args, **kwargs)


class EntryForm(RoundtableForm):
    """A line that is changed."""

    words = TextAreaField("Words", validators=[Needed("Write what was said or decided"), AtMost(LONGEST_ENTRY)])
    confidential = BooleanField("Only in the confidential annex")
    moved_by = StringField("Moved by", validators=[AtMost(120)])
    seconded_by = StringField("Seconded by", validators=[AtMost(120)])


class StrikeForm(RoundtableForm):
    """Why a line is struck out."""

    reason = TextAreaField("Why is it struck out?", validators=[Needed("Say why it is struck out"), AtMost(500)])


class MinuteActionForm(CheckedForm):
    """The action that a minute becomes."""

    title = TextAreaField("Action", validators=[Needed("Say what is to be done"), AtMost(LONGEST_TITLE)])
    agency = SelectField("Agency", validators=[Needed("Choose who does it")], validate_choice=False)
    owner = StringField("Person or role", validators=[Needed("Say who does it"), AtMost(120)])
    due = DayField("Due", validators=[Needed("Enter the day it is due")])
    commitment = SelectField("Commitment", validators=[Needed("Choose a commitment")], validate_choice=False)
    impact = TextAreaField(
        "What it changes for people who sex work",
        validators=[Needed("Say what this changes for people who sex work"), AtMost(1000)],
    )
    output = StringField("What shows that it is done", validators=[Needed("Say what shows that it is done"),
                                                                   AtMost(400)])  # fmt: skip

    def __init__(
        self, *, agencies: Sequence[tuple[str, str]], commitments: Sequence[tuple[str, str]], **values: Any
    ) -> None:
        super().__init__(**values)
        self.agency.choices = _choices("Choose an agency", agencies)
        self.commitment.choices = _choices("Choose a commitment", commitments)

    def validate(self, extra_validators: Any = None) -> bool:
        """An agency or a commitment that is none of ours is not chosen."""
        passed = super().validate(extra_validators)
        for field in (self.agency, self.commitment):
            if field.data and field.data not in {str(choice.value) for choice in field.choices or ()}:
                field.errors = ["Choose one of these"]
                passed = False
        return passed


class StepForm(CheckedForm):
    """A step of the minutes that asks for nothing but its button."""


class ReturnForm(RoundtableForm):
    """What is to be changed before the chair agrees."""

    words = TextAreaField("What should be changed?", validators=[AtMost(2000)])


class ApproveForm(CheckedForm):
    """Which meeting approved the minutes, and what it corrected."""

    meeting = SelectField("Approved at", validators=[Needed("Choose the meeting that approved them")],
                          validate_choice=False)  # fmt: skip
    corrections = TextAreaField("Corrections", validators=[AtMost(4000)])

    def __init__(self, *, meetings: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.meeting.choices = _choices("Choose a meeting", meetings)


def _choices(first: str, offered: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(value, words) for value, words in offered)]
