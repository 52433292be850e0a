"""A choice among those on offer, for every form of referrals."""

from __future__ import annotations

from typing import ClassVar

from wtforms import Field, Form
from wtforms.validators import ValidationError

CHOOSE = "Choose a service"


class Chosen:
    """One of the choices on offer; anything else, or nothing, says what to do."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, words: str) -> None:
        self.words = words

    def __call__(self, form: Form, field: Field) -> None:
        if field.data not in {choice.value for choice in field.choices if choice.value}:
            raise ValidationError(self.words)
