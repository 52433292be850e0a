"""How things go wrong, in three kinds that the web floor turns into pages in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID


class RoundtableError(Exception):
    """Base of our own errors; the message is fit to be read by the worker who met it."""


@dataclass(frozen=True, slots=True)
class Link:
    """Where a refusal leads: one of our own pages, by its name and values, never an address that came from outside."""

    endpoint: str
    words: str
    values: Mapping[str, object] = field(default_factory=dict)


class Refused(RoundtableError):
    """A rule said no. Carries why, and what to do instead; nothing was stored.

    `field` names the form field that the reason belongs beside, when there is one; `link` leads to what it speaks of;
    `about` is the one of several that it was said of.
    """

    about: UUID | None = None

    def __init__(self, reason: str, *, instead: str = "", field: str = "", link: Link | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.instead = instead
        self.field = field
        self.link = link


class TooMany(RoundtableError):
    """Somebody did one thing more often than their work needs, so it was stopped; `tell` is stored all the same."""

    def __init__(self, reason: str, *, instead: str, tell: Callable[[], object]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.instead = instead
        self.tell = tell


class NotVisible(RoundtableError):
    """There is no such row, or it is not the reader's to see: the two must look the same."""


class Clash(RoundtableError):
    """Somebody changed the same thing first; nothing was stored, and nothing that was typed is lost."""
