"""Writes of decisions, split by when: while it is written, when it leaves, what the second person says, and after."""

from referrals.decisions.service.afterwards import (
    chase_late,
    end_past_review,
    note_receipt,
    note_told,
    put_off_telling,
    remind,
    review,
    say_told_outside,
)
from referrals.decisions.service.authorising import ask_more, authorise, refuse_decision
from referrals.decisions.service.leaving import send_now
from referrals.decisions.service.ledger import write_refusal
from referrals.decisions.service.writing import begin, drop, save, submit

__all__ = [
    "ask_more",
    "authorise",
    "begin",
    "chase_late",
    "drop",
    "end_past_review",
    "note_receipt",
    "note_told",
    "put_off_telling",
    "refuse_decision",
    "remind",
    "review",
    "save",
    "say_told_outside",
    "send_now",
    "submit",
    "write_refusal",
]
