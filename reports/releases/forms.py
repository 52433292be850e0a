"""The questions to whoever takes figures away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypedDict

from wtforms import RadioField, SelectField, StringField

from core.forms import AtMost, Needed, RoundtableForm, choices
from reports.releases.rules import PURPOSE_WORDS, SHAPE_WORDS, ReleasePurpose, ReleaseShape

SPREADSHEETS = (ReleaseShape.XLSX, ReleaseShape.ODS, ReleaseShape.CSV)
ALL_SHAPES = (*SPREADSHEETS, ReleaseShape.PDF)


class Chosen(TypedDict):
    """What was answered, as the service takes it."""

    shape: ReleaseShape
    purpose: ReleasePurpose


class TakeAwayForm(RoundtableForm):
    """In which shape, for what, and why. Offers the shapes that the page can make."""

    shape = RadioField("File", validators=[Needed("Choose a kind of file")])
    purpose = SelectField("What is it for", validators=[Needed("Choose what it is for")])
    why = StringField(
        "In your own words", validators=[Needed("Say what you take it for, in a few words"), AtMost(300)],
        description="Ten characters or more, and nobody’s name. It is kept with the tables.",
    )  # fmt: skip

    def __init__(self, shapes: Iterable[ReleaseShape | str] = ALL_SHAPES, **values: Any) -> None:
        super().__init__(**values)
        offered = [ReleaseShape(each) for each in shapes]
        self.shape.choices = choices({each.value: SHAPE_WORDS[each] for each in offered})
        self.purpose.choices = choices({each.value: words for each, words in PURPOSE_WORDS.items()}, "Choose")

    @property
    def chosen(self) -> Chosen:
        """The shape and the purpose that were chosen; only of a form that passed."""
        return {"shape": ReleaseShape(self.shape.data), "purpose": ReleasePurpose(self.purpose.data)}
