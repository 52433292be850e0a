"""What a case is about, after it was opened: what they want, needs, what is good to know, and the lead worker."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import bp, catalogue
from cases import service as case_service
from cases.desk.forms import CaseForm, LeadForm
from cases.pages import file_of, team_only
from cases.part import needs_words
from cases.reading import legible
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Clash, Refused


@bp.route("/cases/<uuid:case_id>/edit", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def edit_case(case_id: UUID) -> Answer:
    """Change what the person wants, their needs and what is good to know; a clash shows both texts."""
    shown = file_of(case_id)
    case = shown["case"]
    form = CaseForm(
        wants=legible(case, "wants"), needs=case.needs, practical=legible(case, "practical"),
        came_by=case.came_by or "", version=case.version,
    )  # fmt: skip
    if form.submitted():
        try:
            case_service.edit_case(
                actor=current_actor(), case_id=case_id, needs=form.needs.data, wants=form.wants.data,
                practical=form.practical.data, came_by=form.came_by.data, version=form.version.data or 0,
            )  # fmt: skip
            return redirect(url_for(".show_case", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _clash("cases/desk/edit.html", form, file_of(case_id))
    return asked("cases/desk/edit.html", form, shown, stored=None)


@bp.route("/cases/<uuid:case_id>/lead", methods=["GET", "POST"])
@requires(Permission.CASE_SUPERVISE, conceal=True)
@team_only
def change_lead(case_id: UUID) -> Answer:
    """Give the case another lead worker at once; whoever led it stays on the team."""
    shown = file_of(case_id)
    actor = current_actor()
    leads = agencies_queries.colleagues(actor, Permission.CASE_LEAD)
    others = {user.id: user.name for user in leads if user.id != shown["case"].lead_user_id}
    form = LeadForm(others, version=shown["case"].version)
    if form.submitted():
        try:
            case_service.change_lead(
                actor=actor, case_id=case_id, lead_user_id=UUID(form.lead.data), reason=form.reason.data,
                version=form.version.data or 0,
            )  # fmt: skip
            flash("The case has another lead worker.", "success")
            return redirect(url_for(".show_team", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            return _clash("cases/desk/lead.html", form, file_of(case_id))
    return asked("cases/desk/lead.html", form, shown, stored=None)


def _clash(template: str, form: Any, shown: dict[str, Any]) -> Answer:
    """Both at once: what is stored now, and what was typed, which is sent again as it is."""
    case = shown["case"]
    form.renew_key()
    form.version.raw_data, form.version.data = None, case.version
    return render_template(template, form=form, stored=_stored(case, shown["lead_name"]), **shown), 409


def _stored(case: Any, lead_name: str) -> list[tuple[str, str]]:
    return [
        ("What they want from this case", legible(case, "wants") or "Nothing written"),
        ("Needs", "; ".join(needs_words(case)) or "None"),
        ("Good to know", legible(case, "practical") or "Nothing written"),
        ("How they came to you", catalogue.CAME_BY.get(case.came_by or "", "Not asked")),
        ("Lead worker", lead_name),
    ]
