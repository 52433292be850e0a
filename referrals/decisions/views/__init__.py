"""Pages of the path: writing, answering, the register, and requests to the national referral mechanism."""

from referrals.decisions.views import answering as answering
from referrals.decisions.views import register as register
from referrals.decisions.views import slavery as slavery
from referrals.decisions.views import writing as writing
