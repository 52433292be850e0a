"""What an agency is asked about its own services."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, RadioField
from wtforms.validators import NumberRange, Optional

from core.forms import Needed, RoundtableForm, choices
from directory.rules import LONGEST_LIST_WEEKS, STANDING_WORDS

HINTS = {
    "open": "You can start with someone new now.",
    "limited": "A few places are left.",
    "waiting_list": "People wait, and you can say about how long.",
    "closed": "Nobody can be referred, an emergency included.",
}


class CapacityForm(RoundtableForm):
    """What a service can take now."""

    standing = RadioField("What can you take now?", validators=[Needed("Choose what you can take now")])
    weeks = IntegerField(
        "Weeks that people wait, about",
        validators=[Optional(), NumberRange(1, LONGEST_LIST_WEEKS, f"Weeks must be 1 to {LONGEST_LIST_WEEKS}")],
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.standing.choices = choices({standing.value: words for standing, words in STANDING_WORDS.items()})
