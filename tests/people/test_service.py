"""Writes about people: what they store, what they refuse, and what they leave behind."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from core import clock
from core.audit import AuditEntry
from core.crypto.fields import sealed_columns
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.scoping import acting_as
from core.web import Roundtable
from people import queries, service
from people.events import consent_ended
from people.models import (
    Answer,
    Category,
    Consent,
    ConsentMethod,
    ConsentState,
    ContactMethod,
    DisclosureKind,
    Identity,
    Person,
    Purpose,
    RecordPart,
    SafeContact,
)
from people.rules import Interpreter, Recipient, Relationship, may_share
from tests.house import House
from tests.people.cast import consent, robyn, team_id

MARK = "MRK-otter-canal"


def heard(into: list[UUID]) -> Any:
    """A receiver of the signal that a consent ended."""

    def note(sender: object, **said: Any) -> None:
        into.append(said["consent_id"])

    return note


def verbs(subject_id: UUID) -> list[str]:
    """What the audit holds about a person, in order."""
    found = select(AuditEntry).where(AuditEntry.subject_id == subject_id).order_by(AuditEntry.sequence)
    return [f"{entry.verb} {entry.kind}" for entry in db.session.scalars(found)]


def test_a_record_starts_with_a_name_and_a_reference(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        first, second = robyn(actor), robyn(actor, "  Angel   Mae ")
        assert (first.alias, second.alias) == ("Robyn", "Angel Mae")
        prefix, number = first.reference.split("-")
        assert prefix == house.agency("MASH").reference_prefix
        assert second.reference == f"{prefix}-{int(number) + 1:04d}"
        subject = first.id
    with house.acting("mash_outreach"):
        assert verbs(subject) == ["registered person"]


def test_a_name_is_all_that_is_needed_but_it_is_needed(house: House) -> None:
    with house.acting("mash_outreach") as actor, pytest.raises(Refused, match="Enter a name"):
        robyn(actor, "   ")


def test_references_run_apart_in_each_agency(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        ours = robyn(actor).reference
    with house.acting("num_isva") as actor:
        theirs = robyn(actor).reference
    assert ours.split("-")[0] != theirs.split("-")[0]


def test_another_agencys_person_cannot_be_written_to(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
    with house.acting("num_isva") as actor:
        num = house.agency("NUM").id
        attempts = (
            lambda: service.write_name(
                actor=actor, person_id=person_id, alias="X", pronouns=None, wants=None, version=1
            ),
            lambda: service.write_part(
                actor=actor, person_id=person_id, category=Category.RISK, answer=Answer.NO, words=""
            ),
            lambda: service.write_safe_contact(actor=actor, person_id=person_id, method=ContactMethod.IN_PERSON),
            lambda: service.write_identity(
                actor=actor, person_id=person_id, legal_name_answer=Answer.NO, legal_name="",
                birth_date_answer=Answer.NO, birth_date=None,
            ),
            lambda: service.record_disclosure(
                actor=actor, person_id=person_id, kind=DisclosureKind.PACKAGE, recipient_agency_id=num,
                recipient_team_id=None, categories=[],
            ),
        )  # fmt: skip
        for attempt in attempts:
            with pytest.raises(NotVisible):
                attempt()


@pytest.mark.parametrize("answer", list(Answer))
def test_every_answer_is_stored_as_itself(house: House, answer: Answer) -> None:
    words = "Back by the canal on Fridays." if answer is Answer.GIVEN else ""
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        service.write_part(actor=actor, person_id=person_id, category=Category.WORK, answer=answer, words=words)
    with house.acting("mash_outreach") as actor:
        held = queries.part(actor, person_id, Category.WORK)
        assert held is not None
        assert (held.answer, held.words or "") == (answer, words)


def test_the_second_of_two_writers_meets_a_clash_and_stores_nothing(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        first = service.write_part(
            actor=actor, person_id=person_id, category=Category.RISK, answer=Answer.GIVEN, words="One."
        )
        write: dict[str, Any] = {
            "actor": actor, "person_id": person_id, "category": Category.RISK, "answer": Answer.GIVEN,
        }  # fmt: skip
        service.write_part(**write, words="Two.", version=first.version)
        with pytest.raises(Clash):
            service.write_part(**write, words="Three.", version=1)
        with pytest.raises(Clash):
            service.write_part(**write, words="As if new.", version=0)
        held = queries.part(actor, person_id, Category.RISK)
        assert held is not None
        assert (held.words, held.version) == ("Two.", 2)


def test_name_contact_and_identity_clash_too(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        service.write_name(actor=actor, person_id=who.id, alias="Robyn B", pronouns=None, wants=None, version=1)
        with pytest.raises(Clash):
            service.write_name(actor=actor, person_id=who.id, alias="Robyn C", pronouns=None, wants=None, version=1)
        service.write_safe_contact(actor=actor, person_id=who.id, method=ContactMethod.IN_PERSON)
        with pytest.raises(Clash):
            service.write_safe_contact(actor=actor, person_id=who.id, method=ContactMethod.NOT_ASKED, version=0)
        assert who.alias == "Robyn B"


@pytest.mark.parametrize(("method", "address"), [
    (ContactMethod.TEXT, "ask Jo"), (ContactMethod.CALL, "12"), (ContactMethod.EMAIL, "robyn"),
    (ContactMethod.IN_PERSON, "07700 900226"),
])  # fmt: skip
def test_an_address_must_fit_the_way_of_contact(house: House, method: ContactMethod, address: str) -> None:
    with house.acting("mash_outreach") as actor, pytest.raises(Refused) as refusal:
        service.write_safe_contact(actor=actor, person_id=robyn(actor).id, method=method, address=address)
    assert refusal.value.field == "address"


def test_no_record_is_begun_of_a_child_and_one_who_turns_out_to_be_one_is_known_as_such(house: House) -> None:
    young = clock.today() - timedelta(days=365 * 17)
    with house.acting("mash_outreach") as actor:
        with pytest.raises(Refused, match="under 18"):
            service.register_person(actor=actor, alias="Bee", birth_date=young)
        assert queries.people_page(actor, "Bee", 1).items == []
        person_id = robyn(actor).id
        assert queries.under_18(actor, person_id) is None
        service.write_identity(actor=actor, person_id=person_id, legal_name_answer=Answer.NOT_ASKED, legal_name="",
                               birth_date_answer=Answer.GIVEN, birth_date=young)  # fmt: skip
        refusal = queries.under_18(actor, person_id)
        assert refusal is not None
        assert refusal.link is not None
        assert refusal.link.values == {"person": person_id, "about": "person"}


def test_a_refusal_is_a_record_of_its_own(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        row = consent(actor, person_id, {Category.CJ: False}, conditions="Not the police stuff, they don’t need that.")
        assert row.state is ConsentState.REFUSED
        record = queries.consents_of(actor, person_id)[0]
        assert (record.agreed, record.refused) == ([], ["Criminal justice progress"])
        assert record.row.conditions == "Not the police stuff, they don’t need that."
        facts = queries.consent_facts(actor, person_id)
        to_isva = Recipient(row.recipient_agency_id, row.recipient_team_id)
        why = may_share(facts, [Category.CJ], to_isva, Purpose.SUPPORT, clock.today())
        assert why.missing == {Category.CJ: "said no on 23 November 2026"}
    with house.acting("mash_outreach"):
        assert verbs(person_id) == ["registered person", "refused consent"]


def test_a_new_answer_replaces_the_old_one_and_says_so(house: House) -> None:
    told: list[UUID] = []
    note = heard(told)
    with house.acting("mash_outreach") as actor, consent_ended.connected_to(note):
        person_id = robyn(actor).id
        first = consent(actor, person_id, {Category.ALIAS: True})
        other = consent(actor, person_id, {Category.ALIAS: True}, purpose=Purpose.ADVICE)
        assert told == []
        second = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: False})
        assert told == [first.id]
        states = {record.row.id: record.row.state for record in queries.consents_of(actor, person_id)}
        assert states == {
            first.id: ConsentState.SUPERSEDED, other.id: ConsentState.GIVEN, second.id: ConsentState.GIVEN,
        }  # fmt: skip


def test_taking_back_ends_it_once_and_tells_those_above(house: House) -> None:
    told: list[UUID] = []
    note = heard(told)
    with house.acting("mash_outreach") as actor, consent_ended.connected_to(note):
        person_id = robyn(actor).id
        given = consent(actor, person_id, {Category.ALIAS: True})
        service.withdraw_consent(actor=actor, consent_id=given.id, how="Told us in person")
        assert told == [given.id]
        assert (given.state, given.withdrawn_how, given.withdrawn_by) == (
            ConsentState.WITHDRAWN, "Told us in person", actor.user_id,
        )  # fmt: skip
        with pytest.raises(Refused, match="already ended"):
            service.withdraw_consent(actor=actor, consent_id=given.id, how="Told us in person")
        assert told == [given.id]
        facts = queries.consent_facts(actor, person_id)
        to_isva = Recipient(given.recipient_agency_id, given.recipient_team_id)
        assert not may_share(facts, [Category.ALIAS], to_isva, Purpose.SUPPORT, clock.today()).covered


def test_another_agency_cannot_take_a_consent_back(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        consent_id = consent(actor, robyn(actor).id, {Category.ALIAS: True}).id
    with house.acting("num_isva") as actor, pytest.raises(NotVisible):
        service.withdraw_consent(actor=actor, consent_id=consent_id, how="Told us in person")


def test_a_consent_names_a_team_of_the_agency_and_not_our_own(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        with pytest.raises(Refused, match="team of that agency"):
            consent(actor, person_id, {Category.ALIAS: True}, recipient_team_id=team_id("TMR", "outreach"))
        with pytest.raises(Refused, match="another agency"):
            consent(actor, person_id, {Category.ALIAS: True}, recipient_agency_id=actor.agency_id)
        assert queries.consents_of(actor, person_id) == []


def test_consent_for_police_cannot_carry_what_never_goes_there(house: House) -> None:
    with house.acting("mash_outreach") as actor, pytest.raises(Refused, match="cannot send equality answers"):
        consent(actor, robyn(actor).id, {Category.DEMOG: True}, recipient_agency_id=house.agency("GMP").id,
                recipient_team_id=None)  # fmt: skip


def test_the_ledger_keeps_what_left_and_what_was_refused(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        given = consent(actor, person_id, {Category.ALIAS: True})
        common: dict[str, Any] = {"actor": actor, "person_id": person_id, "recipient_agency_id": house.agency("NUM").id,
                  "recipient_team_id": team_id("NUM", "isva")}  # fmt: skip
        service.record_disclosure(**common, kind=DisclosureKind.REFUSAL, categories=[Category.RISK],
                                  reason="Not asked: risk")  # fmt: skip
        with clock.frozen_at(clock.now() + timedelta(hours=1)):
            service.record_disclosure(**common, kind=DisclosureKind.PACKAGE, categories=[Category.ALIAS],
                                      consent_id=given.id, referral_id=uuid4())  # fmt: skip
        lines = queries.ledger_page(actor, person_id, 1).items
        assert [line.kind for line in lines] == [DisclosureKind.PACKAGE, DisclosureKind.REFUSAL]
        assert lines[0].categories == ["Name to use"]
        assert lines[0].by_name == "Dee Marlowe"
        assert queries.ledger_summary(actor, person_id).times == 1


def test_nothing_that_was_told_is_in_the_database_in_clear(house: House) -> None:
    born = date(1990, 12, 15)
    with house.acting("mash_outreach") as actor:
        who = service.register_person(
            actor=actor, alias=f"{MARK}-alias", pronouns=f"{MARK}-pronouns", wants=f"{MARK}-wants",
            origin=f"{MARK}-origin",
        )  # fmt: skip
        service.write_part(actor=actor, person_id=who.id, category=Category.HEALTH, answer=Answer.GIVEN, words=MARK)
        service.write_safe_contact(
            actor=actor, person_id=who.id, method=ContactMethod.EMAIL, address=f"{MARK}@mail.example", times=MARK,
            voicemail=Answer.NO, code_word=MARK, never=MARK,
        )  # fmt: skip
        service.write_identity(actor=actor, person_id=who.id, legal_name_answer=Answer.GIVEN, legal_name=MARK,
                               birth_date_answer=Answer.GIVEN, birth_date=born)  # fmt: skip
        consent(actor, who.id, {Category.ALIAS: True}, conditions=MARK, shown=MARK,
                method=ConsentMethod.INTERPRETER, interpreter=Interpreter(MARK, Relationship.PROFESSIONAL))  # fmt: skip
        person_id = who.id
    with house.acting("mash_outreach"):
        stored = _every_value(Person, SafeContact, Identity, RecordPart, Consent)
        assert not [value for value in stored if MARK in value or born.isoformat() in value]
        assert len(stored) > 50
    with house.acting("mash_outreach") as actor:
        assert queries.person(actor, person_id).alias == f"{MARK}-alias"
        held = queries.identity(actor, person_id)
        assert held is not None
        assert held.birth_date == born.isoformat()


def _every_value(*tables: type[Any]) -> list[str]:
    rows = [row for table in tables for row in db.session.scalars(select(table))]
    assert all(sealed_columns(table) for table in tables)
    return [
        value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for row in rows
        for value in (getattr(row, column.key) for column in type(row).__mapper__.columns)
    ]


def test_twenty_records_at_once_get_twenty_references(app: Roundtable, house: House) -> None:
    actor = house.actor("mash_outreach")
    references: list[str] = []

    def register(number: int) -> None:
        with app.app_context(), acting_as(actor):
            references.append(robyn(actor, f"Robyn {number}").reference)

    db.session.rollback()
    threads = [threading.Thread(target=register, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(references)) == 20
