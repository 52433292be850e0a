"""Reads of task and finish groups and their highlight reports. Shared by the forum: no row is about a person helped."""

from actionplan.groups.queries.groups import (
    SHOWN,
    GroupRow,
    GroupView,
    MemberLine,
    OutputLine,
    StepLine,
    counts,
    ended_between,
    final_report_of,
    group,
    groups_page,
    keeps,
    led_by,
    open_groups,
    outputs_due,
    proposed_by,
    visible_to,
)
from actionplan.groups.queries.highlights import (
    HighlightRow,
    HighlightView,
    content_of,
    draft_of,
    ends_on,
    highlight,
    highlights_page,
    issued_between,
    last_issued,
    milestones,
    next_number,
    risks_of,
)
from actionplan.groups.queries.people import (
    coordinators,
    ending,
    has_lead,
    lead_addresses,
    leads,
    roles_of,
    seat_choices,
    told_of_end,
)

__all__ = [
    "GroupRow", "GroupView", "HighlightRow", "HighlightView", "MemberLine", "OutputLine", "SHOWN", "StepLine",
    "content_of", "coordinators", "counts", "draft_of", "ended_between", "ending", "ends_on", "final_report_of",
    "group", "groups_page", "has_lead", "highlight", "highlights_page", "issued_between", "keeps", "last_issued",
    "lead_addresses", "leads", "led_by", "milestones", "next_number", "open_groups", "outputs_due", "proposed_by",
    "risks_of", "roles_of", "seat_choices", "told_of_end", "visible_to",
]  # fmt: skip
