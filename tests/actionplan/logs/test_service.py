"""The logs in the database: who writes, what the database refuses by name, clashes, steps, due things and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from actionplan.around import DecisionRef, around
from actionplan.logs import assessment_queries, assessment_service, due, figures, jobs, queries, service, words
from actionplan.logs.kinds import (
    AssessmentState,
    Audience,
    EnforcementState,
    Log,
    PolicyKind,
    PolicyStage,
    Rating,
    ResourceKind,
    ResourceStage,
    TrainingMode,
)
from actionplan.logs.models import EnforcementStep, SelfAssessment
from agencies.permissions import Permission
from core import clock
from core.actor import Actor, system_actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from people.leaks.service import Found
from tests.house import House

DAY = timedelta(days=1)


@pytest.fixture
def sam(house: House) -> Iterator[Actor]:
    """The coordinator at work."""
    with house.acting("mcc_coordinator") as actor:
        yield actor


def training(**changed: Any) -> dict[str, Any]:
    return {
        "held_on": clock.today(), "trainer": "A service", "audience": Audience.POLICE, "audience_words": "Response",
        "mode": TrainingMode.IN_PERSON, "minutes": 60, "trained": 12, "led_by_experience": True, "topics": "Trust.",
        "learned": "", **changed,
    }  # fmt: skip


def resource(**changed: Any) -> dict[str, Any]:
    return {
        "kind": ResourceKind.FUNDING, "stage": ResourceStage.IN_USE, "source": "A fund", "amount_pence": 120_000,
        "quantity": "", "purpose": "Alarms.", "begins_on": None, "ends_on": clock.today() + 30 * DAY, "conditions": "",
        **changed,
    }  # fmt: skip


def operation(**changed: Any) -> dict[str, Any]:
    return {
        "led_by": "A division", "partners": "", "area": "City centre", "begins_on": clock.today() + DAY,
        "ends_on": clock.today() + 2 * DAY, "purpose": "Find those who rob.", "impact": "Some would move.",
        "safeguards": "Outreach is out.", "support": "Two services know.", "alternatives": "", "communications": "",
        "border_officers": False, "border_words": "", "firewall_promised": True, "firewall_practice": "Read out.",
        **changed,
    }  # fmt: skip


def policy(**changed: Any) -> dict[str, Any]:
    return {
        "kind": PolicyKind.CONSULTATION, "stage": PolicyStage.OPEN, "body": "The council", "summary": "Doors.",
        "impact": "People keep away.", "dated": None, "closes_on": clock.today() + 9 * DAY, "response": "",
        "responded_on": None, "link": "", **changed,
    }  # fmt: skip


def add(actor: Actor, log: Log, values: dict[str, Any], title: str = "An entry") -> UUID:
    return service.add_entry(actor=actor, log=log, title=title, owner_agency_id=actor.agency_id, values=values)


def test_an_entry_is_added_changed_and_taken_off_and_each_act_leaves_its_mark(house: House, sam: Actor) -> None:
    entry = add(sam, Log.TRAINING, training(), "  First response ")
    change: dict[str, Any] = {
        "log": Log.TRAINING, "entry_id": entry, "title": "First response", "owner_agency_id": sam.agency_id,
    }  # fmt: skip
    service.change_entry(actor=sam, version=1, values=training(trained=14), **change)
    with pytest.raises(Clash):
        service.change_entry(actor=sam, version=1, values=training(trained=15), **change)
    with pytest.raises(Refused):
        service.change_entry(actor=sam, version=2, values=training(trained=None), **change)
    with pytest.raises(Refused, match="10 characters"):
        service.take_off(actor=sam, log=Log.TRAINING, entry_id=entry, version=2, reason="short")
    service.take_off(actor=sam, log=Log.TRAINING, entry_id=entry, version=2, reason="It was entered twice.")
    with pytest.raises(Refused, match="already"):
        service.take_off(actor=sam, log=Log.TRAINING, entry_id=entry, version=3, reason="It was entered twice.")
    assert queries.counts(sam)[Log.TRAINING] == 0
    service.put_back(actor=sam, log=Log.TRAINING, entry_id=entry, version=3)
    assert queries.counts(sam)[Log.TRAINING] == 1
    assert queries.row_of(sam, Log.TRAINING, entry).trained == 14
    with pytest.raises(NotVisible):
        queries.row_of(sam, Log.POLICY, entry)
    db.session.commit()
    acts = list(db.session.execute(select(AuditEntry.verb, AuditEntry.fields).where(AuditEntry.row_id == entry)))
    assert {verb for verb, _ in acts} == {"added", "changed", "took off", "put back"}
    assert any("trained" in fields for verb, fields in acts if verb == "changed")
    assert "First response" not in str(acts)


def test_members_write_their_own_and_others_read_or_see_nothing(house: House) -> None:
    with house.acting("mash_member") as ruby:
        entry = add(ruby, Log.TRAINING, training())
        with pytest.raises(Refused, match="Another agency"):
            service.add_entry(actor=ruby, log=Log.TRAINING, title="x", owner_agency_id=house.agency("NUM").id,
                              values=training())  # fmt: skip
        with pytest.raises(Found):
            add(ruby, Log.TRAINING, training(topics="What MA-0427 told us."))
    with house.acting("num_lead") as bea, pytest.raises(Refused):
        service.take_off(actor=bea, log=Log.TRAINING, entry_id=entry, version=1, reason="I do not like it.")
    with house.acting("mcc_chair") as chair:
        assert queries.log_page(chair, Log.TRAINING, queries.Sought(), 1).total == 1
        assert queries.log_page(chair, Log.TRAINING, queries.Sought(ours=True), 1).total == 0
    with house.acting("mash_outreach") as dee:
        assert queries.log_page(dee, Log.TRAINING, queries.Sought(), 1).total == 0
        with pytest.raises(NotVisible):
            queries.entry(dee, Log.TRAINING, entry)


NEVER: tuple[tuple[Log, dict[str, Any], str], ...] = (
    (Log.ENFORCEMENT, {"impact": ""}, "an_operation_states_its_impact"),
    (Log.ENFORCEMENT, {"firewall_promised": False}, "an_operation_states_its_firewall"),
    (Log.ENFORCEMENT, {"border_officers": True}, "why_border_officers_take_part_is_stated"),
    (Log.ENFORCEMENT, {"state": EnforcementState.REVIEWED}, "a_reviewed_operation_says_what_happened"),
    (Log.RESOURCES, {"amount_pence": None}, "funding_says_how_much"),
    (Log.RESOURCES, {"ends_on": None}, "agreed_funding_says_until_when"),
    (Log.POLICY, {"closes_on": None}, "an_open_consultation_says_when_it_closes"),
)


def test_what_must_never_be_stored_is_refused_by_name(sam: Actor) -> None:
    made = {Log.ENFORCEMENT: operation(), Log.RESOURCES: resource(), Log.POLICY: policy()}
    entries = {log: add(sam, log, values) for log, values in made.items()}
    for log, values, name in NEVER:
        model = queries.MODELS[log]
        change = update(model).where(model.id == entries[log]).values(**values)
        with pytest.raises(IntegrityError, match=name), db.session.begin_nested():
            db.session.execute(change)


def test_an_operation_goes_step_by_step_and_its_steps_stay(
    house: House, sam: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = DecisionRef(uuid4(), "D-2026-03", "Outreach goes along.", clock.today())
    monkeypatch.setattr(around, "decision", lambda actor, decision_id: decided)
    plan = add(sam, Log.ENFORCEMENT, operation())
    step: dict[str, Any] = {"actor": sam, "plan_id": plan, "words": "Outreach is to go along."}
    assert queries.row_of(sam, Log.ENFORCEMENT, plan).firewall == words.FIREWALL
    service.take_step(**step, version=1, to=EnforcementState.CONSIDERED, decision_id=decided.id)
    change: dict[str, Any] = {
        "log": Log.ENFORCEMENT, "entry_id": plan, "title": "An entry", "owner_agency_id": sam.agency_id,
    }  # fmt: skip
    service.change_entry(actor=sam, version=2, values=operation(communications="Nothing."), **change)
    assert queries.row_of(sam, Log.ENFORCEMENT, plan).state is EnforcementState.CONSIDERED
    service.change_entry(actor=sam, version=3, values=operation(area="Ancoats"), **change)
    assert queries.row_of(sam, Log.ENFORCEMENT, plan).state is EnforcementState.PLANNED
    service.take_step(**step, version=4, to=EnforcementState.CARRIED_OUT)
    with pytest.raises(Refused, match="stays as it was"):
        service.change_entry(actor=sam, version=5, values=operation(), **change)
    with pytest.raises(Clash):
        service.take_step(**step, version=4, to=EnforcementState.REVIEWED)
    service.take_step(**step, version=5, to=EnforcementState.REVIEWED)
    assert queries.row_of(sam, Log.ENFORCEMENT, plan).review == "Outreach is to go along."
    steps = queries.steps_of(sam, plan)
    assert [each.state.value for each in reversed(steps)] == ["considered", "planned", "carried_out", "reviewed"]
    assert steps[-1].decision_reference == "D-2026-03"
    db.session.commit()
    for act in (delete(EnforcementStep), update(EnforcementStep).values(words="x")):
        with pytest.raises(DBAPIError, match="only grows|permission denied"):
            db.session.execute(act)
        db.session.rollback()


def test_what_is_due_is_told_of_once_to_the_agency_that_keeps_it(house: House) -> None:
    with house.acting("mash_member") as ruby:
        ending = add(ruby, Log.RESOURCES, resource(), "Night van")
        add(ruby, Log.RESOURCES, resource(ends_on=clock.today() + 90 * DAY), "Later")
        add(ruby, Log.POLICY, policy(), "Doors")
        add(ruby, Log.TRAINING, training(held_on=clock.today() + DAY, trained=None), "Booked")
        late = add(ruby, Log.ENFORCEMENT, operation(), "Harbour")
    with clock.frozen_at(clock.now() + 5 * DAY):
        with house.acting("mash_member") as ruby:
            found = due.due(ruby, ruby.agency_id)
            assert {each.title for each in found} == {"Night van", "Doors", "Booked", "Harbour"}
            assert [each.row_id for each in found if each.due.late] == [late]
            assert due.due(ruby, house.agency("NUM").id) == []
        agency = house.agency("MASH").id
        job = system_actor(agency, Permission.PLAN_READ, Permission.PLAN_UPDATE_OWN)
        for _ in range(2):
            with acting_as(job):
                assert jobs.remind(job) == 4
        paths = list(db.session.scalars(select(Notice.path).where(Notice.subject == jobs.SUBJECT)))
        assert len(paths) == 4
        assert f"/action-plan/logs/resources/{ending}" in paths


def test_the_figures_add_up_and_a_page_costs_the_same_however_long(
    house: House, sam: Actor, count_queries: Callable[[], AbstractContextManager[Any]]
) -> None:
    for number in range(4):
        add(sam, Log.TRAINING, training(trained=10 + number))
    add(sam, Log.TRAINING, training(held_on=clock.today() + DAY, trained=None))
    add(sam, Log.RESOURCES, resource())
    add(sam, Log.RESOURCES, resource(stage=ResourceStage.ASKED, ends_on=None, amount_pence=50))
    assert dict(figures.figures(sam, Log.TRAINING))["People trained in all"] == "46"
    assert figures.trained_by_audience(sam, clock.today(), clock.today()) == [("Police", 4, 46)]
    money = dict(figures.figures(sam, Log.RESOURCES))
    assert money["Agreed or in use"] == "£1,200"
    assert money["Asked for"] == "£0.50"
    with count_queries() as counted:
        page = queries.log_page(sam, Log.TRAINING, queries.Sought(), 1)
    assert page.total == 5
    assert len(counted) <= 4
    assert len(queries.kept_between(sam, Log.TRAINING, clock.today(), clock.today())) == 5


def test_two_assessments_are_compared_and_a_shared_one_stays(house: House) -> None:
    with house.acting("gmp_representative") as carl:
        edition = next(row for row, _ in assessment_queries.editions(carl) if row.code == "npcc-2019")
        _, statements = assessment_queries.edition(carl, edition.id)
        edition_id = edition.id
        about = {"force_id": carl.agency_id, "edition_id": edition_id, "scope": "Two divisions."}
        begin: dict[str, Any] = {"actor": carl, **about}
        shared = []
        for ago, rating in ((90, Rating.NOT_YET), (0, Rating.MOSTLY)):
            made = assessment_service.begin_assessment(assessed_on=clock.today() - ago * DAY, **begin)
            for each in statements:
                assessment_service.rate_statement(
                    actor=carl, assessment_id=made, statement_id=each.id, version=0, rating=rating,
                    evidence="Counted.", next_step="More.",
                )  # fmt: skip
            assessment_service.share_assessment(actor=carl, assessment_id=made, version=1)
            shared.append(made)
        with pytest.raises(Refused, match="that day already"):
            assessment_service.begin_assessment(assessed_on=clock.today(), **begin)
        with pytest.raises(Refused, match="stays as it is"):
            assessment_service.rate_statement(
                actor=carl, assessment_id=shared[-1], statement_id=statements[0].id, version=1, rating=Rating.FULLY,
                evidence="Counted.",
            )  # fmt: skip
        draft = assessment_service.begin_assessment(assessed_on=clock.today() - DAY, **begin)
    with house.acting("mash_member") as ruby:
        compared = assessment_queries.compared(ruby, edition_id)
        assert [len(each.assessments) for each in compared] == [2]
        assert {cells[1] for _, cells in compared[0].rows} == {(Rating.MOSTLY, "up")}
        with pytest.raises(NotVisible):
            assessment_queries.assessment(ruby, draft)
        with pytest.raises(Refused):
            assessment_service.begin_assessment(**{**begin, "actor": ruby}, assessed_on=clock.today())
        with pytest.raises(IntegrityError, match="a_shared_assessment_says_when"):
            db.session.execute(
                update(SelfAssessment).where(SelfAssessment.id == draft).values(state=AssessmentState.SHARED)
            )
        db.session.rollback()
