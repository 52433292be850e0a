"""Reads of stock: what an agency has, its batches, what moved, and what a session used. No person is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import belongs_to, current_session
from outreach import catalogue
from outreach import queries as outreach
from outreach.models import OutreachSession
from outreach.stock import rules
from outreach.stock.models import MovementKind, SessionBatch, StockBatch, StockItem, StockMovement
from outreach.stock.rules import Standing
from people.queries.names import worker_names


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch as it is read: what it is fit for, in words and as a kind of tag."""

    batch: StockBatch
    label: str
    standing: Standing
    words: str
    tag: str

    @property
    def may_be_given(self) -> bool:
        """True while it is neither expired nor recalled."""
        return rules.batch_may_be_given(self.standing) is None


@dataclass(frozen=True, slots=True)
class StockLine:
    """An item in the list of stock."""

    item: StockItem
    label: str
    low: bool
    batched: bool
    batches: tuple[BatchLine, ...]


@dataclass(frozen=True, slots=True)
class MovementLine:
    """One change of an item's number, in words."""

    at: datetime
    kind: str
    quantity: int
    after: int
    batch: str
    who: str
    session_id: UUID | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """What a session gave of one item, from which batches, and how many it gave without one."""

    item: StockItem
    label: str
    given: int
    batches: tuple[tuple[str, int], ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class BatchChoice:
    """An item that expires, with the batch that a session gives from, if one is chosen, and those it may choose."""

    item: StockItem
    label: str
    chosen: BatchLine | None
    offered: tuple[BatchLine, ...]
    version: int


@dataclass(frozen=True, slots=True)
class BatchUse:
    """How many of a batch one session gave."""

    session_id: UUID
    held_on: date
    mode: str
    ward: str
    given: int


def visible_to(actor: Actor) -> Select[StockItem]:
    """The items that the actor's agency counts, for those who read outreach."""
    found = select(StockItem).where(belongs_to(actor, StockItem))
    return found if _may_read(actor) else found.where(StockItem.id.is_(None))


def lines(actor: Actor, *, kept: bool = True) -> list[StockLine]:
    """Every item that is counted (or, with `kept=False`, was once), in the catalogue's order; two statements."""
    items = list(current_session().scalars(visible_to(actor).where(StockItem.kept.is_(kept))))
    batches = _batches(actor, [item.id for item in items])
    order = list(catalogue.items())
    items.sort(key=lambda item: order.index(item.item) if item.item in order else len(order))
    return [_line(item, batches.get(item.id, [])) for item in items]


def line(actor: Actor, stock_item_id: UUID) -> StockLine:
    """One item with its batches; NotVisible when there is none for this actor."""
    item = current_session().scalars(visible_to(actor).where(StockItem.id == stock_item_id)).one_or_none()
    if item is None:
        raise NotVisible
    return _line(item, _batches(actor, [item.id]).get(item.id, []))


def low(actor: Actor) -> list[StockLine]:
    """The items of which little is left, and those with a batch that expires soon, is expired or recalled."""
    return [each for each in lines(actor) if each.low or any(_is_trouble(batch) for batch in each.batches)]


def kept_codes(actor: Actor) -> set[str]:
    """The codes of the items that have a line in the stock already, counted now or not."""
    return set(current_session().scalars(select(StockItem.item).where(belongs_to(actor, StockItem))))


def movements_page(actor: Actor, stock_item_id: UUID, number: int) -> Page[MovementLine]:
    """A page of what moved of one item, the latest first."""
    newest = (
        select(StockMovement)
        .where(belongs_to(actor, StockMovement), StockMovement.stock_item_id == stock_item_id)
        .order_by(StockMovement.at.desc(), StockMovement.id.desc())
    )
    page = page_of(newest, number)
    names = worker_names(actor, {row.moved_by for row in page.items})
    numbers = _numbers(actor, {row.batch_id for row in page.items if row.batch_id})
    found = [
        MovementLine(
            row.at, rules.KIND_WORDS[row.kind], row.quantity, row.after,
            numbers.get(row.batch_id, "") if row.batch_id else "", names.get(row.moved_by, "Roundtable"),
            row.session_id,
        )
        for row in page.items
    ]  # fmt: skip
    return Page(found, page.page, page.total, page.size)


def batch(actor: Actor, batch_id: UUID) -> tuple[BatchLine, StockItem]:
    """One batch with its item; NotVisible when there is none for this actor. The read is audited."""
    row = current_session().scalars(
        select(StockBatch).where(belongs_to(actor, StockBatch), StockBatch.id == batch_id)
    ).one_or_none()  # fmt: skip
    if row is None or not _may_read(actor):
        raise NotVisible
    item = line(actor, row.stock_item_id).item
    audit.record(actor=actor, verb="read", kind="stock batch", row_id=batch_id)
    return _batch_line(row, item.item), item


def batch_use(actor: Actor, batch_id: UUID, number: int) -> tuple[Page[BatchUse], int]:
    """The sessions that gave from a batch, the latest first, and how many were given in all: what a recall asks for."""
    given = -func.sum(StockMovement.quantity)
    of_batch = (
        belongs_to(actor, StockMovement), StockMovement.batch_id == batch_id,
        StockMovement.kind.in_((MovementKind.GIVEN, MovementKind.BATCH_NAMED)),
    )  # fmt: skip
    sums = select(StockMovement.session_id, given.label("given")).where(*of_batch).group_by(StockMovement.session_id)
    totals = {session_id: int(number) for session_id, number in current_session().execute(sums)}
    found = select(OutreachSession).where(belongs_to(actor, OutreachSession), OutreachSession.id.in_(list(totals)))
    page = page_of(found.order_by(OutreachSession.began_at.desc()), number)
    rows = [
        BatchUse(row.id, row.held_on, catalogue.modes().get(row.mode, row.mode), outreach.ward_words(row.ward),
                 totals[row.id])
        for row in page.items
    ]  # fmt: skip
    return Page(rows, page.page, page.total, page.size), sum(totals.values())


def used_on(actor: Actor, session_id: UUID) -> list[SessionLine]:
    """What a session gave of each item that is counted, by batch; three statements whatever it gave."""
    sums = (
        select(StockMovement.stock_item_id, StockMovement.batch_id, -func.sum(StockMovement.quantity))
        .where(belongs_to(actor, StockMovement), StockMovement.session_id == session_id)
        .group_by(StockMovement.stock_item_id, StockMovement.batch_id)
    )
    given: dict[UUID, dict[UUID | None, int]] = {}
    for item_id, batch_id, number in current_session().execute(sums):
        if number:
            given.setdefault(item_id, {})[batch_id] = int(number)
    every = lines(actor) if given else []
    return [_session_line(each, given[each.item.id]) for each in every if each.item.id in given]


def choices_for(actor: Actor, session_id: UUID) -> list[BatchChoice]:
    """The items that expire, each with the batch that a session gives from and those that it may give from."""
    chosen = {
        row.stock_item_id: row
        for row in current_session().scalars(
            select(SessionBatch).where(belongs_to(actor, SessionBatch), SessionBatch.session_id == session_id)
        )
    }
    return [_choice(each, chosen.get(each.item.id)) for each in lines(actor) if each.batched]


def batches_to_tell(actor: Actor, until: date) -> list[StockBatch]:
    """The batches with something left that expire by a day and that nobody was told of yet."""
    found = select(StockBatch).where(
        belongs_to(actor, StockBatch), StockBatch.expires_on <= until, StockBatch.on_hand > 0,
        StockBatch.told_at.is_(None), StockBatch.recalled_at.is_(None),
    )  # fmt: skip
    return list(current_session().scalars(found.order_by(StockBatch.expires_on)))


def _may_read(actor: Actor) -> bool:
    return actor.may(Permission.OUTREACH_READ, Permission.OUTREACH_LOG, Permission.OUTREACH_MANAGE)


def _is_trouble(batch: BatchLine) -> bool:
    return batch.batch.on_hand > 0 and batch.standing is not Standing.GOOD


def _batches(actor: Actor, item_ids: list[UUID]) -> dict[UUID, list[StockBatch]]:
    if not item_ids:
        return {}
    found = select(StockBatch).where(belongs_to(actor, StockBatch), StockBatch.stock_item_id.in_(item_ids))
    grouped: dict[UUID, list[StockBatch]] = {}
    for row in current_session().scalars(found.order_by(StockBatch.expires_on, StockBatch.number)):
        grouped.setdefault(row.stock_item_id, []).append(row)
    return grouped


def _numbers(actor: Actor, batch_ids: Iterable[UUID]) -> dict[UUID, str]:
    found = select(StockBatch.id, StockBatch.number).where(
        belongs_to(actor, StockBatch), StockBatch.id.in_(list(batch_ids))
    )
    return {row.id: row.number for row in current_session().execute(found)}


def _line(item: StockItem, batches: list[StockBatch]) -> StockLine:
    shown = [_batch_line(row, item.item) for row in batches]
    return StockLine(
        item, catalogue.items().get(item.item, item.item), rules.is_low(item.on_hand, item.low_at),
        item.item in rules.BATCHED, tuple(shown),
    )  # fmt: skip


def _batch_line(row: StockBatch, code: str) -> BatchLine:
    standing = rules.standing_of(row.expires_on, row.recalled_at is not None, clock.today())
    label = catalogue.items().get(code, code)
    return BatchLine(row, label, standing, rules.STANDING_WORDS[standing], rules.STANDING_TAGS[standing])


def _session_line(each: StockLine, given: dict[UUID | None, int]) -> SessionLine:
    numbers = {line.batch.id: line.batch.number for line in each.batches}
    named = tuple((numbers[batch_id], number) for batch_id, number in given.items() if batch_id in numbers)
    unnamed = given.get(None, 0) if each.batched else 0
    return SessionLine(each.item, each.label, sum(given.values()), named, unnamed)


def _choice(each: StockLine, row: SessionBatch | None) -> BatchChoice:
    chosen = next((batch for batch in each.batches if row and batch.batch.id == row.batch_id), None)
    offered = tuple(batch for batch in each.batches if batch.may_be_given and (batch.batch.on_hand > 0))
    if chosen is not None and chosen.may_be_given and chosen not in offered:
        offered = (chosen, *offered)
    return BatchChoice(each.item, each.label, chosen, offered, row.version if row else 0)
