"""A case with Robyn, led by the ISVA at NUM, and forms about her: what the tests of assessments start from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cases import service as case_service
from cases.assessment import service
from cases.assessment.answers import opened
from cases.assessment.models import Assessment, AssessmentKind
from cases.assessment.questions import SHEETS
from cases.models import CaseKind
from core.actor import Actor
from people import service as people_service
from tests.house import House

FOURTEEN = {f"q{topic}": "yes" for topic in range(1, 15)}


def robyns_case(house: House, alias: str = "Robyn") -> UUID:
    """A case that the ISVA leads, with a colleague on its team."""
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias=alias)
        case = case_service.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        )
        case_service.add_member(actor=actor, case_id=case.id, user_id=house.user("num_caseworker").id)
        return case.id


def begun(actor: Actor, case_id: UUID, kind: AssessmentKind, **answers: Any) -> Assessment:
    """A form with answers, as a draft; each answer goes in through its own page."""
    first = {"relationship": answers.pop("relationship", "ex_partner")} if kind is AssessmentKind.DASH else {}
    row = service.begin(actor=actor, case_id=case_id, kind=kind, answers=first)
    return written(actor, row, **answers)


def written(actor: Actor, row: Assessment, **answers: Any) -> Assessment:
    """The same form with more answers."""
    for page in SHEETS[row.kind].pages:
        names = [question.name for question in page.questions]
        if set(names) & set(answers):
            stored = opened(row) or {}
            service.write_page(
                actor=actor, case_id=row.case_id, assessment_id=row.id, page=page.key, version=row.version,
                changes={name: answers.get(name, stored.get(name, "")) for name in names},
            )  # fmt: skip
    return row


def finished(actor: Actor, case_id: UUID, kind: AssessmentKind, **answers: Any) -> Assessment:
    """A form that holds."""
    row = begun(actor, case_id, kind, **answers)
    return service.complete(actor=actor, case_id=case_id, assessment_id=row.id, version=row.version)
