"""What one test after another borrows: an application, and on PostgreSQL a database, each put back as it was.

A test that changed more than rows (a migration, a policy, a trigger) is noticed, and the next one gets a new copy of
the database. A test that changes the application itself says so with the marker `own_app`.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from core.crypto.keyring import Keyring
from core.web import Roundtable
from tests.postgres import Cluster

# What a test may not change without the database being thrown away: tables, policies, triggers, rights, revision.
SHAPE = """
select md5(string_agg(line, '|' order by line)) from (
  select concat(oid, relname, relkind, relrowsecurity, relforcerowsecurity, relacl, relowner, reloptions) line
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'i')
  union all select concat(polrelid, polname, polcmd, polqual, polwithcheck) from pg_policy
  union all select concat(tgrelid, tgname, tgenabled) from pg_trigger where not tgisinternal
  union all select concat(oid, proname, prosrc) from pg_proc where pronamespace = 'public'::regnamespace
) shape
"""


class LentDatabase:
    """A copy of a template, with the template's rows kept beside it."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        self._cluster = cluster
        self._template = template
        self._copies = 0
        self._shape = ""
        self._standing: psycopg.Connection[tuple[str]] | None = None

    def lend(self) -> str:
        """The name of a database that holds the template's rows and nothing else."""
        if not self._shape or not self._put_back():
            self._copy()
        return self._name

    def close(self) -> None:
        """End the connection that puts rows back."""
        if self._standing is not None:
            self._standing.close()
            self._standing = None

    @property
    def _name(self) -> str:
        return f"{self._template}_{self._copies}"

    def _connect(self) -> psycopg.Connection[tuple[str]]:
        return psycopg.connect(self._cluster.connection_string(self._name), autocommit=True)

    def _copy(self) -> None:
        self.close()
        if self._copies:
            self._cluster.drop_database(self._name)
        self._copies += 1
        self._cluster.create_from_template(self._template, self._name)
        with self._connect() as connection:
            found = connection.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
            tables = [sql.Identifier(name) for (name,) in found]
            connection.execute("create schema kept")
            for table in tables:
                connection.execute(sql.SQL("create table kept.{0} as table public.{0}").format(table))
            put_back = sql.SQL("delete from public.{0}; insert into public.{0} select * from kept.{0};")
            body = sql.SQL("").join(put_back.format(table) for table in tables)
            connection.execute(
                sql.SQL("create function kept.put_back() returns void language plpgsql as {0}").format(
                    sql.Literal("begin " + body.as_string(connection) + " end")
                )
            )
            self._shape = self._shape_of(connection)

    def _put_back(self) -> bool:
        # One connection for all: it plans its thousand statements once, and not anew for each test.
        if self._standing is None:
            self._standing = self._connect()
            self._standing.execute("set session_replication_role = replica")
        self._cluster._end_connections(self._standing, self._name)
        if self._shape_of(self._standing) != self._shape:
            return False
        self._standing.execute("select kept.put_back()")
        return True

    @staticmethod
    def _shape_of(connection: psycopg.Connection[tuple[str]]) -> str:
        row = connection.execute(SHAPE).fetchone()
        return row[0] if row else ""


class StandingApp:
    """One application for many tests: making it, and compiling its statements and pages, is most of a test's time."""

    def __init__(self, app: Roundtable) -> None:
        self._app = app
        self._kept = {name: _copied(getattr(app, name)) for name in TABLES}

    def put_back(self) -> Roundtable:
        """The application as it was made, with the keys of the folder it stands on now."""
        for name, kept in self._kept.items():
            table = getattr(self._app, name)
            table.clear()
            table.update(_copied(kept))
        ring = Keyring(self._app.config["SETTINGS"].keyring_file)
        ring.check()
        self._app.extensions["keyring"] = ring
        return self._app


#: What a test can change of an application that has begun to answer.
TABLES = (
    "config", "extensions", "view_functions", "before_request_funcs", "after_request_funcs", "teardown_request_funcs",
    "template_context_processors",
)  # fmt: skip


def _copied(table: dict[Any, Any]) -> dict[Any, Any]:
    return {key: list(found) if isinstance(found, list) else found for key, found in table.items()}
