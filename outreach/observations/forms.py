"""The questions of an observation, of its review, and of a child met on outreach."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField

from core import clock
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, TimeField, choices
from outreach import catalogue as outreach_words
from outreach.observations import catalogue
from outreach.observations.rules import Agreed, Facts, HowKnown, HowMany, Seen, SlaveryRoute
from people.forms import OneOfField

LONG = AtMost(4000)
RANG_WORDS = {"yes": "Yes, I have rung 999", "no": "Not yet: I ring now"}
ANSWERS = {"forward": "Pass it on, in the words below", "keep": "Keep it here"}


def _rang(code: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(code or "")


class ObservationForm(RoundtableForm):
    """What a worker saw."""

    danger = BooleanField("Somebody is in immediate danger")
    rang_999 = OneOfField("Have you rung 999?", choices=choices(RANG_WORDS))
    how_known = OneOfField(
        "How do you know?", choices=choices(catalogue.HOW_KNOWN_WORDS), default=HowKnown.SAW.value,
        validators=[Needed("Choose how you know")],
    )  # fmt: skip
    facts = TextAreaField("What did you see or hear?", validators=[Needed("Write what you saw or heard."), LONG])
    signs = Checkboxes("What you noticed", choices=choices(catalogue.SIGNS))
    others = TextAreaField("What can you say of those who control it?", validators=[LONG])
    grounds = TextAreaField("What makes you think that it is exploitation?", validators=[LONG])
    own_view = TextAreaField("What do they say about it themselves?", validators=[LONG])
    how_many = OneOfField(
        "How many people does it seem to happen to?", choices=choices(catalogue.HOW_MANY_WORDS),
        default=HowMany.NOT_SURE.value, validators=[Needed("Choose how many")],
    )  # fmt: skip
    day = DayField("Day", validators=[Needed("Enter the day")])
    time = TimeField("About what time", validators=[Needed("Enter the time")])
    ward = SelectField("Where", choices=choices(outreach_words.wards(), "Choose"), validators=[Needed("Choose a ward")])
    setting = SelectField("What kind of place", choices=choices(catalogue.settings(), "Not said"))
    agreed = OneOfField(
        "Could anybody who works be known from what you wrote?", choices=choices(catalogue.AGREED_WORDS),
        validators=[Needed("Say whether anybody could be known")],
    )  # fmt: skip
    child = BooleanField("Somebody looked under 18")
    why_it_stays = TextAreaField("Why does it stay?", validators=[AtMost(1000)])

    def as_facts(self) -> Facts:
        """What was answered, as the service takes it; only a form that has passed has them."""
        day, at = self.day.day or clock.today(), self.time.time or time()
        return Facts(
            seen_at=datetime.combine(day, at, clock.LONDON), ward=self.ward.data,
            how_known=HowKnown(self.how_known.data), how_many=HowMany(self.how_many.data), facts=_words(self.facts),
            agreed=Agreed(self.agreed.data), setting=self.setting.data or None, signs=tuple(self.signs.data or ()),
            others=_words(self.others), grounds=_words(self.grounds), own_view=_words(self.own_view),
            why_it_stays=_words(self.why_it_stays), child=bool(self.child.data), danger=bool(self.danger.data),
            rang_999=_rang(self.rang_999.data),
        )  # fmt: skip


class ReviewForm(RoundtableForm):
    """A manager's review."""

    answer = OneOfField("What should happen?", choices=choices(ANSWERS), validators=[Needed("Choose what to do")])
    wording = TextAreaField("What may be passed on", validators=[LONG])
    why_it_stays = TextAreaField("Why does it stay?", validators=[AtMost(1000)])
    words = TextAreaField("Why do you decide so?", validators=[Needed("Say why."), AtMost(2000)])


class AgreementForm(RoundtableForm):
    """What somebody who could be known from it says."""

    agreed = OneOfField(
        "Could anybody who works be known from it?", choices=choices(catalogue.AGREED_WORDS),
        validators=[Needed("Choose one")],
    )  # fmt: skip


class RouteForm(RoundtableForm):
    """Where the modern slavery route stands."""

    route = OneOfField(
        "Where does it stand?", choices=choices(catalogue.ROUTE_WORDS), validators=[Needed("Choose where it stands")]
    )
    words = TextAreaField("In a few words", validators=[AtMost(2000)])

    def chosen(self) -> SlaveryRoute:
        """The step that was chosen; only a form that has passed has one."""
        return SlaveryRoute(self.route.data)


class ClosingForm(RoundtableForm):
    """What came of it."""

    words = TextAreaField("What came of it?", validators=[Needed("Say what came of it."), AtMost(2000)])


class NoteForm(RoundtableForm):
    """A note."""

    words = TextAreaField("Note", validators=[Needed("Write your note."), LONG])


class MetChildForm(RoundtableForm):
    """A child met on outreach. Two boxes are enough, and what was logged is in them already."""

    danger = BooleanField("The child is in immediate danger")
    rang_999 = OneOfField("Have you rung 999?", choices=choices(RANG_WORDS))
    who = StringField(
        "Who is the child?", validators=[Needed("Write who the child is, as far as you know."), AtMost(300)]
    )
    age = StringField("Age", validators=[AtMost(100)])
    seen = TextAreaField(
        "What did you see, or what were you told?",
        validators=[Needed("Write what you saw or were told."), AtMost(8000)],
    )
    risk = TextAreaField("What shows a risk to the child?", validators=[AtMost(8000)])
    views = TextAreaField("What do they say about it?", validators=[AtMost(8000)])

    def as_seen(self) -> Seen:
        """What was answered, as the service takes it."""
        return Seen(
            who=self.who.data or "", seen=self.seen.data or "", age=self.age.data, risk=self.risk.data,
            views=self.views.data, danger=bool(self.danger.data), rang_999=_rang(self.rang_999.data),
        )  # fmt: skip


def _words(field: Any) -> str:
    return (field.data or "").strip()
