"""Work that the worker makes while a person waits: reports, packs, archives. Claimed, made, and stored exactly once.

A maker reads and renders first, in a transaction that only reads; what it gives back stores the outcome, in one
transaction with the mark that it is made. Whoever lost the mark (its lease ran out, another worker took it over) stores
nothing. So a process that dies at any moment leaves either nothing or everything.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import audit, clock
from core.actor import SYSTEM_USER, Actor
from core.db import Base, choice, db, uuid7
from core.errors import NotVisible, Refused
from core.scoping import acting_as, current_session
from core.session import reading

log = structlog.get_logger()

#: A claim holds so long; each step of the work renews it.
LEASE = timedelta(minutes=2)
#: Clocks of two machines may differ by so much; by more, one of them jumped.
SKEW = timedelta(seconds=30)
#: How long after the first, second and third failure it is tried again; after the fourth it has failed.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))
MOST_TRIES = len(PAUSES) + 1
KEPT = timedelta(days=30)
#: So many pieces one account may have waiting at a time: the worker is everybody's.
MOST_OPEN = 10
#: Progress is written down at most so often, in seconds.
STEP_SECONDS = 0.5


class MakingState(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    WORKING = "working"
    MADE = "made"
    FAILED = "failed"


class Making(Base):
    """One piece of work: of what kind, about which rows (ids and dates only, never content), for whom, and how far."""

    __tablename__ = "making"
    __table_args__ = (
        UniqueConstraint("once"),
        Index("ix_making_due", "state", "due_at"),
        Index("ix_making_asker", "agency_id", "user_id", "asked_at"),
        Index("ix_making_kind", "kind", "asked_at"),
        CheckConstraint("(state = 'working') = (token is not null)", name="work_under_way_has_one_worker"),
        CheckConstraint("(state = 'working') = (lease_until is not null)", name="work_under_way_has_a_lease"),
        CheckConstraint("(state in ('made', 'failed')) = (ended_at is not null)", name="work_that_ended_says_when"),
        CheckConstraint("done >= 0 and total >= done and tries >= 0", name="work_counts_forwards"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    user_id: Mapped[UUID]
    about: Mapped[dict[str, Any]] = mapped_column(JSON)
    once: Mapped[str]
    state: Mapped[MakingState] = choice(MakingState, "work_has_a_known_state", default=MakingState.WAITING)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a piece of work is, for whoever waits for it. `of` is 0 while nobody knows how much there is."""

    id: UUID
    kind: str
    state: MakingState
    done: int
    of: int
    tries: int
    asked_at: datetime
    about: dict[str, Any]

    @property
    def is_over(self) -> bool:
        """True once it is made, or was given up."""
        return self.state in (MakingState.MADE, MakingState.FAILED)

    @property
    def share(self) -> int:
        """How much is done, in hundredths; 0 while nobody knows."""
        return 100 if self.state is MakingState.MADE else 100 * self.done // self.of if self.of else 0

    @property
    def words(self) -> str:
        """How it stands, in a sentence."""
        if self.state is MakingState.MADE:
            return "It is made."
        if self.state is MakingState.FAILED:
            return "It could not be made. The people who look after the service can see why."
        if self.state is MakingState.WAITING:
            return "It did not work this time and will be tried again." if self.tries else "It waits for its turn."
        return f"Being made: step {self.done} of {self.of}." if self.of else "Being made."


class Lost(Exception):
    """The work is no longer this worker's: another one took it over. Nothing is stored."""


@dataclass(slots=True)
class Work:
    """A piece of work in a worker's hands, as the maker gets it. `actor` is whom it is made for, or the system."""

    id: UUID
    kind: str
    actor: Actor
    about: dict[str, Any]
    asked_at: datetime
    tries: int
    token: UUID | None = None
    _stepped: float = field(default=0.0, repr=False)

    def step(self, done: int, of: int) -> None:
        """Write down how far it is, at once and apart from all else, and renew the lease; raises Lost."""
        moment = time.monotonic()
        if moment - self._stepped < STEP_SECONDS:
            return
        self._stepped = moment
        values = {"done": done, "total": of, "lease_until": clock.now() + LEASE}
        with db.engine.begin() as connection:
            if not _change(connection, self, values):
                raise Lost


Store = Callable[[], object]
Maker = Callable[[Work], Store]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of work is done, what a system actor may do for it, and who besides the asker may see it."""

    maker: Maker
    permissions: tuple[StrEnum, ...]
    shown_to: tuple[StrEnum, ...]
    on_failure: Callable[[Work], object] | None


_kinds: dict[str, _Kind] = {}
_accounts: dict[str, Callable[[UUID], Actor | None]] = {}


def look_up_accounts(find: Callable[[UUID], Actor | None]) -> None:
    """Say how the actor is found that an account is now, None when it may not sign in; called by `app.py` only."""
    _accounts["actor"] = find


def register(
    kind: str, maker: Maker, *, permissions: tuple[StrEnum, ...] = (), shown_to: tuple[StrEnum, ...] = (),
    on_failure: Callable[[Work], object] | None = None,
) -> None:  # fmt: skip
    """Make a kind of work known to web and worker; called as the application is wired.

    `maker` reads and renders, and gives back what stores the outcome. `permissions` are those of a system actor when a
    job asked; for a person it is made with what they may do by then. `shown_to`: besides the asker, holders of these
    see how it stands. `on_failure` is called, in the transaction that gives it up, with the work.
    """
    _kinds[kind] = _Kind(maker, permissions, shown_to, on_failure)


def ask(*, actor: Actor, kind: str, about: dict[str, Any], once: str) -> UUID:
    """Ask for a piece of work, in the transaction of the act that needs it; returns the id by which it is followed.

    `about` holds ids, numbers and days only. `once` names the act among those of this actor: asked again with the same
    words, the answer is the same row. Refuses an eleventh piece while ten of the same account wait; who may ask is for
    the caller to say.
    """
    if kind not in _kinds:
        raise LookupError(f"Nobody makes {kind}: register it first.")
    key = hashlib.sha256(f"{kind}|{actor.agency_id}|{actor.user_id}|{once}".encode()).hexdigest()
    session, now = current_session(), clock.now()
    row = Making(
        kind=kind, agency_id=actor.agency_id, user_id=actor.user_id, about=about, once=key, asked_at=now, due_at=now,
        state=MakingState.WAITING,
    )  # fmt: skip
    found = select(Making.id).where(Making.once == key)
    if (there := session.scalar(found)) is not None:
        return there
    if not actor.is_system and _open_pieces(actor) >= MOST_OPEN:
        raise Refused("You have asked for a good deal already.", instead="Wait until some of it is made.")
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:  # somebody else was first, with the same words
        return session.scalars(found).one()
    return row.id


def _open_pieces(actor: Actor) -> int:
    """How many pieces of an account wait or are being made."""
    mine = (Making.agency_id == actor.agency_id, Making.user_id == actor.user_id)
    open_ = Making.state.in_((MakingState.WAITING, MakingState.WORKING))
    return current_session().scalar(select(func.count(Making.id)).where(*mine, open_)) or 0


def ask_again(*, actor: Actor, work_id: UUID) -> bool:
    """Let work that was given up be tried afresh; false when it is not given up. NotVisible as for `standing`."""
    standing(actor, work_id)
    values = {"state": MakingState.WAITING, "tries": 0, "done": 0, "due_at": clock.now(), "ended_at": None}
    changed = current_session().scalar(
        update(Making)
        .where(Making.id == work_id, Making.state == MakingState.FAILED)
        .values(**values)
        .returning(Making.id)
        .execution_options(synchronize_session=False)
    )
    return changed is not None


def standing(actor: Actor, work_id: UUID) -> Standing:
    """How a piece of work stands; NotVisible unless the actor asked for it, or it is shown to holders of a role."""
    row = current_session().get(Making, work_id, populate_existing=True)
    if row is None or not _may_see(actor, row):
        raise NotVisible
    return _standing(row)


def standings(actor: Actor, kind: str, limit: int = 20) -> list[Standing]:
    """The newest pieces of work of one kind that the actor may see, the latest first."""
    found = select(Making).where(Making.kind == kind).order_by(Making.asked_at.desc(), Making.id.desc()).limit(limit)
    if not actor.may(*_kinds[kind].shown_to):
        found = found.where(Making.agency_id == actor.agency_id, Making.user_id == actor.user_id)
    return [_standing(row) for row in current_session().scalars(found)]


def _may_see(actor: Actor, row: Making) -> bool:
    known = _kinds.get(row.kind)
    own = (row.agency_id, row.user_id) == (actor.agency_id, actor.user_id)
    return own or (known is not None and actor.may(*known.shown_to))


def _standing(row: Making) -> Standing:
    return Standing(row.id, row.kind, row.state, row.done, row.total, row.tries, row.asked_at, row.about)


def make_due(limit: int = 5) -> int:
    """Make what waits; returns how many pieces were made here. Any number of workers may call it at once.

    A lease that ends further in the future than a lease is long has run out too: the clock jumped back.
    """
    made = 0
    for work_id in _waiting(limit):
        work = _claim(work_id)
        if work is not None:
            made += _make(work)
    return made


def forget_old() -> None:
    """Drop work that ended more than 30 days ago; a job of the worker. What it made is not kept here."""
    over = Making.ended_at < clock.now() - KEPT
    current_session().execute(delete(Making).where(over).execution_options(synchronize_session=False))


def _is_due(now: datetime) -> ColumnElement[bool]:
    free = and_(Making.state == MakingState.WAITING, or_(Making.due_at <= now, Making.due_at > now + PAUSES[-1] + SKEW))
    run_out = or_(Making.lease_until < now, Making.lease_until > now + LEASE + SKEW)
    return or_(free, and_(Making.state == MakingState.WORKING, run_out))


def _waiting(limit: int) -> list[UUID]:
    session = current_session()
    with reading():
        found = select(Making.id).where(_is_due(clock.now())).order_by(Making.due_at, Making.id).limit(limit)
        waiting = list(session.scalars(found))
        session.rollback()
    return waiting


def _claim(work_id: UUID) -> Work | None:
    """Take a piece of work, None when another was first. Its tries are counted before it is begun: so work that kills
    whoever makes it is given up in the end."""
    session, now, token = current_session(), clock.now(), uuid4()
    row = session.scalar(
        update(Making)
        .where(Making.id == work_id, _is_due(now))
        .values(state=MakingState.WORKING, token=token, lease_until=now + LEASE, tries=Making.tries + 1, done=0)
        .returning(Making)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    work = None if row is None else _work(row)
    session.commit()
    return work


def _work(row: Making) -> Work:
    """The row in a worker's hands. What a person may do by now is looked up just before it is made for them."""
    held = _kinds[row.kind].permissions if row.kind in _kinds and row.user_id == SYSTEM_USER else ()
    actor = Actor(row.user_id, row.agency_id, frozenset(held))
    return Work(row.id, row.kind, actor, dict(row.about), row.asked_at, row.tries, row.token)


def _make(work: Work) -> bool:
    """Make one piece and store it; true when it was stored here."""
    try:
        if work.tries > MOST_TRIES:
            raise Refused("Whoever makes it dies of it.")
        if not work.actor.is_system:
            work.actor = _as_they_are_now(work.actor)
        with acting_as(work.actor):
            return _store(work, _kinds[work.kind].maker)
    except Lost:
        log.info("making_lost", kind=work.kind, work=str(work.id))
    except Exception as error:  # one piece that fails must not stop the others; who waits is told
        _fail(work, error)
    return False


def _as_they_are_now(asked: Actor) -> Actor:
    found = _accounts["actor"](asked.user_id)
    current_session().rollback()
    if found is None or found.agency_id != asked.agency_id:
        raise NotVisible
    return found


def _store(work: Work, maker: Maker) -> bool:
    """Read and render, then mark and store in one transaction; what was read in the first part goes into its trail."""
    with reading():
        store = maker(work)
        reads = audit.undo()
    audit.put_back(reads)
    over = {"state": MakingState.MADE, "token": None, "lease_until": None, "ended_at": clock.now(), "failure": None}
    if not _change(current_session().connection(), work, over):
        audit.undo()
        raise Lost
    store()
    current_session().commit()
    return True


def _change(connection: Connection, work: Work, values: dict[str, Any]) -> bool:
    """Change the row of this work, if it is still this worker's; false when it is not."""
    mine = (Making.id == work.id, Making.token == work.token, Making.state == MakingState.WORKING)
    return connection.execute(update(Making).where(*mine).values(**values)).rowcount == 1


def _fail(work: Work, error: Exception) -> None:
    """Note a failure: try again after a pause, or give it up. A rule that says no says the same next time."""
    final = isinstance(error, Refused | NotVisible) or work.tries >= MOST_TRIES
    log.error("making_failed", kind=work.kind, work=str(work.id), error=type(error).__name__, final=final)
    now = clock.now()
    values: dict[str, Any] = {"token": None, "lease_until": None, "failure": type(error).__name__}
    if final:
        values |= {"state": MakingState.FAILED, "ended_at": now}
    else:
        values |= {"state": MakingState.WAITING, "due_at": now + PAUSES[work.tries - 1]}
    with acting_as(work.actor):
        if _change(current_session().connection(), work, values) and final:
            told = _kinds[work.kind].on_failure if work.kind in _kinds else None
            if told is not None:
                told(work)
