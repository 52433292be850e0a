"""What the public page asks, and what the agency that opens it is asked."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.forms import OneOfField
from safety.outside.rules import ASKED, ASKED_WORDS
from safety.outside.words import EASY, LABELS, NOTICED, PLAIN
from safety.reports import catalogue
from safety.reports.rules import Facts, Noticed, WhenKind
from safety.vocabulary import DescriptorKind, Scope

YES_NO = {"yes": "Yes", "no": "No"}
LONGEST_WORDS = 8000


class _ScopesForm(RoundtableForm):
    """Yes or no to each thing that may come of it; an empty answer is “not asked”. `website` is a trap for machines."""

    warning = OneOfField(ASKED_WORDS[Scope.WARNING][PLAIN], choices=choices(YES_NO))
    intelligence = OneOfField(ASKED_WORDS[Scope.INTELLIGENCE][PLAIN], choices=choices(YES_NO))
    research = OneOfField(ASKED_WORDS[Scope.RESEARCH][PLAIN], choices=choices(YES_NO))
    website = StringField("Leave this empty", validators=[AtMost(200)])

    @property
    def is_from_a_machine(self) -> bool:
        """True when the field that no person sees was filled in."""
        return bool(self.website.data)

    def scopes(self) -> dict[Scope, bool]:
        """What was answered, and only that."""
        said = {scope: self[scope.value].data for scope in ASKED}
        return {scope: answer == "yes" for scope, answer in said.items() if answer in YES_NO}


class ReportForm(_ScopesForm):
    """What happened. Everything but the words may be left out."""

    words = TextAreaField(
        LABELS["words"][PLAIN],
        validators=[Needed("Write what happened, in any words you like"), AtMost(LONGEST_WORDS)],
    )
    harms = Checkboxes(LABELS["harms"][PLAIN])
    day = DayField(LABELS["day"][PLAIN])
    hours = SelectField(LABELS["hours"][PLAIN], default="")
    ward = SelectField(LABELS["ward"][PLAIN], default="")
    phone = StringField(NOTICED[DescriptorKind.PHONE][PLAIN], validators=[AtMost(200)])
    email = StringField(NOTICED[DescriptorKind.EMAIL][PLAIN], validators=[AtMost(200)])
    profile = StringField(NOTICED[DescriptorKind.PROFILE][PLAIN], validators=[AtMost(200)])
    plate = StringField(NOTICED[DescriptorKind.PLATE][PLAIN], validators=[AtMost(40)])
    vehicle = StringField(NOTICED[DescriptorKind.VEHICLE][PLAIN], validators=[AtMost(300)])
    name_used = StringField(NOTICED[DescriptorKind.NAME_USED][PLAIN], validators=[AtMost(200)])
    looks = TextAreaField(NOTICED[DescriptorKind.LOOKS][PLAIN], validators=[AtMost(1000)])
    method = TextAreaField(NOTICED[DescriptorKind.METHOD][PLAIN], validators=[AtMost(1000)])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.harms.choices = choices(catalogue.harms())
        self.hours.choices = choices(catalogue.HOURS, "I do not know")
        self.ward.choices = choices(catalogue.places(), "I do not know, or would rather not say")

    def noticed(self) -> list[Noticed]:
        """What was noticed of whoever did it, of each kind that was filled in."""
        said = {kind: (self[kind.value].data or "").strip() for kind in NOTICED}
        return [Noticed(kind, value) for kind, value in said.items() if value]

    def facts(self) -> Facts:
        """Kind, day and place, as far as they were given."""
        return Facts(
            harms=tuple(self.harms.data or ()), when_kind=WhenKind.EXACT if self.day.day else WhenKind.NOT_KNOWN,
            first_on=self.day.day, last_on=self.day.day, hours=self.hours.data or None, ward=self.ward.data or None,
        )  # fmt: skip


class CodeForm(RoundtableForm):
    """The words to come back with."""

    code = StringField(LABELS["code"][PLAIN], validators=[Needed("Enter your six words"), AtMost(300)])


class BackForm(_ScopesForm):
    """What somebody who came back adds or changes. The words stand in the page, so that nothing else must."""

    code = StringField(LABELS["code"][PLAIN], validators=[Needed("Enter your six words"), AtMost(300)])
    more = TextAreaField(LABELS["more"][PLAIN], validators=[AtMost(LONGEST_WORDS)])


class PageForm(RoundtableForm):
    """Whether the page is open, and what it says."""

    is_on = BooleanField("People can tell us what happened without an account")
    welcome = TextAreaField("Words of welcome", validators=[AtMost(600)])
    ring = StringField("A number that people can ring instead", validators=[AtMost(100)])


class ReplyForm(RoundtableForm):
    """A few words back, for whoever comes back with the code."""

    reply = TextAreaField("Write back to them", validators=[Needed("Write something"), AtMost(2000)])


def asked_words(style: str) -> dict[str, str]:
    """The questions about scopes, by the name of their field, in one style."""
    which = EASY if style == "easy-read" else PLAIN
    return {scope.value: ASKED_WORDS[scope][which] for scope in ASKED}
