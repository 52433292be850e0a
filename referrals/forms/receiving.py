"""What is asked around an answer: who has it, what more is needed, another service, the handover, how it went.

Several of these stand on one page, so each field has an id of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, TextAreaField

from core.forms import AtMost, Checkboxes, DayField, Needed, RoundtableForm
from referrals.forms.choosing import Chosen

Pairs = Iterable[tuple[str, str]]
CHECKED = "I have read these words. They may go."
WORKER = "Choose a colleague"


class AssignForm(RoundtableForm):
    """Who has it."""

    worker = SelectField("Give it to", id="assign-worker", validators=[Chosen(WORKER)], validate_choice=False)

    def __init__(self, workers: Pairs, **values: Any) -> None:
        """`workers`: (user id, name)."""
        super().__init__(**values)
        self.worker.choices = _with_first(WORKER, workers)


class BulkForm(RoundtableForm):
    """Several referrals, and the one who gets them all. `chosen` holds “id:version” of each."""

    chosen = Checkboxes("Referrals", validate_choice=False, validators=[Needed("Choose at least one referral")])
    worker = SelectField(
        "Give the chosen ones to", id="bulk-worker", validators=[Chosen(WORKER)], validate_choice=False
    )  # fmt: skip

    def __init__(self, workers: Pairs, **values: Any) -> None:
        """`workers`: (user id, name)."""
        super().__init__(**values)
        self.chosen.choices = [SelectChoice(each, each) for each in self.chosen.data or []]
        self.worker.choices = _with_first(WORKER, workers)


class AcceptForm(RoundtableForm):
    """Who will lead, and for a waiting list the day on which support is expected to begin."""

    worker = SelectField("Who will lead", id="accept-worker", validate_choice=False)
    expected_on = DayField("If they wait: the day you expect to begin", id="accept-expected-on")

    def __init__(self, workers: Pairs, **values: Any) -> None:
        """`workers`: (user id, name)."""
        super().__init__(**values)
        self.worker.choices = [SelectChoice(value, words) for value, words in workers]


class AskForm(RoundtableForm):
    """Which kinds of information are needed in order to decide, and why."""

    categories = Checkboxes("What you need to know", validators=[Needed("Choose what you need to know")])
    why = TextAreaField(
        "Why you need it", id="ask-why", validators=[Needed("Say why you need it"), AtMost(2000)]
    )  # fmt: skip
    words_checked = BooleanField(CHECKED, id="ask-words-checked")

    def __init__(self, categories: Pairs, **values: Any) -> None:
        """`categories`: (code, words)."""
        super().__init__(**values)
        self.categories.choices = [SelectChoice(value, words) for value, words in categories]


class RedirectForm(RoundtableForm):
    """Another service that would suit better."""

    service = SelectField(
        "Which service would suit better", id="redirect-service", validators=[Chosen("Choose a service")],
        validate_choice=False,
    )  # fmt: skip

    def __init__(self, services: Pairs, **values: Any) -> None:
        """`services`: (service id, words)."""
        super().__init__(**values)
        self.service.choices = _with_first("Choose a service", services)


class MoreForm(RoundtableForm):
    """The sender’s answer: which of the parts that were asked for stay. `shown`: digest of what was read."""

    stays = Checkboxes("Left out", id="more-stays")
    words_checked = BooleanField(CHECKED, id="more-words-checked")
    shown = HiddenField()

    def __init__(self, categories: Pairs, **values: Any) -> None:
        """`categories`: (code, words) of what was asked for."""
        super().__init__(**values)
        self.stays.choices = [SelectChoice(value, words) for value, words in categories]


class HandoverForm(RoundtableForm):
    """When, with whom and how the person met their worker."""

    how = RadioField(
        "How they met or spoke", id="handover-how", validators=[Chosen("Choose how they met or spoke")],
        validate_choice=False,
    )  # fmt: skip
    worker = SelectField("With whom", id="handover-worker", validators=[Chosen(WORKER)], validate_choice=False)
    met_on = DayField("Day", id="handover-met-on", validators=[Needed("Enter the day on which they met or spoke")])

    def __init__(self, ways: Pairs, workers: Pairs, **values: Any) -> None:
        """`ways`: (code, words); `workers`: (user id, name)."""
        super().__init__(**values)
        self.how.choices = [SelectChoice(value, words) for value, words in ways]
        self.worker.choices = _with_first(WORKER, workers)


class OutcomeForm(RoundtableForm):
    """How it went, and a closing note where the person agreed to one."""

    outcome = RadioField(
        "How it went", id="outcome-code", validators=[Chosen("Choose how it went")], validate_choice=False
    )  # fmt: skip
    note = TextAreaField("Closing note to the agency that sent them", id="outcome-note", validators=[AtMost(2000)])
    words_checked = BooleanField(CHECKED, id="outcome-words-checked")

    def __init__(self, outcomes: Pairs, **values: Any) -> None:
        """`outcomes`: (code, words)."""
        super().__init__(**values)
        self.outcome.choices = [SelectChoice(value, words) for value, words in outcomes]


def _with_first(words: str, pairs: Pairs) -> list[SelectChoice]:
    return [SelectChoice("", words), *(SelectChoice(value, label) for value, label in pairs)]
