"""The part of a form that asks again about what was found in its words."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, TextAreaField

from core.errors import Refused
from core.forms import AtMost, RoundtableForm
from people.leaks.rules import Finding, LeakAnswer
from people.leaks.service import Found


class CheckedForm(RoundtableForm):
    """A form for words that many will read. `leaks_seen` holds what its author was shown, `leaks_reason` why it stays.

    Its service verb takes `answer=form.leak_answer`. A `Found` goes to `show()` like any refusal; the template has
    `{{ leaks(form) }}` above the submit button.
    """

    leaks_seen = HiddenField()
    leaks_reason = TextAreaField("Why may these words stay?", [AtMost(500)])

    def __init__(self, **values: Any) -> None:
        self.found: tuple[Finding, ...] = ()
        super().__init__(**values)

    @property
    def leak_answer(self) -> LeakAnswer | None:
        """What the author answered to the finds that they were shown; None when nothing was shown yet."""
        seen = frozenset((self.leaks_seen.data or "").split(",")) - {""}
        return LeakAnswer(seen, (self.leaks_reason.data or "").strip()) if seen else None

    def show(self, refusal: Refused) -> None:
        """Put a refusal beside its field; finds are shown with their places, and remembered as seen."""
        if isinstance(refusal, Found):
            self.found = refusal.findings
            self.leaks_seen.data = ",".join(each.key for each in refusal.findings)
        super().show(refusal)
