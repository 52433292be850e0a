"""When may an observation be kept, reviewed, passed on and closed? Pure; each answers with the refusal, or None.

Source: domain.md 3.5 (grounds and the person's own view), 4.5 (firewall) and 5 (an intelligence note: the observer's
facts, no identity of workers, a manager's review, consent where somebody could be known, the modern slavery route).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from core.errors import Refused
from outreach.observations.models import Agreed as Agreed
from outreach.observations.models import HowKnown as HowKnown
from outreach.observations.models import HowMany as HowMany
from outreach.observations.models import ObservationState as ObservationState
from outreach.observations.models import SlaveryRoute as SlaveryRoute
from outreach.observations.spotting import Spot, must_go

#: A reason is a sentence, not a tick.
SHORTEST_REASON = 10
#: A clock that runs fast is no lie; anything more is still to come.
FAST_CLOCK = timedelta(minutes=10)
OPEN_STATES = (ObservationState.SEEN, ObservationState.REVIEWED, ObservationState.KEPT)
MAY_BE_KNOWN = frozenset({Agreed.YES, Agreed.NO, Agreed.NOT_ASKED})
UNDER_18 = "under_18"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one worker saw: when, where by ward, how they know, what they saw, and why they think it is exploitation."""

    seen_at: datetime
    ward: str
    how_known: HowKnown
    how_many: HowMany
    facts: str
    agreed: Agreed
    setting: str | None = None
    signs: tuple[str, ...] = ()
    others: str = ""
    grounds: str = ""
    own_view: str = ""
    why_it_stays: str = ""
    child: bool = False
    danger: bool = False
    rang_999: bool | None = None

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every text of it, by the field that it was written in."""
        named = (("facts", self.facts), ("others", self.others), ("grounds", self.grounds), ("own_view", self.own_view))
        return tuple((field, words) for field, words in named if words)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a worker says of a child: who, as far as known, what they saw, and whether 999 was rung."""

    who: str
    seen: str
    age: str | None = None
    risk: str | None = None
    views: str | None = None
    danger: bool = False
    rang_999: bool | None = None


def may_be_kept(facts: Facts, now: datetime) -> Refused | None:
    """Whether an observation says enough: what was seen, when, and whether 999 was rung where somebody is in danger.

    Refuses an empty one, a moment to come, and immediate danger without an answer about 999.
    """
    if not facts.facts:
        return Refused("Write what you saw or heard.", field="facts")
    if facts.seen_at > now + FAST_CLOCK:
        return Refused("This is still to come.", field="day")
    if facts.danger and facts.rang_999 is None:
        return Refused("Ring 999 first, then say here whether you have.", field="rang_999")
    return None


def codes_may_be(facts: Facts, wards: Collection[str], settings: Collection[str], signs: Collection[str]) -> (
    Refused | None
):  # fmt: skip
    """Whether place, setting and signs are of their lists: a ward is the smallest place that is kept."""
    if facts.ward not in wards:
        return Refused("Choose a ward from the list.", field="ward")
    if facts.setting is not None and facts.setting not in settings:
        return Refused("Choose a setting from the list.", field="setting")
    if set(facts.signs) - set(signs):
        return Refused("Choose signs from the list.", field="signs")
    return None


def words_may_stay(found: Sequence[Spot], reason: str, field: str) -> Refused | None:
    """Whether a text may be kept with what was spotted in it.

    Refuses a record's reference, and a number or address of somebody who is supported: these go. Anything else stays
    with a reason.
    """
    if going := must_go(found):
        return Refused(f"{_listed(going)}.", instead="Take it out.", field=field)
    if found and len(reason.strip()) < SHORTEST_REASON:
        return Refused(
            f"{_listed(found)}.", instead="Change it, or say below why it stays.", field=field
        )  # fmt: skip
    return None


def may_be_reviewed(state: ObservationState, seen_by: UUID, reviewer: UUID, *, is_manager: bool, words: str) -> (
    Refused | None
):  # fmt: skip
    """Whether somebody may review an observation: a manager who did not see it, with a reason, while it is open."""
    if not is_manager:
        return Refused("A manager reviews observations.", instead="Ask your agency manager.")
    if seen_by == reviewer:
        return Refused("Another manager must review it: you wrote it.")
    if state not in OPEN_STATES:
        return Refused("This was passed on, or is closed.", instead="Write a note.")
    if len(words.strip()) < SHORTEST_REASON:
        return Refused(f"Say why, in {SHORTEST_REASON} letters or more.", field="words")
    return None


def may_leave(agreed: Agreed, wording: str, never: Sequence[str], found: Sequence[Spot], reason: str) -> Refused | None:
    """Whether a wording may be passed on as information for the police.

    Refuses without words; when somebody could be known from it and has not agreed; a word on where anybody is from
    (no reason lets it stay); and anything else that was spotted, without a reason.
    """
    if not wording.strip():
        return Refused("Write what may be passed on.", field="wording")
    if agreed in (Agreed.NO, Agreed.NOT_ASKED):
        return Refused(
            "Somebody could be known from it and has not agreed.",
            instead="Keep it, or ask them first when that is safe.",
            field="answer",
        )
    if never:
        return Refused(
            f"These words never reach the police: {', '.join(never)}.", instead="Take them out.", field="wording"
        )
    return words_may_stay(found, reason, "wording")


def may_be_forwarded(state: ObservationState, agreed: Agreed, *, to_forward: bool) -> Refused | None:
    """Whether an observation may be passed on now: reviewed for it, not yet passed on, and nobody known against it."""
    if state is not ObservationState.REVIEWED or not to_forward:
        return Refused("A manager has not said that this is passed on, or it was passed on already.")
    if agreed in (Agreed.NO, Agreed.NOT_ASKED):
        return Refused("Somebody could be known from it and does not agree.")
    return None


def may_be_closed(state: ObservationState, words: str, *, is_manager: bool) -> Refused | None:
    """Whether an observation may be closed: by a manager, once, with what came of it."""
    if not is_manager:
        return Refused("A manager closes observations.", instead="Ask your agency manager.")
    if state is ObservationState.CLOSED:
        return Refused("This is closed.")
    if len(words.strip()) < SHORTEST_REASON:
        return Refused(f"Say what came of it, in {SHORTEST_REASON} letters or more.", field="words")
    return None


def route_may_be(state: ObservationState, route: SlaveryRoute, words: str, *, first_responder: bool) -> Refused | None:
    """Whether a step of the modern slavery route may be noted.

    A request goes from a first responder alone, and by an adult's own informed yes: another agency says which one.
    """
    if state is ObservationState.CLOSED:
        return Refused("This is closed.")
    if route is SlaveryRoute.RESPONDER and not first_responder and not words.strip():
        return Refused("Your agency is no first responder. Say which one sends it.", field="words")
    return None


def agreement_may_be(state: ObservationState) -> Refused | None:
    """Whether the answer of somebody who could be known from it may still change: until it was passed on or closed."""
    if state in OPEN_STATES:
        return None
    return Refused("This was passed on, or is closed.", instead="Write a note.")


def child_may_be_raised(flags: Collection[str], *, child: bool) -> Refused | None:
    """A concern is raised from a contact that looked under 18, or an observation with a child in it."""
    if child or UNDER_18 in flags:
        return None
    return Refused("Nothing here says that a child was met.", instead="Raise a concern without it.")


def _listed(found: Sequence[Spot]) -> str:
    return "; ".join(spot.words for spot in found)
