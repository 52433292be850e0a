"""What the meetings of a series have in common, and when each of them begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Shape:
    """Title, place, chair, when they begin by the clock in Manchester, and how long they take."""

    title: str
    place: str
    chair_name: str
    begins: time
    length_minutes: int

    def times_on(self, day: date) -> tuple[datetime, datetime]:
        """When a meeting of this shape begins and ends on a day: 10am is 10am, in winter and in summer time."""
        starts_at = datetime.combine(day, self.begins, tzinfo=LONDON)
        return starts_at, starts_at + timedelta(minutes=self.length_minutes)
