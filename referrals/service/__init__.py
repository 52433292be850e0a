"""Writes of referrals, split by who acts: the sender, the receiver, or the person who takes back consent."""

from referrals.service.answering import accept, accept_without_case, acknowledge, decline, note_withdrawal_seen
from referrals.service.conversation import mark_read, record_message_refusal, write_message
from referrals.service.drafts import KEPT, discard_draft, forget_drafts, save_draft
from referrals.service.ending import end_decided, end_expired, on_consent_ended, withdraw
from referrals.service.escalating import escalate_late, remind_of_due
from referrals.service.holding import (
    hold_letters,
    hold_minutes,
    note_stop_seen,
    release,
    release_due,
    release_now,
    undo_letter,
)
from referrals.service.misdirected import confirm_closed, keep_record, report_wrong_place
from referrals.service.more import ask_for_more, record_more_refused, refuse_more, send_more
from referrals.service.pausing import pause_clock, resume_clock
from referrals.service.receiving import (
    ask_redirect,
    assign,
    assign_many,
    confirm_handover,
    keep_with_receiver,
    record_outcome,
)
from referrals.service.sending import record_refusal, seal_and_send, send_referral
from referrals.service.targets import set_targets

__all__ = [
    "ask_for_more",
    "record_more_refused",
    "refuse_more",
    "send_more",
    "ask_redirect",
    "assign",
    "assign_many",
    "confirm_handover",
    "keep_with_receiver",
    "record_outcome",
    "KEPT",
    "accept",
    "accept_without_case",
    "acknowledge",
    "confirm_closed",
    "decline",
    "discard_draft",
    "end_decided",
    "end_expired",
    "escalate_late",
    "forget_drafts",
    "hold_letters",
    "hold_minutes",
    "keep_record",
    "mark_read",
    "note_stop_seen",
    "note_withdrawal_seen",
    "on_consent_ended",
    "pause_clock",
    "record_message_refusal",
    "record_refusal",
    "release",
    "release_due",
    "release_now",
    "report_wrong_place",
    "remind_of_due",
    "resume_clock",
    "save_draft",
    "seal_and_send",
    "send_referral",
    "set_targets",
    "undo_letter",
    "withdraw",
    "write_message",
]
