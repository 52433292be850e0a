"""What the plan changes, in numbers: seven measures with a year of values, one corrected, one withheld, two owed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from actionplan import queries as plan_queries
from actionplan.measures import rules, service
from actionplan.measures.facts import MeasureFacts, ValueFacts
from actionplan.measures.models import Direction, Frequency, MeasureKind, PlanMeasure
from agencies.queries import agency_by_code
from core import clock
from core.actor import Actor
from demonstration.stage import Cast, acting, at
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found

QUARTERS = 5
STAYS = "Names of organisations and of figures that they publish; no person is meant."


@dataclass(frozen=True, slots=True)
class Told:
    """A measure, and its value of each quarter, the oldest first: None is withheld, a missing one is owed."""

    agency: str
    commitment: str
    facts: dict[str, Any]
    values: tuple[float | None, ...]
    out_of: int | None = None


MEASURES = (
    Told("NUM", "P1.11", {
        "title": "Reports to National Ugly Mugs from Greater Manchester",
        "definition": "Reports of violence or another crime made by people who sex work, by the day they were made. "
                      "A report that was made twice counts once.",
        "unit": "reports", "kind": MeasureKind.COUNT, "direction": Direction.WATCHED, "baseline": 31.0,
        "baseline_period": "the quarter before the plan began", "source": "NUM’s quarterly figures for the forum",
        "owner_name": "Service manager",
        "caveat": "More reports may mean more harm, or more trust. Under-reporting is certain. Read it beside the "
                  "share that people wished to pass on to the police.",
    }, (34, 41, 38, 47, 52)),
    Told("MCC", "P1.1", {
        "title": "Referrals between members acknowledged within one working day",
        "definition": "Of the referrals that members received in the quarter, the share acknowledged by the end of "
                      "the next working day.",
        "unit": "", "kind": MeasureKind.PERCENT, "direction": Direction.UP, "baseline": 68.0,
        "baseline_period": "the first quarter counted", "target": 95.0, "source": "Roundtable’s own tallies",
        "owner_name": "Forum coordinator", "caveat": "",
    }, (71, 78, 84, 88, 91), out_of=120),
    Told("MCC", "P1.1", {
        "title": "Days from a referral to an answer",
        "definition": "Working days from the day a referral was sent to the day it was accepted or declined: the "
                      "middle value of the quarter.",
        "unit": "working days", "kind": MeasureKind.DAYS, "direction": Direction.DOWN, "baseline": 9.0,
        "baseline_period": "the first quarter counted", "target": 5.0, "source": "Roundtable’s own tallies",
        "owner_name": "Forum coordinator", "caveat": "Weekends and bank holidays are not counted.",
    }, (8.5, 8, 7, 6.5, 6)),
    Told("GMP", "P1.8", {
        "title": "Officers who took part in a session on sex work and safety",
        "definition": "Officers and staff, each counted once a quarter, who took part in a session that MASH or NUM "
                      "gave.",
        "unit": "officers", "kind": MeasureKind.COUNT, "direction": Direction.UP, "baseline": 40.0,
        "baseline_period": "a usual quarter before the plan", "target": 80.0, "source": "The forum’s training log",
        "owner_name": "Training lead", "caveat": "Taking part is not the same as doing otherwise.",
    }, (45, 60, 38, 72)),
    Told("MASH", "P1.2", {
        "title": "People who came to a drop-in",
        "definition": "People who came to a drop-in of any member at least once in the quarter, as each member counts "
                      "them. Somebody who went to two members is counted by both.",
        "unit": "people", "kind": MeasureKind.PEOPLE, "direction": Direction.WATCHED, "baseline": 215.0,
        "baseline_period": "the quarter before the plan began", "source": "Members’ own totals, to the nearest 5",
        "owner_name": "Outreach manager", "caveat": "A sum over members, not a number of different people.",
    }, (220, 230, 225, 245, 240)),
    Told("TMR", "P2.3", {
        "title": "People who sex work who took part in a consultation",
        "definition": "People who told the forum what they think, in any way they chose, in the quarter.",
        "unit": "people", "kind": MeasureKind.PEOPLE, "direction": Direction.UP, "baseline": 10.0,
        "baseline_period": "a usual quarter before the plan", "target": 30.0, "source": "The forum’s consultations",
        "owner_name": "Involvement lead", "caveat": "Nobody has to take part, and fewer in a quarter is no failure.",
    }, (15, None, 20, 25, 25)),
    Told("MCC", "P3.1", {
        "title": "Services in the directory checked in the last 90 days",
        "definition": "Of the services that the directory shows, the share whose facts were checked in the 90 days "
                      "before the quarter ended.",
        "unit": "", "kind": MeasureKind.PERCENT, "direction": Direction.UP, "baseline": 40.0,
        "baseline_period": "when the directory was loaded", "target": 100.0, "source": "The directory",
        "owner_name": "Forum coordinator", "caveat": "",
    }, (55, 62, 71, 80), out_of=30),
)  # fmt: skip


def tell(cast: Cast) -> None:
    """Begin the measures, then give each quarter's values as it ends; the last quarter has one correction."""
    quarters = _quarters(clock.today())
    with acting(cast, "mcc_coordinator", at(quarters[0].begins, 10)) as sam:
        codes = {words.partition(" ")[0]: key for key, words in plan_queries.commitment_choices(_strategy())}
        rows = [_begin(sam, told, codes, quarters[0]).id for told in MEASURES]
    for place, quarter in enumerate(quarters):
        with acting(cast, "mcc_coordinator", at(quarter.ends + timedelta(days=9), 11)) as sam:
            for told, measure_id in zip(MEASURES, rows, strict=True):
                if place < len(told.values):
                    given = told.values[place]
                    facts = ValueFacts(given, given is None, told.out_of if given is not None else None)
                    made = service.bring_value(actor=sam, measure_id=measure_id, period=quarter, facts=facts)
                    if told.commitment == "P1.2" and place == QUARTERS - 2:
                        _correct(sam, made.id)


def _quarters(today: date) -> list[rules.Period]:
    """The five quarters that are over and of which the value is due by today, the oldest first."""
    counted = rules.periods_since(today - timedelta(days=640), Frequency.QUARTER, today)
    return [each for each in counted if each.ends + timedelta(days=10) < today][:QUARTERS][::-1]


def _strategy() -> UUID:
    return plan_queries.current_strategy().id


def _begin(actor: Actor, told: Told, codes: dict[str, str], first: rules.Period) -> PlanMeasure:
    serves = codes.get(told.commitment)
    facts = MeasureFacts(
        owner_agency_id=agency_by_code(told.agency).id, commitment_id=None if serves is None else UUID(serves),
        frequency=Frequency.QUARTER, first_period=first.begins,
        target_by=_plan_year_end(first) if "target" in told.facts else None, **told.facts,
    )  # fmt: skip
    return _let_stay(lambda answer: service.add_measure(actor=actor, facts=facts, answer=answer))


def _plan_year_end(first: rules.Period) -> date:
    """The end of the plan year that is two years on."""
    return rules.period_of(first.ends + timedelta(days=730), Frequency.YEAR).ends


def _correct(actor: Actor, value_id: UUID) -> None:
    reason = "One member’s total came late and is now in it."
    service.correct_value(actor=actor, value_id=value_id, facts=ValueFacts(250.0), reason=reason)


def _let_stay(write: Callable[[LeakAnswer | None], PlanMeasure]) -> PlanMeasure:
    """What the check finds was looked at and stays, as its author would answer."""
    try:
        return write(None)
    except Found as found:
        return write(LeakAnswer(frozenset(each.key for each in found.findings), STAYS))
