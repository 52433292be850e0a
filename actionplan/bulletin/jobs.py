"""Scheduled work of the bulletin: each new issue leaves by mail."""

from __future__ import annotations

from actionplan.bulletin import service
from core.actor import Actor


def mail(actor: Actor) -> int:
    """Mail each new issue to those of an agency who asked for it; returns how many mails were left to send."""
    return service.mail_readers(actor=actor)
