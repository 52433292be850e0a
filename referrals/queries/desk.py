"""What the receiver’s side needs around an answer: whom a referral can be given to, and what the sender may hear."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from agencies import queries as agencies
from agencies.models import User
from agencies.permissions import Permission
from core import clock
from core.actor import Actor
from core.scoping import belongs_to, current_session
from people import queries as people
from people.rules import Recipient
from referrals.models import Referral, ReferralDesk, UnmetNeed
from referrals.queries.rows import accepting_opens_a_case, receipt, visible_to
from referrals.rules import Telling, may_tell_outcome


def workers(actor: Actor) -> list[User]:
    """Colleagues to whom a referral can be given: they may answer it, and lead the case that accepting opens.

    For a reader of its own team’s referrals alone (police liaison): those of the same team.
    """
    needed = Permission.CASE_LEAD if accepting_opens_a_case(actor) else Permission.REFERRAL_ANSWER
    found = agencies.colleagues(actor, needed)
    return [each for each in found if actor.may(Permission.REFERRAL_AGENCY) or each.team_id == actor.team_id]


def holder_id(actor: Actor, referral_id: UUID) -> UUID | None:
    """The colleague who has a referral; None when nobody has, and on the sending side."""
    mine = select(ReferralDesk.user_id).where(belongs_to(actor, ReferralDesk), ReferralDesk.referral_id == referral_id)
    return current_session().scalar(mine)


def referrals_by_id(actor: Actor, referral_ids: Iterable[UUID]) -> dict[UUID, Referral]:
    """Those of several referrals that the actor may see, as they stand now, by one statement."""
    wanted = visible_to(actor).where(Referral.id.in_(list(referral_ids))).execution_options(populate_existing=True)
    return {each.id: each for each in current_session().scalars(wanted)}


def telling_of(actor: Actor, referral: Referral) -> Telling:
    """How much the sender may hear of how it went, by the receiver’s own consents of the person.

    An agency that opened no record has asked nobody: the code alone.
    """
    kept = receipt(actor, referral.id)
    if kept is None or kept.person_id is None:
        return Telling.CODE
    facts = people.consent_facts(actor, kept.person_id)
    recipient = Recipient(referral.from_agency_id, referral.from_team_id)
    return may_tell_outcome(facts, recipient, clock.today())


def unmet_between(actor: Actor, first: date, last: date) -> dict[str, int]:
    """Need to how often the actor’s agency could not meet it and knew of nobody else, by the month of sending."""
    found = (
        select(UnmetNeed.need, func.count())
        .where(belongs_to(actor, UnmetNeed), UnmetNeed.month >= first, UnmetNeed.month <= last)
        .group_by(UnmetNeed.need)
    )
    return {need: number for need, number in current_session().execute(found)}
