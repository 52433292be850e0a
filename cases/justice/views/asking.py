"""What the question pages of the journey share: one template, a clash that shows both, lists to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for

from cases.justice import queries
from cases.justice.forms import QuestionForm
from cases.justice.words import incident_title
from core.access import current_actor
from core.changing import Answer, Stored, change
from core.words import long_day

TEMPLATE = "cases/justice/form.html"
NEW: Stored = (0, ())


def question(
    form: QuestionForm, shown: dict[str, Any], write: Callable[[], object], stored: Callable[[], Stored], *,
    heading: str, button: str, back: str, lede: str = "", current: str = "Criminal justice", options: Any = (),
    about: Sequence[str] = (),
) -> Answer:  # fmt: skip
    """Ask, write and go back; a clash shows what is stored beside what was typed, and takes the two together."""
    return change(
        TEMPLATE, form, shown, write, stored, back=back, heading=heading, button=button, lede=lede, section=current,
        options=options, about=about,
    )  # fmt: skip


def never() -> Stored:
    """What a new row has stored: nothing, so that no other text can be lost."""
    return NEW


def incident_choices(case: Any) -> dict[str, str]:
    """The incidents of a case for a list: id to words."""
    return {str(row.id): incident_title(row) for row in queries.incidents_of(current_actor(), case)}


def chosen_id(words: str | None) -> UUID | None:
    """The id that was chosen in a list, None for the whole case."""
    return UUID(words) if words else None


def day_words(day: date | None) -> str:
    """A day that is stored, in words."""
    return long_day(day) if day else "None"


def to_journey(case_id: UUID) -> str:
    """The address of the journey of a case."""
    return url_for("cases.show_journey", case_id=case_id)
