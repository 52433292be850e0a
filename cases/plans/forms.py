"""The questions of plans: what is written, a goal with its steps, what they said of it, and the copy they carry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from cases import catalogue
from cases.plans import rules
from cases.plans.rules import StepDraft
from core.errors import Refused
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices

BLANK_ROWS = 2
NEUTRAL = {
    "neutral": "No: it says “My notes” and names nobody of ours",
    "named": "Yes: it says what it is and who we are",
}  # fmt: skip


class PlanForm(RoundtableForm):
    """What is written in a plan apart from its goals, and the day it is looked at again."""

    review_on = DayField("Look at it again on", validators=[Needed("Enter the day to look at it again")])

    def words(self) -> dict[str, str]:
        """What was typed under each question."""
        return {field.name: field.data or "" for field in self.sections()}

    def sections(self) -> list[Field]:
        """The questions, in order."""
        return [field for field in self if isinstance(field, TextAreaField)]


def _sections(sections: Mapping[str, tuple[str, str, str]]) -> dict[str, Any]:
    return {
        key: TextAreaField(title, description=hint, validators=[AtMost(4000)])
        for key, (title, hint, _) in sections.items()
    }


#: One form class a plan, its questions made of the rules' own.
PLAN_FORMS: Mapping[rules.PlanKind, type[PlanForm]] = {
    kind: type(f"{kind.value.capitalize()}PlanForm", (PlanForm,), _sections(sections))
    for kind, sections in rules.SECTIONS.items()
}


class StepRow(Form):
    """One row of the steps of a goal; a row without any words is no step."""

    step_id = HiddenField()
    words = StringField("Step", validators=[AtMost(300)])
    doer = SelectField("Who", choices=choices(rules.DOER_WORDS), default=rules.Doer.US.value)
    who = StringField("Name, if somebody else", validators=[AtMost(100)])
    due_on = DayField("By")
    done_on = DayField("Done on")

    @property
    def is_blank(self) -> bool:
        """True when nothing was typed in this row."""
        return not any((field.data or "").strip() for field in (self.words, self.who, self.due_on, self.done_on))

    def draft(self) -> StepDraft:
        """The step that was typed."""
        return StepDraft(
            self.words.data or "", rules.doer(self.doer.data), self.who.data or "", self.due_on.day, self.done_on.day,
            UUID(self.step_id.data) if self.step_id.data else None,
        )  # fmt: skip


class GoalForm(RoundtableForm):
    """A goal in the person's words, how far it has come, and its steps."""

    words = TextAreaField(
        "The goal, in their words", validators=[Needed("Write the goal in their words"), AtMost(1000)]
    )
    need = SelectField("About", default="", choices=choices(catalogue.needs_to_choose(), "Nothing of these"))
    progress = RadioField("How far it has come", choices=choices(rules.PROGRESS_WORDS), default="to_do")
    news = TextAreaField("What they say about it now", validators=[AtMost(2000)])
    steps = FieldList(FormField(StepRow), max_entries=rules.MOST_STEPS)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        while not self.is_submitted() and len(self.steps) < rules.MOST_STEPS and self._blanks() < BLANK_ROWS:
            self.steps.append_entry()

    def is_submitted(self) -> bool:
        """True when this request posted the form: then it shows the rows that were posted."""
        return bool(self.words.raw_data is not None)

    def drafts(self) -> list[StepDraft]:
        """The steps that were typed, in order."""
        return [row.form.draft() for row in self._written()]

    def show(self, refusal: Refused) -> None:
        """Put a refusal about a step beside the field of its row."""
        parts = refusal.field.split("-")
        if len(parts) != 3:
            super().show(refusal)
            return
        field = self._written()[int(parts[1])].form[parts[2]]
        field.errors = [*field.errors, f"{refusal.reason} {refusal.instead}".strip()]

    def _written(self) -> list[Any]:
        return [row for row in self.steps if not row.form.is_blank]

    def _blanks(self) -> int:
        return len(self.steps) - len(self._written())


class AgreeForm(RoundtableForm):
    """What they said of the plan as it stands."""

    agreed = RadioField("Do they agree to it?", choices=choices(rules.AGREED_WORDS), validators=[Needed("Choose one")])
    agreed_on = DayField("They said so on")


class CopyForm(RoundtableForm):
    """The person's own copy."""

    how = RadioField("How they have it", choices=choices(rules.HOW_WORDS), validators=[Needed("Choose how")])
    heading = RadioField("Does the paper name us?", choices=choices(NEUTRAL), default="neutral")
    given_on = DayField("Day", validators=[Needed("Enter the day")])

    def day(self) -> date:
        """The day it was given."""
        if self.given_on.day is None:
            raise Refused("Enter the day.", field="given_on")
        return self.given_on.day
