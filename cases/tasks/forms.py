"""The questions of tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField, StringField, TextAreaField

from cases.tasks import rules
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices


class TaskForm(RoundtableForm):
    """What there is to do, by whom and by when."""

    title = StringField("What to do", validators=[Needed("Say what there is to do"), AtMost(rules.LONGEST_TITLE)])
    due_on = DayField("By", validators=[Needed("Enter the day")])
    assignee = SelectField("Who does it", validators=[Needed("Choose who does it")])
    details = TextAreaField("Details", validators=[AtMost(4000)])

    def __init__(self, holders: Mapping[Any, str], **values: Any) -> None:
        super().__init__(**values)
        self.assignee.choices = choices(holders)
