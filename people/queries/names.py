"""Names of teams and workers for a list, each in one query."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from agencies.models import Team, User
from core.actor import Actor
from core.scoping import current_session


def team_names(team_ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Team id to name, in one query; None is left out."""
    wanted = {team_id for team_id in team_ids if team_id is not None}
    if not wanted:
        return {}
    rows = current_session().execute(select(Team.id, Team.name).where(Team.id.in_(wanted)))
    return {team_id: name for team_id, name in rows}


def worker_names(actor: Actor, user_ids: set[UUID]) -> dict[UUID, str]:
    """User id to name, for colleagues of the actor."""
    found = select(User.id, User.name).where(User.agency_id == actor.agency_id, User.id.in_(user_ids))
    return {user_id: name for user_id, name in current_session().execute(found)}
