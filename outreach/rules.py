"""What may be written down on outreach. Pure: each rule answers with the refusal, or None when it allows.

Source: domain.md section 5 (two levels, anonymity), and the Working Together route of section 3.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from core.errors import Refused
from outreach.details import MET_WORDS as MET_WORDS
from outreach.details import Details, Heads, Written
from outreach.models import FourAnswers, MetBefore

MOST_OF_AN_ITEM = 99
LATE_ENTRIES = timedelta(days=2)
LONGEST_OUTING = timedelta(hours=18)
#: How far the clock of a phone may be from ours.
CLOCKS_DIFFER = timedelta(minutes=10)
#: A street with its kind, a house number, a postcode, or a point on a map.
EXACT_PLACE = re.compile(
    r"\b(?:street|road|avenue|lane|close|drive|crescent|terrace|flat|apartment|room)\b|\b(?:st|rd|ave)\b\.?$"
    r"|(?:^|,)\s*\d+[a-z]?\s+[a-z]+|\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b|\d+\.\d{3,}|///",
    re.IGNORECASE,
)
UNLINK_REASONS = {
    "wrong-person": "It was somebody else",
    "not-agreed": "They did not agree to it",
    "other": "Another reason",
}
LATEST_FOLLOW_UP = timedelta(days=92)
CODE_LETTERS = (4, 24)

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


def heads_may_be(heads: Heads, written: Written) -> Refused | None:
    """A headcount with its parts: new and known are among those met, and cover the contacts written down as such.

    Takes the heads and what is written down. Refuses what `headcount_may_be` does, and parts that do not fit.
    """
    if refusal := headcount_may_be(heads.total, heads.declined, written.total):
        return refusal
    if min(heads.new, heads.known) < 0:
        return Refused("New and known are 0 or more.", field="new")
    if heads.new + heads.known > heads.total:
        return Refused(
            f"{heads.new} new and {heads.known} known make {heads.new + heads.known}, of {heads.total} met.",
            instead="Together they cannot be more than all.", field="new",
        )  # fmt: skip
    for name, number, least in (("new", heads.new, written.new), ("known", heads.known, written.known)):
        if number < least:
            return Refused(
                f"{least} are written down as {name}.", instead=f"{name.capitalize()} cannot be fewer.", field=name
            )
    return presented_may_be(heads)


def presented_may_be(heads: Heads) -> Refused | None:
    """Each way of saying how people came across adds up to no more than those met; nobody need be described."""
    for name, counts in heads.presented.items():
        if any(number < 0 for number in counts.values()) or sum(counts.values()) > heads.total:
            return Refused(
                f"{sum(counts.values())} are described, of {heads.total} met.", instead="Describe fewer, or none.",
                field=f"presented_{name}",
            )  # fmt: skip
    return None


def heads_with_one_more(heads: Heads, met: MetBefore) -> Heads:
    """The headcount once somebody is met who was not counted yet."""
    new, known = heads.new + (met is MetBefore.NEW), heads.known + (met is MetBefore.KNOWN)
    return Heads(heads.total + 1, heads.declined, new, known, heads.presented)


def heads_with_one_named(heads: Heads, written: Written, met: MetBefore) -> Heads:
    """The headcount once somebody in it is written down: as new or known only where there is no place for that yet."""
    new = max(heads.new, written.new + (met is MetBefore.NEW))
    known = max(heads.known, written.known + (met is MetBefore.KNOWN))
    return Heads(heads.total, heads.declined, new, known, heads.presented)


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


def moment_may_be(at: datetime, began_at: datetime, ended_at: datetime | None, now: datetime) -> Refused | None:
    """A contact happened on its session: not before it began, not long after it ended, and not ahead of now.

    The clock of a phone may be 10 minutes off. A contact written up after the end keeps to the late entries.
    """
    if at > now + CLOCKS_DIFFER:
        return Refused("A contact cannot be later than now.", instead="Put the clock of the phone right.", field="at")
    if at < began_at - CLOCKS_DIFFER:
        return Refused("The session had not begun.", instead="Choose the session that this was on.", field="at")
    return contact_may_be_logged(ended_at, at)


def details_may_be(details: Details, known: Mapping[str, Iterable[str]]) -> Refused | None:
    """Wards, settings, barriers, concerns and what was told are codes of the lists, so that they can be counted.

    `known` gives the codes by the name of the part. Refuses a referral that was accepted and never offered.
    """
    said = {
        "ward": [details.ward], "setting": [details.setting], "barrier": [details.barrier],
        "information": details.information, "concerns": details.concerns,
    }  # fmt: skip
    for part, codes in said.items():
        if {code for code in codes if code} - set(known[part]):
            return Refused("Choose from the list.", field=part)
    if details.referral_accepted is FourAnswers.YES and details.referral_offered is FourAnswers.NO:
        return Refused("A referral that was not offered cannot be accepted.", field="referral_accepted")
    return None


def own_code_may_be(words: str) -> Refused | None:
    """A code that somebody chose for themselves: never built from initials and a date of birth (domain.md 5).

    Takes it as typed. Refuses one that is too short or long, is only letters or only numbers, holds a date in any
    order or a year of birth, or is as long as a telephone number.
    """
    code = normal_code(words)
    least, most = CODE_LETTERS
    if not least <= len(code) <= most:
        return Refused(f"A code has {least} to {most} letters and numbers.", field="code")
    digits = "".join(re.findall(r"\d", code))
    if not digits or len(digits) == len(code):
        return Refused(
            "A code mixes letters and numbers.", instead="Two letters and a number they like will do.", field="code"
        )
    if "@" in words or len(digits) > 8:
        return Refused("A code is not a telephone number or an address.", instead="Let them make one up.", field="code")
    if any(_is_a_date(run) for run in (digits, *re.findall(r"\d+", code))):
        return Refused(
            "That looks like a date of birth, which would give them away.",
            instead="Let them choose a number that is no date.", field="code",
        )  # fmt: skip
    return None


def normal_code(words: str) -> str:
    """A person's own code as it is compared: letters and numbers alone, in small letters."""
    return "".join(letter for letter in words.casefold() if letter.isalnum())


def _is_a_date(digits: str) -> bool:
    """Day and month, a year of birth, month and year, or all three, in any of the usual orders."""
    if len(digits) == 4:
        return 1930 <= int(digits) <= 2015 or _fits(f"{digits}2000", "%d%m%Y", "%m%d%Y")
    if len(digits) == 6:
        return _fits(digits, "%d%m%y", "%m%d%y", "%y%m%d", "%m%Y", "%Y%m")
    return len(digits) in (7, 8) and _fits(digits, "%d%m%Y", "%m%d%Y", "%Y%m%d")


def _fits(digits: str, *orders: str) -> bool:
    return any(_year(digits, order) >= 1900 for order in orders)


def _year(digits: str, order: str) -> int:
    try:
        return datetime.strptime(digits, order).year  # a date has no time zone
    except ValueError:
        return 0


def beat_may_be(words: str, field: str) -> Refused | None:
    """A beat is a coarse place that a team has a name for: no street, number, postcode or point (domain.md 5).

    `field` is the field of the form that it stands in.
    """
    if EXACT_PLACE.search(words):
        return Refused(
            "That is an exact place.", instead="Use a name for the whole beat, such as Canal route.", field=field
        )
    return None


def follow_up_may_be(due: date, today: date) -> Refused | None:
    """A follow-up is due on a day to come, at most a quarter ahead: later than that it is a task of a case."""
    if due < today:
        return Refused("That day is over.", instead="Choose today or later.", field="due")
    if due > today + LATEST_FOLLOW_UP:
        return Refused("That is more than 3 months ahead.", instead="Choose a nearer day.", field="due")
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
    if began_at > now + CLOCKS_DIFFER:
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
