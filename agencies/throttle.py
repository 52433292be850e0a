"""The brake on guessing: at most so many failures in five minutes, by account, by device and by address.

A try is stored before it is judged and taken back when it was right, so that parallel tries cannot slip under the
limit. A device that the account has signed in from has its own count: outsiders cannot lock it out (security.md T8).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from agencies.apart import apart, let_go
from agencies.models import KnownDevice, SignInAttempt
from core import clock
from core.db import uuid7

WINDOW = timedelta(minutes=5)
MOST_PER_ACCOUNT = 10
MOST_PER_ADDRESS = 60
KEPT = timedelta(days=1)
DEVICE_KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try that is being judged."""

    id: UUID


def begin(*, account: str, address: str, device: str | None = None) -> Attempt | None:
    """Start a try for an account; None when there were too many failures, and then the right answer fails as well.

    `account` is what is being guessed at, known or not; `device` the hash of a known device, see `known_device`.
    """
    let_go()
    attempt = uuid7()
    about, origin = hidden("account", account), hidden("address", network(address))
    values = {"account_hash": about, "address_hash": origin, "device_hash": device, "at": clock.now()}
    with apart(writing=True) as database:
        database.execute(insert(SignInAttempt).values(id=attempt, **values))
    with apart(writing=False) as database:
        held = _too_many(database, about, origin, device)
    if held:
        take_back(Attempt(attempt))
        return None
    return Attempt(attempt)


def is_held(address: str) -> bool:
    """Whether there were too many failures from an address, as `begin` was given it; stores nothing."""
    with apart(writing=False) as database:
        origin = SignInAttempt.address_hash == hidden("address", network(address))
        return _failures(database, origin) >= MOST_PER_ADDRESS


def take_back(attempt: Attempt) -> None:
    """The try was right, or was not judged: it does not count."""
    let_go()
    with apart(writing=True) as database:
        database.execute(delete(SignInAttempt).where(SignInAttempt.id == attempt.id))


def new_device_token() -> str:
    """A token for the cookie of a device that has signed in."""
    return secrets.token_urlsafe(32)


def device_hash(token: str, user_id: UUID) -> str:
    """One device and one account; the same device is another row for another account."""
    return hashlib.sha256(f"{token}|{user_id}".encode()).hexdigest()


def known_device(token: str, user_id: UUID) -> str | None:
    """The hash of a device that this account has signed in from in the last 180 days; None for any other."""
    wanted = device_hash(token, user_id)
    with apart(writing=False) as database:
        return database.scalar(
            select(KnownDevice.token_hash)
            .where(KnownDevice.token_hash == wanted, KnownDevice.user_id == user_id)
            .where(KnownDevice.made_at > clock.now() - DEVICE_KEPT)
        )


def _too_many(database: Session, account: str, address: str, device: str | None) -> bool:
    """Counts the try itself as well, so the limits are passed by one."""
    if device is not None:
        return _failures(database, SignInAttempt.device_hash == device) > MOST_PER_ACCOUNT
    outside = (SignInAttempt.account_hash == account) & SignInAttempt.device_hash.is_(None)
    if _failures(database, outside) > MOST_PER_ACCOUNT:
        return True
    return _failures(database, SignInAttempt.address_hash == address) > MOST_PER_ADDRESS


def _failures(database: Session, of: ColumnElement[bool]) -> int:
    since = clock.now() - WINDOW
    return database.scalar(select(func.count()).select_from(SignInAttempt).where(of, SignInAttempt.at > since)) or 0


def hidden(purpose: str, words: str) -> str:
    """What is kept of an account or address: a keyed hash, so that the table names nobody."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{purpose}|{words}".encode(), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """One household has a whole /64 of IPv6 addresses: it counts as one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
