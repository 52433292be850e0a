"""How two cases moved: states, what they are about, a transfer not taken, supervision, a filter for the team."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from agencies import queries as agencies_queries
from cases import queries as case_queries
from cases import service as cases
from cases.desk import service as desk
from cases.desk.rules import Filters
from cases.models import CaseState
from core import clock
from core.actor import Actor
from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago


def tell(scene: Scene) -> None:
    """Ivy's case becomes active and is nearly handed over; Wilma's is written up and waits for a colleague."""
    _begin(scene)
    _supervise(scene)
    _nearly_handed_over(scene)
    _wilma(scene)


def _begin(scene: Scene) -> None:
    with acting(scene.cast, "num_isva", days_ago(48, 11)) as robin:
        cases.edit_case(
            actor=robin, case_id=scene.ivy_case, needs=["CJS", "MENTAL_HEALTH", "HOUSING"], came_by="partner",
            wants="I want to sleep with the light off. I will decide about the police in my own time.",
            practical="Ground floor rooms only, her knee is bad. Likes a walk better than an office.",
            version=case_queries.peek(robin, scene.ivy_case).version,
        )  # fmt: skip
        _move(robin, scene.ivy_case, CaseState.CONTACTING, "")
    with acting(scene.cast, "num_isva", days_ago(45, 15)) as robin:
        _move(robin, scene.ivy_case, CaseState.ASSESSMENT, "Met twice. She wants to go through it slowly.")
        choices = Filters(scope="all", flags=("waiting",))
        desk.keep_filter(actor=robin, name="Waiting for a first contact", filters=choices, shared=True)
    with acting(scene.cast, "num_isva", days_ago(38, 12)) as robin:
        _move(robin, scene.ivy_case, CaseState.ACTIVE, "Plan agreed.")


def _supervise(scene: Scene) -> None:
    with acting(scene.cast, "num_manager", days_ago(21, 14)) as priya:
        day = clock.today()
        note = desk.write_supervision(
            actor=priya, case_id=scene.ivy_case, held_on=day, next_on=day + timedelta(days=35),
            words="Pace is right. Robin carries nine cases; look at the load before Christmas.",
            agreed="Robin asks for cover on court days by Wednesday.",
        )  # fmt: skip
        desk.write_supervision(
            actor=priya, case_id=scene.ivy_case, held_on=day, next_on=day + timedelta(days=28), corrects_id=note.id,
            words="Pace is right. Robin carries eight cases, not nine; look at the load before Christmas.",
            agreed="Robin asks for cover on court days by Wednesday.",
        )  # fmt: skip


def _nearly_handed_over(scene: Scene) -> None:
    mel_id = scene.cast.actor("num_caseworker").user_id
    with acting(scene.cast, "num_isva", days_ago(14, 9)) as robin:
        offer = desk.offer_case(
            actor=robin, case_id=scene.ivy_case, to_user_id=mel_id, to_team_id=None, reason_code="leave",
            reason="Two weeks of leave in December.", stays_until=clock.today() + timedelta(days=30),
            handover="Text first, never call. Next: the hearing. She asked not to start again with somebody new.",
        ).id  # fmt: skip
    with acting(scene.cast, "num_caseworker", days_ago(13, 10)) as mel:
        desk.decline_case(
            actor=mel,
            transfer_id=offer,
            words="The leave is covered without a handover; she keeps Robin, as she asked.",
        )


def _wilma(scene: Scene) -> None:
    with acting(scene.cast, "mash_caseworker", days_ago(5, 10)) as ines:
        case = case_queries.peek(ines, scene.wilma_case)
        cases.edit_case(
            actor=ines, case_id=case.id, needs=case.needs or ["HOUSING"], came_by="outreach",
            wants="A place with a door that locks, and somebody who answers.", practical="", version=case.version,
        )  # fmt: skip
        teams = {team.code: team.id for team in agencies_queries.teams_of(ines.agency_id)}
        desk.offer_case(
            actor=ines, case_id=case.id, to_user_id=None, to_team_id=teams["casework"], reason_code="load", reason=None,
            handover="Viewing next week. Paper copies of everything, please: no phone of her own.",
        )  # fmt: skip


def _move(actor: Actor, case_id: UUID, state: CaseState, reason: str) -> None:
    version = case_queries.peek(actor, case_id).version
    cases.change_state(actor=actor, case_id=case_id, state=state, reason=reason, reason_code=None, version=version)
