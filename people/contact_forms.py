"""Questions of safe contact and of word to a person. The best way first; days and times as chips and two boxes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from wtforms import BooleanField, HiddenField, StringField

from core.errors import Refused
from core.forms import AtMost, Checkboxes, Needed, RoundtableForm, TimeField, choices
from people.forms import ContactFields, OneOfField
from people.models import Answer, ContactMethod, WordOutcome
from people.neutral import neutral_messages
from people.reach import DAYS, ContactFacts, Hours, Way, When, Window
from people.words import OUTCOME_WORDS, WAY_WORDS

SHORT_DAYS = {number: words[:3] for number, words in DAYS.items()}
WHEN_WORDS = {When.HOURS: "Only at these times", When.ANY: "Any time", When.NOT_ASKED: "Not asked"}
IN_PERSON = "also_in_person"


class OptionalTimeField(TimeField):
    """A time that may be left empty; then `.time` is None."""

    def pre_validate(self, form: Any) -> None:
        self.time = None
        if (self.data or "").strip():
            super().pre_validate(form)


class SafeContactForm(ContactFields):
    """How someone can be reached: the best way, other safe ones, and hours that the sender of messages obeys."""

    also_text = StringField("Number to text", validators=[AtMost(200)])
    also_call = StringField("Number to call", validators=[AtMost(200)])
    also_email = StringField("E-mail address", validators=[AtMost(200)])
    also_in_person = BooleanField("In person, when they come")
    when = OneOfField("When is it safe?", choices=choices(WHEN_WORDS), default=When.NOT_ASKED.value)
    days = Checkboxes("Safe days", choices=choices(SHORT_DAYS))
    from_ = OptionalTimeField("From", name="from")
    until = OptionalTimeField("Until")
    days_2 = Checkboxes("Other safe days", choices=choices(SHORT_DAYS))
    from_2 = OptionalTimeField("From, on those days")
    until_2 = OptionalTimeField("Until, on those days")

    def __init__(self, **values: Any) -> None:
        super().__init__(**{("from_" if name == "from" else name): value for name, value in values.items()})

    def others(self) -> tuple[Way, ...]:
        """The safe ways besides the best one: those with a number or address, and in person when ticked."""
        typed = {
            ContactMethod.TEXT: self.also_text.data, ContactMethod.CALL: self.also_call.data,
            ContactMethod.EMAIL: self.also_email.data,
        }  # fmt: skip
        ways = [Way(method, words.strip()) for method, words in typed.items() if words and words.strip()]
        return (*ways, Way(ContactMethod.IN_PERSON)) if self.also_in_person.data else tuple(ways)

    def hours(self) -> Hours:
        """The days and times; refuses days or times under an answer that has none, and half a pair of times."""
        rows = ((self.days, self.from_, self.until), (self.days_2, self.from_2, self.until_2))
        windows = tuple(window for row in rows if (window := _window(*row)))
        when = When(self.when.data or When.NOT_ASKED)
        if windows and when is not When.HOURS:
            raise Refused("Choose “Only at these times”, or empty the days and times.", field="when")
        return Hours(when, windows)


def _window(days: Checkboxes, begins: TimeField, ends: TimeField) -> Window | None:
    typed = begins.time, ends.time
    if not days.data and typed == (None, None):
        return None
    if not days.data:
        raise Refused("Choose at least one day.", field=days.name)
    if (typed[0] is None) != (typed[1] is None):
        raise Refused("Enter both times, or neither for the whole day.", field=_attribute(begins))
    chosen = tuple(sorted(int(day) for day in days.data))
    return Window(chosen, typed[0] or time.min, typed[1] or time.min)


def _attribute(field: TimeField) -> str:
    return "from_" if field.name == "from" else str(field.name)


class SendWordForm(RoundtableForm):
    """What to say to someone, and how: only the ways that they called safe."""

    kind = OneOfField("What to say", validators=[Needed("Choose what to say")])
    method = OneOfField("How", validators=[Needed("Choose how")])

    def __init__(self, *, facts: ContactFacts, **values: Any) -> None:
        super().__init__(**values)
        self.kind.choices = choices({code: each.label for code, each in neutral_messages().items()})
        self.method.choices = choices({way.method.value: _way_label(way) for way in facts.ways})
        if len(facts.ways) == 1 and not self.method.data:
            self.method.data = facts.ways[0].method.value


def _way_label(way: Way) -> str:
    return f"{WAY_WORDS[way.method]}, {way.address}" if way.address else WAY_WORDS[way.method]


class WordMadeForm(RoundtableForm):
    """What came of a text, a call or a word in person."""

    kind = HiddenField()
    method = HiddenField()
    outcome = OneOfField("What came of it?", validators=[Needed("Choose what came of it")])

    def __init__(self, *, method_chosen: ContactMethod, voicemail: Answer, **values: Any) -> None:
        super().__init__(method=method_chosen.value, **values)
        self.outcome.choices = choices(outcomes_of(method_chosen, voicemail))


def outcomes_of(method: ContactMethod, voicemail: Answer) -> Mapping[str, str]:
    """What can come of it: a message on a machine only for a call, and only where that is safe."""
    words: dict[str, str] = {WordOutcome.TOLD: OUTCOME_WORDS[WordOutcome.TOLD]}
    if method is ContactMethod.TEXT:
        return {WordOutcome.TOLD: "Sent the text"}
    if method is ContactMethod.CALL:
        words[WordOutcome.NO_ANSWER] = "No answer, nothing left" if voicemail is not Answer.GIVEN else "No answer"
        if voicemail is Answer.GIVEN:
            words[WordOutcome.LEFT_MESSAGE] = OUTCOME_WORDS[WordOutcome.LEFT_MESSAGE]
    return words
