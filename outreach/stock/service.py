"""Writes of stock: rule, change, movement, audit, and a notice when little is left. What was given is booked by ear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from core import audit, clock, outbox
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach import queries as outreach
from outreach.models import OutreachContact
from outreach.stock import queries, rules
from outreach.stock.models import MovementKind, SessionBatch, StockBatch, StockItem, StockMovement

SUBJECT = "Something to look at in your stock"
PATH = "/outreach/stock"
CHANGED = "This changed while you were writing. Both are below; nothing is lost."


def keep_item(*, actor: Actor, item: str, on_hand: int, low_at: int) -> StockItem:
    """Begin to count an item of the catalogue. What expires begins at 0, and comes in by batch.

    Refuses an item that is counted already or lies on no shelf, and numbers below 0.
    """
    _may_manage(actor)
    _unless(rules.item_may_be_kept(item, catalogue.items(), queries.kept_codes(actor)))
    _unless(rules.count_may_be(on_hand) or rules.count_may_be(low_at, "low_at"))
    if on_hand and item in rules.BATCHED:
        raise Refused("This item expires, so it comes in by batch.", instead="Start at 0, then book a delivery.",
                      field="on_hand")  # fmt: skip
    row = StockItem(agency_id=actor.agency_id, item=item, low_at=low_at, on_hand=0)
    current_session().add(row)
    current_session().flush()
    if on_hand:
        row.counted_on = clock.today()
        _move(actor, row, on_hand, MovementKind.COUNTED)
    _tell_if_low(actor, row)
    audit.record(actor=actor, verb="began to count", kind="stock item", row_id=row.id, fields=["item", "low_at"])
    return row


def change_item(*, actor: Actor, stock_item_id: UUID, low_at: int, kept: bool, version: int) -> None:
    """Change when to tell, or stop counting an item, as read at `version`; Clash when somebody was first."""
    _may_manage(actor)
    _unless(rules.count_may_be(low_at, "low_at"))
    row = _locked(actor, stock_item_id)
    if row.version != version:
        raise Clash(CHANGED)
    row.low_at, row.kept = low_at, kept
    row.version += 1
    _tell_if_low(actor, row)
    current_session().flush()
    audit.record(actor=actor, verb="changed", kind="stock item", row_id=row.id, fields=["low_at", "kept"])


def receive(
    *, actor: Actor, stock_item_id: UUID, quantity: int, number: str | None = None, expires_on: date | None = None
) -> None:
    """Book a delivery. What expires says its batch and the day; more of a batch that is known joins it.

    Refuses a batch that has expired or was recalled, and one whose day differs from what was written down before.
    """
    _may_manage(actor)
    _unless(rules.quantity_may_be(quantity))
    row = _locked(actor, stock_item_id)
    batch = None
    if row.item in rules.BATCHED:
        _unless(rules.batch_is_said(row.item, number, expires_on))
        batch = _batch_coming_in(actor, row, (number or "").strip().upper(), expires_on or clock.today())
    _move(actor, row, quantity, MovementKind.RECEIVED, batch=batch)
    audit.record(actor=actor, verb="received", kind="stock item", row_id=row.id, fields=["on_hand"])


def count_shelf(*, actor: Actor, stock_item_id: UUID, counted: int, version: int, batch_id: UUID | None = None) -> None:
    """Write down what lies on the shelf, of one batch where an item has batches, as read at `version`.

    The difference is a movement of its own: nothing that was booked before is rewritten.
    """
    _may_manage(actor)
    _unless(rules.count_may_be(counted, "counted"))
    row = _locked(actor, stock_item_id)
    if row.version != version:
        raise Clash(CHANGED)
    batch = _batch_of(actor, row, batch_id)
    before = batch.on_hand if batch is not None else row.on_hand
    row.counted_on = clock.today()
    row.version += 1
    _move(actor, row, counted - before, MovementKind.COUNTED, batch=batch)
    audit.record(actor=actor, verb="counted", kind="stock item", row_id=row.id, fields=["on_hand"])


def throw_away(*, actor: Actor, stock_item_id: UUID, quantity: int, batch_id: UUID | None = None) -> None:
    """Book what expired, broke or got lost; of one batch where an item has batches."""
    _may_manage(actor)
    _unless(rules.quantity_may_be(quantity))
    row = _locked(actor, stock_item_id)
    _move(actor, row, -quantity, MovementKind.THROWN_AWAY, batch=_batch_of(actor, row, batch_id))
    audit.record(actor=actor, verb="threw away", kind="stock item", row_id=row.id, fields=["on_hand"])


def recall_batch(*, actor: Actor, batch_id: UUID) -> None:
    """Say that a batch may be given to nobody any more; a second time changes nothing. It cannot be taken back."""
    _may_manage(actor)
    found, _ = queries.batch(actor, batch_id)
    if found.batch.recalled_at is not None:
        return
    found.batch.recalled_at, found.batch.recalled_by = clock.now(), actor.user_id
    found.batch.version += 1
    current_session().flush()
    audit.record(actor=actor, verb="recalled", kind="stock batch", row_id=batch_id)


def choose_batch(*, actor: Actor, session_id: UUID, stock_item_id: UUID, batch_id: UUID, version: int) -> None:
    """Say which batch a session gives an item from: for what it gives from now on, and what it gave without one.

    Takes the version of the choice before, 0 when there was none. Refuses an expired or recalled batch.
    """
    _may_log(actor)
    outreach.session(actor, session_id)
    row = _locked(actor, stock_item_id)
    batch = _batch_of(actor, row, batch_id)
    if batch is None:
        raise Refused("This item has no batches.", field="batch")
    _unless(rules.batch_may_be_given(_standing(batch)))
    choice = _choice(actor, session_id, row.id)
    if (choice.version if choice else 0) != version:
        raise Clash(CHANGED)
    _choose(actor, session_id, row.id, batch.id, choice)
    _name_unnamed(actor, row, session_id, batch)
    audit.record(actor=actor, verb="chose", kind="stock batch", row_id=batch.id, fields=["session_id"])


def on_item_given(
    _sender: object, *, actor: Actor, contact: OutreachContact, items: Mapping[str, int], **_: Any
) -> None:
    """Book what a contact gave, heard from outreach in the same transaction; it never refuses a contact.

    A quantity below 0 is a correction. Items that the agency does not count are left alone.
    """
    rows = _locked_items(actor, items)
    if not rows:
        return
    batches = _chosen_batches(actor, contact.session_id, [row.id for row in rows])
    for row in rows:
        _move(actor, row, -items[row.item], MovementKind.GIVEN, batch=batches.get(row.id),
              session_id=contact.session_id)  # fmt: skip
    fields = sorted(row.item for row in rows)
    audit.record(actor=actor, verb="booked", kind="stock", row_id=contact.session_id, fields=fields)


def tell_of_expiry(actor: Actor) -> int:
    """Tell the managers, once a batch, of what expires within 60 days; returns how many batches were told of."""
    found = queries.batches_to_tell(actor, clock.today() + rules.TOLD_BEFORE)
    for batch in found:
        batch.told_at = clock.now()
        _tell(actor, f"stock-expiry:{batch.id}")
    current_session().flush()
    return len(found)


def _move(
    actor: Actor, row: StockItem, quantity: int, kind: MovementKind, *, batch: StockBatch | None = None,
    session_id: UUID | None = None,
) -> None:  # fmt: skip
    """Change an item's number, and its batch's, by one movement; tell the managers when little is left."""
    row.on_hand += quantity
    if batch is not None:
        batch.on_hand += quantity
    current_session().add(
        StockMovement(
            agency_id=actor.agency_id, stock_item_id=row.id, batch_id=batch.id if batch else None,
            session_id=session_id, kind=kind, quantity=quantity, after=row.on_hand, at=clock.now(),
            moved_by=actor.user_id,
        )
    )  # fmt: skip
    _tell_if_low(actor, row)
    current_session().flush()


def _tell_if_low(actor: Actor, row: StockItem) -> None:
    """One notice each time an item becomes low; the next only after it was more again."""
    if not row.kept or not rules.is_low(row.on_hand, row.low_at):
        row.low_since = None
    elif row.low_since is None:
        row.low_since = clock.now()
        _tell(actor, f"stock-low:{row.id}:{row.low_since.isoformat()}")


def _tell(actor: Actor, once: str) -> None:
    for address in agencies_queries.addresses_of(actor.agency_id, Permission.OUTREACH_MANAGE):
        outbox.put(agency_id=actor.agency_id, address=address, subject=SUBJECT, path=PATH, once=once)


def _batch_coming_in(actor: Actor, row: StockItem, number: str, expires_on: date) -> StockBatch:
    _unless(rules.batch_may_come_in(expires_on, clock.today()))
    known = current_session().scalars(
        select(StockBatch).where(
            belongs_to(actor, StockBatch), StockBatch.stock_item_id == row.id, StockBatch.number == number
        )
    ).one_or_none()  # fmt: skip
    if known is None:
        known = StockBatch(agency_id=actor.agency_id, stock_item_id=row.id, number=number, expires_on=expires_on,
                           on_hand=0)  # fmt: skip
        current_session().add(known)
        current_session().flush()
        return known
    if known.recalled_at is not None:
        raise Refused("This batch was recalled.", instead="Send it back.", field="number")
    if known.expires_on != expires_on:
        day = f"{known.expires_on.day} {known.expires_on:%B %Y}"
        raise Refused(f"This batch is here already, and expires {day}.", instead="Check the box.", field="expires_on")
    return known


def _batch_of(actor: Actor, row: StockItem, batch_id: UUID | None) -> StockBatch | None:
    """The batch that somebody means; refused when an item has batches and none was said."""
    if batch_id is None:
        if row.item in rules.BATCHED:
            raise Refused("Choose the batch.", field="batch")
        return None
    found = select(StockBatch).where(
        belongs_to(actor, StockBatch), StockBatch.id == batch_id, StockBatch.stock_item_id == row.id
    )
    batch = current_session().scalars(found).one_or_none()
    if batch is None:
        raise NotVisible
    return batch


def _choice(actor: Actor, session_id: UUID, stock_item_id: UUID) -> SessionBatch | None:
    found = select(SessionBatch).where(
        belongs_to(actor, SessionBatch), SessionBatch.session_id == session_id,
        SessionBatch.stock_item_id == stock_item_id,
    )  # fmt: skip
    return current_session().scalars(found).one_or_none()


def _choose(actor: Actor, session_id: UUID, stock_item_id: UUID, batch_id: UUID, choice: SessionBatch | None) -> None:
    if choice is None:
        choice = SessionBatch(agency_id=actor.agency_id, session_id=session_id, stock_item_id=stock_item_id, version=0)
        current_session().add(choice)
    choice.batch_id, choice.chosen_by, choice.chosen_at = batch_id, actor.user_id, clock.now()
    choice.version += 1
    current_session().flush()


def _name_unnamed(actor: Actor, row: StockItem, session_id: UUID, batch: StockBatch) -> None:
    """What the session gave before anybody said from which batch is the batch's now: two movements that add up to 0."""
    given = next((line.unnamed for line in queries.used_on(actor, session_id) if line.item.id == row.id), 0)
    if given > 0:
        _move(actor, row, given, MovementKind.BATCH_NAMED, session_id=session_id)
        _move(actor, row, -given, MovementKind.BATCH_NAMED, batch=batch, session_id=session_id)


def _chosen_batches(actor: Actor, session_id: UUID, item_ids: list[UUID]) -> dict[UUID, StockBatch]:
    found = (
        select(StockBatch)
        .join(SessionBatch, (SessionBatch.agency_id == StockBatch.agency_id) & (SessionBatch.batch_id == StockBatch.id))
        .where(belongs_to(actor, StockBatch), SessionBatch.session_id == session_id)
        .where(SessionBatch.stock_item_id.in_(item_ids))
    )
    return {batch.stock_item_id: batch for batch in current_session().scalars(found)}


def _locked_items(actor: Actor, items: Mapping[str, int]) -> list[StockItem]:
    """The items that are counted, of those given, held in one order until the transaction ends."""
    codes = [code for code, number in items.items() if number]
    if not codes:
        return []
    found = (
        select(StockItem)
        .where(belongs_to(actor, StockItem), StockItem.item.in_(codes), StockItem.kept.is_(True))
        .order_by(StockItem.id)
        .with_for_update()
    )
    return list(current_session().scalars(found.execution_options(populate_existing=True)))


def _locked(actor: Actor, stock_item_id: UUID) -> StockItem:
    found = queries.visible_to(actor).where(StockItem.id == stock_item_id).with_for_update()
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _standing(batch: StockBatch) -> rules.Standing:
    return rules.standing_of(batch.expires_on, batch.recalled_at is not None, clock.today())


def _may_manage(actor: Actor) -> None:
    if not actor.may(Permission.OUTREACH_MANAGE):
        raise Refused("Your role cannot change the stock.", instead="Ask your agency manager.")


def _may_log(actor: Actor) -> None:
    if not actor.may(Permission.OUTREACH_LOG):
        raise Refused("Your role cannot log outreach.", instead="Ask your agency manager.")


def _unless(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal
