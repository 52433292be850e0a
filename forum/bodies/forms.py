"""The questions about bodies, their seats and declared interests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from core.forms import AtMost, DayField, Needed, RoundtableForm, choices
from forum.bodies.rules import ROLE_WORDS, QuorumRule, SeatRole

SHARES = {"": "No share: only the number below", "4": "A quarter of the agencies", "3": "A third of the agencies",
          "2": "Half of the agencies", "1": "All agencies"}  # fmt: skip


class BodyForm(RoundtableForm):
    """What a body is for, its quorum, and its terms of office."""

    name = StringField("Name", [Needed("Give the body a name"), AtMost(120)])
    purpose = TextAreaField("What it is for", [Needed("Say what it is for"), AtMost(500)])
    one_in = SelectField("Share of its agencies", choices=choices(SHARES))
    least = IntegerField("And at least", [NumberRange(1, 50, "A quorum is 1 to 50 agencies")])
    chair = BooleanField("The chair or vice-chair is among them")
    voluntary = BooleanField("A voluntary organisation is among them")
    statutory = BooleanField("A statutory organisation is among them")
    lived_experience = BooleanField("Somebody with lived experience is among them")
    term_months = IntegerField(
        "Term of office, in months", [Optional(), NumberRange(1, 120, "A term is 1 to 120 months")]
    )

    @property
    def quorum(self) -> QuorumRule:
        """The quorum as answered."""
        return QuorumRule(
            one_in=int(self.one_in.data) if self.one_in.data else None, least=self.least.data or 1,
            chair=bool(self.chair.data), voluntary=bool(self.voluntary.data), statutory=bool(self.statutory.data),
            lived_experience=bool(self.lived_experience.data),
        )  # fmt: skip


class SeatForm(RoundtableForm):
    """Who sits, in which role, for how long, and who deputises."""

    account = SelectField("Account", choices=[])
    name = StringField("Or a name", [AtMost(120)])
    agency = SelectField("For", choices=[])
    role = SelectField("Role", choices=choices({role.value: words for role, words in ROLE_WORDS.items()}))
    term_begins = DayField("Sits from", [Needed("Enter the day on which the seat begins")])
    term_ends = DayField("Term ends")
    deputy_account = SelectField("Deputy’s account", choices=[])
    deputy_name = StringField("Or the deputy’s name", [AtMost(120)])

    def __init__(self, accounts: Mapping[UUID, str], agencies: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        people = {str(key): words for key, words in accounts.items()}
        self.account.choices = choices(people, "Has no account")
        self.deputy_account.choices = choices(people, "No deputy, or one without an account")
        self.agency.choices = choices({str(key): words for key, words in agencies.items()}, "For themselves")

    @property
    def seat_role(self) -> SeatRole:
        """The role as answered."""
        return SeatRole(self.role.data)

    def chosen(self, name: str) -> UUID | None:
        """The id chosen in a list; None for the first line."""
        value = self[name].data
        return UUID(value) if value else None


class EndSeatForm(RoundtableForm):
    """When and why a seat ends."""

    ended_on = DayField("Last day", [Needed("Enter the last day")])
    reason = StringField("Why", [Needed("Say why the seat ends"), AtMost(200)])


class InterestForm(RoundtableForm):
    """An interest for the register."""

    words = TextAreaField("What the interest is", [Needed("Say what the interest is"), AtMost(500)])


class JoinForm(RoundtableForm):
    """An agency that joins the forum."""

    agency = SelectField("Agency", [Needed("Choose the agency")], choices=[])
    since = DayField("Member from", [Needed("Enter the first day")])

    def __init__(self, agencies: Mapping[UUID, str], **values: Any) -> None:
        super().__init__(**values)
        self.agency.choices = choices({str(key): name for key, name in agencies.items()}, "Choose")


class LeaveForm(RoundtableForm):
    """The last day of an agency in the forum."""

    until = DayField("Last day", [Needed("Enter the last day")])
