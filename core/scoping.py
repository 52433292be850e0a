"""The session backstop (ring 3) and the database's own scope (ring 4).

Every ORM statement on an owned table gets the actor's agency as a criterion, and none runs without an actor.
What the backstop cannot scope, it refuses: unions, text and Core statements on owned tables (measured holes). The
last look is at the SQL itself, on its way to the driver: each owned table in it must be bound to an agency.
On PostgreSQL each transaction also tells the row-level policies which agency is asking.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Date, Engine, Select, Table, Uuid, and_, column, event, or_, text
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.selectable import CompoundSelect, TextualSelect

from core import clock
from core.actor import SYSTEM_USER, Actor
from core.db import AgencyOwned, Base, TwoParty, db
from core.session import ScopedSession, marked, through_orm, write_intent

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and on which day: all that a narrowing may put in its criterion. The values stand for bound ones."""

    agency_id: Any
    user_id: Any
    today: Any


Narrowing = Callable[[type[Any], Asker], ColumnElement[bool] | None]

#: What holds rows back inside an agency (exclusions), by name, registered by the floors that know why. Each is asked
#: of every owned table, and answers with a criterion, the same words each time, or None when it has no part in it.
narrowings: dict[str, Narrowing] = {}

#: Asked once a transaction, by name: a statement that finds a row when the asker is held back from anything at all.
#: Hardly anybody is, and for the others no statement carries the narrowings.
held_back: dict[str, Callable[[Asker], Select[Any]]] = {}


class ScopeError(RuntimeError):
    """A statement on an owned table had no actor, or a shape that cannot be scoped."""


def belongs_to(actor: Actor | Asker, table: type[Any]) -> ColumnElement[bool]:
    """The criterion that a row of `table` may be read by the actor's agency: every `visible_to` starts here."""
    agency = actor.agency_id
    if issubclass(table, TwoParty):
        return or_(table.from_agency_id == agency, table.to_agency_id == agency)
    return cast(ColumnElement[bool], table.agency_id == agency)


def act_as(actor: Actor) -> None:
    """State who the session works for. A session never changes its actor while it holds another's rows."""
    session = current_session()
    previous = session.actor
    if previous is not None and previous.agency_id != actor.agency_id and len(session.identity_map):
        raise ScopeError("This session holds rows of another agency; use `acting_as` in a job.")
    session.info["actor"] = actor
    if session.in_transaction():
        _tell_database(session, session.connection())


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Work for one agency after another in a job or command: commits, then forgets every row, on the way out."""
    session = current_session()
    before = session.info.pop("actor", None)
    session.expunge_all()
    act_as(actor)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.expunge_all()
        session.info.pop("data_keys", None)
        session.info.pop("actor", None)
        if before is not None:
            session.info["actor"] = before


def current_session() -> ScopedSession:
    """The session of this request, job or command."""
    return cast(ScopedSession, db.session())


def owned_tables() -> dict[str, type[Any]]:
    """Table name to class of every table that an agency owns or that two agencies share."""
    return _owned_of(len(Base.metadata.tables))


@lru_cache(maxsize=1)
def _owned_of(_: int) -> dict[str, type[Any]]:
    """The same for as long as no table is added: every statement asks."""
    classes: Iterator[Any] = (mapper.class_ for mapper in Base.registry.mappers)
    return {cls.__tablename__: cls for cls in classes if issubclass(cls, AgencyOwned | TwoParty)}


def _touched(statement: Any) -> set[str]:
    owned = owned_tables()
    elements = visitors.iterate(statement)
    return {element.name for element in elements if isinstance(element, Table) and element.name in owned}


@event.listens_for(ScopedSession, "do_orm_execute")
def _scope(state: ORMExecuteState) -> Any:
    actor = cast(ScopedSession, state.session).actor
    if actor is None:
        _refuse_if_owned(state.statement, "no actor was stated")
    if not state.is_orm_statement:
        _refuse_if_owned(state.statement, "a statement went round the ORM, and so round the scope")
    if isinstance(state.statement, CompoundSelect | TextualSelect) or state.is_from_statement:
        _refuse_if_owned(state.statement, "a union or textual statement cannot be scoped")
    if actor is not None and not state.is_column_load:
        state.statement = state.statement.options(*_criteria(actor, _is_held_back(state.session, actor)))
    with marked() if state.is_orm_statement else nullcontext():
        return state.invoke_statement()


def _criteria(actor: Actor, narrow: bool) -> tuple[Any, ...]:
    asker = Asker(actor.agency_id, actor.user_id, clock.today())

    def narrowed(cls: type[Any]) -> ColumnElement[bool]:
        return _criterion(asker, cls)

    def own(cls: type[Any]) -> ColumnElement[bool]:
        return belongs_to(asker, cls)

    criterion = narrowed if narrow else own
    return tuple(
        with_loader_criteria(kind, criterion, include_aliases=True, track_closure_variables=False)
        for kind in (AgencyOwned, TwoParty)
    )


def _is_held_back(session: Session, actor: Actor) -> bool:
    """Whether an exclusion stands for this account today: one small statement a transaction, and none for jobs."""
    if not narrowings or actor.user_id == SYSTEM_USER:
        return False
    asker = Asker(actor.agency_id, actor.user_id, clock.today())
    known: dict[Asker, bool] = session.info.setdefault("held back", {})
    if asker not in known:
        with marked():
            known[asker] = any(session.connection().execute(ask(asker)).first() for ask in held_back.values())
    return known[asker]


def forget_who_is_held_back() -> None:
    """Ask again, after an exclusion was set or ended in this transaction."""
    current_session().info.pop("held back", None)


def _criterion(asker: Asker, table: type[Any]) -> ColumnElement[bool]:
    """The agency's own rows, without those that are held back from this account.

    The library asks first of the mixin itself, to learn which values are bound: there every value of the asker must
    be met once, or a later statement would carry the first asker's. The words stay the same for a table each time.
    """
    own = belongs_to(asker, table)
    if not hasattr(table, "__table__"):
        return and_(own, column("user_id", Uuid()) == asker.user_id, column("today", Date()) == asker.today)
    held = [narrowing(table, asker) for narrowing in narrowings.values()]
    return and_(own, *(criterion for criterion in held if criterion is not None))


def _refuse_if_owned(statement: Any, why: str) -> None:
    if tables := _touched(statement):
        raise ScopeError(f"{why}: {', '.join(sorted(tables))}. Start from `visible_to(actor)`.")


@event.listens_for(Engine, "before_cursor_execute")
def _look_at_sql(connection: Connection, _: Any, sql: str, *__: Any) -> None:
    if connection.get_execution_options().get("whole_database"):
        return
    if tables := _loose_tables(sql) if through_orm.get() else _named_tables(sql):
        names = ", ".join(sorted(tables))
        raise ScopeError(f"a statement went round the scope: {names}. Start from `visible_to(actor)`.")


def _mentions(sql: str) -> Iterator[tuple[str, str]]:
    """Each owned table that a statement reads or changes, with the name it goes by there; a plain INSERT is neither."""
    names = "|".join(sorted(owned_tables(), key=len, reverse=True))
    pattern = rf'(?<![\w.])(?<!\bas )(?<!\binto )"?\b({names})\b"?(?![\w.])(?:\s+as\s+(\w+))?'
    for found in re.finditer(pattern, sql, re.IGNORECASE):
        yield found[1].lower(), found[2] or found[1]


@lru_cache(maxsize=4096)
def _named_tables(sql: str) -> frozenset[str]:
    return frozenset(table for table, _ in _mentions(sql)) | _inserted(sql)


def _inserted(sql: str) -> set[str]:
    found = re.match(r'\s*insert\s+into\s+"?(\w+)', sql, re.IGNORECASE)
    return {found[1].lower()} & set(owned_tables()) if found else set()


@lru_cache(maxsize=4096)
def _loose_tables(sql: str) -> frozenset[str]:
    return frozenset(table for table, name in _mentions(sql) if not _bound(sql, table, name))


def _bound(sql: str, table: str, name: str) -> bool:
    """True when the rows are held to one agency, or (a referral, read again by its key) to one row already found."""
    two_party = issubclass(owned_tables()[table], TwoParty)
    columns = r"(?:from_agency_id|to_agency_id|id|referral_id)" if two_party else "agency_id"
    return re.search(rf'(?<![\w.])"?{name}"?\.{columns} = [?%:$]', sql, re.IGNORECASE) is not None


@event.listens_for(ScopedSession, "after_begin")
def _after_begin(session: Session, _: Any, connection: Connection) -> None:
    session.info.pop("held back", None)
    _tell_database(cast(ScopedSession, session), connection)


def _tell_database(session: ScopedSession, connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    agency = str(session.actor.agency_id) if session.actor else NOBODY
    connection.execute(text("select set_config('app.agency_id', :agency, true)"), {"agency": agency})


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _: Any) -> None:
    if "sqlite3" not in type(connection).__module__:
        return
    connection.isolation_level = None
    for pragma in ("journal_mode = wal", "foreign_keys = on", "busy_timeout = 20000", "synchronous = normal"):
        connection.execute(f"pragma {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write_intent.get() else "BEGIN")
