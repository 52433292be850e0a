"""The count of a night: one number for each hour of a session, in one ward."""

from __future__ import annotations

from typing import Any

from flask import request

from core.forms import RoundtableForm
from outreach.hours.rules import MOST_SEEN, Slot


class HoursForm(RoundtableForm):
    """How many people were seen working, hour by hour. An empty hour was not counted; 0 means that nobody was seen."""

    def __init__(self, slots: list[Slot], stored: dict[int, int], **values: Any) -> None:
        super().__init__(**values)
        self.slots = slots
        offered = {slot.hour: "" if slot.hour not in stored else str(stored[slot.hour]) for slot in slots}
        posted = request.method == "POST"
        self.typed = {
            hour: request.form.get(f"hour-{hour}", "").strip() if posted else offered[hour] for hour in offered
        }
        self.wrong: dict[int, str] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Every hour is empty or a number from 0 to 999; each wrong one is said beside it."""
        passed = super().validate(extra_validators)
        words = {slot.hour: slot.words for slot in self.slots}
        for hour, typed in self.typed.items():
            if typed and not (typed.isdecimal() and int(typed) <= MOST_SEEN):
                self.wrong[hour] = f"{words[hour]} must be 0 to {MOST_SEEN}"
        self.form_errors.extend(self.wrong.values())
        return passed and not self.wrong

    def seen(self) -> dict[int, int | None]:
        """People seen by hour; None for an hour that nobody counted. Only a form that has passed has them."""
        return {hour: int(typed) if typed else None for hour, typed in self.typed.items()}
