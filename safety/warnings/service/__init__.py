"""Writes of warnings: the draft and its check, the release and what it makes, and the ways in which a warning ends."""

from safety.warnings.service.drafting import answer_findings as answer_findings
from safety.warnings.service.drafting import change_draft as change_draft
from safety.warnings.service.drafting import drop_draft as drop_draft
from safety.warnings.service.drafting import send_back as send_back
from safety.warnings.service.drafting import send_draft as send_draft
from safety.warnings.service.drafting import start_correction as start_correction
from safety.warnings.service.drafting import start_draft as start_draft
from safety.warnings.service.ending import end_due as end_due
from safety.warnings.service.ending import on_report_erased as on_report_erased
from safety.warnings.service.ending import on_scope_ended as on_scope_ended
from safety.warnings.service.ending import withdraw as withdraw
from safety.warnings.service.issuing import note_shown as note_shown
from safety.warnings.service.issuing import release as release
from safety.warnings.service.issuing import share_with_new as share_with_new
