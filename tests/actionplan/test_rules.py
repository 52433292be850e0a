"""What the colours mean, by worked example."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from actionplan import gantt, rules
from actionplan.rules import ActionFacts, Chip, Progress, Rag, Trend
from agencies.permissions import Permission
from core.actor import Actor

TODAY = date(2026, 11, 23)
CLOSED = Progress.CLOSED
N, I, H, C, X = (  # noqa: E741  # a table reads best with one letter a state
    Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.ON_HOLD, Progress.COMPLETE, Progress.CANCELLED,
)  # fmt: skip


def facts(
    start: int,
    due: int,
    progress: Progress,
    done: int,
    *,
    moved: int = 0,
    stated: Rag | None = None,
    reason: str | None = None,
    said: int | None = None,
    problem: str | None = None,
    recovery: str | None = None,
) -> ActionFacts:
    """Facts by days from today: `moved` is how far the due date slipped, `said` when the owner stated a colour."""
    return ActionFacts(
        starts_on=TODAY + timedelta(days=start), due_on=TODAY + timedelta(days=due),
        first_due_on=TODAY + timedelta(days=due - moved), progress=progress, done_percent=done,
        stated_rag=stated, stated_reason=reason, stated_on=None if said is None else TODAY + timedelta(days=said),
        problem=problem, recovery=recovery,
    )  # fmt: skip


BY_DATES = [
    # start, due, progress, % done, days moved -> colour
    (-100, -10, C, 100, 0, Rag.BLUE),
    (-100, 40, C, 100, 0, Rag.BLUE),
    (-100, -90, C, 100, 60, Rag.BLUE),
    (-100, -1, I, 99, 0, Rag.RED),
    (-100, -1, N, 0, 0, Rag.RED),
    (-100, -1, H, 50, 0, Rag.RED),
    (-100, -200 + 150, I, 0, 0, Rag.RED),
    (-100, 0, I, 80, 0, Rag.GREEN),
    (-100, 0, I, 50, 0, Rag.GREEN),
    (-100, 0, I, 49, 0, Rag.AMBER),
    (-100, 1, I, 49, 0, Rag.AMBER),
    (-100, 13, I, 10, 0, Rag.AMBER),
    (-100, 14, I, 49, 0, Rag.AMBER),
    (-100, 14, I, 50, 0, Rag.GREEN),
    (-100, 15, I, 0, 0, Rag.GREEN),
    (-100, 15, I, 49, 0, Rag.GREEN),
    (-100, 100, I, 5, 0, Rag.GREEN),
    (-100, 100, I, 90, 1, Rag.AMBER),
    (-100, 100, I, 90, 28, Rag.AMBER),
    (-100, 100, I, 90, 29, Rag.RED),
    (-100, 100, I, 90, 300, Rag.RED),
    (-100, 100, I, 90, -10, Rag.GREEN),
    (-100, -1, I, 90, 10, Rag.RED),
    (-100, 100, H, 60, 0, Rag.AMBER),
    (-100, 5, H, 90, 0, Rag.AMBER),
    (-100, 100, H, 60, 29, Rag.RED),
    (10, 100, N, 0, 0, Rag.GREY),
    (0, 100, N, 0, 0, Rag.GREY),
    (-1, 100, N, 0, 0, Rag.AMBER),
    (-28, 100, N, 0, 0, Rag.AMBER),
    (-29, 100, N, 0, 0, Rag.RED),
    (5, 10, N, 0, 0, Rag.GREY),
    (0, 14, N, 0, 0, Rag.AMBER),
    (0, 15, N, 0, 0, Rag.GREY),
    (10, 100, N, 0, 20, Rag.AMBER),
    (10, 100, N, 0, 40, Rag.RED),
    (10, 100, I, 10, 0, Rag.GREEN),
    (5, 10, I, 10, 0, Rag.AMBER),
    (-100, -50, X, 30, 0, Rag.GREY),
    (-100, 50, X, 0, 90, Rag.GREY),
]


@pytest.mark.parametrize(("start", "due", "progress", "done", "moved", "expected"), BY_DATES)
def test_dates_give_the_colour(start: int, due: int, progress: Progress, done: int, moved: int, expected: Rag) -> None:
    assert rules.dated_rag(facts(start, due, progress, done, moved=moved), TODAY) is expected


PROBLEMS = [
    # a problem is at least amber, and red without a way back
    (facts(-100, 60, I, 60, problem="No room"), Rag.RED),
    (facts(-100, 60, I, 60, problem="No room", recovery="A room from Monday"), Rag.AMBER),
    (facts(-100, 60, I, 60, recovery="A way back from nothing"), Rag.GREEN),
    (facts(-100, 60, H, 60, problem="No money", recovery="A bid"), Rag.AMBER),
    (facts(10, 60, N, 0, problem="Nobody to do it"), Rag.RED),
    (facts(10, 60, N, 0, problem="Nobody to do it", recovery="A new post in May"), Rag.AMBER),
    (facts(-100, -1, I, 60, problem="No room", recovery="A room from Monday"), Rag.RED),
    (facts(-100, 60, I, 60, moved=29, problem="No room", recovery="A room"), Rag.RED),
    (facts(-100, 60, C, 100, problem="It was hard"), Rag.BLUE),
    (facts(-100, 60, X, 10, problem="No room"), Rag.GREY),
    (facts(-100, -60, CLOSED, 40), Rag.GREY),
    (facts(-100, 60, I, 60, problem="No room", stated=Rag.GREEN, reason="Booked an hour ago", said=0), Rag.GREEN),
]


@pytest.mark.parametrize(("given", "expected"), PROBLEMS)
def test_a_problem_counts_by_whether_there_is_a_way_back(given: ActionFacts, expected: Rag) -> None:
    assert rules.rag_of(given, TODAY) is expected


STATED = [
    # what the dates say, what the owner says, reason, day it was said -> colour
    (facts(-100, 60, I, 60, stated=Rag.AMBER), Rag.AMBER),
    (facts(-100, 60, I, 60, stated=Rag.RED), Rag.RED),
    (facts(-100, 60, I, 60, stated=Rag.GREEN), Rag.GREEN),
    (facts(-100, 10, I, 20, stated=Rag.RED), Rag.RED),
    (facts(-100, 10, I, 20, stated=Rag.GREEN), Rag.AMBER),
    (facts(-100, 10, I, 20, stated=Rag.GREEN, reason="Last part is short", said=0), Rag.GREEN),
    (facts(-100, 10, I, 20, stated=Rag.GREEN, reason="", said=0), Rag.AMBER),
    (facts(-100, 10, I, 20, stated=Rag.GREEN, reason="Said by nobody"), Rag.AMBER),
    (facts(-100, -5, I, 80, stated=Rag.GREEN), Rag.RED),
    (facts(-100, -5, I, 80, stated=Rag.AMBER, reason="Sign-off on Friday", said=-1), Rag.AMBER),
    (facts(-100, -5, I, 80, stated=Rag.AMBER, reason="Will make it", said=-6), Rag.RED),
    (facts(-100, -5, I, 80, stated=Rag.GREEN, reason="Will make it", said=-40), Rag.RED),
    (facts(-100, -5, C, 100, stated=Rag.RED), Rag.BLUE),
    (facts(-100, 50, X, 10, stated=Rag.RED), Rag.GREY),
    (facts(20, 90, N, 0, stated=Rag.AMBER), Rag.AMBER),
    (facts(20, 90, N, 0, stated=Rag.GREEN, reason="Early", said=0), Rag.GREY),
    (facts(-100, 60, I, 60, stated=Rag.BLUE), Rag.GREEN),
    (facts(-100, 60, I, 60, stated=Rag.GREY), Rag.GREEN),
]


@pytest.mark.parametrize(("given", "expected"), STATED)
def test_owner_may_worsen_freely_and_improve_only_with_a_reason_that_still_holds(
    given: ActionFacts, expected: Rag
) -> None:
    assert rules.rag_of(given, TODAY) is expected


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        (facts(-100, -5, I, 80, stated=Rag.GREEN), False),
        (facts(-100, -5, I, 80, stated=Rag.AMBER), False),
        (facts(-100, -5, I, 80, stated=Rag.RED), True),
        (facts(-100, -5, I, 80, stated=Rag.GREEN, reason="Done but for the print"), True),
        (facts(-100, -5, I, 80), True),
        (facts(-100, 60, I, 80, stated=Rag.RED), True),
    ],
)
def test_better_than_the_dates_needs_a_reason(given: ActionFacts, allowed: bool) -> None:
    answer = rules.statement_may_stand(given, TODAY)
    assert answer.allowed is allowed
    assert allowed or (answer.field == "stated_reason" and "Say why" in answer.reason)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (Rag.GREEN, Rag.AMBER, Trend.UP), (Rag.AMBER, Rag.GREEN, Trend.DOWN), (Rag.RED, Rag.RED, Trend.SAME),
        (Rag.BLUE, Rag.GREEN, Trend.UP), (Rag.GREEN, Rag.GREY, Trend.UP), (Rag.AMBER, Rag.GREY, Trend.DOWN),
        (Rag.GREEN, None, Trend.SAME), (Rag.RED, Rag.BLUE, Trend.DOWN),
    ],
)  # fmt: skip
def test_arrow(now: Rag, before: Rag | None, expected: Trend) -> None:
    assert rules.trend(now, before) is expected


@pytest.mark.parametrize(
    ("progress", "done", "field"),
    [(C, 90, "done_percent"), (N, 5, "done_percent"), (I, 100, "progress"), (C, 100, ""), (N, 0, ""), (H, 40, "")],
)
def test_progress_and_percentage_agree(progress: Progress, done: int, field: str) -> None:
    answer = rules.report_is_consistent(progress, done)
    assert (answer.allowed, answer.field) == (not field, field)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (facts(-100, -24, I, 60), "24 days late."),
        (facts(-100, -1, I, 60), "1 day late."),
        (facts(-100, 11, I, 45), "Due in 11 days and under half done."),
        (facts(-100, 0, I, 45), "Due today and under half done."),
        (facts(-100, 60, I, 45, moved=10), "Date moved, from 12 January 2027."),
        (facts(-100, 60, H, 45), "On hold."),
        (facts(-5, 60, N, 0), "Start is late."),
        (facts(-100, 60, I, 60, problem="No room"), "A problem, and no way back yet."),
        (facts(-100, 60, I, 60, problem="No room", recovery="Monday"), "A problem, with a way back."),
        (facts(-100, -60, CLOSED, 60), "Closed by the forum."),
        (facts(-100, 60, I, 45, stated=Rag.RED), "Marked by its owner."),
        (facts(-100, 60, I, 45), ""),
        (facts(-100, 60, X, 45), "Cancelled."),
    ],
)
def test_why_says_the_fact_behind_the_colour(given: ActionFacts, words: str) -> None:
    assert rules.why(given, rules.rag_of(given, TODAY), TODAY) == words


@pytest.mark.parametrize(
    ("permissions", "own", "allowed"),
    [
        ({Permission.PLAN_UPDATE_OWN}, True, True), ({Permission.PLAN_UPDATE_OWN}, False, False),
        ({Permission.PLAN_WRITE}, False, True), ({Permission.PLAN_READ}, True, False), (set(), True, False),
    ],
)  # fmt: skip
def test_only_the_owning_agency_or_the_plan_s_keepers_report(permissions: set[str], own: bool, allowed: bool) -> None:
    actor = Actor(uuid4(), uuid4(), frozenset(permissions))
    answer = rules.update_may_be_made(actor, actor.agency_id if own else uuid4())
    assert answer.allowed is allowed
    assert bool(answer.reason) is not allowed


OURS = uuid4()


@pytest.mark.parametrize(
    ("rag", "due", "progress", "ours", "chips", "kept"),
    [
        (Rag.RED, 5, I, True, [], True),
        (Rag.RED, 5, I, True, [Chip.RED], True),
        (Rag.AMBER, 5, I, True, [Chip.RED], False),
        (Rag.AMBER, 5, I, True, [Chip.RED, Chip.AMBER], True),
        (Rag.GREEN, 30, I, False, [Chip.SOON], True),
        (Rag.GREEN, 31, I, False, [Chip.SOON], False),
        (Rag.RED, -1, I, False, [Chip.SOON], False),
        (Rag.BLUE, 10, C, False, [Chip.SOON], False),
        (Rag.RED, 5, I, False, [Chip.OURS], False),
        (Rag.RED, 5, I, True, [Chip.OURS, Chip.RED, Chip.SOON], True),
        (Rag.RED, 5, I, True, ["nonsense"], True),
    ],
)
def test_chips(rag: Rag, due: int, progress: Progress, ours: bool, chips: list[str], kept: bool) -> None:
    seen = rules.Seen(rag, TODAY + timedelta(days=due), progress, OURS if ours else uuid4())
    assert rules.matches(seen, [str(chip) for chip in chips], agency_id=OURS, today=TODAY) is kept


@pytest.mark.parametrize(
    ("to", "reason", "progress", "field"),
    [
        (30, "The printer is late.", I, ""), (5, "Sooner, since it is done.", N, ""), (20, "Same", I, "to_on"),
        (-200, "The printer is late.", I, "to_on"), (30, "Late", I, "reason"), (30, "The printer is late.", C, "-"),
        (30, "The printer is late.", CLOSED, "-"),
    ],
)  # fmt: skip
def test_a_date_moves_with_a_reason(to: int, reason: str, progress: Progress, field: str) -> None:
    starts, due = TODAY - timedelta(days=100), TODAY + timedelta(days=20)
    answer = rules.date_may_move(starts, due, TODAY + timedelta(days=to), reason, progress)
    assert (answer.allowed, answer.field) == (not field, field.strip("-"))


@pytest.mark.parametrize(
    ("needs", "allowed"),
    [
        ({}, True), ({"b": {"c"}}, True), ({"b": {"a"}}, False), ({"b": {"c"}, "c": {"d"}, "d": {"a"}}, False),
        ({"b": {"c", "d"}, "c": {"d"}, "d": {"c"}}, True), ({"a": {"c"}}, True),
    ],
)  # fmt: skip
def test_no_circle_however_long(needs: dict[str, set[str]], allowed: bool) -> None:
    ids = {name: uuid4() for name in "abcd"}
    known = {ids[key]: {ids[each] for each in found} for key, found in needs.items()}
    assert rules.dependency_may_stand(ids["a"], ids["b"], known).allowed is allowed
    assert not rules.dependency_may_stand(ids["a"], ids["a"], known).allowed


@pytest.mark.parametrize(
    ("permissions", "same_agency", "is_owner", "reported", "progress", "allowed"),
    [
        ({Permission.PLAN_WRITE}, True, False, False, C, True),
        ({Permission.MEETING_CHAIR}, True, False, False, C, True),
        ({Permission.PLAN_UPDATE_OWN}, False, False, False, C, True),
        ({Permission.PLAN_UPDATE_OWN}, True, False, False, C, False),
        ({Permission.PLAN_READ}, False, False, False, C, False),
        ({Permission.PLAN_WRITE}, True, True, False, C, False), ({Permission.PLAN_WRITE}, True, False, True, C, False),
        ({Permission.PLAN_WRITE}, True, False, False, I, False),
    ],
)  # fmt: skip
def test_somebody_else_than_the_owner_confirms(
    permissions: set[Permission], same_agency: bool, is_owner: bool, reported: bool, progress: Progress, allowed: bool
) -> None:
    actor = Actor(uuid4(), uuid4(), frozenset(permissions))
    answer = rules.completion_may_be_confirmed(
        actor, progress=progress, owner_agency_id=actor.agency_id if same_agency else uuid4(),
        owner_user_id=actor.user_id if is_owner else None, reported_by_id=actor.user_id if reported else uuid4(),
    )  # fmt: skip
    assert answer.allowed is allowed


@pytest.mark.parametrize(
    ("progress", "start", "said", "quiet"),
    [
        (I, -100, -28, False), (I, -100, -29, True), (H, -100, -29, True), (N, -29, None, True), (N, 5, None, False),
        (N, -28, None, False), (C, -100, -90, False), (CLOSED, -100, None, False), (I, -10, -60, False),
    ],
)  # fmt: skip
def test_quiet_is_more_than_28_days_without_a_word(
    progress: Progress, start: int, said: int | None, quiet: bool
) -> None:
    said_on = None if said is None else TODAY + timedelta(days=said)
    assert rules.is_quiet(progress, TODAY + timedelta(days=start), said_on, TODAY) is quiet


def test_codes_of_commitments_run_on() -> None:
    taken = ["P1.1", "P1.15", "P2.1", "D6", "X5"]
    assert rules.next_code(taken, rules.CommitmentKind.PRIORITY, 1) == "P1.16"
    assert rules.next_code(taken, rules.CommitmentKind.PRIORITY, 4) == "P4.1"
    assert rules.next_code(taken, rules.CommitmentKind.DELIVERY, 0) == "D7"
    assert rules.next_code(taken, rules.CommitmentKind.CROSS_CUTTING, 0) == "X6"


def test_references_run_on() -> None:
    assert rules.next_reference([]) == "A-001"
    assert rules.next_reference(["A-002", "A-117", "old plan"]) == "A-118"
    assert rules.next_reference(["A-999"]) == "A-1000"


def test_action_must_run_forwards() -> None:
    assert rules.dates_run_forwards(TODAY, TODAY).allowed
    refused = rules.dates_run_forwards(TODAY, TODAY - timedelta(days=1))
    assert (refused.allowed, refused.field) == (False, "due_on")


@pytest.mark.parametrize(
    ("day", "begins"),
    [(date(2026, 4, 1), 2026), (date(2026, 3, 31), 2025), (TODAY, 2026), (date(2027, 1, 5), 2026)],
)
def test_the_plan_s_year_runs_april_to_march(day: date, begins: int) -> None:
    year = gantt.year_of(day)
    assert (year.begins, year.ends) == (date(begins, 4, 1), date(begins + 1, 3, 31))
    assert 0 <= year.share(day) < 1


def test_bar_says_aloud_what_it_shows() -> None:
    year = gantt.year_of(TODAY)
    bar = gantt.bar_of(
        kind="red", starts_on=date(2026, 5, 4), due_on=date(2026, 10, 30), done_percent=60, is_late=True,
        today=TODAY, year=year,
    )  # fmt: skip
    assert bar.words == "4 May 2026 to 30 October 2026, 60% done, overdue"
    assert bar.start_share < bar.end_share < (bar.late_to_share or 0) == bar.today_share
