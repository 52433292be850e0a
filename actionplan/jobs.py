"""Scheduled work of the plan: owners hear, once each, of dates that come near or are past, and of silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from actionplan import queries, rules
from agencies.permissions import Permission
from agencies.queries import addresses_of, signed_in
from core import clock, outbox
from core.actor import Actor

FROM_HOUR = 7
SUBJECT = "Something to look at in the action plan"


def remind(actor: Actor) -> int:
    """Tell the owners of an agency's actions what wants a report; returns how many notices there were to give.

    Fourteen and three days before an action is due, on the first day that it is overdue and every fourteenth after,
    and when nothing was said for 28 days: each of these once. The link opens the page on which it is answered. The
    notice names nothing (design.md 5).
    """
    if clock.london(clock.now()).hour < FROM_HOUR:
        return 0
    today, told = clock.today(), 0
    addresses: dict[UUID | None, list[str]] = {}
    for row in queries.agency_actions(actor, actor.agency_id):
        for occasion in occasions(row, today):
            if row.owner_user_id not in addresses:
                addresses[row.owner_user_id] = _addresses(actor, row.owner_user_id)
            for address in addresses[row.owner_user_id]:
                outbox.put(
                    agency_id=actor.agency_id, address=address, subject=SUBJECT,
                    path=f"/action-plan/actions/{row.id}/update", once=f"action:{row.id}:{occasion}",
                )  # fmt: skip
                told += 1
    return told


def occasions(row: queries.ActionRow, today: date) -> Iterator[str]:
    """What there is to remind of about an action today, by names that stay the same until it is another occasion."""
    if not row.is_open:
        return
    left = row.due_on - today
    near = [step.days for step in rules.REMIND_BEFORE if left <= step]
    if left.days >= 0 and near:
        yield f"due:{row.due_on}:{min(near)}"
    if row.is_overdue:
        yield f"overdue:{row.due_on}:{(-left.days - 1) // rules.REMIND_AGAIN.days}"
    elif row.is_quiet:
        said = clock.london(row.last.at).date() if row.last else row.starts_on
        yield f"quiet:{said}:{(today - said).days // rules.QUIET_AFTER.days}"


def _addresses(actor: Actor, owner_user_id: UUID | None) -> list[str]:
    """The owner's own address; the agency's reporting staff when nobody is named, or the owner may no longer report."""
    account = signed_in(owner_user_id) if owner_user_id else None
    if account is not None and account.actor.may(Permission.PLAN_UPDATE_OWN, Permission.PLAN_WRITE):
        return [account.email]
    return addresses_of(actor.agency_id, Permission.PLAN_UPDATE_OWN)
