"""Fixtures: a fresh migrated database for each test, on the engine that ROUNDTABLE_TEST_ENGINE names.

The template is made once a run (migrations, reference data, the cast) and copied for each test.
"""

from __future__ import annotations

import gc
import os
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import flask_migrate
import pytest
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from app import create_app, load_reference
from core.db import db
from core.web import Roundtable
from tests.house import House
from tests.lending import LentDatabase, StandingApp
from tests.postgres import APP, OWNER, Cluster, cluster

ENGINE = os.environ.get("ROUNDTABLE_TEST_ENGINE", "sqlite")
#: Pure rules, and pages, whose every address the sweeps visit on PostgreSQL too: SQLite says enough about these.
SAID_ONCE = re.compile(
    r"^test_(\w+_)?(rules|views|pages|words|telling|firewall|dial|paging|forms|pdf|tables|docs|calendar|clocks|config"
    r"|disclosure|documents|inspection|contracts|keyring)\.py$"
)
settings.register_profile("house", deadline=None)  # speed is measured in bench/, never asserted here
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what the whole run keeps: it was a sixth of a test's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what means nothing on this engine, and on PostgreSQL what no engine has a part in."""
    other = "postgres_only" if ENGINE == "sqlite" else "sqlite_only"
    foreign = [item for item in items if item.get_closest_marker(other) or _is_said_once(item)]
    items[:] = [item for item in items if item not in foreign]
    config.hook.pytest_deselected(items=foreign)


def _is_said_once(item: pytest.Item) -> bool:
    return ENGINE == "postgres" and bool(SAID_ONCE.search(item.path.name))


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may leave the machine: only loopback and Unix sockets connect."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"A test tried to reach {address}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster | None]:
    """The run's own PostgreSQL; None on SQLite."""
    if ENGINE != "postgres":
        yield None
        return
    with cluster() as running:
        yield running


def environment(folder: Path, postgres: Cluster | None, name: str) -> dict[str, str]:
    """The settings of a demonstration that lives in `folder`."""
    found = {"ROUNDTABLE_MODE": "demonstration", "ROUNDTABLE_INSTANCE": str(folder), "SECRET_KEY": "s" * 40}
    if postgres is not None:
        found["DATABASE_URL"] = postgres.url(name, APP)
        found["MIGRATION_DATABASE_URL"] = postgres.url(name, OWNER)
    return found


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster | None) -> Path:
    """A migrated database with reference data and the cast, to be copied."""
    folder = tmp_path_factory.mktemp("house")
    if postgres is not None:
        postgres.create_database(folder.name)
    made = create_app(environment(folder, postgres, folder.name), testing=True)
    with made.app_context():
        flask_migrate.upgrade()
        load_reference()
        House(made).hire_cast()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def lenders(postgres: Cluster | None) -> Iterator[dict[str, LentDatabase]]:
    """The database that each template's tests share one after another, by the template's name."""
    lent: dict[str, LentDatabase] = {}
    yield lent
    for each in lent.values():
        each.close()


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Page templates, compiled once a run instead of once an application: most of a sign-in's time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture(scope="session")
def standing() -> dict[tuple[str, str], StandingApp]:
    """The application that tests share one after another, by its template and database."""
    return {}


@pytest.fixture
def furnished(template: Path) -> Path:
    """What a test's database is a copy of; a folder of tests may say that it begins with more in it."""
    return template


@pytest.fixture
def make_app(
    request: pytest.FixtureRequest, tmp_path: Path, furnished: Path, postgres: Cluster | None,
    lenders: dict[str, LentDatabase], standing: dict[tuple[str, str], StandingApp],
    compiled_pages: FileSystemBytecodeCache,
) -> Iterator[Callable[[], Roundtable]]:  # fmt: skip
    """Make applications over one fresh copy of the template: the second is another process on the same database.

    The first is the standing one, put back as it was, unless the test changes the application itself (`own_app`).
    """
    shares = request.node.get_closest_marker("own_app") is None
    folder = furnished.with_name(f"{furnished.name}-standing") if shares else tmp_path / "instance"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(furnished, folder)
    name = ""
    if postgres is not None:
        name = lenders.setdefault(furnished.name, LentDatabase(postgres, furnished.name)).lend()
    made: list[Roundtable] = []

    def make() -> Roundtable:
        made.append(create_app(environment(folder, postgres, name), testing=True))
        made[-1].jinja_env.bytecode_cache = compiled_pages
        return made[-1]

    def first() -> Roundtable:
        if (furnished.name, name) not in standing:
            standing[furnished.name, name] = StandingApp(make())
        made.append(standing[furnished.name, name].put_back())
        return made[-1]

    yield lambda: first() if shares and not made else make()
    for each in made:
        with each.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[[], Roundtable]) -> Iterator[Roundtable]:
    """The service over a fresh database, with its context pushed."""
    made = make_app()
    with made.app_context():
        yield made
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def house(app: Roundtable) -> House:
    """Agencies, the cast, actors and signed-in clients."""
    return House(app)


@pytest.fixture
def count_queries(app: Roundtable) -> Callable[[], Any]:
    """`with count_queries() as seen:` collects the statements run inside."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return cast(Callable[[], Any], counting)
