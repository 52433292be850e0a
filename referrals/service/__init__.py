"""Writes of referrals, split by who acts: the sender, the receiver, or the person who takes back consent."""

from referrals.service.answering import accept, accept_without_case, acknowledge, decline, note_withdrawal_seen
from referrals.service.ending import end_expired, on_consent_ended, withdraw
from referrals.service.sending import record_refusal, send_referral

__all__ = [
    "accept",
    "accept_without_case",
    "acknowledge",
    "decline",
    "end_expired",
    "note_withdrawal_seen",
    "on_consent_ended",
    "record_refusal",
    "send_referral",
    "withdraw",
]
