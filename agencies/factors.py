"""The second factor: a time-based code (RFC 6238), each of whose steps works once, and codes for a lost phone."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

import pyotp
from sqlalchemy import delete, update

from agencies import queries
from agencies.models import RecoveryCode, SecondFactor
from agencies.rules import RECOVERY_LETTERS, normalised_code
from core import audit, clock
from core.actor import Actor
from core.errors import Refused
from core.scoping import current_session

STEP_SECONDS = 30
STEPS_EITHER_WAY = 1
RECOVERY_CODES = 10
ISSUER = "Roundtable"


@dataclass(frozen=True, slots=True)
class Secret:
    """What a person puts into their authenticator: the address for the QR code, and the same by hand."""

    uri: str
    by_hand: str


def is_set_up(actor: Actor) -> bool:
    """Whether the actor has a confirmed second factor."""
    factor = queries.second_factor(actor)
    return factor is not None and factor.confirmed_at is not None


def begin(*, actor: Actor) -> None:
    """Make the actor's secret, sealed, unless one waits to be confirmed. Refuses when a confirmed one is in use."""
    factor = queries.second_factor(actor)
    if factor is not None and factor.confirmed_at is not None:
        raise Refused("Two-step sign-in is on already.")
    if factor is None:
        factor = SecondFactor(agency_id=actor.agency_id, id=actor.user_id, secret=pyotp.random_base32())
        current_session().add(factor)
        current_session().flush()
        audit.record(actor=actor, verb="begun", kind="second factor", row_id=actor.user_id)


def waiting_secret(actor: Actor, email: str) -> Secret | None:
    """The secret that waits to be confirmed; None when there is none, and never once it is confirmed."""
    factor = queries.second_factor(actor)
    if factor is None or factor.confirmed_at is not None:
        return None
    secret = factor.secret or ""
    by_hand = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return Secret(pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER), by_hand)


def confirm(*, actor: Actor, code: str) -> list[str]:
    """Confirm the second factor with its first code; returns fresh recovery codes, to be shown this once.

    Refuses a wrong code.
    """
    factor = queries.second_factor(actor)
    if factor is None or factor.confirmed_at is not None or not _use_step(factor, code):
        raise Refused("That code is not right.", instead="Type the 6 figures that your app shows now.", field="code")
    factor.confirmed_at = clock.now()
    current_session().execute(delete(RecoveryCode).where(RecoveryCode.user_id == actor.user_id))
    codes = [_new_code() for _ in range(RECOVERY_CODES)]
    current_session().add_all(RecoveryCode(user_id=actor.user_id, code_hash=_hash(actor, code)) for code in codes)
    current_session().flush()
    audit.record(actor=actor, verb="confirmed", kind="second factor", row_id=actor.user_id)
    return codes


def use(*, actor: Actor, code: str) -> bool:
    """Whether a code, from the app or a recovery code, is right; it is used up when it is.

    One conditional UPDATE decides, so that of any number of parallel uses exactly one wins (ASVS 6.5.1).
    """
    factor = queries.second_factor(actor)
    if factor is None or factor.confirmed_at is None:
        return False
    return _use_step(factor, code) or _use_recovery_code(actor, code)


def remove(*, actor: Actor, user_id: UUID) -> None:
    """Take a lost second factor away, so that it is set up afresh at the next sign-in; from a command only.

    Refuses nothing: the operator has checked who asks.
    """
    mine = (SecondFactor.agency_id == actor.agency_id) & (SecondFactor.id == user_id)
    current_session().execute(delete(SecondFactor).where(mine))
    current_session().execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    audit.record(actor=actor, verb="removed", kind="second factor", row_id=user_id)


def _use_step(factor: SecondFactor, code: str) -> bool:
    step = _matching_step(factor.secret or "", normalised_code(code))
    if step is None:
        return False
    mine = (SecondFactor.agency_id == factor.agency_id) & (SecondFactor.id == factor.id)
    used = current_session().scalar(
        update(SecondFactor)
        .where(mine, SecondFactor.last_step < step)
        .values(last_step=step)
        .returning(SecondFactor.id)
        .execution_options(synchronize_session=False)
    )
    return used is not None


def _matching_step(secret: str, code: str) -> int | None:
    """The time step whose code this is, now or one step either way for a clock that is off; None when wrong."""
    totp = pyotp.TOTP(secret)
    now = int(clock.now().timestamp()) // STEP_SECONDS
    steps = range(now - STEPS_EITHER_WAY, now + STEPS_EITHER_WAY + 1)
    matching = [step for step in steps if secrets.compare_digest(totp.at(step * STEP_SECONDS).encode(), code.encode())]
    return matching[-1] if matching else None


def _use_recovery_code(actor: Actor, code: str) -> bool:
    mine = (RecoveryCode.user_id == actor.user_id) & (RecoveryCode.code_hash == _hash(actor, code))
    used = current_session().scalar(
        update(RecoveryCode)
        .where(mine, RecoveryCode.used_at.is_(None))
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    )
    if used is not None:
        audit.record(actor=actor, verb="used", kind="recovery code", row_id=used)
    return used is not None


def _new_code() -> str:
    letters = "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(16))
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def _hash(actor: Actor, code: str) -> str:
    """The codes are random and long, so one round of SHA-256 with the account's id is enough."""
    return hashlib.sha256(f"{actor.user_id}|{normalised_code(code)}".encode()).hexdigest()
