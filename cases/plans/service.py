"""Writes of plans: rule, change, a new edition, audit. What was agreed to is never changed in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete

from cases import catalogue
from cases.models import Case
from cases.plans import queries, rules
from cases.plans.models import Agreed, CopyHow, Goal, Plan, PlanCopy, PlanEdition, PlanKind, Progress, Step
from cases.plans.rules import StepDraft
from cases.writing import case_to_write, refuse_if, said
from core import audit, clock
from core.actor import Actor
from core.crypto.fields import packed
from core.errors import Clash, Refused
from core.scoping import current_session
from people import service as people
from people.models import DisclosureKind

CHANGED = "This changed while you were writing. Both texts are below; nothing is lost."
COPY_REASONS = {PlanKind.SUPPORT: "A copy of their support plan", PlanKind.SAFETY: "A copy of their safety plan"}


def write_plan(
    *, actor: Actor, case_id: UUID, kind: PlanKind, words: Mapping[str, str], review_on: date | None, version: int
) -> Plan:
    """Begin a plan (version 0), or change what is written in it apart from its goals.

    `words`: what they said under each question of `rules.SECTIONS`. Refuses a review after 12 weeks, an empty safety
    plan, a closed case; Clash when it was changed since `version`.
    """
    case = case_to_write(actor, case_id)
    plan = queries.plan_of(actor, case, kind)
    if version != (plan.version if plan else 0):
        raise Clash(CHANGED)
    refuse_if(rules.sections_may_be(kind, words))
    if plan is None or review_on != plan.review_on:
        refuse_if(rules.review_may_be(review_on, clock.today()))
    kept = packed({key: text.strip() for key, text in words.items() if text.strip()})
    if plan is None:
        plan = _begin(actor, case, kind, kept, review_on or clock.today())
        return _keep(actor, case, plan, "begun", begun=True)
    same = kept == plan.words
    plan.words, plan.review_on, plan.version = kept, review_on or plan.review_on, plan.version + 1
    return _keep(actor, case, plan, "review" if same else "words", lighter=same)


def write_goal(
    *,
    actor: Actor,
    case_id: UUID,
    words: str,
    need: str | None = None,
    progress: Progress = Progress.TO_DO,
    news: str | None = None,
    steps: Sequence[StepDraft] = (),
    goal_id: UUID | None = None,
    version: int = 0,
) -> Goal:
    """Add a goal to the support plan, or change one as read at `version`; its steps are those given, in their order.

    Begins the plan when there is none, to be reviewed in 12 weeks. Refuses a goal or step without words, a step that
    was done in the future, an unknown need, a closed case; Clash when the goal was changed since.
    """
    case = case_to_write(actor, case_id)
    refuse_if(rules.goal_may_be(words, steps, clock.today()))
    if need and need not in catalogue.needs_to_choose():
        raise Refused("Choose a need from the list.", field="need")
    plan = _plan_or_new(actor, case)
    goal = _goal_to_write(actor, case, plan, goal_id, version)
    what = "goal changed" if goal_id else "goal added"
    goal.words, goal.need, goal.progress, goal.news = words.strip(), need or None, progress, said(news)
    current_session().flush()
    _write_steps(actor, case, goal, steps)
    _keep(actor, case, plan, what, row_id=goal.id)
    return goal


def remove_goal(*, actor: Actor, case_id: UUID, goal_id: UUID, version: int) -> None:
    """Take a goal off the plan; earlier editions keep it. Clash when it was changed since."""
    case = case_to_write(actor, case_id)
    plan = queries.existing(actor, case, PlanKind.SUPPORT)
    goal = _goal_to_write(actor, case, plan, goal_id, version)
    goal.removed_at = clock.now()
    _keep(actor, case, plan, "goal removed", row_id=goal.id)


def finish_step(*, actor: Actor, case_id: UUID, step_id: UUID) -> None:
    """Note that a step was done today. Doing it twice changes nothing; it takes nothing from what was agreed."""
    case = case_to_write(actor, case_id)
    step = queries.step(actor, case, step_id)
    if step.done_on is not None:
        return
    plan = queries.existing(actor, case, PlanKind.SUPPORT)
    step.done_on = clock.today()
    goal = queries.goal(actor, case, step.goal_id)
    goal.version += 1
    if goal.progress is Progress.TO_DO:
        goal.progress = Progress.GOING
    _keep(actor, case, plan, "step done", lighter=True, row_id=step.id)


def record_agreement(
    *, actor: Actor, case_id: UUID, kind: PlanKind, agreed: Agreed, on: date | None, edition: int
) -> None:
    """Write down what they said of the plan as it stands: yes, not yet, or that they would rather not; and the day.

    Refuses a day to come, agreement to an empty plan, a closed case; Clash when the plan was changed since `edition`.
    """
    case = case_to_write(actor, case_id)
    plan = queries.existing(actor, case, kind)
    if plan.edition != edition:
        raise Clash(CHANGED)
    empty = not queries.words_of(plan) and not queries.goals_of(actor, plan)
    made_on = clock.london(plan.made_at).date()
    refuse_if(rules.agreement_may_be(agreed, on, made_on, clock.today(), empty=empty))
    plan.agreed = agreed
    plan.agreed_on = None if agreed is Agreed.NOT_YET else on
    plan.agreed_edition = None if agreed is Agreed.NOT_YET else plan.edition
    _keep(actor, case, plan, f"agreed {agreed.value}", lighter=True)


def give_copy(*, actor: Actor, case_id: UUID, kind: PlanKind, how: CopyHow, neutral: bool, given_on: date) -> PlanCopy:
    """Note what became of the person's own copy of the plan as it stands; what they carry is a row of the ledger too.

    `neutral`: the paper names neither service nor plan. Refuses a day to come, and one before the plan.
    """
    case = case_to_write(actor, case_id)
    plan = queries.existing(actor, case, kind)
    refuse_if(rules.copy_may_be(how, given_on, clock.london(plan.made_at).date(), clock.today()))
    row = PlanCopy(
        agency_id=actor.agency_id, plan_id=plan.id, case_id=case.id, person_id=case.person_id, edition=plan.edition,
        how=how, neutral=neutral, given_on=given_on, at=clock.now(), given_by=actor.user_id,
    )  # fmt: skip
    case.changed_at = clock.now()
    current_session().add(row)
    current_session().flush()
    audit.record(
        actor=actor, verb="gave a copy of", kind=f"{kind.value} plan", row_id=row.id, subject_id=case.person_id
    )
    if how in rules.CARRIED:
        people.record_disclosure(
            actor=actor, person_id=case.person_id, kind=DisclosureKind.FILE_PRINT, recipient_agency_id=actor.agency_id,
            recipient_team_id=None, categories=(), reason=COPY_REASONS[kind],
        )  # fmt: skip
    return row


def _begin(actor: Actor, case: Case, kind: PlanKind, words: str | None, review_on: date) -> Plan:
    now = clock.now()
    plan = Plan(
        agency_id=actor.agency_id, case_id=case.id, person_id=case.person_id, kind=kind, words=words,
        review_on=review_on, agreed=Agreed.NOT_YET, edition=1, version=1, made_at=now, changed_at=now,
        changed_by=actor.user_id,
    )  # fmt: skip
    current_session().add(plan)
    current_session().flush()
    return plan


def _plan_or_new(actor: Actor, case: Case) -> Plan:
    plan = queries.plan_of(actor, case, PlanKind.SUPPORT)
    if plan is not None:
        return plan
    plan = _begin(actor, case, PlanKind.SUPPORT, None, clock.today() + rules.LONGEST_REVIEW)
    return _keep(actor, case, plan, "begun", begun=True)


def _goal_to_write(actor: Actor, case: Case, plan: Plan, goal_id: UUID | None, version: int) -> Goal:
    """A new goal at the end of the plan, or the one that was read at `version`."""
    if goal_id is not None:
        goal = queries.goal(actor, case, goal_id)
        if goal.version != version:
            raise Clash(CHANGED)
        goal.version += 1
        return goal
    goal = Goal(
        agency_id=actor.agency_id, plan_id=plan.id, case_id=case.id, person_id=case.person_id,
        position=len(queries.goals_of(actor, plan)), progress=Progress.TO_DO, version=1,
    )  # fmt: skip
    current_session().add(goal)
    return goal


def _write_steps(actor: Actor, case: Case, goal: Goal, drafts: Sequence[StepDraft]) -> None:
    there = {row.id: row for row in queries.steps_of(actor, goal)}
    kept = {draft.step_id for draft in drafts if draft.step_id in there}
    gone = [step_id for step_id in there if step_id not in kept]
    if gone:
        current_session().execute(delete(Step).where(Step.agency_id == actor.agency_id, Step.id.in_(gone)))
    for position, draft in enumerate(drafts):
        row = there.get(draft.step_id) if draft.step_id else None
        if row is None:
            row = Step(agency_id=actor.agency_id, goal_id=goal.id, case_id=case.id, person_id=case.person_id)
            current_session().add(row)
        row.position, row.words, row.doer = position, draft.words.strip(), draft.doer
        row.who, row.due_on, row.done_on = said(draft.who), draft.due_on, draft.done_on
    current_session().flush()


def _keep(
    actor: Actor, case: Case, plan: Plan, what: str, *, begun: bool = False, lighter: bool = False,
    row_id: UUID | None = None,
) -> Plan:  # fmt: skip
    """Store a change as a new edition. One that is `lighter` takes nothing from what was agreed to."""
    if not begun:
        carries = lighter and plan.agreed_edition == plan.edition
        plan.edition += 1
        plan.agreed_edition = plan.edition if carries else plan.agreed_edition
    plan.changed_at = case.changed_at = clock.now()
    plan.changed_by = actor.user_id
    current_session().flush()
    content = queries.content_of(plan, queries.goals_of(actor, plan))
    current_session().add(
        PlanEdition(
            agency_id=actor.agency_id, plan_id=plan.id, case_id=case.id, person_id=case.person_id, kind=plan.kind,
            number=plan.edition, at=clock.now(), changed_by=actor.user_id, what=what, agreed=plan.agreed,
            content=packed(content),
        )
    )  # fmt: skip
    current_session().flush()
    audit.record(
        actor=actor, verb="changed", kind=f"{plan.kind.value} plan", row_id=row_id or plan.id,
        subject_id=case.person_id, fields=[what.replace(" ", "-")],
    )  # fmt: skip
    return plan
