"""What the rooms of safety hear of each other, inside the same transaction. Wired in `safety/rooms.py`."""

from blinker import Signal

#: Sent with `actor`, `report_id`, `scope` when a person says no to a scope that they had said yes to: whatever that
#: scope let out is closed by whoever hears it, and nothing else is.
scope_ended = Signal()

#: Sent with `actor`, `report_id` when a report is erased, after every scope of it ended and before its key goes: what
#: the rooms hold of it under other keys goes too.
report_erased = Signal()
