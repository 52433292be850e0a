"""The rules of steps and the picture of a journey, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from cases.catalogue import NOT_REPORTED
from cases.justice import catalogue, rules
from cases.justice.clocks import Step
from cases.justice.journey import journey_of
from core import clock

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.frozen_at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        yield


def test_steps_may_be_planned_but_not_reported_may_not() -> None:
    soon = TODAY + timedelta(days=9)
    assert rules.step_may_be("FIRST_HEARING", soon, None, TODAY) is None
    for code, on in (("NOT_REPORTED", soon), ("NO_SUCH", TODAY), ("ARREST", date(226, 1, 1))):
        assert rules.step_may_be(code, on, None, TODAY) is not None


def test_a_police_outcome_belongs_to_a_charge_or_an_end() -> None:
    assert all(rules.step_may_be("NFA_POLICE", TODAY, None, TODAY, outcome=code) is None for code in range(1, 23))
    assert rules.step_may_be("NFA_POLICE", TODAY, None, TODAY, outcome=23) is not None
    assert rules.step_may_be("ARREST", TODAY, None, TODAY, outcome=16) is not None


def test_told_lies_between_the_step_and_today() -> None:
    assert rules.told_may_be(TODAY, TODAY, TODAY) is None
    assert rules.told_may_be(TODAY, TODAY - timedelta(days=1), TODAY) is not None
    assert rules.told_may_be(TODAY, TODAY + timedelta(days=1), TODAY) is not None


def test_not_reported_is_the_first_step_offered_and_all_51_follow() -> None:
    assert next(iter(catalogue.milestones())) == NOT_REPORTED
    assert set(catalogue.milestones()) == set(catalogue.SHORT)
    offered = [code for _, steps in catalogue.milestones_by_phase() for code in steps]
    assert len(offered) == len(set(offered)) == 51
    assert all(rules.step_may_be(code, TODAY, None, TODAY) is None for code in offered)


def test_the_code_has_twelve_rights_in_its_edition() -> None:
    edition = catalogue.edition_in_force(TODAY)
    assert [right.number for right in edition.rights] == list(range(1, 13))
    assert catalogue.edition_named("No such Code") is None


def test_no_barrier_and_no_harm_is_coded_for_immigration() -> None:
    assert not {"FEAR_DEPORT", "IMMIGRATION_THREAT"} & {*catalogue.factors("disabling"), *catalogue.harms()}
    assert {"FEAR_ARREST", "NOT_BELIEVED"} <= set(catalogue.factors("disabling"))


def test_not_reported_is_a_whole_journey() -> None:
    drawn = journey_of([Step("NOT_REPORTED", TODAY)], TODAY)
    assert [(node.label, node.kind) for node in drawn.nodes] == [("Not reported", "now")]


def test_the_picture_shows_what_happened_what_is_planned_and_what_may_follow() -> None:
    steps = [Step("REPORTED", date(2026, 4, 2)), Step("CHARGE", date(2026, 11, 19)), Step("PTPH", date(2026, 12, 2))]
    drawn = journey_of(steps, TODAY)
    assert [node.kind for node in drawn.nodes] == ["done", "now", "planned", "ahead", "ahead"]
    assert drawn.reached == 1


def test_a_long_journey_keeps_its_last_steps() -> None:
    steps = [Step("TRIAL_MOVED", date(2026, 1, 1) + timedelta(days=n)) for n in range(20)]
    drawn = journey_of(steps, TODAY)
    assert drawn.nodes[0].label == "14 earlier"
    assert len(drawn.nodes) <= 12
