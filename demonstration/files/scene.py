"""Two case files that the demonstration fills: an ISVA case and a casework case, with the people they are about."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cases import queries as case_queries
from cases import service as cases
from cases.models import CaseKind
from demonstration.stage import SHARED, Cast, acting, days_ago, register


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, and the ids of Ivy (ISVA support at NUM, led by num_isva) and Wilma (casework at MASH)."""

    cast: Cast
    ivy: UUID
    ivy_case: UUID
    wilma: UUID
    wilma_case: UUID


def scene_of(cast: Cast, known: dict[str, UUID]) -> Scene:
    """Open Ivy's case, seven weeks ago; find Wilma's."""
    with acting(cast, "num_isva", days_ago(49, 10)) as actor:
        ivy = register(actor, SHARED["people"]["Ivy"])
        ivy_case = cases.open_case(
            actor=actor, person_id=ivy, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS", "MENTAL_HEALTH"]
        ).id
    with acting(cast, "mash_caseworker", days_ago(0, 0)) as actor:
        found = case_queries.open_case_of(actor, known["Wilma"])
        if found is None:
            raise LookupError("Wilma has no open case; sharing.json opens it.")
        wilma_case = found.id
    return Scene(cast, ivy, ivy_case, known["Wilma"], wilma_case)
