"""The questions of task and finish groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from actionplan.groups import rules
from actionplan.groups.rules import MemberRole, OutputState
from actionplan.groups.service.members import Seat
from actionplan.groups.service.outputs import Output
from core.errors import Refused
from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from people.leaks.forms import CheckedForm

NOBODY = "Nobody with an account here"


class TermsForm(CheckedForm):
    """The terms of reference of a group (domain.md 6.3)."""

    title = StringField("What the group is called", [Needed("Name the group"), AtMost(120)])
    reason = TextAreaField("Why it is needed", [Needed("Say why it is needed"), AtMost(1500)])
    aim = TextAreaField("Its aim, in one or two sentences", [Needed("Say what its aim is"), AtMost(600)])
    commitments = SelectField("Commitment that it serves", [Needed("Choose a commitment")], choices=[])
    second_commitment = SelectField("And a second one", choices=[])
    third_commitment = SelectField("And a third one", choices=[])
    scope = TextAreaField("What it will do", [Needed("Say what it will do"), AtMost(1500)])
    out_of_scope = TextAreaField("What it will not do", [Needed("Say what it will not do"), AtMost(1500)])
    success_measures = TextAreaField(
        "How we will know that it worked", [Needed("Say how we will know that it worked"), AtMost(1000)],
        description="Something that people who sex work would notice.",
    )  # fmt: skip
    starts_on = DayField("Start", [Needed("Enter the start")])
    ends_on = DayField("End", [Needed("Enter the end. Every group has one")])
    meeting_frequency = StringField("How often it meets", [Needed("Say how often it meets"), AtMost(200)])
    report_every_weeks = IntegerField(
        "Weeks between highlight reports", [InputRequired("Enter the number of weeks"),
                                            NumberRange(1, 26, "The number of weeks must be 1 to 26")],
    )  # fmt: skip
    reporting_line = StringField("Whom it reports to", [Needed("Say whom it reports to"), AtMost(200)])
    resources = TextAreaField("Money, people and rooms", [AtMost(1000)], description="Pay for lived experience too.")
    risks = TextAreaField("What could go wrong", [AtMost(1000)])
    confidentiality = TextAreaField(
        "What stays in the room", [Needed("Say what stays in the room"), AtMost(1000)],
    )  # fmt: skip
    #: Asked only of words that the forum approved, so it may be missing; the service looks the decision up.
    decision = SelectField("Decision of the forum that changes them", choices=[], validate_choice=False)

    def __init__(self, terms: rules.Terms | None = None, **values: Any) -> None:
        super().__init__(**(_written(terms) if terms else {}), **values)

    def offer(self, commitments: Iterable[tuple[str, str]], decisions: Iterable[tuple[UUID, str]]) -> None:
        """Fill the commitments, and the decisions that a change of approved words may rest on."""
        offered = [SelectChoice("", "Choose"), *(SelectChoice(key, words) for key, words in commitments)]
        for field in (self.commitments, self.second_commitment, self.third_commitment):
            field.choices = offered
        offer_decisions(self.decision, decisions)

    @property
    def terms(self) -> rules.Terms:
        """What was answered."""
        texts = {name: (self._fields[name].data or "").strip() for name in rules.TEXT_FIELDS}
        return rules.Terms(
            **texts, report_every_weeks=self.report_every_weeks.data or 0, starts_on=answered(self.starts_on.day),
            ends_on=answered(self.ends_on.day), commitment_ids=tuple(dict.fromkeys(self._chosen)),
        )  # fmt: skip

    @property
    def _chosen(self) -> list[UUID]:
        fields = (self.commitments, self.second_commitment, self.third_commitment)
        return [UUID(field.data) for field in fields if field.data]

    @property
    def decision_id(self) -> UUID | None:
        """The decision that was chosen."""
        return next((UUID(key) for key, *_ in self.decision.iter_choices() if key and key == self.decision.data), None)


class DecisionForm(CheckedForm):
    """A decision of the forum about a group; some need a reason, an extension a new end too."""

    decision = SelectField("Decision of the forum", [Needed("Choose the decision of the forum")], choices=[])
    reason = TextAreaField("Why", [AtMost(1000)])
    ends_on = DayField("New end")

    def __init__(self, decisions: Iterable[tuple[UUID, str]], **values: object) -> None:
        super().__init__(**values)
        offer_decisions(self.decision, decisions)

    @property
    def decision_id(self) -> UUID | None:
        """The decision that was chosen."""
        return UUID(self.decision.data) if self.decision.data else None


class SeatForm(RoundtableForm):
    """A seat in a group."""

    role = SelectField("What they do", [Needed("Choose what they do")], choices=choices(rules.ROLE_WORDS))
    lived_experience = BooleanField("This is a lived-experience seat")
    user = SelectField("Their account in Roundtable", choices=[])
    name = StringField("Name, or job title", [AtMost(120)])
    agency = SelectField("Agency", choices=[])
    organisation = StringField("Or where else they come from", [AtMost(120)])

    def offer(self, users: Iterable[tuple[UUID, str]], agencies: Iterable[tuple[UUID, str]]) -> None:
        """Fill the accounts and the agencies."""
        self.user.choices = _optional(users, NOBODY)
        self.agency.choices = _optional(agencies, "None of these")

    @property
    def seat(self) -> Seat:
        """What was answered."""
        return Seat(
            role=MemberRole(self.role.data), name=(self.name.data or "").strip(),
            lived_experience=bool(self.lived_experience.data), organisation=(self.organisation.data or "").strip(),
            agency_id=UUID(self.agency.data) if self.agency.data else None,
            user_id=UUID(self.user.data) if self.user.data else None,
        )  # fmt: skip


class NewOutputForm(CheckedForm):
    """What a group will leave behind."""

    title = StringField("What there will be", [Needed("Say what there will be"), AtMost(200)])
    owner = StringField("Who sees to it", [Needed("Say who sees to it"), AtMost(120)])
    due_on = DayField("By when", [Needed("Enter the date")])

    @property
    def output(self) -> Output:
        """What was answered."""
        return Output(self.title.data or "", self.owner.data or "", answered(self.due_on.day))


class OutputForm(NewOutputForm):
    """How far an output is."""

    state = RadioField("How far it is", [Needed("Choose how far it is")], choices=choices(rules.OUTPUT_WORDS))
    done_on = DayField("Done on")
    evidence = TextAreaField(
        "Where it can be seen, or why it was dropped", [AtMost(600)], description="Say where, for whom, and how many."
    )

    @property
    def output(self) -> Output:
        """What was answered."""
        return Output(
            self.title.data or "", self.owner.data or "", answered(self.due_on.day), OutputState(self.state.data),
            self.done_on.day, self.evidence.data or "",
        )  # fmt: skip


class FinalReportForm(CheckedForm):
    """What a group hands to the forum at its end."""

    done = TextAreaField("What was done", [AtMost(3000)])
    changed = TextAreaField("What this changed for people who sex work", [AtMost(2000)])
    voice = TextAreaField("What people who sex work said of it", [AtMost(2000)])
    learned = TextAreaField("What we learned", [AtMost(2000)])
    spent = TextAreaField("Money and time spent", [AtMost(1000)])
    next = TextAreaField("What next, and whose it is now", [AtMost(2000)])

    @property
    def report(self) -> rules.FinalReport:
        """What was answered."""
        return rules.FinalReport(
            self.done.data or "", self.changed.data or "", self.learned.data or "", self.voice.data or "",
            self.spent.data or "", self.next.data or "",
        )  # fmt: skip


def offer_decisions(field: SelectField, decisions: Iterable[tuple[UUID, str]]) -> None:
    """Fill a list of decisions; the first line is empty."""
    field.choices = _optional(decisions, "Choose")


def answered(day: date | None) -> date:
    """The day that somebody entered; refused when there is none."""
    if day is None:
        raise Refused("Enter the date")
    return day


def _written(terms: rules.Terms) -> dict[str, Any]:
    served = [str(each) for each in terms.commitment_ids] + ["", "", ""]
    return {
        **terms.texts, "report_every_weeks": terms.report_every_weeks, "starts_on": terms.starts_on,
        "ends_on": terms.ends_on, "commitments": served[0], "second_commitment": served[1],
        "third_commitment": served[2],
    }  # fmt: skip


def _optional(found: Iterable[tuple[UUID, str]], first: str) -> list[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(str(key), words) for key, words in found)]
