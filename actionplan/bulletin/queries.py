"""Reads of the bulletin: issues for all staff, items for those who put an issue together, and who wants it by mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from actionplan.bulletin import rules
from actionplan.bulletin.models import Bulletin, BulletinItem, BulletinMailing, BulletinReader, IssueState, ItemKind
from agencies.models import User
from agencies.permissions import Permission
from agencies.queries import addresses_of, names_of
from core import clock
from core.actor import Actor
from core.errors import NotVisible
from core.paging import Page, page_of
from core.scoping import current_session

#: An issue is mailed by the worker within minutes; one that is older than this is no news by mail.
MAILED_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with its agency, where it is, and its day in words."""

    row: BulletinItem
    agency: str
    standing: rules.ItemStanding
    day: str

    @property
    def standing_words(self) -> str:
        """Where it is, in words."""
        return rules.STANDING_WORDS[self.standing]


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue in the archive."""

    row: Bulletin
    items: int


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue whole: its items under the six headings, those without items left out."""

    row: Bulletin
    sections: list[tuple[str, list[ItemLine]]]

    @property
    def items(self) -> list[ItemLine]:
        """Every item in order."""
        return [item for _, items in self.sections for item in items]


@dataclass(frozen=True, slots=True)
class Sought:
    """What a reader asked the archive for."""

    words: str = ""
    kind: ItemKind | None = None


def visible_to(actor: Actor) -> Select[Bulletin]:
    """Issues that are out, for all staff who read the directory; drafts for the coordinator."""
    found = select(Bulletin)
    if actor.may(Permission.PLAN_WRITE):
        return found
    if actor.may(Permission.DIRECTORY_READ):
        return found.where(Bulletin.state == IssueState.ISSUED)
    return found.where(Bulletin.id.is_(None))


def visible_items(actor: Actor) -> Select[BulletinItem]:
    """Items that are out, for all staff who read the directory; others for their own agency and the coordinator."""
    found = select(BulletinItem)
    if actor.may(Permission.PLAN_WRITE):
        return found
    if not actor.may(Permission.DIRECTORY_READ, *rules.OFFERERS):
        return found.where(BulletinItem.id.is_(None))
    out = exists().where(Bulletin.id == BulletinItem.bulletin_id, Bulletin.state == IssueState.ISSUED)
    return found.where(or_(out, BulletinItem.owner_agency_id == actor.agency_id))


def archive_page(actor: Actor, sought: Sought, number: int) -> Page[IssueLine]:
    """A page of the issues that are out, the latest first, narrowed to those with an item of a kind or some words."""
    found = visible_to(actor).where(Bulletin.state == IssueState.ISSUED)
    inside = _inside(sought)
    if inside:
        found = found.where(exists().where(BulletinItem.bulletin_id == Bulletin.id, *inside))
    page = page_of(found.order_by(Bulletin.number.desc()), number)
    counts = _counts([row.id for row in page.items])
    return Page([IssueLine(row, counts.get(row.id, 0)) for row in page.items], page.page, page.total, page.size)


def drafts(actor: Actor) -> list[IssueLine]:
    """Issues that are being put together, for the coordinator."""
    rows = list(current_session().scalars(_drafts(actor)))
    counts = _counts([row.id for row in rows])
    return [IssueLine(row, counts.get(row.id, 0)) for row in rows]


def latest(actor: Actor, since: datetime) -> IssueLine | None:
    """The latest issue that went out since a moment."""
    found = visible_to(actor).where(Bulletin.state == IssueState.ISSUED, Bulletin.issued_at >= since)
    row = current_session().scalars(found.order_by(Bulletin.number.desc()).limit(1)).first()
    return IssueLine(row, _counts([row.id]).get(row.id, 0)) if row else None


def row_of(actor: Actor, bulletin_id: UUID) -> Bulletin:
    """The row of an issue; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_to(actor).where(Bulletin.id == bulletin_id)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def issue(actor: Actor, bulletin_id: UUID) -> Issue:
    """One issue with its items; NotVisible when there is none for this actor."""
    row = row_of(actor, bulletin_id)
    lines = _lines(visible_items(actor).where(BulletinItem.bulletin_id == bulletin_id), row.state)
    of_kind = [(words, [line for line in lines if line.row.kind is kind]) for kind, words in rules.KIND_WORDS.items()]
    return Issue(row, [(words, items) for words, items in of_kind if items])


def offered(actor: Actor) -> list[ItemLine]:
    """Items that are in no issue yet, the earliest first: all for the coordinator, else the agency's own."""
    found = visible_items(actor).where(BulletinItem.bulletin_id.is_(None), BulletinItem.left_out_at.is_(None))
    return _lines(found, None)


def own_items(actor: Actor, number: int) -> Page[ItemLine]:
    """A page of what the actor's agency offered, the latest first, with what became of it."""
    found = visible_items(actor).where(BulletinItem.owner_agency_id == actor.agency_id)
    page = page_of(found.order_by(BulletinItem.offered_at.desc(), BulletinItem.id.desc()), number)
    states = _states({row.bulletin_id for row in page.items if row.bulletin_id})
    names = names_of({actor.agency_id})
    lines = [_line(row, names, states.get(row.bulletin_id) if row.bulletin_id else None) for row in page.items]
    return Page(lines, page.page, page.total, page.size)


def item(actor: Actor, item_id: UUID) -> ItemLine:
    """One item; NotVisible when there is none for this actor."""
    row = current_session().scalars(visible_items(actor).where(BulletinItem.id == item_id)).one_or_none()
    if row is None:
        raise NotVisible
    state = _states({row.bulletin_id}).get(row.bulletin_id) if row.bulletin_id else None
    return _line(row, names_of({row.owner_agency_id}), state)


def items_between(actor: Actor, start: datetime, end: datetime, limit: int = 200) -> list[ItemLine]:
    """The items that went out between two moments, for the agenda and the review of a year; the latest first."""
    out = (
        visible_items(actor)
        .join(Bulletin, Bulletin.id == BulletinItem.bulletin_id)
        .where(Bulletin.state == IssueState.ISSUED, Bulletin.issued_at >= start, Bulletin.issued_at < end)
        .order_by(Bulletin.number.desc(), BulletinItem.kind, BulletinItem.position)
        .limit(limit)
    )
    rows = list(current_session().scalars(out))
    names = names_of({row.owner_agency_id for row in rows})
    return [_line(row, names, IssueState.ISSUED) for row in rows]


def wants_mail(actor: Actor) -> bool:
    """Whether the actor wants each issue by mail."""
    found = select(BulletinReader.wants).where(BulletinReader.user_id == actor.user_id)
    return bool(current_session().scalar(found))


def reader(reader_id: UUID) -> BulletinReader | None:
    """Somebody's wish about the mail, by the id that their link carries; None when there is none."""
    return current_session().get(BulletinReader, reader_id)


def to_mail(actor: Actor) -> list[Bulletin]:
    """Issues that the readers of the actor's agency were not mailed yet, the earliest first."""
    told = exists().where(BulletinMailing.bulletin_id == Bulletin.id, BulletinMailing.told_agency_id == actor.agency_id)
    found = visible_to(actor).where(
        Bulletin.state == IssueState.ISSUED, Bulletin.issued_at > clock.now() - MAILED_WITHIN, ~told
    )
    return list(current_session().scalars(found.order_by(Bulletin.number)))


def readers_of(actor: Actor, issued_at: datetime) -> list[tuple[UUID, str]]:
    """The readers of the actor's agency who asked for the mail before an issue went out: row id and address.

    Those whose account is closed, or who may no longer read the bulletin, are none.
    """
    may_read = set(addresses_of(actor.agency_id, Permission.DIRECTORY_READ))
    found = (
        select(BulletinReader.id, User.email)
        .join(User, User.id == BulletinReader.user_id)
        .where(BulletinReader.wants, BulletinReader.since <= issued_at)
        .where(User.agency_id == actor.agency_id, User.active)
        .order_by(User.email)
    )
    return [(key, email) for key, email in current_session().execute(found) if email in may_read]


def readers_count(actor: Actor) -> int:
    """How many people want the mail, for the coordinator."""
    if not actor.may(Permission.PLAN_WRITE):
        return 0
    return current_session().scalar(select(func.count()).where(BulletinReader.wants)) or 0


def _inside(sought: Sought) -> list[ColumnElement[bool]]:
    words = sought.words.strip()
    found: list[ColumnElement[bool]] = [BulletinItem.kind == sought.kind] if sought.kind else []
    if words:
        found.append(or_(BulletinItem.title.icontains(words, autoescape=True),
                         BulletinItem.words.icontains(words, autoescape=True)))  # fmt: skip
    return found


def _drafts(actor: Actor) -> Select[Bulletin]:
    return visible_to(actor).where(Bulletin.state == IssueState.DRAFT).order_by(Bulletin.begun_at)


def _counts(bulletin_ids: list[UUID]) -> dict[UUID, int]:
    found = select(BulletinItem.bulletin_id, func.count()).where(BulletinItem.bulletin_id.in_(bulletin_ids))
    rows = current_session().execute(found.group_by(BulletinItem.bulletin_id))
    return {key: number for key, number in rows if key}


def _states(bulletin_ids: Iterable[UUID | None]) -> dict[UUID, IssueState]:
    wanted = [each for each in bulletin_ids if each]
    if not wanted:
        return {}
    found = select(Bulletin.id, Bulletin.state).where(Bulletin.id.in_(wanted))
    return {key: state for key, state in current_session().execute(found)}


def _lines(found: Select[BulletinItem], state: IssueState | None) -> list[ItemLine]:
    rows = list(current_session().scalars(found.order_by(BulletinItem.position, BulletinItem.id)))
    names = names_of({row.owner_agency_id for row in rows})
    return [_line(row, names, state) for row in rows]


def _line(row: BulletinItem, names: dict[UUID, str], state: IssueState | None) -> ItemLine:
    where = rules.standing(state, row.left_out_at is not None)
    return ItemLine(row, names[row.owner_agency_id], where, rules.day_words(row.kind, row.day))
