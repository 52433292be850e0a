"""Filters that somebody keeps: kept, renamed, shared with the team or not, and thrown away."""

from __future__ import annotations

from uuid import UUID

from agencies.permissions import Permission
from cases.desk import queries, rules
from cases.desk.models import SavedFilter
from cases.desk.rules import Filters
from cases.writing import refuse_if
from core import audit, clock
from core.actor import Actor
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session


def keep_filter(*, actor: Actor, name: str, filters: Filters, shared: bool = False) -> SavedFilter:
    """Keep what a list was asked for under a name, for oneself or `shared` with one's own team.

    Refuses a name that is empty or taken, and more than thirty; shared without a team.
    """
    if not actor.may(Permission.CASE_READ):
        raise NotVisible
    refuse_if(rules.filter_may_be_kept(name, queries.names_of_own(actor)))
    row = SavedFilter(
        agency_id=actor.agency_id, owner_id=actor.user_id, team_id=_team(actor, shared), name=name.strip(),
        choices=filters.address(), made_at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="saved filter", row_id=row.id)
    return row


def change_filter(*, actor: Actor, filter_id: UUID, name: str, shared: bool, version: int) -> None:
    """Rename a filter of one's own, share it with the team or stop sharing; Clash when it changed since `version`."""
    row = queries.kept_filter(actor, filter_id)
    if row.version != version:
        raise Clash("This changed while you were writing. Both are below; nothing is lost.")
    refuse_if(rules.filter_may_be_kept(name, queries.names_of_own(actor, filter_id)[: rules.MOST_FILTERS - 1]))
    row.name, row.team_id, row.version = name.strip(), _team(actor, shared), version + 1
    current_session().flush()
    audit.record(actor=actor, verb="changed", kind="saved filter", row_id=row.id, fields=["name", "team_id"])


def drop_filter(*, actor: Actor, filter_id: UUID) -> None:
    """Throw away a filter of one's own; the cases stay as they are."""
    row = queries.kept_filter(actor, filter_id)
    current_session().delete(row)
    current_session().flush()
    audit.record(actor=actor, verb="removed", kind="saved filter", row_id=filter_id)


def _team(actor: Actor, shared: bool) -> UUID | None:
    team_id = queries.own_team(actor) if shared else None
    if shared and team_id is None:
        raise Refused("You are in no team to share it with.", field="shared")
    return team_id
