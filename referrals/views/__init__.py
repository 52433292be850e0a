"""Pages of referrals, split by what their reader does. Importing this adds them to the blueprint."""

from referrals.views import pages as pages
from referrals.views import sending as sending
