"""What is asked to bring a file in."""

from __future__ import annotations

from flask import request
from wtforms import FileField, HiddenField, StringField
from wtforms.validators import ValidationError

from core.forms import AtMost, Needed, RoundtableForm


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


class BringForm(RoundtableForm):
    """A file, and where it comes from."""

    source = StringField(
        "Where it comes from", validators=[Needed("Say where it comes from"), AtMost(120)],
        description="Such as the address of the feed. The same words next time, and its entries are found again.",
    )  # fmt: skip
    file = ChosenFile("File")


class YesForm(RoundtableForm):
    """Yes to what was shown."""

    shown = HiddenField()
