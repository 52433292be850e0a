"""Names of services for a list, in one query."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from core.scoping import current_session
from directory.models import Service


def service_names(service_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Service id to name; ids that are not there are left out."""
    wanted = set(service_ids)
    if not wanted:
        return {}
    rows = current_session().execute(select(Service.id, Service.name).where(Service.id.in_(wanted)))
    return {row.id: row.name for row in rows}
