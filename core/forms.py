"""The base form: session token, idempotency key and row version in every form; dates that people can type."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, ClassVar

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, IntegerField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from core.csrf import SessionToken
from core.errors import Link, Refused
from core.keeping import Kept, of_this_page

TIME_SHAPE = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
DATE_SHAPES = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d-%m-%Y", "%d.%m.%Y")
NOT_A_CHOICE = "Not a valid choice."


class RoundtableForm(Form):
    """Every form of ours. `submitted()` is true when it was posted and all is well."""

    class Meta:
        csrf = True
        csrf_class = SessionToken
        csrf_field_name = "csrf_token"

    idempotency_key = HiddenField()
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def __init__(self, **values: Any) -> None:
        self.restored = self._kept() if request.method == "GET" else None
        typed = MultiDict(self.restored.pairs) if self.restored else None
        super().__init__(request.form if request.method == "POST" else typed, **values)
        self.links: list[Link] = []
        if not self.idempotency_key.data:
            self.idempotency_key.data = secrets.token_urlsafe(16)

    def _kept(self) -> Kept | None:
        """What was typed into this form before a session ended, to be offered again: a page may hold several forms."""
        kept = of_this_page()
        if kept is None:
            return None
        known = {name for name, _ in self._unbound_fields}
        said = {name.partition("-")[0] for name, _ in kept.pairs} - {"version"}
        return kept if said & known and len(said - known) <= 1 else None

    def submitted(self) -> bool:
        """True when this request posted the form and every field passed."""
        return request.method == "POST" and self.validate()

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask every field; the library's words about a choice give way to the question's own."""
        passed = bool(super().validate(extra_validators))
        for field in self:
            if NOT_A_CHOICE in field.errors:
                field.errors = [words for words in field.errors if words != NOT_A_CHOICE] or ["Choose one of these"]
        return passed

    def show(self, refusal: Refused) -> None:
        """Put a rule's refusal beside the field that it is about, or on top of the form."""
        words = f"{refusal.reason} {refusal.instead}".strip()
        if refusal.link is not None:
            self.links.append(refusal.link)
        field = self._fields.get(refusal.field)
        if field is None:
            self.form_errors.append(words)
        else:
            field.errors = [*field.errors, words]

    def renew_key(self) -> None:
        """Give the form a fresh idempotency key, after a refusal: the next try is a new act."""
        self.idempotency_key.data = secrets.token_urlsafe(16)


class EmptyForm(RoundtableForm):
    """A button with nothing to fill in."""


class DayField(StringField):
    """A date as people write it: 15/12/2026, 15 December 2026 or 2026-12-15. `.day` is the date, None when empty."""

    day: date | None = None

    def process_data(self, value: Any) -> None:
        self.day = value if isinstance(value, date) else None
        self.data = f"{value.day} {value:%B %Y}" if isinstance(value, date) else (value or "")

    def pre_validate(self, form: Form) -> None:
        words = re.sub(r"\s+", " ", (self.data or "").strip())
        self.day = None
        if not words:
            return
        if re.fullmatch(r"\d{1,2}([ /.-]\w+){1}", words):
            raise ValidationError(f"{self.label.text} must include a year")
        self.day = _parsed(words)
        if self.day is None:
            raise ValidationError(f"{self.label.text} must be a real date, such as 15/12/2026")


class TimeField(StringField):
    """A time as people write it: 19:30, 7:30pm, 7pm. `.time` is the time, None when it is empty or wrong."""

    time: time | None = None

    def pre_validate(self, form: Form) -> None:
        found = TIME_SHAPE.fullmatch((self.data or "").strip())
        self.time = _time(found) if found else None
        if self.time is None:
            raise ValidationError(f"{self.label.text} must be a time, such as 7:30pm")


class Checkboxes(SelectMultipleField):
    """Any of a few, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def choices(words: Mapping[Any, str], first: str | None = None) -> list[SelectChoice]:
    """Choices from code to words, with an empty one on top when `first` says what to do."""
    begin = [SelectChoice("", first)] if first else []
    return begin + [SelectChoice(str(code), label) for code, label in words.items()]


def day_typed(words: str) -> date | None:
    """The date that somebody typed as a filter; None when it is none."""
    return _parsed(re.sub(r"\s+", " ", words.strip()))


def _time(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _parsed(words: str) -> date | None:
    for shape in DATE_SHAPES:
        try:
            return datetime.strptime(words, shape).date()  # a date has no time zone
        except ValueError:
            continue
    return None


class Needed:
    """A field that must be answered; the message says what to do, and keeps what was typed elsewhere."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, form: Form, field: Field) -> None:
        value = field.data
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            raise ValidationError(self.words)


class AtMost:
    """Text of at most so many characters."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, form: Form, field: Field) -> None:
        length = len(field.data or "")
        if length > self.characters:
            raise ValidationError(
                f"{field.label.text} must be {self.characters:,} characters or fewer. It has {length:,}."
            )
