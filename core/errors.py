"""How things go wrong, in three kinds that the web floor turns into pages in one place."""

from __future__ import annotations


class RoundtableError(Exception):
    """Base of our own errors; the message is fit to be read by the worker who met it."""


class Refused(RoundtableError):
    """A rule said no. Carries why, and what to do instead; nothing was stored.

    `field` names the form field that the reason belongs beside, when there is one.
    """

    def __init__(self, reason: str, *, instead: str = "", field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.instead = instead
        self.field = field


class NotVisible(RoundtableError):
    """There is no such row, or it is not the reader's to see: the two must look the same."""


class Clash(RoundtableError):
    """Somebody changed the same thing first; nothing was stored, and nothing that was typed is lost."""
