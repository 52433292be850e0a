"""What rooms and higher floors know of a case that is about to close: registered by `app.py`, never imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import current_app

from cases.models import Case
from core.actor import Actor


@dataclass(frozen=True, slots=True)
class Check:
    """What stands open about one item of the closing checklist, in words; `url` leads there."""

    words: str
    is_open: bool
    url: str = ""


def checks_of(actor: Actor, case: Case) -> dict[str, Check]:
    """By item of the checklist, what the service itself knows of it. Takes a case that the actor has opened."""
    known: Mapping[str, Callable[[Actor, Case], Check | None]] = current_app.extensions.get("closing_checks", {})
    found = ((code, check(actor, case)) for code, check in known.items())
    return {code: check for code, check in found if check is not None}
