"""Ivy's and Wilma's plans and how things are; and Della, whose case closed so long ago that it is due for review."""

from __future__ import annotations

from datetime import timedelta

from cases import queries as case_queries
from cases import service as cases
from cases.closing import queries as closing_queries
from cases.closing import service as closing
from cases.closing.models import Ending
from cases.closing.rules import Said, Told
from cases.closing.service.closings import ClosingWords
from cases.models import CaseKind, CaseState
from cases.outcomes import service as outcomes
from cases.outcomes.models import Point, Scorer
from cases.outcomes.rules import Score
from cases.plans import queries, service
from cases.plans.models import Agreed, CopyHow, Doer, PlanKind, Progress
from cases.plans.rules import StepDraft
from core import clock
from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago
from people import service as people
from people.models import Answer

SAFETY = {
    "own": "I want to sleep with the window open.",
    "warning": "He rings from numbers I do not know. His car is by the chip shop. I stop answering the phone.",
    "helps": "Music. Walking by the water. Ringing Tess before I feel bad, not after.",
    "places": "Tess’s flat, any time\nThe library, until 8pm",
    "people": "Tess: she knows all of it\nMy brother: he knows that I moved",
    "act": "If he is outside: I stay in, ring 999, then Tess\nIf he follows me: I go into the shop with the green door",
    "numbers": "999, danger now: if I cannot speak, I press 55\n116 123, Samaritans, day and night",
}  # fmt: skip


def tell(scene: Scene) -> None:
    """Write the plans, ask how things are, and close an old case."""
    _ivy_begins(scene)
    _ivy_agrees(scene)
    _wilma(scene)
    _long_closed(scene)


def _ivy_begins(scene: Scene) -> None:
    with acting(scene.cast, "num_isva", days_ago(41, 11)) as actor:
        soon = clock.today() + timedelta(days=56)
        service.write_plan(
            actor=actor, case_id=scene.ivy_case, kind=PlanKind.SAFETY, words=SAFETY, review_on=soon, version=0
        )
        service.write_goal(
            actor=actor, case_id=scene.ivy_case,
            words="I want to get through court without being made to feel like rubbish.",
            need="CJS",
            steps=[
                StepDraft("Visit the court room before the day", Doer.US, due_on=clock.today() + timedelta(days=45)),
                StepDraft("Ask for screens", Doer.OTHER, "Witness Care", clock.today() + timedelta(days=50)),
                StepDraft("Choose who sits with me", Doer.THEM),
            ],
        )  # fmt: skip
        service.write_goal(
            actor=actor,
            case_id=scene.ivy_case,
            words="Sleep. Just sleep.",
            need="MENTAL_HEALTH",
            steps=[StepDraft("Ring the GP", Doer.US, due_on=clock.today() + timedelta(days=7))],
        )
        outcomes.take_outcomes(
            actor=actor, case_id=scene.ivy_case, point=Point.START, taken_on=clock.today(), scorer=Scorer.PERSON,
            scores={"COPE": Score(Answer.GIVEN, 2), "SAFETY": Score(Answer.GIVEN, 1),
                    "INFORMED": Score(Answer.GIVEN, 2),
                    "HEALTH": Score(Answer.DECLINED)},
            words="I get through the day. That is all.",
        )  # fmt: skip


def _ivy_agrees(scene: Scene) -> None:
    with acting(scene.cast, "num_isva", days_ago(34, 14)) as actor:
        case = case_queries.peek(actor, scene.ivy_case)
        for kind in (PlanKind.SUPPORT, PlanKind.SAFETY):
            plan = queries.existing(actor, case, kind)
            service.record_agreement(
                actor=actor, case_id=case.id, kind=kind, agreed=Agreed.YES, on=clock.today(), edition=plan.edition
            )
            how = CopyHow.PAPER if kind is PlanKind.SAFETY else CopyHow.KEPT_HERE
            service.give_copy(actor=actor, case_id=case.id, kind=kind, how=how, neutral=True, given_on=clock.today())
    with acting(scene.cast, "num_isva", days_ago(6, 15)) as actor:
        case = case_queries.peek(actor, scene.ivy_case)
        sleep = queries.goals_of(actor, queries.existing(actor, case, PlanKind.SUPPORT))[1]
        service.finish_step(actor=actor, case_id=case.id, step_id=sleep.steps[0].id)
        outcomes.take_outcomes(
            actor=actor, case_id=case.id, point=Point.REVIEW, taken_on=clock.today(), scorer=Scorer.TOGETHER,
            scores={"COPE": Score(Answer.GIVEN, 3), "SAFETY": Score(Answer.GIVEN, 3),
                    "INFORMED": Score(Answer.GIVEN, 4),
                    "HEALTH": Score(Answer.GIVEN, 2), "NEEDS_MET:CJS": Score(Answer.GIVEN, 2)},
            words="I know what comes next now.",
        )  # fmt: skip


def _wilma(scene: Scene) -> None:
    with acting(scene.cast, "mash_caseworker", days_ago(2, 11)) as actor:
        service.write_goal(
            actor=actor, case_id=scene.wilma_case, words="A door that locks and is mine.", need="HOUSING",
            progress=Progress.GOING,
            steps=[StepDraft("Fill in the council form together", Doer.US, due_on=clock.today() + timedelta(days=3)),
                   StepDraft("Find the letter from the landlord", Doer.THEM)],
        )  # fmt: skip


def _long_closed(scene: Scene) -> None:
    """Della's support ended eight years ago: her record is due for review."""
    with acting(scene.cast, "num_isva", days_ago(2950, 11)) as actor:
        who = people.register_person(actor=actor, alias="Della", wants="Somebody to go to court with")
        case_id = cases.open_case(
            actor=actor, person_id=who.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        ).id
    with acting(scene.cast, "num_isva", days_ago(2800, 11)) as actor:
        case = case_queries.peek(actor, case_id)
        cases.change_state(
            actor=actor, case_id=case_id, state=CaseState.ACTIVE, reason="", reason_code=None, version=case.version
        )
        case = case_queries.peek(actor, case_id)
        row = closing.begin_closing(actor=actor, case_id=case_id, reason="The trial is over.", version=case.version)
        said = {item.code: Told(Said.DONE) for item in closing_queries.keeping_of(actor).checklist}
        words = ClosingWords(
            "CJ_CONCLUDED", "The trial is over, and Della has what she wanted from us.",
            "I ring if the letter about his release comes. I have my choir on Tuesdays.", Ending.AGREED, "isva", said,
        )  # fmt: skip
        closing.close_case(actor=actor, case_id=case_id, words=words, version=row.version)
