"""The pages of assessments as forms, made from their tables of questions; and the few forms beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from cases.assessment import rules
from cases.assessment.answers import prints
from cases.assessment.questions import Ask, Page, Question
from cases.assessment.questions.dash import ELSEWHERE, RELATIONSHIPS
from cases.assessment.questions.shape import LINE, LONGEST
from cases.assessment.rules import Answers, Value
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices

CHECKS = {"agreed": "Yes, it may go to children’s services", "not_yet": "Not yet"}


class Offered:
    """One of the answers that were offered, or none: every question may be skipped."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, offered: Mapping[Any, str]) -> None:
        self.offered = offered

    def __call__(self, form: object, field: Field) -> None:
        if field.data and field.data not in self.offered:
            raise ValidationError("Choose one of these")


class PageForm(RoundtableForm):
    """One page of an assessment. `seen` holds prints of the answers it showed, to tell whose change is whose."""

    seen = HiddenField()
    apart = HiddenField()

    def changes(self, page: Page) -> dict[str, Value]:
        """What was written, by the names of the questions."""
        return {question.name: _value(self[question.name]) for question in page.questions}

    def prints(self) -> dict[str, str]:
        """The prints that came with the form; none when they did not come."""
        pairs = (each.partition(".") for each in (self.seen.data or "").split())
        return {name: mark for name, _, mark in pairs}

    def names_apart(self) -> set[str]:
        """The questions that two people answered differently, when this form came from the page of a clash."""
        return set((self.apart.data or "").split())

    def show_value(self, question: Question, value: Value) -> None:
        """Put another answer in the place of what was typed."""
        field = self[question.name]
        shown = _shown(question, {question.name: value})
        field.raw_data = None
        if isinstance(field, DayField):
            field.process_data(shown)
        else:
            field.data = shown

    def renew(self, page: Page, stored: Answers, version: int) -> None:
        """Make the form one of this moment: the next save is measured against what is stored now."""
        self.renew_key()
        self.seen.data, self.seen.raw_data = _marks(prints(page, stored)), None
        self.version.data, self.version.raw_data = version, None


def page_form(page: Page, answers: Answers, version: int) -> PageForm:
    """The form of a page, filled with what is stored."""
    fields = {question.name: _field(question) for question in page.questions}
    kind = type("AskedForm", (PageForm,), fields)
    values: dict[str, Any] = {question.name: _shown(question, answers) for question in page.questions}
    form: PageForm = kind(**values, version=version, seen=_marks(prints(page, answers)))
    return form


class BeginDashForm(RoundtableForm):
    """Whom the danger comes from: it decides whether DASH applies at all."""

    relationship = RadioField(
        "The person who does it is",
        choices=choices({**RELATIONSHIPS, **ELSEWHERE}), validators=[Needed("Choose who it is about")],
        validate_choice=False,
    )  # fmt: skip


class CheckForm(RoundtableForm):
    """A manager's answer to a concern about a child."""

    answer = RadioField("May it go?", choices=choices(CHECKS), validators=[Needed("Choose an answer")])
    words = TextAreaField("Why", validators=[Needed("Say why, in a sentence"), AtMost(LONGEST)])


class SettingsForm(RoundtableForm):
    """What an agency chooses for its assessments."""

    marac_threshold = IntegerField(
        "Prompt for MARAC from so many yes",
        validators=[InputRequired("Enter a number"), NumberRange(1, rules.MARAC_THRESHOLD, "1 to 14")],
    )
    review_days = IntegerField(
        "Look at risk again within so many days",
        validators=[InputRequired("Enter a number"), NumberRange(1, rules.LONGEST_REVIEW.days, "1 to 92")],
    )


def _marks(found: Mapping[str, str]) -> str:
    return " ".join(f"{name}.{mark}" for name, mark in found.items())


def _field(question: Question) -> Any:
    label = question.label
    if question.ask is Ask.WORDS:
        return TextAreaField(label, validators=[AtMost(LONGEST)])
    if question.ask is Ask.LINE:
        return StringField(label, validators=[AtMost(LINE)])
    if question.ask is Ask.DAY:
        return DayField(label)
    if question.ask is Ask.NUMBER:
        return IntegerField(label, validators=[Optional(), NumberRange(0, 999, "Enter a number from 0 to 999")])
    if question.ask is Ask.TICK:
        return BooleanField(label)
    return _choice_field(question)


def _choice_field(question: Question) -> Any:
    offered: Mapping[Any, str] = question.options
    if question.ask is Ask.ANY:
        return Checkboxes(question.label, choices=choices(offered))
    if question.ask is Ask.LIST:
        return SelectField(question.label, default="", choices=choices(offered, "Nothing chosen"))
    return RadioField(
        question.label, default=question.default or None, choices=choices(offered), validators=[Offered(offered)],
        validate_choice=False,
    )  # fmt: skip


def _shown(question: Question, answers: Answers) -> Any:
    value = answers.get(question.name, "")
    if question.ask is Ask.DAY:
        return date.fromisoformat(str(value)) if value else None
    if question.ask is Ask.NUMBER:
        return int(str(value)) if value else None
    if question.ask is Ask.TICK:
        return bool(value)
    if question.ask is Ask.ANY:
        return list(value) if isinstance(value, tuple) else []
    return value or question.default or ("" if question.ask is Ask.LIST else None)


def _value(field: Field) -> Value:
    if isinstance(field, DayField):
        return field.day.isoformat() if field.day else ""
    if isinstance(field, BooleanField):
        return "yes" if field.data else ""
    if isinstance(field, Checkboxes):
        return tuple(field.data or ())
    if isinstance(field, IntegerField):
        return "" if field.data is None else str(field.data)
    return _plain(field.data)


def _plain(words: str | None) -> str:
    """Text as it is kept: the line ends of one kind, nothing around it. “Not asked” is the same as skipped."""
    kept = (words or "").replace("\r\n", "\n").strip()
    return "" if kept == "not_asked" else kept
