"""The clock stands still while the receiver waits for the sender, and goes on where it stopped."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from core import audit, clock
from core.actor import Actor
from core.calendar import working_days_between
from core.scoping import belongs_to, current_session
from referrals import rules
from referrals.models import Referral


def pause_clock(actor: Actor, referral: Referral) -> bool:
    """Stop the clock of an undecided referral from now on; false when it stands still already, or has ended.

    Takes a referral that the actor's agency sent or received. What is owed stays owed: the days simply do not count.
    """
    now = clock.now()
    stopped = _change(actor, referral, Referral.paused_at.is_(None), paused_at=now)
    if stopped:
        audit.record(actor=actor, verb="paused", kind="referral clock", row_id=referral.id, fields=["paused_at"])
    return stopped


def resume_clock(actor: Actor, referral: Referral) -> bool:
    """Let the clock go on; both due dates move by the working days that it stood still. False when it was running."""
    since = referral.paused_at
    if since is None:
        return False
    begun, today = clock.london(since).date(), clock.today()
    went_on = _change(
        actor, referral, Referral.paused_at == since, paused_at=None,
        paused_days=referral.paused_days + max(0, working_days_between(begun, today)),
        acknowledge_by=rules.moved(referral.acknowledge_by, paused_on=begun, resumed_on=today),
        decide_by=rules.moved(referral.decide_by, paused_on=begun, resumed_on=today),
    )  # fmt: skip
    if went_on:
        audit.record(actor=actor, verb="resumed", kind="referral clock", row_id=referral.id, fields=["decide_by"])
    return went_on


def _change(actor: Actor, referral: Referral, only: Any, **values: Any) -> bool:
    """One conditional UPDATE: of two colleagues who press the same button, one stops or starts the clock."""
    won = current_session().scalar(
        update(Referral)
        .where(belongs_to(actor, Referral), Referral.id == referral.id, Referral.state.in_(rules.PENDING), only)
        .values(**values)
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(referral)
    return won is not None
