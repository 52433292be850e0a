"""The questions about progress reports: which one, when they come by themselves, and why one is withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms import BooleanField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import NumberRange, Optional

from core.forms import AtMost, Checkboxes, Needed, RoundtableForm, choices
from forum.forms import body_choices
from forum.reporting.rules import KIND_WORDS, MOST_DAYS_BEFORE, ScheduleKind, Shape
from people.leaks.forms import CheckedForm


class IssueForm(RoundtableForm):
    """The next report of a meeting."""

    tell = BooleanField("Tell its readers by e-mail")


class AskForm(IssueForm):
    """A report that belongs to no meeting: whose."""

    body = SelectField("Whose report", choices=[])

    def __init__(self, bodies: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        self.body.choices = body_choices(bodies)

    @property
    def body_id(self) -> UUID | None:
        """Which body it is about; None for the forum itself."""
        return UUID(self.body.data) if self.body.data else None


class WithdrawReportForm(CheckedForm):
    """Why a report is withdrawn."""

    reason = TextAreaField("Why is it withdrawn?", [Needed("Say why it is withdrawn"), AtMost(500)])


class ShapeFields(RoundtableForm):
    """When a report is made, and who is told."""

    kind = RadioField(
        "When it is made", choices=choices({each.value: words for each, words in KIND_WORDS.items()}),
        validators=[Needed("Choose when it is made")],
    )  # fmt: skip
    days_before = IntegerField(
        "Days before the meeting", [Optional(), NumberRange(1, MOST_DAYS_BEFORE, f"Enter 1 to {MOST_DAYS_BEFORE} days")]
    )
    month_day = IntegerField("Day of the month", [Optional(), NumberRange(1, 31, "Enter a day of the month, 1 to 31")])
    recipients = Checkboxes("Who is told", validators=[Needed("Choose at least one role that is told")])

    def __init__(self, roles: Mapping[str, str], **values: Any) -> None:
        super().__init__(**values)
        self.recipients.choices = choices(roles)

    @property
    def shape(self) -> Shape:
        """What it goes by, as answered: the number of the other kind does not count."""
        kind = ScheduleKind(self.kind.data)
        by_meeting = kind is ScheduleKind.BEFORE_MEETING
        return Shape(kind, self.days_before.data if by_meeting else None, None if by_meeting else self.month_day.data)


class ScheduleForm(ShapeFields):
    """A new schedule: whose report."""

    body = SelectField("Whose report", choices=[])

    def __init__(self, roles: Mapping[str, str], bodies: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(roles, **values)
        self.body.choices = body_choices(bodies)

    @property
    def body_id(self) -> UUID | None:
        """Which body it is about; None for the forum itself."""
        return UUID(self.body.data) if self.body.data else None
