"""A case at NUM for the tests of plans, outcomes and closing."""

from __future__ import annotations

from uuid import UUID

from cases import service as cases
from cases.models import CaseKind, CaseState
from core.actor import Actor
from people import service as people
from people.models import Person
from tests.house import House


def person_and_case(actor: Actor, alias: str = "Marigold", *, active: bool = True) -> tuple[Person, UUID]:
    """Somebody with an ISVA case that the actor leads."""
    who = people.register_person(actor=actor, alias=alias, wants="To be believed")
    case = cases.open_case(
        actor=actor, person_id=who.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS", "HOUSING"]
    )
    if active:
        cases.change_state(
            actor=actor, case_id=case.id, state=CaseState.ACTIVE, reason="", reason_code=None, version=case.version
        )
    return who, case.id


def opened(house: House, alias: str = "Marigold") -> UUID:
    """The id of such a case, stored."""
    with house.acting("num_isva") as actor:
        return person_and_case(actor, alias)[1]
