"""A PostgreSQL of our own for the tests: started in a temporary folder, gone when the tests end.

It listens on a Unix socket in that folder only, so any number can run side by side and none meets the
machine's own PostgreSQL. Durability is off: speed matters here and nothing in it outlives the run.

The roles are those of a real installation. `roundtable_owner` owns the tables and runs the migrations;
`roundtable_app` is what the web and the worker sign in as. Neither is a superuser and neither may bypass
row-level security, so a policy that is missing shows in a test as it would in service.

    python -m tests.postgres        start one, print its addresses, stop it on Ctrl-C
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal

import psycopg
from psycopg import sql

Role = Literal["roundtable_owner", "roundtable_app", "postgres"]

OWNER: Final[Role] = "roundtable_owner"
APP: Final[Role] = "roundtable_app"
SUPERUSER: Final[Role] = "postgres"
PORT: Final = 5432
ROLE_RIGHTS: Final = ((OWNER, "CREATEDB INHERIT"), (APP, "NOCREATEDB NOINHERIT"))
# Waits for its input to close, which happens when we ask for it and also when we are killed without warning;
# then stops the server at once and removes the folder. So a broken test run leaves nothing behind.
GUARD: Final = """
read -r never
kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")" 2>/dev/null
for turn in $(seq 100); do [ -e "$1/data/postmaster.pid" ] || break; sleep 0.1; done
rm -rf "$1"
"""
INSTALL_LINE: Final = "apt-get install -y --no-install-recommends postgresql"

SETTINGS: Final = {
    "port": str(PORT),
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # The server's log must never hold a statement or a bound value: they carry what people said.
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class PostgresUnavailable(RuntimeError):
    """PostgreSQL cannot be started here; the message says what to run."""


def find_binaries() -> Path:
    """The folder that holds initdb and pg_ctl; refuses, naming the line to run, when there is none."""
    for folder in _candidate_folders():
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise PostgresUnavailable(f"PostgreSQL's server programs were not found. Run: {INSTALL_LINE}")


def _candidate_folders() -> Iterator[Path]:
    pg_config = shutil.which("pg_config")
    if pg_config:
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())
    packaged = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(packaged, key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent


def _server_account() -> pwd.struct_passwd | None:
    """The account to drop to, since PostgreSQL refuses to run as root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise PostgresUnavailable(f"Root needs the account 'postgres'. Run: {INSTALL_LINE}") from None


class Cluster:
    """One running PostgreSQL, its roles made. Use it through `cluster()`, which also stops it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._binaries = find_binaries()
        self._account = _server_account()
        if self._account:
            os.chown(folder, self._account.pw_uid, self._account.pw_gid)
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(folder)], stdin=subprocess.PIPE, start_new_session=True
        )
        try:
            self._create()
            self._start()
            self._create_roles()
        except BaseException:
            self.stop()
            raise

    def url(self, dbname: str, role: Role = APP) -> str:
        """The SQLAlchemy address of a database, signed in as one of the three roles."""
        return f"postgresql+psycopg://{role}@/{dbname}?host={self.folder}&port={PORT}"

    def connection_string(self, dbname: str, role: Role = SUPERUSER) -> str:
        """The same address for psycopg, psql and pg_dump, which do not know SQLAlchemy's form."""
        return f"host={self.folder} port={PORT} dbname={dbname} user={role}"

    def create_database(self, name: str) -> None:
        """Create an empty database owned by `roundtable_owner`; only it may create in schema public."""
        self.create_from_template("template1", name)

    def create_from_template(self, template: str, name: str) -> None:
        """Copy a database whole: tables, rows, policies, grants. Ends open connections to the template."""
        with self._superuser() as connection:
            self._end_connections(connection, template)
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )
            self._grant_connect(connection, name)

    def drop_database(self, name: str) -> None:
        """Remove a database, ending its connections; no complaint when it is gone already."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self._superuser() as connection:
            connection.execute(statement.format(sql.Identifier(name)))

    def log_text(self) -> str:
        """All the server wrote so far, for tests that look for what must never be logged."""
        return (self.folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        """Stop the server at once and remove its folder; safe to call twice."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        self._guard.wait(timeout=30)

    def _create(self) -> None:
        arguments = ["-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject"]
        arguments += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        self._run("initdb", "-D", str(self.folder / "data"), *arguments)
        lines = "".join(f"{name} = {value}\n" for name, value in SETTINGS.items())
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"{lines}unix_socket_directories = '{self.folder}'\n")

    def _start(self) -> None:
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-t", "60", "-l", log, "start")

    def _create_roles(self) -> None:
        with self._superuser() as connection:
            for role, may in ROLE_RIGHTS:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS {}").format(
                        sql.Identifier(role), sql.SQL(may)
                    )
                )

    def _superuser(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.connection_string("postgres"), autocommit=True)

    @staticmethod
    def _end_connections(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )

    @staticmethod
    def _grant_connect(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
        database = sql.Identifier(name)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(APP)))

    def _run(self, program: str, *arguments: str) -> None:
        # pg_ctl hands its output to the server it starts, so a pipe would stay open for ever: use a file.
        with tempfile.TemporaryFile("w+") as said:
            finished = subprocess.run(
                [str(self._binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                check=False,
                user=self._account.pw_uid if self._account else None,
                group=self._account.pw_gid if self._account else None,
                extra_groups=[] if self._account else None,
            )
            said.seek(0)
            if finished.returncode != 0:
                raise PostgresUnavailable(f"{program} failed ({finished.returncode}): {said.read().strip()}")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster for the length of a `with`. Its folder is removed afterwards, whatever happened."""
    # /tmp by name: a socket's path may hold 107 characters, and root's own TMPDIR may be closed to postgres.
    running = Cluster(Path(tempfile.mkdtemp(prefix="roundtable-pg-", dir="/tmp")))
    try:
        yield running
    finally:
        running.stop()


def main() -> int:
    """Start a cluster with one empty database, print how to reach it, and wait for Ctrl-C."""
    try:
        with cluster() as running:
            running.create_database("roundtable")
            print(f"DATABASE_URL={running.url('roundtable')}")
            print(f"MIGRATION_DATABASE_URL={running.url('roundtable', OWNER)}")
            print("Running. Ctrl-C stops it and removes it.", flush=True)
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with suppress(KeyboardInterrupt):
                signal.pause()
    except PostgresUnavailable as refusal:
        print(refusal, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
