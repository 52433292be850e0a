"""An invented plan and invented tallies, made without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from actionplan.models import CommitmentKind, Progress, Rag
from actionplan.queries import ActionRow, CommitmentView, PlanView, PriorityView, Report, StrategyView
from actionplan.rules import Trend
from core.tallies import Period
from reports import periods
from reports.blocks import Chapter
from reports.chapters import activity, forum, harm, isva, notes, plan, referrals
from reports.chapters.taken import Taken
from reports.cuts import Cut
from reports.disclosure import MEDIAN, NINE_IN_TEN, Shown, days_within, figure
from reports.families import FAMILIES, Family
from reports.progress import in_short
from reports.standing import standing

QUARTER = Period(date(2026, 7, 1), date(2026, 9, 30))
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


#: Totals of all agencies in this quarter, by family and category; the quarters before had a little less.
NUMBERS = {
    "outreach.sessions": {"street": 31, "van": 18, "premises": 9},
    "outreach.headcount": {"new": 118, "known": 1300},
    "outreach.contacts": {"new": 103, "known": 790, "not_sure": 10},
    "outreach.items": {"naloxone": 84, "condoms": 1210, "alarm": 41, "hot_drink": 640},
    "outreach.reporting": {"not_asked": 520, "thinking": 61, "done": 12, "police": 4},
    "cases.opened": {"isva": 11, "casework": 20}, "cases.open": {"isva": 40, "casework": 78},
    "cases.closed": {"isva": 9, "casework": 14}, "cases.contacts": {"isva": 240, "casework": 400},
    "cases.reported": {"reported": 14, "not-reported": 52, "not-known": 9},
    "incidents.route": {"told-us-only": 95, "warning": 40, "anonymous": 15, "full-report": 10},
    "incidents.went": {"nothing-yet": 102, "warning": 38, "anonymous": 13, "full-report": 7},
    "incidents.harms": {"threat": 38, "sexual": 24, "physical": 31, "acquisitive": 12, "other": 3},
    "incidents.barriers": {"fear": 41, "past": 22, "time": 9},
    "referrals.declined-why": {"capacity": 22, "criteria": 12, "conflict": 3},
    "referrals.re-referred": {"first": 270, "second": 41, "third-or-more": 12},
    "referrals.unmet": {"housing": 21, "money": 8},
    "isva.source": {"self": 5, "outreach": 7, "police": 2}, "isva.closed": {"GOALS_MET": 6, "CHOSE": 5},
    "isva.contact-modes": {"face_to_face": 90, "telephone": 110, "text": 40},
    "isva.milestones": {"REPORTED": 8, "VRI": 5, "CHARGE": 2, "VERDICT": 0},
    "isva.special-measures": {"applied": 7, "agreed": 5, "refused": 0},
    "isva.needs-met": {"met": 30, "partly": 12, "not-met": 7},
    **{f"isva.distance.{code}": {"better": 14, "same": 9, "worse": 5} for code, _ in isva.OUTCOMES},
    "isva.rights-told": {"in-time": 21, "late": 6, "not-yet": 3},
    "isva.rights-met": {"met": 44, "partly": 9, "not_met": 6, "not_known": 12},
}  # fmt: skip
ISVA_WAITS = ("isva.first-try-days", "isva.first-contact-days", "isva.assessment-days")
ONE = UUID(int=3)


def family_of(code: str, dimensions: Iterable[str]) -> Family:
    """The family of a code; invented where the service publishes none."""
    return FAMILIES.get(code) or Family(
        code=code, measure=code, title=code.capitalize(), unit="counts", population="", definition="Counted.",
        dimensions={name: name.replace("-", " ").replace("_", " ").capitalize() for name in dimensions},
        histogram="-days" in code,
    )  # fmt: skip


def cut_of(code: str, counts: Mapping[UUID, Mapping[str, int]], period: Period = QUARTER) -> Cut:
    """A cut with each figure protected on its own: good enough for words and looks."""
    family = family_of(code, dict.fromkeys(name for each in counts.values() for name in each))
    by_name = sum((Counter(each) for each in counts.values()), Counter[str]())
    shown: dict[tuple[UUID | None, str | None], Shown] = {(None, None): figure(by_name.total())}
    shown |= {(None, name): figure(number) for name, number in by_name.items()}
    shown |= {(key, None): figure(sum(each.values())) for key, each in counts.items()}
    shown |= {(key, name): figure(number) for key, each in counts.items() for name, number in each.items()}
    waits: dict[tuple[UUID | None, float], str] = {}
    if family.histogram:
        for key, each in ((None, by_name), *counts.items()):
            waits |= {(key, share): days_within(each, share) for share in (MEDIAN, NINE_IN_TEN)}
    return Cut(family, period, tuple(counts), date(2026, 11, 20), shown, waits)


def referral_counts(received: list[Received]) -> dict[str, dict[UUID, Mapping[str, int]]]:
    """Referral families in which the agencies of NAMES received so many each."""
    counts: dict[str, dict[UUID, Mapping[str, int]]] = {code: {} for code in referrals.FAMILIES[:4]}
    for key, (sent, acknowledged, accepted, declined, withdrawn) in zip(NAMES, received, strict=False):
        waiting = sent - accepted - declined - withdrawn
        counts[referrals.RECEIVED][key] = {
            "accepted": accepted, "declined": declined, "withdrawn": withdrawn, "waiting": waiting,
        }  # fmt: skip
        counts[referrals.ACKNOWLEDGED][key] = {"acknowledged": acknowledged, "not-yet": sent - acknowledged}
        counts[referrals.WAITS[0]][key] = spread(acknowledged, 0)
        counts[referrals.WAITS[1]][key] = spread(accepted + declined, 3)
    return counts


def spread(number: int, first: int) -> Counter[str]:
    """Waits of so many referrals, over five days from the first."""
    return Counter(str(first + each % 5) for each in range(number))


def taken_of(received: list[Received] | None = None, numbers: Mapping[str, Mapping[str, int]] = NUMBERS) -> Taken:
    """The cuts of five quarters."""
    quarters = [QUARTER]
    while len(quarters) < 5:
        quarters.append(periods.before(quarters[-1]))
    return Taken(
        tuple(quarters),
        tuple(_cuts(quarter, back, received, numbers) for back, quarter in enumerate(quarters)),
        NAMES,
    )


def _cuts(
    quarter: Period, back: int, received: list[Received] | None, numbers: Mapping[str, Mapping[str, int]]
) -> dict[str, Cut]:
    counts: dict[str, dict[UUID, Mapping[str, int]]] = {
        code: {ONE: {name: max(0, number - back * (1 + number // 12)) for name, number in each.items()}}
        for code, each in numbers.items()
    }
    counts |= {code: {ONE: spread(10, 1)} for code in ISVA_WAITS} if numbers is NUMBERS else {}
    counts |= referral_counts(RECEIVED if received is None else received)
    return {code: cut_of(code, each, quarter) for code, each in counts.items() if each}


GROUPS: list[dict[str, Any]] = [
    {
        "name": "Online safety", "lead": "Harbour ISVA Service", "ends": "2027-01-29", "outputs": 4, "done": 2,
        "rag": "green", "word": "Green", "trend": "same",
        "told": {
            "period": "Highlight report 3, 1 September to 20 November 2026, by Sam",
            "impact": "People have a leaflet in three languages.", "done": "Leaflet tested with people who sex work.",
            "planned": "Print it.", "resources": "Printing costs £640.", "decisions": "",
        },
        "risks": [],
    },
    {
        "name": "Winter nights", "lead": "Halewick Council", "ends": "2027-03-31", "outputs": 3, "done": 0,
        "rag": "amber", "word": "Amber", "trend": "worse",
        "told": {
            "period": "Highlight report 1, 1 October to 20 November 2026, by Jo",
            "impact": "Nothing yet.", "done": "A room was found on Quay Street.", "planned": "Find staff.",
            "resources": "", "decisions": "Who pays for staff from January? Without an answer the room is lost.",
        },
        "risks": [{"words": "The room is let to somebody else", "likelihood": 4, "impact": 4, "score": 16,
                   "level": "High", "owner": "Jo", "answer": "Ask for a letter of intent."}],
    },
]  # fmt: skip
DECISIONS = [{"lead": "Decision needed, Winter nights", "text": GROUPS[1]["told"]["decisions"]}]
HEARD = {
    "in_short": "2 things said and 1 answer given in this period. People have heard back about 1 of them.",
    "answered": [{"said": "It is too dark behind the arches.", "where": "Safety. A survey, 10 to 24 took part.",
                  "kind": "We did it", "answer": "There are six new lamps.", "told": "2 Oct 2026"}],
    "waiting": [{"said": "People want to report in their own language.", "topic": "Reporting", "heard": "2026-09-08"}],
    "owed": 1,
}  # fmt: skip
DIRECTORY = {
    "total": 34, "holds": 27, "old": 5, "never": 2,
    "keepers": [{"keeper": "Lantern", "total": 4, "holds": 4, "old": 0, "never": 0},
                {"keeper": "Not a member’s", "total": 30, "holds": 23, "old": 5, "never": 2}],
}  # fmt: skip
CITED = [{"question": "How many were murdered since 1990?", "figures": [
    {"figure": "184", "says": "people murdered, United Kingdom", "source": "Strategy", "dated": "2020"},
    {"figure": "183", "says": "people murdered, United Kingdom", "source": "Police guidance", "dated": "2023"},
]}]  # fmt: skip


def chapters(view: PlanView, taken: Taken, groups: list[dict[str, Any]]) -> list[Chapter | None]:
    """Every chapter, as `progress_figures` puts them in order."""
    shown = standing(view, QUARTER.start)
    told = in_short(view, shown, taken)
    families = [cut.family for cut in taken.now.values() if cut.sent]
    return [
        plan.in_short(told, shown, "23 November 2026", DECISIONS if groups else ()),
        plan.attention(shown, "1 July 2026"), forum.groups(groups),
        referrals.referrals(taken), activity.activity(taken), activity.outreach(taken), isva.isva(taken),
        harm.harm(taken), isva.rights(taken), forum.voice(HEARD), forum.directory(DIRECTORY), forum.cited(CITED),
        plan.every_action(shown), notes.notes(["Probation"], "", families),
    ]  # fmt: skip


def figures(view: PlanView | None = None, received: list[Received] | None = None) -> dict[str, Any]:
    """The figures of a report as `progress_figures` shapes them; short, and without numbers, for a plan of its own."""
    taken = taken_of(received) if view is None else taken_of(received or [], {})
    view = view or plan_view()
    shown = standing(view, QUARTER.start)
    return {
        "shape": 2, "title": "Progress report", "forum": view.strategy.owner, "strategy": view.strategy.title,
        "carried_forward": False, "period": {"start": "2026-07-01", "end": "2026-09-30", "words": QUARTER.words},
        "quarter": "July to September", "snapshot": "2026-11-23T17:00:00+00:00", "meeting_day": "2026-11-26",
        "threshold": 5, "statement": notes.statement(5), "in_short": in_short(view, shown, taken), "body": "",
        "chapters": [each for each in chapters(view, taken, GROUPS) if each],
    }  # fmt: skip
