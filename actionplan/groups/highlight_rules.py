"""What a highlight report must say (domain.md 6.4), and the colour that the dates give it (6.2). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from actionplan.groups.models import GroupState as GroupState
from actionplan.groups.models import ReportState as ReportState
from actionplan.groups.models import RiskKind as RiskKind
from actionplan.groups.models import Trend as Trend
from actionplan.models import Rag as Rag
from core.errors import Refused

#: Slippage up to this is amber, beyond it red (domain.md 6.2).
AMBER_SLIPPAGE = timedelta(days=28)
MOST_RISKS = 12
LONGEST_PERIOD = timedelta(days=200)

RAG_WORDS = {
    Rag.GREEN: "Green: on track", Rag.AMBER: "Amber: at risk, with a plan", Rag.RED: "Red: needs the forum",
    Rag.GREY: "Not started", Rag.BLUE: "Complete",
}  # fmt: skip
#: From worst to best, as the dates and the author may disagree.
STANDING = {Rag.RED: 0, Rag.AMBER: 1, Rag.GREY: 2, Rag.GREEN: 3, Rag.BLUE: 4}
TREND_WORDS = {Trend.BETTER: "Better than last time", Trend.SAME: "As last time", Trend.WORSE: "Worse than last time"}
TREND_ARROWS = {Trend.BETTER: "up", Trend.SAME: "same", Trend.WORSE: "down"}
RISK_WORDS = {RiskKind.RISK: "Risk: it may happen", RiskKind.ISSUE: "Issue: it has happened"}
SCORE_WORDS = {1: "Very low", 2: "Low", 3: "Medium", 4: "High", 5: "Very high"}

PARTS = (
    ("done", "Done in this period"),
    ("planned", "Planned for the next period"),
    ("decisions_needed", "Decisions needed from the forum"),
    ("resources", "Resources and funding"),
    ("voice", "What people who sex work said"),
    ("impact", "What this changed for people who sex work"),
    ("communications", "Communications"),
)
#: What an issued report cannot leave empty; of the rest, “none” is understood.
NEEDED = {
    "done": "Say what was done in this period",
    "planned": "Say what is planned for the next period",
    "voice": "Say what people who sex work said, or that nobody was asked and why",
    "impact": "Say what this changed for people who sex work",
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something due: the first date, the date that holds now, and the day it was done."""

    title: str
    baseline_on: date
    forecast_on: date
    actual_on: date | None
    dropped: bool = False

    @property
    def slipped(self) -> timedelta:
        """How much later than first agreed it came, or is expected."""
        return (self.actual_on or self.forecast_on) - self.baseline_on


@dataclass(frozen=True, slots=True)
class Risk:
    """A risk or an issue as its author wrote it."""

    kind: RiskKind
    words: str
    likelihood: int
    impact: int
    owner: str
    answer: str

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact

    @property
    def level(self) -> tuple[str, str]:
        """The kind of tag and the word: low to 5, middling to 12, high above."""
        if self.score > 12:
            return "red", "High"
        return ("amber", "Medium") if self.score > 5 else ("green", "Low")


@dataclass(frozen=True, slots=True)
class Content:
    """What the author of a highlight report wrote."""

    period_from: date
    period_to: date
    rag: Rag
    rag_reason: str
    done: str
    planned: str
    decisions_needed: str
    resources: str
    voice: str
    impact: str
    communications: str
    risks: tuple[Risk, ...]

    @property
    def texts(self) -> dict[str, str]:
        """Its words by the names of their fields, as the checker of shared texts takes them."""
        written = {name: getattr(self, name) for name, _ in PARTS}
        for number, risk in enumerate(self.risks, 1):
            written[f"risk {number}"] = "\n".join((risk.words, risk.owner, risk.answer))
        return {**written, "rag_reason": self.rag_reason}


def group_may_report(state: GroupState) -> Refused | None:
    """A group reports while it is at work, its final stretch included."""
    if state in (GroupState.ACTIVE, GroupState.EXTENDED, GroupState.REPORTING):
        return None
    return Refused("Only a group at work writes highlight reports.", instead="Start the group first.")


def rag_by_dates(milestones: Iterable[Milestone], ends_on: date | None, today: date) -> Rag:
    """The colour that the dates give: the worst of what is due, in the bounds of domain.md 6.2.

    Past its date by more than 28 days, forecast more than 28 days late, or past the end of the group itself is red;
    past its date or forecast late at all is amber; everything settled is blue; nothing to go by is grey.
    """
    live = [each for each in milestones if not each.dropped]
    waiting = [each for each in live if each.actual_on is None]
    if not waiting:
        return Rag.BLUE if live else Rag.GREY
    late = max(today - each.forecast_on for each in waiting)
    slip = max(each.slipped for each in waiting)
    if late > AMBER_SLIPPAGE or slip > AMBER_SLIPPAGE or (ends_on is not None and ends_on < today):
        return Rag.RED
    return Rag.AMBER if late > timedelta(0) or slip > timedelta(0) else Rag.GREEN


def trend_of(before: Rag | None, now: Rag) -> Trend | None:
    """How the colour moved since the report before; None for the first."""
    if before is None:
        return None
    if STANDING[now] == STANDING[before]:
        return Trend.SAME
    return Trend.BETTER if STANDING[now] > STANDING[before] else Trend.WORSE


def colour_may_stand(stated: Rag, by_dates: Rag, reason: str) -> Refused | None:
    """An author may say worse than the dates freely, and better only with a reason; trouble always says why (6.2)."""
    if reason.strip():
        return None
    if STANDING[stated] > STANDING[by_dates] and by_dates is not Rag.GREY:
        return Refused(f"The dates say {by_dates.value}. Say why it is better than that.", field="rag_reason")
    if stated in (Rag.RED, Rag.AMBER):
        return Refused(f"Say why it is {stated.value}, and what happens next.", field="rag_reason")
    return None


def period_may_be(period_from: date, period_to: date, today: date) -> Refused | None:
    """A period runs forwards, is no longer than about half a year, and is over by the day it is told of."""
    if period_to < period_from:
        return Refused("The period’s end must not be before its start.", field="period_to")
    if period_to > today:
        return Refused("The period ends today at the latest.", field="period_to")
    if period_to - period_from > LONGEST_PERIOD:
        return Refused("A period is half a year at most.", field="period_from")
    return None


def risks_may_stand(risks: Iterable[Risk]) -> Refused | None:
    """Each risk has words, an owner and scores from 1 to 5; what has happened is certain, so likelihood 5."""
    for number, risk in enumerate(risks, 1):
        if not risk.words.strip() or not risk.owner.strip():
            return Refused(f"Risk {number} needs its words and an owner.", field="risks")
        if not (1 <= risk.likelihood <= 5 and 1 <= risk.impact <= 5):
            return Refused(f"Risk {number} needs likelihood and impact from 1 to 5.", field="risks")
        if risk.kind is RiskKind.ISSUE and risk.likelihood != 5:
            return Refused(f"Risk {number} is an issue: it has happened, so its likelihood is 5.", field="risks")
    return None


def report_may_be_issued(content: Content, by_dates: Rag, today: date) -> Refused | None:
    """A report goes to the forum whole: period, colour with its reason, and the parts that cannot be empty."""
    for name, words in NEEDED.items():
        if not getattr(content, name).strip():
            return Refused(words, field=name)
    return (
        period_may_be(content.period_from, content.period_to, today)
        or colour_may_stand(content.rag, by_dates, content.rag_reason)
        or risks_may_stand(content.risks)
    )
