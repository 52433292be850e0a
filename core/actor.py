"""Who is asking: a frozen value, passed explicitly to every query and verb."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

SYSTEM_USER = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """A user, the agency and team they act for, and what their roles allow. Jobs act as `system_actor(...)`."""

    user_id: UUID
    agency_id: UUID
    permissions: frozenset[str]
    team_id: UUID | None = None

    def may(self, *permissions: StrEnum) -> bool:
        """True when at least one of the permissions is held."""
        return any(permission in self.permissions for permission in permissions)

    @property
    def is_system(self) -> bool:
        """True for a job; false for a person at a keyboard."""
        return self.user_id == SYSTEM_USER


def system_actor(agency_id: UUID, *permissions: StrEnum) -> Actor:
    """The named system actor that a job runs as, inside one agency, with only the permissions stated."""
    return Actor(user_id=SYSTEM_USER, agency_id=agency_id, permissions=frozenset(permissions))
