"""Questions of two records that may be one person, and of the copy of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, StringField

from core.forms import AtMost, RoundtableForm, choices
from people.forms import OneOfField


class CopyForm(RoundtableForm):
    """A copy of the ledger for the person."""

    named = BooleanField("Put their name on the cover")


class UnlinkForm(RoundtableForm):
    """Taking a linked record from under its main one."""

    why = StringField("Why?", validators=[AtMost(500)])


class MatchForm(RoundtableForm):
    """Two records side by side: which one leads, when they are the same person."""

    said = HiddenField()
    main = OneOfField("Which record is the main one?")
    why = StringField("Why?", validators=[AtMost(500)])

    def __init__(self, *, records: Mapping[str, str], **values: Any) -> None:
        super().__init__(**values)
        self.main.choices = choices(records)
