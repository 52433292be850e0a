"""What the database itself refuses, the service's own mistakes included. PostgreSQL only: SQLite has no policies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Table, select

from core import policies
from core.actor import Actor
from core.db import AgencyOwned, Base, TwoParty, db
from core.numbering import RunningNumber
from core.scoping import acting_as, owned_tables
from core.web import Roundtable
from people.models import Person
from tests.core.conftest import Pair
from tests.postgres import APP, OWNER, Cluster

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def catalogue(template: Path, postgres: Cluster) -> Iterator[Callable[[str], list[Any]]]:
    """Ask the catalogue of a migrated database."""
    with psycopg.connect(postgres.connection_string(template.name)) as connection:
        yield lambda query: connection.execute(query).fetchall()


def guarded() -> set[str]:
    """Every table that needs row-level security."""
    return {*owned_tables(), *policies.SHARED}


def test_every_guarded_table_forces_its_policies_on_all(app: Roundtable, catalogue: Callable[[str], list[Any]]) -> None:
    found = catalogue(
        "select relname from pg_class where relkind in ('r', 'p') and relrowsecurity and relforcerowsecurity"
    )
    assert {name for (name,) in found} == guarded(), "Add the table to a migration that runs core.policies."


def test_every_owned_table_has_its_policy_for_reading_and_writing(
    app: Roundtable, catalogue: Callable[[str], list[Any]]
) -> None:
    rows = catalogue("select tablename, cmd, permissive, qual, with_check from pg_policies")
    for name, table in owned_tables().items():
        policies = {(cmd, kind): (qual, check) for where, cmd, kind, qual, check in rows if where == name}
        qual, check = policies.pop(("ALL", "PERMISSIVE"))
        expected = ("from_agency_id", "to_agency_id") if issubclass(table, TwoParty) else ("agency_id",)
        for words in (qual, check):
            assert all(f"({column} = " in words for column in expected), name
            assert "NULLIF(current_setting('app.agency_id'::text, true), ''::text)" in words, name
        if issubclass(table, TwoParty):
            assert "from_agency_id" in policies.pop(("INSERT", "RESTRICTIVE"))[1], name
            assert policies.pop(("DELETE", "RESTRICTIVE")) == ("false", None), name
            assert policies.pop(("UPDATE", "RESTRICTIVE"), ("false", None)) == ("false", None), name
        assert not policies, name


def test_tallies_are_read_by_all_and_written_by_their_agency(catalogue: Callable[[str], list[Any]]) -> None:
    rows = catalogue("select cmd, qual, with_check from pg_policies where tablename = 'tally' order by cmd")
    assert [cmd for cmd, _, _ in rows] == ["DELETE", "INSERT", "SELECT", "UPDATE"]
    for cmd, qual, check in rows:
        own = [words for words in (qual, check) if words is not None]
        assert own == ["true"] if cmd == "SELECT" else all("agency_id = " in words for words in own)


def test_unique_indexes_of_owned_tables_lead_with_the_agency(catalogue: Callable[[str], list[Any]]) -> None:
    """Uniqueness across agencies would tell one of them what another holds."""
    rows = catalogue(
        "select t.relname, i.relname, a.attname from pg_index x join pg_class t on t.oid = x.indrelid"
        " join pg_class i on i.oid = x.indexrelid join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]"
        " where x.indisunique and t.relkind = 'r'"
    )
    owned = {name for name, table in owned_tables().items() if issubclass(table, AgencyOwned)}
    assert not [(table, index, first) for table, index, first in rows if table in owned and first != "agency_id"]
    assert len({table for table, _, _ in rows} & owned) == len(owned)


def test_no_role_of_the_service_can_go_round_the_policies(catalogue: Callable[[str], list[Any]]) -> None:
    rows = catalogue(
        f"select rolname from pg_roles where rolname in ('{APP}', '{OWNER}') and not rolsuper and not rolbypassrls"
    )
    assert {name for (name,) in rows} == {APP, OWNER}
    assert catalogue(f"select relname from pg_class where relowner = '{APP}'::regrole") == []
    assert catalogue(f"select 1 from pg_auth_members where member = '{APP}'::regrole") == []
    assert catalogue(f"select has_schema_privilege('{APP}', 'public', 'create')") == [(False,)]


def test_nothing_in_the_database_looks_with_other_eyes(catalogue: Callable[[str], list[Any]]) -> None:
    assert catalogue("select relname from pg_class where relkind = 'm'") == []
    views = "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
    assert catalogue(f"{views} and not coalesce(reloptions::text, '') like '%security_invoker=true%'") == []
    assert catalogue("select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace") == []


def test_the_services_role_may_only_add_to_what_only_grows(catalogue: Callable[[str], list[Any]]) -> None:
    rights = catalogue(
        f"select t, p from unnest(array['audit_entry', 'disclosure', 'support_contact', 'alembic_version']) t,"
        f" unnest(array['update', 'delete', 'truncate']) p where has_table_privilege('{APP}', t, p)"
    )
    assert rights == []


@pytest.fixture
def raw(app: Roundtable, postgres: Cluster, pair: Pair) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the service's own role with nothing of the service around it."""
    db.session.rollback()
    connection = psycopg.connect(postgres.connection_string(db.engine.url.database or "", APP), autocommit=True)
    yield connection
    connection.close()


def _rows(raw: psycopg.Connection[Any], table: str) -> int:
    return int(raw.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchall()[0][0])


def test_a_connection_that_names_no_agency_or_another_sees_nothing(raw: psycopg.Connection[Any], pair: Pair) -> None:
    seen = {table: _rows(raw, table) for table in owned_tables()}
    assert set(seen.values()) == {0}
    raw.execute("select set_config('app.agency_id', %s, false)", [str(pair.ours.user_id)])
    assert sum(_rows(raw, table) for table in owned_tables()) == 0
    raw.execute("select set_config('app.agency_id', %s, false)", [str(pair.ours.agency_id)])
    assert _rows(raw, "audit_head") == 1
    assert raw.execute("select agency_id from data_key").fetchall() == [(pair.ours.agency_id,)]


def test_a_row_cannot_be_made_for_or_moved_to_another_agency(raw: psycopg.Connection[Any], pair: Pair) -> None:
    raw.execute("select set_config('app.agency_id', %s, false)", [str(pair.ours.agency_id)])
    insert = "insert into running_number (agency_id, id, series, last) values (%s, gen_random_uuid(), 'x', 0)"
    raw.execute(insert, [pair.ours.agency_id])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(insert, [pair.theirs.agency_id])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute("update running_number set agency_id = %s", [pair.theirs.agency_id])
    assert raw.execute("update running_number set last = 1 where agency_id = %s", [pair.theirs.agency_id]).rowcount == 0
    assert raw.execute("delete from running_number where agency_id = %s", [pair.theirs.agency_id]).rowcount == 0


def test_only_the_sender_makes_a_row_that_two_agencies_see(raw: psycopg.Connection[Any], pair: Pair) -> None:
    raw.execute("select set_config('app.agency_id', %s, false)", [str(pair.ours.agency_id)])
    insert = "insert into referral (id, from_agency_id, to_agency_id) values (gen_random_uuid(), %s, %s)"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(insert, [pair.theirs.agency_id, pair.ours.agency_id])
    with pytest.raises(psycopg.errors.NotNullViolation):  # past the policy, stopped by what it lacks
        raw.execute(insert, [pair.ours.agency_id, pair.theirs.agency_id])


def test_a_tally_is_written_only_by_its_agency(raw: psycopg.Connection[Any], pair: Pair) -> None:
    raw.execute("select set_config('app.agency_id', %s, false)", [str(pair.ours.agency_id)])
    insert = (
        "insert into tally (agency_id, measure, period_start, dimension, period_end, number, counted_at)"
        " values (%s, 'm', '2026-07-01', 'all', '2026-09-30', 3, now())"
    )
    raw.execute(insert, [pair.ours.agency_id])
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        raw.execute(insert, [pair.theirs.agency_id])
    raw.execute("select set_config('app.agency_id', %s, false)", [str(pair.theirs.agency_id)])
    assert _rows(raw, "tally") == 1
    assert raw.execute("delete from tally").rowcount == 0


def test_no_connection_of_the_pool_carries_an_agency_over(
    make_app: Callable[[], Roundtable], pair: Pair, person_of: Callable[[Actor, str, str], Person]
) -> None:
    """200 checkouts by alternating agencies in four threads: no foreign row, and nothing left on the connection."""
    for actor in (pair.ours, pair.theirs):
        with pair.acting(actor):
            person_of(actor, "Kit", "P-1")
    db.session.rollback()
    wrong: list[Any] = []
    other = make_app()

    def work(first: int) -> None:
        with other.app_context():
            for turn in range(first, first + 50):
                actor = (pair.ours, pair.theirs)[turn % 2]
                with acting_as(actor):
                    for table in (Person, RunningNumber):
                        wrong.extend(a for a in db.session.scalars(select(table.agency_id)) if a != actor.agency_id)
                    if len(db.session.scalars(select(Person)).all()) != 1:
                        wrong.append("own row missing")
                with db.engine.connect() as connection:
                    left = connection.exec_driver_sql("select current_setting('app.agency_id', true)").scalar()
                    if left:
                        wrong.append(left)

    threads = [threading.Thread(target=work, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_policies_hold_when_the_backstop_is_gone(
    pair: Pair, person_of: Callable[[Actor, str, str], Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor in (pair.ours, pair.theirs):
        with pair.acting(actor):
            person_of(actor, "Kit", "P-1")
    db.session.rollback()
    monkeypatch.setattr("core.scoping._criteria", lambda *_: ())
    monkeypatch.setattr("core.scoping._loose_tables", lambda _: frozenset())
    with pair.acting(pair.ours):
        assert db.session.scalars(select(Person.agency_id)).all() == [pair.ours.agency_id]


def _foreign_keys() -> Iterator[tuple[Table, Any]]:
    for name, table in owned_tables().items():
        if issubclass(table, AgencyOwned):
            found = Base.metadata.tables[name]
            yield from ((found, key) for key in found.foreign_key_constraints)


def test_foreign_keys_between_owned_tables_carry_the_agency(app: Roundtable) -> None:
    owned = {name for name, table in owned_tables().items() if issubclass(table, AgencyOwned)}
    between = [(table, key) for table, key in _foreign_keys() if key.referred_table.name in owned]
    assert len(between) >= 10
    for table, key in between:
        pairs = {(element.parent.name, element.column.name) for element in key.elements}
        assert ("agency_id", "agency_id") in pairs, f"{table.name}: {sorted(pairs)}"
