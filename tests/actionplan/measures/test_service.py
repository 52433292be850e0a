"""Measures and statistics as the database keeps them: values only grow, and no figure takes another's place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from actionplan.measures import cited_queries, cited_service, queries, reference, rules, service
from actionplan.measures.facts import MeasureFacts, Source, ValueFacts
from actionplan.measures.models import CitedStatistic, MeasureValue
from actionplan.measures.rules import Direction, Frequency, MeasureKind, Standing
from actionplan.models import Commitment
from core.db import db
from core.errors import Clash, Refused
from core.outbox import Notice
from people.leaks.service import Found
from tests.house import House

FIRST = rules.period_of(date(2026, 4, 1), Frequency.QUARTER)
SECOND = rules.next_period(FIRST, Frequency.QUARTER)
pytestmark = pytest.mark.usefixtures("frozen")


def facts(house: House, **changed: Any) -> MeasureFacts:
    """A whole measure that MASH owns."""
    commitment = db.session.scalars(select(Commitment.id).where(Commitment.code == "P1.11")).first()
    made = MeasureFacts(
        title="Reports to National Ugly Mugs", definition="Reports made by people who sex work.", unit="reports",
        kind=MeasureKind.COUNT, direction=Direction.UP, frequency=Frequency.QUARTER, source="Quarterly figures",
        owner_agency_id=house.agency("MASH").id, owner_name="Service manager", first_period=date(2026, 5, 5),
        commitment_id=commitment, baseline=40, baseline_period="the last quarter of 2019", target=80,
        target_by=date(2028, 3, 31),
    )  # fmt: skip
    return replace(made, **changed)


def added(house: House, **changed: Any) -> UUID:
    whole = facts(house, **changed)
    with house.acting("mcc_coordinator") as actor:
        return service.add_measure(actor=actor, facts=whole).id


def bring(house: House, who: str, measure_id: UUID, period: rules.Period = FIRST, **said: Any) -> UUID:
    with house.acting(who) as actor:
        value = ValueFacts(**{"value": 50.0, **said})
        return service.bring_value(actor=actor, measure_id=measure_id, period=period, facts=value).id


def test_a_measure_stands_by_its_values_and_a_correction_stands_beside_what_it_corrects(house: House) -> None:
    measure_id = added(house)
    first = bring(house, "mash_member", measure_id)
    bring(house, "mcc_coordinator", measure_id, SECOND, value=82.0, note="With the new leaflet.")
    with pytest.raises(Clash):
        bring(house, "mash_member", measure_id)
    with house.acting("mash_member") as actor:
        made = service.correct_value(
            actor=actor, value_id=first, facts=ValueFacts(60.0), reason="Ten came late from June."
        ).id
    with pytest.raises(Clash), house.acting("mcc_coordinator") as actor:
        service.correct_value(actor=actor, value_id=first, facts=ValueFacts(70.0), reason="Counted once more.")
    with house.acting("mcc_chair") as actor:
        view = queries.measure(actor, measure_id)
        assert [(each.value, each.is_current) for each in view.values] == [(82.0, True), (60.0, True), (50.0, False)]
        assert [each.value for each in view.shown] == [60.0, 82.0]
        assert (view.short.standing, view.short.owed, view.short.row.reference) == (Standing.MET, (), "M-01")
        [standing] = queries.standing(actor)
        assert (standing.latest, standing.period, standing.commitment) == ("82 reports", SECOND.words, "P1.11")
    for statement in (
        update(MeasureValue).where(MeasureValue.id == made).values(value=1.0),
        delete(MeasureValue).where(MeasureValue.id == made),
    ):
        with pytest.raises(DBAPIError, match="only grows|permission denied"):
            db.session.execute(statement)
        db.session.rollback()


def test_who_brings_a_value_which_one_and_what_it_may_not_say(house: House) -> None:
    measure_id = added(house, kind=MeasureKind.PEOPLE, unit="people")
    with pytest.raises(Refused, match="Only the agency that owns"):
        bring(house, "gmp_representative", measure_id)
    with pytest.raises(Refused, match="could point to somebody"):
        bring(house, "mash_member", measure_id, value=3.0)
    with pytest.raises(Refused, match="not over yet"):
        bring(house, "mash_member", measure_id, rules.period_of(date(2026, 11, 1), Frequency.QUARTER))
    with pytest.raises(Found):
        bring(house, "mash_member", measure_id, note="Angelique Fairweather came twice.")
    with pytest.raises(Refused, match="Your role cannot"), house.acting("mash_member") as actor:
        service.end_measure(actor=actor, measure_id=measure_id, version=1, reason="It is not ours to end.")
    bring(house, "mash_member", measure_id, value=None, withheld=True)
    with house.acting("mash_member") as actor:
        view = queries.measure(actor, measure_id)
        assert (view.shown[0].words, view.short.standing) == ("[c]", Standing.UNKNOWN)


def test_a_measure_changes_once_a_version_keeps_its_shape_and_ends_with_a_reason(house: House) -> None:
    measure_id = added(house)
    bring(house, "mash_member", measure_id)
    whole = facts(house)
    with house.acting("mcc_coordinator") as actor:
        service.change_measure(actor=actor, measure_id=measure_id, version=1, facts=replace(whole, target=90.0))
    with pytest.raises(Clash), house.acting("mcc_coordinator") as actor:
        service.change_measure(actor=actor, measure_id=measure_id, version=1, facts=whole)
    with pytest.raises(Refused, match="has values already"), house.acting("mcc_coordinator") as actor:
        service.change_measure(
            actor=actor, measure_id=measure_id, version=2, facts=replace(whole, frequency=Frequency.MONTH)
        )
    with house.acting("mcc_coordinator") as actor:
        service.end_measure(actor=actor, measure_id=measure_id, version=2, reason="Counted elsewhere from now on.")
        assert queries.measures_page(actor, 1).items == []
        assert [each.owed for each in queries.measures_page(actor, 1, ended=True).items] == [()]
    with pytest.raises(Refused, match="has ended"):
        bring(house, "mash_member", measure_id, SECOND)
    with house.acting("mcc_coordinator") as actor:
        service.resume_measure(actor=actor, measure_id=measure_id, version=3)
    bring(house, "mash_member", measure_id, SECOND)


def test_an_owner_is_told_once_of_each_value_that_is_late(house: House) -> None:
    added(house)
    for told in (2, 2):
        with house.acting("mash_member") as actor:
            assert service.remind(actor) == told
    with house.acting("mash_member"):
        sent = db.session.scalars(select(Notice).where(Notice.path.like("/action-plan/measures/%/values/new"))).all()
        assert len(sent) == 2
        assert {notice.address for notice in sent} == {house.user("mash_member").email}
        assert {notice.subject for notice in sent} == {"Something to look at in the action plan"}


def test_figures_that_differ_stand_side_by_side_and_are_never_merged(house: House) -> None:
    with house.acting("mcc_chair") as actor:
        [topic] = cited_queries.topics_page(actor, "murdered in the UK", 1).items
        assert [each.figure for each in topic.figures] == ["184", "183"]
        assert topic.differ
        question = topic.row.id
        assert all(each.checked_on is None for each in topic.figures)
        assert [each.row.code for each in cited_queries.topics_page(actor, "Swansea", 1).items] == [
            "students_in_sex_work"
        ]
        assert cited_queries.topics_page(actor, "100% _", 1).items == []
    reference.load()
    assert len(db.session.scalars(select(CitedStatistic)).all()) == 13
    db.session.rollback()
    source = Source("people murdered", "since 1990", "UK", "A later count", "NUM", "2024")
    with house.acting("mcc_coordinator") as actor:
        made = cited_service.cite(actor=actor, topic_id=question, figure="190", source=source).id
        cited_service.check_source(actor=actor, statistic_id=made, version=1)
    with house.acting("mcc_coordinator") as actor:
        cited_service.change_source(actor=actor, statistic_id=made, version=2, source=replace(source, dated="May 2024"))
        assert [each.figure for each in cited_queries.topic(actor, question).figures] == ["184", "183", "190"]
        assert cited_queries.statistic(actor, made)[1].checked_on is None
    with pytest.raises(Clash), house.acting("mcc_coordinator") as actor:
        cited_service.retire(actor=actor, statistic_id=made, version=2, reason="It was withdrawn by NUM.")
    with house.acting("mcc_coordinator") as actor:
        cited_service.retire(actor=actor, statistic_id=made, version=3, reason="It was withdrawn by NUM.")
        view = cited_queries.topic(actor, question)
        assert ([each.figure for each in view.figures], [each.figure for each in view.retired]) == (
            ["184", "183"],
            ["190"],
        )
    with pytest.raises(Refused, match="Your role"), house.acting("mash_member") as actor:
        cited_service.ask(actor=actor, question="How many?", figure="1", source=source)
