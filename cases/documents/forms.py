"""What is asked about a document: the file, what it is called, what it tells, and who may not see it."""

from __future__ import annotations

from flask import request
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from cases.documents.rules import CHOOSABLE, LONGEST_NAME, ORIGIN_WORDS
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices

ENDINGS = ".pdf,.jpg,.jpeg,.png,.webp,.txt,.docx,.odt"


class ChosenFile(FileField):
    """A file that has to be chosen; `.content` and `.called` are what came."""

    content: bytes = b""
    called: str = ""

    def pre_validate(self, form: object) -> None:
        """Read it once; nothing chosen is said beside the field."""
        found = request.files.get(self.name)
        self.called = (found.filename or "") if found is not None else ""
        self.content = found.stream.read() if found is not None and self.called else b""
        if not self.called:
            raise ValidationError("Choose a file")


class FactsForm(RoundtableForm):
    """What is said of a document."""

    name = StringField("What is it?", validators=[Needed("Say what it is"), AtMost(LONGEST_NAME)])
    category = SelectField(
        "What does it tell?", choices=choices(CHOOSABLE, "Choose what it tells"),
        validators=[Needed("Choose what it tells")], validate_choice=False,
    )  # fmt: skip
    origin = RadioField("Who made it?", choices=choices(ORIGIN_WORDS), validators=[Needed("Choose who made it")])
    dated_on = DayField("Date on it")
    about = TextAreaField("Anything to know about it", validators=[AtMost(1000)])
    third_party = BooleanField("It tells about other people too")
    restricted = BooleanField("Only the case team may open it")
    immigration = BooleanField("It says something about immigration or nationality")

    def validate(self, extra_validators: object = None) -> bool:
        """A category that is none of ours is not chosen."""
        passed = super().validate(extra_validators)
        if self.category.data and self.category.data not in CHOOSABLE:
            self.category.errors = ["Choose what it tells"]
            return False
        return passed


class AddForm(FactsForm):
    """A new document."""

    file = ChosenFile("File")


class ReplaceForm(RoundtableForm):
    """A new version of a document."""

    file = ChosenFile("File")


class RemoveForm(RoundtableForm):
    """Why a document is removed."""

    reason = TextAreaField("Why is it removed?", validators=[Needed("Say why it is removed"), AtMost(1000)])
