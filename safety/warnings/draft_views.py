"""Pages of drafts: begun from reports, mended and answered, sent to a second person, released or given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import change
from core.errors import Clash, NotVisible, Refused
from core.forms import EmptyForm, RoundtableForm
from safety import bp
from safety.anonymity import open_findings
from safety.reports import queries as reports
from safety.warnings import queries, rules, service
from safety.warnings.forms import AnswersForm, BackForm, WarningForm

Page = str | Response | tuple[str, int]
WRITERS = queries.WRITERS


@bp.get("/warnings/drafts")
@requires(*WRITERS, conceal=True)
def list_warning_drafts() -> Page:
    """Drafts that wait for a second person, and those being written."""
    actor = current_actor()
    page = queries.drafts_page(actor, request.args.get("page", 1, type=int))
    return render_template(
        "safety/warnings/drafts.html", page=page, agree=queries.reports_to_choose(actor),
        warned=queries.warned_already(actor),
        releases=actor.may(Permission.REPORT_RELEASE), actor=actor, drafts=page.total,
    )  # fmt: skip


@bp.route("/warnings/new", methods=["GET", "POST"])
@requires(*WRITERS, conceal=True)
def new_warning() -> Page:
    """Begin a warning from one report or several that agree to one: `report`, as often as there are."""
    actor = current_actor()
    rows = _reports(actor)
    if not rows:
        return redirect(url_for("safety.list_warning_drafts"), 303)
    text, grade = queries.from_reports(actor, rows)
    form = WarningForm(text, grade=grade.value)
    shown = {
        "reports": rows, "others": queries.reports_to_choose(actor, [row.id for row in rows]), "draft": None,
        "ours": queries.our_current(actor), "button": EmptyForm(),
    }  # fmt: skip
    if form.submitted():
        try:
            row = service.start_draft(
                actor=actor, report_ids=[each.id for each in rows], text=form.text(), grade=form.source(),
                months=int(form.months.data),
            )  # fmt: skip
            return redirect(url_for("safety.show_warning_draft", draft_id=row.id), 303)
        except Refused as refusal:
            form.show(refusal)
    if request.method == "GET":
        return render_template("safety/warnings/write.html", form=form, stored=[], **shown)
    form.renew_key()
    return render_template("safety/warnings/write.html", form=form, stored=[], **shown), 422


def _reports(actor: Actor) -> list[Any]:
    """The reports that the address names; NotVisible when one of them is not the reader's."""
    try:
        ids = [UUID(each) for each in dict.fromkeys(request.args.getlist("report"))][: rules.MOST_REPORTS]
    except ValueError:
        raise NotVisible from None
    return [reports.report(actor, report_id) for report_id in ids]


@bp.get("/warnings/drafts/<uuid:draft_id>")
@requires(*WRITERS, conceal=True)
def show_warning_draft(draft_id: UUID) -> Page:
    """One draft: how it will read, what the check finds, and what comes next."""
    return _draft_page(current_actor(), draft_id)


def _draft_page(actor: Actor, draft_id: UUID, form: RoundtableForm | None = None) -> str:
    page = queries.draft_page(actor, queries.draft(actor, draft_id))
    back = form if isinstance(form, BackForm) else BackForm(version=page.row.version)
    return render_template(
        "safety/warnings/draft.html", page=page, open=open_findings(page.findings, page.answers),
        form=form if form is not None and form is not back else EmptyForm(version=page.row.version), back=back,
        failed=form, rules=rules,
    )  # fmt: skip


@bp.route("/warnings/drafts/<uuid:draft_id>/change", methods=["GET", "POST"])
@requires(*WRITERS, conceal=True)
def change_warning_draft(draft_id: UUID) -> Page:
    """Write a draft anew; one that was with the second person is taken back to be written."""
    actor = current_actor()
    row = queries.draft(actor, draft_id)
    text = queries.draft_text(row)
    form = WarningForm(text, grade=row.grade.value, months=str(row.months), version=row.version)

    def write() -> None:
        service.change_draft(
            actor=actor, draft_id=draft_id, text=form.text(), grade=form.source(), months=int(form.months.data),
            version=form.version.data or 0,
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.peek(actor, draft_id)
        said = queries.draft_text(now)
        noticed = "; ".join(f"{each.label}: {each.value}" for each in said.noticed)
        return now.version, [
            ("Heading", said.title), ("What was reported", said.words), ("Noticed", noticed or "Nothing"),
            ("What may help", said.advice or "Nothing"), ("Kinds of harm", ", ".join(said.harm_words)),
            ("Where", ", ".join(said.ward_words) or "Nowhere"), ("When", said.when_words or "Not said"),
        ]  # fmt: skip

    shown = {"reports": queries.sources_of(actor, draft_id), "others": [], "draft": row, "ours": []}
    return change(
        "safety/warnings/write.html", form, shown, write, stored,
        back=url_for("safety.show_warning_draft", draft_id=draft_id),
    )  # fmt: skip


@bp.route("/warnings/drafts/<uuid:draft_id>/check", methods=["GET", "POST"])
@requires(*WRITERS, conceal=True)
def check_warning_draft(draft_id: UUID) -> Page:
    """Answer what the check finds, find by find; what must go is mended on the draft."""
    actor = current_actor()
    page = queries.draft_page(actor, queries.draft(actor, draft_id))
    answerable = [each for each in page.findings if not each.must_go]
    form = AnswersForm([each.key for each in answerable], page.answers, version=page.row.version)

    def write() -> None:
        service.answer_findings(
            actor=actor, draft_id=draft_id, answers=form.given(), version=form.version.data or 0
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.peek(actor, draft_id)
        said = queries.answers_in(now)
        return now.version, [(f"{each.title}: {each.found}", said.get(each.key, "")) for each in answerable]

    return change(
        "safety/warnings/check.html", form, {"page": page, "answerable": answerable}, write, stored,
        back=url_for("safety.show_warning_draft", draft_id=draft_id),
    )  # fmt: skip


@bp.post("/warnings/drafts/<uuid:draft_id>/send")
@requires(*WRITERS, conceal=True)
def send_warning_draft(draft_id: UUID) -> Page:
    """Give a draft to a second person."""

    def act(actor: Actor, form: RoundtableForm) -> str:
        service.send_draft(actor=actor, draft_id=draft_id, version=form.version.data or 0)
        return "Sent. A second person reads it before it leaves."

    return _act(draft_id, EmptyForm(), act)


@bp.post("/warnings/drafts/<uuid:draft_id>/back")
@requires(Permission.REPORT_RELEASE, conceal=True)
def send_back_warning_draft(draft_id: UUID) -> Page:
    """Give a draft back, with what should change."""
    back = BackForm()

    def act(actor: Actor, form: RoundtableForm) -> str:
        service.send_back(
            actor=actor, draft_id=draft_id, words=back.words.data or "", version=form.version.data or 0
        )  # fmt: skip
        return "Sent back. They see what should change."

    return _act(draft_id, back, act)


@bp.post("/warnings/drafts/<uuid:draft_id>/release")
@requires(Permission.REPORT_RELEASE, conceal=True)
def release_warning_draft(draft_id: UUID) -> Page:
    """Let it out, exactly as it was read."""
    actor, form = current_actor(), EmptyForm()
    try:
        if form.submitted():
            made = service.release(actor=actor, draft_id=draft_id, version=form.version.data or 0)
            flash(f"{made.reference} is out. The support agencies of the forum can read it now.", "success")
            return redirect(url_for("safety.show_warning", warning_id=made.id), 303)
    except Refused as refusal:
        form.show(refusal)
    except Clash as clash:
        return _again(draft_id, form, Refused(str(clash)), 409)
    return _again(draft_id, form, None, 422)


@bp.post("/warnings/drafts/<uuid:draft_id>/drop")
@requires(*WRITERS, conceal=True)
def drop_warning_draft(draft_id: UUID) -> Page:
    """Drop a draft: its words are destroyed."""

    def act(actor: Actor, form: RoundtableForm) -> str:
        service.drop_draft(actor=actor, draft_id=draft_id, version=form.version.data or 0)
        return "Dropped. Its words are destroyed."

    return _act(draft_id, EmptyForm(), act)


def _act(draft_id: UUID, form: RoundtableForm, act: Callable[[Actor, RoundtableForm], str]) -> Page:
    """One button or short form: do it, or show the draft again with the reason why not."""
    actor = current_actor()
    try:
        if form.submitted():
            flash(act(actor, form), "success")
            return redirect(url_for("safety.show_warning_draft", draft_id=draft_id), 303)
    except Refused as refusal:
        form.show(refusal)
    except Clash as clash:
        return _again(draft_id, form, Refused(str(clash)), 409)
    return _again(draft_id, form, None, 422)


def _again(draft_id: UUID, form: RoundtableForm, refusal: Refused | None, status: int) -> Page:
    actor = current_actor()
    if refusal is not None:
        form.show(refusal)
    form.version.raw_data = None
    form.version.data = queries.peek(actor, draft_id).version
    form.renew_key()
    return _draft_page(actor, draft_id, form), status
