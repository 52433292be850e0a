"""What somebody might type to make a document or a spreadsheet do something, and a flood of it over a whole database.

The flood is for SQLite alone: it goes past every rule and trigger, as a row might that is older than the rule.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    Enum,
    LargeBinary,
    String,
    Time,
    Uuid,
    create_engine,
    pool,
    select,
    text,
    true,
)  # fmt: skip

from core import clock
from core.crypto import datakeys
from core.crypto.fields import ERASED, SealedText, packed, sealed_columns
from core.crypto.keyring import CannotOpen
from core.db import Base, TwoParty, UtcDateTime, db, uuid7
from core.scoping import owned_tables
from tests.house import House

#: Where the texts want to go: nobody may come there. Filled in by `texts`.
OUTSIDE = "OUTSIDE"
TEXTS = (
    '<img alt="x" src="OUTSIDE/a.png">',
    '<img alt="x" src="file:///etc/passwd">',
    '<link rel="attachment" href="file:///etc/passwd">',
    '<a rel="attachment" href="OUTSIDE/a">x</a>',
    "<style>@import url(OUTSIDE/a.css);h1::before{content:url(file:///etc/passwd)}</style>",
    '<svg viewBox="0 0 9 9"><image href="OUTSIDE/a.png"/><use href="OUTSIDE/a.svg#x"/></svg>',
    "\"'><script>fetch('OUTSIDE')</script>",
    '<base href="OUTSIDE/"><object data="a.svg">x</object><iframe src="OUTSIDE"></iframe>',
    "{{ 7 * 7 }}{% include 'config.py' %}{{ config }}",
    "]]></text></svg><!-- <meta http-equiv=refresh content='0;url=OUTSIDE'> --",
    "&lt;img src=&quot;OUTSIDE/a.png&quot;&gt; &#60;embed src=OUTSIDE&#62;",
    "[a](OUTSIDE/a) ![b](OUTSIDE/b.png) javascript:fetch('OUTSIDE')",
    "\x0b\x1b\u202e\u2066\ufffe\U0001f9a6 " + "W" * 60,
)

#: Columns of words in which other words mean something else: an address, a code, a hash, a name of ours.
NOT_FREE = (
    "code", "reference", "sha256", "digest", "url", "email", "link", "postcode", "uprn", "language", "style", "kind",
    "sector", "reference_prefix", "successor_code", "brought_from", "brought_id", "password_hash", "permission",
    "role_code", "measure", "dimension", "series", "phrase", "source", "state",
)  # fmt: skip
#: Tables about our own works: no words that anybody typed.
NOT_TYPED = (
    "idempotency_key", "scheduled_job", "web_session", "known_device", "sign_in_attempt", "recovery_code", "notice",
    "invitation", "tally", "role", "role_permission", "user_role", "consent_wording", "alembic_version",
)  # fmt: skip

#: Sealed columns that hold packed answers which figures are counted from, and how words stand in them.
PACKED: dict[str, Callable[[str], object]] = {
    "case_incident.harms_sealed": lambda words: [words], "reporting_choice.factors_sealed": lambda words: [words],
    "equality_answers.answers_sealed": lambda words: {"ethnicity": ["given", "", words]},
}  # fmt: skip

Words = Callable[[str], str]
#: What a column of a kind takes when it matters not what.
FILLERS: tuple[tuple[type[Any], Callable[[], Any]], ...] = (
    (Uuid, uuid7), (UtcDateTime, clock.now), (Date, clock.today), (Time, time), (Boolean, bool), (String, str),
    (JSON, list), (LargeBinary, bytes),
)  # fmt: skip


def texts(outside: str) -> list[str]:
    """The hostile texts, each wanting to go to `outside`."""
    return [each.replace(OUTSIDE, outside) for each in TEXTS]


@contextmanager
def past_every_rule() -> Iterator[Connection]:
    """A connection on which no foreign key, check or trigger of the database holds; what it does is kept."""
    db.session.commit()
    engine = create_engine(db.engine.url, poolclass=pool.NullPool, execution_options={"whole_database": True})
    with engine.connect() as connection:
        connection.connection.driver_connection.execute("pragma foreign_keys = off")  # type: ignore[union-attr]
        for name in connection.execute(text("select name from sqlite_master where type = 'trigger'")).scalars().all():
            connection.execute(text(f'drop trigger "{name}"'))
        connection.commit()
        connection.exec_driver_sql("pragma ignore_check_constraints = on")
        yield connection
        connection.commit()


def flood_plain(connection: Connection, words: list[str]) -> int:
    """Put one of the words before every free text that nobody's key seals, each row another; returns how many columns.

    Before it, since a formula stands first in its cell.
    """
    count = 0
    for table in Base.metadata.sorted_tables:
        if table.name in NOT_TYPED or table.name in owned_tables():
            continue
        for number, column in enumerate(filter(_is_free, table.columns)):
            cases = " ".join(f"when {n} then :w{n}" for n in range(len(words)))
            hostile = f"case (rowid + {number}) % {len(words)} {cases} end || ' '"
            added = f'{hostile} || "{column.name}"'
            connection.execute(
                text(f'update "{table.name}" set "{column.name}" = {added} where length("{column.name}") > 0'),
                {f"w{n}": word for n, word in enumerate(words)},
            )  # fmt: skip
            count += 1
    return count


def _is_free(column: Any) -> bool:
    return (
        isinstance(column.type, String) and not isinstance(column.type, Enum) and column.name not in NOT_FREE
        and not column.name.endswith(("_hash", "_code", "_id", "_index", "_type", "_reference"))
    )  # fmt: skip


def flood_sealed(house: House, mark: Words) -> set[str]:
    """Put marked words before every sealed text of every agency that holds any; returns the columns that were reached.

    Within packed answers only what somebody typed is changed: a code is a code.
    """
    reached: set[str] = set()
    for persona in ("mash_manager", "num_manager", "tmr_outreach"):
        with house.acting(persona) as actor:
            for table in _sealed_tables():
                rows = list(db.session.scalars(select(table).where(table.agency_id == actor.agency_id)))
                datakeys.load_keys(actor.agency_id, {row.key_subject for row in rows})
                for row in rows:
                    reached |= _flood_row(row, mark)
            db.session.commit()
    return reached


def places() -> set[str]:
    """Every sealed column that is an agency's own: of the rest two agencies hold the key together."""
    return {
        f"{table.__tablename__}.{column}" for table in _sealed_tables() for column in sealed_columns(table).values()
    }


def _sealed_tables() -> list[Any]:
    return [table for table in owned_tables().values() if sealed_columns(table) and not issubclass(table, TwoParty)]


def _flood_row(row: Any, mark: Words) -> set[str]:
    reached = set()
    for name, column in sealed_columns(type(row)).items():
        if not isinstance(getattr(type(row), name), SealedText):
            continue
        value = getattr(row, name)
        if value and value != ERASED:
            place = f"{row.__tablename__}.{column}"
            words = mark(place)
            changed = flooded(value, words)
            setattr(row, name, changed)
            reached |= {place} if changed != value else set()
    return reached


def flooded(value: str, words: str) -> str:
    """A text after the words; of packed answers, each that somebody typed."""
    if value[:1] not in "[{":
        return f"{words} {value}"
    was = json.loads(value)
    now = flooded_leaves(was, words)
    return value if now == was else json.dumps(now)


def flooded_leaves(value: Any, words: str) -> Any:
    """A structure in which the words stand before each text that somebody typed."""
    if isinstance(value, dict):
        return {key: flooded_leaves(each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [flooded_leaves(each, words) for each in value]
    is_typed = isinstance(value, str) and (" " in value or "MRK-" in value)
    return f"{words} {value}" if is_typed else value


def row_for_every_place(house: House, places: set[str], mark: Words) -> set[str]:
    """Marked words for each of the sealed columns that no row has words in; returns what was written.

    In a row of the agency where it has one, else in a new one, which hangs on rows that exist wherever it hangs on any.
    """
    written, ready = set[str](), list[Any]()
    standing = _standing(house.agency("MASH").id)
    with house.acting("mash_manager") as actor:
        for table in _sealed_tables():
            missing = {name: f"{table.__tablename__}.{column}" for name, column in sealed_columns(table).items()}
            missing = {name: place for name, place in missing.items() if place in places}
            if missing:
                ready.append(_written(table, actor.agency_id, standing, missing, mark))
                written |= set(missing.values())
        db.session.rollback()
    with past_every_rule() as connection:
        for statement in ready:
            connection.execute(statement)
    return written


def _written(table: Any, agency_id: UUID, standing: dict[str, UUID], missing: dict[str, str], mark: Words) -> Any:
    """The statement that writes marked words into a row: the one that stands, or a new one."""
    at = standing.get(table.__tablename__)
    there = db.session.scalars(select(table).where(table.id == at)).one() if at else None
    with db.session.no_autoflush:
        row = there or _new(table, agency_id, standing)
        for name, place in missing.items():
            words = packed(PACKED[place](mark(place))) if place in PACKED else mark(place)
            setattr(row, name, words if isinstance(getattr(table, name), SealedText) else words.encode())
        columns = table.__table__.columns
        if there is None:
            return table.__table__.insert().values(**{column.name: getattr(row, column.name) for column in columns})
        changed = {column: getattr(row, column) for name, column in sealed_columns(table).items() if name in missing}
        db.session.expunge(row)
        return table.__table__.update().where(columns["id"] == row.id).values(**changed)


def _new(table: Any, agency_id: UUID, standing: dict[str, UUID]) -> Any:
    needed = [column for column in table.__table__.columns if not column.nullable or column.foreign_keys]
    values = {column.name: _filler(column, agency_id, standing) for column in needed}
    row = table(**{**values, "agency_id": agency_id, "id": uuid7()})
    try:
        datakeys.key_of(agency_id, row.key_subject)
    except CannotOpen:
        datakeys.create_key(agency_id, row.key_subject)
        db.session.commit()
    return row


def _filler(column: Any, agency_id: UUID, standing: dict[str, UUID]) -> Any:
    """A value that a column takes: the id of a row that exists, where it is one."""
    for key in column.foreign_keys:
        if key.column.table.name in standing and column.name != "agency_id":
            return standing[key.column.table.name]
    if isinstance(column.type, Enum):
        return next(iter(column.type.enum_class or column.type.enums))
    return next((made() for kind, made in FILLERS if isinstance(column.type, kind)), 1)


def _standing(agency_id: UUID) -> dict[str, UUID]:
    """The id of one row of every table, of the agency where the table is an agency's own."""
    found: dict[str, UUID] = {}
    with past_every_rule() as connection:
        for table in Base.metadata.sorted_tables:
            if "id" in table.c and isinstance(table.c.id.type, Uuid):
                where = table.c.agency_id == agency_id if "agency_id" in table.c else true()
                row_id = connection.execute(select(table.c.id).where(where).limit(1)).scalar()
                found |= {table.name: row_id} if row_id else {}
    return found
