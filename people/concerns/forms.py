"""Questions of child safeguarding concerns."""

from __future__ import annotations

from datetime import datetime

from wtforms import BooleanField, StringField, TextAreaField

from core import clock
from core.forms import AtMost, DayField, Needed, RoundtableForm, TimeField, choices
from people.concerns.rules import ABOUT_WORDS, CHECK_WORDS, OUTCOME_WORDS
from people.forms import OneOfField

RANG_WORDS = {"yes": "Yes, I have rung 999", "no": "Not yet: I ring now"}
LONG = AtMost(8000)


class FactsForm(RoundtableForm):
    """Who the child is, and what shows a risk."""

    who = StringField(
        "Who is the child?", validators=[Needed("Write who the child is, as far as you know."), AtMost(300)]
    )
    age = StringField("Age or date of birth", validators=[AtMost(100)])
    risk = TextAreaField("What shows a risk to the child?", validators=[LONG])
    views = TextAreaField("What do they say about it?", validators=[LONG])


class ConcernForm(FactsForm):
    """A new concern."""

    about = OneOfField(
        "Whom is it about?", choices=choices(ABOUT_WORDS), validators=[Needed("Choose whom it is about")]
    )
    seen = TextAreaField(
        "What did you see, or what were you told?",
        validators=[Needed("Write what you saw or were told."), LONG],
    )
    danger = BooleanField("The child is in immediate danger")
    rang_999 = OneOfField("Have you rung 999?", choices=choices(RANG_WORDS))

    def answer_999(self) -> bool | None:
        """True or False as it was answered; None when it was not."""
        return {"yes": True, "no": False}.get(self.rang_999.data or "")


class CheckForm(RoundtableForm):
    """A manager's check."""

    answer = OneOfField("What should happen?", choices=choices(CHECK_WORDS), validators=[Needed("Choose what to do")])
    words = TextAreaField("Why?", validators=[Needed("Say why."), AtMost(4000)])


class ToldForm(RoundtableForm):
    """That children's services were told."""

    whom = StringField("Whom did you tell?", validators=[Needed("Write whom you told."), AtMost(300)])
    reference = StringField("The reference they gave", validators=[AtMost(100)])
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = TimeField("Time")
    in_ledger = BooleanField("Put it in the person’s own ledger: it is safe for the child that they read it")

    def told_at(self) -> datetime:
        """The moment; only a form that has passed has one."""
        if self.day.day is None or self.time.time is None:
            raise ValueError("The form was not validated.")
        return datetime.combine(self.day.day, self.time.time, clock.LONDON)


class OutcomeForm(RoundtableForm):
    """What came of it."""

    outcome = OneOfField("What came of it?", choices=choices(OUTCOME_WORDS), validators=[Needed("Choose an outcome")])
    words = TextAreaField("In a few words", validators=[Needed("Write what came of it."), AtMost(4000)])


class NoteForm(RoundtableForm):
    """A note."""

    words = TextAreaField("Note", validators=[Needed("Write your note."), AtMost(8000)])
