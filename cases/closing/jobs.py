"""Scheduled work of retention: clocks of cases that were closed before there were clocks."""

from __future__ import annotations

from datetime import datetime, time

from cases.closing import queries, rules, service
from core import clock
from core.actor import Actor


def start_clocks(actor: Actor) -> int:
    """Start the clocks that are missing; nothing is ever disposed of by a job. Returns how many began."""
    return service.start_missing(actor=actor)


def outreach_before(actor: Actor) -> datetime:
    """Before which moment contacts without a record lose their words, by the agency's schedule."""
    months = queries.keeping_of(actor).schedule["outreach"].months
    return datetime.combine(rules.months_later(clock.today(), -months), time(), clock.LONDON)
