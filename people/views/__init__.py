"""Pages about people, split by what they are about: records and consent."""

from people.views import consents as consents
from people.views import records as records
