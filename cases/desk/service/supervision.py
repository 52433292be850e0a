"""Notes of supervision: written by managers, never changed, corrected by another note that stands beside."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from agencies.permissions import Permission
from cases.desk import queries, rules
from cases.desk.models import SupervisionNote
from cases.writing import case_to_write, refuse_if, said, store
from core import clock
from core.actor import Actor
from core.errors import NotVisible, Refused


def write_supervision(
    *,
    actor: Actor,
    case_id: UUID,
    words: str,
    held_on: date,
    agreed: str | None = None,
    next_on: date | None = None,
    corrects_id: UUID | None = None,
) -> SupervisionNote:
    """Write down what a manager and the lead worker talked about, what they agreed, and when they meet next.

    `corrects_id` is an earlier note of the same case, which stays to be read; each is corrected once. NotVisible for
    anybody without CASE_SUPERVISE; refuses on a closed case, without words, and a day that is wrong.
    """
    if not actor.may(Permission.CASE_SUPERVISE):
        raise NotVisible
    case = case_to_write(actor, case_id)
    refuse_if(rules.note_may_be_written(words, held_on, next_on, clock.today()))
    worker_id = case.lead_user_id
    if corrects_id is not None:
        old = queries.supervision_note(actor, case, corrects_id)
        worker_id = old.worker_id
        if queries.is_corrected(actor, old):
            raise Refused("This note was corrected already.", instead="Correct the later one.")
    row = SupervisionNote(
        agency_id=actor.agency_id, case_id=case_id, person_id=case.person_id, worker_id=worker_id, held_on=held_on,
        words=said(words), agreed=said(agreed), next_on=next_on, corrects_id=corrects_id, written_by=actor.user_id,
        written_at=clock.now(),
    )  # fmt: skip
    store(actor, case, row, "supervision")
    return row
