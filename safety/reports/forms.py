"""The questions of incident reports. None but the words needs an answer, and none asks about leave to stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import PasswordField, SelectField, StringField, TextAreaField

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.forms import OneOfField
from safety.reports import catalogue, rules
from safety.reports.rules import Facts, HowAnswered, Noticed, Said, WhenKind, field_of
from safety.vocabulary import DESCRIPTOR_WORDS, GRADE_WORDS, LOOKED_UP, SCOPE_WORDS, DescriptorKind, Grade, Scope

LONG = AtMost(10000)
NOT_ASKED = "not_asked"
SCOPE_ANSWERS = {"yes": "Yes", "no": "No", NOT_ASKED: "Not asked"}


class FactsForm(RoundtableForm):
    """What a report says beside the person's own words: every part may stay empty."""

    grade = OneOfField("Who says it", choices=choices(GRADE_WORDS), default=Grade.FIRST_HAND.value)
    harms = Checkboxes("What kind of thing was it?", choices=choices(catalogue.harms()))
    first_on = DayField("Day")
    last_on = DayField("Last day")
    hours = SelectField("Time of day", choices=choices(catalogue.HOURS, "Not known"), default="")
    ward = SelectField("Where", choices=choices(catalogue.places(), "Not asked"), default="")
    setting = SelectField("Way of working then", choices=choices(catalogue.settings(), "Not asked"), default="")
    platform = StringField("Site or app", validators=[AtMost(200)])
    injured = OneOfField("Injured?", choices=choices(rules.SAID_WORDS), default=NOT_ASKED)
    injuries = TextAreaField("Injuries, and what help they had", validators=[AtMost(2000)])
    police_know = OneOfField("Do police know?", choices=choices(rules.SAID_WORDS), default=NOT_ASKED)
    police_reference = StringField("Police reference", validators=[AtMost(100)])
    barriers = Checkboxes("What makes it hard to go to police", choices=choices(catalogue.barriers()))
    wants = TextAreaField("What they want now, in their words", validators=[AtMost(4000)])
    note = TextAreaField("Your own note", validators=[AtMost(4000)])

    def facts(self) -> Facts:
        """The answers. One day is the day itself; a first and a last day are a band."""
        first, last = self.first_on.day, self.last_on.day
        return Facts(
            harms=tuple(self.harms.data or ()), when_kind=_when(first, last), first_on=first, last_on=last,
            hours=self.hours.data or None, ward=self.ward.data or None, setting=self.setting.data or None,
            platform=self.platform.data, injured=Said(self.injured.data or NOT_ASKED), injuries=self.injuries.data,
            police_know=Said(self.police_know.data or NOT_ASKED), police_reference=self.police_reference.data,
            barriers=tuple(self.barriers.data or ()), grade=Grade(self.grade.data or Grade.FIRST_HAND),
            wants=self.wants.data, note=self.note.data,
        )  # fmt: skip


def _when(first: object, last: object) -> WhenKind:
    if first is None and last is None:
        return WhenKind.NOT_KNOWN
    return WhenKind.EXACT if last is None or first == last else WhenKind.BAND


class NoticedForm(RoundtableForm):
    """What was noticed of whoever did it: one field for each kind, one thing a line for what is looked up whole."""

    noticed_phone = TextAreaField(DESCRIPTOR_WORDS[DescriptorKind.PHONE], validators=[AtMost(500)])
    noticed_email = TextAreaField(DESCRIPTOR_WORDS[DescriptorKind.EMAIL], validators=[AtMost(500)])
    noticed_plate = TextAreaField(DESCRIPTOR_WORDS[DescriptorKind.PLATE], validators=[AtMost(200)])
    noticed_profile = TextAreaField(DESCRIPTOR_WORDS[DescriptorKind.PROFILE], validators=[AtMost(500)])
    noticed_name_used = StringField(DESCRIPTOR_WORDS[DescriptorKind.NAME_USED], validators=[AtMost(200)])
    noticed_vehicle = StringField(DESCRIPTOR_WORDS[DescriptorKind.VEHICLE], validators=[AtMost(300)])
    noticed_looks = TextAreaField(DESCRIPTOR_WORDS[DescriptorKind.LOOKS], validators=[AtMost(2000)])
    noticed_method = TextAreaField(DESCRIPTOR_WORDS[DescriptorKind.METHOD], validators=[AtMost(2000)])

    def noticed(self) -> list[Noticed]:
        """Everything that was written, kind by kind."""
        found = []
        for kind in DescriptorKind:
            words = (self[field_of(kind)].data or "").strip()
            values = words.splitlines() if kind in LOOKED_UP else [words]
            found += [Noticed(kind, value.strip()) for value in values if value.strip()]
        return found


class AnswersForm(RoundtableForm):
    """A yes, a no or “not asked” for each of the five scopes; each stands alone."""

    warning = OneOfField(SCOPE_WORDS[Scope.WARNING], choices=choices(SCOPE_ANSWERS), default=NOT_ASKED)
    intelligence = OneOfField(SCOPE_WORDS[Scope.INTELLIGENCE], choices=choices(SCOPE_ANSWERS), default=NOT_ASKED)
    contact = OneOfField(SCOPE_WORDS[Scope.CONTACT], choices=choices(SCOPE_ANSWERS), default=NOT_ASKED)
    full_report = OneOfField(SCOPE_WORDS[Scope.FULL_REPORT], choices=choices(SCOPE_ANSWERS), default=NOT_ASKED)
    research = OneOfField(SCOPE_WORDS[Scope.RESEARCH], choices=choices(SCOPE_ANSWERS), default=NOT_ASKED)
    how = OneOfField("How did they say it?", choices=choices(rules.HOW_WORDS), default=HowAnswered.SPOKEN.value)

    def asked_before(self, scopes: Iterable[Scope]) -> None:
        """Offer yes and no alone where an answer stands: nobody can go back to not having been asked."""
        for scope in scopes:
            self[scope.value].choices = choices({"yes": "Yes", "no": "No"})

    def answers(self) -> dict[Scope, bool]:
        """The scopes that were answered with yes or no; “not asked” is no answer."""
        said = {scope: self[scope.value].data for scope in Scope}
        return {scope: words == "yes" for scope, words in said.items() if words in ("yes", "no")}

    def how_answered(self) -> HowAnswered:
        """How they were said."""
        return HowAnswered(self.how.data or HowAnswered.SPOKEN)


class ReportForm(FactsForm, NoticedForm, AnswersForm):
    """A new report: the person's own words first. Nothing else is needed."""

    words = TextAreaField("What happened, in their own words", validators=[LONG])


class WordsForm(RoundtableForm):
    """Words that came later."""

    whose = OneOfField(
        "Whose words are they?", choices=choices({"own": "Their own words", "note": "My note"}), default="own"
    )
    words = TextAreaField("Add words", validators=[Needed("Write what you want to add."), LONG])


class LinkForm(RoundtableForm):
    """Whom a report is about."""

    choice = OneOfField("It is about", validators=[Needed("Choose whom it is about")])

    def __init__(self, offered: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.choice.choices = choices(dict(offered))


class CloseForm(RoundtableForm):
    """Close a report."""

    words = TextAreaField("What came of it?", validators=[Needed("Write what came of it."), AtMost(4000)])


class EraseForm(RoundtableForm):
    """Erase a report for good."""

    reference = StringField("Type the number of the report", validators=[Needed("Type the number of the report")])


class PaperForm(RoundtableForm):
    """What goes on the person's own paper."""

    holds = OneOfField(
        "What goes on it?",
        choices=choices({"answers": "Only what they said yes and no to", "everything": "Everything they said"}),
        default="answers",
    )


class ExportForm(RoundtableForm):
    """Take the research register out as a file."""

    purpose = StringField("What is it for?", validators=[Needed("Write what it is for."), AtMost(500)])
    receiver = StringField("Who gets it?", validators=[Needed("Write who gets it."), AtMost(300)])
    kind = OneOfField("As", choices=choices({"xlsx": "Spreadsheet (XLSX)", "csv": "Text (CSV)"}), default="xlsx")
    password = PasswordField("Your password", validators=[Needed("Enter your password")])
