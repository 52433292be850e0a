"""The migrations make exactly what the models say, on both engines, and can go back and forth on a loaded database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, pool, text

from config import ROOT
from core import outbox, tallies
from core.db import Base, db
from core.web import Roundtable
from forum.reporting.models import ProgressReport
from tests.core.conftest import make_person
from tests.forum.room import meeting_at
from tests.house import House

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))


@contextmanager
def everything(app: Roundtable) -> Iterator[Connection]:
    """A connection that no policy binds, once the service's own connections are closed."""
    db.session.rollback()
    db.session.remove()
    db.engine.dispose()
    url = db.engine.url
    if url.get_backend_name() == "postgresql":
        url = url.set(username="postgres")
    engine = create_engine(url, poolclass=pool.NullPool, execution_options={"whole_database": True})
    with engine.connect() as connection:
        yield connection


def columns(app: Roundtable) -> dict[str, list[str]]:
    """The columns of every table of ours that is there."""
    with everything(app) as connection:
        look = db.inspect(connection)
        there = set(look.get_table_names()) & set(Base.metadata.tables)
        return {name: [column["name"] for column in look.get_columns(name)] for name in there}


def rows(app: Roundtable, of: dict[str, list[str]] | None = None) -> dict[str, list[str]]:
    """Every row of every table that is there, as text, in order; or only these columns of these tables."""
    wanted = columns(app) if of is None else of
    with everything(app) as connection:
        return {
            name: sorted(str(tuple(row)) for row in connection.execute(text(f"select {', '.join(found)} from {name}")))
            for name, found in wanted.items()
        }


def by_column(app: Roundtable, of: dict[str, list[str]]) -> dict[tuple[str, str], list[str]]:
    """What stands in each of these columns, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    with everything(app) as connection:
        for name, wanted in of.items():
            for row in connection.execute(text(f"select {', '.join(wanted)} from {name}")).mappings():
                for column, value in row.items():
                    found.setdefault((name, column), []).append(str(value))
    return {each: sorted(values) for each, values in found.items()}


GUARDS = {
    "sqlite": "select name from sqlite_master where type = 'trigger'",
    "postgresql": "select tgname::text from pg_trigger where not tgisinternal"
    " union all select tablename || '.' || policyname from pg_policies"
    " union all select 'forced ' || relname from pg_class where relforcerowsecurity"
    " union all select grantee || ' may ' || privilege_type || ' ' || table_name"
    " from information_schema.role_table_grants where table_schema = 'public'",
}


def guards(app: Roundtable) -> list[str]:
    """Triggers, policies and rights."""
    with everything(app) as connection:
        found = connection.execute(text(GUARDS[connection.dialect.name])).scalars()
        return sorted(name for name in found if not name.endswith(" alembic_version"))


def differences(app: Roundtable) -> list[Any]:
    """What autogeneration would still write."""
    with everything(app) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return [found for found in compare_metadata(context, Base.metadata) if "kept" not in str(found)]


@pytest.fixture
def loaded(house: House) -> House:
    """Reference data, the cast, and rows of every kind of table: owned, shared, append-only."""
    with house.acting("mash_outreach") as actor:
        make_person(actor, "Kit", "T-1")
        outbox.put(agency_id=actor.agency_id, address="a@b.example", subject="s", path="/", once="x")
        tallies.write(actor=actor, measure="m", period=tallies.quarter_of(date(2026, 11, 23)), numbers={"all": 3})
        db.session.add(report_of(meeting_at(NOON), actor.user_id))
    return house


def report_of(meeting_id: UUID, user_id: UUID) -> ProgressReport:
    """A report as one was issued before reports had a table of their own: of a meeting, without a file."""
    figures = {
        "period": {"start": "2026-07-01", "end": "2026-09-30"}, "snapshot": NOON.isoformat(), "statement": "Rounded.",
    }  # fmt: skip
    return ProgressReport(
        subject=f"meeting:{meeting_id}", version=2, body_id=None, meeting_id=meeting_id, made_at=NOON, made_by=user_id,
        period_start=date(2026, 7, 1), period_end=date(2026, 9, 30), snapshot_at=NOON, classification="For members",
        statement="Rounded.", figures=figures, sha256="0" * 64,
    )  # fmt: skip


def test_there_is_one_head_and_one_line() -> None:
    assert len(SCRIPTS.get_heads()) == 1
    steps = list(SCRIPTS.walk_revisions())
    assert [step.down_revision for step in steps] == [*(step.revision for step in steps[1:]), None]


def test_every_step_says_what_it_does_and_can_go_back() -> None:
    for step in SCRIPTS.walk_revisions():
        assert step.doc, step.revision
        assert callable(getattr(step.module, "downgrade", None)), step.revision


def test_the_models_and_the_migrations_agree(app: Roundtable) -> None:
    assert differences(app) == [], "Write a migration: flask --app app db migrate"


def checks_of(connection: Connection, metadata: MetaData) -> dict[str, set[str]]:
    """The names of the CHECK constraints of each table; on SQLite with their words, which are kept as written."""
    found = {}
    for name in metadata.tables:
        rows = db.inspect(connection).get_check_constraints(name)
        words = connection.dialect.name == "sqlite"
        found[name] = {f"{row['name']}: {row['sqltext'] if words else ''}" for row in rows}
    return found


def test_the_checks_are_those_of_the_models(app: Roundtable, tmp_path: Path) -> None:
    """Autogeneration does not compare them: here a database made from the models stands beside the migrated one."""
    fresh = create_engine(f"sqlite:///{tmp_path / 'fresh.sqlite'}", execution_options={"whole_database": True})
    with fresh.begin() as made:
        Base.metadata.create_all(made)
    with everything(app) as migrated, fresh.connect() as made:
        there, wanted = checks_of(migrated, Base.metadata), checks_of(made, Base.metadata)
        if migrated.dialect.name == "postgresql":
            wanted = {table: {each.split(":")[0] + ": " for each in found} for table, found in wanted.items()}
        assert there == wanted


def test_a_change_of_the_models_would_be_seen(app: Roundtable) -> None:
    with everything(app) as connection:
        connection.execute(text("alter table notice add column forgotten varchar"))
        connection.execute(text("drop index ix_notice_waiting"))
        connection.commit()
    assert len(differences(app)) == 2


def test_one_step_down_and_up_again_keeps_every_row_and_guard(loaded: House) -> None:
    app = loaded.app
    there, guarded = columns(app), guards(app)
    before = by_column(app, there)
    assert len(before["person", "id"]) == len(before["tally", "number"]) == 1
    flask_migrate.downgrade(revision="-1")
    kept = {name: [column for column in found if column in there[name]] for name, found in columns(app).items()}
    down = rows(app, kept)
    flask_migrate.upgrade()
    assert down == rows(app, kept)
    reports = {"progress_report": there["progress_report"]}
    assert len(down["meeting"]) == len(before["progress_report", "id"]) == 1
    known = by_column(app, kept | reports)
    assert known == {each: before[each] for each in known}
    assert guards(app) == guarded
    assert differences(app) == []


def test_all_the_way_down_and_up_again(loaded: House) -> None:
    app = loaded.app
    guarded = guards(app)
    flask_migrate.downgrade(revision="base")
    with everything(app) as connection:
        assert set(db.inspect(connection).get_table_names()) <= {"alembic_version"}
    assert guards(app) == []
    flask_migrate.upgrade()
    assert guards(app) == guarded
    assert differences(app) == []
    assert all(found == [] for found in rows(app).values())


def test_going_up_twice_changes_nothing(app: Roundtable) -> None:
    before = rows(app)
    flask_migrate.upgrade()
    assert rows(app) == before


def test_the_models_are_named_by_the_convention() -> None:
    """A constraint without a name cannot be dropped by a later migration on SQLite."""
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, (table.name, type(constraint).__name__)
