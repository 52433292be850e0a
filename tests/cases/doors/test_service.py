"""The glass broken, closed and reviewed; cases opened to all; exclusions and the team: on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from agencies import queries as agencies
from cases import queries, service
from cases.contacts import service as contacts
from cases.doors import jobs
from cases.doors import queries as door_queries
from cases.doors import service as doors
from cases.models import CaseKind, ContactMode, ContactOutcome
from cases.openings import GlassOpening, Verdict
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people import queries as people_queries
from people import service as people
from tests.house import House

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WHY = "Robin is away and she rang us in distress."


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def case_id(house: House) -> UUID:
    """Robin's case at NUM; Mel, a caseworker there, is not on its team."""
    return opened(house)


def opened(house: House, alias: str = "Ivy Marker") -> UUID:
    with house.acting("num_isva") as robin:
        person = people.register_person(actor=robin, alias=alias)
        return service.open_case(
            actor=robin, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=robin.user_id, needs=[]
        ).id


def person_of(house: House, case_id: UUID) -> UUID:
    with house.acting("num_isva") as robin:
        return queries.peek(robin, case_id).person_id


def may_open(actor: Actor, case_id: UUID) -> bool:
    try:
        queries.peek(actor, case_id)
    except NotVisible:
        return False
    return True


def notices() -> list[tuple[str, str]]:
    found = db.session.execute(select(Notice.address, Notice.path).where(Notice.path.contains("openings")))
    return sorted((address, path.split("/")[-2]) for address, path in found)


def test_an_opening_lasts_exactly_an_hour_and_is_told_once(house: House, case_id: UUID) -> None:
    with house.acting("num_caseworker") as mel:
        assert not may_open(mel, case_id)
        row = doors.break_glass(actor=mel, case_id=case_id, reason=f"  {WHY}\n")
        assert (row.reason, row.number) == (WHY, 1)
        assert doors.break_glass(actor=mel, case_id=case_id, reason=WHY).id == row.id, "open already: nothing new"
        acts = select(func.count()).where(AuditEntry.agency_id == mel.agency_id, AuditEntry.verb == "broke the glass")
    with house.acting("num_caseworker") as mel:
        assert db.session.scalar(acts) == 1
        robin, priya = house.user("num_isva").email, house.user("num_manager").email
        assert [address for address, _ in notices()] == sorted([robin, priya])
        for minutes, seen in ((0, True), (59, True), (60, False), (61, False), (24 * 60, False)):
            with clock.frozen_at(NOON + timedelta(minutes=minutes)):
                assert may_open(mel, case_id) is seen, minutes
        with clock.frozen_at(NOON + timedelta(minutes=60) - timedelta(microseconds=1)):
            assert may_open(mel, case_id)


def test_what_is_read_by_break_glass_is_marked_and_nothing_is_written(house: House, case_id: UUID) -> None:
    with house.acting("num_caseworker") as mel:
        doors.break_glass(actor=mel, case_id=case_id, reason=WHY)
    with house.acting("num_caseworker") as mel:
        found = queries.case(mel, case_id)
        people_queries.person(mel, found.person_id)
        with pytest.raises(Refused, match="break-glass"):
            contacts.add_contact(
                actor=mel, case_id=case_id, at=NOON, minutes=5, mode=ContactMode.TEXT, with_whom="person",
                outcome=ContactOutcome.REACHED, note="A note",
            )  # fmt: skip
    with house.acting("num_isva") as robin:
        queries.case(robin, case_id)
        entries = db.session.execute(
            select(AuditEntry.kind, AuditEntry.actor_id, AuditEntry.fields).where(AuditEntry.verb == "read")
        ).all()
        mels = {(kind, fields) for kind, user_id, fields in entries if user_id == house.user("num_caseworker").id}
    assert ("case", "break-glass") in mels
    assert ("person", "break-glass") in mels
    assert not any("break-glass" in fields for _, user_id, fields in entries if user_id == robin.user_id)


def test_it_can_be_closed_before_its_hour(house: House, case_id: UUID) -> None:
    with house.acting("num_caseworker") as mel:
        doors.break_glass(actor=mel, case_id=case_id, reason=WHY)
        assert doors.close_glass(actor=mel, case_id=case_id)
        assert not may_open(mel, case_id)
        assert not doors.close_glass(actor=mel, case_id=case_id)
        assert doors.break_glass(actor=mel, case_id=case_id, reason=WHY).number == 2


def test_who_may_open_it_anyway_and_who_may_not_know_of_it(house: House, case_id: UUID) -> None:
    for persona in ("num_isva", "num_manager"):
        with house.acting(persona) as actor, pytest.raises(Refused, match="already"):
            doors.break_glass(actor=actor, case_id=case_id, reason=WHY)
    for persona in ("mash_caseworker", "num_protection"):
        with house.acting(persona) as actor, pytest.raises(NotVisible):
            doors.break_glass(actor=actor, case_id=case_id, reason=WHY)


def test_eleven_in_a_day_give_ten_and_midnight_in_manchester_begins_anew(house: House) -> None:
    cases = [opened(house, f"Person {number}") for number in range(11)]
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past eleven at night in Manchester
    with clock.frozen_at(summer), house.acting("num_caseworker") as mel:
        for case_id in cases[:10]:
            doors.break_glass(actor=mel, case_id=case_id, reason=WHY)
        with pytest.raises(Refused, match="10 cases"):
            doors.break_glass(actor=mel, case_id=cases[10], reason=WHY)
    with clock.frozen_at(summer + timedelta(minutes=31)), house.acting("num_caseworker") as mel:
        assert doors.break_glass(actor=mel, case_id=cases[10], reason=WHY).number == 1


def test_eleven_at_once_give_ten(house: House) -> None:
    cases = [opened(house, f"Person {number}") for number in range(11)]
    db.session.remove()

    def break_one(case_id: UUID) -> bool:
        with house.app.app_context(), clock.frozen_at(NOON):
            try:
                with house.acting("num_caseworker") as mel:
                    doors.break_glass(actor=mel, case_id=case_id, reason=WHY)
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(11) as pool:
        came_in = list(pool.map(break_one, cases))
    assert sorted(came_in) == [False] + [True] * 10
    with house.acting("num_caseworker"):
        assert sorted(db.session.scalars(select(GlassOpening.number))) == list(range(1, 11))


def test_a_manager_reviews_but_not_their_own_and_only_once(house: House, case_id: UUID) -> None:
    with house.acting("num_caseworker") as mel:
        opening_id = doors.break_glass(actor=mel, case_id=case_id, reason=WHY).id
        with pytest.raises(NotVisible):
            door_queries.opening(mel, opening_id)
    with house.acting("num_manager") as priya:
        assert [line.row.id for line in door_queries.to_review(priya)] == [opening_id]
        with pytest.raises(Refused, match="Say what"):
            review(priya, opening_id, Verdict.FOLLOW_UP, " ")
        review(priya, opening_id, Verdict.FOLLOW_UP, "Talk with Mel on Monday.")
        assert door_queries.to_review(priya) == []
    with house.acting("num_protection") as kamal:
        line = door_queries.opening(kamal, opening_id)
        assert (line.verdict, line.review, line.reviewed_by) == (
            "To follow up", "Talk with Mel on Monday.", house.user("num_manager").name
        )  # fmt: skip
        with pytest.raises(Clash):
            review(kamal, opening_id, Verdict.FINE, "")


def review(actor: Actor, opening_id: UUID, verdict: Verdict, words: str) -> None:
    doors.review_opening(actor=actor, opening_id=opening_id, verdict=verdict, words=words, version=1)


def test_nobody_reviewed_it_so_they_are_reminded_each_working_day(house: House, case_id: UUID) -> None:
    with house.acting("num_caseworker") as mel:
        doors.break_glass(actor=mel, case_id=case_id, reason=WHY)
    told = []
    for day in range(8):  # Monday 23 to Monday 30 November
        with clock.frozen_at(NOON + timedelta(days=day)), house.acting("num_manager") as priya:
            told.append(jobs.remind_of_reviews(priya))
            jobs.remind_of_reviews(priya)
    assert told == [0, 0, 1, 1, 1, 0, 0, 1], "due on Tuesday; never at the weekend"
    subjects = db.session.scalars(select(Notice.address).where(Notice.subject.contains("still waits"))).all()
    assert subjects == [house.user("num_manager").email] * 4


def test_an_agency_may_open_its_cases_to_all_its_caseworkers(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as robin, pytest.raises(Refused):
        doors.open_to_all(actor=robin, to_all=True, version=0)
    with house.acting("num_manager") as priya:
        doors.open_to_all(actor=priya, to_all=True, version=0)
        with pytest.raises(Clash):
            doors.open_to_all(actor=priya, to_all=False, version=0)
    with house.acting("num_caseworker") as mel:
        assert may_open(mel, case_id)
        assert queries.glass_of(mel, queries.peek(mel, case_id)) is None
    with house.acting("mash_caseworker") as ines:
        assert not may_open(ines, case_id)
    with house.acting("num_manager") as priya:
        doors.open_to_all(actor=priya, to_all=False, version=1)
    with house.acting("num_caseworker") as mel:
        assert not may_open(mel, case_id)


def test_an_exclusion_beats_team_manager_glass_and_open_house(house: House, case_id: UUID) -> None:
    person_id = person_of(house, case_id)
    mel_id, priya_id = house.user("num_caseworker").id, house.user("num_manager").id
    with house.acting("num_isva") as robin:
        service.add_member(actor=robin, case_id=case_id, user_id=mel_id)
    with house.acting("num_manager") as priya:
        doors.open_to_all(actor=priya, to_all=True, version=0)
        with pytest.raises(Refused, match="lead"):
            people.exclude(actor=priya, person_id=person_id, user_id=house.user("num_isva").id, reason=WHY)
    with house.acting("num_protection") as kamal:
        for user_id in (mel_id, priya_id):
            people.exclude(actor=kamal, person_id=person_id, user_id=user_id, reason=WHY)
        with pytest.raises(Refused, match="already"):
            people.exclude(actor=kamal, person_id=person_id, user_id=mel_id, reason=WHY)
    for persona in ("num_caseworker", "num_manager"):
        with house.acting(persona) as actor:
            assert not may_open(actor, case_id)
            assert people_queries.people_page(actor, "", 1).items == []
            assert people_queries.found_alike(actor, "Ivy Marker") == []
            assert queries.closed_door(actor, case_id) is None
            with pytest.raises(NotVisible):
                doors.break_glass(actor=actor, case_id=case_id, reason=WHY)
            with pytest.raises(NotVisible):
                people.exclude(actor=actor, person_id=person_id, user_id=house.user("num_isva").id, reason=WHY)
    with house.acting("num_isva") as robin:
        team = {member.user_id for member in queries.team_of(robin, queries.peek(robin, case_id))}
        assert mel_id not in team, "they come off the team"
        with pytest.raises(Refused):
            service.add_member(actor=robin, case_id=case_id, user_id=mel_id)


def test_an_exclusion_covers_linked_records_and_ends(house: House, case_id: UUID) -> None:
    person_id, mel_id = person_of(house, case_id), house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        other = people.register_person(actor=robin, alias="Ivy again").id
    with house.acting("num_protection") as kamal:
        until = clock.today() + timedelta(days=7)
        held = people.exclude(actor=kamal, person_id=other, user_id=mel_id, reason=WHY, until_on=until)
        exclusion_id = held.id
    with house.acting("num_caseworker") as mel:
        assert [line.reference for line in people_queries.people_page(mel, "", 1).items] == ["NU-0001"]
    with house.acting("num_isva") as robin:
        people.link_records(actor=robin, main_id=person_id, linked_id=other)
    with house.acting("num_caseworker") as mel:
        assert people_queries.people_page(mel, "", 1).items == []
        assert queries.closed_door(mel, case_id) is None
        with clock.frozen_at(NOON + timedelta(days=8)):
            assert len(people_queries.people_page(mel, "", 1).items) == 1, "its last day is over"
    with clock.frozen_at(NOON + timedelta(days=1)):
        with house.acting("num_protection") as kamal, pytest.raises(Refused, match="somebody else"):
            people.end_exclusion(actor=kamal, exclusion_id=exclusion_id, reason=WHY, version=1)
        with house.acting("num_manager") as priya:
            people.end_exclusion(actor=priya, exclusion_id=exclusion_id, reason=WHY, version=1)
            with pytest.raises(Clash):
                people.end_exclusion(actor=priya, exclusion_id=exclusion_id, reason=WHY, version=1)
        with house.acting("num_caseworker") as mel:
            assert len(people_queries.people_page(mel, "", 1).items) == 1


def test_no_notice_about_them_reaches_whoever_is_kept_away(house: House, case_id: UUID) -> None:
    person_id = person_of(house, case_id)
    with house.acting("num_protection") as kamal:
        people.exclude(actor=kamal, person_id=person_id, user_id=house.user("num_manager").id, reason=WHY)
    with house.acting("num_caseworker") as mel:
        doors.break_glass(actor=mel, case_id=case_id, reason=WHY)
    told = {address for address, _ in notices()}
    assert told == {house.user("num_isva").email, house.user("num_protection").email}, "the lead reviews instead"
    with house.acting("num_manager") as priya:
        assert door_queries.to_review(priya) == []
        assert door_queries.openings_page(priya, 1, waiting=False).total == 0


def test_who_registers_somebody_may_keep_a_colleague_away_that_day(house: House) -> None:
    mel_id = house.user("num_caseworker").id
    with house.acting("num_isva") as robin:
        person_id = people.register_person(actor=robin, alias="Wren").id
        first = people.exclude(actor=robin, person_id=person_id, user_id=mel_id, reason=WHY)
        assert first.set_by == robin.user_id
    with clock.frozen_at(NOON + timedelta(days=1)), house.acting("num_isva") as robin:
        manager = agencies.colleagues(robin)[0].id
        with pytest.raises(Refused, match="role"):
            people.exclude(actor=robin, person_id=person_id, user_id=manager, reason=WHY)


def test_the_trail_says_who_opened_a_case_to_the_lead_alone(house: House, case_id: UUID) -> None:
    with house.acting("num_caseworker") as mel:
        doors.break_glass(actor=mel, case_id=case_id, reason=WHY)
    with house.acting("num_caseworker") as mel:
        reference = queries.case(mel, case_id).reference
    with house.acting("num_manager") as priya, pytest.raises(NotVisible):
        door_queries.watched(priya, reference)
    with house.acting("num_protection") as kamal:
        what = door_queries.watched(kamal, reference.lower())
        assert (what.id, what.is_case) == (case_id, True)
        seen = [(line.name, line.by_glass) for line in door_queries.seen_page(kamal, what, 1).items]
        assert seen[:2] == [(house.user("num_caseworker").name, True)] * 2
        assert {seer.name: seer.times for seer in door_queries.seers(kamal, what)}[seen[0][0]] == 2
        person = door_queries.watched(kamal, "NU-0001")
        assert not person.is_case
        assert len(door_queries.seen_page(kamal, person, 1).items) >= 2
        with pytest.raises(NotVisible):
            door_queries.watched(kamal, "MA-C0001")
