"""Where a checked text can be read: its kind in words, and the page that its id opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import InstrumentedAttribute
from werkzeug.routing import BuildError

from actionplan.groups.models import GroupOutput
from actionplan.measures.models import MeasureValue
from actionplan.models import ActionUpdate
from actionplan.voice.models import VoiceAnswer, VoiceTold
from forum.minutes.models import Minutes
from forum.models import AgendaItem
from forum.review.models import ReviewAnswer, ReviewDecision, SurveyAnswer
from forum.wording import queries


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A kind of text: its words, and the endpoint with the name of the id it takes.

    `whose`: the columns that lead from the text to the row which has the page, where the text has none of its own.
    """

    words: str
    endpoint: str
    value: str
    fixed: tuple[tuple[str, str], ...] = ()
    whose: tuple[InstrumentedAttribute[UUID], ...] = ()


_ACTION = ("actionplan.show_action", "action_id")
_GROUP = ("actionplan.show_group", "group_id")
_MEETING = ("forum.show_meeting", "meeting_id")
_REVIEW = ("forum.show_review", "review_id")
_FINDING = ("actionplan.show_finding", "finding_id")
_ENTRY = ("actionplan.show_log_entry", "entry_id")

#: By the `kind` that a service gives to `people.leaks.service.settle`.
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
    "declaration": TextPlace("Declared interest", "forum.show_attendance", "meeting_id"),
    "agenda item": TextPlace("Item of an agenda", "forum.show_agenda", "meeting_id", whose=(AgendaItem.meeting_id,)),
    "paper": TextPlace("Paper of a meeting", "forum.show_paper", "paper_id"),
    "minutes": TextPlace("Minutes", "forum.show_minutes", "meeting_id", whose=(Minutes.meeting_id,)),
    "progress report": TextPlace("Progress report", "forum.show_report", "report_id"),
    "review decision": TextPlace("Annual review", *_REVIEW, whose=(ReviewDecision.review_id,)),
    "review answer": TextPlace("Annual review", *_REVIEW, whose=(ReviewAnswer.review_id,)),
    "review survey": TextPlace("Members’ survey", *_REVIEW, whose=(SurveyAnswer.review_id,)),
    "action update": TextPlace("Update of an action", *_ACTION, whose=(ActionUpdate.action_id,)),
    "action dependency": TextPlace("What an action waits for", *_ACTION),
    "action draft": TextPlace("Action put forward", "actionplan.show_draft", "draft_id"),
    "action sheet": TextPlace("Actions from a spreadsheet", "actionplan.show_sheet", "sheet_id"),
    "group output": TextPlace("Output of a group", *_GROUP, whose=(GroupOutput.group_id,)),
    "voice answer": TextPlace("Answer to what people said", *_FINDING, whose=(VoiceAnswer.finding_id,)),
    "voice told": TextPlace("Telling people what came of it", *_FINDING, whose=(VoiceTold.finding_id,)),
    "measure value": TextPlace(
        "Value of a measure", "actionplan.show_measure", "plan_measure_id", whose=(MeasureValue.measure_id,)
    ),
    "statistic question": TextPlace(
        "Question about figures", "actionplan.change_statistic_question", "statistic_question_id"
    ),
    "cited statistic": TextPlace("Figure from a source", "actionplan.show_figure", "figure_id"),
}


def place_words(kind: str) -> str:
    """A kind of text in words; one that nobody described is named as it is."""
    return PLACES[kind].words if kind in PLACES else kind.replace("_", " ").capitalize()


def place_url(kind: str, row_id: UUID) -> str:
    """The page where a text can be read; empty when it is gone, or nobody said where it stands."""
    place = PLACES.get(kind)
    page_id: UUID | None = row_id
    for column in place.whose if place else ():
        page_id = page_id and queries.row_of(column, page_id)
    if place is None or page_id is None:
        return ""
    values: dict[str, Any] = {**dict(place.fixed), place.value: page_id}
    try:
        return url_for(place.endpoint, **values)
    except BuildError:
        return ""
