"""What police are asked when they ask, and what the agency is asked when it answers. Shape and wording only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.words import CATEGORY_WORDS
from referrals.requests.rules import ASKABLE, RELEASE_DAYS, Account, Ask
from referrals.requests.vocabulary import (
    BASES,
    CLARIFY,
    DECISION_CHOICES,
    NOTICES,
    ORDER_WORDS,
    VIEWS_WORDS,
    YES_NO,
    court_order,
)

LONG, SHORT = AtMost(4000), AtMost(200)


class AskForm(RoundtableForm):
    """A victim information request, in the order in which the law asks."""

    agency = SelectField("Which agency do you ask?", validators=[Needed("Choose an agency")], validate_choice=True)
    reference = StringField("Your reference", validators=[Needed("Enter your reference"), SHORT])
    basis = RadioField(
        "Under which power?", choices=choices(BASES), validators=[Needed("Choose the power you act under")]
    )
    person = TextAreaField(
        "Who is it about, in your own words?", validators=[Needed("Describe the person, in your own words"), LONG]
    )
    categories = Checkboxes("What do you need?", validators=[Needed("Choose at least one kind of information")])
    sought = TextAreaField("What exactly do you want to know?", validators=[Needed("Say what you want to know"), LONG])
    enquiry = TextAreaField(
        "Which reasonable line of enquiry does it serve?",
        validators=[Needed("Say which reasonable line of enquiry this serves"), LONG],
    )
    necessity = TextAreaField(
        "Why is it necessary and proportionate?",
        validators=[Needed("Say why it is necessary and proportionate"), LONG],
    )
    elsewhere = TextAreaField(
        "Why can it not be had another way?", validators=[Needed("Say why it cannot be had another way"), LONG]
    )
    notice = RadioField(
        "Was the person given notice of this request?", choices=choices(NOTICES),
        validators=[Needed("Say whether they were given notice")],
    )  # fmt: skip
    notice_on = DayField("Day on which they were told")
    notice_reason = TextAreaField("Lawful reason why they were not told", validators=[AtMost(2000)])
    counselling = RadioField(
        "Do you ask for counselling information?", choices=choices(YES_NO), validators=[Needed("Choose yes or no")]
    )
    probative = TextAreaField("Why is it likely to have substantial probative value?", validators=[LONG])
    approved_by = StringField("Senior officer who approved it, with rank", validators=[SHORT])
    immigration = RadioField(
        "Is any of this for immigration purposes, or for the Home Office?", choices=choices(YES_NO),
        validators=[Needed("Choose yes or no")],
    )  # fmt: skip

    def __init__(self, agencies: Iterable[tuple[str, str]], **values: Any) -> None:
        """`agencies`: (id, name) of those that can be asked."""
        super().__init__(**values)
        rows = [SelectChoice(value, words) for value, words in agencies]
        self.agency.choices = [SelectChoice("", "Choose an agency"), *rows]
        self.categories.choices = [SelectChoice(category.value, CATEGORY_WORDS[category]) for category in ASKABLE]

    def asked(self) -> Ask:
        """What was typed, as the rules read it."""
        words = {
            name: (self[name].data or "").strip()
            for name in (
                "reference", "person", "sought", "enquiry", "necessity", "elsewhere", "notice_reason", "probative",
                "approved_by",
            )
        }  # fmt: skip
        return Ask(
            **words, basis=self.basis.data, categories=tuple(self.categories.data or ()), notice=self.notice.data,
            notice_on=self.notice_on.day.isoformat() if self.notice_on.day else "",
            counselling=self.counselling.data == "yes", immigration=self.immigration.data == "yes",
        )  # fmt: skip


class ReplyForm(RoundtableForm):
    """What the police add when they were asked back."""

    words = TextAreaField("Your reply", validators=[Needed("Write your reply"), LONG])


class ClarifyForm(RoundtableForm):
    """What the agency asks back: fixed questions only."""

    questions = Checkboxes("Ask them", choices=choices(CLARIFY), validators=[Needed("Choose at least one question")])


class LinkForm(RoundtableForm):
    """Whom a request is about."""

    person = RadioField("Who is it?", validators=[Needed("Choose who it is")])

    def __init__(self, found: Iterable[tuple[str, str]], **values: Any) -> None:
        """`found`: (id, words) of the people that a search found."""
        super().__init__(**values)
        self.person.choices = [SelectChoice(value, words) for value, words in found]


class ViewsForm(RoundtableForm):
    """What the person thinks of a request."""

    answer = RadioField("What do they say?", choices=choices(VIEWS_WORDS), validators=[Needed("Choose what they say")])
    words = TextAreaField("In their words, or why they were not asked", validators=[LONG])


class AccountFields(RoundtableForm):
    """What the agency writes down of how it decided."""

    advice = TextAreaField("Advice taken, and from whom", validators=[AtMost(2000)])
    court_order = RadioField("Did a court ask too?", choices=choices(ORDER_WORDS), default="none")
    order_words = StringField("Which court, its reference and date", validators=[AtMost(500)])

    def account(self) -> Account:
        """What was typed, as the rules read it."""
        fields = ("reason", "advice", "rebuttal", "order_words")
        words = {name: (self[name].data or "").strip() for name in fields if name in self}
        return Account(**words, court_order=court_order(self.court_order.data))


class NoReleaseForm(AccountFields):
    """The one answer that says nothing, and why it is given."""

    decision = RadioField(
        "What did you decide?", choices=choices(DECISION_CHOICES), validators=[Needed("Choose what you decided")]
    )
    reason = TextAreaField("Why", validators=[LONG])


class ReleaseForm(AccountFields):
    """The last step of a release: what was chosen comes back unseen, with the digest of what was read."""

    category = HiddenField()
    out = HiddenField()
    rests_on = HiddenField()
    shown = HiddenField()
    reason = TextAreaField("Why you release this", validators=[LONG])
    rebuttal = TextAreaField("What rebuts the presumption against counselling information", validators=[LONG])
    interpreter = BooleanField("Tell them that an interpreter is needed; never which language")
    days = RadioField(
        "How long can they read it?",
        choices=choices({str(days): f"{days} days" for days in RELEASE_DAYS}),
        default="14",
    )
    words_checked = BooleanField("I have read these words. They may go.")
    typed = StringField("Type the name of the police service", validators=[AtMost(200)])
