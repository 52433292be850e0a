"""What is asked about a list: what it is for, what locks it, and the second yes or no."""

from __future__ import annotations

from typing import Any

from wtforms import PasswordField, RadioField, SelectField, StringField, TextAreaField

from agencies.exports import rules
from core.forms import AtMost, Needed, RoundtableForm, choices

LOCKING = ("passphrase", "again", "password")


class AskForm(RoundtableForm):
    """Ask for a list. One that is about nobody needs no lock."""

    purpose = SelectField("What is it for?", validators=[Needed("Choose what it is for")])
    why = TextAreaField(
        "Why do you need the list itself?", validators=[Needed("Say why you need it"), AtMost(rules.LONGEST_WORDS)],
        description="A sentence that somebody could judge in a year. It stands on the first sheet of the file.",
    )  # fmt: skip
    shape = RadioField("As", validators=[Needed("Choose a kind of file")], default="xlsx")
    passphrase = PasswordField(
        "Passphrase for the file", validators=[Needed("Enter a passphrase")],
        description="15 characters or more: three or four words. We keep it only until the file is made, so write it "
        "down somewhere safe: without it nobody opens the file.",
    )  # fmt: skip
    again = PasswordField("The same passphrase again", validators=[Needed("Enter the passphrase again")])
    password = PasswordField(
        "Your own password", validators=[Needed("Enter your password")], description="To show that it is you who asks."
    )

    def __init__(self, *, about_people: bool, **values: Any) -> None:
        super().__init__(**values)
        self.purpose.choices = choices(rules.PURPOSE_WORDS, "Choose")
        self.shape.choices = choices(rules.SHAPE_WORDS)
        if not about_people:
            for name in LOCKING:
                del self[name]

    def typed(self, name: str) -> str:
        """What was typed into a field, nothing when the form has no such field."""
        return str(self[name].data or "") if name in self else ""


class AgreeForm(RoundtableForm):
    """The second yes."""

    password = PasswordField(
        "Your own password",
        validators=[Needed("Enter your password")],
        description="To show that it is you who agrees.",
    )


class RefuseForm(RoundtableForm):
    """A no, and why."""

    answer = StringField("Why not?", validators=[Needed("Say why"), AtMost(rules.LONGEST_WORDS)])
