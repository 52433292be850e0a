"""The questions of consultations, findings and answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import BooleanField, RadioField, SelectChoice, SelectField, StringField, TextAreaField

from actionplan.voice import rules
from actionplan.voice.rules import AnswerKind, Method, TookPart, Topic
from core.errors import Refused
from core.forms import AtMost, DayField, Needed, choices
from people.leaks.forms import CheckedForm


class ConsultationForm(CheckedForm):
    """A consultation: when, how and what about; never who."""

    title = StringField("What it was about", [Needed("Say what it was about"), AtMost(150)])
    asked = TextAreaField("What people were asked", [Needed("Say what people were asked"), AtMost(1000)])
    method = SelectField("How", [Needed("Choose how")], choices=choices(rules.METHOD_WORDS, "Choose"))
    setting = StringField(
        "Where, in general", [AtMost(150)], description="A kind of place, such as “city-centre drop-in”. No address."
    )
    held_from = DayField("First day", [Needed("Enter the first day")])
    held_to = DayField("Last day", [Needed("Enter the last day")])
    took_part = RadioField("How many took part", [Needed("Choose how many")], choices=choices(rules.TOOK_PART_WORDS))
    agency = SelectField("Who asked", [Needed("Choose the agency")], choices=[])
    commitment = SelectField("Commitment that it serves", choices=[])
    told_first = BooleanField("People were told what it is for, and that they need not answer")
    nobody_named = BooleanField("Nothing here names anybody, and nobody can be known by it")
    access = TextAreaField(
        "How it was made easy to take part", [AtMost(500)], description="Languages, childcare, times."
    )
    thanks = StringField("How people were thanked or paid", [AtMost(200)])
    not_heard = TextAreaField("Whom we did not hear", [AtMost(500)])

    def offer(self, agencies: Iterable[tuple[UUID, str]], commitments: Iterable[tuple[str, str]]) -> None:
        """Fill the agencies and the commitments."""
        self.agency.choices = [SelectChoice("", "Choose"), *(SelectChoice(str(key), words) for key, words in agencies)]
        none = SelectChoice("", "None in particular")
        self.commitment.choices = [none, *(SelectChoice(key, words) for key, words in commitments)]

    @property
    def record(self) -> rules.Record:
        """What was answered."""
        begun, ended = self.held_from.day, self.held_to.day
        if begun is None or ended is None:
            raise Refused("Enter the days", field="held_from")
        return rules.Record(
            title=_text(self.title), asked=_text(self.asked), method=Method(self.method.data),
            setting=_text(self.setting), held_from=begun, held_to=ended, took_part=TookPart(self.took_part.data),
            agency_id=UUID(self.agency.data), told_first=bool(self.told_first.data),
            commitment_id=UUID(self.commitment.data) if self.commitment.data else None,
            nobody_named=bool(self.nobody_named.data), access=_text(self.access), thanks=_text(self.thanks),
            not_heard=_text(self.not_heard),
        )  # fmt: skip


class FindingForm(CheckedForm):
    """One thing that was said."""

    topic = SelectField("What it is about", [Needed("Choose what it is about")],
                        choices=choices(rules.TOPIC_WORDS, "Choose"))  # fmt: skip
    said = TextAreaField("What was said", [Needed("Write down what was said"), AtMost(1000)])
    easy = TextAreaField(
        "The same in easy words", [AtMost(600)], description="Short sentences, to be read aloud at a drop-in."
    )
    own_words = BooleanField("These are somebody’s own words")
    may_quote = BooleanField("They said that we may quote them")

    @property
    def saying(self) -> rules.Saying:
        """What was answered."""
        return rules.Saying(
            Topic(self.topic.data), _text(self.said), _text(self.easy), bool(self.own_words.data),
            bool(self.may_quote.data),
        )  # fmt: skip


class AnswerForm(CheckedForm):
    """What the forum answers."""

    kind = RadioField("What comes of it", [Needed("Choose what comes of it")], choices=choices(rules.ANSWER_WORDS))
    words = TextAreaField("What we did, do, or cannot do and why", [Needed("Say what comes of it"), AtMost(1000)])
    easy = TextAreaField("The same in easy words", [AtMost(600)], description="Short sentences, to be read aloud.")
    action = SelectField("Action of the plan that it led to", choices=[])

    def offer(self, actions: Iterable[tuple[UUID, str]]) -> None:
        """Fill the actions."""
        none = SelectChoice("", "None")
        self.action.choices = [none, *(SelectChoice(str(key), words) for key, words in actions)]

    @property
    def answered_kind(self) -> AnswerKind:
        """What was chosen."""
        return AnswerKind(self.kind.data)

    @property
    def action_id(self) -> UUID | None:
        """The action that was chosen."""
        return UUID(self.action.data) if self.action.data else None


class ToldForm(CheckedForm):
    """When and how people were told."""

    told_on = DayField("When", [Needed("Enter the day")])
    how = StringField("How", [Needed("Say how people were told"), AtMost(200)])


def _text(field: Any) -> str:
    return (field.data or "").strip()
