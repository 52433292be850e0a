"""What higher floors may hear of, inside the same transaction. Wired in `app.py`."""

from blinker import Signal

#: Sent with `actor`, `person_id`, `consent_id` when a consent stops covering anything (withdrawn or superseded).
consent_ended = Signal()
