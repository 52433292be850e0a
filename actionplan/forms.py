"""The questions of the plan's pages."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange

from actionplan.rules import PROGRESS_WORDS, RAG_WORDS, STATEABLE, Progress, Rag
from core.forms import AtMost, DayField, Needed, RoundtableForm

BY_DATES = "by-dates"


class ReportForm(RoundtableForm):
    """A report on one action."""

    words = TextAreaField("What happened, and what happens next", [Needed("Say what happened"), AtMost(1000)])
    progress = RadioField(
        "Where it stands",
        [Needed("Choose where it stands")],
        choices=[SelectChoice(value.value, words) for value, words in PROGRESS_WORDS.items()],
    )
    done_percent = IntegerField(
        "How much is done, 0 to 100", [NumberRange(0, 100, "How much is done must be a whole number, 0 to 100")]
    )
    rag = RadioField(
        "Colour",
        [Needed("Choose a colour, or leave it to the dates")],
        choices=[
            SelectChoice(BY_DATES, "What the dates say"),
            *(SelectChoice(value.value, RAG_WORDS[value]) for value in STATEABLE),
        ],
    )
    stated_reason = StringField("Why that colour", [AtMost(300)])

    @property
    def stated_rag(self) -> Rag | None:
        """The owner's own colour; None when the dates decide."""
        return None if self.rag.data == BY_DATES else Rag(self.rag.data)

    @property
    def stated_progress(self) -> Progress:
        """Where the owner says it stands."""
        return Progress(self.progress.data)


class ActionForm(RoundtableForm):
    """A new action."""

    title = StringField("What will be done", [Needed("Say what will be done"), AtMost(200)])
    commitment = SelectField("Commitment it serves", [Needed("Choose a commitment")])
    output = StringField("What there will be to show", [Needed("Say what there will be to show"), AtMost(200)])
    impact = TextAreaField(
        "What this changes for people who sex work",
        [Needed("Say what this changes for people who sex work"), AtMost(500)],
    )
    agency = SelectField("Agency", [Needed("Choose an agency")])
    owner_name = StringField("Owner, by job title", [Needed("Name the owner’s job"), AtMost(80)])
    starts_on = DayField("Start", [Needed("Enter the start")])
    due_on = DayField("Due", [Needed("Enter the due date")])

    def offer(self, commitments: Iterable[tuple[str, str]], agencies: Iterable[tuple[UUID, str]]) -> None:
        """Fill the two lists; the first line of each is empty."""
        self.commitment.choices = [
            SelectChoice("", "Choose a commitment"),
            *(SelectChoice(value, words) for value, words in commitments),
        ]
        self.agency.choices = [
            SelectChoice("", "Choose an agency"),
            *(SelectChoice(str(value), words) for value, words in agencies),
        ]
