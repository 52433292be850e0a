"""Questions about people: shape and wording. Four answers besides the fact itself are offered everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.utils import unset_value

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.rules import CAPACITY_WORDS, RELATIONSHIP_WORDS, Answer, Category, ContactMethod
from people.words import ANSWER_WORDS, CONSENT_METHOD_WORDS, METHOD_WORDS, RECEIPT_WORDS

VOICEMAIL_ANSWERS: Mapping[str, str] = {
    Answer.GIVEN: "Yes, it is safe",
    Answer.NO: "No, leave none",
    Answer.DECLINED: "Declined to say",
    Answer.NOT_KNOWN: "Not known",
    Answer.NOT_ASKED: "Not asked",
}

#: Why there are no words.
NONE_WORDS: Mapping[str, str] = {answer: words for answer, words in ANSWER_WORDS.items() if answer is not Answer.GIVEN}

GRID_WORDS: Mapping[str, str] = {"yes": "Yes", "no": "No", "": "Not asked"}

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


#: A safe way, or why there is none.
REACH_CHOICES: Mapping[str, str] = {
    **{way: words for way, words in METHOD_WORDS.items() if way is not ContactMethod.NOT_ASKED},
    Answer.NO: "No safe way", Answer.DECLINED: "Declined to say", Answer.NOT_KNOWN: "Not known",
    Answer.NOT_ASKED: "Not asked",
}  # fmt: skip


class ContactFields(RoundtableForm):
    """How someone can be reached safely."""

    method = OneOfField("How can they be reached?", choices=choices(REACH_CHOICES), default="not_asked")
    address = StringField("Number or e-mail address", validators=[AtMost(200)])
    times = StringField("When it is safe", validators=[AtMost(200)])
    voicemail = OneOfField("Is voicemail safe?", choices=choices(VOICEMAIL_ANSWERS), default="not_asked")
    code_word = StringField("What to say when you ring or text", validators=[AtMost(200)])
    never = StringField("Never", validators=[AtMost(500)])

    def way(self) -> ContactMethod:
        """The safe way; “not asked” when one of the other answers was given."""
        return ContactMethod(self.method.data) if self.method.data in list(ContactMethod) else ContactMethod.NOT_ASKED

    def reach_answer(self) -> Answer:
        """Why there is no way; “not asked” when there is one, or nobody asked."""
        return Answer(self.method.data) if self.method.data in list(Answer) else Answer.NOT_ASKED


class NameFields(RoundtableForm):
    """What someone is called, and what they want."""

    alias = StringField("Name to use", validators=[Needed("Enter a name to use. An alias is enough."), AtMost(100)])
    pronouns = StringField("Pronouns", validators=[AtMost(50)])
    pronouns_answer = OneOfField("Pronouns, if none", choices=choices(NONE_WORDS), default="not_asked")
    wants = TextAreaField("What they want, in their own words", validators=[AtMost(4000)])
    wants_answer = OneOfField("What they want, if nothing", choices=choices(NONE_WORDS), default="not_asked")

    def unsaid(self) -> dict[str, Answer]:
        """Why there are no pronouns and no wishes, for the verbs that keep them."""
        return {
            "pronouns_answer": Answer(self.pronouns_answer.data or Answer.NOT_ASKED),
            "wants_answer": Answer(self.wants_answer.data or Answer.NOT_ASKED),
        }


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


class AnswerGrid(Field):
    """Yes, no or not asked, for each recipient and kind of information: one set of radios each, and plain HTML.

    `read` says which places there are; `data` then holds “yes”, “no” or “” by place.
    """

    Place = tuple[int, Category]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Keep what was posted, or what the grid starts from, until `read` asks for it."""
        self.process_errors: list[str] = []
        self._posted = formdata
        self.data = {} if data is unset_value else data

    def read(self, places: Iterable[Place]) -> None:
        """Take the answers of these places and no others; an unknown word is no answer."""
        if not self._posted:
            self.data = {place: self.data.get(place, "") for place in places}
            return
        said = {place: (self._posted.getlist(self.name_of(*place)) or [""])[0] for place in places}
        self.data = {place: word if word in GRID_WORDS else "" for place, word in said.items()}

    def name_of(self, number: int, category: Category) -> str:
        """The name of the radios of one place."""
        return f"{self.name}-{number}-{category.value}"

    def of(self, number: int, category: Category) -> str:
        """What was said at one place: “yes”, “no” or “” for not asked."""
        return str(self.data.get((number, category), ""))


class ConsentForm(RoundtableForm):
    """One conversation about sharing. Recipients, purposes and words are fixed by what was shown, and come back unseen.

    `offered` holds, recipient by recipient, the kinds of information that can be asked about; `asks` the reasons.
    """

    read = HiddenField()
    next = HiddenField()
    copied = HiddenField()
    said = AnswerGrid("What they said")
    declined = Checkboxes("They said no to this reason")
    method = OneOfField(
        "How did they say it?", choices=choices(CONSENT_METHOD_WORDS), validators=[Needed("Choose how they said it")]
    )
    interpreter_name = StringField("Interpreter’s name or number", validators=[AtMost(200)])
    interpreter_relationship = OneOfField("Who is the interpreter to them?", choices=choices(RELATIONSHIP_WORDS))
    witness = StringField("Second worker or witness", validators=[AtMost(200)])
    told_may_refuse = BooleanField("They were told that they may say no and still get help")
    told_limits = BooleanField(
        "They were told when we may have to tell others without asking: danger to life or to a child"
    )
    safe_to_speak = BooleanField("They could speak safely, with nobody pressing them")
    capacity = OneOfField("Can they decide this?", choices=choices(CAPACITY_WORDS), default="presumed")
    capacity_note = StringField("Who assessed it, when, and what they found", validators=[AtMost(1000)])
    valid_until = DayField("Last day", validators=[Needed("Enter the last day")])
    conditions = TextAreaField("Any limits, in their own words", validators=[AtMost(2000)])
    receipt = OneOfField("A copy for them", choices=choices(RECEIPT_WORDS), default="not_offered")

    def __init__(
        self, *, offered: Sequence[Sequence[Category]], reasons: Mapping[str, str], **values: Any
    ) -> None:  # fmt: skip
        super().__init__(**values)
        self.said.read([(number, each) for number, kinds in enumerate(offered) for each in kinds])
        self.declined.choices = choices(reasons)

    @property
    def says_no_to_all(self) -> bool:
        """True when the button “no to all of it” was pressed."""
        return request.form.get("all") == "no"

    def answers(self, number: int) -> dict[Category, bool]:
        """What they said about one recipient, by kind; what was not asked is left out. No to all is no to each."""
        words = {each: word for (place, each), word in self.said.data.items() if place == number}
        if self.says_no_to_all:
            return dict.fromkeys(words, False)
        return {each: word == "yes" for each, word in words.items() if word}

    def last_day(self) -> date:
        """The last day; only a form that has passed has one."""
        if self.valid_until.day is None:
            raise ValueError("The form was not validated.")
        return self.valid_until.day


class TakeBackForm(RoundtableForm):
    """Taking back several consents at once, in whole or in part."""

    parts = Checkboxes("What do they take back?")
    how = OneOfField(
        "How did they tell us?",
        choices=[SelectChoice(words, words) for words in WITHDRAWN_HOW],
        validators=[Needed("Choose how they told us")],
    )

    def __init__(self, *, offered: Mapping[str, str], **values: Any) -> None:
        super().__init__(**values)
        self.parts.choices = choices(offered)


class WithdrawForm(RoundtableForm):
    """Taking one consent back: all of it, unless some kinds are left out."""

    categories = Checkboxes("They take back")
    how = OneOfField(
        "How did they tell us?",
        choices=[SelectChoice(words, words) for words in WITHDRAWN_HOW],
        validators=[Needed("Choose how they told us")],
    )

    def __init__(self, *, offered: Mapping[str, str], **values: Any) -> None:
        super().__init__(**values)
        self.categories.choices = choices(offered)
