"""The questions of the plan's pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange

from actionplan.rules import (
    PROGRESS_WORDS,
    RAG_WORDS,
    REPORTABLE,
    STATEABLE,
    THEMES,
    CommitmentKind,
    NewAction,
    Progress,
    Rag,
)
from core.errors import Refused
from core.forms import AtMost, Checkboxes, DayField, Needed, choices
from people.leaks.forms import CheckedForm

BY_DATES = "by-dates"
FIRST_DECISION = "Name it below"


class ReportForm(CheckedForm):
    """A report on one action: the first three answers are a whole report, the rest is for when there is more to say."""

    words = TextAreaField("What happened, and what happens next", [Needed("Say what happened"), AtMost(1000)])
    progress = RadioField(
        "Where it stands",
        [Needed("Choose where it stands")],
        choices=[SelectChoice(value.value, PROGRESS_WORDS[value]) for value in REPORTABLE],
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
    problem = StringField("What stands in the way", [AtMost(300)])
    recovery = StringField("The way back", [AtMost(300)])
    evidence = StringField("What shows the work", [AtMost(300)])
    kept_at = StringField("Where that can be found", [AtMost(300)])

    @property
    def stated_rag(self) -> Rag | None:
        """The owner's own colour; None when the dates decide."""
        return None if self.rag.data == BY_DATES else Rag(self.rag.data)

    @property
    def stated_progress(self) -> Progress:
        """Where the owner says it stands."""
        return Progress(self.progress.data)


class ActionFields(CheckedForm):
    """What every action says; its dates are asked where they may be set."""

    title = StringField("What will be done", [Needed("Say what will be done"), AtMost(200)])
    commitment = SelectField("Commitment it serves", [Needed("Choose a commitment")])
    output = StringField("What there will be to show", [Needed("Say what there will be to show"), AtMost(200)])
    impact = TextAreaField(
        "What this changes for people who sex work",
        [Needed("Say what this changes for people who sex work"), AtMost(500)],
    )
    agency = SelectField("Agency", [Needed("Choose an agency")])
    owner = SelectField("Owner", default="")
    owner_name = StringField("Owner, by job title", [Needed("Name the owner’s job"), AtMost(80)])
    supporters = Checkboxes("Agencies that support it")
    starts_on = DayField("Start", [Needed("Enter the start")])
    themes = Checkboxes("Themes it serves", choices=choices(THEMES))
    funding = StringField("Resources and funding", [AtMost(300)])

    def offer(
        self,
        commitments: Iterable[tuple[str, str]],
        agencies: Iterable[tuple[UUID, str]],
        owners: Iterable[tuple[UUID, UUID, str]] = (),
    ) -> None:
        """Fill the lists; the first line of each is empty."""
        members = {str(value): words for value, words in agencies}
        self.commitment.choices = choices(dict(commitments), "Choose a commitment")
        self.agency.choices = choices(members, "Choose an agency")
        self.supporters.choices = choices(members)
        named = {str(user_id): words for user_id, _, words in owners}
        self.owner.choices = choices(named, "Anybody of the agency who reports")

    def action(self, due_on: date) -> NewAction:
        """The answers as one action."""
        return NewAction(
            commitment_id=UUID(self.commitment.data), title=self.title.data or "", output=self.output.data or "",
            impact=self.impact.data or "", owner_agency_id=UUID(self.agency.data),
            owner_user_id=UUID(self.owner.data) if self.owner.data else None, owner_name=self.owner_name.data or "",
            starts_on=answered(self.starts_on), due_on=due_on, themes=tuple(self.themes.data or ()),
            supporters=tuple(UUID(each) for each in self.supporters.data or ()), funding=self.funding.data or "",
        )  # fmt: skip


class ActionForm(ActionFields):
    """A new action."""

    due_on = DayField("Due", [Needed("Enter the due date")])


class DecisionFields(CheckedForm):
    """Which decision of the forum an act rests on: one from the minutes, or one in words."""

    decision = SelectField("Decision in the minutes", default="")
    decision_words = StringField("Decision, in words", [AtMost(120)])

    def offer_decisions(self, decisions: Mapping[str, str]) -> None:
        """Fill the list of decisions, by id."""
        self.decision.choices = choices(decisions, FIRST_DECISION)

    @property
    def decision_id(self) -> UUID | None:
        """The decision that was chosen from the minutes."""
        return UUID(self.decision.data) if self.decision.data else None


class ApproveForm(ActionFields, DecisionFields):
    """A draft made an action."""

    due_on = DayField("Due", [Needed("Enter the due date")])
    reason = TextAreaField("What the forum changed, and why", [AtMost(500)])


class SettleForm(DecisionFields):
    """The end of a draft or of an action, as the forum decided."""

    reason = TextAreaField("Why", [Needed("Say why"), AtMost(500)])


class MoveForm(CheckedForm):
    """A later or an earlier due date."""

    to_on = DayField("New due date", [Needed("Enter the new due date")])
    reason = TextAreaField("Why it moves", [Needed("Say why the date moves"), AtMost(500)])


class MilestoneForm(CheckedForm):
    """A step on an action's way."""

    title = StringField("What will be reached", [Needed("Say what will be reached"), AtMost(200)])
    planned_on = DayField("Planned for", [Needed("Enter the day it is planned for")])


class MilestoneChangeForm(CheckedForm):
    """When a milestone is expected now, or was reached."""

    forecast_on = DayField("Expected now", [Needed("Enter the day it is expected")])
    reached_on = DayField("Reached")


class EvidenceForm(CheckedForm):
    """What shows an action's work."""

    words = StringField("What shows the work", [Needed("Say what shows the work"), AtMost(300)])
    kept_at = StringField("Where it can be found", [AtMost(300)])


class DependencyForm(CheckedForm):
    """What an action waits for."""

    needs = SelectField("Action it waits for", [Needed("Choose an action")])
    why = StringField("What it needs from it", [AtMost(200)])

    def offer(self, actions: Iterable[tuple[str, str]]) -> None:
        """Fill the list of actions."""
        self.needs.choices = choices(dict(actions), "Choose an action")


class DraftForm(CheckedForm):
    """An action put forward."""

    title = StringField("What should be done", [Needed("Say what should be done"), AtMost(200)])
    commitment = SelectField("Commitment it would serve", [Needed("Choose a commitment")])
    output = StringField("What there would be to show", [Needed("Say what there would be to show"), AtMost(200)])
    impact = TextAreaField(
        "What it would change for people who sex work",
        [Needed("Say what it would change for people who sex work"), AtMost(500)],
    )
    suggested_owner = StringField("Who could do it", [AtMost(120)])

    def offer(self, commitments: Iterable[tuple[str, str]]) -> None:
        """Fill the list of commitments."""
        self.commitment.choices = choices(dict(commitments), "Choose a commitment")


class CommitmentForm(DecisionFields):
    """A new commitment of a strategy."""

    stands_under = SelectField("Where it stands", [Needed("Choose where it stands")])
    words = TextAreaField("The commitment", [Needed("Write the commitment"), AtMost(600)])

    def offer(self, priorities: Iterable[tuple[UUID, str]]) -> None:
        """Fill the list of places: each priority, delivery, and across all."""
        places = {str(key): words for key, words in priorities}
        places |= {
            CommitmentKind.DELIVERY.value: "Delivering the strategy",
            CommitmentKind.CROSS_CUTTING.value: "Across all priorities",
        }
        self.stands_under.choices = choices(places, "Choose where it stands")

    @property
    def place(self) -> tuple[CommitmentKind, UUID | None]:
        """The kind of commitment, and the priority when it stands under one."""
        chosen = self.stands_under.data
        if chosen in (CommitmentKind.DELIVERY.value, CommitmentKind.CROSS_CUTTING.value):
            return CommitmentKind(chosen), None
        return CommitmentKind.PRIORITY, UUID(chosen)


def answered(field: DayField) -> date:
    """The date of a field that needs one."""
    if field.day is None:
        raise Refused("Enter the date", field=field.name)
    return field.day
