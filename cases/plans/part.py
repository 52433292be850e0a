"""What plans give to the pages of a case: changes and copies on the timeline, reviews and steps that are due, paper."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import url_for

from cases.checks import Check
from cases.models import Case, CaseState
from cases.parts import Due, Entry, Fact, Part, Piece, Section
from cases.plans import queries, rules
from cases.plans.models import Agreed, Doer, Plan, PlanCopy, PlanEdition, PlanKind, Progress, Step
from core import clock
from core.actor import Actor
from core.words import counted, long_day, short_day

KEY = "plan"
PAGES = {PlanKind.SUPPORT: "cases.show_plan", PlanKind.SAFETY: "cases.show_safety_plan"}
WHAT_WORDS = {
    "begun": "begun", "words": "rewritten", "review": "to be looked at on another day", "goal added": "a goal added",
    "goal changed": "a goal changed", "goal removed": "a goal taken off", "step done": "a step done",
    "agreed yes": "they agree", "agreed declined": "they would rather not say yes",
    "agreed not_yet": "they do not agree yet",
}  # fmt: skip


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """The latest changes and copies of both plans: two statements."""
    entries = [_edition_entry(row) for row in queries.recent_editions(actor, case, most)]
    entries += [_copy_entry(row, alias) for row in queries.recent_copies(actor, case, most)]
    return sorted(entries, key=lambda entry: entry.order, reverse=True)[:most]


def due(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """Plans to look at again, and steps with a day that nobody has done: two statements for any number of cases."""
    open_ids = {case.id for case in cases if case.state is not CaseState.CLOSED}
    found = [_review(plan) for plan in queries.plans_of(actor, open_ids)]
    return found + [_step(step) for step in queries.open_steps(actor, cases)]


def facts(actor: Actor, case: Case) -> list[Fact]:
    """The safety plan, when there is one: whether it is agreed, or late to be looked at."""
    plan = queries.plan_of(actor, case, PlanKind.SAFETY)
    if plan is None or case.state is CaseState.CLOSED:
        return []
    url = url_for(PAGES[PlanKind.SAFETY], case_id=case.id)
    if plan.review_on < clock.today():
        return [Fact(f"Safety plan, review {short_day(plan.review_on)}", "amber", url)]
    if plan.agreed is Agreed.YES and not rules.changed_since(plan.edition, plan.agreed_edition):
        return [Fact("Safety plan agreed", "green", url)]
    return [Fact("Safety plan, not agreed yet", "grey", url)]


def paper(actor: Actor, case: Case) -> list[Section]:
    """Both plans as they stand, goal by goal."""
    plans = queries.plans_of(actor, [case.id])
    pieces = [piece for plan in sorted(plans, key=lambda plan: plan.kind.value) for piece in _pieces(actor, plan)]
    return [Section(KEY, "Plans", pieces)] if pieces else []


def closing_check(actor: Actor, case: Case) -> Check | None:
    """How many goals nobody has said the end of; nothing when there is no plan."""
    plan = queries.plan_of(actor, case, PlanKind.SUPPORT)
    if plan is None:
        return None
    ended = (Progress.REACHED, Progress.LET_GO)
    count = sum(view.goal.progress not in ended for view in queries.goals_of(actor, plan))
    words = f"{counted(count, 'goal')} neither reached nor let go" if count else "Every goal says how it ended"
    return Check(words, bool(count), _page(PlanKind.SUPPORT, case.id))


def _edition_entry(row: PlanEdition) -> Entry:
    title = f"{rules.KIND_WORDS[row.kind]}: {WHAT_WORDS.get(row.what, row.what)}"
    url = url_for("cases.show_edition", case_id=row.case_id, plan_kind=row.kind.value, edition_id=row.id)
    return Entry("plans", title, row.at, row.id, author=row.changed_by, url=url)


def _copy_entry(row: PlanCopy, alias: str) -> Entry:
    paragraphs = ["The paper names nobody of ours."] if row.neutral and row.how in rules.CARRIED else []
    title = f"{alias}’s own copy of the plan: {rules.HOW_WORDS[row.how].lower()}"
    return Entry("plans", title, row.at, row.id, author=row.given_by, paragraphs=paragraphs)


def _review(plan: Plan) -> Due:
    words = rules.KIND_WORDS[plan.kind].lower()
    agreed = (
        f"Agreed {short_day(plan.agreed_on)}." if plan.agreed is Agreed.YES and plan.agreed_on else "Not agreed yet."
    )
    return Due(
        plan.case_id, f"Look at the {words} together", agreed, plan.review_on, _page(plan.kind, plan.case_id),
        neutral="Something to look at again",
    )  # fmt: skip


def _step(step: Step) -> Due:
    by = {Doer.THEM: "They do it.", Doer.US: "We do it.", Doer.OTHER: f"{step.who or 'Somebody else'} does it."}[
        step.doer
    ]
    return Due(
        step.case_id, step.words or "A step", f"A step of the support plan. {by}", step.due_on or clock.today(),
        _page(PlanKind.SUPPORT, step.case_id), neutral="Something to do",
    )  # fmt: skip


def _page(kind: PlanKind, case_id: UUID) -> str:
    return url_for(PAGES[kind], case_id=case_id)


def _pieces(actor: Actor, plan: Plan) -> list[Piece]:
    words = rules.KIND_WORDS[plan.kind]
    agreed = (
        long_day(plan.agreed_on) if plan.agreed is Agreed.YES and plan.agreed_on else rules.AGREED_WORDS[plan.agreed]
    )
    rows = [("Agreed", agreed), ("To be looked at again", long_day(plan.review_on))]
    pieces = [Piece(words, rows=rows)]
    pieces += [Piece(title, text, own=True) for title, text in queries.section_words(plan)]
    for view in queries.goals_of(actor, plan):
        steps = [(step.words or "", _when(step)) for step in view.steps]
        pieces.append(Piece(f"Goal: {view.progress.lower()}", view.goal.words or "", own=True, rows=steps))
        if view.goal.news:
            pieces.append(Piece("What they said about it", view.goal.news, own=True))
    return pieces


def _when(step: Step) -> str:
    if step.done_on:
        return f"Done {long_day(step.done_on)}"
    return f"By {long_day(step.due_on)}" if step.due_on else "No day"


PART = Part(
    KEY, "Plan", "cases.show_plan", kinds={"plans": "Plans"}, timeline=timeline, due=due, facts=facts, paper=paper
)
