"""Minutes of the four meetings that were held: two published, one reviewed, and the last one still a draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from actionplan.queries import current_strategy, plan
from agencies.queries import agency_by_code
from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting
from forum import queries as forum
from forum.minutes import publishing, queries, service

STORY: list[dict[str, Any]] = json.loads((Path(__file__).parent / "minutes.json").read_text())["meetings"]
KEEPS, CHAIRS = "mcc_coordinator", "mcc_chair"


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held: its id, and when it began."""

    id: UUID
    starts_at: datetime


def tell(cast: Cast) -> None:
    """Take the minutes of each meeting as it went, and let the older ones go their way to the members."""
    with acting(cast, KEEPS, clock.now()) as actor:
        past = reversed(forum.meetings_past(actor, 1, forum.FORUM_ITSELF).items)
        held = [Held(row.id, row.starts_at) for row in past if row.cancelled_at is None][-len(STORY) :]
    for number, (meeting, told) in enumerate(zip(held, STORY[-len(held) :], strict=True)):
        _take(cast, meeting, told["entries"])
        later = held[number + 1] if number + 1 < len(held) else None
        if later is not None:
            _review(cast, meeting)
        if number + 2 < len(held) and later is not None:
            _approve(cast, meeting, later)


def _take(cast: Cast, meeting: Held, entries: list[list[Any]]) -> None:
    moment = meeting.starts_at + timedelta(minutes=5)
    with acting(cast, KEEPS, moment) as actor:
        service.begin_minutes(actor=actor, meeting_id=meeting.id)
        items = {item.position: item.id for item in forum.agenda(actor, meeting.id)}
    for at, (position, words, *more) in enumerate(entries, 1):
        with acting(cast, KEEPS, moment + timedelta(minutes=9 * at)) as actor:
            _entry(actor, meeting.id, items[position], words, more[0] if more else {})
    with acting(cast, KEEPS, moment + timedelta(minutes=100)) as actor:
        for item_id in items.values():
            service.finish_item(actor=actor, meeting_id=meeting.id, item_id=item_id)


def _entry(actor: Actor, meeting_id: UUID, item_id: UUID, words: str, more: dict[str, Any]) -> None:
    view = queries.minutes_view(actor, meeting_id)
    step = next(each.step for each in view.items if each.item.id == item_id)
    entry = service.add_entry(
        actor=actor, meeting_id=meeting_id, item_id=item_id, words=words, version=step.version if step else 1,
        confidential=more.get("confidential", False), moved_by=more.get("moved", ""),
        seconded_by=more.get("seconded", ""),
    )  # fmt: skip
    made = more.get("action")
    if made:
        service.make_action(
            actor=actor, entry_id=entry.id, title=made["title"], output=made["output"], impact=made["impact"],
            commitment_id=plan(current_strategy().id).priorities[0].commitments[0].id,
            owner_agency_id=agency_by_code(made["home"]).id, owner_name=made["owner"],
            due_on=clock.today() + timedelta(days=made["days"]),
        )  # fmt: skip


def _review(cast: Cast, meeting: Held) -> None:
    with acting(cast, KEEPS, meeting.starts_at + timedelta(days=4)) as actor:
        row = queries.minutes_view(actor, meeting.id).minutes
        publishing.send_minutes(actor=actor, meeting_id=meeting.id, version=row.version)
    with acting(cast, CHAIRS, meeting.starts_at + timedelta(days=7)) as actor:
        row = queries.minutes_view(actor, meeting.id).minutes
        publishing.review_minutes(actor=actor, meeting_id=meeting.id, version=row.version)


def _approve(cast: Cast, meeting: Held, later: Held) -> None:
    with acting(cast, KEEPS, later.starts_at + timedelta(days=1)) as actor:
        row = queries.minutes_view(actor, meeting.id).minutes
        row = publishing.approve_minutes(
            actor=actor, meeting_id=meeting.id, version=row.version, at_meeting_id=later.id
        )  # fmt: skip
        publishing.publish_minutes(actor=actor, meeting_id=meeting.id, version=row.version)
