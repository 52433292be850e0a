"""What may be written down on outreach. Pure: each rule answers with the refusal, or None when it allows.

Source: domain.md section 5 (two levels, anonymity), and the Working Together route of section 3.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core.errors import Refused
from outreach.models import MetBefore

MET_WORDS = {MetBefore.NEW: "New", MetBefore.KNOWN: "Known", MetBefore.NOT_SURE: "Not sure"}
MOST_OF_AN_ITEM = 99
LATE_ENTRIES = timedelta(days=2)
LONGEST_OUTING = timedelta(hours=18)

CHILD_ROUTE = (
    "A child cannot be a sex worker: this is a child who may be being exploited.",
    "If they are in danger now, ring 999.",
    "Ring children's social care at the council before the end of this shift. No consent is needed to do so.",
    "Tell your safeguarding lead tonight. Keep what you saw in their words and yours, with the time.",
    "Open no record here as an adult who sex works.",
)


def headcount_may_be(headcount: int, declined: int, contacts: int) -> Refused | None:
    """A headcount covers everyone written down and everyone who wanted nothing written down (domain.md 5).

    Takes the people met, those of them who declined, and the contacts logged. Refuses negative numbers, and a
    headcount smaller than contacts and declined together.
    """
    if min(headcount, declined) < 0:
        return Refused("A headcount is 0 or more.", field="headcount")
    if headcount < contacts + declined:
        return Refused(
            f"{contacts} written down and {declined} declined make {contacts + declined}.",
            instead="The headcount cannot be smaller.", field="headcount",
        )  # fmt: skip
    return None


def contact_may_count_already(headcount: int, declined: int, contacts: int) -> Refused | None:
    """Someone “already counted” needs a place in the headcount that no contact has taken yet (domain.md 5)."""
    if contacts + declined + 1 > headcount:
        return Refused(
            f"All {headcount} in the headcount are written down.",
            instead="Count this person as one more.",
            field="counted",
        )
    return None


def contact_may_be_logged(ended_at: datetime | None, now: datetime) -> Refused | None:
    """A session takes contacts while it runs, and late entries for 2 days after it ended."""
    if ended_at is not None and now > ended_at + LATE_ENTRIES:
        return Refused("This session ended more than 2 days ago.", instead="Start a session for what happened since.")
    return None


def given_may_be(quantities: Mapping[str, int], known: Iterable[str]) -> Refused | None:
    """Each item is a known one, 1 to 99 of it; an item not given is left out."""
    for item, quantity in quantities.items():
        if item not in known:
            return Refused("That item is not on the list.", field="given")
        if not 1 <= quantity <= MOST_OF_AN_ITEM:
            return Refused(f"Each item must be 0 to {MOST_OF_AN_ITEM}.", field="given")
    return None


def flags_may_be(flags: Iterable[str], known: Iterable[str]) -> Refused | None:
    """Flags and interventions are codes of the catalogue, so that they can be counted."""
    if unknown := set(flags) - set(known):
        return Refused(f"Not on the list: {', '.join(sorted(unknown))}.")
    return None


def session_may_begin(began_at: datetime, now: datetime) -> Refused | None:
    """A session is written down when it begins or afterwards, never ahead: headcounts are of people met."""
    if began_at > now + timedelta(minutes=10):
        return Refused("A session cannot begin later than now.", instead="Start it when you set out.", field="time")
    return None


def record_may_be_opened(flags: Iterable[str]) -> Refused | None:
    """No sex work record for someone who looked under 18: that is a child safeguarding matter (domain.md 3.3)."""
    if "under_18" in flags:
        return Refused(CHILD_ROUTE[0], instead=CHILD_ROUTE[2])
    return None


def met_before(code: str) -> MetBefore:
    """The answer to “met before?” that a code stands for; ValueError when it is none."""
    return MetBefore(code)


def normal_alias(words: str) -> str:
    """An alias as it is kept: single spaces, none at the ends."""
    return " ".join(words.split())
