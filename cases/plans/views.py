"""Pages of plans: the support plan with its goals, the safety plan, what they said of it, copies, earlier versions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from agencies.permissions import Permission
from cases import bp
from cases.pages import file_of, team_only
from cases.plans import paper, queries, rules, service
from cases.plans.forms import PLAN_FORMS, AgreeForm, CopyForm, GoalForm
from cases.plans.part import PAGES, WHAT_WORDS
from cases.plans.rules import PlanKind
from cases.queries import worker_names
from core import audit, clock
from core.access import current_actor, requires
from core.changing import Answer, asked, change
from core.downloads import pdf_file
from core.errors import NotVisible, Refused
from core.forms import EmptyForm
from core.words import long_day
from people import queries as people_queries


@bp.get("/cases/<uuid:case_id>/plan")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_plan(case_id: UUID) -> Answer:
    """The support plan: goals in their words with steps, whether they agree, when it is looked at again."""
    return _show(case_id, PlanKind.SUPPORT)


@bp.get("/cases/<uuid:case_id>/plan/safety")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_safety_plan(case_id: UUID) -> Answer:
    """The safety plan, in their words."""
    return _show(case_id, PlanKind.SAFETY)


@bp.route("/cases/<uuid:case_id>/plan/<plan_kind>/write", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def write_plan(case_id: UUID, plan_kind: str) -> Answer:
    """Begin a plan or rewrite what stands in it apart from its goals."""
    kind, shown, actor = _kind(plan_kind), file_of(case_id), current_actor()
    plan = queries.plan_of(actor, shown["case"], kind)
    first = {"numbers": rules.FIRST_NUMBERS} if kind is PlanKind.SAFETY and plan is None else {}
    form = PLAN_FORMS[kind](
        **(queries.words_of(plan) or first), version=plan.version if plan else 0,
        review_on=plan.review_on if plan else clock.today() + rules.LONGEST_REVIEW,
    )  # fmt: skip

    def write() -> None:
        service.write_plan(
            actor=actor, case_id=case_id, kind=kind, words=form.words(), review_on=form.review_on.day,
            version=form.version.data or 0,
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.existing(actor, shown["case"], kind)
        return now.version, [*queries.section_words(now), ("Look at it again on", long_day(now.review_on))]

    return change(
        "cases/plans/write.html", form, shown, write, stored, back=_page(kind, case_id), plan_kind=kind.value,
        plan=plan, title=rules.KIND_WORDS[kind],
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/plan/goals/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def new_goal(case_id: UUID) -> Answer:
    """Add a goal to the support plan."""
    shown, form = file_of(case_id), GoalForm(version=0)
    if form.submitted():
        try:
            _write_goal(case_id, None, form)
            flash("The goal is in the plan.", "success")
            return redirect(_page(PlanKind.SUPPORT, case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    return asked("cases/plans/goal.html", form, shown, goal=None, stored=[], remove=None)


@bp.route("/cases/<uuid:case_id>/plan/goals/<uuid:goal_id>", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def change_goal(case_id: UUID, goal_id: UUID) -> Answer:
    """Change a goal, how far it has come, and its steps."""
    shown, actor = file_of(case_id), current_actor()
    goal = queries.goal(actor, shown["case"], goal_id)
    form = GoalForm(
        words=goal.words, need=goal.need or "", progress=goal.progress.value, news=goal.news, version=goal.version,
        steps=[_row(step) for step in queries.steps_of(actor, goal)],
    )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.goal(actor, shown["case"], goal_id)
        return now.version, _goal_pairs(now, queries.steps_of(actor, now))

    return change(
        "cases/plans/goal.html", form, shown, lambda: _write_goal(case_id, goal_id, form), stored,
        back=_page(PlanKind.SUPPORT, case_id), goal=goal, remove=EmptyForm(version=goal.version),
    )  # fmt: skip


@bp.post("/cases/<uuid:case_id>/plan/goals/<uuid:goal_id>/remove")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def remove_goal(case_id: UUID, goal_id: UUID) -> Answer:
    """Take a goal off the plan; earlier versions keep it."""
    form = EmptyForm()
    service.remove_goal(actor=current_actor(), case_id=case_id, goal_id=goal_id, version=form.version.data or 0)
    flash("The goal is off the plan. Earlier versions keep it.", "success")
    return redirect(_page(PlanKind.SUPPORT, case_id), 303)


@bp.post("/cases/<uuid:case_id>/plan/steps/<uuid:step_id>/done")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def finish_step(case_id: UUID, step_id: UUID) -> Answer:
    """Note that a step was done today."""
    service.finish_step(actor=current_actor(), case_id=case_id, step_id=step_id)
    flash("Done today.", "success")
    return redirect(_page(PlanKind.SUPPORT, case_id), 303)


@bp.route("/cases/<uuid:case_id>/plan/<plan_kind>/agreed", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def agree_plan(case_id: UUID, plan_kind: str) -> Answer:
    """What they said of the plan as it stands."""
    kind, shown, actor = _kind(plan_kind), file_of(case_id), current_actor()
    plan = queries.existing(actor, shown["case"], kind)
    form = AgreeForm(version=plan.edition, agreed_on=clock.today())

    def write() -> None:
        service.record_agreement(
            actor=actor, case_id=case_id, kind=kind, agreed=rules.agreed(form.agreed.data), on=form.agreed_on.day,
            edition=form.version.data or 0,
        )  # fmt: skip

    def stored() -> tuple[int, list[tuple[str, str]]]:
        now = queries.view_of(actor, shown["case"], queries.existing(actor, shown["case"], kind))
        goals = [(f"Goal: {view.progress.lower()}", view.goal.words or "") for view in now.goals]
        said = ("Agreed", queries.agreed_words(now, shown["alias"]))
        return now.plan.edition, [said, *now.sections, *goals]

    return change(
        "cases/plans/agree.html", form, shown, write, stored, back=_page(kind, case_id), plan_kind=kind.value,
        view=queries.view_of(actor, shown["case"], plan), title=rules.KIND_WORDS[kind],
    )  # fmt: skip


@bp.route("/cases/<uuid:case_id>/plan/<plan_kind>/copies/new", methods=["GET", "POST"])
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def give_plan_copy(case_id: UUID, plan_kind: str) -> Answer:
    """The person's own copy: how they have it, and whether the paper names anybody; the words on it are shown first."""
    kind, shown, actor = _kind(plan_kind), file_of(case_id), current_actor()
    plan = queries.existing(actor, shown["case"], kind)
    form = CopyForm(given_on=clock.today())
    if form.submitted():
        try:
            row = service.give_copy(
                actor=actor, case_id=case_id, kind=kind, how=rules.how(form.how.data),
                neutral=form.heading.data == "neutral", given_on=form.day(),
            )  # fmt: skip
            if row.how in rules.CARRIED:
                return redirect(
                    url_for(".download_plan_copy", case_id=case_id, plan_kind=plan_kind, copy_id=row.id), 303
                )
            flash("Written down.", "success")
            return redirect(_page(kind, case_id), 303)
        except Refused as refusal:
            form.show(refusal)
    edition = queries.latest(actor, plan)
    return asked(
        "cases/plans/copy.html", form, shown, plan_kind=kind.value, title=rules.KIND_WORDS[kind],
        sheet=_sheet(shown, edition, neutral=True), doer=paper.doer_on_paper,
        trade=rules.trade_words(edition.texts()),
    )  # fmt: skip


@bp.get("/cases/<uuid:case_id>/plan/<plan_kind>/copies/<uuid:copy_id>.pdf")
@requires(Permission.CASE_WRITE, conceal=True)
@team_only
def download_plan_copy(case_id: UUID, plan_kind: str, copy_id: UUID) -> Response:
    """The copy as PDF: the edition that was current when it was given."""
    kind, shown, actor = _kind(plan_kind), file_of(case_id), current_actor()
    plan = queries.existing(actor, shown["case"], kind)
    row = queries.copy(actor, plan, copy_id)
    sheet = _sheet(shown, queries.edition_numbered(actor, plan, row.edition), neutral=row.neutral)
    audit.record(
        actor=actor, verb="downloaded", kind=f"{kind.value} plan", row_id=row.id, subject_id=shown["case"].person_id
    )
    return pdf_file(paper.plan_pdf(sheet), paper.file_name(sheet))


@bp.get("/cases/<uuid:case_id>/plan/<plan_kind>/versions")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def list_editions(case_id: UUID, plan_kind: str) -> Answer:
    """Every version of a plan, the latest first."""
    kind, shown, actor = _kind(plan_kind), file_of(case_id), current_actor()
    plan = queries.existing(actor, shown["case"], kind)
    return render_template(
        "cases/plans/versions.html", editions=queries.editions_of(actor, plan), plan_kind=kind.value,
        title=rules.KIND_WORDS[kind], back=_page(kind, case_id), what=WHAT_WORDS, **shown,
    )  # fmt: skip


@bp.get("/cases/<uuid:case_id>/plan/<plan_kind>/versions/<uuid:edition_id>")
@requires(Permission.CASE_READ, conceal=True)
@team_only
def show_edition(case_id: UUID, plan_kind: str, edition_id: UUID) -> Answer:
    """A plan as it stood once, and what it said otherwise before."""
    kind, shown, actor = _kind(plan_kind), file_of(case_id), current_actor()
    plan = queries.existing(actor, shown["case"], kind)
    edition = queries.edition(actor, plan, edition_id)
    before = queries.edition_numbered(actor, plan, edition.number - 1) if edition.number > 1 else None
    return render_template(
        "cases/plans/version.html", edition=edition, plan_kind=kind.value, title=rules.KIND_WORDS[kind],
        sheet=_sheet(shown, edition, neutral=False), doer=paper.doer_on_paper, what=WHAT_WORDS,
        differences=queries.differences(before, edition) if before else [], **shown,
    )  # fmt: skip


def _show(case_id: UUID, kind: PlanKind) -> Answer:
    actor, shown = current_actor(), file_of(case_id)
    case = shown["case"]
    plan = queries.plan_of(actor, case, kind)
    view = queries.view_of(actor, case, plan) if plan else None
    other = PlanKind.SAFETY if kind is PlanKind.SUPPORT else PlanKind.SUPPORT
    return render_template(
        "cases/plans/show.html", view=view, plan_kind=kind.value, title=rules.KIND_WORDS[kind],
        agreed=queries.agreed_words(view, shown["alias"]) if view else "", how_words=rules.HOW_WORDS,
        others=[(rules.KIND_WORDS[each], _page(each, case_id), each is kind) for each in (kind, other)],
        sentence=queries.doer_words, done=EmptyForm(), today=clock.today(), carried=rules.CARRIED, **shown,
    )  # fmt: skip


def _write_goal(case_id: UUID, goal_id: UUID | None, form: GoalForm) -> None:
    service.write_goal(
        actor=current_actor(), case_id=case_id, goal_id=goal_id, words=form.words.data or "",
        need=form.need.data or None, progress=rules.progress(form.progress.data), news=form.news.data,
        steps=form.drafts(), version=form.version.data or 0,
    )  # fmt: skip


def _row(step: Any) -> dict[str, Any]:
    return {
        "step_id": str(step.id), "words": step.words, "doer": step.doer.value, "who": step.who, "due_on": step.due_on,
        "done_on": step.done_on,
    }  # fmt: skip


def _goal_pairs(goal: Any, steps: list[Any]) -> list[tuple[str, str]]:
    said = [("Goal", goal.words or ""), ("How far it has come", rules.PROGRESS_WORDS[goal.progress])]
    said += [("What they say about it now", goal.news)] if goal.news else []
    return [*said, *((f"Step {number}", queries.step_words(step)) for number, step in enumerate(steps, 1))]


def _sheet(shown: dict[str, Any], edition: queries.EditionView, *, neutral: bool) -> paper.Sheet:
    actor = current_actor()
    lead_id = shown["case"].lead_user_id
    worker = worker_names(actor, [lead_id]).get(lead_id, "").split(" ")[0]
    home = people_queries.home_agency(actor)
    return paper.sheet_of(edition, neutral=neutral, home=home, worker=worker or home)


def _page(kind: PlanKind, case_id: UUID) -> str:
    return url_for(PAGES[kind], case_id=case_id)


def _kind(code: str) -> PlanKind:
    try:
        return rules.kind(code)
    except ValueError:
        raise NotVisible from None
