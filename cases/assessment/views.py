"""Pages of assessment and risk: what holds today, one page of questions at a time, versions side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from agencies.permissions import Permission
from cases import bp
from cases import queries as case_queries
from cases.assessment import queries, rules, service, shown
from cases.assessment.clash import joined, meet
from cases.assessment.forms import BeginDashForm, CheckForm, PageForm, SettingsForm, page_form
from cases.assessment.queries import Written
from cases.assessment.questions import SHEETS, Page
from cases.assessment.questions.self_harm import DO_NOW
from cases.pages import file_of, team_only
from core.access import current_actor, requires
from core.changing import Answer, asked
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm

LABEL = "Assessment and risk"


@bp.get("/cases/<uuid:case_id>/assessment")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_assessment(case_id: UUID) -> Answer:
    """What holds today: wishes and strengths, needs in their order, risks, concerns; drafts to go on with."""
    file = file_of(case_id)
    found = queries.assessments_of(current_actor(), file["case"])
    return render_template(
        "cases/assessment/hub.html", **file, hub=shown.hub(found), begin=EmptyForm(), sheets=SHEETS, rules=rules,
        label=LABEL, may_choose=current_actor().may(Permission.CASE_SUPERVISE),
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/assessment/begin/<kind>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def begin_assessment(case_id: UUID, kind: str) -> Answer:
    """Begin a form, or go on with its draft. DASH first asks whom the danger comes from, and may not apply."""
    wanted = _kind(kind)
    file = file_of(case_id)
    earlier, source = _uuid("earlier"), _uuid("from")
    asks = wanted is rules.AssessmentKind.DASH and earlier is None
    form = BeginDashForm() if asks else EmptyForm()
    if form.submitted():
        answers: dict[str, Any] = {"relationship": form["relationship"].data} if asks else {}
        try:
            if source is not None:
                answers |= shown.carried_to_marac(queries.assessment(current_actor(), file["case"], source))
            row = service.begin(
                actor=current_actor(), case_id=case_id, kind=wanted, answers=answers, earlier_id=earlier
            )
            return redirect(_page_url(case_id, row.id, SHEETS[wanted].pages[0].key), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/assessment/begin.html", form, file, sheet=SHEETS[wanted], asks=asks, label=LABEL)


@bp.get("/cases/<uuid:case_id>/assessment/<uuid:assessment_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def read_assessment(case_id: UUID, assessment_id: UUID) -> Answer:
    """One form, all of it, in words; with what follows from it."""
    file, written = _open(case_id, assessment_id)
    return _read_page(file, written)


@bp.route("/cases/<uuid:case_id>/assessment/<uuid:assessment_id>/<page>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def write_assessment(case_id: UUID, assessment_id: UUID, page: str) -> Answer:
    """One page of questions, any of which may be skipped. Of two who write at once, the second sees both."""
    actor = current_actor()
    written = queries.assessment(actor, case_queries.peek(actor, case_id), assessment_id)
    asked_page = SHEETS[written.row.kind].page(page)
    if asked_page is None or written.answers is None:
        raise NotVisible
    form = page_form(asked_page, written.answers, written.row.version)
    if not form.submitted():
        return _question(case_id, written, asked_page, form, status=200 if request.method == "GET" else 422)
    both = request.form.get("do") == "both"
    try:
        service.write_page(
            actor=actor, case_id=case_id, assessment_id=assessment_id, page=page,
            changes=joined(form, asked_page, written.answers) if both else form.changes(asked_page),
            version=form.version.data or 0, seen=form.prints(),
        )  # fmt: skip
    except Clash:
        return _two_at_once(case_id, assessment_id, asked_page, form)
    except Refused as refusal:
        form.show(refusal)
        return _question(case_id, written, asked_page, form, status=422)
    return redirect(_after(case_id, written, asked_page), 303)


@bp.route("/cases/<uuid:case_id>/assessment/<uuid:assessment_id>/finish", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def finish_assessment(case_id: UUID, assessment_id: UUID) -> Answer:
    """Read all of it over, with the person if they wish; then it holds."""
    file, written = _open(case_id, assessment_id)
    form = EmptyForm(version=written.row.version)
    status = 200
    if form.submitted():
        try:
            service.complete(
                actor=current_actor(), case_id=case_id, assessment_id=assessment_id, version=form.version.data or 0
            )
            flash("Finished. It holds from today.", "success")
            return redirect(url_for("cases.read_assessment", case_id=case_id, assessment_id=assessment_id), 303)
        except Refused as refusal:
            form.show(refusal)
            status = 422
        except Clash as clash:
            form.form_errors.append(str(clash))
            status = 409
    if status != 200:
        _renew(form, written.row.version)
    return _read_page(file, written, finish=form), status


@bp.post("/cases/<uuid:case_id>/assessment/<uuid:assessment_id>/drop")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def drop_assessment(case_id: UUID, assessment_id: UUID) -> Answer:
    """Drop a draft."""
    form = EmptyForm()
    if not form.submitted():
        raise Refused("This page did not arrive whole.", instead="Open it afresh and send it again.")
    service.drop(actor=current_actor(), case_id=case_id, assessment_id=assessment_id, version=form.version.data or 0)
    flash("Dropped. What holds today has not changed.", "success")
    return redirect(url_for("cases.show_assessment", case_id=case_id), 303)


@bp.get("/cases/<uuid:case_id>/assessment/<uuid:assessment_id>/versions")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def compare_assessments(case_id: UUID, assessment_id: UUID) -> Answer:
    """Any two versions side by side: words and levels."""
    file, written = _open(case_id, assessment_id)
    kept = queries.versions_of(current_actor(), file["case"], written.row.thread_id)
    pair = shown.pair(kept, request.args.get("one", type=int), request.args.get("other", type=int))
    return render_template(
        "cases/assessment/compare.html", **file, written=written, kept=kept, pair=pair, rules=rules, label=LABEL,
        every=request.args.get("every") == "yes", changes=shown.changes(written.row.kind, pair) if pair else [],
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/assessment/<uuid:assessment_id>/check", methods=["GET", "POST"])
@requires(Permission.CASE_SUPERVISE, conceal=True)
@team_only
def check_concern(case_id: UUID, assessment_id: UUID) -> Answer:
    """A manager's check of a concern about a child, before anything goes."""
    file, written = _open(case_id, assessment_id)
    form = CheckForm(version=written.row.version)
    status = 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            service.check(
                actor=current_actor(), case_id=case_id, assessment_id=assessment_id,
                answer=rules.Check(form.answer.data), words=form.words.data or "", version=form.version.data or 0,
            )  # fmt: skip
            return redirect(url_for("cases.read_assessment", case_id=case_id, assessment_id=assessment_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.form_errors.append(str(clash))
            status = 409
    if status != 200:
        _renew(form, written.row.version)
    return _read_page(file, written, check=form), status


@bp.route("/cases/assessment-settings", methods=["GET", "POST"])
@requires(Permission.CASE_SUPERVISE, conceal=True)
def assessment_settings() -> Answer:
    """When MARAC is prompted and how soon risk is reviewed, for one agency: sooner than the rules, never later."""
    actor = current_actor()
    chosen, row = queries.settings(actor), queries.setting_row(actor)
    version = row.version if row else 0
    form = SettingsForm(marac_threshold=chosen.marac_threshold, review_days=chosen.review_days, version=version)
    clashed, status = False, 200 if request.method == "GET" else 422
    if form.submitted():
        try:
            service.choose_settings(
                actor=actor, marac_threshold=form.marac_threshold.data or 0, review_days=form.review_days.data or 0,
                version=form.version.data or 0,
            )  # fmt: skip
            flash("Saved. It holds for every case of your agency.", "success")
            return redirect(url_for("cases.assessment_settings"), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash:
            clashed, status = True, 409
    if status != 200:
        _renew(form, version)
    return render_template("cases/assessment/settings.html", form=form, chosen=chosen, clashed=clashed), status


def _open(case_id: UUID, assessment_id: UUID) -> tuple[dict[str, Any], Written]:
    file = file_of(case_id)
    return file, queries.assessment(current_actor(), file["case"], assessment_id)


def _kind(code: str) -> rules.AssessmentKind:
    found = rules.kind(code)
    if found is None:
        raise NotVisible
    return found


def _uuid(name: str) -> UUID | None:
    return request.args.get(name, type=UUID)


def _renew(form: Any, version: int) -> None:
    form.renew_key()
    form.version.data, form.version.raw_data = version, None


def _page_url(case_id: UUID, assessment_id: UUID, page: str) -> str:
    return url_for("cases.write_assessment", case_id=case_id, assessment_id=assessment_id, page=page)


def _after(case_id: UUID, written: Written, page: Page) -> str:
    """Where a saved page leads: on through a draft; back to its form after completion; out when asked to stop."""
    row = written.row
    if request.form.get("do") == "stop":
        return url_for("cases.show_assessment", case_id=case_id)
    if row.completed_at is not None:
        return url_for("cases.read_assessment", case_id=case_id, assessment_id=row.id)
    following = shown.following(row.kind, page)
    if following is None:
        return url_for("cases.finish_assessment", case_id=case_id, assessment_id=row.id)
    return _page_url(case_id, row.id, following.key)


def _question(case_id: UUID, written: Written, page: Page, form: PageForm, *, status: int) -> Answer:
    if status != 200:
        form.renew_key()
    return _question_page(file_of(case_id), written, page, form), status


def _two_at_once(case_id: UUID, assessment_id: UUID, page: Page, form: PageForm) -> Answer:
    file, written = _open(case_id, assessment_id)
    answers = written.answers or {}
    meeting = meet(form, page, answers)
    form.renew(page, answers, written.row.version)
    return _question_page(file, written, page, form, meeting=meeting), 409


def _question_page(file: dict[str, Any], written: Written, page: Page, form: PageForm, meeting: Any = None) -> str:
    return render_template(
        "cases/assessment/write.html", **file, written=written, page=page, form=form, meeting=meeting, do_now=DO_NOW,
        place=shown.place(written, page), author=shown.author(current_actor(), written), label=LABEL,
        prompts=shown.prompts(current_actor(), file["case"], written) if page.key == "judgement" else None,
    )  # fmt: skip


def _read_page(file: dict[str, Any], written: Written, finish: Any = None, check: Any = None) -> str:
    actor = current_actor()
    kept = queries.versions_of(actor, file["case"], written.row.thread_id)
    return render_template(
        "cases/assessment/read.html", **file, written=written, kept=kept, finish=finish, check=check, label=LABEL,
        answered=shown.sections(written), follows=shown.follows(actor, file, written), rules=rules, do_now=DO_NOW,
        begin=EmptyForm(version=written.row.version), prompts=shown.prompts(actor, file["case"], written),
    )  # fmt: skip
