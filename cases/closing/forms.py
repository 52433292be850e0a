"""The questions of closing, of a review, of erasure, and of an agency's own schedule and checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    Field,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from cases import catalogue as case_catalogue
from cases.closing import catalogue, rules
from cases.closing.catalogue import Item, RecordType
from cases.closing.rules import Said, Told
from cases.closing.service.closings import ClosingWords
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.forms import OneOfField

CLOSE = "close"


class BeginForm(RoundtableForm):
    """Begin to close a case."""

    reason = TextAreaField("Why now?", validators=[Needed("Say why, in a sentence"), AtMost(1000)])


class GiveUpForm(RoundtableForm):
    """Go on with the work."""

    reason = TextAreaField("Why does the work go on?", validators=[Needed("Say why, in a sentence"), AtMost(1000)])


class ClosingForm(RoundtableForm):
    """All that is written when a case closes; the checklist's fields are those of a class made for it."""

    reason_code = SelectField("Why the case is closed", default="")
    why = TextAreaField("In a sentence", validators=[AtMost(1000)])
    exit_plan = TextAreaField("Their exit plan, in their own words", validators=[AtMost(4000)])
    ending = RadioField("Do they agree to it?", choices=choices(rules.ENDING_WORDS), default=rules.NOT_YET)
    record_type = SelectField("What kind of record it is")
    items: Sequence[Item] = ()

    def asked(self) -> list[tuple[Item, Field, Field]]:
        """The checklist: item, answer, and words for a no."""
        return [(item, self[f"{item.code}-said"], self[f"{item.code}-words"]) for item in self.items]

    def written(self) -> ClosingWords:
        """What was written."""
        return ClosingWords(
            self.reason_code.data or None, self.why.data or "", self.exit_plan.data or "",
            rules.ending(self.ending.data), self.record_type.data,
            {item.code: Told(Said(said.data) if said.data else None, words.data or "")
             for item, said, words in self.asked()},
        )  # fmt: skip


def closing_form(
    items: Sequence[Item], schedule: Mapping[str, RecordType], answers: Mapping[str, Told], **values: Any
) -> ClosingForm:
    """The form for one agency's checklist, filled with what was answered before."""
    fields: dict[str, Any] = {"items": tuple(items)}
    for item in items:
        told = answers.get(item.code, Told())
        fields[f"{item.code}-said"] = OneOfField(
            item.label, choices=choices(rules.SAID_WORDS), default=told.said.value if told.said else None
        )
        fields[f"{item.code}-words"] = StringField(
            f"Why not: {item.label}", default=told.words, validators=[AtMost(500)]
        )
    made: type[ClosingForm] = type("AskedClosingForm", (ClosingForm,), fields)
    form = made(**values)
    form.reason_code.choices = choices(case_catalogue.closing_reasons(), "Choose")
    form.record_type.choices = choices({code: row.label for code, row in schedule.items() if row.for_cases})
    return form


class HoldForm(RoundtableForm):
    """Hold a record."""

    kind = RadioField("What for", choices=choices(rules.HOLD_WORDS), validators=[Needed("Choose what for")])
    reason = TextAreaField("Why", validators=[AtMost(1000)])
    until = DayField("Until")


class ReleaseForm(RoundtableForm):
    """Release a hold."""

    release_reason = StringField("Why it is released", validators=[AtMost(500)])


class KeepForm(RoundtableForm):
    """Keep a record longer."""

    keep_reason = TextAreaField("Why it is kept", validators=[AtMost(1000)])
    keep_until = DayField("Look at it again on", validators=[Needed("Enter the day to look at it again")])


class AskForm(RoundtableForm):
    """Ask that a record is erased."""

    why = RadioField("Why it is erased", choices=choices(rules.WHY_WORDS), validators=[Needed("Choose why")])


class EraseForm(RoundtableForm):
    """Erase, as the second person: the reference typed, and the own password."""

    reference = StringField("Reference", validators=[Needed("Type the reference")])
    password = PasswordField("Your password", validators=[Needed("Enter your password")])


class NoForm(RoundtableForm):
    """Say no to an erasure."""

    no_reason = TextAreaField("Why not", validators=[AtMost(1000)])


class KeepingForm(RoundtableForm):
    """An agency's months and questions; a field for each kind of record stands in a class made for them."""

    kept_items = Checkboxes("Questions when a case closes")
    own = TextAreaField("Your own questions, one on each line", validators=[AtMost(2500)])

    def months(self) -> dict[str, int | None]:
        """The months of each kind of record."""
        return {code: self[f"months_{code}"].data for code in catalogue.default_schedule()}

    def rows(self) -> list[tuple[RecordType, Field]]:
        """Each kind of record with its field."""
        return [(row, self[f"months_{code}"]) for code, row in catalogue.default_schedule().items()]

    def questions(self) -> list[str]:
        """The agency's own questions."""
        return [line.strip() for line in (self.own.data or "").splitlines() if line.strip()]


def keeping_form(schedule: Mapping[str, RecordType], checklist: Sequence[Item], version: int) -> KeepingForm:
    """The form, filled with what holds now."""
    fields = {
        f"months_{code}": IntegerField(row.label, default=row.months, validators=[Optional()])
        for code, row in schedule.items()
    }
    made: type[KeepingForm] = type("AgencyKeepingForm", (KeepingForm,), fields)
    form = made(
        version=version, kept_items=[item.code for item in checklist if not item.is_own],
        own="\n".join(item.label for item in checklist if item.is_own),
    )  # fmt: skip
    form.kept_items.choices = choices({item.code: item.label for item in catalogue.default_checklist()})
    return form
