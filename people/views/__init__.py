"""Pages about people, split by what they are about: records and consent."""

from people.concerns import views as concerns
from people.views import asking as asking
from people.views import consents as consents
from people.views import contacting as contacting
from people.views import equality as equality
from people.views import excluding as excluding
from people.views import ledger as ledger
from people.views import matching as matching
from people.views import records as records

__all__ = [
    "asking",
    "concerns",
    "consents",
    "contacting",
    "equality",
    "excluding",
    "ledger",
    "matching",
    "records",
]
