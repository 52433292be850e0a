"""Rules of accounts and agreements: pure questions, answered with yes, or no and why."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import urlsplit

from zxcvbn import zxcvbn

from agencies.models import AgencyKind
from agencies.permissions import LIAISON, SUPPORT_RECORDS, Permission
from core.actor import Actor

#: Kinds of agency that keep no support record here. Their accounts find, where they may not go, what a stranger finds.
KEEPS_NO_RECORD = frozenset({AgencyKind.POLICE, AgencyKind.PROBATION})
#: For police only, and for no other kind of agency.
POLICE_ALONE = frozenset({Permission.REQUEST_ASK, Permission.INFORMATION_RECEIVE})
POWERS_OF_OFFICE = (Permission.PLAN_WRITE, Permission.MEETING_WRITE)
SHORTEST_PASSWORD = 15
LONGEST_PASSWORD = 256
LEAST_GUESSES_LOG10 = 10.0
JUDGED_CHARACTERS = 64
LEAST_UNFORESEEN = 8
HOUSE_WORDS = ("roundtable", "sexwork", "sex work", "sexworker", "forum", "outreach", "manchester", "password")
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, or no with the reason in words for the worker who asked. True in a condition when yes."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


class Dated(Protocol):
    """An agreement as this rule sees it."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_until(self) -> date: ...
    @property
    def ended_on(self) -> date | None: ...


def agreement_is_current(agreement: Dated, on: date) -> bool:
    """Whether an information sharing agreement is in force on a day: both dates count, and it was not ended.

    Without a current one an agency neither sends nor receives (domain.md 2.2; ICO data sharing code).
    """
    ended = agreement.ended_on is not None and agreement.ended_on <= on
    return agreement.valid_from <= on <= agreement.valid_until and not ended


def role_may_be_held(*, label: str, forbidden_kinds: Collection[str], agency_kind: str) -> Answer:
    """Whether staff of this kind of agency may hold a role (design.md 3: roles are data).

    Police and probation never hold a role that reads support records (security.md T4).
    """
    if agency_kind in forbidden_kinds:
        return Answer(False, f"“{label}” is not a role for this kind of agency.")
    return YES


def is_concealed_from(agency_kind: str) -> bool:
    """Whether every page that this kind of agency may not open looks to its accounts as if it did not exist.

    True for police and probation: they learn from no answer what Roundtable holds (security.md T4).
    """
    return agency_kind in KEEPS_NO_RECORD


def permissions_that_count(held: Collection[str], agency_kind: str) -> frozenset[str]:
    """What an account may do, of all that its roles allow, given the kind of its agency.

    Police and probation: nothing about support records, even if a row says so; and who answers referrals there does
    nothing else, whatever other role they hold. Only police ask for a victim's information (domain.md 2.5) and receive
    what people chose to tell the police (domain.md 4.2).
    """
    counts = frozenset(held)
    if agency_kind in KEEPS_NO_RECORD:
        counts -= SUPPORT_RECORDS
        if Permission.REFERRAL_ANSWER in counts:
            counts &= LIAISON
    return counts if agency_kind == AgencyKind.POLICE else counts - POLICE_ALONE


def office_may_be_given(powers: Iterable[str], actor: Actor) -> bool:
    """Whether roles with these powers over the whole forum may be given: by who holds them, or by a command."""
    return actor.is_system or set(powers) <= actor.permissions


def roles_may_be_changed(*, own_account: bool, chosen: Collection[str]) -> Answer:
    """Whether these roles may be given: never to yourself, and never none (OWASP ASVS 8.3)."""
    if own_account:
        return Answer(False, "You cannot change your own roles. Ask a colleague who manages accounts.")
    if not chosen:
        return Answer(False, "Choose at least one role.")
    return YES


def account_may_be_closed(*, own_account: bool) -> Answer:
    """Whether an account may be deactivated: not by its holder, so that someone is left who can undo it."""
    if own_account:
        return Answer(False, "You cannot deactivate your own account. Ask a colleague who manages accounts.")
    return YES


def password_is_strong_enough(password: str, *, context: Iterable[str]) -> Answer:
    """Whether a password may be used: 15 to 256 characters of any kind, not guessable, not made of our own words.

    `context` are words that people would try first: agency names and codes, the account's name and e-mail address.
    Length and deny list, no composition rule, after NCSC password guidance and OWASP ASVS 6.2.1 to 6.2.12.
    """
    if len(password) < SHORTEST_PASSWORD:
        return Answer(False, f"Password must be {SHORTEST_PASSWORD} characters or more. Use three or four words.")
    if len(password) > LONGEST_PASSWORD:
        return Answer(False, f"Password must be {LONGEST_PASSWORD} characters or fewer.")
    words = _context_words(context)
    if _left_without(password, words) < LEAST_UNFORESEEN:
        return Answer(False, "Password is mostly words that people would try first here. Use other words.")
    if _guesses_log10(password, words) < LEAST_GUESSES_LOG10:
        return Answer(False, "Password is easy to guess: known, a pattern or a repeat. Use three or four words.")
    return YES


def _context_words(context: Iterable[str]) -> list[str]:
    whole = [phrase.casefold() for phrase in (*context, *HOUSE_WORDS)]
    parts = [part for phrase in whole for part in re.split(r"[\W_]+", phrase)]
    return sorted({word for word in (*whole, *parts) if len(word) >= 3}, key=len, reverse=True)


def _left_without(password: str, words: list[str]) -> int:
    """How many letters and digits are left once words tried first, and years, are taken out; all, when none is in."""
    left = password.casefold()
    for word in words:
        left = left.replace(word, " ")
    if left == password.casefold():
        return len(password)
    return len(re.sub(r"[\W_]+|(19|20)\d\d", "", left))


def _guesses_log10(password: str, words: list[str]) -> float:
    """The fewest guesses a clever attacker needs, as a power of ten. Long ones are judged by their beginning."""
    if len(set(password)) < 5:
        return 0.0
    judged = password[:JUDGED_CHARACTERS]
    return float(zxcvbn(judged, user_inputs=words)["guesses_log10"])


def normalised_password(password: str) -> str:
    """The same characters in one form, whichever keyboard typed them (Unicode NFC)."""
    return unicodedata.normalize("NFC", password)


def normalised_email(address: str) -> str:
    """An e-mail address as accounts keep it."""
    return address.strip().casefold()


def local_path(address: str | None) -> str:
    """The address when it is a path on this very site, else nothing: open redirects are refused (ASVS 3.7.2)."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return ""
    if "\\" in address or any(ord(character) < 33 or ord(character) == 127 for character in address):
        return ""
    parts = urlsplit(address)
    return "" if parts.scheme or parts.netloc else address


def normalised_code(words: str) -> str:
    """A code as typed, without its spaces and hyphens, in small letters."""
    return re.sub(r"[\s-]+", "", words).casefold()
