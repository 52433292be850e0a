"""Writes of task and finish groups, one module for each kind of act."""

from actionplan.groups.service.highlights import begin_highlight, issue_highlight, save_highlight, throw_draft_away
from actionplan.groups.service.members import add_member, change_member, end_membership
from actionplan.groups.service.outputs import add_output, change_output
from actionplan.groups.service.steps import (
    approve,
    close_group,
    decline,
    extend,
    save_final_report,
    start,
    start_reporting,
    warn_of_ends,
)
from actionplan.groups.service.terms import change_terms, propose_group

__all__ = [
    "add_member", "add_output", "approve", "begin_highlight", "change_member", "change_output", "change_terms",
    "close_group", "decline", "end_membership", "extend", "issue_highlight", "propose_group", "save_final_report",
    "save_highlight", "start", "start_reporting", "throw_draft_away", "warn_of_ends",
]  # fmt: skip
