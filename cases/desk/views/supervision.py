"""Supervision of a case: notes that only managers write and read."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, url_for

from agencies.permissions import Permission
from cases import bp
from cases.desk import queries, service
from cases.desk.forms import SupervisionForm
from cases.forms import day_of
from cases.pages import file_of, team_only
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Refused


@bp.route("/cases/<uuid:case_id>/supervision", methods=["GET", "POST"])
@requires(Permission.CASE_SUPERVISE, conceal=True)
@team_only
def show_supervision(case_id: UUID) -> Answer:
    """The notes of supervision, the latest first, and a new one."""
    return _supervision(case_id, None)


@bp.route("/cases/<uuid:case_id>/supervision/<uuid:supervision_id>/correct", methods=["GET", "POST"])
@requires(Permission.CASE_SUPERVISE, conceal=True)
@team_only
def correct_supervision(case_id: UUID, supervision_id: UUID) -> Answer:
    """Correct a note by another that stands beside it; the first can still be read."""
    return _supervision(case_id, supervision_id)


def _supervision(case_id: UUID, corrects_id: UUID | None) -> Answer:
    shown = file_of(case_id)
    actor = current_actor()
    old = queries.supervision_note(actor, shown["case"], corrects_id) if corrects_id else None
    form = SupervisionForm(**(queries.words_of(old) if old else {"held_on": clock.today()}))
    if form.submitted():
        try:
            service.write_supervision(
                actor=actor, case_id=case_id, words=form.words.data, held_on=day_of(form.held_on),
                agreed=form.agreed.data, next_on=form.next_on.day, corrects_id=corrects_id,
            )  # fmt: skip
            return redirect(url_for(".show_supervision", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    notes = queries.supervision_of(actor, shown["case"])
    return asked("cases/desk/supervision.html", form, shown, notes=notes, corrects=old)
