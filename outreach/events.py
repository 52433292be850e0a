"""What the rooms of outreach may hear of each other, inside the same transaction. Wired in `outreach/rooms.py`."""

from blinker import Signal

#: Sent with `actor`, `contact` and `items` (code of outreach_items.json to quantity) when a contact gave something.
#: A correction sends the difference, so a quantity may be negative; nothing is sent when nothing changed.
item_given = Signal()

#: Sent with `actor` and `session` when an outing begins, and when it ends.
session_started = Signal()
session_ended = Signal()
