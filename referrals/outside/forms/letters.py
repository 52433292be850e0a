"""What is asked of a sender about a reader outside, and of that reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.forms import WITHDRAWN_HOW, OneOfField
from people.rules import CAPACITY_WORDS, RELATIONSHIP_WORDS, Category
from people.words import ASKED_PURPOSES, CATEGORY_WORDS, CONSENT_METHOD_WORDS
from referrals.outside.words import KIND_WORDS, REPLY_CHOICES

STYLES = {"plain": "Plain English", "easy-read": "Easy Read"}


class AskForm(RoundtableForm):
    """Ask about one organisation outside: it is named in the words read aloud, and each kind is asked by itself."""

    organisation = StringField("Organisation", validators=[Needed("Name the organisation"), AtMost(120)])
    kind = OneOfField("What is it?", choices=choices(KIND_WORDS), validators=[Needed("Choose what it is")])
    purpose = OneOfField("Why", choices=choices(ASKED_PURPOSES), default="support", validators=[Needed("Choose why")])
    style = OneOfField("Words to read", choices=choices(STYLES), default="plain")
    shown = HiddenField()
    method = OneOfField("How did they say it?", choices=choices(CONSENT_METHOD_WORDS))
    interpreter_name = StringField("Interpreter’s name or number", validators=[AtMost(200)])
    interpreter_relationship = OneOfField("Who is the interpreter to them?", choices=choices(RELATIONSHIP_WORDS))
    told_may_refuse = BooleanField("They were told that they may say no and still get help")
    safe_to_speak = BooleanField("They could speak safely, with nobody pressing them")
    capacity = OneOfField("Can they decide this?", choices=choices(CAPACITY_WORDS), default="presumed")
    valid_until = DayField("Last day")
    conditions = TextAreaField("Any limits, in their own words", validators=[AtMost(2000)])

    def said(self, values: Mapping[str, str]) -> dict[Category, bool]:
        """What was answered, kind by kind; what was not asked is left out. `values`: the posted form."""
        answers = {category: values.get(f"said-{category.value}", "") for category in CATEGORY_WORDS}
        return {category: word == "yes" for category, word in answers.items() if word in ("yes", "no")}


class TakeBackForm(RoundtableForm):
    """Taking a consent back."""

    how = OneOfField(
        "How did they tell us?",
        choices=[SelectChoice(words, words) for words in WITHDRAWN_HOW],
        validators=[Needed("Choose how they told us")],
    )


class OutsideLetterForm(RoundtableForm):
    """A letter to a reader outside; the consent has said to whom and why."""

    needs = Checkboxes("Needs to name")
    stays = Checkboxes("Left out")
    reader = StringField(
        "Reader’s work e-mail address or telephone number", validators=[Needed("Enter how you reach them"), AtMost(200)]
    )
    ring = StringField(
        "Whom they can ring, and on which number", validators=[Needed("Enter a name and a number"), AtMost(200)]
    )
    days = IntegerField(
        "Days until the link ends", default=7,
        validators=[InputRequired("Enter a number of days"), NumberRange(1, 14, "Enter 1 to 14 days")],
    )  # fmt: skip
    words_checked = BooleanField("I have read these words. They may go.")
    typed = StringField("Type the name of the organisation", validators=[AtMost(200)])
    shown = HiddenField()

    def __init__(self, needs: Iterable[tuple[str, str]], **values: Any) -> None:
        """`needs`: (code, words) of those that may go there."""
        super().__init__(**values)
        self.needs.choices = [SelectChoice(code, words) for code, words in needs]
        self.stays.choices = [SelectChoice(category.value, words) for category, words in CATEGORY_WORDS.items()]


class OpenForm(RoundtableForm):
    """The four words."""

    phrase = StringField("The four words", validators=[Needed("Enter the four words you were told"), AtMost(200)])


class ReplyForm(RoundtableForm):
    """What the reader says back: plain text, one line."""

    reply = RadioField("What would you like to say?", choices=choices(REPLY_CHOICES), validate_choice=False,
                       validators=[Needed("Choose one")])  # fmt: skip
    words = StringField("A line to the sender", validators=[AtMost(500)])
