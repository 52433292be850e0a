"""Cases that close, and records whose time is over, for the tests of closing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from cases import queries as case_queries
from cases.closing import catalogue, queries, service
from cases.closing.models import Ending
from cases.closing.rules import Said, Told
from cases.closing.service.closings import ClosingWords
from core import clock
from core.actor import Actor
from tests.cases.plans.scene import person_and_case
from tests.house import House

LONG_AGO = datetime(2017, 3, 1, 12, tzinfo=UTC)


def words(**changed: object) -> ClosingWords:
    """A closing that is whole."""
    whole: dict[str, object] = {
        "reason_code": "GOALS_MET", "why": "The work is done", "exit_plan": "I ring Robin if it gets bad",
        "ending": Ending.AGREED, "answers": answered(),
    }  # fmt: skip
    return ClosingWords(**{**whole, **changed})  # type: ignore[arg-type]


def answered() -> Mapping[str, Told]:
    """Every question of the checklist, answered."""
    return {item.code: Told(Said.DONE) for item in catalogue.default_checklist()}


def close(actor: Actor, case_id: UUID, closing: ClosingWords | None = None) -> None:
    """Begin to close a case, and close it."""
    case = case_queries.peek(actor, case_id)
    row = service.begin_closing(actor=actor, case_id=case_id, reason="The goals are reached", version=case.version)
    service.close_case(actor=actor, case_id=case_id, words=closing or words(), version=row.version)


def closed_long_ago(house: House, alias: str = "Marigold") -> tuple[UUID, UUID]:
    """Somebody whose only case was closed in 2017, and the case: its time is over."""
    with clock.frozen_at(LONG_AGO), house.acting("num_isva") as actor:
        who, case_id = person_and_case(actor, alias)
        close(actor, case_id)
        return who.id, case_id


def asked(house: House, person_id: UUID, why: str = "over") -> UUID:
    """The erasure that NUM's data protection lead asks for."""
    with house.acting("num_protection") as actor:
        return service.ask_erasure(actor=actor, person_id=person_id, why=why).id


def erased(house: House, person_id: UUID, why: str = "over") -> None:
    """Erase somebody: asked for by the lead, done by the manager."""
    request_id = asked(house, person_id, why)
    with house.acting("num_manager") as actor:
        reference = queries.review(actor, person_id).person.reference
        service.erase(actor=actor, request_id=request_id, reference=reference)
