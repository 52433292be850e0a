"""One PostgreSQL database lent to one test after another: put back row by row, which is far quicker than a new copy.

A test that changed more than rows (a migration, a policy, a trigger) is noticed, and the next one gets a new copy.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

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
        self._reset = sql.Composed([])

    def lend(self) -> str:
        """The name of a database that holds the template's rows and nothing else."""
        if not self._shape or not self._put_back():
            self._copy()
        return self._name

    @property
    def _name(self) -> str:
        return f"{self._template}_{self._copies}"

    def _connect(self) -> psycopg.Connection[tuple[str]]:
        return psycopg.connect(self._cluster.connection_string(self._name), autocommit=True)

    def _copy(self) -> None:
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
            self._reset = sql.SQL("").join(put_back.format(table) for table in tables)
            self._shape = self._shape_of(connection)

    def _put_back(self) -> bool:
        with self._connect() as connection:
            self._cluster._end_connections(connection, self._name)
            if self._shape_of(connection) != self._shape:
                return False
            connection.execute("set session_replication_role = replica")
            connection.execute(self._reset)
        return True

    @staticmethod
    def _shape_of(connection: psycopg.Connection[tuple[str]]) -> str:
        row = connection.execute(SHAPE).fetchone()
        return row[0] if row else ""
