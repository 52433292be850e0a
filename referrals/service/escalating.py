"""Late answers: the managers of both sides are told once a stage, the sender to ask, the worker the day before."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, update

from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from referrals import queries, rules
from referrals.models import Escalation, Referral
from referrals.service.notices import ASK_THEM, DUE_SOON, tell_managers, tell_one, tell_receiver


def escalate_late(*, actor: Actor) -> int:
    """Take what the actor's agency sent, and nobody answered in time, one stage further; returns how many went.

    One conditional UPDATE claims each stage, so any number of workers tells each manager once. The managers of both
    sides are told when the acknowledgement and when the decision is late, and whoever sent it is told to ask. What
    then stays undecided is only counted, for the forum. Source: domain.md 1, S1-18; security.md T20.
    """
    today = clock.today()
    taken = 0
    for referral in queries.late_sent(actor, today):
        stage = rules.escalation_due(referral, today)
        if stage is not None and _claim(actor, referral, stage):
            taken += 1
            _tell(actor, referral, stage)
    return taken


def remind_of_due(*, actor: Actor) -> int:
    """Remind whoever has a referral that its answer is due on the next working day; returns how many.

    Where nobody has it yet, everyone who answers referrals is told. Once for each due date: a pause moves the date,
    and then it is said again.
    """
    today = clock.today()
    reminded = 0
    for referral in queries.soon_due(actor, today):
        due = rules.reminder_due(referral, today)
        open_yet = or_(Referral.reminded_for.is_(None), Referral.reminded_for != due)
        if due is None or not _change(actor, referral, open_yet, reminded_for=due):
            continue
        reminded += 1
        worker, act = queries.assignee(actor, referral.id), f"due-{due.isoformat()}"
        if worker is not None:
            tell_one(referral, worker, DUE_SOON, act)
        else:
            tell_receiver(referral, DUE_SOON, act)
    return reminded


def _claim(actor: Actor, referral: Referral, stage: Escalation) -> bool:
    before = (
        Referral.escalation.is_(None) if referral.escalation is None else Referral.escalation == referral.escalation
    )
    return _change(actor, referral, before, escalation=stage, escalated_at=clock.now())


def _change(actor: Actor, referral: Referral, only: ColumnElement[bool], **values: object) -> bool:
    """One conditional UPDATE of a clock that runs: of two workers one wins, and an answer that came first wins."""
    won = current_session().scalar(
        update(Referral)
        .where(belongs_to(actor, Referral), Referral.id == referral.id, Referral.state.in_(rules.PENDING), only)
        .where(Referral.paused_at.is_(None))
        .values(**values)
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(referral)
    return won is not None


def _tell(actor: Actor, referral: Referral, stage: Escalation) -> None:
    audit.record(actor=actor, verb="escalated", kind="referral", row_id=referral.id, fields=["escalation"])
    if stage is Escalation.FORUM:
        return
    tell_managers(referral, stage.value)
    note = queries.subject(actor, referral.id)
    sender = user(note.sent_by) if note else None
    if sender is not None and sender.active:
        tell_one(referral, sender, ASK_THEM, f"ask-{stage.value}")
