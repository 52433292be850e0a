"""Assessments of Ivy and Wilma: strengths and needs that moved, a risk from a client, thoughts of suicide, a DASH."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cases.assessment import service
from cases.assessment.answers import opened
from cases.assessment.models import Assessment, AssessmentKind
from cases.assessment.questions import SHEETS
from core.actor import Actor
from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago

STRENGTHS = {
    "strengths": "Keeps going. Funny. Knows every bus route in Manchester.",
    "allies": "Her sister in Salford. The Thursday group.",
    "wants": "To sleep through. To know what the police are doing without ringing them.",
    "unwanted": "No calls from withheld numbers. Nobody turning up at the flat.",
    "first": "MENTAL_HEALTH", "second": "CJS", "third": "SAFETY",
    "SAFETY": "3", "SAFETY_words": "A lock that works, and someone to walk back with on Fridays.",
    "MENTAL_HEALTH": "4", "MENTAL_HEALTH_words": "Someone to talk to who does not take notes.",
    "CJS": "3", "CJS_words": "One person who tells me what is going on.",
    "HOUSING": "1", "SUBSTANCE": "declined", "CHILDREN": "not_known", "MONEY": "2", "LEGAL": "0",
    "summary": "Sleep and safety first; the case second.",
}  # fmt: skip
SIX_WEEKS_ON = {"MENTAL_HEALTH": "3", "SAFETY": "2", "SAFETY_words": "The lock is done. Fridays are still bad.",
                "strengths": "Keeps going. Funny. Started the choir again."}  # fmt: skip
VAN = {
    "source": "client", "title": "Man in the blue van", "who": "Forties, local accent, blue Transit, dent on the left.",
    "harm_fear": ("STALKING", "THREATS"), "what": "Followed her home twice. Waited outside on Friday.",
    "when": "Fridays, after 11pm", "where": "Near the bus station", "pattern": "more_often", "imminence": "days",
    "severity": "injury", "weapons": "not_known", "own_view": "serious",
    "own_words": "He knows which door is mine. That is what scares me.",
    "already": "Walks with Jo. Rings when home.",
    "safety_plan": "Taxi on Fridays. Jo has the number plate. Rings 999 if the van stops.",
    "level": "high", "reasons": "More often, closer to home, and she is afraid.",
}  # fmt: skip
DASH = {
    "title": "Ex-partner D.", "safe_to_talk": "yes", "q2": "yes", "q3": "yes", "q4": "yes", "q6": "yes", "q8": "yes",
    "q10": "yes", "q12": "yes", "q17": "no", "q20": "yes", "q23": "yes", "q24": "dont_know", "q1": "no",
    "q8_words": "Thirty messages on Sunday.", "level": "high", "concern": "yes",
    "reasons": "Nine yes, and he has found the new address. She is more frightened than the score says.",
}  # fmt: skip


def tell(scene: Scene) -> None:
    """Fill the assessments of both cases, at the moments when a worker would have written them."""
    _ivy(scene)
    _wilma(scene)


def _ivy(scene: Scene) -> None:
    with acting(scene.cast, "num_isva", days_ago(45, 11)) as actor:
        needs = _written(actor, scene.ivy_case, AssessmentKind.NEEDS, STRENGTHS)
    with acting(scene.cast, "num_isva", days_ago(44, 15)) as actor:
        _written(actor, scene.ivy_case, AssessmentKind.RISK, VAN)
        _written(actor, scene.ivy_case, AssessmentKind.SELF_HARM, {
            "thoughts": "yes", "thoughts_words": "Some nights. Not a plan.", "plan": "no", "protective": "Her sister.",
            "urgency": "routine", "safety_plan": "Rings her sister, then Samaritans. Asked again each time we meet.",
        })  # fmt: skip
    with acting(scene.cast, "num_isva", days_ago(3, 10)) as actor:
        later = service.begin(actor=actor, case_id=scene.ivy_case, kind=AssessmentKind.NEEDS, earlier_id=needs)
        _answer(actor, later, SIX_WEEKS_ON)
        service.complete(actor=actor, case_id=scene.ivy_case, assessment_id=later.id, version=later.version)
    with acting(scene.cast, "num_isva", days_ago(1, 16)) as actor:
        _written(actor, scene.ivy_case, AssessmentKind.DASH, DASH, relationship="ex_partner")


def _wilma(scene: Scene) -> None:
    with acting(scene.cast, "mash_caseworker", days_ago(0, 8)) as actor:
        draft = service.begin(actor=actor, case_id=scene.wilma_case, kind=AssessmentKind.NEEDS)
        _answer(actor, draft, {"wants": "A room of her own by spring.", "strengths": "Cooks for half the street."})


def _written(actor: Actor, case_id: UUID, kind: AssessmentKind, answers: Mapping[str, Any], **first: str) -> UUID:
    row = service.begin(actor=actor, case_id=case_id, kind=kind, answers=first)
    _answer(actor, row, {**first, **answers})
    service.complete(actor=actor, case_id=case_id, assessment_id=row.id, version=row.version)
    return row.id


def _answer(actor: Actor, row: Assessment, answers: Mapping[str, Any]) -> None:
    """Write each page that has an answer, as its form would send it."""
    for page in SHEETS[row.kind].pages:
        names = [question.name for question in page.questions]
        if not set(names) & set(answers):
            continue
        stored = opened(row) or {}
        service.write_page(
            actor=actor, case_id=row.case_id, assessment_id=row.id, page=page.key, version=row.version,
            changes={name: answers.get(name, stored.get(name, "")) for name in names},
        )  # fmt: skip
