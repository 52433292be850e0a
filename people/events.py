"""What higher floors may hear of, inside the same transaction. Wired in `app.py`."""

from blinker import Signal

#: Sent with `actor`, `person_id`, `consent_id` when a consent stops covering anything (withdrawn or superseded).
consent_ended = Signal()

#: Sent with `actor`, `person_id`, `user_id` when a colleague is kept away from a person: whoever hears it takes them
#: off what they do for that person, or refuses while they cannot be spared.
colleague_excluded = Signal()
