"""Questions at the doors: what a reviewer says of an opening, whether cases are open to all, and which reference."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField

from cases.doors.rules import VERDICT_WORDS
from core.forms import AtMost, Needed, RoundtableForm, choices


class ReviewForm(RoundtableForm):
    """What a manager says of an opening."""

    verdict = RadioField("What do you say of it?", choices=choices(VERDICT_WORDS), validators=[Needed("Choose one")])
    words = TextAreaField("What is to follow, or a note", validators=[AtMost(2000)])


class DoorsForm(RoundtableForm):
    """Whom the agency's cases are open to."""

    to_all = RadioField(
        "Who may open a case?",
        choices=choices({"team": "Its team and managers", "all": "Every caseworker of the agency"}),
        validators=[Needed("Choose one")],
    )
