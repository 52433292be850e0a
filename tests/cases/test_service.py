"""Writes of cases, and who may open them, in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from cases import jobs, queries, service
from cases.contacts import service as contacts
from cases.desk import queries as desk_queries
from cases.desk.rules import Filters
from cases.justice import service as justice
from cases.models import Case, CaseKind, CaseState, CaseTeamMember, ContactMode, ContactOutcome, SupportContact
from core import clock, tallies
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from people import service as people_service
from tests.house import House

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.fixture
def robin(house: House) -> Iterator[Actor]:
    """The ISVA at NUM."""
    with house.acting("num_isva") as actor, clock.frozen_at(NOW):
        yield actor


def opened(actor: Actor, alias: str = "Robyn", **facts: object) -> Case:
    person = people_service.register_person(actor=actor, alias=alias)
    answers = {"kind": CaseKind.ISVA, "lead_user_id": actor.user_id, "needs": ["CJS"], **facts}
    return service.open_case(actor=actor, person_id=person.id, **answers)  # type: ignore[arg-type]


def contacted(actor: Actor, case_id: UUID, **facts: object) -> SupportContact:
    answers = {
        "at": clock.now(), "minutes": 10, "mode": ContactMode.TEXT, "with_whom": "person",
        "outcome": ContactOutcome.REACHED, "note": "Court visit agreed.", **facts,
    }  # fmt: skip
    return contacts.add_contact(actor=actor, case_id=case_id, **answers)  # type: ignore[arg-type]


def close(actor: Actor, case: Case) -> None:
    for state in (CaseState.CLOSING, CaseState.CLOSED):
        service.change_state(
            actor=actor, case_id=case.id, state=state, reason="Done", reason_code="GOALS_MET", version=case.version
        )


def test_a_case_opens_with_its_lead_on_the_team(robin: Actor) -> None:
    case = opened(robin)
    assert case.state is CaseState.RECEIVED
    assert case.reference.endswith("-C0001")
    assert [member.leads for member in queries.team_of(robin, case)] == [True]
    assert queries.open_case_of(robin, case.person_id) is case


def test_a_second_open_case_of_the_same_kind_is_refused(robin: Actor) -> None:
    case = opened(robin)
    again = {"actor": robin, "person_id": case.person_id, "lead_user_id": robin.user_id, "needs": ["CJS"]}
    with pytest.raises(Refused, match="is open already"):
        service.open_case(kind=CaseKind.ISVA, **again)  # type: ignore[arg-type]
    assert service.open_case(kind=CaseKind.CASEWORK, **again).reference.endswith("-C0002")  # type: ignore[arg-type]


def test_the_lead_is_a_colleague_who_may_lead(house: House, robin: Actor) -> None:
    with pytest.raises(Refused):
        opened(robin, lead_user_id=house.user("mash_caseworker").id)


def test_another_agencys_person_cannot_be_given_a_case(house: House) -> None:
    with house.acting("mash_outreach") as dee:
        person_id = people_service.register_person(actor=dee, alias="Robyn").id
    with house.acting("num_isva") as robin, pytest.raises(NotVisible):
        service.open_case(actor=robin, person_id=person_id, kind=CaseKind.ISVA, lead_user_id=robin.user_id, needs=[])


def test_only_the_team_and_managers_open_a_case(house: House) -> None:
    with house.acting("num_isva") as robin:
        case_id = opened(robin).id
    with house.acting("num_caseworker") as mel:
        with pytest.raises(NotVisible):
            queries.case(mel, case_id)
        with pytest.raises(NotVisible):
            contacted(mel, case_id)
        assert desk_queries.cases_page(mel, Filters(scope="all"), 1).total == 0
        door = queries.closed_door(mel, case_id)
        assert door is not None
        assert (door.initials, door.lead_name) == ("R.", "Robin Achebe")
    with house.acting("num_manager") as priya:
        assert queries.case(priya, case_id).id == case_id
    for persona in ("mash_manager", "mash_caseworker"):
        with house.acting(persona) as stranger:
            assert queries.closed_door(stranger, case_id) is None
            with pytest.raises(NotVisible):
                queries.case(stranger, case_id)


def test_joining_and_leaving_the_team(house: House) -> None:
    mel_id = house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        case_id = opened(robin).id
        service.add_member(actor=robin, case_id=case_id, user_id=mel_id)
    with house.acting("num_caseworker") as mel:
        assert queries.case(mel, case_id).id == case_id
        with pytest.raises(Refused, match="lead worker or a manager"):
            service.remove_member(actor=mel, case_id=case_id, user_id=mel.user_id)
    with house.acting("num_isva") as robin:
        service.remove_member(actor=robin, case_id=case_id, user_id=mel_id)
        with pytest.raises(Refused):
            service.remove_member(actor=robin, case_id=case_id, user_id=robin.user_id)
    with house.acting("num_caseworker") as mel, pytest.raises(NotVisible):
        queries.case(mel, case_id)
    with house.acting("num_isva") as robin:
        service.add_member(actor=robin, case_id=case_id, user_id=mel_id)
        rows = db.session.scalars(
            select(CaseTeamMember).where(CaseTeamMember.agency_id == robin.agency_id, CaseTeamMember.user_id == mel_id)
        )
        assert [row.until for row in rows] == [None]


def test_a_stranger_cannot_join(house: House, robin: Actor) -> None:
    case = opened(robin)
    with pytest.raises(Refused):
        service.add_member(actor=robin, case_id=case.id, user_id=house.user("mash_caseworker").id)


def test_a_step_tells_when_she_was_told_once(robin: Actor) -> None:
    case = opened(robin)
    step = justice.add_milestone(
        actor=robin, case_id=case.id, code="ARREST", happened_on=date(2026, 11, 19), source="officer"
    )
    with pytest.raises(Refused):
        justice.record_told(actor=robin, case_id=case.id, milestone_id=step.id, told_on=date(2026, 11, 18))
    justice.record_told(actor=robin, case_id=case.id, milestone_id=step.id, told_on=date(2026, 11, 20))
    assert step.told_on == date(2026, 11, 20)
    with pytest.raises(Refused):
        justice.record_told(actor=robin, case_id=case.id, milestone_id=step.id, told_on=date(2026, 11, 21))


def test_a_closed_case_is_read_only_until_reopened(house: House, robin: Actor) -> None:
    case = opened(robin)
    close(robin, case)
    assert case.closed_at == NOW
    for write in (
        lambda: contacted(robin, case.id),
        lambda: justice.add_milestone(
            actor=robin, case_id=case.id, code="VPS", happened_on=date(2026, 11, 1), source="person"
        ),
        lambda: service.add_member(actor=robin, case_id=case.id, user_id=house.user("num_caseworker").id),
    ):
        with pytest.raises(Refused, match="closed"):
            write()
    service.change_state(
        actor=robin,
        case_id=case.id,
        state=CaseState.REOPENED,
        reason="Trial listed",
        reason_code=None,
        version=case.version,
    )
    assert queries.peek(robin, case.id).closed_at is None
    assert contacted(robin, case.id).case_id == case.id


def test_a_stale_version_clashes(robin: Actor) -> None:
    case = opened(robin)
    stale = case.version
    change = {"actor": robin, "case_id": case.id, "reason": "", "reason_code": None}
    service.change_state(state=CaseState.CONTACTING, version=stale, **change)  # type: ignore[arg-type]
    with pytest.raises(Clash):
        service.change_state(state=CaseState.ACTIVE, version=stale, **change)  # type: ignore[arg-type]
    assert case.state is CaseState.CONTACTING


def test_roles_without_cases_write_nothing(house: House) -> None:
    with house.acting("mash_outreach") as dee:
        person_id = people_service.register_person(actor=dee, alias="Robyn").id
        with pytest.raises(Refused):
            service.open_case(
                actor=dee, person_id=person_id, kind=CaseKind.CASEWORK, lead_user_id=dee.user_id, needs=[]
            )


def test_quiet_for_28_days(robin: Actor) -> None:
    case = opened(robin)
    contacted(robin, case.id)
    assert queries.own_counts(robin) == (1, 0)
    with clock.frozen_at(NOW + timedelta(days=29)):
        contacted(robin, case.id, outcome=ContactOutcome.NO_REPLY)
        contacted(robin, case.id, with_whom="professional")
        assert queries.own_counts(robin) == (1, 1)
        assert [row.alias for row in queries.quiet_cases(robin)] == ["Robyn"]
        contacted(robin, case.id)
        assert queries.own_counts(robin) == (1, 0)


def test_words_are_sealed_and_every_act_is_audited(robin: Actor) -> None:
    case = opened(robin)
    contact = contacted(robin, case.id, note="Notemarker", next_step="Nextmarker")
    step = justice.add_milestone(
        actor=robin, case_id=case.id, code="VRI", happened_on=date(2026, 11, 2), source="person", note="Stepmarker"
    )
    for sealed in (contact.note_sealed, contact.next_step_sealed, step.note_sealed):
        assert sealed
        assert b"marker" not in sealed
    db.session.commit()
    found = db.session.execute(
        select(AuditEntry.verb, AuditEntry.kind).where(
            AuditEntry.agency_id == robin.agency_id, AuditEntry.subject_id == case.person_id
        )
    )
    assert {("opened", "case"), ("added", "contact"), ("added", "milestone")} <= {(verb, kind) for verb, kind in found}


def test_contacts_only_grow(robin: Actor) -> None:
    contact = contacted(robin, opened(robin).id)
    db.session.commit()
    contact.minutes = 99
    with pytest.raises(Exception, match="only grows|permission denied"):
        db.session.flush()
    db.session.rollback()


def test_tallies_of_a_quarter(house: House) -> None:
    period = tallies.quarter_of(NOW.date())
    with house.acting("num_isva") as robin, clock.frozen_at(NOW):
        first, second = opened(robin), opened(robin, "Kit")
        opened(robin, "Lou")
        contacted(robin, first.id)
        justice.add_milestone(actor=robin, case_id=first.id, code="REPORTED", happened_on=NOW.date(), source="person")
        justice.add_milestone(
            actor=robin, case_id=second.id, code="NOT_REPORTED", happened_on=NOW.date(), source="person"
        )
        close(robin, second)
    with house.acting("num_isva") as robin:
        jobs.write_tallies(robin, period)
        agency_id = robin.agency_id
    found = {
        name: tallies.read(f"cases.{name}", period.start, period.end)[agency_id]
        for name in ("opened", "open", "contacts", "reported")
    }
    assert [found[name].total() for name in ("opened", "open", "contacts")] == [3, 2, 1]
    assert dict(found["reported"]) == {"reported": 1, "not-reported": 1, "not-known": 1}
