"""Questions of two records that may be one person, and of the copy of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField

from core.forms import RoundtableForm, choices
from people.forms import OneOfField


class CopyForm(RoundtableForm):
    """A copy of the ledger for the person."""

    named = BooleanField("Put their name on the cover")


class MatchForm(RoundtableForm):
    """Two records side by side: which one leads, when they are the same person."""

    said = HiddenField()
    main = OneOfField("Which record is the main one?")

    def __init__(self, *, records: Mapping[str, str], **values: Any) -> None:
        super().__init__(**values)
        self.main.choices = choices(records)
