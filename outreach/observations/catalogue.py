"""The words of an observation: signs that can be seen, how it is known, where it stands, and the route of slavery law.

Nothing here asks where anybody is from, what papers they hold or by what right they stay (domain.md 4.5).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from outreach.observations.models import Agreed, HowKnown, HowMany, ObservationState, SlaveryRoute

REFERENCE = Path(__file__).resolve().parent.parent.parent / "reference"

#: What can be seen or heard on outreach, by code: counted, and never a finding.
SIGNS = {
    "controlled": "Told what to do by somebody who does not work",
    "money_taken": "Somebody else takes the money",
    "watched": "Watched, or never left alone",
    "spoken_for": "Somebody else speaks for them",
    "moved": "Dropped off and picked up, or moved between places",
    "long_hours": "Working all night, or without a day off",
    "debt": "Owes money to whoever decides the work",
    "belongings": "Somebody else holds their phone, keys or belongings",
    "cannot_refuse": "Cannot say no to a client, or to what is asked",
    "lives_there": "Sleeps where they work, and cannot leave freely",
    "lost": "Does not know where they are",
    "taught": "Answers as if they had been taught them",
    "afraid": "Afraid, or looks at somebody before answering",
    "injured": "Injuries left untreated, or that nobody explains",
    "threatened": "Threats to them, or to somebody close to them",
}
HOW_KNOWN_WORDS = {
    HowKnown.SAW: "I saw or heard it myself",
    HowKnown.TOLD: "Somebody it happens to told me",
    HowKnown.HEARD: "Somebody else told me",
}
HOW_MANY_WORDS = {
    HowMany.ONE: "One person", HowMany.FEW: "2 to 4", HowMany.MORE: "5 or more", HowMany.NOT_SURE: "Not sure"
}  # fmt: skip
AGREED_WORDS = {
    Agreed.NOBODY: "No, nobody",
    Agreed.YES: "Yes, and they agree that it is passed on",
    Agreed.NO: "Yes, and they do not agree",
    Agreed.NOT_ASKED: "Yes, and it was not safe to ask",
}
STATE_WORDS = {
    ObservationState.SEEN: "Waits for a manager",
    ObservationState.REVIEWED: "To be passed on",
    ObservationState.FORWARDED: "Passed on",
    ObservationState.KEPT: "Kept",
    ObservationState.CLOSED: "Closed",
}
ROUTE_WORDS = {
    SlaveryRoute.HELPLINE: "We asked the helpline for advice, naming nobody",
    SlaveryRoute.ADVICE_FIRST: "They want legal advice before they decide",
    SlaveryRoute.RESPONDER: "They agreed, and a first responder sends it",
    SlaveryRoute.DECLINED: "Offered, and they said no",
    SlaveryRoute.NONE: "Nobody could be asked safely yet",
}
#: Where information comes from, as the word that its release needs (`safety.vocabulary.Grade`).
GRADES = {HowKnown.SAW: "seen", HowKnown.TOLD: "first_hand", HowKnown.HEARD: "heard"}


@cache
def slavery() -> dict[str, Any]:
    """The national referral mechanism: helpline, first responders, who must notify (modern_slavery.json)."""
    return cast("dict[str, Any]", json.loads((REFERENCE / "modern_slavery.json").read_text()))


@cache
def settings() -> dict[str, str]:
    """Where people work, by code (work_settings.json)."""
    rows = json.loads((REFERENCE / "work_settings.json").read_text())["settings"]
    return {row["code"]: row["label"] for row in rows}


def is_first_responder(agency_code: str) -> bool:
    """Whether a member of the forum may send a request to the national referral mechanism: no charity of it may."""
    return agency_code in slavery()["members"]
