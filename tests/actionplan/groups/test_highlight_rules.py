"""What a highlight report must say, asked without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from actionplan.groups import highlight_rules as rules
from actionplan.groups.models import RiskKind, Trend
from actionplan.models import Rag

TODAY = date(2026, 11, 23)


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def due(forecast: int, baseline: int | None = None, done: int | None = None, dropped: bool = False) -> rules.Milestone:
    first = day(forecast if baseline is None else baseline)
    return rules.Milestone("A leaflet", first, day(forecast), None if done is None else day(done), dropped)


RISK = rules.Risk(RiskKind.RISK, "No room", 3, 4, "Lead", "Ask the library")
WHOLE = rules.Content(
    day(-56), TODAY, Rag.GREEN, "", "Met twice", "Print it", "", "", "Nobody was asked: no drop-in", "Nothing yet", "",
    (RISK,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("milestones", "ends", "colour"),
    [
        ((), 90, Rag.GREY),
        ((due(10),), 90, Rag.GREEN),
        ((due(0),), 90, Rag.GREEN),
        ((due(-1),), 90, Rag.AMBER),
        ((due(-28),), 90, Rag.AMBER),
        ((due(-29),), 90, Rag.RED),
        ((due(40, baseline=12),), 90, Rag.AMBER),
        ((due(41, baseline=12),), 90, Rag.RED),
        ((due(10), due(-29)), 90, Rag.RED),
        ((due(-10, done=-12),), 90, Rag.BLUE),
        ((due(-10, done=-2), due(5)), 90, Rag.GREEN),
        ((due(-90, dropped=True),), 90, Rag.GREY),
        ((due(-90, dropped=True), due(4)), 90, Rag.GREEN),
        ((due(10),), -1, Rag.RED),
        ((due(10),), None, Rag.GREEN),
    ],
)
def test_the_dates_give_a_colour(milestones: tuple[rules.Milestone, ...], ends: int | None, colour: Rag) -> None:
    assert rules.rag_by_dates(milestones, None if ends is None else day(ends), TODAY) is colour


@pytest.mark.parametrize(
    ("stated", "by_dates", "reason", "allowed"),
    [
        (Rag.GREEN, Rag.GREEN, "", True), (Rag.AMBER, Rag.GREEN, "", False), (Rag.AMBER, Rag.GREEN, "Ill", True),
        (Rag.GREEN, Rag.RED, "", False), (Rag.GREEN, Rag.RED, "Printed today", True), (Rag.RED, Rag.RED, "", False),
        (Rag.BLUE, Rag.GREEN, " ", False), (Rag.GREEN, Rag.GREY, "", True), (Rag.GREY, Rag.GREEN, "", True),
    ],
)  # fmt: skip
def test_better_than_the_dates_needs_a_reason_and_so_does_trouble(
    stated: Rag, by_dates: Rag, reason: str, allowed: bool
) -> None:
    assert (rules.colour_may_stand(stated, by_dates, reason) is None) == allowed


def test_the_arrow_compares_with_the_report_before() -> None:
    assert rules.trend_of(None, Rag.RED) is None
    assert rules.trend_of(Rag.RED, Rag.RED) is Trend.SAME
    assert rules.trend_of(Rag.RED, Rag.AMBER) is Trend.BETTER
    assert rules.trend_of(Rag.BLUE, Rag.GREEN) is Trend.WORSE


def test_a_report_is_issued_whole() -> None:
    assert rules.report_may_be_issued(WHOLE, Rag.GREEN, TODAY) is None
    for name in ("done", "planned", "voice", "impact"):
        refusal = rules.report_may_be_issued(replace(WHOLE, **dict[str, Any]({name: " "})), Rag.GREEN, TODAY)
        assert refusal is not None
        assert refusal.field == name
    assert rules.report_may_be_issued(WHOLE, Rag.RED, TODAY) is not None
    for first, last in ((1, 0), (-10, 1), (-201, 0)):
        wrong = replace(WHOLE, period_from=day(first), period_to=day(last))
        assert rules.report_may_be_issued(wrong, Rag.GREEN, TODAY) is not None


def test_a_risk_has_an_owner_and_scores() -> None:
    issue = replace(RISK, kind=RiskKind.ISSUE, likelihood=5)
    assert rules.risks_may_stand([RISK, issue]) is None
    wrong = (
        replace(RISK, owner=" "), replace(RISK, words=""), replace(RISK, likelihood=0), replace(RISK, impact=6),
        replace(issue, likelihood=4),
    )  # fmt: skip
    assert all(rules.risks_may_stand([each]) is not None for each in wrong)
    levels = {(5, 1): "Low", (3, 2): "Medium", (4, 3): "Medium", (5, 3): "High", (5, 5): "High"}
    for (likelihood, impact), words in levels.items():
        assert replace(RISK, likelihood=likelihood, impact=impact).level[1] == words
