"""Writes of an agenda: add, change, move and take off items. Its order has no gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core import audit
from core.actor import Actor
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import current_session
from forum import queries
from forum import rules as forum_rules
from forum.agenda import rules
from forum.models import AgendaItem, ItemFor, Meeting, MeetingState
from forum.service import may_run
from forum.steps import step
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

CHANGED = "Somebody changed this item while you were writing. Nothing was stored."
OFF = 1000


@dataclass(frozen=True, slots=True)
class Item:
    """What an agenda says of an item."""

    title: str
    minutes: int
    led_by: str = ""
    asked_for: ItemFor | None = None
    note: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """The item as an agenda keeps it."""
        return {
            "title": self.title.strip(), "minutes": self.minutes, "led_by": self.led_by.strip() or None,
            "asked_for": self.asked_for, "note": self.note.strip() or None,
        }  # fmt: skip

    @property
    def texts(self) -> dict[str, str]:
        """The words that all members will read."""
        return {"title": self.title, "note": self.note}


def add_item(
    *, actor: Actor, meeting_id: UUID, item: Item, position: int | None = None, answer: LeakAnswer | None = None
) -> AgendaItem:  # fmt: skip
    """Put an item on an agenda, last or at a position. Other business can be added while a meeting is under way.

    Refuses a meeting that is held or cancelled, an item without title or time, and (with what was found) a text that
    may point at a person.
    """
    may_run(actor)
    _open(actor, meeting_id)
    present = queries.agenda(actor, meeting_id)
    _unless(rules.item_refusal(item.title, item.minutes, len(present)))
    new_id = uuid7()
    settle(actor=actor, kind="agenda item", row_id=new_id, texts=item.texts, answer=answer)
    row = AgendaItem(id=new_id, meeting_id=meeting_id, position=len(present) + 1, **item.columns)
    current_session().add(row)
    current_session().flush()
    if position is not None and position <= len(present):
        _reorder([each.id for each in present] + [row.id], row.id, position)
    audit.record(actor=actor, verb="added", kind="agenda item", row_id=row.id)
    return row


def change_item(
    *, actor: Actor, meeting_id: UUID, item_id: UUID, item: Item, version: int, answer: LeakAnswer | None = None
) -> AgendaItem:  # fmt: skip
    """Change what an agenda says of an item. A standing item keeps its title. Clash when somebody changed it first."""
    may_run(actor)
    _open(actor, meeting_id)
    row = _item(actor, meeting_id, item_id)
    _unless(rules.item_refusal(item.title, item.minutes, 0))
    if row.standing and item.title.strip() != row.title:
        raise Refused("This item is on every agenda and keeps its title.", field="title")
    settle(actor=actor, kind="agenda item", row_id=row.id, texts=item.texts, answer=answer)
    changed = sorted(name for name, value in item.columns.items() if getattr(row, name) != value)
    step(row, version, clash=CHANGED, **item.columns)
    audit.record(actor=actor, verb="changed", kind="agenda item", row_id=row.id, fields=changed)
    return row


def move_item(*, actor: Actor, meeting_id: UUID, item_id: UUID, position: int) -> None:
    """Put an item at a position from 1. Refuses once the meeting began: minutes follow the numbers."""
    may_run(actor)
    _before_start(actor, meeting_id)
    row = _item(actor, meeting_id, item_id)
    _reorder([each.id for each in queries.agenda(actor, meeting_id)], row.id, position)
    audit.record(actor=actor, verb="moved", kind="agenda item", row_id=row.id, fields=("position",))


def remove_item(*, actor: Actor, meeting_id: UUID, item_id: UUID) -> None:
    """Take an item off. Refuses a standing one, one that has papers or minutes, and once the meeting began."""
    may_run(actor)
    _before_start(actor, meeting_id)
    row = _item(actor, meeting_id, item_id)
    if row.standing:
        raise Refused("This item stands on every agenda.", instead="Give it fewer minutes.")
    try:
        with current_session().begin_nested():
            current_session().delete(row)
    except IntegrityError:
        raise Refused("This item has a paper or a note.", instead="Move those to another item first.") from None
    left = [each.id for each in queries.agenda(actor, meeting_id)]
    if left:
        _reorder(left, left[0], 1)
    audit.record(actor=actor, verb="removed", kind="agenda item", row_id=item_id)


def _reorder(order: Sequence[UUID], moved: UUID, position: int) -> None:
    """Number the items anew: first out of the way, since no two may share a number at any moment."""
    wanted = rules.order_after(order, moved, position)
    for offset in (OFF, 0):
        for place, item_id in enumerate(wanted, 1):
            current_session().execute(
                update(AgendaItem)
                .where(AgendaItem.id == item_id)
                .values(position=place + offset)
                .execution_options(synchronize_session=False)
            )
    current_session().expire_all()


def _open(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = _locked(actor, meeting_id)
    if meeting.state is not MeetingState.PLANNED:
        raise Refused("This meeting is over: its agenda stays as it was.")
    return meeting


def _before_start(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = _locked(actor, meeting_id)
    allowed = forum_rules.meeting_may_be_changed(meeting.state, meeting.began_at is not None)
    if not allowed.allowed:
        raise Refused(f"{allowed.reason}.")
    return meeting


def _locked(actor: Actor, meeting_id: UUID) -> Meeting:
    """The meeting, held until the transaction ends: two who move items at once do it one after the other."""
    queries.meeting(actor, meeting_id)
    found = select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    return current_session().scalars(found.execution_options(populate_existing=True)).one()


def _item(actor: Actor, meeting_id: UUID, item_id: UUID) -> AgendaItem:
    for row in queries.agenda(actor, meeting_id):
        if row.id == item_id:
            return row
    raise NotVisible


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
