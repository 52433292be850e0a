"""The keyring: one wrapping key and one index key per agency, in a file outside the database and its backups.

One more index key is common to all agencies: by it they compare marks that say nothing to whoever lacks it.

The file is made with mode 0600 on the first run, and refused when anybody else could read it (design.md 5).
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config import make_once

NONCE_BYTES = 12


class KeyringError(RuntimeError):
    """The keyring is missing, readable by others, or lacks a key; nothing can be opened until that is mended."""


class CannotOpen(RuntimeError):
    """A sealed value does not open here: it was moved, altered, or its key was destroyed."""


class KeyDestroyed(CannotOpen):
    """The key was destroyed on purpose: the record was erased, and what it sealed is gone for good."""


def seal_bytes(key: bytes, plain: bytes, place: str) -> bytes:
    """AES-256-GCM: a fresh nonce, then the ciphertext bound to its place by the additional data."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, place.encode())


def open_bytes(key: bytes, sealed: bytes, place: str) -> bytes:
    """The reverse of `seal_bytes`; raises CannotOpen when key, bytes or place differ."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as failure:
        raise CannotOpen("A sealed value does not open in this place.") from failure


class Keyring:
    """Reads the file again when another process has changed it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_at = (0, 0)
        self._agencies: dict[str, dict[str, Any]] = {}
        self._common = ""

    def ensure_file(self) -> None:
        """Make an empty keyring with mode 0600 when there is none yet."""
        if self._file.exists():
            return
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_once(self._file, json.dumps({"agencies": {}}))

    def check(self) -> None:
        """Raise KeyringError when the file is missing or anyone but its owner could read it."""
        if not self._file.exists():
            raise KeyringError(
                f"There is no keyring at {self._file}. Restore it from its own backup, or set KEYRING_FILE."
            )
        if self._file.stat().st_mode & 0o077:
            raise KeyringError(f"Others can read the keyring. Mend it with: chmod 600 {self._file}")

    def has_agency(self, agency_id: UUID) -> bool:
        """True when this agency has its keys."""
        self._refresh()
        return str(agency_id) in self._agencies

    def add_agency(self, agency_id: UUID) -> None:
        """Give an agency its first wrapping key and its index key; does nothing when it has them."""
        with self._changing() as agencies:
            agencies.setdefault(str(agency_id), {"current": 1, "wrapping": {"1": _new_key()}, "index": _new_key()})

    def rotate(self, agency_id: UUID) -> int:
        """Add a new wrapping key and make it current; returns its version. Old keys stay until all is rewrapped."""
        with self._changing() as agencies:
            keys = agencies[str(agency_id)]
            keys["current"] += 1
            keys["wrapping"][str(keys["current"])] = _new_key()
            return int(keys["current"])

    def retire_old(self, agency_id: UUID) -> None:
        """Forget old wrapping keys, once all data keys are wrapped by the current one.

        The last one before it stays until the next rotation: a request under way may just have wrapped with it.
        """
        with self._changing() as agencies:
            keys = agencies[str(agency_id)]
            kept = (str(keys["current"]), str(keys["current"] - 1))
            keys["wrapping"] = {version: key for version, key in keys["wrapping"].items() if version in kept}

    def wrap(self, agency_id: UUID, key: bytes, place: str) -> tuple[int, bytes]:
        """Wrap a data key for an agency; returns the version of the wrapping key, and the wrapped key."""
        keys = self._of(agency_id)
        version = int(keys["current"])
        return version, seal_bytes(_key(keys["wrapping"][str(version)]), key, f"{place}|{version}")

    def unwrap(self, agency_id: UUID, version: int, wrapped: bytes, place: str) -> bytes:
        """Open a wrapped data key; raises CannotOpen when it belongs elsewhere or its wrapping key is gone."""
        keys = self._of(agency_id)
        if str(version) not in keys["wrapping"]:
            raise CannotOpen(f"Wrapping key {version} of this agency is gone.")
        return open_bytes(_key(keys["wrapping"][str(version)]), wrapped, f"{place}|{version}")

    def blind_index(self, agency_id: UUID, purpose: str, words: str) -> str:
        """HMAC-SHA256 of a normalised identifier: equal inside one agency and purpose, unrelated outside."""
        return _keyed(self._of(agency_id)["index"], purpose, words)

    def common_index(self, purpose: str, words: str) -> str:
        """The same for what agencies compare with one another, under a key of the forum's; made on its first use."""
        self._refresh()
        if not self._common:
            with self._changing_file() as whole:
                whole.setdefault("common", _new_key())
            self._refresh()
        return _keyed(self._common, purpose, words)

    def _of(self, agency_id: UUID) -> dict[str, Any]:
        self._refresh()
        try:
            return self._agencies[str(agency_id)]
        except KeyError:
            raise KeyringError(f"The keyring has no key for agency {agency_id}.") from None

    def _refresh(self) -> None:
        self.check()
        there = self._file.stat()
        # Every change is a new file: the inode tells two changes apart that fall on one tick of the disk's clock.
        changed_at = (there.st_ino, there.st_mtime_ns)
        if changed_at != self._read_at:
            whole = json.loads(self._file.read_text())
            self._agencies, self._common = whole["agencies"], whole.get("common", "")
            self._read_at = changed_at

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        with self._changing_file() as whole:
            yield whole["agencies"]

    @contextmanager
    def _changing_file(self) -> Iterator[dict[str, Any]]:
        self.check()
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            whole = json.loads(self._file.read_text())
            yield whole
            fresh = self._file.with_suffix(".new")
            with os.fdopen(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as out:
                json.dump(whole, out)
                out.flush()
                os.fsync(out.fileno())
            fresh.replace(self._file)
        self._read_at = (0, 0)


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _keyed(key: str, purpose: str, words: str) -> str:
    purpose_key = hmac.new(_key(key), purpose.encode(), hashlib.sha256).digest()
    return hmac.new(purpose_key, words.encode(), hashlib.sha256).hexdigest()


def _key(text: str) -> bytes:
    return base64.b64decode(text)
