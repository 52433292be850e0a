"""The criminal justice journey of Ivy, who reported, and of Wilma, who has not, and need not."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from cases.justice import service as justice
from cases.justice.models import (
    Answer,
    ComplaintStage,
    MeasureState,
    Met,
    Occasion,
    OrderState,
    Reported,
    WhenKind,
)
from cases.models import StepChange
from core import clock
from core.actor import Actor
from demonstration.files.scene import Scene
from demonstration.stage import acting, days_ago

EDITION = "2021 Code"


def tell(scene: Scene) -> None:
    """Ivy: an incident, a charge, a trial that moved, rights and an order. Wilma: a choice not to report."""
    with acting(scene.cast, "num_isva", days_ago(47, 11)) as actor:
        incident_id = _incident(actor, scene.ivy_case)
        _choice(actor, scene.ivy_case, incident_id, "not_now", "In my own time.")
    with acting(scene.cast, "num_isva", days_ago(16, 12)) as actor:
        day = clock.today() - timedelta(days=14)
        _reported(actor, scene.ivy_case, incident_id, day)
        _choice(actor, scene.ivy_case, incident_id, "full", "If someone sits with me I can do it.")
        _first_steps(actor, scene.ivy_case, incident_id)
    with acting(scene.cast, "num_isva", days_ago(6, 12)) as actor:
        _towards_court(actor, scene.ivy_case, incident_id)
    with acting(scene.cast, "num_isva", days_ago(5, 15)) as actor:
        _rights(actor, scene.ivy_case)
    with acting(scene.cast, "mash_caseworker", days_ago(9, 14)) as actor:
        _not_reported(actor, scene.wilma_case)


def _incident(actor: Actor, case_id: UUID) -> UUID:
    row = justice.save_incident(
        actor=actor, case_id=case_id, harms=["ROBBERY", "STALKING"], when=WhenKind.EXACT,
        first_on=clock.today() - timedelta(days=20), ward="E05011376", reported=Reported.UNDECIDED,
        under_18=Answer.NO,
    )  # fmt: skip
    justice.save_suspect(
        actor=actor, case_id=case_id, incident_id=row.id, label="the man with the white van", relation="client"
    )
    return row.id


def _reported(actor: Actor, case_id: UUID, incident_id: UUID, day: date) -> None:
    justice.save_incident(
        actor=actor, case_id=case_id, harms=["ROBBERY", "STALKING"], when=WhenKind.EXACT,
        first_on=clock.today() - timedelta(days=51), ward="E05011376", reported=Reported.YES, reported_on=day,
        force="GMP", reference="CRI/06/4471", officer="DC Amadi", under_18=Answer.NO, incident_id=incident_id,
        version=1,
    )  # fmt: skip


def _choice(actor: Actor, case_id: UUID, incident_id: UUID, chosen: str, words: str) -> None:
    harder, easier = ["PAST_POLICE", "OUTED"], ["ACCOMPANIED", "GOOD_OFFICER"] if chosen == "full" else []
    justice.record_choice(
        actor=actor, case_id=case_id, occasion=Occasion.REPORT, chosen=chosen, chosen_on=clock.today(),
        explained=["no", "not_now", "anonymous", "agency", "full"], factors=harder + easier, incident_id=incident_id,
        words=words,
    )  # fmt: skip


def _first_steps(actor: Actor, case_id: UUID, incident_id: UUID) -> None:
    today = clock.today()
    steps = (("REPORTED", 14, None, "person"), ("REFERRED_SUPPORT", 13, None, "officer"), ("VRI", 10, None, "person"),
             ("ARREST", 7, 3, "officer"), ("BAIL_RUI", 6, 6, "officer"))  # fmt: skip
    for code, days, told, source in steps:
        justice.add_milestone(
            actor=actor, case_id=case_id, code=code, happened_on=today - timedelta(days=days), source=source,
            told_on=None if told is None else today - timedelta(days=told), incident_id=incident_id,
        )  # fmt: skip


def _towards_court(actor: Actor, case_id: UUID, incident_id: UUID) -> None:
    today = clock.today()
    justice.add_milestone(
        actor=actor, case_id=case_id, code="CHARGE", happened_on=today - timedelta(days=3), source="officer",
        incident_id=incident_id, outcome_code=1, note="One offence, against one man.",
    )  # fmt: skip
    hearing = justice.add_milestone(
        actor=actor, case_id=case_id, code="TRIAL_DATE", happened_on=today + timedelta(days=60), source="witness_care",
        incident_id=incident_id,
    )  # fmt: skip
    for days, why in ((80, "The court has no room."), (102, "Counsel is ill.")):
        hearing = justice.replace_milestone(
            actor=actor, case_id=case_id, milestone_id=hearing.id, change=StepChange.MOVED, why=why,
            happened_on=today + timedelta(days=days), source="witness_care", incident_id=incident_id,
        )  # fmt: skip
    justice.add_milestone(
        actor=actor, case_id=case_id, code="COURT_VISIT", happened_on=today + timedelta(days=20),
        source="witness_service", note="Meet at the tram stop.", incident_id=incident_id,
    )  # fmt: skip
    for code, state in (
        ("SCREENS", MeasureState.APPLIED),
        ("VRI_CHIEF", MeasureState.WANTED),
        ("S28", MeasureState.DECLINED),
    ):
        justice.save_measure(
            actor=actor, case_id=case_id, code=code, state=state,
            applied_on=today if state is MeasureState.APPLIED else None,
        )  # fmt: skip
    justice.save_order(
        actor=actor, case_id=case_id, kind="BAIL", applicant="police", state=OrderState.IN_FORCE,
        granted_on=today - timedelta(days=16), expires_on=today + timedelta(days=26),
        conditions="No contact, direct or through others. Not near her street.", incident_id=incident_id,
    )  # fmt: skip


def _rights(actor: Actor, case_id: UUID) -> None:
    today = clock.today()
    said = {
        1: (Met.MET, None), 2: (Met.MET, None), 3: (Met.MET, None), 4: (Met.MET, None),
        5: (Met.NOT_KNOWN, None), 6: (Met.PARTLY, "Told of the arrest two working days late."),
        7: (Met.NOT_KNOWN, None),
        8: (Met.PARTLY, "Heard of the new trial date from us first."), 12: (Met.NOT_KNOWN, None),
    }  # fmt: skip
    for number, (met, words) in said.items():
        justice.save_right(
            actor=actor, case_id=case_id, edition=EDITION, number=number, explained_on=today, met=met,
            met_on=None if met is Met.NOT_KNOWN else today, words=words,
        )  # fmt: skip
    justice.save_complaint(
        actor=actor, case_id=case_id, edition=EDITION, number=6, to_whom="police", stage=ComplaintStage.SENT,
        about="Ivy was told of the arrest two working days late.", made_on=today,
        answer_due_on=today + timedelta(days=28),
    )  # fmt: skip


def _not_reported(actor: Actor, case_id: UUID) -> None:
    today = clock.today()
    justice.save_incident(
        actor=actor, case_id=case_id, harms=["NONPAYMENT"], when=WhenKind.BETWEEN, first_on=today - timedelta(days=40),
        last_on=today - timedelta(days=30), reported=Reported.NO, under_18=Answer.NO,
    )  # fmt: skip
    justice.record_choice(
        actor=actor, case_id=case_id, occasion=Occasion.REPORT, chosen="not_now", chosen_on=today,
        explained=["no", "not_now", "anonymous"], factors=["NO_TRUST", "MONEY"], words="Not this year. Maybe never.",
    )  # fmt: skip
    justice.add_milestone(
        actor=actor, case_id=case_id, code="NOT_REPORTED", happened_on=today, source="person", note="Her choice."
    )
