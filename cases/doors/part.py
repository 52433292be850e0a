"""What the doors give to a case file: the opening by which it is read now, and openings in the timeline."""

from __future__ import annotations

from flask import url_for

from cases import queries
from cases.doors.queries import openings_of
from cases.models import Case
from cases.parts import Entry, Fact, Part
from core import clock
from core.actor import Actor
from core.words import clock_time


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """The openings of the case by break-glass, with the reasons, for its team and managers."""
    if queries.glass_of(actor, case) is not None:
        return []
    return [
        Entry(
            kind="doors", title="Opened by break-glass", at=line.row.opened_at, row_id=line.row.id,
            author=line.row.opened_by, paragraphs=[line.reason],
            url=url_for("cases.show_case_openings", case_id=case.id),
        )
        for line in openings_of(actor, case, most)
    ]  # fmt: skip


def facts(actor: Actor, case: Case) -> list[Fact]:
    """Until when the reader has the case open by break-glass, if that is how."""
    row = queries.glass_of(actor, case)
    return [Fact(f"Open to you until {clock_time(clock.london(row.ends_at))}", "amber")] if row else []


PART = Part(key="doors", kinds={"doors": "Break-glass"}, timeline=timeline, facts=facts)
