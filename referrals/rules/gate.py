"""Questions about referrals, asked in words. Each answers None when allowed, or the refusal with its reason.

Sources: domain.md 0 (hard rules 1 and 2), 4.1 (gate evaluation), 4.5 (immigration firewall), 6 (accountability).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from agencies.models import AgencyKind
from agencies.permissions import Permission
from agencies.rules import KEEPS_NO_RECORD as KEEPS_NO_RECORD
from core.actor import Actor
from core.errors import Link, Refused
from core.words import listed, long_day, moment
from people.models import Category
from people.rules import BLOCKED_KINDS as BLOCKED_KINDS
from people.rules import category_may_go_to
from people.words import CATEGORY_WORDS, KIND_WORDS
from referrals.models import Referral, ReferralState
from referrals.models import Urgency as Urgency

#: What a receiver must be able to read in order to answer at all.
TRIAGE = (Category.ALIAS, Category.SUPPORT)
PENDING = (ReferralState.SENT, ReferralState.ACKNOWLEDGED)
#: Immigration advice is a need that never reaches a blocked kind of agency (domain.md 4.5).
PROTECTED_NEEDS = frozenset({"IMMIGRATION"})


class SharingRefused(Refused):
    """A refusal that belongs in the person’s ledger: something about them was about to leave, and did not."""


def need_may_go_to(need: str, kind: AgencyKind) -> bool:
    """True unless the need is protected and the receiver is police, probation or a council (domain.md 4.5)."""
    return need not in PROTECTED_NEEDS or kind not in BLOCKED_KINDS


def agreements_allow(*, sender: str, sender_has: bool, receiver: str, receiver_has: bool) -> Refused | None:
    """Refuse when either side has no current information sharing agreement: nothing moves without one."""
    lacking = [name for name, has in ((sender, sender_has), (receiver, receiver_has)) if not has]
    if not lacking:
        return None
    verb = "has" if len(lacking) == 1 else "have"
    return Refused(
        f"{listed(lacking)} {verb} no information sharing agreement in force.",
        instead="Ask the forum coordinator.",
        field="service",
    )


def receiver_is_another(*, sender: object, receiver: object) -> Refused | None:
    """Refuse a referral to one's own agency: hand over inside the case team instead."""
    if sender != receiver:
        return None
    return Refused("That is your own agency.", instead="Choose a service of another agency.", field="service")


def consent_covers(missing: Mapping[Category, str], receiver: str) -> Refused | None:
    """Refuse when a category that is to go is not covered at this moment, and say what is missing (domain.md 4.1).

    `missing` is `Coverage.missing`: category to the reason in words.
    """
    if not missing:
        return None
    parts = [f"{CATEGORY_WORDS[category].lower()} ({reason})" for category, reason in missing.items()]
    return SharingRefused(
        f"Nothing was sent. There is no consent that covers {receiver} for: {listed(parts)}.",
        instead="Ask, and record consent first.",
        field="service",
    )


def triage_is_whole(categories: Collection[Category]) -> Refused | None:
    """Refuse a letter without a name to use and the support wanted: its reader could not answer it."""
    if set(TRIAGE) <= set(categories):
        return None
    return Refused("A referral needs a name to use and the support they want.", field="service")


def firewall_allows(categories: Iterable[Category], needs: Iterable[str], kind: AgencyKind) -> Refused | None:
    """Refuse what may never go to this kind of agency, whatever anyone agreed to (domain.md 4.5)."""
    barred = [CATEGORY_WORDS[category] for category in categories if not category_may_go_to(category, kind)]
    if any(not need_may_go_to(need, kind) for need in needs):
        barred.append("Immigration advice")
    if not barred:
        return None
    return SharingRefused(
        f"This cannot go to {KIND_WORDS[kind]}: {listed(barred).lower()}.",
        instead="Take it out, or ask your data protection lead.",
        field="service",
    )


def words_were_checked(found: Collection[str], *, checked: bool) -> Refused | None:
    """Refuse free text with words on immigration to a blocked kind, until someone has read them (domain.md 4.5)."""
    if not found or checked:
        return None
    return Refused(
        f"Read these words again before they go: {listed([f'“{word}”' for word in found])}.",
        instead="Change them in the record, leave the part out, or say that they may go.",
        field="words_checked",
    )


def letter_is_the_one_shown(shown: str | None, composed: str) -> Refused | None:
    """Refuse when what would leave differs by one character from what the sender last read."""
    if shown is None or shown == composed:
        return None
    return Refused("Nothing was sent yet. Read what will leave, below.", instead="Then send it.")


def is_the_first(open_already: Referral | None) -> Refused | None:
    """Refuse a second referral of the same person to the same team for the same service while one is open."""
    if open_already is None:
        return None
    return Refused(
        f"This service has had a referral for them since {long_day(open_already.sent_at)}, and it is still open.",
        instead="Follow that one up, or take it back first.",
        field="service",
        link=Link("referrals.show_referral", "Open the first one", {"referral_id": open_already.id}),
    )


def may_be_answered(referral: Referral, *, other_side: str) -> Refused | None:
    """Refuse an answer to a referral that has one already, or was withdrawn; says by whom and when."""
    if referral.state in PENDING:
        return None
    return Refused(what_happened(referral, other_side=other_side), instead="There is nothing left to do here.")


def opens_a_case(kind: AgencyKind) -> bool:
    """Whether accepting opens a person and a case of the receiver's own: not for police and probation.

    They keep no support records here (security.md T4): accepting opens the package to them to read, and no more.
    """
    return kind not in KEEPS_NO_RECORD


def may_be_accepted_by(actor: Actor, kind: AgencyKind) -> Refused | None:
    """Refuse when the actor's role may not lead the case that accepting opens; where none opens, answering is enough.

    `kind`: that of the actor's own agency.
    """
    if not opens_a_case(kind):
        return None if actor.may(Permission.REFERRAL_ANSWER) else Refused("Your role cannot answer a referral.")
    if actor.may(Permission.CASE_LEAD):
        return None
    return Refused("Your role cannot lead a case, and accepting opens one.", instead="Ask a caseworker or an ISVA.")


def keeps_records(kind: AgencyKind, *, wanted: bool) -> Refused | None:
    """Refuse to open a case where this kind of agency keeps none, or to accept without one where it does."""
    if opens_a_case(kind) is wanted:
        return None
    kept = "no cases" if wanted else "its own cases"
    return Refused(f"Your agency keeps {kept} here, so it cannot accept like this.")


def consent_still_runs(until: date, today: date, *, by_decision: bool = False) -> Refused | None:
    """Refuse to open a package after the last day of what it rests on: expired means no access.

    `by_decision`: an authorised decision stands in for consent; its last day is its review.
    """
    if today <= until:
        return None
    if by_decision:
        return Refused(f"The decision to share this was for review on {long_day(until)}, and it ended then.")
    return Refused(
        f"The consent for this ended on {long_day(until)}.", instead="Ask the sender to speak with them again."
    )


def may_be_withdrawn(referral: Referral, *, other_side: str) -> Refused | None:
    """Refuse to withdraw what has been answered: a copy that was lawfully opened cannot be recalled."""
    if referral.state in PENDING:
        return None
    return Refused(
        what_happened(referral, other_side=other_side),
        instead="To end further sharing, take back the consent on the person’s page.",
    )


def what_happened(referral: Referral, *, other_side: str) -> str:
    """How a referral ended, in a sentence that names who did it and when."""
    if referral.state is ReferralState.WITHDRAWN and referral.withdrawn_at is not None:
        return f"This referral was withdrawn {moment(referral.withdrawn_at)}."
    if referral.state is ReferralState.MISDIRECTED and referral.misdirected_at is not None:
        return f"This was sent to the wrong place, and closed {moment(referral.misdirected_at)}."
    if referral.state in PENDING:
        return f"{other_side} has not answered this yet."
    when = f" {moment(referral.decided_at)}" if referral.decided_at else ""
    return f"{referral.decided_name or referral.worker_name or other_side} {referral.state.value} this{when}."
