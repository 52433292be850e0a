"""What the database keeps of a journey: nothing is overwritten, nothing is lost, and nobody else reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from cases import queries as case_queries
from cases import service as cases
from cases.justice import part, queries
from cases.justice import service as justice
from cases.justice.models import (
    Answer,
    ComplaintOutcome,
    ComplaintStage,
    MeasureState,
    Met,
    Occasion,
    OrderState,
    Reported,
    WhenKind,
)
from cases.models import CaseKind, CaseState, StepChange
from core import clock
from core.actor import Actor
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from people import service as people
from tests.house import House

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def robin(house: House) -> Any:
    with clock.frozen_at(NOW), house.acting("num_isva") as actor:
        yield actor


@pytest.fixture
def case_id(robin: Actor) -> UUID:
    return opened(robin)


def opened(actor: Actor, alias: str = "Robyn") -> UUID:
    person = people.register_person(actor=actor, alias=alias)
    return cases.open_case(
        actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
    ).id


def incident_of(actor: Actor, case_id: UUID, **facts: Any) -> Any:
    given: dict[str, Any] = {
        "harms": ["ROBBERY"], "when": WhenKind.EXACT, "first_on": date(2026, 3, 14), "reported": Reported.NO,
        "under_18": Answer.NO,
    }  # fmt: skip
    return justice.save_incident(actor=actor, case_id=case_id, **{**given, **facts})


def test_a_trial_that_moves_is_counted_and_every_day_stays_readable(robin: Actor, case_id: UUID) -> None:
    case = case_queries.peek(robin, case_id)
    first = justice.add_milestone(
        actor=robin, case_id=case_id, code="TRIAL_DATE", happened_on=date(2027, 1, 11), source="court", note="Fixed"
    )
    for day in (date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)):
        justice.replace_milestone(
            actor=robin, case_id=case_id, milestone_id=first.id, change=StepChange.MOVED, why="No court room",
            happened_on=day, source="court",
        )  # fmt: skip
    (now,) = queries.milestones_of(robin, case)
    earlier = queries.earlier_of(robin, case)[now.id]
    assert (now.happened_on, queries.moves_of(now, earlier)) == (date(2027, 4, 1), 3)
    assert [row.happened_on.month for row in earlier] == [3, 2, 1]
    assert earlier[-1].note == "Fixed"
    with pytest.raises(Refused, match="not happened yet"):
        justice.replace_milestone(
            actor=robin, case_id=case_id, milestone_id=now.id, change=StepChange.HAPPENED, why="",
            happened_on=date(2027, 4, 1), source="court",
        )  # fmt: skip


def test_what_was_wrong_is_struck_out_and_counts_no_more(robin: Actor, case_id: UUID) -> None:
    case = case_queries.peek(robin, case_id)
    wrong = justice.add_milestone(
        actor=robin, case_id=case_id, code="ARREST", happened_on=TODAY - timedelta(days=9), source="person"
    )
    assert [each.code for each in queries.clocks_on(robin, [case], "x")[case_id]] == ["told_arrest"]

    def strike(why: str, version: int | None = None) -> None:
        justice.replace_milestone(
            actor=robin, case_id=case_id, milestone_id=wrong.id, change=StepChange.STRUCK, why=why,
            happened_on=wrong.happened_on, source="person", version=version,
        )  # fmt: skip

    with pytest.raises(Refused, match="why"):
        strike(" ")
    with pytest.raises(Clash):
        strike("Another man", version=2)
    strike("Another man", version=1)
    assert queries.milestones_of(robin, case) == []
    assert queries.clocks_on(robin, [case], "x")[case_id] == []
    with pytest.raises(Refused, match="struck out"):
        strike("Again")
    assert case_queries.figures_of(robin, date(2026, 10, 1), date(2026, 12, 31)).reported == {"not-known": 1}


def test_an_incident_keeps_its_facts_sealed_and_changes_only_at_its_version(robin: Actor, case_id: UUID) -> None:
    case = case_queries.peek(robin, case_id)
    row = incident_of(robin, case_id, ward="E05011376", reference="CRI/1", reported=Reported.YES, force="GMP")
    justice.save_suspect(actor=robin, case_id=case_id, incident_id=row.id, label="the driver", relation="client")
    assert b"ROBBERY" not in row.harms_sealed
    assert b"driver" not in (queries.suspects_of(robin, case)[0].label_sealed or b"")
    changed = incident_of(robin, case_id, incident_id=row.id, version=1, harms=["STALKING", "ROBBERY"])
    assert (changed.version, queries.codes_in(changed, "harms")) == (2, ["STALKING", "ROBBERY"])
    with pytest.raises(Clash):
        incident_of(robin, case_id, incident_id=row.id, version=1)
    assert incident_of(robin, case_id).number == 2
    for facts, field in (
        ({"harms": []}, "harms"), ({"first_on": TODAY + timedelta(days=1)}, "first_on"),
        ({"when": WhenKind.BETWEEN, "last_on": date(2026, 1, 1)}, "last_on"), ({"reported_on": TODAY}, "reported_on"),
        ({"ward": "nowhere"}, "ward"), ({"force": "XYZ"}, "force"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            incident_of(robin, case_id, **facts)
        assert refused.value.field == field


def test_a_row_of_another_case_is_not_there(robin: Actor, case_id: UUID) -> None:
    other = opened(robin, "Wren")
    theirs = incident_of(robin, other)
    for write in (
        lambda: justice.save_suspect(actor=robin, case_id=case_id, incident_id=theirs.id, label="x", relation="client"),
        lambda: incident_of(robin, case_id, incident_id=theirs.id, version=1),
        lambda: justice.add_milestone(
            actor=robin, case_id=case_id, code="REPORTED", happened_on=TODAY, source="person", incident_id=theirs.id
        ),
    ):
        with pytest.raises(NotVisible):
            write()


def test_orders_measures_rights_and_complaints_say_what_they_need(robin: Actor, case_id: UUID) -> None:
    case = case_queries.peek(robin, case_id)
    order: dict[str, Any] = {"actor": robin, "case_id": case_id, "kind": "RESTRAINING", "applicant": "court"}
    with pytest.raises(Refused, match="granted"):
        justice.save_order(**order, state=OrderState.IN_FORCE)
    with pytest.raises(Refused, match="last day"):
        justice.save_order(**order, state=OrderState.IN_FORCE, granted_on=TODAY)
    row = justice.save_order(
        **order, state=OrderState.IN_FORCE, granted_on=TODAY, expires_on=TODAY + timedelta(days=20), conditions="None"
    )
    with pytest.raises(Refused):
        justice.add_breach(
            actor=robin, case_id=case_id, order_id=row.id, happened_on=TODAY - timedelta(days=1),
            police_told=Reported.NO,
        )  # fmt: skip
    justice.add_breach(actor=robin, case_id=case_id, order_id=row.id, happened_on=TODAY, police_told=Reported.YES)
    assert len(queries.breaches_of(robin, case)[row.id]) == 1
    with pytest.raises(Refused, match="decided"):
        justice.save_measure(actor=robin, case_id=case_id, code="SCREENS", state=MeasureState.AGREED)
    justice.save_measure(actor=robin, case_id=case_id, code="SCREENS", state=MeasureState.DECLINED)
    with pytest.raises(Clash):
        justice.save_measure(actor=robin, case_id=case_id, code="SCREENS", state=MeasureState.WANTED)
    with pytest.raises(Refused, match="missing"):
        right(robin, case_id, met=Met.NOT_MET)
    assert right(robin, case_id, met=Met.NOT_MET, words="Never told").edition == "2021 Code"
    with pytest.raises(Clash):
        right(robin, case_id, met=Met.MET)
    with pytest.raises(Refused, match="came of it"):
        complaint(robin, case_id, stage=ComplaintStage.CLOSED)
    complaint(robin, case_id, stage=ComplaintStage.CLOSED, outcome=ComplaintOutcome.UPHELD)


def right(actor: Actor, case_id: UUID, **facts: Any) -> Any:
    return justice.save_right(actor=actor, case_id=case_id, edition="2021 Code", number=6, explained_on=TODAY, **facts)


def complaint(actor: Actor, case_id: UUID, **facts: Any) -> Any:
    return justice.save_complaint(
        actor=actor, case_id=case_id, edition="2021 Code", number=6, to_whom="police", made_on=TODAY, **facts
    )


def test_a_choice_changes_nothing_else_and_stopping_is_not_the_end_of_the_case(robin: Actor, case_id: UUID) -> None:
    case = case_queries.peek(robin, case_id)
    before = (case.state, case.closed_at)
    for occasion, chosen in ((Occasion.REPORT, "no"), (Occasion.REPORT, "full"), (Occasion.WITHDRAWAL, "withdrew")):
        justice.record_choice(
            actor=robin, case_id=case_id, occasion=occasion, chosen=chosen, chosen_on=TODAY,
            factors=["NO_TRUST", "TRUSTED_NGO"], words="Mine to say.",
        )  # fmt: skip
    justice.add_milestone(actor=robin, case_id=case_id, code="VICTIM_WITHDREW", happened_on=TODAY, source="person")
    assert (case.state, case.closed_at) == before
    assert [row.chosen for row in queries.choices_of(robin, case)] == ["withdrew", "full", "no"]
    for chosen, factors in (("withdrew", []), ("no", ["FEAR_DEPORT"]), ("no", ["NO_SUCH"])):
        with pytest.raises(Refused):
            justice.record_choice(
                actor=robin, case_id=case_id, occasion=Occasion.REPORT, chosen=chosen, chosen_on=TODAY, factors=factors
            )


def test_a_wish_silences_one_clock_until_it_is_taken_back(robin: Actor, case_id: UUID) -> None:
    case = case_queries.peek(robin, case_id)
    row = incident_of(robin, case_id, first_on=TODAY - timedelta(days=600))
    assert "Injury compensation: the last day to apply" in titles(robin, case_id)
    justice.wish(actor=robin, case_id=case_id, clock_code="compensation_adult", about_id=row.id, silent=True)
    assert "Injury compensation: the last day to apply" not in titles(robin, case_id)
    (claim,) = [each for each in queries.clocks_on(robin, [case], "x")[case_id] if each.code == "compensation_adult"]
    assert claim.silent
    justice.wish(actor=robin, case_id=case_id, clock_code="compensation_adult", about_id=row.id, silent=False)
    assert "Injury compensation: the last day to apply" in titles(robin, case_id)
    with pytest.raises(Refused, match="no such clock"):
        justice.wish(actor=robin, case_id=case_id, clock_code="civil_claim", about_id=case_id, silent=True)


def titles(actor: Actor, case_id: UUID) -> list[str]:
    with actor_context():
        return [each.title for each in part.due(actor, [case_queries.peek(actor, case_id)])]


def actor_context() -> Any:
    """A request, for the addresses of what is due."""
    from flask import current_app  # only what is due needs addresses here

    return current_app.test_request_context()


def test_what_is_due_on_many_cases_takes_a_fixed_number_of_statements(
    robin: Actor, count_queries: Callable[[], Any]
) -> None:
    ids = [opened(robin, f"Person {number}") for number in range(6)]
    for each in ids:
        incident_of(robin, each, first_on=TODAY - timedelta(days=600))
        justice.add_milestone(
            actor=robin, case_id=each, code="FIRST_HEARING", happened_on=TODAY + timedelta(days=9), source="court"
        )
        justice.save_order(
            actor=robin, case_id=each, kind="BAIL", applicant="police", state=OrderState.IN_FORCE,
            granted_on=TODAY, expires_on=TODAY + timedelta(days=20),
        )  # fmt: skip
    found = [case_queries.peek(robin, each) for each in ids]
    with actor_context():
        with count_queries() as one:
            part.due(robin, found[:1])
        with count_queries() as many:
            everything = part.due(robin, found)
    assert len(one) == len(many) == 6
    assert len(everything) >= 18


def test_managers_choose_when_the_agency_is_reminded(robin: Actor, house: House) -> None:
    with pytest.raises(Refused, match="manager"):
        justice.set_leads(actor=robin, code="compensation_adult", leads=["1 year after"], version=0)
    with house.acting("num_manager") as priya:
        with pytest.raises(Refused):
            justice.set_leads(actor=priya, code="compensation_adult", leads=["soon"], version=0)
        justice.set_leads(actor=priya, code="compensation_adult", leads=["12 months after"], version=0)
        with pytest.raises(Clash):
            justice.set_leads(actor=priya, code="compensation_adult", leads=[], version=0)
        assert queries.leads_of(priya) == {"compensation_adult": ["12 months after"]}


def test_a_closed_case_is_read_only_and_an_erased_one_says_so(robin: Actor, case_id: UUID) -> None:
    row = incident_of(robin, case_id)
    justice.save_suspect(actor=robin, case_id=case_id, incident_id=row.id, label="the driver", relation="client")
    case = case_queries.peek(robin, case_id)
    for state, code in ((CaseState.CLOSING, None), (CaseState.CLOSED, "GOALS_MET")):
        db.session.refresh(case)
        cases.change_state(
            actor=robin, case_id=case_id, state=state, reason="Goals met", reason_code=code, version=case.version
        )
    with pytest.raises(Refused, match="closed"):
        incident_of(robin, case_id)
    with pytest.raises(Refused, match="closed"):
        justice.record_choice(actor=robin, case_id=case_id, occasion=Occasion.REPORT, chosen="no", chosen_on=TODAY)
    destroy_key(robin.agency_id, case.person_id)
    db.session.expire_all()
    case = case_queries.peek(robin, case_id)
    (kept,) = queries.incidents_of(robin, case)
    assert queries.harm_words(kept) == ["Erased"]
    with actor_context():
        assert part.paper(robin, case)
        assert part.timeline(robin, case, "Erased", 10) == []
