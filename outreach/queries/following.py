"""What contacts still ask for: follow-ups by day and worker, and flags that nobody saw to yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, or_

from agencies import queries as agencies
from core.actor import Actor
from core.paging import Page, page_of
from core.scoping import current_session
from outreach import catalogue
from outreach.models import OutreachContact
from outreach.queries.contacts import ContactRow, contacts_visible_to, in_words


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A contact to follow up: what was logged, and who does it; without a name when nobody was chosen."""

    row: ContactRow
    by: str | None


def to_follow_up(actor: Actor, since: datetime, most: int = 5) -> list[ContactRow]:
    """The latest contacts from `since` on with a flag that nobody saw to; planned follow-ups have their own list."""
    found = contacts_visible_to(actor).where(
        OutreachContact.at >= since, _flagged(), _some_open(), OutreachContact.follow_up_due.is_(None)
    )
    rows = current_session().scalars(found.order_by(OutreachContact.at.desc()).limit(most))
    return in_words(actor, list(rows))


def follow_ups_page(actor: Actor, number: int, *, own: bool) -> Page[FollowUp]:
    """A page of the follow-ups that are planned and not done, the soonest first: the actor's own, or everybody's."""
    found = _planned(actor)
    if own:
        found = found.where(OutreachContact.follow_up_by == actor.user_id)
    page = page_of(found.order_by(OutreachContact.follow_up_due, OutreachContact.id), number)
    names = worker_names(actor)
    rows = [
        FollowUp(row, names.get(row.contact.follow_up_by) if row.contact.follow_up_by else None)
        for row in in_words(actor, page.items)
    ]
    return Page(rows, page.page, page.total, page.size)


def due_of(actor: Actor, until: date, most: int = 20) -> list[ContactRow]:
    """The actor's own follow-ups that are due by a day, the soonest first."""
    mine = _planned(actor).where(
        OutreachContact.follow_up_by == actor.user_id, OutreachContact.follow_up_due <= until
    )  # fmt: skip
    found = current_session().scalars(mine.order_by(OutreachContact.follow_up_due).limit(most))
    return in_words(actor, list(found))


def _planned(actor: Actor) -> Select[Any]:
    return contacts_visible_to(actor).where(
        OutreachContact.follow_up_due.is_not(None), OutreachContact.follow_up_done_at.is_(None)
    )


def worker_names(actor: Actor) -> dict[UUID, str]:
    """The names of the agency's active accounts, by id."""
    return {user.id: user.name for user in agencies.colleagues(actor)}


def _flagged() -> ColumnElement[bool]:
    return or_(*[cast(OutreachContact.flags, String).like(f'%"{flag}"%') for flag in catalogue.FLAGS])


def _some_open() -> ColumnElement[bool]:
    """Those seen to are kept in the order of the flags, so that all are seen to when the two lists are the same."""
    return cast(OutreachContact.flags, String) != cast(OutreachContact.settled, String)
