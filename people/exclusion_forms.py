"""Questions of an exclusion: which colleague, from when until when, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms import SelectField, TextAreaField

from core.forms import AtMost, DayField, Needed, RoundtableForm, choices


class ExclusionForm(RoundtableForm):
    """Keep a colleague away."""

    user = SelectField("Colleague", validators=[Needed("Choose a colleague")])
    reason = TextAreaField("Why", validators=[Needed("Say why"), AtMost(1000)])
    from_on = DayField("From", validators=[Needed("Enter the first day")])
    until_on = DayField("Until", validators=[AtMost(40)])

    def __init__(self, colleagues: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        self.user.choices = choices(colleagues, "Choose a colleague")


class EndExclusionForm(RoundtableForm):
    """Let a colleague near again."""

    reason = TextAreaField("Why it ends", validators=[Needed("Say why"), AtMost(1000)])
