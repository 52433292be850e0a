"""Questions about the clocks of a referral: how long an agency has, what is owed next, what a pause does, who is told.

Sources: domain.md 1 (S1-18: acknowledgement and decision clocks, escalation), 2.3 (working days, bank holidays).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.calendar import add_working_days, is_working_day, working_days_between
from core.errors import Refused
from core.words import counted
from referrals.models import Escalation, Referral, ReferralState, Urgency

#: So many working days after the managers were told, a late answer is counted for the forum.
FORUM_AFTER = 5
ACKNOWLEDGE, DECIDE = "acknowledge", "decide"


@dataclass(frozen=True, slots=True)
class Target:
    """In how many working days an agency acknowledges and decides. Nought is the same day."""

    acknowledge_days: int
    decide_days: int

    def within(self, ceiling: Target) -> Target:
        """This target, or the ceiling where the ceiling is shorter."""
        decide = min(self.decide_days, ceiling.decide_days)
        return Target(min(self.acknowledge_days, ceiling.acknowledge_days, decide), decide)


def ceilings(*, acknowledge_days: int, decide_days: int) -> dict[Urgency, Target]:
    """The longest that the forum lets an agency take, by urgency, from its standard limits (1 and 5 by default).

    A high urgency halves the limit to decide, and never puts it before the limit to acknowledge; an emergency is
    answered the same day.
    """
    return {
        Urgency.STANDARD: Target(acknowledge_days, max(acknowledge_days, decide_days)),
        Urgency.HIGH: Target(acknowledge_days, max(acknowledge_days, decide_days // 2)),
        Urgency.EMERGENCY: Target(0, 0),
    }


def target_is_stricter(urgency: Urgency, own: Target, ceiling: Target) -> Refused | None:
    """Refuse a limit of an agency's own that is longer than the forum's, negative, or decides before it acknowledges.

    `field` of the refusal is `standard_acknowledge`, `high_decide` and so on.
    """
    for step, days, longest in (
        (ACKNOWLEDGE, own.acknowledge_days, ceiling.acknowledge_days),
        (DECIDE, own.decide_days, ceiling.decide_days),
    ):
        if not 0 <= days <= longest:
            most = counted(longest, "working day") if longest else "the same day"
            return Refused(f"The forum’s limit is {most}. Yours may be shorter.", field=f"{urgency.value}_{step}")
    if own.decide_days < own.acknowledge_days:
        return Refused("Nobody decides before they acknowledge.", field=f"{urgency.value}_{DECIDE}")
    return None


def answer_dates(urgency: Urgency, target: Target, today: date) -> tuple[date, date]:
    """The days by which a receiver acknowledges and decides what is sent today.

    An emergency is due today, on a Sunday too; else the same day means the next working day when today is none.
    """
    if urgency is Urgency.EMERGENCY:
        return today, today
    acknowledge = add_working_days(today, target.acknowledge_days)
    return acknowledge, max(acknowledge, add_working_days(today, target.decide_days))


def due_of(referral: Referral) -> tuple[str, date]:
    """What the receiver owes next, “acknowledge” or “decide”, and by when.

    While the clock is paused this is the date as it stood; it moves when the clock goes on (`moved`).
    """
    if referral.state is ReferralState.SENT:
        return ACKNOWLEDGE, referral.acknowledge_by
    return DECIDE, referral.decide_by


def moved(due: date, *, paused_on: date, resumed_on: date) -> date:
    """A due date after a pause: later by the working days in which the clock stood still.

    As many working days are left as there were, or as many late. What was not late when the clock stopped is not late
    on the day that it starts again.
    """
    stood_still = working_days_between(paused_on, resumed_on)
    later = add_working_days(due, stood_still) if stood_still > 0 else due
    was_late = due < paused_on
    return later if was_late or later >= resumed_on else add_working_days(resumed_on, 0)


def is_overdue(referral: Referral, today: date) -> bool:
    """True when an answer is owed, its day has passed, and the clock is running."""
    pending = referral.state in (ReferralState.SENT, ReferralState.ACKNOWLEDGED)
    return pending and referral.paused_at is None and today > due_of(referral)[1]


def escalation_due(referral: Referral, today: date) -> Escalation | None:
    """How far a late answer should be taken today; None when it is not late, or has been taken that far already.

    First to the managers of both sides: once when it is not acknowledged in time, once when it is not decided in time.
    Five working days after the decision was due it is counted for the forum; that tells nobody's name.
    """
    if not is_overdue(referral, today):
        return None
    stage = _stage(referral, today)
    return stage if referral.escalation is None or _ORDER[stage] > _ORDER[referral.escalation] else None


_ORDER: Mapping[Escalation, int] = {stage: place for place, stage in enumerate(Escalation)}


def _stage(referral: Referral, today: date) -> Escalation:
    if today <= referral.decide_by:
        return Escalation.ACKNOWLEDGE
    told = referral.escalation in (Escalation.DECIDE, Escalation.FORUM)
    if told and working_days_between(referral.decide_by, today) > FORUM_AFTER:
        return Escalation.FORUM
    return Escalation.DECIDE


def reminder_due(referral: Referral, today: date) -> date | None:
    """The due date to remind of today, which is the last working day before it; None when there is nothing to say."""
    if referral.state not in (ReferralState.SENT, ReferralState.ACKNOWLEDGED) or referral.paused_at is not None:
        return None
    due = due_of(referral)[1]
    ahead = is_working_day(today) and today < due and working_days_between(today, due) <= 1
    return due if ahead and referral.reminded_for != due else None
