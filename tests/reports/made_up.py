"""An invented plan and invented tallies, made without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from actionplan.models import CommitmentKind, Progress, Rag
from actionplan.queries import ActionRow, CommitmentView, PlanView, PriorityView, Report, StrategyView
from actionplan.rules import Trend
from core.tallies import Period
from reports import notes
from reports.accountability import accountability
from reports.activity import activity, reporting
from reports.progress import in_short
from reports.queries import MEASURES, Counted
from reports.standing import standing

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
BEFORE = Period(date(2026, 4, 1), date(2026, 6, 30))
NAMES = {
    UUID(int=number): name
    for number, name in enumerate(
        ["Lantern", "Halewick Council", "Harbour ISVA Service", "Bridge Street Health", "Open Door Housing",
         "Foundry Recovery", "Halewick Police", "The Tuesday Room"], 1,
    )
}  # fmt: skip
Received = tuple[int, int, int, int, int]
# Received, acknowledged, accepted, declined, withdrawn.
RECEIVED = [(72, 70, 52, 11, 3), (55, 41, 23, 12, 9), (50, 50, 46, 0, 0), (46, 45, 38, 5, 0), (44, 40, 30, 6, 0),
            (38, 36, 19, 15, 0), (13, 12, 9, 0, 3), (3, 2, 1, 0, 1)]  # fmt: skip
PRIORITIES = {
    "Support people who sex work to be safer, healthier and happier": "rraaggggggggnbbbbb",
    "Shape policy and practice": "aggggnbbbb",
    "Share information and work together": "raaggggbb",
    "Understand who we are not reaching": "agggnnb",
}
LETTERS = {"r": Rag.RED, "a": Rag.AMBER, "g": Rag.GREEN, "n": Rag.GREY, "b": Rag.BLUE}
PROGRESS = {Rag.BLUE: Progress.COMPLETE, Rag.GREY: Progress.NOT_STARTED}
TITLES = ["Open a night-time rest space, two nights a week", "Refresh the first-response checklist",
          "Weekly sexual health drop-in", "Agree what safer, healthier and happier mean, with people who sex work",
          "Say plainly how to report and what happens next: leaflet, 6 languages"]  # fmt: skip


def action(number: int, rag: Rag, **different: Any) -> ActionRow:
    """One invented action of a status."""
    due = date(2026, 10, 30) if rag is Rag.RED else date(2026, 12, 1 + number % 28)
    last = Report(datetime(2026, 11, 2, tzinfo=UTC), "Sam", "Room agreed, staffing not. Answer by 15 December.",
                  Progress.IN_PROGRESS, 40, rag)  # fmt: skip
    facts: dict[str, Any] = {
        "id": UUID(int=number), "reference": f"A-{number:03}", "title": TITLES[number % len(TITLES)],
        "output": "A room", "impact": "A safe place to rest", "owner_agency_id": UUID(int=1 + number % 8),
        "owner_agency": NAMES[UUID(int=1 + number % 8)], "owner_name": "Outreach lead",
        "starts_on": date(2026, 1, 5), "due_on": due, "first_due_on": due,
        "progress": PROGRESS.get(rag, Progress.IN_PROGRESS), "done_percent": 100 if rag is Rag.BLUE else 40,
        "completed_on": date(2026, 9, 22) if rag is Rag.BLUE else None, "rag": rag,
        "trend": list(Trend)[number % 3], "why": "24 days late." if rag is Rag.RED else "", "last": last,
        "commitment_code": "P1.1", "stated_rag": None, "stated_reason": None, "version": 1,
    }  # fmt: skip
    return ActionRow(**{**facts, **different})


def plan_view(priorities: Mapping[str, str] = PRIORITIES) -> PlanView:
    """A plan whose letters give the status of each action."""
    numbers = iter(range(88, 500))
    views = []
    for number, (title, letters) in enumerate(priorities.items(), 1):
        rows = tuple(action(next(numbers), LETTERS[letter]) for letter in letters)
        commitment = CommitmentView(UUID(int=number), f"P{number}.1", "Words", CommitmentKind.PRIORITY, rows)
        views.append(PriorityView(number, title, (commitment,)))
    strategy = StrategyView(
        id=UUID(int=1), title="Halewick Strategy", purpose="To be safer", owner="Halewick Sex Work Forum",
        begins=date(2025, 1, 1), ends=date(2027, 12, 31),
    )  # fmt: skip
    return PlanView(strategy=strategy, priorities=tuple(views), delivery=(), cross_cutting=())


def tallies_of(
    received: list[Received], period: Period = QUARTER, reported: tuple[int, int, int] = (14, 52, 9)
) -> Counted:
    """Raw tallies in which the agencies of NAMES received so many referrals each."""
    by: dict[str, dict[UUID, Counter[str]]] = {measure: {} for measure in MEASURES}
    by |= {f"referrals.waiting-days.{step}": {} for step in ("acknowledge", "decide")}
    for key, counts in zip(NAMES, received, strict=False):
        for name, number in zip(("sent", "acknowledged", "accepted", "declined", "withdrawn"), counts, strict=True):
            by[f"referrals.{name}"][key] = Counter({"all": number})
        by["referrals.waiting-days.acknowledge"][key] = spread(counts[1], 0)
        by["referrals.waiting-days.decide"][key] = spread(counts[2] + counts[3], 3)
    for name, number in (("sessions", 58), ("headcount", 1418), ("contacts", 903)):
        by[f"outreach.{name}"][UUID(int=1)] = Counter({"all": number})
    for name, number in (("opened", 31), ("open", 118), ("contacts", 640)):
        by[f"cases.{name}"][UUID(int=3)] = Counter({"all": number})
    answers = zip(("reported", "not-reported", "not-known"), reported, strict=True)
    by["cases.reported"][UUID(int=3)] = Counter(dict(answers))
    return Counted(period, by)


def spread(number: int, first: int) -> Counter[str]:
    """Waits of so many referrals, over five days from the first."""
    return Counter(str(first + each % 5) for each in range(number))


def figures(view: PlanView | None = None, received: list[Received] | None = None) -> dict[str, Any]:
    """The figures of a report as `progress_figures` shapes them."""
    view = view or plan_view()
    now, before = tallies_of(RECEIVED if received is None else received), tallies_of([], BEFORE, (12, 47, 3))
    names = {key: NAMES[key] for key in now.agencies(["referrals.sent"])}
    parts = {
        "plan": standing(view, QUARTER.start), "referrals": accountability(now, names),
        "activity": activity(now, before), "reporting": reporting(now, before),
    }  # fmt: skip
    return {
        "title": "Progress report", "forum": view.strategy.owner, "strategy": view.strategy.title,
        "carried_forward": False, "period": {"start": "2026-07-01", "end": "2026-09-30", "words": QUARTER.words},
        "quarter": "July to September", "before": {"words": "April to June"},
        "snapshot": "2026-11-23T17:00:00+00:00", "meeting_day": "2026-11-26", "threshold": 5,
        "statement": notes.STATEMENT, "in_short": in_short(view, parts), **parts,
        "definitions": [list(pair) for pair in notes.DEFINITIONS],
        "notes": [list(pair) for pair in notes.data_notes(["Probation"])],
    }  # fmt: skip
