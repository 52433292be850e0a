"""What referrals know of a case that is about to close: which of them still wait for an answer."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func, select

from cases.checks import Check
from cases.models import Case
from core.actor import Actor
from core.scoping import belongs_to, current_session
from core.words import counted
from people import queries as people_queries
from referrals.models import Referral, ReferralState, ReferralSubject

UNDER_WAY = (ReferralState.SENT, ReferralState.ACKNOWLEDGED)


def closing_check(actor: Actor, case: Case) -> Check:
    """How many referrals about the person another agency has not answered yet."""
    found = (
        select(func.count(Referral.id))
        .join(ReferralSubject, ReferralSubject.referral_id == Referral.id)
        .where(belongs_to(actor, Referral), belongs_to(actor, ReferralSubject), Referral.state.in_(UNDER_WAY))
        .where(people_queries.in_same_person(actor, ReferralSubject.person_id, case.person_id))
    )
    count = current_session().scalar(found) or 0
    words = f"{counted(count, 'referral')} without an answer" if count else "No referral waits"
    return Check(words, bool(count), url_for("people.show_person", person_id=case.person_id))
