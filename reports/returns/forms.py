"""What is asked when a return is sent or set aside."""

from __future__ import annotations

from wtforms import TextAreaField

from core.forms import AtMost, Needed, RoundtableForm
from reports.returns.rules import LONGEST_WORDS


class SentForm(RoundtableForm):
    """To whom a return went, and how."""

    words = TextAreaField("To whom it went, and how", [Needed("Say to whom it went, and how"), AtMost(LONGEST_WORDS)])


class AsideForm(RoundtableForm):
    """Why a return is set aside."""

    words = TextAreaField("Why it is set aside", [Needed("Say why it is set aside"), AtMost(LONGEST_WORDS)])
