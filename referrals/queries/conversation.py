"""Reads of what two agencies write to each other about a referral: the thread, what is unread, what must not go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true

from agencies.models import Agency
from agencies.permissions import Permission
from agencies.queries import names_of
from core import audit, clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from core.words import moment
from people import queries as people
from people.models import Category, SafeContact
from people.reach import ways_of
from referrals import package
from referrals.models import (
    Message,
    MessageReading,
    Referral,
    ReferralDesk,
    ReferralReceipt,
    ReferralState,
    ReferralSubject,
)
from referrals.queries import rows
from referrals.rules import KEEPS_NO_RECORD, PENDING, is_overdue, receiver_may_read, thread_is_open

#: Their values are compared as they are stored, not as a receiver would read them.
STORED = (Category.ALIAS, Category.CONTACT, Category.LEGAL_NAME, Category.DOB)


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One message as its reader sees it. `seen`: who of the other side has read it, and when."""

    id: UUID
    writer: str
    agency: str
    words: str
    when: str
    when_iso: str
    is_ours: bool
    is_new: bool = False
    seen: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The message line by line; it is plain text and nothing else."""
        return tuple(line.strip() for line in self.words.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class Thread:
    """What was written about a referral, oldest first, and whether this reader may write more.

    `closed`: why nobody can write, empty when they can; `may_write`: this reader's role may; `is_blocked`: the other
    side is police, probation or a council; `is_late`: the reader's side waits for an answer past its day.
    """

    referral_id: UUID
    other: str
    lines: tuple[ThreadLine, ...]
    closed: str
    may_write: bool
    is_ours: bool
    is_blocked: bool
    is_late: bool = False

    @property
    def unread(self) -> int:
        """How many messages nobody of the reader's side has read."""
        return sum(line.is_new for line in self.lines)

    @property
    def latest(self) -> tuple[ThreadLine, ...]:
        """The last three messages, and every one before them from the first that is new."""
        unread = next((number for number, line in enumerate(self.lines) if line.is_new), len(self.lines))
        return self.lines[min(unread, max(0, len(self.lines) - 3)) :]

    @property
    def last_id(self) -> UUID | None:
        """The last message shown: what came later stays unread."""
        return self.lines[-1].id if self.lines else None


@dataclass(frozen=True, slots=True)
class Unread:
    """A referral with messages that nobody of the reader's side has read: how many, and since when."""

    referral: Referral
    count: int
    since: datetime


def thread(actor: Actor, referral: Referral) -> Thread:
    """The thread of a referral that the actor may see; the read is audited when there is something to read.

    The receiver reads it while its package is open to it and consent runs; its sender always (design.md 4). A fixed
    number of statements, whatever its length.
    """
    is_ours = referral.from_agency_id == actor.agency_id
    other_id = referral.to_agency_id if is_ours else referral.from_agency_id
    names = names_of({referral.from_agency_id, referral.to_agency_id})
    kind = rows.kind_of(referral.to_agency_id)
    closed = thread_is_open(referral, kind, is_ours=is_ours, other=names[other_id])
    may_read = is_ours or receiver_may_read(referral, kind, _until(actor, referral), clock.today())
    lines = _lines(actor, referral, names) if may_read else ()
    if lines:
        audit.record(actor=actor, verb="read", kind="referral messages", row_id=referral.id)
    return Thread(
        referral_id=referral.id, other=names[other_id], lines=lines, is_ours=is_ours,
        closed=closed.reason if closed else "" if may_read else "The consent for this has ended.",
        may_write=may_write(actor, is_ours=is_ours), is_blocked=rows.is_blocked(other_id),
        is_late=is_ours and is_overdue(referral, clock.today()),
    )  # fmt: skip


def may_write(actor: Actor, *, is_ours: bool) -> bool:
    """Whether the actor's role writes for its side: who sends referrals there, who answers them here."""
    return actor.may(Permission.REFERRAL_SEND if is_ours else Permission.REFERRAL_ANSWER)


def _until(actor: Actor, referral: Referral) -> date | None:
    found = package.triages(actor, [referral.id]).get(referral.id)
    return found.last_day if found else None


def _lines(actor: Actor, referral: Referral, names: dict[UUID, str]) -> tuple[ThreadLine, ...]:
    messages = messages_of(actor, referral.id)
    words = package.open_notes(actor, referral.id, {each.id: each.words_sealed for each in messages})
    readings = _readings(actor, referral.id)
    return tuple(
        _line(actor, each, names, words[each.id], readings.get(each.id)) for each in messages if each.id in words
    )


def _line(actor: Actor, row: Message, names: dict[UUID, str], words: str, reading: MessageReading | None) -> ThreadLine:
    is_ours = row.from_agency_id == actor.agency_id
    seen = f"Read by {reading.reader_name}, {moment(reading.at)}" if reading and is_ours else ""
    return ThreadLine(
        id=row.id, writer=row.writer_name, agency=names[row.from_agency_id], words=words, when=moment(row.at),
        when_iso=row.at.isoformat(), is_ours=is_ours, is_new=not is_ours and reading is None, seen=seen,
    )  # fmt: skip


def messages_of(actor: Actor, referral_id: UUID) -> list[Message]:
    """The messages of a referral as they are stored, oldest first."""
    found = select(Message).where(belongs_to(actor, Message), Message.referral_id == referral_id)
    return list(current_session().scalars(found.order_by(Message.at, Message.id)))


def _readings(actor: Actor, referral_id: UUID) -> dict[UUID, MessageReading]:
    """The first reading of each message."""
    found = select(MessageReading).where(belongs_to(actor, MessageReading), MessageReading.referral_id == referral_id)
    latest_first = found.order_by(MessageReading.at.desc(), MessageReading.id.desc())
    return {row.message_id: row for row in current_session().scalars(latest_first)}


def unread_of(actor: Actor, referral_id: UUID) -> list[Message]:
    """The messages of a referral to the actor's side that nobody there has read, oldest first."""
    found = select(Message).where(Message.referral_id == referral_id, *_unread(actor))
    return list(current_session().scalars(found.order_by(Message.at, Message.id)))


def count_unread(actor: Actor, referral_ids: Collection[UUID]) -> dict[UUID, int]:
    """Referral to how many messages of it wait to be read, for those that have any and are open; one statement."""
    if not referral_ids:
        return {}
    found = _counted(actor).where(Message.referral_id.in_(list(referral_ids)))
    return {row.referral_id: row.number for row in current_session().execute(found)}


def unread_threads(actor: Actor, limit: int = 20) -> list[Unread]:
    """The referrals in which messages wait for this very reader, those that wait longest first; two statements.

    Theirs are the referrals that they sent or have; those that nobody has wait for everyone, and a manager sees all.
    """
    mine = _counted(actor).where(_for_reader(actor)).order_by(func.min(Message.at)).limit(limit)
    found = current_session().execute(mine).all()
    wanted = rows.visible_to(actor).where(Referral.id.in_([row.referral_id for row in found]))
    referrals = {row.id: row for row in current_session().scalars(wanted)} if found else {}
    return [Unread(referrals[row.referral_id], row.number, row.since) for row in found if row.referral_id in referrals]


def _counted(actor: Actor):  # type: ignore[no-untyped-def]  # the rows of a grouped select have no name of their own
    number, since = func.count().label("number"), func.min(Message.at).label("since")
    return (
        select(Message.referral_id, number, since)
        .join(Referral, Referral.id == Message.referral_id)
        .where(*rows.visible(actor), *_unread(actor), _is_open(actor))
        .group_by(Message.referral_id)
    )


def _unread(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    read = exists().where(
        MessageReading.message_id == Message.id, MessageReading.from_agency_id == actor.agency_id
    )  # fmt: skip
    return Message.to_agency_id == actor.agency_id, ~read


def _is_open(actor: Actor) -> ColumnElement[bool]:
    """Open to this reader: its own side sent it, or the thread is open to the receiver (`rules.thread_is_open`)."""
    keeps_none = select(Agency.id).where(Agency.kind.in_(sorted(KEEPS_NO_RECORD)))
    pending = and_(Referral.state.in_(PENDING), Referral.to_agency_id.not_in(keeps_none))
    accepted = and_(Referral.state == ReferralState.ACCEPTED, Referral.sharing_ended_at.is_(None))
    return or_(Referral.from_agency_id == actor.agency_id, pending, accepted)


def _for_reader(actor: Actor) -> ColumnElement[bool]:
    ours, theirs = Referral.from_agency_id == actor.agency_id, Referral.to_agency_id == actor.agency_id
    writes_here, writes_there = (true() if may_write(actor, is_ours=side) else false() for side in (True, False))
    if actor.may(Permission.CASE_ALL):
        return or_(and_(ours, writes_here), and_(theirs, writes_there))
    sent = _referrals_of(actor, ReferralSubject, ReferralSubject.sent_by == actor.user_id)
    mine = _referrals_of(actor, ReferralDesk, ReferralDesk.user_id == actor.user_id)
    accepted = _referrals_of(actor, ReferralReceipt, ReferralReceipt.accepted_by == actor.user_id)
    somebodys = or_(
        Referral.id.in_(_referrals_of(actor, ReferralDesk)), Referral.id.in_(_referrals_of(actor, ReferralReceipt))
    )
    here = or_(Referral.id.in_(mine), Referral.id.in_(accepted), ~somebodys)
    return or_(and_(ours, writes_here, Referral.id.in_(sent)), and_(theirs, writes_there, here))


def _referrals_of(actor: Actor, table: Any, *only: ColumnElement[bool]) -> Select[UUID]:
    return select(table.referral_id).where(belongs_to(actor, table), *only)


def own_person(actor: Actor, referral_id: UUID) -> UUID | None:
    """The person in the actor's own records whom a referral is about; None where its agency keeps none."""
    sent = rows.subject(actor, referral_id)
    kept = rows.receipt(actor, referral_id) if sent is None else None
    return sent.person_id if sent else kept.person_id if kept else None


def held_values(actor: Actor, person_id: UUID) -> dict[Category, list[str]]:
    """Every value of a person's record by category, to be compared with a message before it leaves.

    The name to use is left out, for it is what the two sides call them. Records that are linked as the same person
    count as one.
    """
    held: dict[Category, list[str]] = {}
    for each in sorted({person_id, *people.same_person(actor, person_id)}):
        for category, values in _held_in(actor, each):
            held.setdefault(category, []).extend(value for value in values if value)
    return held


def _held_in(actor: Actor, person_id: UUID) -> Iterator[tuple[Category, Sequence[str | None]]]:
    identity, contact = people.identity(actor, person_id), people.safe_contact(actor, person_id)
    parts = people.parts_for_sharing(actor, person_id)
    yield from ((category, words) for category, words in parts.items() if category not in STORED)
    yield Category.LEGAL_NAME, [identity.legal_name if identity else None]
    yield Category.DOB, [identity.birth_date if identity else None]
    yield Category.CONTACT, _contact_values(contact) if contact else []


def _contact_values(contact: SafeContact) -> list[str | None]:
    """Every number and address by which someone can be reached, the code word, and what must never be done."""
    ways = [way.address for way in ways_of(contact)]
    return [*dict.fromkeys([contact.address, *ways]), contact.code_word, contact.never]
