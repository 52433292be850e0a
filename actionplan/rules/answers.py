"""The shape of an answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the reason and the field that it belongs beside."""

    allowed: bool
    reason: str = ""
    field: str = ""


YES = Answer(True)
