"""The one door of every change of a decision: a conditional UPDATE, a step with its words, and the audit."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import update

from core import audit, clock
from core.actor import Actor
from core.errors import Clash
from core.scoping import current_session
from referrals.decisions.models import DecisionState, DecisionStep, SharingDecision, StepVerb

CHANGED = "This changed while you were reading. Look again, then answer."


def move(
    actor: Actor, row: SharingDecision, version: int, states: Collection[DecisionState], **values: Any
) -> SharingDecision:
    """Change a decision if it still is in one of the states and at this version; Clash when somebody was first."""
    won = current_session().scalar(
        update(SharingDecision)
        .where(SharingDecision.agency_id == actor.agency_id, SharingDecision.id == row.id)
        .where(SharingDecision.state.in_(sorted(states)), SharingDecision.version == version)
        .values(version=version + 1, **values)
        .returning(SharingDecision.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(row)
    if won is None:
        raise Clash(CHANGED)
    return row


def note(actor: Actor, row: SharingDecision, verb: StepVerb, words: str = "") -> None:
    """Add one act to the decision's own history, and to the audit by its verb alone."""
    current_session().add(
        DecisionStep(
            agency_id=actor.agency_id,
            person_id=row.person_id,
            decision_id=row.id,
            verb=verb,
            at=clock.now(),
            by_user_id=actor.user_id,
            words=words.strip() or None,
        )  # fmt: skip
    )
    current_session().flush()
    audit.record(
        actor=actor, verb=verb.value.replace("_", " "), kind="sharing decision", row_id=row.id,
        subject_id=row.person_id, fields=["state"],
    )  # fmt: skip
