"""Letters that are held, for the tests of the hold: how to write one, and how to let time pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from core import clock, jobs
from core.actor import Actor
from people.models import Purpose
from referrals import service
from referrals.models import OutgoingLetter, Urgency
from tests.referrals import stage

RELEASE = "let held letters go"


def hold(actor: Actor, person_id: UUID, *services: UUID, **changes: Any) -> list[OutgoingLetter]:
    """Letters for two needs, held."""
    values: dict[str, Any] = {
        "purpose": Purpose.SUPPORT, "needs": ["CJS", "SAFETY"], "urgency": Urgency.STANDARD,
        "categories": list(stage.AGREED), **changes,
    }  # fmt: skip
    return service.hold_letters(actor=actor, person_id=person_id, services=list(services), **values)


def held(actor: Actor, **changes: Any) -> OutgoingLetter:
    """A person, a consent to NUM, and the letter that is held for it."""
    who, offer = stage.person(actor), stage.isva_service(actor)
    stage.consent(actor, who.id, offer)
    return hold(actor, who.id, offer.service_id, **changes)[0]


@contextmanager
def later(minutes: int = 11) -> Iterator[None]:
    """Some minutes on."""
    with clock.frozen_at(clock.now() + timedelta(minutes=minutes)):
        yield


def run_release(minutes: int = 11) -> None:
    """Run the worker's own release job, some minutes on."""
    with later(minutes):
        jobs._jobs[RELEASE].run()
