"""Questions about people: shape and wording. Four answers besides the fact itself are offered everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.rules import CAPACITY_WORDS, RELATIONSHIP_WORDS, Answer, Category
from people.words import ANSWER_WORDS, CONSENT_METHOD_WORDS, METHOD_WORDS

VOICEMAIL_ANSWERS: Mapping[str, str] = {
    Answer.GIVEN: "Yes, it is safe",
    Answer.NO: "No, leave none",
    Answer.DECLINED: "Declined to say",
    Answer.NOT_KNOWN: "Not known",
    Answer.NOT_ASKED: "Not asked",
}

WITHDRAWN_HOW = (
    "Told us in person",
    "Told us by phone or text",
    "Wrote to us",
    "Through an interpreter",
    "Through someone they asked to tell us",
)


class OneOfField(RadioField):
    """One answer of a few; whether it must be answered is for its validators to say, once."""

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class ContactFields(RoundtableForm):
    """How someone can be reached safely."""

    method = OneOfField("How can they be reached?", choices=choices(METHOD_WORDS), default="not_asked")
    address = StringField("Number or e-mail address", validators=[AtMost(200)])
    times = StringField("When it is safe", validators=[AtMost(200)])
    voicemail = OneOfField("Is voicemail safe?", choices=choices(VOICEMAIL_ANSWERS), default="not_asked")
    code_word = StringField("What to say when you ring or text", validators=[AtMost(200)])
    never = StringField("Never", validators=[AtMost(500)])


class SafeContactForm(ContactFields):
    """Change how someone can be reached."""


class NameFields(RoundtableForm):
    """What someone is called, and what they want."""

    alias = StringField("Name to use", validators=[Needed("Enter a name to use. An alias is enough."), AtMost(100)])
    pronouns = StringField("Pronouns", validators=[AtMost(50)])
    wants = TextAreaField("What they want, in their own words", validators=[AtMost(4000)])


class NameForm(NameFields):
    """Change what someone is called or wants."""


class IdentityFields(RoundtableForm):
    """Legal identity: never needed for support, and each with its own answer."""

    legal_name_answer = OneOfField("Legal name", choices=choices(ANSWER_WORDS), default="not_asked")
    legal_name = StringField("What they told us", validators=[AtMost(200)])
    birth_date_answer = OneOfField("Date of birth", choices=choices(ANSWER_WORDS), default="not_asked")
    birth_date = DayField("Date they told us")


class IdentityForm(IdentityFields):
    """Change legal name or date of birth."""


class RegisterForm(NameFields, ContactFields, IdentityFields):
    """A new record: a name to use is enough."""

    someone_else = BooleanField("This is someone else: start a new record")


class PartForm(RoundtableForm):
    """What is held under one category."""

    answer = OneOfField("What did they say?", choices=choices(ANSWER_WORDS), default="not_asked")
    words = TextAreaField("What they told us", validators=[AtMost(8000)])


class ConsentForm(RoundtableForm):
    """One consent. Recipient, purpose and wording are fixed by what was shown, and come back unseen."""

    recipient = HiddenField()
    purpose = HiddenField()
    style = HiddenField()
    wording_id = HiddenField()
    next = HiddenField()
    agreed = Checkboxes("They agree to share")
    refused = Checkboxes("They said no to")
    method = OneOfField(
        "How did they say it?", choices=choices(CONSENT_METHOD_WORDS), validators=[Needed("Choose how they said it")]
    )
    interpreter_name = StringField("Interpreter’s name or number", validators=[AtMost(200)])
    interpreter_relationship = OneOfField("Who is the interpreter to them?", choices=choices(RELATIONSHIP_WORDS))
    told_may_refuse = BooleanField("They were told that they may say no and still get help")
    safe_to_speak = BooleanField("They could speak safely, with nobody pressing them")
    capacity = OneOfField("Can they decide this?", choices=choices(CAPACITY_WORDS), default="presumed")
    valid_until = DayField("Last day", validators=[Needed("Enter the last day")])
    conditions = TextAreaField("Any limits, in their own words", validators=[AtMost(2000)])

    def __init__(self, *, offered: Mapping[Category, str], **values: Any) -> None:
        super().__init__(**values)
        self.agreed.choices = choices(offered)
        self.refused.choices = choices(offered)

    def answers(self) -> dict[Category, bool]:
        """What was ticked, by category; a category in both lists is noted as an error and left out of neither."""
        said = {Category(code): True for code in self.agreed.data or []}
        said.update({Category(code): False for code in self.refused.data or []})
        return said

    def last_day(self) -> date:
        """The last day; only a form that has passed has one."""
        if self.valid_until.day is None:
            raise ValueError("The form was not validated.")
        return self.valid_until.day

    def validate(self, extra_validators: Any = None) -> bool:
        """Also refuses a category that stands under yes and under no."""
        sound = bool(super().validate(extra_validators))
        both = set(self.agreed.data or []) & set(self.refused.data or [])
        if both:
            self.refused.errors = [*self.refused.errors, "Choose yes or no for each kind, not both."]
        return sound and not both


class WithdrawForm(RoundtableForm):
    """Taking a consent back."""

    how = OneOfField(
        "How did they tell us?",
        choices=[SelectChoice(words, words) for words in WITHDRAWN_HOW],
        validators=[Needed("Choose how they told us")],
    )
