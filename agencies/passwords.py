"""Passwords: Argon2id, and a verification that takes as long for nobody's account as for somebody's."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from agencies.rules import LONGEST_PASSWORD, normalised_password


def hashed(password: str) -> str:
    """The Argon2id hash of a password, with its own salt and its parameters in it."""
    return _hasher().hash(normalised_password(password))


def is_right(stored: str | None, password: str) -> bool:
    """Whether a password is the stored one. Without a stored one the same work is done, and the answer is no."""
    try:
        _hasher().verify(stored or _nobodys(), normalised_password(password)[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def should_be_rehashed(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def _hasher() -> PasswordHasher:
    return _with(fast=current_app.testing)


@cache
def _with(*, fast: bool) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1) if fast else PasswordHasher()


def _nobodys() -> str:
    return _hash_of_nobody(fast=current_app.testing)


@cache
def _hash_of_nobody(*, fast: bool) -> str:
    return _with(fast=fast).hash("nobody's password, so that the time taken tells nothing")
