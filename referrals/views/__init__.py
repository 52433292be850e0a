"""Pages of referrals, split by what their reader does. Importing this adds them to the blueprint."""

from referrals.decisions import views as decisions
from referrals.outside import views as outside
from referrals.requests import views as requests
from referrals.views import conversation as conversation
from referrals.views import holding as holding
from referrals.views import misdirected as misdirected
from referrals.views import pages as pages
from referrals.views import receiving as receiving
from referrals.views import sending as sending

__all__ = [
    "conversation",
    "decisions",
    "holding",
    "misdirected",
    "outside",
    "pages",
    "receiving",
    "requests",
    "sending",
]
