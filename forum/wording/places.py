"""Where a checked text can be read: its kind in words, and the page that its id opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from werkzeug.routing import BuildError


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A kind of text: its words, and the endpoint with the name of the id it takes. No endpoint: no page of its own."""

    words: str
    endpoint: str = ""
    value: str = ""
    fixed: tuple[tuple[str, str], ...] = ()


_ACTION = ("actionplan.show_action", "action_id")
_GROUP = ("actionplan.show_group", "group_id")
_MEETING = ("forum.show_meeting", "meeting_id")
_ENTRY = ("actionplan.show_log_entry", "entry_id")

#: By the `kind` that a service gives to `people.leaks.service.settle`. What has its own words only is in `place_words`.
PLACES: Mapping[str, TextPlace] = {
    "action": TextPlace("Action", *_ACTION),
    "action closing": TextPlace("Closing of an action", *_ACTION),
    "action date": TextPlace("New date of an action", *_ACTION),
    "action evidence": TextPlace("Evidence of an action", *_ACTION),
    "action milestone": TextPlace("Milestone of an action", *_ACTION),
    "commitment": TextPlace("Commitment", "actionplan.show_commitment", "commitment_id"),
    "consultation": TextPlace("Consultation", "actionplan.show_consultation", "consultation_id"),
    "voice finding": TextPlace("What people said", "actionplan.show_finding", "finding_id"),
    "group": TextPlace("Terms of reference", *_GROUP),
    "group step": TextPlace("Decision on a group", *_GROUP),
    "highlight report": TextPlace("Highlight report", "actionplan.show_highlight", "report_id"),
    "policy log entry": TextPlace("Policy log", *_ENTRY, (("log", "policy"),)),
    "research log entry": TextPlace("Research log", *_ENTRY, (("log", "research"),)),
    "training log entry": TextPlace("Training log", *_ENTRY, (("log", "training"),)),
    "resource log entry": TextPlace("Resources and funding", *_ENTRY, (("log", "resources"),)),
    "enforcement plan": TextPlace("Planned enforcement", *_ENTRY, (("log", "enforcement"),)),
    "sign-up log entry": TextPlace("Joining National Ugly Mugs", *_ENTRY, (("log", "joining"),)),
    "self-assessment": TextPlace("Police guidance", "actionplan.show_assessment", "assessment_id"),
    "bulletin": TextPlace("Bulletin", "actionplan.show_bulletin", "bulletin_id"),
    "bulletin item": TextPlace("Item of the bulletin", "actionplan.change_bulletin_item", "bulletin_item_id"),
    "measure": TextPlace("Measure", "actionplan.show_measure", "plan_measure_id"),
    "meeting": TextPlace("Meeting", *_MEETING),
    "paper": TextPlace("Paper of a meeting"),
    "minutes": TextPlace("Minutes"),
    "review decision": TextPlace("Annual review"),
    "review answer": TextPlace("Annual review"),
    "review survey": TextPlace("Members’ survey"),
}


def place_words(kind: str) -> str:
    """A kind of text in words; one that nobody described is named as it is."""
    return PLACES[kind].words if kind in PLACES else kind.replace("_", " ").capitalize()


def place_url(kind: str, row_id: UUID) -> str:
    """The page where a text can be read; empty when it has none of its own."""
    place = PLACES.get(kind)
    if place is None or not place.endpoint:
        return ""
    values: dict[str, Any] = {**dict(place.fixed), place.value: row_id}
    try:
        return url_for(place.endpoint, **values)
    except BuildError:
        return ""
