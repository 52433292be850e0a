"""Questions about a referral that was sent to the wrong place. Each answers None, or the refusal with its reason.

Sources: security.md T6; UK GDPR Articles 33 (72 hours, the record of Article 33(5)) and 34 (telling the person).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.errors import Refused
from core.words import moment
from referrals.models import CopyState as CopyState
from referrals.models import MisdirectedNote as MisdirectedNote
from referrals.models import MisdirectedRecord, Referral, ReferralState
from referrals.models import RiskAssessed as RiskAssessed

#: Hours and not working days: Article 33(1).
ICO_HOURS = 72
LONGEST_WORDS = 4000

RISK_WORDS = {
    RiskAssessed.UNLIKELY: "Unlikely to harm anyone",
    RiskAssessed.LIKELY: "May harm someone",
    RiskAssessed.HIGH: "Likely to harm someone badly",
}
COPY_WORDS = {
    CopyState.NOTHING_KEPT: "We made no copy and no record from it",
    CopyState.COPY_DESTROYED: "We had made a copy, and it is destroyed",
    CopyState.RECORD_CLOSED: "We had opened our own record from it, and it is closed: nobody works with it",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the sender's data protection lead writes down."""

    risk: RiskAssessed
    risk_words: str
    ico_told: bool | None
    ico_told_at: datetime | None
    ico_words: str
    person_told: bool | None
    person_words: str


def ico_deadline(found_at: datetime) -> datetime:
    """The moment by which the ICO must hear of a breach that may harm someone: 72 hours, whatever day it is."""
    return found_at + timedelta(hours=ICO_HOURS)


def may_be_reported(referral: Referral, happened: str) -> Refused | None:
    """Refuse a second report of the same referral, and one that does not say what happened."""
    if referral.state is ReferralState.MISDIRECTED and referral.misdirected_at is not None:
        return Refused(f"This was reported {moment(referral.misdirected_at)}, and is closed for them.")
    if not happened.strip():
        return Refused("Say what happened.", field="happened")
    return _too_long(happened, "What happened", "happened")


def record_is_sound(kept: Kept, found_at: datetime, now: datetime) -> Refused | None:
    """Refuse a record that does not say why: the risk in words, and a reason for each “no”.

    A high risk means the person is told (Article 34), or that it says why not; a time the ICO was told lies between
    when it was found and now.
    """
    if not kept.risk_words.strip():
        return Refused("Say why you think so.", field="risk_words")
    if kept.ico_told and kept.ico_told_at is None:
        return Refused("Say when the ICO was told.", field="ico_day")
    if kept.ico_told and kept.ico_told_at is not None and not found_at <= kept.ico_told_at <= now:
        return Refused("This must be after it was found, and not after now.", field="ico_day")
    if kept.ico_told is False and not kept.ico_words.strip():
        return Refused("Say why the ICO is not told.", field="ico_words")
    if kept.person_told is False and not kept.person_words.strip():
        return Refused("Say why they are not told.", field="person_words")
    long = ((kept.risk_words, "risk_words"), (kept.ico_words, "ico_words"), (kept.person_words, "person_words"))
    return next(filter(None, (_too_long(words, "This", name) for words, name in long)), None)


def _too_long(words: str, what: str, field: str) -> Refused | None:
    if len(words) <= LONGEST_WORDS:
        return None
    return Refused(f"{what} must be {LONGEST_WORDS:,} characters or fewer.", field=field)


def is_settled(note: MisdirectedNote) -> bool:
    """True when the sender's side has decided about the ICO and about the person."""
    return note.ico_told is not None and note.person_told is not None


def may_be_confirmed(record: MisdirectedRecord) -> Refused | None:
    """Refuse a second confirmation that the copy is closed; says who gave the first."""
    if record.confirmed_at is None:
        return None
    return Refused(f"{record.confirmed_name} confirmed this {moment(record.confirmed_at)}.")
