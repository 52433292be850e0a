"""The questions of papers: what one is and who reads it, its content, and why it is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import request
from wtforms import BooleanField, FileField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from forum.papers import rules
from people.leaks.forms import CheckedForm

Offered = Sequence[tuple[str, str]]


class PaperFile(FileField):
    """A PDF that may be chosen; `.content` and `.called` are what came."""

    content: bytes = b""
    called: str = ""

    def pre_validate(self, form: object) -> None:
        """Read it once."""
        found = request.files.get(self.name)
        self.called = (found.filename or "") if found is not None else ""
        self.content = found.stream.read() if found is not None and self.called else b""


class ContentFields(CheckedForm):
    """What a version says: words or a PDF."""

    words = TextAreaField("Write it here", validators=[AtMost(rules.LONGEST_WORDS)])
    file = PaperFile("Or choose a PDF")


class PaperForm(CheckedForm):
    """What is said of a paper."""

    title = StringField("Title", validators=[Needed("Give the paper a title"), AtMost(rules.LONGEST_TITLE)])
    agency = SelectField("Whose paper is it?", validators=[Needed("Choose whose paper it is")], validate_choice=False)
    author = StringField("Author", validators=[Needed("Say who writes it"), AtMost(120)])
    item = SelectField("Agenda item", validate_choice=False)
    purpose = RadioField(
        "What does it ask of the meeting?", choices=choices(rules.PURPOSE_WORDS),
        validators=[Needed("Choose what it asks of the meeting")],
    )  # fmt: skip
    in_short = TextAreaField("In short, in plain words", validators=[AtMost(rules.LONGEST_SHORT)])
    classification = RadioField(
        "Who reads it?", choices=choices(rules.CLASSIFICATION_WORDS), validators=[Needed("Choose who reads it")]
    )
    readers = Checkboxes("Which agencies read it?", validate_choice=False)
    due = DayField("Due")

    def __init__(self, *, agencies: Offered, writers: Offered, items: Offered, **values: Any) -> None:
        super().__init__(**values)
        self.agency.choices = [SelectChoice(value, words) for value, words in writers]
        self.item.choices = [SelectChoice("", "None of them"), *(SelectChoice(value, words) for value, words in items)]
        self.readers.choices = [SelectChoice(value, words) for value, words in agencies]

    def validate(self, extra_validators: Any = None) -> bool:
        """What is none of those offered is not chosen."""
        passed = super().validate(extra_validators)
        for field in (self.agency, self.item):
            if field.data and field.data not in {str(choice.value) for choice in field.choices or ()}:
                field.errors, passed = ["Choose one of these"], False
        offered = {str(choice.value) for choice in self.readers.choices or ()}
        self.readers.data = [each for each in self.readers.data or [] if each in offered]
        return passed

    @property
    def item_id(self) -> UUID | None:
        """The item it stands under; None for none."""
        return UUID(self.item.data) if self.item.data else None

    @property
    def reader_ids(self) -> list[UUID]:
        """The agencies that were ticked."""
        return [UUID(each) for each in self.readers.data or []]


class NewPaperForm(PaperForm, ContentFields):
    """A new paper, with its content or awaiting it."""


class ReplaceForm(ContentFields):
    """The next version of a paper."""

    changed = StringField("What is new in it", validators=[AtMost(200)])


class WithdrawForm(RoundtableForm):
    """Why a paper is withdrawn."""

    reason = TextAreaField("Why is it withdrawn?", validators=[Needed("Say why it is withdrawn"), AtMost(500)])
    destroy = BooleanField("Destroy what it says: nobody can read it any more")
