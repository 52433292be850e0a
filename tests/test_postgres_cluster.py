"""The tests' own PostgreSQL has the roles of a real installation, and its log keeps no statement."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import APP, OWNER, Cluster, cluster

pytestmark = pytest.mark.postgres_only


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    with cluster() as running:
        running.create_database("first")
        yield running


def test_neither_role_may_step_round_the_policies(own_cluster: Cluster) -> None:
    with psycopg.connect(own_cluster.connection_string("first")) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolinherit FROM pg_roles"
            " WHERE rolname LIKE 'roundtable%' ORDER BY rolname"
        ).fetchall()
    assert rows == [(APP, False, False, False, False), (OWNER, False, False, True, True)]


def test_the_owner_makes_tables_and_the_app_role_does_not(own_cluster: Cluster) -> None:
    with psycopg.connect(own_cluster.connection_string("first", OWNER)) as connection:
        connection.execute("CREATE TABLE made_by_owner (words text)")
    with psycopg.connect(own_cluster.connection_string("first", APP)) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE made_by_app (words text)")
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM made_by_owner")


def test_a_copy_of_a_template_is_whole_and_apart(own_cluster: Cluster) -> None:
    own_cluster.create_database("template_here")
    with psycopg.connect(own_cluster.connection_string("template_here", OWNER)) as still_open:
        still_open.execute("CREATE TABLE kept (words text)")
        still_open.execute("INSERT INTO kept VALUES ('before')")
        still_open.commit()
        own_cluster.create_from_template("template_here", "copy_here")
    with psycopg.connect(own_cluster.connection_string("copy_here", OWNER)) as connection:
        assert connection.execute("SELECT words FROM kept").fetchall() == [("before",)]
    own_cluster.drop_database("copy_here")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(own_cluster.connection_string("copy_here", OWNER))


def test_the_server_log_holds_no_statement_and_no_value(own_cluster: Cluster) -> None:
    with (
        psycopg.connect(own_cluster.connection_string("first", OWNER)) as connection,
        pytest.raises(psycopg.errors.DivisionByZero),
    ):
        connection.execute("SELECT %s::text, 1/0 AS marker_in_statement", ["marker_in_value"])
    log = own_cluster.log_text()
    assert "division by zero" in log
    assert "marker" not in log


def test_a_run_killed_without_warning_leaves_nothing_behind() -> None:
    command = [sys.executable, "-m", "tests.postgres"]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as running:
        assert running.stdout is not None
        folder = Path(running.stdout.readline().strip().partition("host=")[2].partition("&")[0])
        assert (folder / "data" / "postmaster.pid").exists()
        os.kill(running.pid, signal.SIGKILL)
    patience = time.monotonic() + 15
    while folder.exists() and time.monotonic() < patience:
        time.sleep(0.1)
    assert not folder.exists()
