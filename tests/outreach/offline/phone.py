"""A phone as the tests hold it: seals entries with its public key, as the page does."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core import clock
from outreach.offline.keys import OAEP, SealedEntry

Pairs = Iterable[tuple[str, str]]
SESSION = (("mode", "van"), ("ward", "E05011350"), ("team", "Dee and Sam"))
CONTACT = (("who", "unnamed"), ("met", "known"), ("item-condoms", "6"), ("item-lube", "2"))


def session_answers(began: datetime) -> tuple[tuple[str, str], ...]:
    """The answers with which a session starts, at a moment of London."""
    local = clock.london(began)
    return (*SESSION, ("day", f"{local:%d/%m/%Y}"), ("time", f"{local:%H:%M}"))


class Phone:
    """The public side only: like the page, it cannot open what it sealed."""

    def __init__(self, device_id: UUID | str, public_key: str) -> None:
        self.id = str(device_id)
        key = serialization.load_der_public_key(base64.b64decode(public_key))
        assert isinstance(key, rsa.RSAPublicKey)
        self._key = key

    def sealed(self, entry_id: UUID, words: str, *, place: str = "") -> SealedEntry:
        """Words sealed to this phone and entry, or to another place."""
        key, nonce = AESGCM.generate_key(256), os.urandom(12)
        place = place or f"{self.id}|{entry_id}"
        return SealedEntry(
            self._key.encrypt(key, OAEP), nonce, AESGCM(key).encrypt(nonce, words.encode(), place.encode())
        )

    def wrote(self, kind: str, pairs: Pairs, *, at: datetime, session: UUID | None = None) -> tuple[UUID, SealedEntry]:
        """One entry as the page writes it: its id, and its sealed words."""
        entry_id = uuid4()
        fields = [list(pair) for pair in pairs]
        words = {"kind": kind, "session": str(session or entry_id), "at": at.isoformat(), "fields": fields}
        return entry_id, self.sealed(entry_id, json.dumps(words))


def body(phone: Phone, *entries: tuple[UUID, SealedEntry]) -> dict[str, Any]:
    """What the page posts."""
    return {"phone": phone.id, "entries": [_encoded(*entry) for entry in entries]}


def _encoded(entry_id: UUID, entry: SealedEntry) -> dict[str, str]:
    parts = {"wrapped": entry.wrapped, "nonce": entry.nonce, "sealed": entry.sealed}
    return {"id": str(entry_id), **{name: base64.b64encode(value).decode() for name, value in parts.items()}}
