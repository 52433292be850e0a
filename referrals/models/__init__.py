"""Tables of referrals, split by what they are about. The referral is the one row that two agencies see."""

from referrals.models.referral import DisclosurePackage as DisclosurePackage
from referrals.models.referral import Outcome as Outcome
from referrals.models.referral import PackageKey as PackageKey
from referrals.models.referral import Referral as Referral
from referrals.models.referral import ReferralReceipt as ReferralReceipt
from referrals.models.referral import ReferralState as ReferralState
from referrals.models.referral import ReferralSubject as ReferralSubject
from referrals.models.referral import RestsOn as RestsOn
from referrals.models.referral import Urgency as Urgency
