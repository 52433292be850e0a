"""Questions about referrals, asked in words, split by who asks: the gate, the sender, the receiver, the clocks."""

from referrals.rules.gate import BLOCKED_KINDS as BLOCKED_KINDS
from referrals.rules.gate import KEEPS_NO_RECORD as KEEPS_NO_RECORD
from referrals.rules.gate import PENDING as PENDING
from referrals.rules.gate import PROTECTED_NEEDS as PROTECTED_NEEDS
from referrals.rules.gate import TRIAGE as TRIAGE
from referrals.rules.gate import SharingRefused as SharingRefused
from referrals.rules.gate import Urgency as Urgency
from referrals.rules.gate import agreements_allow as agreements_allow
from referrals.rules.gate import answer_dates as answer_dates
from referrals.rules.gate import consent_covers as consent_covers
from referrals.rules.gate import consent_still_runs as consent_still_runs
from referrals.rules.gate import firewall_allows as firewall_allows
from referrals.rules.gate import is_the_first as is_the_first
from referrals.rules.gate import keeps_records as keeps_records
from referrals.rules.gate import letter_is_the_one_shown as letter_is_the_one_shown
from referrals.rules.gate import may_be_accepted_by as may_be_accepted_by
from referrals.rules.gate import may_be_answered as may_be_answered
from referrals.rules.gate import may_be_withdrawn as may_be_withdrawn
from referrals.rules.gate import need_may_go_to as need_may_go_to
from referrals.rules.gate import opens_a_case as opens_a_case
from referrals.rules.gate import receiver_is_another as receiver_is_another
from referrals.rules.gate import triage_is_whole as triage_is_whole
from referrals.rules.gate import what_happened as what_happened
from referrals.rules.gate import words_were_checked as words_were_checked
