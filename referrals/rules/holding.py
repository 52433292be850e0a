"""Questions of the sender about a letter that is held: when it leaves, whether it can be undone or hurried.

Each answers None when allowed, or the refusal with its reason. Source: security.md T6 (hold, undo, typed confirmation).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from agencies.models import AgencyKind
from core.errors import Link, Refused
from core.words import moment
from people.rules import BLOCKED_KINDS
from referrals.models import LetterState, OutgoingLetter, StopReason, Urgency

LONGEST_REASON = 500
#: How long a draft that nobody touches is kept.
DRAFT_KEPT = timedelta(days=28)

STOP_WORDS = {
    StopReason.CONSENT: "Their consent did not cover all of it any more.",
    StopReason.FIREWALL: "It held something that never goes to that kind of agency.",
    StopReason.AGREEMENT: "An information sharing agreement was no longer in force.",
    StopReason.SERVICE: "The service takes no referrals now.",
    StopReason.FIRST: "Another referral for the same service was open by then.",
    StopReason.ACCOUNT: "The account that wrote it can no longer send referrals.",
    StopReason.ERASED: "It could not be opened: their record was erased.",
}


def leaves_at(now: datetime, minutes: int) -> datetime:
    """The moment at which a letter written now leaves; `minutes` is the hold, 0 for at once."""
    return now + timedelta(minutes=minutes)


def is_due(letter: OutgoingLetter, now: datetime) -> bool:
    """True when a letter is held and its time has come."""
    return letter.state is LetterState.HELD and letter.leaves_at is not None and letter.leaves_at <= now


def has_a_receiver(services: Collection[UUID]) -> Refused | None:
    """Refuse a letter to nobody."""
    return None if services else Refused("Choose a service", field="service")


def name_must_be_typed(kind: AgencyKind) -> bool:
    """Whether the worker types the receiver's name before anything goes: police, probation, council (T6)."""
    return kind in BLOCKED_KINDS


def name_was_typed(typed: str, name: str, kind: AgencyKind) -> Refused | None:
    """Refuse a letter to police, probation or a council until its name was typed as the page shows it.

    Letters' case and doubled spaces do not matter. Source: security.md T6, “typed confirmation for police”.
    """
    if not name_must_be_typed(kind) or _plain(typed) == _plain(name):
        return None
    return Refused(f"Type “{name}” to say that it may go to them.", field="typed")


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def is_the_only_letter(held: OutgoingLetter | None) -> Refused | None:
    """Refuse a second letter about the same person to the same team for the same service while one is held."""
    if held is None or held.leaves_at is None:
        return None
    return Refused(
        f"A letter to this service about them is held already. It leaves {moment(held.leaves_at)}.",
        instead="Wait until it has left, or undo it first.",
        field="service",
        link=Link("referrals.show_letter", "Open the letter that is held", {"letter_id": held.id}),
    )


def may_be_undone(letter: OutgoingLetter) -> Refused | None:
    """Refuse to undo what is not held any more: it left, was undone or was stopped first."""
    if letter.state is LetterState.HELD:
        return None
    if letter.state is LetterState.SENT and letter.ended_at is not None:
        return Refused(
            f"It left {moment(letter.ended_at)}, before you could undo it.",
            instead="You can still take the referral back while nobody has answered it.",
            link=Link("referrals.show_referral", "Open the referral", {"referral_id": letter.referral_id}),
        )
    if letter.state is LetterState.UNDONE:
        return Refused("It was undone already. Nothing left.")
    return Refused("It is not held, so there is nothing to undo. Nothing left.")


def may_go_at_once(letter: OutgoingLetter, reason: str) -> Refused | None:
    """Refuse to hurry a letter that is not an emergency, is not held, or goes without a reason in words."""
    if letter.state is not LetterState.HELD:
        return may_be_undone(letter)
    if letter.urgency is not Urgency.EMERGENCY:
        return Refused("Only an emergency can go before its time.", instead="Wait, or undo it and choose “Emergency”.")
    if not reason.strip():
        return Refused("Say why it cannot wait.", field="reason")
    if len(reason) > LONGEST_REASON:
        return Refused(f"The reason must be {LONGEST_REASON} characters or fewer.", field="reason")
    return None
