"""A phone that came back into range: most of its night is in the log, one contact asks to be put right."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core import clock
from demonstration.stage import Cast, acting, days_ago
from outreach.offline import rules, service
from outreach.offline.keys import OAEP, SealedEntry
from outreach.offline.service import Ready

#: Everything on this phone happened in one night: kind, hour, minute, answers.
NIGHT = (
    ("session", 21, 5, (("mode", "van"), ("ward", "E05011372"), ("route", "Station approach"), ("team", "Dee, Sam"))),
    ("contact", 21, 20, (("who", "unnamed"), ("met", "new"), ("item-condoms", "6"), ("did", "welfare_check"))),
    ("contact", 21, 48, (("who", "alias"), ("alias", "Jaz"), ("met", "known"), ("item-hot_drink", "1"))),
    ("met", 22, 10, ()),
    ("contact", 22, 35, (("who", "code"), ("code", "JB140391"), ("met", "known"), ("item-naloxone", "1"))),
    ("end", 23, 30, (("observations", "Quiet until ten. The lights by the arches are out."),)),
)  # fmt: skip


def tell(cast: Cast, known: dict[str, UUID]) -> None:
    """Dee's phone, set up, and the night that it sent the morning after."""
    night = days_ago(5, 21)
    with acting(cast, "mash_outreach", days_ago(5, 18)) as dee:
        ready = service.make_ready(actor=dee, name="Chrome on Android", browser_hash="")
    with acting(cast, "mash_outreach", days_ago(4, 9)) as dee:
        session_id = uuid5(ready.device_id, "night")
        for number, (kind, hour, minute, answers) in enumerate(NIGHT):
            at = clock.london(night).replace(hour=hour, minute=minute)
            entry_id = session_id if kind == "session" else uuid5(session_id, str(number))
            pairs = (*answers, ("day", f"{at:%d/%m/%Y}"), ("time", f"{at:%H:%M}")) if kind == "session" else answers
            sealed = _sealed(ready, entry_id, _written(kind, session_id, at, pairs))
            service.take(actor=dee, arrival=service.Arrival(entry_id, ready.device_id, sealed))


def _written(kind: str, session_id: UUID, at: datetime, pairs: Iterable[tuple[str, str]]) -> str:
    fields = [list(pair) for pair in pairs]
    return json.dumps({"kind": kind, "session": str(session_id), "at": at.isoformat(), "fields": fields})


def _sealed(ready: Ready, entry_id: UUID, words: str) -> SealedEntry:
    """What the page does on a phone."""
    lock = serialization.load_der_public_key(base64.b64decode(ready.public_key))
    if not isinstance(lock, rsa.RSAPublicKey):
        raise TypeError("A phone seals with an RSA key.")
    key, nonce, place = AESGCM.generate_key(256), os.urandom(12), rules.place(ready.device_id, entry_id)
    return SealedEntry(lock.encrypt(key, OAEP), nonce, AESGCM(key).encrypt(nonce, words.encode(), place.encode()))
