"""Askings in the database, and their page with the picture and the table."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from cases import queries as case_queries
from cases.outcomes import part, queries, service
from cases.outcomes.models import Point, Scorer
from cases.outcomes.rules import Score
from core import clock
from core.crypto.datakeys import destroy_key
from core.errors import Clash, NotVisible, Refused
from people.models import Answer
from tests.cases.interleaving import interleave
from tests.cases.plans.scene import opened, person_and_case
from tests.house import House


def _scores(value: int) -> dict[str, Score]:
    return {"COPE": Score(Answer.GIVEN, value), "SAFETY": Score(Answer.DECLINED)}


def test_start_and_end_are_asked_once_and_reviews_again(house: House) -> None:
    with house.acting("num_isva") as actor, house.app.test_request_context():
        _, case_id = person_and_case(actor)
        today = clock.today()

        def take(point: Point, value: int) -> None:
            service.take_outcomes(
                actor=actor, case_id=case_id, point=point, taken_on=today, scorer=Scorer.PERSON, scores=_scores(value)
            )

        take(Point.START, 1)
        with pytest.raises(Refused, match="asked already"):
            take(Point.START, 2)
        take(Point.REVIEW, 2)
        take(Point.REVIEW, 3)
        case = case_queries.peek(actor, case_id)
        assert not queries.has_exit(actor, case)
        assert [due.on for due in part.due(actor, [case])] == [today + timedelta(days=91)]
        take(Point.EXIT, 4)
        assert queries.has_exit(actor, case)
        assert part.due(actor, [case]) == []
        found = queries.outcomes_of(actor, case)
        assert [way.scores for way in found.travels] == [(1, 2, 3, 4)]
        assert found.change(found.measures[0]) == "+3"
        with pytest.raises(Refused, match="not asked at this point"):
            service.take_outcomes(
                actor=actor, case_id=case_id, point=Point.REVIEW, taken_on=today, scorer=Scorer.PERSON,
                scores={"SATISFACTION": Score(Answer.GIVEN, 5)},
            )  # fmt: skip


def test_an_asking_is_put_right_by_version_and_says_erased_when_it_is(house: House) -> None:
    with house.acting("num_isva") as actor:
        who, case_id = person_and_case(actor)
        row = service.take_outcomes(
            actor=actor, case_id=case_id, point=Point.START, taken_on=clock.today(), scorer=Scorer.PERSON,
            scores=_scores(2), words="Up and down",
        )  # fmt: skip

        def change(version: int) -> None:
            service.change_outcomes(
                actor=actor, case_id=case_id, taking_id=row.id, taken_on=clock.today(), scorer=Scorer.TOGETHER,
                scores=_scores(3), words="Better", version=version,
            )  # fmt: skip

        change(1)
        with pytest.raises(Clash):
            change(1)
        case = case_queries.peek(actor, case_id)
        assert queries.taking(actor, case, row.id).scores["COPE"].value == 3
        with pytest.raises(NotVisible):
            queries.taking(actor, case, case.id)
        who_id = who.id
    with house.acting("num_isva") as actor:
        destroy_key(actor.agency_id, who_id)
    with house.acting("num_isva") as actor, house.app.test_request_context():
        case = case_queries.peek(actor, case_id)
        found = queries.outcomes_of(actor, case)
        assert found.takings[0].row.words == "Erased"
        assert found.travels[0].scores == (3,), "numbers are counted on"
        assert part.timeline(actor, case, "Erased", 5)[0].paragraphs == ["Erased"]


@pytest.mark.sqlite_only
def test_the_page_draws_the_way_and_says_the_same_in_a_table(house: House) -> None:
    case_id = opened(house)
    robin = house.client("num_isva")
    url = f"/cases/{case_id}/outcomes"
    assert "Not asked yet" in robin.get(url).get_data(as_text=True)
    empty = robin.post(f"{url}/new?point=start", {"taken_on": "today", "scorer": "person", "m_cope": "not_asked"})
    assert empty.status_code == 422
    for point, score in (("start", "2"), ("review", "4")):
        form = {
            "taken_on": f"{clock.today():%-d/%-m/%Y}", "scorer": "person", "m_cope": score, "m_safety": "declined",
            "m_informed": "not_known", "m_health": "no", "m_needs_met_cjs": "2", "m_needs_met_housing": "not_asked",
            "words": "Getting there",
        }  # fmt: skip
        assert robin.post(f"{url}/new?point={point}", form).status_code == 303
    page = robin.get(url).get_data(as_text=True)
    assert "from 2 to 4, 2 up" in page
    for words in ("+2", "Would rather not say", "Does not know", "Does not apply", "Partly met", "Getting there"):
        assert words in page
    taking = re.findall(rf"{url}/([0-9a-f-]{{36}})", page)[0]
    robin.inspects = False
    other = house.client("num_manager")
    other.inspects = False
    tally = interleave(
        robin, other, make=lambda number: f"{url}/{taking}", fill=lambda words: {"words": words},
        stored=lambda _: robin.get(url).get_data(as_text=True),
    )  # fmt: skip
    assert tally["clashed"] > 2
