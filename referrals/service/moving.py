"""The one conditional UPDATE by which either side changes a referral: of any number of callers exactly one wins."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, update

from agencies.queries import names_of
from core.actor import Actor
from core.errors import Clash
from core.scoping import belongs_to, current_session
from referrals import rules
from referrals.models import Referral, ReferralState
from referrals.service.notices import refuse


def move(
    actor: Actor,
    referral: Referral,
    version: int,
    states: Collection[ReferralState] = rules.PENDING,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> None:
    """Change a referral that the actor's agency received, if it still stands as it was read.

    Refuses, in words, what was answered or withdrawn first; raises Clash when anything else changed in between.
    """
    _change(actor, referral, version, (Referral.to_agency_id == actor.agency_id, *conditions), states, values)


def move_sent(
    actor: Actor,
    referral: Referral,
    version: int,
    states: Collection[ReferralState] = rules.PENDING,
    *conditions: ColumnElement[bool],
    **values: Any,
) -> None:
    """Change a referral that the actor's agency sent, with the same refusals as `move`."""
    _change(actor, referral, version, (Referral.from_agency_id == actor.agency_id, *conditions), states, values)


def receiver_name(referral: Referral) -> str:
    """The name of the agency that answers."""
    return names_of([referral.to_agency_id])[referral.to_agency_id]


def _change(
    actor: Actor,
    referral: Referral,
    version: int,
    conditions: tuple[ColumnElement[bool], ...],
    states: Collection[ReferralState],
    values: dict[str, Any],
) -> None:
    won = current_session().scalar(
        update(Referral)
        .where(belongs_to(actor, Referral), Referral.id == referral.id, *conditions)
        .where(Referral.state.in_(states), Referral.version == version)
        .values(version=Referral.version + 1, **values)
        .returning(Referral.id)
        .execution_options(synchronize_session=False)
    )
    current_session().refresh(referral)
    if won is None:
        if referral.state not in states:
            refuse(rules.may_be_answered(referral, other_side=receiver_name(referral)))
        raise Clash(_who_changed_it(referral))


def _who_changed_it(referral: Referral) -> str:
    if referral.acknowledged_name and referral.state is ReferralState.ACKNOWLEDGED:
        return f"{referral.acknowledged_name} acknowledged this while you were reading. Look again, then answer."
    return "This referral changed while you were reading. Look again, then answer."
