"""What may be noted of a contact beside what was given and done: every part optional, “not asked” the start of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from outreach.models import AgeBand as AgeBand
from outreach.models import Duration as Duration
from outreach.models import FourAnswers as FourAnswers
from outreach.models import MetBefore as MetBefore
from outreach.models import ReportingIntent as ReportingIntent

MET_WORDS = {MetBefore.NEW: "New", MetBefore.KNOWN: "Known", MetBefore.NOT_SURE: "Not sure"}
AGE_WORDS = {
    AgeBand.FROM_18: "18 to 24", AgeBand.FROM_25: "25 to 34", AgeBand.FROM_35: "35 to 44", AgeBand.FROM_45: "45 to 54",
    AgeBand.FROM_55: "55 and over", AgeBand.NOT_KNOWN: "Not known",
}  # fmt: skip
DURATION_WORDS = {
    Duration.UNDER_5: "Under 5 minutes", Duration.TO_15: "5 to 15 minutes", Duration.TO_30: "15 to 30 minutes",
    Duration.OVER_30: "Over 30 minutes",
}  # fmt: skip
INTENT_WORDS = {
    ReportingIntent.NOT_NOW: "Does not want to report", ReportingIntent.THINKING: "Thinking about it",
    ReportingIntent.NUM_ONLY: "To National Ugly Mugs only", ReportingIntent.POLICE: "Wants to report to police",
    ReportingIntent.DONE: "Has reported", ReportingIntent.DECLINED: "Asked, did not say",
}  # fmt: skip
ANSWER_WORDS = {
    FourAnswers.YES: "Yes", FourAnswers.NO: "No", FourAnswers.NOT_ASKED: "Not asked",
    FourAnswers.NOT_KNOWN: "Not known",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Details:
    """How long, where, how old, and what was talked about (domain.md 5). Codes of `catalogue`; words only in `beat`."""

    duration: Duration | None = None
    ward: str | None = None
    beat: str | None = None
    age_band: AgeBand | None = None
    setting: str | None = None
    information: Sequence[str] = ()
    concerns: Sequence[str] = ()
    barrier: str | None = None
    reporting_intent: ReportingIntent | None = None
    referral_offered: FourAnswers = FourAnswers.NOT_ASKED
    referral_accepted: FourAnswers = FourAnswers.NOT_ASKED

    def of_a_child(self) -> Details:
        """The same without what would describe a child as an adult who sex works (domain.md 3.3)."""
        return replace(self, age_band=None, setting=None, barrier=None, reporting_intent=None)


NOTHING_MORE = Details()


@dataclass(frozen=True, slots=True)
class Heads:
    """Everyone met on a session: of them new, known to the agency, and those who wanted nothing written down.

    New and known may add up to less than all: of the rest nobody was sure. `presented` is how people came across, as
    {"gender": {code: number}, "age": {code: number}}; the two are never crossed.
    """

    total: int
    declined: int = 0
    new: int = 0
    known: int = 0
    presented: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """How many contacts of a session are written down, and of them how many as new and as known."""

    total: int
    new: int = 0
    known: int = 0
