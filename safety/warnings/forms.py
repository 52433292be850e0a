"""What is asked when a warning is written, checked, released, taken back and shown. Shape and wording only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import (
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from core import clock
from core.errors import Refused
from core.forms import AtMost, Checkboxes, Needed, RoundtableForm, choices
from safety.reports import catalogue
from safety.vocabulary import DESCRIPTOR_WORDS, GRADE_WORDS, DescriptorKind, Grade
from safety.warnings.content import Noticed, WarningText, months_before
from safety.warnings.rules import MOST_MONTHS, SHOWN_WORDS, USUAL_MONTHS, WHY_CHOICES, ShownHow, WhyWithdrawn

MOST_ROWS, BLANK_ROWS = 20, 2
MONTHS = {
    "1": "1 month",
    "3": "3 months",
    str(USUAL_MONTHS): "6 months",
    "9": "9 months",
    str(MOST_MONTHS): "12 months",
}


class NoticedRow(Form):
    """One thing that was noticed of the reported person; a row without words is none."""

    kind = SelectField("What", choices=choices(DESCRIPTOR_WORDS), default=DescriptorKind.PHONE.value)
    value = StringField("In words or figures", validators=[AtMost(300)])

    @property
    def is_blank(self) -> bool:
        """True when nothing was typed in this row."""
        return not (self.value.data or "").strip()


class WarningForm(RoundtableForm):
    """What a warning says."""

    title = StringField("Heading", validators=[Needed("Write a heading."), AtMost(100)])
    words = TextAreaField("What was reported", validators=[Needed("Write what was reported."), AtMost(2000)])
    noticed = FieldList(FormField(NoticedRow), max_entries=MOST_ROWS)
    advice = TextAreaField("What may help", validators=[AtMost(600)])
    harms = Checkboxes("Kinds of harm", choices=choices(catalogue.harms()))
    wards = Checkboxes("Where", choices=choices(catalogue.places()))
    month = SelectField("Month", validate_choice=False)
    hours = SelectField("Part of the day", choices=choices(catalogue.HOURS, "Not said"))
    grade = RadioField("Where it comes from", choices=choices(GRADE_WORDS), default=Grade.FIRST_HAND.value)
    months = RadioField("How long it stands", choices=choices(MONTHS), default=str(USUAL_MONTHS))

    def __init__(self, text: WarningText | None = None, **values: Any) -> None:
        """`text`: what stands in the draft, or what a report begins it with."""
        super().__init__(**(_values(text) if text else {}), **values)
        self.month.choices = choices(months_before(clock.today()), "Not said")
        while self.title.raw_data is None and len(self.noticed) < MOST_ROWS and self._blanks() < BLANK_ROWS:
            self.noticed.append_entry()

    def text(self) -> WarningText:
        """What was typed."""
        rows = [row.form for row in self.noticed if not row.form.is_blank]
        month = self.month.data or ""
        return WarningText(
            title=self.title.data or "", words=self.words.data or "", advice=self.advice.data or "",
            noticed=tuple(Noticed(DescriptorKind(row.kind.data), row.value.data or "") for row in rows),
            harms=tuple(self.harms.data or ()), wards=tuple(self.wards.data or ()),
            month=month if month in months_before(clock.today()) else "", hours=self.hours.data or "",
        )  # fmt: skip

    def source(self) -> Grade:
        """Where it comes from, as chosen."""
        return Grade(self.grade.data)

    def show(self, refusal: Refused) -> None:
        """A refusal about what was noticed stands on top: rows have no place for one."""
        super().show(Refused(refusal.reason, instead=refusal.instead) if refusal.field == "noticed" else refusal)

    def _blanks(self) -> int:
        return sum(row.form.is_blank for row in self.noticed)


def _values(text: WarningText) -> dict[str, Any]:
    return {
        "title": text.title, "words": text.words, "advice": text.advice, "harms": list(text.harms),
        "wards": list(text.wards), "month": text.month, "hours": text.hours,
        "noticed": [{"kind": each.kind.value, "value": each.value} for each in text.noticed],
    }  # fmt: skip


class AnswersForm(RoundtableForm):
    """Why finds of the check may stand: one box for each, by its key."""

    reasons = FieldList(StringField("Why it may stand", validators=[AtMost(300)]))

    def __init__(self, keys: Iterable[str], answers: dict[str, str] | None = None, **values: Any) -> None:
        """`keys`: the finds that can be answered, in the order of the page; `answers`: what stands already."""
        self.keys = list(keys)
        known = answers or {}
        super().__init__(reasons=[known.get(key, "") for key in self.keys], **values)
        while len(self.reasons) < len(self.keys):
            self.reasons.append_entry()

    def given(self) -> dict[str, str]:
        """Find to reason."""
        return {key: field.data or "" for key, field in zip(self.keys, self.reasons, strict=False)}


class BackForm(RoundtableForm):
    """What should change."""

    words = TextAreaField("What should change?", validators=[Needed("Say what should change."), AtMost(1000)])


class WithdrawForm(RoundtableForm):
    """Why a warning is taken back."""

    why = RadioField("Why?", choices=choices(WHY_CHOICES), validators=[Needed("Choose why.")])

    def reason(self) -> WhyWithdrawn:
        """The reason that was chosen."""
        return WhyWithdrawn(self.why.data)


class ShownForm(RoundtableForm):
    """That somebody was shown a warning."""

    how = RadioField("How?", choices=choices(SHOWN_WORDS), default=ShownHow.SCREEN.value)
    people = IntegerField("How many people?", default=1, validators=[Optional()])
    person = SelectField("Was it somebody you have a record of?", validate_choice=True)

    def __init__(self, known: Iterable[tuple[str, str]] = (), **values: Any) -> None:
        """`known`: (id, words) of people that the worker may choose from."""
        super().__init__(**values)
        self.person.choices = choices(dict(known), "Nobody in particular")

    def way(self) -> ShownHow:
        """How they saw it."""
        return ShownHow(self.how.data)
