"""Pages at the edge of Roundtable, split by who sees them. Importing this adds them to the referrals blueprint."""

from referrals.outside.views import asking as asking
from referrals.outside.views import desk as desk
from referrals.outside.views import letters as letters
from referrals.outside.views import public as public
from referrals.outside.views import reading as reading
from referrals.outside.views import settings as settings
