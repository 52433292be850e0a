"""The brake on the public feed: so many questions a minute from one network, counted in this process alone.

It is open data, so a question stores nothing: what it keeps is forgotten with the minute, and with the process.
"""

from __future__ import annotations

from threading import Lock

from core import clock

MOST_A_MINUTE = 120
#: More networks than this in one minute are counted together, so that the count cannot fill the memory.
MOST_NETWORKS = 10_000

_lock = Lock()
_counts: dict[str, int] = {}
_minute = [0]


def may_ask(network: str) -> bool:
    """Count a question, and say whether its network is within its limit this minute."""
    now = int(clock.now().timestamp()) // 60
    with _lock:
        if now != _minute[0]:
            _minute[0] = now
            _counts.clear()
        place = network if network in _counts or len(_counts) < MOST_NETWORKS else ""
        _counts[place] = _counts.get(place, 0) + 1
        return _counts[place] <= MOST_A_MINUTE


def seconds_left() -> int:
    """How long until the next minute begins."""
    return 60 - int(clock.now().timestamp()) % 60
