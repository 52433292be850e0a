"""What a phone may do without signal. Pure: each rule answers with the refusal, or None when it allows.

Source: domain.md section 5 (offline entry, wiped after sync), security.md T11 (a lost or stolen phone).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from core.errors import Refused
from outreach.offline.models import EntryKind as EntryKind
from outreach.offline.models import EntryState as EntryState

#: How long after the last sign-in a phone takes entries without signal: the longest outing.
READY_FOR = timedelta(hours=18)
#: A phone that was not heard of for so long is closed by itself.
FORGOTTEN_AFTER = timedelta(days=60)
#: An entry that nobody mended for so long is left out, and its words go.
HELD_FOR = timedelta(days=30)
MOST_PHONES = 5
LONGEST_ENTRY = 64 * 1024
MOST_ANSWERS = 300
#: How many entries a phone sends in one go.
MOST_AT_ONCE = 10

KIND_WORDS = {
    EntryKind.SESSION: "Start of a session", EntryKind.CONTACT: "A contact",
    EntryKind.MET: "Met, nothing written down", EntryKind.END: "End of a session",
    EntryKind.UNREADABLE: "An entry that cannot be read",
}  # fmt: skip
UNREADABLE = Refused(
    "This entry cannot be read: it was damaged, or sealed for another phone.", instead="Nothing of it can be mended."
)
SESSION_AWAY = Refused("Its session is not in the log.", instead="Mend the session first, or choose another one.")


class NotAnEntry(ValueError):
    """What was opened is not an entry as our page writes it."""


@dataclass(frozen=True, slots=True)
class Written:
    """One entry as it was written on the phone: what it is, of which session, when, and its answers in order."""

    kind: EntryKind
    session_id: UUID
    at: datetime
    pairs: tuple[tuple[str, str], ...]


def place(device_id: UUID, entry_id: UUID) -> str:
    """What an entry is bound to: its phone and itself. It opens nowhere else."""
    return f"{device_id}|{entry_id}"


def written(words: str) -> Written:
    """Read an opened entry; NotAnEntry when it has another shape than our page gives it."""
    try:
        found = json.loads(words)
        kind, at = EntryKind(found["kind"]), datetime.fromisoformat(found["at"])
        return Written(kind, UUID(found["session"]), _aware(at), _pairs(found["fields"]))
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise NotAnEntry("not an entry") from wrong


def as_kept(entry: Written) -> dict[str, Any]:
    """An entry as it is kept while it waits to be mended; `written` reads it back."""
    fields = [list(pair) for pair in entry.pairs]
    return {"kind": entry.kind.value, "session": str(entry.session_id), "at": entry.at.isoformat(), "fields": fields}


def moment(at: datetime, now: datetime) -> datetime:
    """When it happened: what the phone says, but never later than now, since clocks of phones run ahead."""
    return min(at, now)


def phone_may_log(revoked_at: datetime | None) -> Refused | None:
    """A phone that was revoked sends nothing more: what it holds may come from a thief."""
    if revoked_at is not None:
        return Refused("This phone was taken off the list.", instead="Set it up again if it is with you.")
    return None


def another_phone_may_be_ready(standing: int) -> Refused | None:
    """An account has few phones, so that a forgotten one stands out."""
    if standing >= MOST_PHONES:
        return Refused(f"You have {MOST_PHONES} phones set up.", instead="Take one off the list first.")
    return None


def entry_may_be_settled(state: str) -> Refused | None:
    """Only what waits can be mended or left out: each entry counts once, ever."""
    if state != "held":
        return Refused("This entry was seen to already.", instead="Open the session to see what is in the log.")
    return None


def browser_name(agent: str) -> str:
    """What to call a phone in a list, from what its browser says of itself: “Chrome on Android”."""
    return f"{_first(agent, BROWSERS, 'A browser')} on {_first(agent, SYSTEMS, 'a device')}"


BROWSERS = {
    "Edg": "Edge", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome",
    "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "a Mac",
    "Linux": "Linux",
}  # fmt: skip


def _first(agent: str, marks: Mapping[str, str], otherwise: str) -> str:
    return next((words for mark, words in marks.items() if mark in agent), otherwise)


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise NotAnEntry("a moment without its time zone")
    return at


def _pairs(fields: Any) -> tuple[tuple[str, str], ...]:
    pairs = tuple((name, value) for name, value in fields)
    if len(pairs) > MOST_ANSWERS or not all(isinstance(part, str) for pair in pairs for part in pair):
        raise NotAnEntry("answers that no page gives")
    return pairs
