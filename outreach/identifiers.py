"""A person's own code made comparable inside one agency: of the code itself only this keyed hash is kept."""

from __future__ import annotations

from uuid import UUID

from core.crypto.datakeys import keyring
from outreach.rules import normal_code


def code_index(agency_id: UUID, code: str) -> str:
    """The blind index of a code in one agency: the same code elsewhere gives another (domain.md 5)."""
    return keyring().blind_index(agency_id, "outreach-code", normal_code(code))
