"""The questions of the bulletin."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from wtforms import BooleanField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from actionplan.bulletin.rules import KIND_WORDS, ItemKind
from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm, choices
from people.leaks.forms import CheckedForm


class ItemForm(CheckedForm):
    """One item."""

    kind = SelectField("Kind", [Needed("Choose the kind")], choices=choices(KIND_WORDS, "Choose"))
    title = StringField("Headline", [Needed("Enter a headline"), AtMost(150)])
    words = TextAreaField(
        "What colleagues should know", [Needed("Say what colleagues should know"), AtMost(1500)],
        description="Short and plain. Services and dates; nothing about anyone who is supported.",
    )  # fmt: skip
    day = DayField("Day", [Optional()], description="The day of an event, or the last day to apply or to comment.")
    place = StringField("Where", [AtMost(200)])
    contact = StringField("Whom to ask", [AtMost(200)], description="A team, a post, a shared address.")
    link = StringField("Link", [AtMost(500)], description="A public web address.")

    @property
    def said_kind(self) -> ItemKind:
        """The kind that was chosen."""
        return ItemKind(self.kind.data)


class LeaveOutForm(CheckedForm):
    """Why an item is left out."""

    reason = TextAreaField("Why it is left out", [Needed("Say why"), AtMost(500)],
                           description="Who offered it reads this.")  # fmt: skip


class BeginForm(CheckedForm):
    """The words of an issue."""

    title = StringField("Title", [Needed("Enter a title"), AtMost(150)], description="Such as “December 2026”.")
    opening = TextAreaField("Opening", [AtMost(1000)], description="Two or three sentences, or nothing.")


class IssueForm(BeginForm):
    """The words of a draft, and the items that it holds."""

    items = Checkboxes("Items in this issue")

    def offer(self, items: Iterable[tuple[UUID, str]]) -> None:
        """The items that may be in it, in their order."""
        self.items.choices = [SelectChoice(str(value), label) for value, label in items]

    @property
    def item_ids(self) -> list[UUID]:
        """The items that were chosen, in the order of the list."""
        chosen = set(self.items.data or [])
        return [UUID(choice.value) for choice in self.items.choices if choice.value in chosen]


class MailForm(RoundtableForm):
    """Whether to get each issue by mail."""

    wants = BooleanField("Mail me each issue")
