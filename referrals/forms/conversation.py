"""What is asked in a thread, and of an agency about its own limits."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from core.forms import AtMost, Needed, RoundtableForm
from referrals.rules import LONGEST_MESSAGE, Urgency


class ReadForm(RoundtableForm):
    """“I have read these”: as far as the last message that was shown."""

    read_to = HiddenField()

    @property
    def last_read(self) -> UUID | None:
        """The message that was shown last; None for none, or for what is no message."""
        try:
            return UUID(self.read_to.data or "")
        except ValueError:
            return None


class MessageForm(ReadForm):
    """One message: plain text."""

    words = TextAreaField("Message", [Needed("Write a message"), AtMost(LONGEST_MESSAGE)])
    words_checked = BooleanField("I have read these words. They may go.")


def _days(words: str) -> IntegerField:
    return IntegerField(words, [InputRequired("Enter a number of working days"), NumberRange(0, 30, "0 to 30 days")])


class TargetsForm(RoundtableForm):
    """An agency's own limits, in working days, by urgency."""

    standard_acknowledge = _days("Acknowledge, standard")
    standard_decide = _days("Decide, standard")
    high_acknowledge = _days("Acknowledge, high")
    high_decide = _days("Decide, high")

    def days(self, urgency: Urgency) -> tuple[Any, Any]:
        """What was answered for one urgency: to acknowledge, to decide."""
        return self[f"{urgency.value}_acknowledge"].data, self[f"{urgency.value}_decide"].data
