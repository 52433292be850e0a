"""Writes of the Victims' Code: one right at a time, under the edition it was read from, and complaints."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from cases.justice import queries, rules
from cases.justice.models import ComplaintOutcome, ComplaintStage, Met, RightRecord, RightsComplaint
from cases.justice.service.rows import change, make
from cases.writing import case_to_write, refuse_if, said
from core import clock
from core.actor import Actor


def save_right(
    *, actor: Actor, case_id: UUID, edition: str, number: int, explained_on: date | None, met: Met,
    met_on: date | None = None, words: str | None = None, version: int = 0,
) -> RightRecord:  # fmt: skip
    """Write down one right: explained when, met, partly, not, or not applicable, with words. It keeps its edition.

    `version` is 0 while nothing was written of it. Refuses “not met” without words; Clash when it changed since.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.right_may_say(number, edition, explained_on, met, met_on, words or "", clock.today()))
    values = {"explained_on": explained_on, "met": met, "met_on": met_on, "words": said(words)}
    row = queries.right(actor, case, edition, number)
    if row is None:
        return make(actor, case, RightRecord, "right", version, edition=edition, number=number, **values)
    return change(actor, case, row, "right", version, **values)


def save_complaint(
    *,
    actor: Actor,
    case_id: UUID,
    edition: str,
    number: int | None,
    to_whom: str,
    stage: ComplaintStage,
    about: str | None = None,
    made_on: date | None = None,
    answer_due_on: date | None = None,
    answered_on: date | None = None,
    outcome: ComplaintOutcome | None = None,
    outcome_words: str | None = None,
    complaint_id: UUID | None = None,
    version: int = 0,
) -> RightsComplaint:
    """Write down a complaint that a right was not met, or how far it has come. `number` is None for police conduct.

    Refuses a closed one that does not say what came of it; Clash when it changed since `version`.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.complaint_may_say(to_whom, stage, made_on, answered_on, outcome, clock.today()))
    if number is not None:
        refuse_if(rules.right_may_say(number, edition, None, Met.NOT_KNOWN, None, "", clock.today()))
    values = {
        "edition": edition, "number": number, "to_whom": to_whom, "stage": stage, "about": said(about),
        "made_on": made_on, "answer_due_on": answer_due_on, "answered_on": answered_on, "outcome": outcome,
        "outcome_words": said(outcome_words),
    }  # fmt: skip
    if complaint_id is not None:
        return change(actor, case, queries.complaint(actor, case, complaint_id), "complaint", version, **values)
    return make(actor, case, RightsComplaint, "complaint", version, **values)
