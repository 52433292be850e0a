"""What is asked about a spreadsheet: the file, then a yes."""

from __future__ import annotations

from flask import request
from wtforms import FileField
from wtforms.validators import ValidationError

from core.forms import RoundtableForm
from people.leaks.forms import CheckedForm

ENDINGS = ".xlsx,.ods,.csv"


class ChosenSheet(FileField):
    """A spreadsheet that has to be chosen; `.content` and `.called` are what came."""

    content: bytes = b""
    called: str = ""

    def pre_validate(self, form: object) -> None:
        """Read it once; nothing chosen is said beside the field."""
        found = request.files.get(self.name)
        self.called = (found.filename or "") if found is not None else ""
        self.content = found.stream.read() if found is not None and self.called else b""
        if not self.called:
            raise ValidationError("Choose a spreadsheet")


class SendForm(RoundtableForm):
    """A spreadsheet of actions."""

    file = ChosenSheet("Spreadsheet")


class StoreForm(CheckedForm):
    """The yes to a preview, and why words stay that were found in it."""
