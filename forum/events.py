"""What the forum's root tells its rooms, in the same transaction."""

from __future__ import annotations

from blinker import signal

#: A meeting was planned, moved, cancelled, begun or held: sent with `actor`, `meeting_id` and `what` (one of these
#: words). `anew` is true when those who were invited have to be told.
meeting_changed = signal("forum.meeting-changed")
#: What a meeting reads is not what it was: a paper was changed, withdrawn or destroyed, its readers are others, or a
#: report was withdrawn. Sent with `meeting_id`.
papers_changed = signal("forum.papers-changed")
