"""Pages of the doors: breaking the glass and closing it, openings and their review, and who opened what."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from agencies.views.again import refuse_another_password
from cases import bp
from cases import queries as case_queries
from cases.doors import queries, rules, service
from cases.doors.forms import DoorsForm, ReviewForm
from cases.forms import BreakGlassForm
from cases.pages import file_of, team_only
from cases.writing import refuse_if
from core.access import current_actor, requires
from core.changing import Answer
from core.errors import Clash, NotVisible, Refused
from core.words import clock_time

REVIEW = (Permission.CASE_SUPERVISE, Permission.PROTECTION_LEAD)


@bp.route("/cases/<uuid:case_id>/break-glass", methods=["GET", "POST"])
@requires(Permission.CASE_READ, conceal=True)
def break_glass(case_id: UUID) -> Answer:
    """Open a case for an hour from outside its team: with a reason, and one's own password again."""
    actor = current_actor()
    try:
        queries.door_to(actor, case_id)
    except Refused:
        return redirect(url_for(".show_case", case_id=case_id), 303)
    form = BreakGlassForm()
    if form.submitted():
        try:
            refuse_if(refuse_another_password(form.password.data or ""))
            row = service.break_glass(actor=actor, case_id=case_id, reason=form.reason.data or "")
            flash(f"This case is open to you until {clock_time(row.ends_at)}.", "success")
            return redirect(url_for(".show_case", case_id=case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    form.renew_key()
    door = case_queries.closed_door(actor, case_id)
    if door is None:
        raise NotVisible
    page = render_template("cases/door.html", door=door, form=form)
    return page, 200 if request.method == "GET" else 422


@bp.post("/cases/<uuid:case_id>/close-glass")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def close_glass(case_id: UUID) -> Answer:
    """Close a case that one opened, before its hour is over."""
    actor = current_actor()
    case_queries.peek(actor, case_id)
    if service.close_glass(actor=actor, case_id=case_id):
        flash("You have closed the case.", "success")
    return redirect(url_for(".list_cases"), 303)


@bp.get("/cases/<uuid:case_id>/openings")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_case_openings(case_id: UUID) -> Answer:
    """Who opened this case by break-glass, when and why, for its team."""
    shown = file_of(case_id)
    rows = [] if shown["glass"] else queries.openings_of(current_actor(), shown["case"])
    return render_template("cases/doors/case.html", **shown, rows=rows)


@bp.get("/cases/openings")
@requires(*REVIEW, conceal=True)
def list_openings() -> Answer:
    """The agency's openings by break-glass: those to review, or all."""
    waiting = request.args.get("view") != "all"
    page = queries.openings_page(current_actor(), request.args.get("page", 1, type=int), waiting=waiting)
    return render_template(
        "cases/doors/list.html", page=page, waiting=waiting,
        may_look=current_actor().may(Permission.PROTECTION_LEAD),
    )  # fmt: skip


@bp.route("/cases/openings/<uuid:opening_id>", methods=["GET", "POST"])
@requires(*REVIEW, conceal=True)
def review_opening(opening_id: UUID) -> Answer:
    """One opening: who, when, why; and what the reviewer says of it. A clash keeps what was typed."""
    actor = current_actor()
    line = queries.opening(actor, opening_id)
    form, code = ReviewForm(version=line.row.version), 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            service.review_opening(
                actor=actor, opening_id=opening_id, verdict=rules.verdict(form.verdict.data or ""),
                words=form.words.data, version=form.version.data or 0,
            )  # fmt: skip
            flash("Reviewed.", "success")
            return redirect(url_for(".list_openings"), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.show(Refused(str(clash)))
            line, code = queries.opening(actor, opening_id), 409
            form.version.raw_data, form.version.data = None, line.row.version
    form.renew_key()
    page = render_template(
        "cases/doors/opening.html", line=line, form=form, own=line.row.opened_by == actor.user_id,
        may_open=actor.may(Permission.CASE_ALL),
    )  # fmt: skip
    return page, code


@bp.get("/cases/access")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def find_access() -> Answer:
    """Who has opened a case or a record: asked by its reference, without opening it."""
    reference, problem = request.args.get("reference", "").strip(), ""
    if reference:
        try:
            found = queries.watched(current_actor(), reference)
            if found.is_case:
                return redirect(url_for(".case_access", case_id=found.id), 302)
            return redirect(url_for(".person_access", person_id=found.id), 302)
        except NotVisible:
            problem = f"No case or record here has the reference “{reference}”."
    return render_template("cases/doors/find.html", reference=reference, problem=problem)


@bp.get("/cases/<uuid:case_id>/access")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def case_access(case_id: UUID) -> Answer:
    """Who has opened a case, from the audit trail: no word of the case itself."""
    return _access(queries.watched_case(current_actor(), case_id))


@bp.get("/people/<uuid:person_id>/access")
@requires(Permission.PROTECTION_LEAD, conceal=True)
def person_access(person_id: UUID) -> Answer:
    """Who has opened a person's record, or anything about them, from the audit trail."""
    return _access(queries.watched_person(current_actor(), person_id))


@bp.route("/settings/case-doors", methods=["GET", "POST"])
@requires(Permission.AGENCY_SETTINGS)
def case_doors() -> Answer:
    """Whether the agency opens its cases to all its caseworkers. A clash shows how it stands, and what was chosen."""
    actor = current_actor()
    row = case_queries.opens_to_all(actor)
    form = DoorsForm(to_all="all" if row and row.to_all else "team", version=row.version if row else 0)
    code = 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            service.open_to_all(actor=actor, to_all=form.to_all.data == "all", version=form.version.data or 0)
            flash("Saved.", "success")
            return redirect(url_for(".case_doors"), 303)
        except Clash as clash:
            form.show(Refused(str(clash)))
            row, code = case_queries.opens_to_all(actor), 409
            form.version.raw_data, form.version.data = None, row.version if row else 0
    form.renew_key()
    return render_template("cases/doors/settings.html", form=form, row=row), code


def _access(what: queries.Watched) -> Answer:
    actor = current_actor()
    page = queries.seen_page(actor, what, request.args.get("page", 1, type=int))
    return render_template("cases/doors/access.html", what=what, page=page, seers=queries.seers(actor, what))
