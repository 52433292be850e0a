"""How a letter to a reader outside is locked: under a key made of the link and four words, neither of which is kept.

The link holds 256 random bits, of which the table keeps only a hash; the words are stretched by Argon2id with the
letter's own salt. Who has the whole database has neither; who has the link has five tries at the words. On opening,
the letter is locked again under a key that lies only in the reader's browser, and the words open nothing any more.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw
from flask import current_app

from core.crypto.keyring import open_bytes, seal_bytes
from core.phrases import as_typed as as_typed
from core.phrases import new_phrase
from core.phrases import words_to_choose_from as words_to_choose_from

WORDS_IN_PHRASE = 4
#: Argon2id, RFC 9106's second recommended option with 64 MiB: 3 passes, 1 lane here.
PASSES, KIBIBYTES, LANES = 3, 64 * 1024, 1
FAST = (1, 64, 1)
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the worker is shown once: the token of the link, and the words to read out."""

    token: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Place:
    """What a lock is bound to: it opens nowhere else."""

    agency_id: UUID
    letter_id: UUID

    def __str__(self) -> str:
        return f"{self.agency_id}|outside_letter|{self.letter_id}"


def new_secrets() -> Secrets:
    """A fresh link and a fresh phrase; nothing in either says what it is for."""
    return Secrets(secrets.token_urlsafe(32), new_phrase(WORDS_IN_PHRASE))


def new_salt() -> bytes:
    """The salt of one letter."""
    return secrets.token_bytes(16)


def token_hash(token: str) -> str:
    """What the tables keep of a token: enough to find its row, and no more."""
    return hashlib.sha256(token.encode()).hexdigest()


def lock(known: Secrets, salt: bytes, words: str, place: Place) -> bytes:
    """Seal a letter for whoever has both the link and the words."""
    return seal_bytes(_key(known, salt), words.encode(), str(place))


def unlock(known: Secrets, salt: bytes, locked: bytes, place: Place) -> str:
    """Open a letter; raises CannotOpen for other words, another link, or another letter's row."""
    return open_bytes(_key(known, salt), locked, str(place)).decode()


def lock_for_reading(token: str, words: str, place: Place) -> bytes:
    """Seal an opened letter under the token that only the reader's browser holds."""
    return seal_bytes(_reading_key(token), words.encode(), f"{place}|reading")


def unlock_for_reading(token: str, locked: bytes, place: Place) -> str:
    """Open it again in that browser; raises CannotOpen in any other."""
    return open_bytes(_reading_key(token), locked, f"{place}|reading").decode()


def _key(known: Secrets, salt: bytes) -> bytes:
    passes, kibibytes, lanes = FAST if current_app.testing else (PASSES, KIBIBYTES, LANES)
    secret = f"{as_typed(known.phrase)}\0{known.token}".encode()
    return hash_secret_raw(secret, salt, passes, kibibytes, lanes, KEY_BYTES, Type.ID)


def _reading_key(token: str) -> bytes:
    return hmac.new(token.encode(), b"outside reading", hashlib.sha256).digest()
