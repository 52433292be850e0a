"""What the sweeps share: a world full of markers, made once a run and copied for each test that asks for it."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from app import create_app
from core import clock, pdf
from core.db import db
from forum.pack import making as pack
from forum.reporting import making as reporting
from tests.conftest import environment
from tests.house import House
from tests.meta.world import World, build
from tests.postgres import Cluster


@contextmanager
def papers_as_words() -> Iterator[pytest.MonkeyPatch]:
    """The sweeps read every word that a paper is made of; laying it out is for the tests of each paper."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "render", lambda html, *, stylesheet: html.encode())
        for maker in (pack, reporting):
            patch.setattr(maker, "pages_in", lambda content: 1)
        patch.setattr(pack, "joined", lambda parts, *_, **__: b"".join(part.content for part in parts))
        yield patch


@pytest.fixture(autouse=True)
def _papers() -> Iterator[None]:
    with papers_as_words():
        yield


@dataclass(frozen=True, slots=True)
class Furnished:
    """A database with the world in it: its folder, what stands there, and when that was written."""

    folder: Path
    world: World
    at: datetime


@pytest.fixture(scope="session")
def furniture(tmp_path_factory: pytest.TempPathFactory, template: Path, postgres: Cluster | None) -> Furnished:
    """The world, built once: it takes seconds, and a score of tests begin with it."""
    folder = tmp_path_factory.mktemp("world")
    shutil.copytree(template, folder, dirs_exist_ok=True)
    if postgres is not None:
        postgres.create_from_template(template.name, folder.name)
    made = create_app(environment(folder, postgres, folder.name), testing=True)
    with made.app_context(), papers_as_words():
        world = build(House(made))
        db.session.remove()
        db.engine.dispose()
    return Furnished(folder, world, clock.now())


@pytest.fixture
def furnished(request: pytest.FixtureRequest, template: Path) -> Path:
    """A test that asks for the world begins with it; every other with the cast alone."""
    if "world" not in request.fixturenames:
        return template
    folder: Path = request.getfixturevalue("furniture").folder
    return folder


@pytest.fixture
def world(house: House, furniture: Furnished) -> Iterator[World]:
    """Three agencies full of markers, at the moment at which the last of it was written."""
    with clock.frozen_at(furniture.at):
        yield copy.deepcopy(furniture.world)
