"""The audit trail: whole while nobody touches it, and every kind of touch is named."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import create_engine, func, pool, select, text
from sqlalchemy.exc import DatabaseError

from core import audit, clock
from core.actor import Actor
from core.audit import FIRST, AuditEntry
from core.db import db, uuid7
from core.policies import APPEND_ONLY
from core.scoping import acting_as
from core.web import Roundtable
from tests.core.conftest import Pair
from tests.postgres import SUPERUSER, Cluster

Run = Callable[[str], None]


def act(pair: Pair, times: int, actor: Actor | None = None) -> None:
    """So many acts, each in a transaction of its own."""
    actor = actor or pair.ours
    for _ in range(times):
        with pair.acting(actor):
            audit.record(
                actor=actor,
                verb="changed",
                kind="person",
                row_id=uuid7(),
                subject_id=uuid7(),
                fields=["alias", "wants"],
            )


@pytest.fixture
def chain(pair: Pair) -> Pair:
    """Nine acts of ours, three of theirs."""
    act(pair, 9)
    act(pair, 3, pair.theirs)
    return pair


def fault(pair: Pair, actor: Actor | None = None) -> audit.Fault | None:
    actor = actor or pair.ours
    with pair.acting(actor):
        return audit.verify(actor.agency_id)


@pytest.fixture
def tamper(app: Roundtable, postgres: Cluster | None) -> Callable[[], Any]:
    """A connection of somebody who can do anything to the database: no trigger and no policy binds it."""

    @contextmanager
    def opened() -> Iterator[Run]:
        db.session.rollback()
        if postgres is None:
            connection: Any = sqlite3.connect(app.config["SETTINGS"].instance / "roundtable.sqlite")
            connection.execute("drop trigger if exists audit_entry_refuses_update")
            connection.execute("drop trigger if exists audit_entry_refuses_delete")
        else:
            connection = psycopg.connect(postgres.connection_string(db.engine.url.database or "", SUPERUSER))
            connection.execute("set session_replication_role = replica")
        yield connection.execute
        connection.commit()
        connection.close()

    return opened


def mine(pair: Pair) -> str:
    """The condition that a row is ours, in the engine's own form of an id."""
    agency = pair.ours.agency_id
    return f"agency_id = '{agency.hex if db.engine.dialect.name == 'sqlite' else agency}'"


def test_a_chain_that_nobody_touched_is_whole(chain: Pair) -> None:
    assert fault(chain) is None
    assert fault(chain, chain.theirs) is None
    with chain.acting(chain.ours):
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
        assert [entry.sequence for entry in entries] == list(range(1, 10))
        assert entries[0].previous_hash == FIRST
        assert entries[4].fields == "alias wants"
        assert {entry.actor_id for entry in entries} == {chain.ours.user_id}


def test_an_empty_chain_is_whole(pair: Pair) -> None:
    assert fault(pair) is None


OTHER_ID = "0" * 31 + "7"
CHANGES = {
    "id": f"'{OTHER_ID}'",
    "at": "'2020-01-01 00:00:00.000000'",
    "actor_id": f"'{OTHER_ID}'",
    "verb": "'changee'",
    "kind": "'persom'",
    "row_id": "null",
    "subject_id": f"'{OTHER_ID}'",
    "fields": "'alias wantz'",
    "previous_hash": f"'{'f' * 64}'",
    "hash": f"'{'f' * 64}'",
}
Touch = Callable[[Pair, Run], None]


def _column_changed(column: str, row: int) -> Touch:
    return lambda pair, run: run(
        f"update audit_entry set {column} = {CHANGES[column]} where {mine(pair)} and sequence = {row}"
    )


def _row_removed(pair: Pair, run: Run) -> None:
    run(f"delete from audit_entry where {mine(pair)} and sequence = 5")


def _gap_closed(pair: Pair, run: Run) -> None:
    _row_removed(pair, run)
    for sequence in range(6, 10):
        run(f"update audit_entry set sequence = {sequence - 1} where {mine(pair)} and sequence = {sequence}")


def _tail_removed(left: int, *, head_too: bool) -> Touch:
    def touch(pair: Pair, run: Run) -> None:
        run(f"delete from audit_entry where {mine(pair)} and sequence > {left}")
        last = f"(select hash from audit_entry where {mine(pair)} and sequence = {left})"
        if head_too:
            run(f"update audit_head set sequence = {left}, hash = coalesce({last}, '{FIRST}') where {mine(pair)}")

    return touch


def _swapped(pair: Pair, run: Run) -> None:
    for old, new in ((3, 100), (6, 3), (100, 6)):
        run(f"update audit_entry set sequence = {new} where {mine(pair)} and sequence = {old}")


def _given_away(pair: Pair, run: Run) -> None:
    theirs = pair.theirs.agency_id
    form = theirs.hex if db.engine.dialect.name == "sqlite" else str(theirs)
    run(f"update audit_entry set agency_id = '{form}', sequence = 4 where {mine(pair)} and sequence = 9")


def _rebuilt(start: int) -> Touch:
    """History rewritten from a row on, with every hash right."""

    def touch(pair: Pair, run: Run) -> None:
        with pair.acting(pair.ours):
            entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
            db.session.expunge_all()
        previous = entries[start - 2].hash if start > 1 else FIRST
        for entry in entries[start - 1 :]:
            entry.verb, entry.previous_hash = "viewed", previous
            previous = entry.hash = entry.computed_hash()
            values = f"verb = 'viewed', previous_hash = '{entry.previous_hash}', hash = '{entry.hash}'"
            run(f"update audit_entry set {values} where {mine(pair)} and sequence = {entry.sequence}")
        run(f"update audit_head set hash = '{previous}' where {mine(pair)}")

    return touch


def _head(change: str) -> Touch:
    return lambda pair, run: run(f"{change} {mine(pair)}")


def _slipped_in(pair: Pair, run: Run) -> None:
    columns = AuditEntry.__table__.columns.keys()
    fresh = ", ".join({"id": f"'{OTHER_ID}'", "sequence": "10", "hash": "'x'"}.get(name, name) for name in columns)
    names = ", ".join(columns)
    run(f"insert into audit_entry ({names}) select {fresh} from audit_entry where {mine(pair)} and sequence = 9")


#: What was done -> how, the row that must be named, and a word of why.
TOUCHES: dict[str, tuple[Touch, int, str]] = {
    **{f"{column} of row {row}": (_column_changed(column, row), row, "") for column in CHANGES for row in (1, 5, 9)},
    "a middle row removed": (_row_removed, 5, "entry 5 is missing"),
    "a row removed and the gap closed": (_gap_closed, 5, "follow"),
    "the last row removed": (_tail_removed(8, head_too=False), 9, "9 entries were written"),
    "the tail removed": (_tail_removed(5, head_too=False), 6, "9 entries were written"),
    "every row removed": (_tail_removed(0, head_too=False), 1, "9 entries were written"),
    "the last row removed and the head set back": (_tail_removed(8, head_too=True), 9, "9 entries were written"),
    "the tail removed and the head set back": (_tail_removed(5, head_too=True), 6, "9 entries were written"),
    "every row removed and the head set back": (_tail_removed(0, head_too=True), 1, "9 entries were written"),
    "two rows swapped": (_swapped, 3, "follow"),
    "a row given to another agency": (_given_away, 9, "9 entries were written"),
    "rebuilt from the first row": (_rebuilt(1), 1, "witness"),
    "rebuilt from a middle row": (_rebuilt(6), 6, "witness"),
    "the last row rebuilt": (_rebuilt(9), 9, "witness"),
    "the head's hash changed": (_head("update audit_head set hash = 'x' where"), 9, "head"),
    "the head's number lowered": (_head("update audit_head set sequence = 8 where"), 9, "head"),
    "the head's number raised": (_head("update audit_head set sequence = 10 where"), 10, "10 entries were written"),
    "the head removed": (_head("delete from audit_head where"), 9, "head"),
    "a row slipped in at the end": (_slipped_in, 10, "follow"),
}


def test_every_kind_of_touch_is_named(chain: Pair, tamper: Callable[[], Any], subtests: pytest.Subtests) -> None:
    assert set(CHANGES) | {"agency_id", "sequence"} == set(AuditEntry.__table__.columns.keys())
    tables = ("audit_entry", "audit_head")
    with tamper() as run:
        for table in tables:
            run(f"create table kept_{table} as select * from {table}")
    for name, (touch, row, why) in TOUCHES.items():
        with subtests.test(name):
            with tamper() as run:
                touch(chain, run)
            found = fault(chain)
            assert found is not None
            assert (found.agency_id, found.sequence) == (chain.ours.agency_id, row)
            assert why in found.what
        with tamper() as run:
            for table in tables:
                run(f"delete from {table}")
                run(f"insert into {table} select * from kept_{table}")
    assert fault(chain) is None


def test_the_witness_itself_cannot_quietly_vanish(app: Roundtable, chain: Pair) -> None:
    app.config["SETTINGS"].audit_witness_file.unlink()
    found = fault(chain)
    assert found is not None
    assert "AUDIT_WITNESS_FILE" in found.what


def test_the_command_names_the_first_bad_row_and_fails(app: Roundtable, chain: Pair, tamper: Callable[[], Any]) -> None:
    db.session.rollback()
    runner = app.test_cli_runner()
    well = runner.invoke(args=["audit", "verify"])
    assert (well.exit_code, well.output) == (0, "2 chains are whole.\n")
    with tamper() as run:
        run(f"update audit_entry set kind = 'persom' where {mine(chain)} and sequence in (4, 7)")
    ill = runner.invoke(args=["audit", "verify"])
    assert ill.exit_code == 1
    assert f"Agency {chain.ours.agency_id}, entry 4:" in ill.output


STATEMENTS = ("update {table} set agency_id = agency_id", "delete from {table}")


@pytest.mark.parametrize("right", ["app", pytest.param("owner", marks=pytest.mark.postgres_only)])
def test_the_database_refuses_to_change_what_only_grows(
    chain: Pair, postgres: Cluster | None, right: str, subtests: pytest.Subtests
) -> None:
    """As the service's role by its rights; as the owner of the tables, policies aside, by the triggers."""
    url = db.engine.url if right == "app" else db.engine.url.set(username="roundtable_owner")
    options = {"options": f"-c app.agency_id={chain.ours.agency_id}"} if postgres else {}
    engine = create_engine(
        url, poolclass=pool.NullPool, connect_args=options, execution_options={"whole_database": True}
    )
    statements = [*STATEMENTS, "truncate {table} cascade"] if postgres else STATEMENTS
    for statement in statements:
        refused = pytest.raises(DatabaseError, match="only grows|permission denied")
        with subtests.test(statement), engine.connect() as connection, refused:
            connection.execute(text(statement.format(table="audit_entry")))


def test_every_append_only_table_has_its_triggers(app: Roundtable, postgres: Cluster | None) -> None:
    query = "select tgrelid::regclass::text, count(*) from pg_trigger where tgname ~ '(only_grows|is_kept)$' group by 1"
    if postgres is None:
        query = (
            "select tbl_name, count(*) from sqlite_master where type = 'trigger' and name like '%refuses%' group by 1"
        )
    with db.engine.execution_options(whole_database=True).connect() as connection:
        found = {table: count for table, count in connection.execute(text(query))}
    assert found == dict.fromkeys(APPEND_ONLY, 2)


def _act_and_fail(pair: Pair) -> None:
    with suppress(LookupError), pair.acting(pair.ours):
        audit.record(actor=pair.ours, verb="undone", kind="person")
        raise LookupError


def _act_in_a_savepoint_and_fail(pair: Pair) -> None:
    with suppress(LookupError), db.session.begin_nested():
        audit.record(actor=pair.ours, verb="undone", kind="person")
        raise LookupError


def test_an_act_that_was_undone_leaves_no_entry(chain: Pair) -> None:
    _act_and_fail(chain)
    act(chain, 1)
    with chain.acting(chain.ours):
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 10
    assert fault(chain) is None


def test_an_act_inside_a_savepoint_that_was_undone_leaves_no_entry(chain: Pair) -> None:
    with chain.acting(chain.ours):
        audit.record(actor=chain.ours, verb="kept", kind="person")
        _act_in_a_savepoint_and_fail(chain)
        with db.session.begin_nested():
            audit.record(actor=chain.ours, verb="kept", kind="person")
    with chain.acting(chain.ours):
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.sequence > 9)).all()
    assert verbs == ["kept", "kept"]


def test_the_entry_is_stored_with_the_act_or_not_at_all(chain: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain that cannot be written stops the act."""
    monkeypatch.setattr(audit, "_append", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        act(chain, 1)
    monkeypatch.undo()
    assert fault(chain) is None


def test_the_witness_holds_each_commit_and_no_content(app: Roundtable, chain: Pair) -> None:
    lines = [json.loads(line) for line in app.config["SETTINGS"].audit_witness_file.read_text().splitlines()]
    ours = [line for line in lines if line[0] == str(chain.ours.agency_id)]
    assert [line[1] for line in ours] == list(range(1, 10))
    assert all(len(line[2]) == 64 for line in lines)


def test_acts_from_many_threads_make_one_whole_chain(make_app: Callable[[], Roundtable], pair: Pair) -> None:
    failures: list[BaseException] = []

    def work(app: Roundtable) -> None:
        try:
            with app.app_context():
                for _ in range(25):
                    with acting_as(pair.ours):
                        audit.record(actor=pair.ours, verb="changed", kind="person", row_id=uuid7())
        except BaseException as failure:
            failures.append(failure)

    other = make_app()
    threads = [threading.Thread(target=work, args=(other,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with pair.acting(pair.ours):
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 200
    assert fault(pair) is None


def test_verifying_while_acts_go_on_finds_no_false_fault(make_app: Callable[[], Roundtable], pair: Pair) -> None:
    act(pair, 20)
    done = threading.Event()
    other = make_app()

    def work() -> None:
        with other.app_context():
            while not done.is_set():
                with acting_as(pair.ours):
                    audit.record(actor=pair.ours, verb="changed", kind="person")

    thread = threading.Thread(target=work)
    thread.start()
    try:
        found = [fault(pair) for _ in range(25)]
    finally:
        done.set()
        thread.join()
    assert found == [None] * 25


def test_the_hash_covers_every_column() -> None:
    def entry(**changed: Any) -> AuditEntry:
        base: dict[str, Any] = {
            "agency_id": UUID(int=1), "id": UUID(int=2), "sequence": 3, "at": clock.now(), "actor_id": UUID(int=4),
            "verb": "v", "kind": "k", "row_id": UUID(int=5), "subject_id": None, "fields": "a b",
            "previous_hash": FIRST,
        }  # fmt: skip
        return AuditEntry(**{**base, **changed})

    with clock.frozen_at(clock.now()):
        plain = entry().computed_hash()
        other: dict[str, Any] = {
            "agency_id": UUID(int=9), "id": UUID(int=9), "sequence": 9, "actor_id": UUID(int=9), "verb": "w",
            "kind": "l", "row_id": None, "subject_id": UUID(int=9), "fields": "a", "previous_hash": "1" * 64,
        }  # fmt: skip
        changed = {name: entry(**{name: value}).computed_hash() for name, value in other.items()}
        assert plain not in changed.values()
        assert entry(verb="vk", kind="").computed_hash() != entry(verb="v", kind="k").computed_hash()
    assert set(other) | {"at", "hash"} == set(AuditEntry.__table__.columns.keys())
