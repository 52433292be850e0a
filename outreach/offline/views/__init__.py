"""Pages of outreach without signal: the doors that a phone knocks at, and the lists that people read."""

from outreach.offline.views import doors, held, phones

__all__ = ["doors", "held", "phones"]
