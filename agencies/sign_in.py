"""Signing in: password, then code. Says the same, and takes as long, whether or not there is such an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from sqlalchemy import select

from agencies import factors, passwords, queries, throttle
from agencies.apart import apart
from agencies.models import Agency, KnownDevice, User
from agencies.rules import LONGEST_PASSWORD, normalised_email
from agencies.sessions import Stage
from core import audit, clock
from core.actor import Actor
from core.scoping import act_as, current_session


class Outcome(Enum):
    """How a try to sign in ended."""

    RIGHT = auto()
    WRONG = auto()
    TOO_MANY = auto()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome, and the account when one is known by the address, right password or not."""

    outcome: Outcome
    user_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a try comes from: the network address, and the token of the device's cookie (may be empty)."""

    address: str
    device_token: str


def check_password(*, email: str, password: str, visitor: Visitor) -> Verdict:
    """Judge an address and a password.

    TOO_MANY after 10 failures in 5 minutes for the account (counted apart for each known device) or 60 from the
    address: then the right password fails as well. Works outside the request's transaction, which stays unopened.
    """
    address = normalised_email(email)
    user_id, stored = _credentials(address)
    device = throttle.known_device(visitor.device_token, user_id) if user_id and visitor.device_token else None
    attempt = throttle.begin(account=address, address=visitor.address, device=device)
    if attempt is None:
        return Verdict(Outcome.TOO_MANY, user_id)
    if len(password) > LONGEST_PASSWORD or not passwords.is_right(stored, password):
        return Verdict(Outcome.WRONG, user_id)
    throttle.take_back(attempt)
    return Verdict(Outcome.RIGHT, user_id)


def note_failure(*, user_id: UUID) -> None:
    """Record a failed try in the trail of the account's agency; nothing when the account is closed."""
    account = queries.signed_in(user_id)
    if account is not None:
        act_as(account.actor)
        audit.record(actor=account.actor, verb="sign_in_failed", kind="account", row_id=user_id)


def admit(*, user_id: UUID, password: str, second_factor_needed: bool) -> Stage | None:
    """After a right password: how far the browser may come. None when the account was closed meanwhile.

    Renews the hash when its parameters are old. With a second factor the code is wanted next; without one, it has
    to be set up first wherever it is needed (outside the demonstration).
    """
    account = queries.signed_in(user_id)
    if account is None:
        return None
    act_as(account.actor)
    _rehash(user_id, password)
    if factors.is_set_up(account.actor):
        return Stage.CODE
    if second_factor_needed:
        factors.begin(actor=account.actor)
        return Stage.SET_UP
    note_signed_in(actor=account.actor)
    return Stage.IN


def check_code(*, user_id: UUID, code: str, visitor: Visitor) -> Outcome:
    """Judge the code that follows a right password. TOO_MANY after 10 wrong ones in 5 minutes."""
    return under_throttle(account=f"code|{user_id}", visitor=visitor, judge=lambda: _code_is_right(user_id, code))


def under_throttle(*, account: str, visitor: Visitor, judge: Callable[[], bool]) -> Outcome:
    """Judge any guess at an account's secrets under the same brake as the password; right ones count as well.

    Begins by undoing the request's transaction: for views that have written nothing yet.
    """
    if throttle.begin(account=account, address=visitor.address) is None:
        return Outcome.TOO_MANY
    return Outcome.RIGHT if judge() else Outcome.WRONG


def note_signed_in(*, actor: Actor) -> None:
    """Record that an account signed in."""
    audit.record(actor=actor, verb="sign_in", kind="account", row_id=actor.user_id)


def note_signed_out(*, actor: Actor) -> None:
    """Record that an account signed out."""
    audit.record(actor=actor, verb="sign_out", kind="account", row_id=actor.user_id)


def remember_device(*, actor: Actor, token: str) -> None:
    """Know this device again at the next sign-in of this account."""
    wanted = throttle.device_hash(token, actor.user_id)
    device = current_session().get(KnownDevice, wanted) or KnownDevice(token_hash=wanted, user_id=actor.user_id)
    device.made_at = clock.now()
    current_session().add(device)


def _credentials(address: str) -> tuple[UUID | None, str | None]:
    """Read in a transaction of its own, so that none is open while the slow hash runs."""
    with apart(writing=False) as database:
        row = database.execute(
            select(User.id, User.password_hash)
            .join(Agency, Agency.id == User.agency_id)
            .where(User.email == address, User.active, Agency.active)
        ).first()
    return (row.id, row.password_hash) if row else (None, None)


def _rehash(user_id: UUID, password: str) -> None:
    user = queries.user(user_id)
    if user.password_hash and passwords.should_be_rehashed(user.password_hash):
        user.password_hash = passwords.hashed(password)


def _code_is_right(user_id: UUID, code: str) -> bool:
    account = queries.signed_in(user_id)
    if account is None:
        return False
    act_as(account.actor)
    if not factors.use(actor=account.actor, code=code):
        return False
    note_signed_in(actor=account.actor)
    return True
