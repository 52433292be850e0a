"""Tables of referrals, split by what they are about. The referral is the one row that two agencies see."""

from referrals.models.conversation import Message as Message
from referrals.models.conversation import MessageReading as MessageReading
from referrals.models.desk import MoreAnswer as MoreAnswer
from referrals.models.desk import MoreAsked as MoreAsked
from referrals.models.desk import PackageSupplement as PackageSupplement
from referrals.models.desk import ReferralDesk as ReferralDesk
from referrals.models.desk import UnmetNeed as UnmetNeed
from referrals.models.outgoing import CopyState as CopyState
from referrals.models.outgoing import LetterState as LetterState
from referrals.models.outgoing import MisdirectedNote as MisdirectedNote
from referrals.models.outgoing import MisdirectedRecord as MisdirectedRecord
from referrals.models.outgoing import OutgoingLetter as OutgoingLetter
from referrals.models.outgoing import RiskAssessed as RiskAssessed
from referrals.models.outgoing import StopReason as StopReason
from referrals.models.referral import DisclosurePackage as DisclosurePackage
from referrals.models.referral import Escalation as Escalation
from referrals.models.referral import HandoverHow as HandoverHow
from referrals.models.referral import Outcome as Outcome
from referrals.models.referral import PackageKey as PackageKey
from referrals.models.referral import Referral as Referral
from referrals.models.referral import ReferralReceipt as ReferralReceipt
from referrals.models.referral import ReferralState as ReferralState
from referrals.models.referral import ReferralSubject as ReferralSubject
from referrals.models.referral import RestsOn as RestsOn
from referrals.models.referral import Urgency as Urgency
from referrals.models.targets import AgencyTarget as AgencyTarget
