"""The ground floor under test: a migrated database with two bare agencies, and nothing of the floors above."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import flask_migrate
import pytest
from sqlalchemy import select

from agencies.models import Agency, AgencyKind, Firewall, User
from app import create_app
from core import audit, clock, numbering
from core.actor import Actor
from core.crypto import datakeys
from core.db import db
from core.scoping import acting_as
from core.web import Roundtable
from people.models import Person
from tests.conftest import environment
from tests.postgres import Cluster


@dataclass(frozen=True, slots=True)
class Pair:
    """Two agencies with a worker each, who may do everything that a permission could open."""

    ours: Actor
    theirs: Actor

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[Actor]:
        """Work as one of them; commits on the way out."""
        db.session.rollback()
        with acting_as(actor):
            yield actor


def found_agency(code: str) -> UUID:
    """Found an agency with its keys, its audit chain, its numbers and one worker."""
    agency = Agency(
        code=code, name=f"Agency {code}", kind=AgencyKind.SUPPORT, firewall=Firewall.CONSENT_ONLY, sector="voluntary",
        reference_prefix=code[:2],
    )  # fmt: skip
    db.session.add(agency)
    db.session.commit()
    datakeys.keyring().add_agency(agency.id)
    agency_id = agency.id
    with acting_as(Actor(agency_id, agency_id, frozenset())):
        audit.start_chain(agency_id)
        numbering.start_series(agency_id, "person")
        datakeys.create_key(agency_id, agency_id)
        worker = User(
            agency_id=agency_id, email=f"worker@{code}.example", name=f"Worker {code}", created_at=clock.now()
        )
        db.session.add(worker)
    return agency_id


def make_person(actor: Actor, alias: str, reference: str) -> Person:
    """A person of an agency, with a key of their own; flushed, not committed."""
    from core.db import uuid7

    person_id = uuid7()
    datakeys.create_key(actor.agency_id, person_id)
    person = Person(
        agency_id=actor.agency_id, id=person_id, reference=reference, alias=alias, created_at=clock.now(),
        created_by=actor.user_id, changed_at=clock.now(),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    return person


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, postgres: Cluster | None) -> Path:
    """A migrated database with two bare agencies, to be copied."""
    folder = tmp_path_factory.mktemp("bare")
    if postgres is not None:
        postgres.create_database(folder.name)
    made = create_app(environment(folder, postgres, folder.name), testing=True)
    with made.app_context():
        flask_migrate.upgrade()
        for code in ("OURS", "THEIRS"):
            found_agency(code)
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def pair(app: Roundtable) -> Pair:
    """The two agencies' workers as actors."""
    workers = db.session.scalars(select(User).order_by(User.email)).all()
    actors = [Actor(each.id, each.agency_id, frozenset()) for each in workers]
    db.session.rollback()
    return Pair(*actors)


@pytest.fixture
def person_of(app: Roundtable) -> Callable[[Actor, str, str], Person]:
    """Make a person of an agency: `person_of(actor, alias, reference)`."""
    return make_person
