"""Contacts in full, in the database: codes, corrections, what follows, and what a phone sends later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db, uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from outreach import erasing, events, queries, service
from outreach.details import Details
from outreach.models import AgeBand, FourAnswers, MetBefore, OutreachContact, OutreachSession, ReportingIntent
from people import service as people_service
from tests.house import House

TONIGHT = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
SAID = Details(
    ward="E05011376", beat="Canal route", age_band=AgeBand.FROM_25, setting="STREET", information=["num", "rights"],
    concerns=["controlled"], barrier="OUTED", reporting_intent=ReportingIntent.THINKING,
    referral_offered=FourAnswers.YES, referral_accepted=FourAnswers.NO,
)  # fmt: skip


@pytest.fixture
def actor(house: House) -> Iterator[Actor]:
    """The outreach worker at MASH, tonight at 8."""
    with house.acting("mash_outreach") as found, clock.frozen_at(TONIGHT):
        yield found


@pytest.fixture
def given() -> Iterator[list[dict[str, int]]]:
    """What the stock room would hear."""
    heard: list[dict[str, int]] = []

    def hear(sender: Any, *, actor: Any, contact: Any, items: dict[str, int]) -> None:
        heard.append(dict(items))

    with events.item_given.connected_to(hear):
        yield heard


def started(actor: Actor, **answers: Any) -> OutreachSession:
    said: dict[str, Any] = {"mode": "van", "ward": "E05011376", "team": "Dee", "began_at": TONIGHT - timedelta(hours=1)}
    return service.start_session(actor=actor, **(said | answers))


def logged(actor: Actor, session: OutreachSession, **answers: Any) -> OutreachContact:
    return service.log_contact(actor=actor, session_id=session.id, **({"met_before": MetBefore.KNOWN} | answers))


def corrected(contact: OutreachContact, **answers: Any) -> dict[str, Any]:
    said: dict[str, Any] = {
        "contact_id": contact.id, "version": contact.version, "met_before": contact.met_before, "given": {},
        "interventions": [], "flags": contact.flags, "note": None, "details": Details(),
    }  # fmt: skip
    return said | answers


def test_everything_said_of_a_contact_is_kept_and_read_in_words(actor: Actor) -> None:
    session = started(actor, route="Canal route")
    contact = logged(actor, session, met_before=MetBefore.NEW, details=SAID)
    current_session().expire_all()
    assert queries.details_of(queries.contact(actor, contact.id)) == SAID
    words = dict(queries.in_words(actor, [contact])[0].more)
    assert (words["Worries"], words["Age"], words["Referral wanted"]) == ("Controlled by somebody", "25 to 34", "No")
    assert (session.headcount, session.headcount_new, session.headcount_known) == (1, 1, 0)
    assert session.route_sealed is not None
    assert b"Canal" not in session.route_sealed + (contact.beat_sealed or b"")
    last = queries.last_choices(actor, session.id)
    assert last is not None
    assert (last.met, last.beat, last.setting) == (MetBefore.NEW, "Canal route", "STREET")


def test_the_code_itself_is_kept_nowhere_and_means_nothing_elsewhere(house: House, actor: Actor) -> None:
    session = started(actor)
    first, second = logged(actor, session, code="Ro 47x"), logged(actor, session, code="ro47X", alias="Ro")
    assert first.code_index == second.code_index
    assert [row.id for row in queries.same_code(actor, first)] == [second.id]
    assert len(queries.with_code(actor, "RO-47 x")) == 2
    with pytest.raises(Refused, match="date of birth"):
        logged(actor, session, code="JS120784")
    stored = [getattr(first, column.key) for column in OutreachContact.__mapper__.column_attrs]
    assert not [value for value in stored if "47x" in repr(value).lower()]
    with house.acting("tmr_outreach") as other:
        there = logged(other, started(other), code="Ro47x")
        assert there.code_index != first.code_index
        assert len(queries.with_code(other, "Ro47x")) == 1


def test_a_code_is_dropped_from_every_contact(actor: Actor) -> None:
    session = started(actor)
    contacts = [logged(actor, session, code="Ro47x") for _ in range(3)]
    assert service.drop_code(actor=actor, contact_id=contacts[1].id) == 3
    assert service.drop_code(actor=actor, contact_id=contacts[1].id) == 0
    current_session().expire_all()
    assert [row.code_index for row in contacts] == [None] * 3


def test_someone_who_looked_under_18_is_not_described_as_an_adult(actor: Actor) -> None:
    contact = logged(actor, started(actor), flags=["under_18"], code="Bee 99", details=SAID)
    assert (contact.code_index, contact.setting, contact.age_band, contact.barrier) == (None, None, None, None)
    assert contact.concerns == ["controlled"]
    with pytest.raises(Refused, match="child"):
        service.open_record(actor=actor, contact_id=contact.id, alias="Bee")


def test_a_phone_sends_each_entry_once(actor: Actor, given: list[dict[str, int]]) -> None:
    session_id, contact_id = uuid7(), uuid7()
    session = started(actor, session_id=session_id, source="offline")
    assert started(actor, session_id=session_id, mode="street").mode == "van"
    at = TONIGHT - timedelta(minutes=40)
    said: dict[str, Any] = {"contact_id": contact_id, "at": at, "source": "offline", "given": {"condoms": 2}}
    assert logged(actor, session, **said).at == at
    again = logged(actor, session, **(said | {"given": {"condoms": 9}}))
    assert (again.id, session.headcount, given) == (contact_id, 1, [{"condoms": 2}])
    for wrong in (TONIGHT - timedelta(hours=5), TONIGHT + timedelta(hours=1)):
        with pytest.raises(Refused):
            logged(actor, session, at=wrong)


def test_what_was_written_is_put_right_and_stock_hears_the_difference(
    actor: Actor, given: list[dict[str, int]]
) -> None:
    session = started(actor)
    contact = logged(actor, session, given={"condoms": 6, "lube": 1})
    right = corrected(contact, met_before=MetBefore.NEW, given={"condoms": 4, "torch": 1}, details=SAID)
    service.put_right(actor=actor, **right)
    assert given == [{"condoms": 6, "lube": 1}, {"condoms": -2, "torch": 1, "lube": -1}]
    assert queries.item_totals(actor, session.id) == [("Condoms", 4), ("Torch", 1)]
    assert (session.headcount, session.headcount_new, session.headcount_known) == (1, 1, 0)
    with pytest.raises(Clash):
        service.put_right(actor=actor, **right)


def test_only_whoever_wrote_it_or_a_manager_puts_it_right_and_only_for_a_while(house: House, actor: Actor) -> None:
    contact = logged(actor, started(actor))
    right = corrected(contact)
    service.end_session(actor=actor, session_id=contact.session_id)
    db.session.commit()
    with house.acting("mash_caseworker") as colleague, pytest.raises(Refused):
        service.put_right(actor=colleague, **right)
    with house.acting("mash_outreach") as own:
        with clock.frozen_at(TONIGHT + timedelta(days=4)), pytest.raises(Refused, match="2 days ago"):
            service.put_right(actor=own, **right)
        service.put_right(actor=own, **right)


def test_a_contact_by_mistake_is_taken_out_with_its_place(actor: Actor, given: list[dict[str, int]]) -> None:
    session = started(actor)
    contact = logged(actor, session, met_before=MetBefore.NEW, given={"condoms": 2})
    robyn = people_service.register_person(actor=actor, alias="Robyn")
    kept = logged(actor, session, person_id=robyn.id)
    service.take_out(actor=actor, contact_id=contact.id)
    assert (session.headcount, session.headcount_new, session.headcount_known) == (1, 0, 1)
    assert given[-1] == {"condoms": -2}
    with pytest.raises(Refused, match="on a record"):
        service.take_out(actor=actor, contact_id=kept.id)


def test_contacts_under_one_code_go_on_a_record_together_and_come_off_it(actor: Actor) -> None:
    session = started(actor)
    robyn = people_service.register_person(actor=actor, alias="Robyn")
    first, second = logged(actor, session, code="Ro47x"), logged(actor, session, code="Ro47x")
    assert service.link_contact(actor=actor, contact_id=first.id, person_id=robyn.id, with_code=True) == 2
    assert (second.person_id, second.linked_by, second.linked_at) == (robyn.id, actor.user_id, TONIGHT)
    service.unlink_contact(actor=actor, contact_id=second.id, reason="wrong-person")
    assert (second.person_id, second.linked_at) == (None, None)
    with pytest.raises(Refused):
        service.unlink_contact(actor=actor, contact_id=second.id, reason="wrong-person")
    robyn_id = robyn.id
    db.session.commit()
    trail = select(AuditEntry.verb, AuditEntry.fields).where(AuditEntry.subject_id == robyn_id)
    verbs = [(verb, fields.split()[0] if fields else "") for verb, fields in db.session.execute(trail)]
    assert verbs.count(("linked", "")) == 2
    assert ("unlinked", "wrong-person") in verbs


def test_a_follow_up_has_a_day_and_a_worker_and_ends_once(actor: Actor) -> None:
    contact = logged(actor, started(actor), flags=["worried", "follow_up"], alias="Robyn")
    since = TONIGHT - timedelta(days=1)
    assert [row.contact.id for row in queries.to_follow_up(actor, since)] == [contact.id]
    planned: dict[str, Any] = {"contact_id": contact.id, "by": actor.user_id, "words": "Bring the form"}
    tomorrow = TONIGHT.date() + timedelta(days=1)
    with pytest.raises(Refused):
        service.plan_follow_up(actor=actor, due=tomorrow, version=contact.version, **(planned | {"by": uuid7()}))
    service.plan_follow_up(actor=actor, due=tomorrow, version=contact.version, **planned)
    with pytest.raises(Clash):
        service.plan_follow_up(actor=actor, due=tomorrow, version=contact.version - 1, **planned)
    assert queries.due_of(actor, TONIGHT.date()) == []
    assert [row.contact.id for row in queries.due_of(actor, tomorrow)] == [contact.id]
    assert [item.by for item in queries.follow_ups_page(actor, 1, own=True).items] == ["Dee Marlowe"]
    for _ in range(2):
        service.finish_follow_up(actor=actor, contact_id=contact.id)
    assert (contact.follow_up_done_at, contact.settled) == (TONIGHT, ["follow_up"])
    assert queries.follow_ups_page(actor, 1, own=False).total == 0
    service.settle(actor=actor, contact_id=contact.id, flag="worried")
    assert queries.to_follow_up(actor, since) == []


def test_a_session_is_written_up_with_its_version(actor: Actor) -> None:
    session = started(actor)
    said: dict[str, Any] = {"interpreter": False, "police_seen": True, "near_miss": "Tyre", "debrief_done": True}
    service.write_up(actor=actor, session_id=session.id, debrief="Quiet", version=session.version, **said)
    with pytest.raises(Clash):
        service.write_up(actor=actor, session_id=session.id, debrief="", version=session.version - 1, **said)
    assert (session.police_seen, session.interpreter, session.near_miss) == (True, False, "Tyre")
    heads: dict[str, Any] = {"headcount": 4, "declined": 1, "observations": "", "new": 1, "known": 2}
    crowd = {"gender": {"women": 5}}
    with pytest.raises(Refused):
        service.count_heads(
            actor=actor, session_id=session.id, presented=crowd, version=session.version, **heads
        )  # fmt: skip
    db.session.expire(session)
    crowd = {"gender": {"women": 3}}
    service.count_heads(actor=actor, session_id=session.id, presented=crowd, version=session.version, **heads)
    assert (session.headcount_new, session.headcount_known, session.presented) == (1, 2, crowd)
    service.end_session(actor=actor, session_id=session.id)
    db.session.expire(session)
    assert session.ended_by == actor.user_id


def test_the_database_refuses_parts_larger_than_the_whole(actor: Actor) -> None:
    session = started(actor)
    session.headcount_new = 1
    with pytest.raises(IntegrityError, match="new_and_known_are_among_those_met"):
        db.session.flush()
    db.session.rollback()


def test_erasing_takes_words_code_and_tie(actor: Actor) -> None:
    session = started(actor)
    robyn = people_service.register_person(actor=actor, alias="Robyn")
    tied = logged(actor, session, code="Ro47x", note="Cold", alias="Robyn", details=SAID)
    loose = logged(actor, session, code="Ro47x", note="Warm")
    service.link_contact(actor=actor, contact_id=tied.id, person_id=robyn.id)
    erasing.forget_person(actor, robyn.id)
    current_session().expire_all()
    for row in (tied, loose):
        assert (row.alias, row.code_index, row.note, row.beat, row.person_id) == (None,) * 5
    assert queries.item_totals(actor, session.id) == []
    other = logged(actor, session, note="Old", code="Xy55z")
    assert erasing.forget_old(actor, TONIGHT + timedelta(days=1)) == 1
    current_session().expire_all()
    assert (other.note, other.code_index) == (None, None)
