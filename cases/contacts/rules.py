"""What may be written down as a contact or a note, and corrected. Pure: a refusal, or None when it is allowed.

Source: domain.md 2.1 (what a contact records; tries count apart) and 2.5 (notes are disclosed; counselling).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.models import ContactDirection, ContactOutcome
from core.errors import Refused
from core.words import counted

DIRECTION_WORDS = {ContactDirection.OURS: "We got in touch", ContactDirection.THEIRS: "They got in touch"}
PURPOSE_WORDS = {
    "first": "First contact", "support": "Being there for them", "practical": "Practical help",
    "information": "Information and options", "assessment": "Assessment or review", "safety": "Safety",
    "justice": "Police, CPS or court", "health": "Health", "advocacy": "Speaking up for them", "ending": "Ending well",
}  # fmt: skip
PLACE_WORDS = {
    "ours": "Our place", "theirs": "Where they live or stay", "public": "A public place", "outreach": "On outreach",
    "health": "Hospital, clinic or SARC", "police": "Police station", "court": "Court", "service": "Another service",
    "remote": "Telephone or online",
}  # fmt: skip
#: Family and friends never interpret: none of these codes is theirs (domain.md 2.1 and 9).
INTERPRETER_WORDS = {
    "not-needed": "Not needed", "present": "Interpreter, in the room", "telephone": "Interpreter, by telephone",
    "sign": "Sign language interpreter", "worker": "A worker who speaks the language",
    "declined": "Offered, not wanted",
}  # fmt: skip
#: They were not reached though we tried; a meeting that was cancelled is not a try.
TRIES = (ContactOutcome.NO_REPLY, ContactOutcome.MESSAGE, ContactOutcome.NOT_SAFE, ContactOutcome.DID_NOT_COME)
LONGEST_AGO = timedelta(days=366 * 20)
LONGEST_DAY = 24 * 60
FEWEST_IN_A_GROUP = 2


def contact_may_be_added(at: datetime, now: datetime) -> Refused | None:
    """A contact is written down after it happened; one that is planned is a next step."""
    if at > now:
        return Refused("This is still to come.", instead="Write it as the next step.", field="day")
    if at < now - LONGEST_AGO:
        return Refused("Check the year.", field="day")
    return None


def time_spent_may_be(minutes: int, travel_minutes: int) -> Refused | None:
    """A contact and the way to it each fit in a day."""
    if not 0 <= minutes <= LONGEST_DAY:
        return Refused("Minutes must be 0 to 1,440.", field="minutes")
    if not 0 <= travel_minutes <= LONGEST_DAY:
        return Refused("Travel must be 0 to 1,440 minutes.", field="travel_minutes")
    return None


def words_of_contact_may_be(purpose: str | None, place: str | None, interpreter: str | None) -> Refused | None:
    """Purpose, place and interpreter are codes of ours or not answered; no code says that family interpreted."""
    for code, known, field in (
        (purpose, PURPOSE_WORDS, "purpose"), (place, PLACE_WORDS, "place"),
        (interpreter, INTERPRETER_WORDS, "interpreter"),
    ):  # fmt: skip
        if code is not None and code not in known:
            return Refused("Choose one of these.", field=field)
    return None


def correction_may_be(why: str) -> Refused | None:
    """A correction says what was wrong, so that both versions make sense side by side."""
    return None if why.strip() else Refused("Say what was wrong, in a few words.", field="why")


def note_may_be_written(words: str, *, restricted: bool, on_team: bool) -> Refused | None:
    """A note says something. A restricted one is written by the case team, who alone will read it."""
    if not words.strip():
        return Refused("Write the note.", field="words")
    if restricted and not on_team:
        return Refused("Only the case team writes restricted notes.", instead="Ask the lead worker.", field="kind")
    return None


def group_may_be_logged(how_many: int) -> Refused | None:
    """A group session is of two people or more."""
    if how_many < FEWEST_IN_A_GROUP:
        return Refused("Choose at least two.", instead="Log one alone on its own page.", field="came")
    return None


def tries_words(count: int, since: str) -> str:
    """“3 tries since Mon 2 Nov”; empty when there was none."""
    return f"{counted(count, 'try', 'tries')} since {since}" if count else ""
