"""The questions of attendance: who came, will you come, and what is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from flask import request
from wtforms import RadioField, SelectField, StringField, TextAreaField

from core.forms import AtMost, Needed, RoundtableForm, choices
from forum.attendance.rules import MARK_WORDS, REPLY_WORDS, STEP_WORDS, Mark, Reply, Step
from people.leaks.forms import CheckedForm

ARRIVES = {mark: MARK_WORDS[mark] for mark in (Mark.ROOM, Mark.ONLINE, Mark.OBSERVER)}


class AttendanceForm(RoundtableForm):
    """Everybody of a meeting at once: for each line what was shown, and what is chosen."""

    def marks(self, keys: Iterable[str]) -> dict[str, tuple[Mark, Mark]]:
        """What was shown and chosen for each line that was posted whole; anything else is left alone."""
        found = {}
        for key in keys:
            was, now = _mark(f"was-{key}"), _mark(f"mark-{key}")
            if was is not None and now is not None:
                found[key] = (was, now)
        return found


class GuestForm(RoundtableForm):
    """Somebody who came and has no seat."""

    name = StringField("Name", [Needed("Write the name"), AtMost(120)])
    agency = SelectField("For", choices=[])
    mark = RadioField("How", [Needed("Choose how they take part")], choices=choices(ARRIVES))

    def __init__(self, agencies: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        self.agency.choices = choices({str(key): name for key, name in agencies.items()}, "No agency: a guest")

    @property
    def agency_id(self) -> UUID | None:
        """The agency that they came for."""
        return UUID(self.agency.data) if self.agency.data else None


class DeputyForm(RoundtableForm):
    """Who came for a member."""

    name = StringField("Who came", [Needed("Write the deputy’s name"), AtMost(120)])


class ReplyForm(RoundtableForm):
    """An answer to the invitation."""

    member = SelectField("Which seat", [Needed("Choose the seat")], choices=[])
    reply = RadioField("Will you come?", [Needed("Choose one")], choices=choices(REPLY_WORDS))
    deputy_name = StringField("Who comes for you", [AtMost(120)])

    def __init__(self, seats: Mapping[str, str], **values: Any) -> None:
        super().__init__(**values)
        self.member.choices = choices(seats)

    @property
    def answer(self) -> Reply:
        """What they answer."""
        return Reply(self.reply.data)


class DeclareForm(CheckedForm):
    """An interest declared at a meeting."""

    who = SelectField("Who declares", [Needed("Choose who declares")], choices=[])
    item = SelectField("About", choices=[])
    words = TextAreaField("What the interest is", [Needed("Say what the interest is"), AtMost(500)])
    step = RadioField("What was done", [Needed("Choose what was done")], choices=choices(STEP_WORDS))

    def __init__(self, people: Mapping[str, str], items: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        self.who.choices = choices(people, "Choose")
        self.item.choices = choices({str(key): words for key, words in items.items()}, "The whole meeting")

    @property
    def item_id(self) -> UUID | None:
        """The item that it is about; None for the whole meeting."""
        return UUID(self.item.data) if self.item.data else None

    @property
    def done(self) -> Step:
        """What was done about it."""
        return Step(self.step.data)


def _mark(name: str) -> Mark | None:
    try:
        return Mark(request.form.get(name, ""))
    except ValueError:
        return None
