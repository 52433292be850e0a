"""Reads of plans. Every one takes a case that the actor has opened; that opening is what the audit keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from cases import catalogue
from cases.models import Case, CaseState
from cases.plans import rules
from cases.plans.models import Agreed, Doer, Goal, Plan, PlanCopy, PlanEdition, PlanKind, Progress, Step
from cases.queries import worker_names
from core.actor import Actor
from core.crypto.fields import unpacked
from core.errors import NotVisible
from core.scoping import belongs_to, current_session
from core.words import short_day


@dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with its steps, and what kind of need it answers, in words."""

    goal: Goal
    steps: list[Step]
    need: str
    progress: str
    tone: str

    @property
    def open_steps(self) -> list[Step]:
        """The steps that are still to be done."""
        return [step for step in self.steps if step.done_on is None]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan as its page shows it. `sections` are the questions that have words, in order."""

    plan: Plan
    sections: list[tuple[str, str]]
    goals: list[GoalView]
    copies: list[PlanCopy]
    names: dict[UUID, str]

    @property
    def changed_since(self) -> bool:
        """Whether it was changed since they agreed."""
        return rules.changed_since(self.plan.edition, self.plan.agreed_edition)

    @property
    def is_empty(self) -> bool:
        """True when nothing is written in it."""
        return not self.sections and not self.goals


@dataclass(frozen=True, slots=True)
class PaperStep:
    """A step on paper: what, who, by when; all in words."""

    words: str
    doer: Doer
    who: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class PaperGoal:
    """A goal on paper."""

    words: str
    need: str
    progress: Progress
    news: str
    steps: list[PaperStep]


@dataclass(frozen=True, slots=True)
class EditionView:
    """A plan as it stood once: word for word."""

    id: UUID
    number: int
    kind: PlanKind
    at: datetime
    by: str
    what: str
    agreed: Agreed
    agreed_on: date | None
    review_on: date | None
    sections: dict[str, str] = field(default_factory=dict)
    goals: list[PaperGoal] = field(default_factory=list)
    erased: bool = False

    def texts(self) -> list[str]:
        """Everything that would stand on paper."""
        return [
            *self.sections.values(),
            *(text for goal in self.goals for text in (goal.words, goal.news)),
            *(text for goal in self.goals for step in goal.steps for text in (step.words, step.who)),
        ]


def plan_of(actor: Actor, case: Case, kind: PlanKind) -> Plan | None:
    """A case's plan of a kind as it stands now; None when there is none yet."""
    found = select(Plan).where(belongs_to(actor, Plan), Plan.case_id == case.id, Plan.kind == kind)
    return current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()


def existing(actor: Actor, case: Case, kind: PlanKind) -> Plan:
    """A case's plan of a kind; NotVisible when there is none yet."""
    plan = plan_of(actor, case, kind)
    if plan is None:
        raise NotVisible
    return plan


def view_of(actor: Actor, case: Case, plan: Plan) -> PlanView:
    """A plan with all that stands in it: four statements, however long it is."""
    copies = copies_of(actor, plan)
    names = worker_names(actor, {plan.changed_by, *(copy.given_by for copy in copies)})
    return PlanView(plan, section_words(plan), goals_of(actor, plan), copies, names)


def section_words(plan: Plan) -> list[tuple[str, str]]:
    """The questions that have an answer, with it, in the order of the form."""
    words = words_of(plan)
    return [(title, words[key]) for key, (title, _, _) in rules.SECTIONS[plan.kind].items() if words.get(key)]


def words_of(plan: Plan | None) -> dict[str, str]:
    """What is written under each question of a plan; nothing when there is no plan, or it was erased."""
    return dict(unpacked(plan.words) or {}) if plan else {}


def goals_of(actor: Actor, plan: Plan) -> list[GoalView]:
    """The goals of a plan with their steps, in order; two statements."""
    found = select(Goal).where(belongs_to(actor, Goal), Goal.plan_id == plan.id, Goal.removed_at.is_(None))
    rows = list(current_session().scalars(found.order_by(Goal.position, Goal.id)))
    steps = _steps_of(actor, [row.id for row in rows])
    return [_goal_view(row, steps.get(row.id, [])) for row in rows]


def goal(actor: Actor, case: Case, goal_id: UUID) -> Goal:
    """One goal of a case that the actor has opened; NotVisible when it has none such."""
    found = select(Goal).where(belongs_to(actor, Goal), Goal.case_id == case.id, Goal.removed_at.is_(None))
    row = current_session().scalars(
        found.where(Goal.id == goal_id).execution_options(populate_existing=True)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def steps_of(actor: Actor, goal: Goal) -> list[Step]:
    """The steps of one goal, in order."""
    return _steps_of(actor, [goal.id]).get(goal.id, [])


def step(actor: Actor, case: Case, step_id: UUID) -> Step:
    """One step of a case that the actor has opened; NotVisible when it has none such."""
    found = select(Step).join(Goal, (Goal.agency_id == Step.agency_id) & (Goal.id == Step.goal_id)).where(
        belongs_to(actor, Step), belongs_to(actor, Goal), Step.case_id == case.id, Step.id == step_id,
        Goal.removed_at.is_(None),
    )  # fmt: skip
    row = current_session().scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def copies_of(actor: Actor, plan: Plan) -> list[PlanCopy]:
    """The copies that were given of a plan, the latest first."""
    found = select(PlanCopy).where(belongs_to(actor, PlanCopy), PlanCopy.plan_id == plan.id)
    return list(current_session().scalars(found.order_by(PlanCopy.at.desc(), PlanCopy.id.desc()).limit(50)))


def copy(actor: Actor, plan: Plan, copy_id: UUID) -> PlanCopy:
    """One copy of a plan; NotVisible when there is none such."""
    found = select(PlanCopy).where(belongs_to(actor, PlanCopy), PlanCopy.plan_id == plan.id, PlanCopy.id == copy_id)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return row


def editions_of(actor: Actor, plan: Plan, most: int = 100) -> list[EditionView]:
    """How a plan stood after each change, the latest first."""
    found = select(PlanEdition).where(belongs_to(actor, PlanEdition), PlanEdition.plan_id == plan.id)
    rows = list(current_session().scalars(found.order_by(PlanEdition.number.desc()).limit(most)))
    names = worker_names(actor, {row.changed_by for row in rows})
    return [_edition_view(row, names) for row in rows]


def edition(actor: Actor, plan: Plan, edition_id: UUID) -> EditionView:
    """A plan as it stood after one change; NotVisible when it has no such version."""
    return _one_edition(actor, plan, PlanEdition.id == edition_id)


def edition_numbered(actor: Actor, plan: Plan, number: int) -> EditionView:
    """The same by its number."""
    return _one_edition(actor, plan, PlanEdition.number == number)


def latest(actor: Actor, plan: Plan) -> EditionView:
    """A plan as it stands: its last version."""
    return edition_numbered(actor, plan, plan.edition)


def _one_edition(actor: Actor, plan: Plan, which: ColumnElement[bool]) -> EditionView:
    found = select(PlanEdition).where(belongs_to(actor, PlanEdition), PlanEdition.plan_id == plan.id, which)
    row = current_session().scalars(found).one_or_none()
    if row is None:
        raise NotVisible
    return _edition_view(row, worker_names(actor, [row.changed_by]))


def recent_editions(actor: Actor, case: Case, most: int) -> list[PlanEdition]:
    """The latest changes of a case's plans, for the timeline."""
    found = select(PlanEdition).where(belongs_to(actor, PlanEdition), PlanEdition.case_id == case.id)
    return list(current_session().scalars(found.order_by(PlanEdition.at.desc(), PlanEdition.id.desc()).limit(most)))


def recent_copies(actor: Actor, case: Case, most: int) -> list[PlanCopy]:
    """The latest copies that were given, for the timeline."""
    found = select(PlanCopy).where(belongs_to(actor, PlanCopy), PlanCopy.case_id == case.id)
    return list(current_session().scalars(found.order_by(PlanCopy.at.desc(), PlanCopy.id.desc()).limit(most)))


def plans_of(actor: Actor, case_ids: Iterable[UUID]) -> list[Plan]:
    """The plans of many cases, in one statement."""
    found = select(Plan).where(belongs_to(actor, Plan), Plan.case_id.in_(list(case_ids)))
    return list(current_session().scalars(found))


def open_steps(actor: Actor, cases: Sequence[Case]) -> list[Step]:
    """The steps with a day that nobody has done yet, on those of many cases that are open: one statement."""
    open_ids = [case.id for case in cases if case.state is not CaseState.CLOSED]
    found = (
        select(Step)
        .join(Goal, (Goal.agency_id == Step.agency_id) & (Goal.id == Step.goal_id))
        .where(belongs_to(actor, Step), belongs_to(actor, Goal), Step.case_id.in_(open_ids))
        .where(Step.done_on.is_(None), Step.due_on.is_not(None), Goal.removed_at.is_(None))
        .where(Goal.progress.not_in([Progress.REACHED, Progress.LET_GO]))
    )
    return list(current_session().scalars(found))


def differences(before: EditionView, after: EditionView) -> list[tuple[str, str, str]]:
    """What two versions say otherwise: about what, before, after. Nothing when one of them was erased."""
    if before.erased or after.erased:
        return []
    told, tells = dict(_facts(before)), dict(_facts(after))
    about = dict.fromkeys([*told, *tells])
    return [
        (what, told.get(what, ""), tells.get(what, "")) for what in about if told.get(what, "") != tells.get(what, "")
    ]


def _facts(view: EditionView) -> list[tuple[str, str]]:
    titles = {key: title for key, (title, _, _) in rules.SECTIONS[view.kind].items()}
    facts = [(titles[key], text) for key, text in view.sections.items()]
    facts += [(f"Goal {number}", _goal_line(goal)) for number, goal in enumerate(view.goals, 1)]
    review = [("Look at it again on", short_day(view.review_on))] if view.review_on else []
    return [*facts, ("Agreed", rules.AGREED_WORDS[view.agreed]), *review]


def _goal_line(goal: PaperGoal) -> str:
    steps = "; ".join(f"{step.words}{', done' if step.done_on else ''}" for step in goal.steps)
    news = f" “{goal.news}”" if goal.news else ""
    return f"{goal.words} ({rules.PROGRESS_WORDS[goal.progress].lower()}){news}{' Steps: ' + steps if steps else ''}"


def doer_words(step: Step, alias: str) -> str:
    """Who takes a step, by name."""
    return {Doer.THEM: alias, Doer.US: "Us", Doer.OTHER: step.who or "Somebody else"}[step.doer]


def step_words(step: Step) -> str:
    """A step in one line."""
    done = f", done {short_day(step.done_on)}" if step.done_on else ""
    by = f", by {short_day(step.due_on)}" if step.due_on else ""
    return f"{step.words}{by}{done}"


def agreed_words(view: PlanView, alias: str) -> str:
    """Whether they agree to the plan, in a sentence."""
    plan = view.plan
    if plan.agreed is Agreed.NOT_YET or plan.agreed_on is None:
        return f"{alias} has not been asked yet whether they agree."
    if plan.agreed is Agreed.DECLINED:
        return f"{alias} would rather not say yes to a plan ({short_day(plan.agreed_on)})."
    later = " It was changed since: ask again." if view.changed_since else ""
    return f"{alias} agreed on {short_day(plan.agreed_on)}.{later}"


def content_of(plan: Plan, goals: Sequence[GoalView]) -> dict[str, Any]:
    """A plan as it is kept for good."""
    return {
        "words": words_of(plan),
        "agreed_on": plan.agreed_on.isoformat() if plan.agreed_on else None,
        "review_on": plan.review_on.isoformat(),
        "goals": [
            {
                "words": view.goal.words or "", "need": view.goal.need, "progress": view.goal.progress.value,
                "news": view.goal.news or "", "steps": [_kept_step(step) for step in view.steps],
            }
            for view in goals
        ],
    }  # fmt: skip


def _kept_step(row: Step) -> dict[str, Any]:
    return {
        "words": row.words or "", "doer": row.doer.value, "who": row.who or "",
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "done_on": row.done_on.isoformat() if row.done_on else None,
    }  # fmt: skip


def _steps_of(actor: Actor, goal_ids: list[UUID]) -> dict[UUID, list[Step]]:
    found = select(Step).where(belongs_to(actor, Step), Step.goal_id.in_(goal_ids))
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for row in current_session().scalars(found.order_by(Step.position, Step.id)):
        steps[row.goal_id].append(row)
    return steps


def _goal_view(row: Goal, steps: list[Step]) -> GoalView:
    need = catalogue.need_words().get(row.need or "", "")
    return GoalView(row, steps, need, rules.PROGRESS_WORDS[row.progress], rules.PROGRESS_TONES[row.progress])


def _edition_view(row: PlanEdition, names: Mapping[UUID, str]) -> EditionView:
    kept = unpacked(row.content)
    by = names.get(row.changed_by, "Left")
    if kept is None:
        return EditionView(row.id, row.number, row.kind, row.at, by, row.what, row.agreed, None, None, erased=True)
    return EditionView(
        row.id, row.number, row.kind, row.at, by, row.what, row.agreed, _day(kept["agreed_on"]),
        _day(kept["review_on"]),
        sections={key: kept["words"][key] for key in rules.SECTIONS[row.kind] if kept["words"].get(key)},
        goals=[_paper_goal(each) for each in kept["goals"]],
    )  # fmt: skip


def _paper_goal(kept: Mapping[str, Any]) -> PaperGoal:
    steps = [
        PaperStep(each["words"], Doer(each["doer"]), each["who"], _day(each["due_on"]), _day(each["done_on"]))
        for each in kept["steps"]
    ]
    need = catalogue.need_words().get(kept["need"] or "", "")
    return PaperGoal(kept["words"], need, Progress(kept["progress"]), kept["news"], steps)


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None
