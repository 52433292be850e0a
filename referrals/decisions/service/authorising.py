"""What the second person says: yes and it leaves, no with a reason, or that more must be written first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.errors import Clash, Refused
from referrals import service as referrals
from referrals.decisions import queries, rules
from referrals.decisions.models import DecisionState, Direction, SharingDecision, StepVerb
from referrals.decisions.notices import ANSWERED, tell_writer
from referrals.decisions.queries import Opened
from referrals.decisions.service.leaving import let_go
from referrals.decisions.service.ledger import ending_words, write_kept, write_not_agreed
from referrals.decisions.service.moving import move, note
from referrals.decisions.service.writing import refuse_unfit
from referrals.models import Urgency

WAITING = (DecisionState.WAITING,)


def authorise(
    *,
    actor: Actor,
    decision_id: UUID,
    version: int,
    typed: str = "",
    words: str = "",
    child_checked: bool = False,
    shown: str | None = None,
) -> SharingDecision:
    """Agree as the second person: only now does it leave, or is it settled that it stays.

    To a team in Roundtable it leaves in this transaction; a body outside is told next, and that is written down. What
    left in an emergency is agreed to afterwards. Every rule is asked again at this moment. Refuses the one who decided,
    a child at risk without a manager's own check, police without their name typed out, and words that differ from what
    was read (`shown`: its digest, when it was read on a page). Of two at once, one answers.
    """
    opened = _second(actor, decision_id)
    refuse_unfit(actor, opened)
    if opened.row.direction is Direction.SHARE and not opened.left:
        rules.refuse_unshown(shown, queries.digest(actor, opened))
    if opened.answers.ground == "CHILD_AT_RISK" and not child_checked:
        raise Refused(
            "Say that you checked the evidence of risk to the child.",
            instead="Being a parent who sex works is not a ground.", field="child_checked",
        )  # fmt: skip
    leaves = opened.row.direction is Direction.SHARE and not opened.left and opened.offer is not None
    if leaves and opened.offer is not None:
        rules.refuse_untyped(opened.kind, opened.offer.agency_name, typed)
    row = _answer(actor, opened, version, **_outcome(opened, leaves=leaves))
    note(actor, row, StepVerb.AUTHORISED, words)
    if leaves:
        row.referral_id = let_go(actor, opened, urgency=Urgency.HIGH)
        note(actor, row, StepVerb.SHARED)
    if row.state is DecisionState.KEPT:
        write_kept(actor, opened)
        note(actor, row, StepVerb.KEPT)
    tell_writer(row, ANSWERED, f"authorised:{row.version}")
    return row


def _outcome(opened: Opened, *, leaves: bool) -> dict[str, Any]:
    if opened.row.direction is Direction.KEEP:
        return {"state": DecisionState.KEPT}
    if leaves:
        return {"state": DecisionState.SHARED, "left_at": clock.now()}
    return {"state": DecisionState.SHARED if opened.left else DecisionState.AGREED}


def _answer(actor: Actor, opened: Opened, version: int, **values: Any) -> SharingDecision:
    """Win the right to answer; whoever comes second is told who was first."""
    try:
        return move(
            actor, opened.row, version, WAITING, authorised_by=actor.user_id, authorised_at=clock.now(), **values
        )
    except Clash:
        if opened.row.state is not DecisionState.WAITING:
            raise Clash("Somebody answered this while you were reading. Look at what happened, below.") from None
        raise


def ask_more(*, actor: Actor, decision_id: UUID, version: int, words: str) -> SharingDecision:
    """Send it back to its writer with what is not clear yet; nothing leaves. Refuses empty words."""
    opened = _second(actor, decision_id)
    if not words.strip():
        raise Refused("Say what you need to know.", field="words")
    row = move(actor, opened.row, version, WAITING, state=DecisionState.QUESTIONED)
    note(actor, row, StepVerb.QUESTIONED, words)
    tell_writer(row, ANSWERED, f"questioned:{row.version}")
    return row


def refuse_decision(*, actor: Actor, decision_id: UUID, version: int, words: str) -> SharingDecision:
    """Say no, with the reason: nothing leaves. What had left in an emergency ends, and its copy closes."""
    opened = _second(actor, decision_id)
    if not words.strip():
        raise Refused("Say why not.", field="words")
    row = _answer(actor, opened, version, state=DecisionState.REFUSED)
    note(actor, row, StepVerb.REFUSED, words)
    if row.referral_id is not None:
        referrals.end_decided(actor=actor, referral_id=row.referral_id, why=ending_words(row))
    if not opened.left and opened.row.direction is Direction.SHARE:
        write_not_agreed(actor, opened)
    tell_writer(row, ANSWERED, f"refused:{row.version}")
    return row


def _second(actor: Actor, decision_id: UUID) -> Opened:
    opened = queries.decision(actor, decision_id)
    rules.refuse_second_person(
        actor, decided_by=opened.row.decided_by, state=opened.row.state, answers=opened.answers,
        emergency=opened.row.emergency,
    )  # fmt: skip
    return opened
