"""Scores, the four answers beside them, and how far the way was."""

from __future__ import annotations

from datetime import date

import pytest

from cases.outcomes import catalogue, rules
from cases.outcomes.chart import chart_of
from cases.outcomes.models import Point, Scorer
from cases.outcomes.rules import Score
from core.errors import Refused
from people.models import Answer

COPE = catalogue.measure("COPE")


def test_every_point_asks_what_the_reference_data_says() -> None:
    start = {each.code for each in catalogue.asked_at(Point.START, ["CJS"])}
    review = {each.code for each in catalogue.asked_at(Point.REVIEW, ["CJS"])}
    end = {each.code for each in catalogue.asked_at(Point.EXIT, ["CJS"])}
    assert start == {"COPE", "SAFETY", "INFORMED", "HEALTH"}
    assert review == start | {"NEEDS_MET:CJS"}
    assert end == set(catalogue.measures()) - {"NEEDS_MET"} | {"NEEDS_MET:CJS"}


@pytest.mark.parametrize("answer", ["not_asked", "declined", "not_known", "no", "1", "5"])
def test_four_answers_and_a_score_each_keep_their_own_value(answer: str) -> None:
    assert rules.choice_of(rules.score_of(answer, COPE)) == answer


@pytest.mark.parametrize("answer", ["0", "6", "given", "", "-1", "²"])
def test_anything_else_is_refused(answer: str) -> None:
    with pytest.raises(Refused):
        rules.score_of(answer, COPE)


def test_the_scales_are_those_of_the_measures() -> None:
    assert max(COPE.scale) == 5
    assert catalogue.measure("CJ_ENGAGED").scale == catalogue.YES_NO
    assert catalogue.measure("NEEDS_MET:HOUSING").scale == catalogue.MET
    with pytest.raises(Refused):
        rules.score_of("3", catalogue.measure("CJ_ENGAGED"))
    assert rules.score_words(Score(Answer.NO), COPE) == "Does not apply"
    assert rules.score_words(None, COPE) == "Not asked"
    assert rules.score_words(Score(Answer.GIVEN, 2), catalogue.measure("NEEDS_MET:CJS")) == "Partly met"


def test_distance_is_measured_on_own_scores_alone_and_may_go_back() -> None:
    def given(value: int) -> dict[str, Score]:
        return {"COPE": Score(Answer.GIVEN, value), "SAFETY": Score(Answer.DECLINED)}

    takings = [
        (Scorer.PERSON, given(4)),
        (Scorer.WORKER, given(5)),
        (Scorer.TOGETHER, given(3)),
        (Scorer.PERSON, given(2)),
    ]
    found = rules.travels([COPE, catalogue.measure("SAFETY")], takings)
    assert [(way.measure.code, way.scores, way.change) for way in found] == [("COPE", (4, 3, 2), -2)]
    assert found[0].words == "I can cope with everyday life: from 4 to 2, 2 down"
    drawn = chart_of(found)
    assert drawn.lines[0].first > drawn.lines[0].last
    assert drawn.lines[0].note == "−2"
    assert "from 4 to 2" in drawn.words
    once = chart_of(rules.travels([COPE], takings[:1]))
    assert (once.lines[0].note, once.lines[0].first == once.lines[0].last) == ("", True)
    assert "asked once" in once.words


def test_a_taking_lies_between_opening_and_today_and_asks_something() -> None:
    opened, today = date(2026, 3, 1), date(2026, 11, 23)
    assert rules.taking_may_be(today, opened, today) is None
    assert rules.taking_may_be(date(2026, 11, 24), opened, today) is not None
    assert rules.taking_may_be(date(2026, 2, 28), opened, today) is not None
    assert rules.something_was_asked({"COPE": Score()}) is not None
    assert rules.something_was_asked({"COPE": Score(Answer.DECLINED)}) is None
