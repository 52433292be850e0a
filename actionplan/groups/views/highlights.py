"""Pages of highlight reports: read, begin, write, issue, correct."""

from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from actionplan import bp
from actionplan import queries as plan
from actionplan.groups import queries, service
from actionplan.groups.documents import highlight_pdf, report_words
from actionplan.groups.highlight_forms import HighlightForm, IssueForm
from actionplan.groups.highlight_rules import ReportState
from actionplan.groups.queries import HighlightView
from actionplan.groups.views.groups import WRITERS
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.changing import Answer, Stored, change
from core.downloads import pdf_file
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from core.words import long_day


@bp.get("/highlight-reports")
@requires(Permission.PLAN_READ)
def list_highlights() -> Answer:
    """Every issued highlight report, the latest first, and the drafts that the reader may write."""
    actor = current_actor()
    drafts = queries.highlights_page(actor, state=ReportState.DRAFT).items
    return render_template(
        "actionplan/groups/highlights.html", page=queries.highlights_page(actor, request.args.get("page", 1, type=int)),
        drafts=drafts, groups=[row for row in queries.led_by(actor) if row.report_due_on],
        priorities=_priorities() if actor.may(Permission.PLAN_WRITE) else [], form=EmptyForm(),
    )  # fmt: skip


@bp.post("/highlight-reports")
@requires(*WRITERS)
def begin_highlight() -> Answer:
    """Begin the next report of a group or a priority, or a corrected one; the draft that is there is opened instead."""
    form = EmptyForm()
    if not form.submitted():
        raise NotFound
    group_id, priority_id, corrects_id = (_id(name) for name in ("group", "priority", "corrects"))
    if (group_id is None) == (priority_id is None):
        raise NotVisible
    row = service.begin_highlight(
        actor=current_actor(), group_id=group_id, priority_id=priority_id, corrects_id=corrects_id
    )
    return redirect(url_for(".write_highlight", report_id=row.id), 303)


@bp.get("/highlight-reports/<uuid:report_id>")
@requires(Permission.PLAN_READ)
def show_highlight(report_id: UUID) -> Answer:
    """One report, as it was issued; a draft as it stands."""
    actor = current_actor()
    view = queries.highlight(actor, report_id)
    return render_template(
        "actionplan/groups/highlight.html", view=view, form=EmptyForm(), **report_words(),
        may_correct=_may_correct(view),
    )  # fmt: skip


@bp.get("/highlight-reports/<uuid:report_id>.pdf")
@requires(Permission.PLAN_READ)
def print_highlight(report_id: UUID) -> Answer:
    """One report as a PDF."""
    view = queries.highlight(current_actor(), report_id)
    name = f"highlight-report-{view.row.number}-{view.row.period_to.isoformat()}.pdf"
    return pdf_file(highlight_pdf(view, made_on=clock.today()), name)


@bp.route("/highlight-reports/<uuid:report_id>/write", methods=["GET", "POST"])
@requires(*WRITERS)
def write_highlight(report_id: UUID) -> Answer:
    """Write a draft; it may be saved half done. A clash shows both texts."""
    actor = current_actor()
    view = _draft(report_id)
    form = HighlightForm(view.content, version=view.version)
    issue = request.form.get("then") == "issue"
    more = request.form.get("then") == "more"
    back = url_for(".issue_highlight" if issue else ".write_highlight" if more else ".show_highlight",
                   report_id=report_id)  # fmt: skip
    return change(
        "actionplan/groups/write.html", form, {"view": view, **report_words()},
        lambda: service.save_highlight(
            actor=actor, report_id=report_id, version=form.version.data or 0, content=form.content
        ),
        lambda: _stored(report_id), back=back, done="Draft saved. Nobody but the group’s lead, its deputy and the "
        "coordinator reads it before it is issued.",
    )  # fmt: skip


@bp.route("/highlight-reports/<uuid:report_id>/issue", methods=["GET", "POST"])
@requires(*WRITERS)
def issue_highlight(report_id: UUID) -> Answer:
    """Read it over and issue it: from then on it stays as it is."""
    view = _draft(report_id)
    form = IssueForm(version=view.version)
    return change(
        "actionplan/groups/issue.html", form, {"view": view, **report_words()},
        lambda: service.issue_highlight(
            actor=current_actor(), report_id=report_id, version=form.version.data or 0, answer=form.leak_answer
        ),
        lambda: _stored(report_id), back=url_for(".show_highlight", report_id=report_id),
        done="Issued. Every member of the forum can read it.",
    )  # fmt: skip


@bp.route("/highlight-reports/<uuid:report_id>/throw-away", methods=["GET", "POST"])
@requires(*WRITERS)
def throw_highlight_away(report_id: UUID) -> Answer:
    """Throw a draft away, on its own page."""
    view = _draft(report_id)
    form = EmptyForm(version=view.version)
    return change(
        "actionplan/groups/throw.html", form, {"view": view},
        lambda: service.throw_draft_away(
            actor=current_actor(), report_id=report_id, version=form.version.data or 0
        ),
        lambda: _stored(report_id), back=url_for(".list_highlights"), done="The draft is gone.",
    )  # fmt: skip


def _draft(report_id: UUID) -> HighlightView:
    view = queries.highlight(current_actor(), report_id)
    if view.row.state is not ReportState.DRAFT:
        raise Refused("This report was issued and stays as it is.", instead="Open it and begin a corrected one.")
    return view


def _may_correct(view: HighlightView) -> bool:
    """Whether the reader may begin a corrected edition of an issued report that nobody corrected yet."""
    actor = current_actor()
    if view.row.state is not ReportState.ISSUED or view.corrected_by:
        return False
    if view.group_id is None:
        return actor.may(Permission.PLAN_WRITE)
    group = queries.group(actor, view.group_id)
    return bool(group.row.report_due_on) and (group.keeps or actor.may(Permission.PLAN_WRITE))


def _priorities() -> list[tuple[UUID, str]]:
    strategy = plan.current_strategy()
    return [(each.id, f"Priority {each.number}: {each.title}") for each in plan.text_of(strategy.id).priorities]


def _stored(report_id: UUID) -> Stored:
    view = queries.highlight(current_actor(), report_id)
    period = f"{long_day(view.row.period_from)} to {long_day(view.row.period_to)}"
    written = [(words, "\n".join(lines) or "Nothing") for _, words, lines in view.parts]
    return view.version, [("Period", period), ("Colour", report_words()["rag_words"][view.row.rag]), *written]


def _id(name: str) -> UUID | None:
    return request.form.get(name, type=UUID)
