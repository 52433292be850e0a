"""What happened to a referral so far, for the timeline: every act of either side, with who did it and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.words import moment
from referrals.models import Referral
from referrals.queries.around import Around

#: When, what, by whom, and more words.
Happened = tuple[datetime | None, str, str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened, for the timeline."""

    title: str
    byline: str
    when: str
    when_iso: str
    paragraphs: tuple[str, ...] = ()


def steps_of(row: Referral, names: Mapping[UUID, str], beside: Around) -> tuple[Step, ...]:
    """Everything that happened, the latest first. `names`: of both agencies."""
    sender, receiver = names[row.from_agency_id], names[row.to_agency_id]
    happened = [
        *_begun(row, sender, receiver),
        *_asked(sender, receiver, beside),
        *_ended(row, sender, receiver, beside),
    ]
    dated = [(at, title, who, words) for at, title, who, words in happened if at is not None]
    return tuple(
        Step(title, who, moment(at), at.isoformat(), _paragraphs(words))
        for at, title, who, words in reversed(sorted(dated, key=lambda each: each[0]))
    )


def _begun(row: Referral, sender: str, receiver: str) -> list[Happened]:
    return [
        (row.sent_at, "Sent", f"{row.sender_name}, {sender}", ""),
        (row.acknowledged_at, "Acknowledged", f"{row.acknowledged_name}, {receiver}", ""),
    ]


def _asked(sender: str, receiver: str, beside: Around) -> list[Happened]:
    found: list[Happened] = []
    for each in beside.questions:
        found.append((each.asked_at, "More asked for", f"{each.asked_by}, {receiver}", each.words))
        found.append((each.answered_at, each.answer, f"{each.answered_by}, {sender}", each.answer_words))
    return found


def _ended(row: Referral, sender: str, receiver: str, beside: Around) -> list[Happened]:
    decided = "Accepted" if row.opened_at else "Declined"
    return [
        (row.redirect_asked_at, "Another service proposed", receiver, beside.proposed),
        (row.redirect_answered_at, "Asked to keep it", sender, ""),
        (row.decided_at, decided, f"{row.decided_name or row.worker_name}, {receiver}", ""),
        (row.handover_confirmed_at, "Handed over", receiver, beside.handover),
        (row.outcome_at, "How it went", receiver, beside.outcome),
        (row.misdirected_at, "Sent to the wrong place, closed", sender, ""),
        (row.withdrawn_at, "Withdrawn", sender, ""),
        (row.sharing_ended_at, "Sharing ended", sender, ""),
    ]


def _paragraphs(words: str) -> tuple[str, ...]:
    return (f"{words[:1].upper()}{words[1:].rstrip('.')}.",) if words else ()
