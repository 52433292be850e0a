"""The questions about an item of an agenda."""

from __future__ import annotations

from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from core.forms import AtMost, Needed, choices
from forum.agenda.rules import LONGEST
from forum.rules import FOR_WORDS, ItemFor
from people.leaks.forms import CheckedForm

PURPOSES = {kind.value: FOR_WORDS[kind] for kind in ItemFor}


class ItemForm(CheckedForm):
    """One item: what it is, how long it takes, who leads it, and what the members are asked to do."""

    title = StringField("Item", [Needed("Say what the item is"), AtMost(160)])
    minutes = IntegerField(
        "Minutes", [InputRequired("Enter the minutes"), NumberRange(1, LONGEST, f"Enter 1 to {LONGEST} minutes")]
    )
    asked_for = SelectField("What for", choices=choices(PURPOSES, "Not said"))
    led_by = StringField("Who leads it", [AtMost(120)])
    note = TextAreaField("Note for the members", [AtMost(500)])

    @property
    def purpose(self) -> ItemFor | None:
        """What the members are asked to do."""
        return ItemFor(self.asked_for.data) if self.asked_for.data else None
