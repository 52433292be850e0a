"""What the action plan tells the floors above, in the same transaction."""

from __future__ import annotations

from blinker import signal

#: A task and finish group came into being, changed its state or its members: sent with `actor` and `group_id`.
group_changed = signal("actionplan.group-changed")
