"""Pages about people, split by what they are about: records and consent."""

from people.views import asking as asking
from people.views import consents as consents
from people.views import contacting as contacting
from people.views import ledger as ledger
from people.views import matching as matching
from people.views import records as records
