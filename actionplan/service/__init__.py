"""Writes of the plan. A report never changes; the next one stands beside it."""

from actionplan.service.adding import add_action as add_action
from actionplan.service.adding import add_actions as add_actions
from actionplan.service.adding import add_whole as add_whole
from actionplan.service.adding import change_action as change_action
from actionplan.service.drafts import MAY_PUT_FORWARD as MAY_PUT_FORWARD
from actionplan.service.drafts import approve_draft as approve_draft
from actionplan.service.drafts import drop_draft as drop_draft
from actionplan.service.drafts import put_forward as put_forward
from actionplan.service.reporting import add_evidence as add_evidence
from actionplan.service.reporting import close_action as close_action
from actionplan.service.reporting import confirm_completion as confirm_completion
from actionplan.service.reporting import report_progress as report_progress
from actionplan.service.steps import add_dependency as add_dependency
from actionplan.service.steps import add_milestone as add_milestone
from actionplan.service.steps import change_milestone as change_milestone
from actionplan.service.steps import end_dependency as end_dependency
from actionplan.service.steps import move_date as move_date
from actionplan.service.versions import add_commitment as add_commitment
from actionplan.service.versions import next_version as next_version
