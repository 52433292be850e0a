"""Pages of the public report, split by who sees them. Importing this adds them to the safety blueprint."""

from safety.outside.views import public as public
from safety.outside.views import reply as reply
from safety.outside.views import settings as settings
