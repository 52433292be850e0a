"""How a phone number, an e-mail address, a registration plate and a profile name are made comparable.

Twelve ways of writing one number give one form. The index over it is keyed, one purpose and one agency at a time, and
unrelated to the index over the addresses of people who are supported (security.md T10).
"""

from __future__ import annotations

from uuid import UUID

from core.crypto.datakeys import keyring
from people.identifiers import same_address, same_alias
from safety.vocabulary import DescriptorKind


def same_identifier(kind: DescriptorKind, written: str) -> str:
    """An identifier in the one form it is compared by; `written` is what somebody typed."""
    if kind in (DescriptorKind.PHONE, DescriptorKind.EMAIL):
        return same_address(written.strip())
    if kind is DescriptorKind.PLATE:
        return "".join(letter for letter in written.upper() if letter.isalnum())
    return same_alias(written).lstrip("@")


def identifier_index(agency_id: UUID, kind: DescriptorKind, written: str) -> str:
    """The keyed index of a reported offender's identifier, as one agency looks it up."""
    return keyring().blind_index(agency_id, f"reported-{kind}", same_identifier(kind, written))
