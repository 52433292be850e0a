"""Pages of the self-assessment: editions, assessments, one statement, and the ratings over time."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for

from actionplan import bp
from actionplan.logs import assessment_forms as forms
from actionplan.logs import assessment_queries as queries
from actionplan.logs import assessment_rules as rules
from actionplan.logs import assessment_service as service
from actionplan.logs import words
from actionplan.logs.kinds import AssessmentState, Rating
from actionplan.logs.views import WRITERS, subnav
from agencies.permissions import Permission
from core import clock
from core.access import current_actor, requires
from core.actor import Actor
from core.changing import Answer, asked, change
from core.errors import Clash, Refused
from core.forms import EmptyForm


@bp.get("/action-plan/logs/guidance")
@requires(Permission.PLAN_READ)
def show_guidance() -> Answer:
    """The editions of the guidance, and every assessment against them."""
    actor = current_actor()
    return render_template(
        "actionplan/logs/guidance.html", subnav=subnav(None), editions=queries.editions(actor),
        page=queries.assessments_page(actor, request.args.get("page", 1, type=int)),
        may_add=actor.may(Permission.PLAN_WRITE), may_begin=actor.may(*WRITERS) and bool(queries.forces(actor)),
        url_for_page=lambda number: url_for(".show_guidance", page=number), draft=AssessmentState.DRAFT,
    )  # fmt: skip


@bp.route("/action-plan/logs/guidance/editions/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def add_guidance_edition() -> Answer:
    """Add an edition, with its statements."""
    form = forms.EditionForm()
    if form.submitted():
        try:
            made = service.add_edition(
                actor=current_actor(), title=form.title.data, dated=form.dated.day or clock.today(),
                source=form.source.data, statements=rules.statements_in(form.statements.data),
            )  # fmt: skip
            flash("The edition is here. Earlier ones stay beside it.", "success")
            return redirect(url_for(".show_guidance_edition", edition_id=made), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("actionplan/logs/edition_new.html", form, {})


@bp.get("/action-plan/logs/guidance/editions/<uuid:edition_id>")
@requires(Permission.PLAN_READ)
def show_guidance_edition(edition_id: UUID) -> Answer:
    """One edition: its statements, and each force's ratings over time."""
    actor = current_actor()
    edition, statements = queries.edition(actor, edition_id)
    return render_template(
        "actionplan/logs/edition.html", edition=edition, statements=statements,
        compared=queries.compared(actor, edition_id), ratings=words.RATINGS,
    )  # fmt: skip


@bp.route("/action-plan/logs/guidance/assessments/new", methods=["GET", "POST"])
@requires(*WRITERS)
def begin_assessment() -> Answer:
    """Begin a force's account of itself."""
    actor = current_actor()
    offered = queries.forces(actor)
    if not offered:
        raise Refused("Only a police force writes this.", instead="Ask its representative, or the coordinator.")
    form = forms.BeginForm(data={"assessed_on": clock.today()})
    form.offer(
        [(each.id, each.name) for each in offered], [(each.id, each.title) for each, _ in queries.editions(actor)]
    )
    if form.submitted():
        try:
            made = service.begin_assessment(
                actor=actor, force_id=UUID(form.force.data), edition_id=UUID(form.edition.data),
                assessed_on=form.assessed_on.day or clock.today(), scope=form.scope.data, answer=form.leak_answer,
            )  # fmt: skip
            return redirect(url_for(".show_assessment", assessment_id=made), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.form_errors.append(str(clash))
    return asked("actionplan/logs/assessment_new.html", form, {})


@bp.get("/action-plan/logs/guidance/assessments/<uuid:assessment_id>")
@requires(Permission.PLAN_READ)
def show_assessment(assessment_id: UUID) -> Answer:
    """One assessment, statement by statement."""
    actor = current_actor()
    whole = queries.assessment(actor, assessment_id)
    return _assessment_page(actor, whole, EmptyForm(version=whole.row.version))


@bp.route("/action-plan/logs/guidance/assessments/<uuid:assessment_id>/<uuid:statement_id>", methods=["GET", "POST"])
@requires(*WRITERS)
def rate_statement(assessment_id: UUID, statement_id: UUID) -> Answer:
    """Rate one statement; a clash shows what stands now beside what was typed."""
    actor = current_actor()
    whole, rated = queries.statement(actor, assessment_id, statement_id)
    if not _may_write(actor, whole):
        raise Refused("Only the force itself writes this, until it is shared.", instead="Read it, or begin a new one.")
    said = rated.said
    form = forms.RateForm(
        data={name: getattr(said, name) for name in ("rating", "evidence", "voice", "next_step")} if said else {},
        version=said.version if said else 0,
    )
    return change(
        "actionplan/logs/rate.html", form, {"whole": whole, "rated": rated},
        lambda: service.rate_statement(
            actor=actor, assessment_id=assessment_id, statement_id=statement_id, version=form.version.data or 0,
            rating=Rating(form.rating.data), evidence=form.evidence.data or "", voice=form.voice.data or "",
            next_step=form.next_step.data or "", answer=form.leak_answer,
        ),
        lambda: _stored(actor, assessment_id, statement_id),
        back=url_for(".show_assessment", assessment_id=assessment_id),
        done=f"Statement {rated.statement.number} rated.",
    )  # fmt: skip


@bp.post("/action-plan/logs/guidance/assessments/<uuid:assessment_id>/share")
@requires(*WRITERS)
def share_assessment(assessment_id: UUID) -> Answer:
    """Share an assessment with the forum."""
    actor = current_actor()
    form = EmptyForm()
    if form.submitted():
        try:
            service.share_assessment(actor=actor, assessment_id=assessment_id, version=form.version.data or 0)
            flash("Every member can read it now. It stays as it is.", "success")
            return redirect(url_for(".show_assessment", assessment_id=assessment_id), 303)
        except Refused as refusal:
            form.show(refusal)
        except Clash as clash:
            form.form_errors.append(str(clash))
    whole = queries.assessment(actor, assessment_id)
    form.version.raw_data, form.version.data = None, whole.row.version
    form.renew_key()
    return _assessment_page(actor, whole, form), 422


def _assessment_page(actor: Actor, whole: queries.Assessment, form: EmptyForm) -> str:
    return render_template(
        "actionplan/logs/assessment.html", whole=whole, form=form, ratings=words.RATINGS,
        draft=whole.row.state is AssessmentState.DRAFT, may_write=_may_write(actor, whole),
    )  # fmt: skip


def _may_write(actor: Actor, whole: queries.Assessment) -> bool:
    mine = any(each.id == whole.row.force_id for each in queries.forces(actor))
    return mine and whole.row.state is AssessmentState.DRAFT


def _stored(actor: Actor, assessment_id: UUID, statement_id: UUID) -> tuple[int, list[tuple[str, str]]]:
    said = queries.statement(actor, assessment_id, statement_id)[1].said
    if said is None:
        return 0, []
    return said.version, [
        ("How far", words.RATINGS[said.rating]), ("What shows it", said.evidence), ("What people say", said.voice),
        ("Next", said.next_step),
    ]  # fmt: skip
