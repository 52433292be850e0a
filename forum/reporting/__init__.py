"""Progress reports of the forum’s bodies: schedules, making, versions. One that was issued is never changed."""
