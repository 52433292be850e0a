"""The thread of a referral: sealed, closed with its package, never changed, and clear of what may not go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from agencies.models import AgencyKind
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.crypto.keyring import CannotOpen
from core.db import db
from core.errors import NotVisible, Refused
from core.outbox import Notice
from core.scoping import belongs_to, current_session
from directory.queries import alternatives
from people import queries as people_queries
from people import service as people
from people.models import Answer, Category, ContactMethod, Disclosure, DisclosureKind
from people.reach import Way
from referrals import package, queries, rules, service
from referrals.models import Message, MessageReading, Referral
from tests.house import House
from tests.referrals import stage

WORDS = "Marker words: she can come on Tuesday."
LEGAL_NAME = "Rosamund Quillfeather"
BORN = date(1991, 3, 4)
SENT = frozenset({Category.ALIAS, Category.SUPPORT})
HELD = {
    Category.LEGAL_NAME: [LEGAL_NAME],
    Category.DOB: [BORN.isoformat()],
    Category.CONTACT: ["07700 900226"],
    Category.HEALTH: ["Asthma, insulin twice a day", "Sees a nurse at the drop-in"],
    Category.DEMOG: ["Eritrean"],
    Category.WORK: ["Works from a flat near the canal"],
}


@pytest.fixture
def referral_id(house: House) -> UUID:
    """From MASH to NUM, undecided."""
    with house.acting("mash_outreach") as actor:
        return stage.sent(actor).id


def _write(house: House, persona: str, referral_id: UUID, words: str = WORDS, **more: Any) -> UUID:
    with house.acting(persona) as actor:
        return service.write_message(actor=actor, referral_id=referral_id, words=words, **more).id


def _thread(house: House, persona: str, referral_id: UUID) -> queries.Thread:
    with house.acting(persona) as actor:
        return queries.thread(actor, queries.referral(actor, referral_id))


def _accept(house: House, referral_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=referral_id, version=queries.referral(actor, referral_id).version)


def _to_police(house: House, *, accepted: bool = True) -> UUID:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.service_of(actor, "GMP")
        people.write_identity(
            actor=actor, person_id=who.id, legal_name_answer=Answer.GIVEN, legal_name=LEGAL_NAME,
            birth_date_answer=Answer.GIVEN, birth_date=BORN,
        )  # fmt: skip
        stage.consent(actor, who.id, offer, stage.TRIAGE)
        sent = stage.send(actor, who.id, offer, stage.TRIAGE).id
    if accepted:
        with house.acting("gmp_liaison") as actor:
            service.accept_without_case(actor=actor, referral_id=sent, version=1)
    return sent


def test_both_sides_write_and_read(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id, "Can you see her on Tuesday?")
    _write(house, "num_isva", referral_id, "Yes, at ten.")
    for persona in ("mash_outreach", "num_isva"):
        lines = _thread(house, persona, referral_id).lines
        assert [(line.words, line.writer) for line in lines] == [
            ("Can you see her on Tuesday?", "Dee Marlowe"), ("Yes, at ten.", "Robin Achebe"),
        ]  # fmt: skip
        assert [line.is_ours for line in lines] == [persona == "mash_outreach", persona == "num_isva"]


def test_what_is_stored_is_sealed_and_bound_to_its_row(house: House, referral_id: UUID) -> None:
    first, second = (_write(house, "mash_outreach", referral_id, words) for words in (WORDS, "Another."))
    with house.acting("num_isva") as actor:
        rows = {row.id: row.words_sealed for row in queries.messages_of(actor, referral_id)}
        assert all(b"Marker" not in sealed for sealed in rows.values())
        assert package.open_notes(actor, referral_id, rows)[first] == WORDS
        with pytest.raises(CannotOpen):
            package.open_notes(actor, referral_id, {first: rows[second]})


def test_a_third_agency_sees_nothing_of_it(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id)
    with house.acting("tmr_outreach") as actor:
        assert queries.messages_of(actor, referral_id) == []
        for act in (_writes, _reads):
            with pytest.raises(NotVisible):
                act(actor, referral_id)


def _writes(actor: Actor, referral_id: UUID) -> None:
    service.write_message(actor=actor, referral_id=referral_id, words=WORDS)


def _reads(actor: Actor, referral_id: UUID) -> None:
    service.mark_read(actor=actor, referral_id=referral_id, read_to=referral_id)


@pytest.mark.parametrize("persona", ["mash_auditor", "mash_protection"])
def test_a_role_that_does_not_send_cannot_write(house: House, referral_id: UUID, persona: str) -> None:
    with house.acting(persona) as actor, pytest.raises(NotVisible):
        _writes(actor, referral_id)


def _decline(house: House, referral_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        referral = queries.referral(actor, referral_id)
        other = next(row for row in alternatives(actor) if row.id != referral.service_id)
        service.decline(
            actor=actor, referral_id=referral_id, version=referral.version, reason_code="DECLINED_CAPACITY",
            alternative_service_id=other.id,
        )  # fmt: skip


def _withdraw(house: House, referral_id: UUID) -> None:
    with house.acting("mash_outreach") as actor:
        service.withdraw(actor=actor, referral_id=referral_id)


def _take_back_consent(house: House, referral_id: UUID) -> None:
    with house.acting("mash_outreach") as actor:
        note = queries.subject(actor, referral_id)
        assert note is not None
        people.withdraw_consent(actor=actor, consent_id=UUID(note.consent_ids[0]), how="spoken")


def _accept_then_take_back(house: House, referral_id: UUID) -> None:
    _accept(house, referral_id)
    _take_back_consent(house, referral_id)


@pytest.mark.parametrize("end", [_decline, _withdraw, _take_back_consent, _accept_then_take_back])
def test_the_thread_closes_for_the_receiver_with_its_package(
    house: House, referral_id: UUID, end: Callable[[House, UUID], None]
) -> None:
    _write(house, "mash_outreach", referral_id)
    end(house, referral_id)
    assert _thread(house, "num_isva", referral_id).lines == ()
    ours = _thread(house, "mash_outreach", referral_id)
    assert [line.words for line in ours.lines] == [WORDS]
    assert ours.closed
    for persona in ("num_isva", "mash_outreach"):
        with pytest.raises(Refused):
            _write(house, persona, referral_id)


def test_consent_that_ran_out_ends_writing_and_reading(house: House, referral_id: UUID) -> None:
    _accept(house, referral_id)
    _write(house, "mash_outreach", referral_id)
    with clock.frozen_at(clock.now() + timedelta(days=91)):
        assert _thread(house, "num_isva", referral_id).lines == ()
        for persona in ("num_isva", "mash_outreach"):
            with pytest.raises(Refused):
                _write(house, persona, referral_id)


def test_a_message_is_never_changed_and_never_removed(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id)
    for table in (Message, MessageReading):
        with house.acting("num_isva") as actor:
            thread = queries.thread(actor, queries.referral(actor, referral_id))
            assert thread.last_id is not None
            service.mark_read(actor=actor, referral_id=referral_id, read_to=thread.last_id)
        for statement in (update(table).values(at=clock.now()), delete(table)):
            with pytest.raises(DBAPIError), house.acting("mash_outreach") as actor:
                current_session().execute(statement.where(belongs_to(actor, table)))


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 4001])
def test_a_message_has_words_and_not_too_many(house: House, referral_id: UUID, words: str) -> None:
    with pytest.raises(Refused) as refused:
        _write(house, "mash_outreach", referral_id, words)
    assert refused.value.field == "words"


def test_the_longest_message_goes_and_what_does_not_print_stays_out(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id, "é" * 4000)
    _write(house, "mash_outreach", referral_id, "One\r\ntwo\x07 \x1b[31mthree")
    lines = _thread(house, "num_isva", referral_id).lines
    assert lines[0].words == "é" * 4000
    assert lines[1].paragraphs == ("One", "two [31mthree")


def test_the_ledger_says_that_something_was_written_and_not_what(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id)
    with house.acting("mash_outreach") as actor:
        rows = current_session().scalars(
            select(Disclosure).where(belongs_to(actor, Disclosure), Disclosure.kind == DisclosureKind.MESSAGE)
        )
        row = rows.one()
        assert (row.referral_id, row.categories, row.reason) == (referral_id, [], None)
        assert row.consent_id is not None
        entries = current_session().scalars(select(AuditEntry).where(AuditEntry.agency_id == actor.agency_id))
        assert all("Marker" not in f"{each.verb}{each.kind}{each.fields}" for each in entries)


def test_a_receiver_with_its_own_record_has_its_own_ledger_row(house: House, referral_id: UUID) -> None:
    _write(house, "num_isva", referral_id, "Reading it now.")
    _accept(house, referral_id)
    _write(house, "num_isva", referral_id, "We have her on Tuesday.")
    with house.acting("num_isva") as actor:
        found = select(Disclosure).where(belongs_to(actor, Disclosure), Disclosure.kind == DisclosureKind.MESSAGE)
        assert len(current_session().scalars(found).all()) == 1


def test_a_notice_says_that_a_message_waits_once_to_each_reader(house: House, referral_id: UUID) -> None:
    with house.acting("mash_outreach"):
        known = set(db.session.scalars(select(Notice.id)))
    _write(house, "mash_outreach", referral_id)
    with house.acting("num_isva"):
        fresh = [each for each in db.session.scalars(select(Notice)) if each.id not in known]
        assert {each.address for each in fresh} == {"robin@num.example", "mel@num.example", "priya@num.example"}
        assert len(fresh) == 3
        for each in fresh:
            assert not any(word in f"{each.subject}{each.path}" for word in ("MASH", "Ugly", "Marker", "Robyn", "ISVA"))


def test_nothing_is_read_by_looking_and_each_message_is_read_once(house: House, referral_id: UUID) -> None:
    first = _write(house, "mash_outreach", referral_id, "One")
    _write(house, "mash_outreach", referral_id, "Two")
    for _ in range(2):
        assert _thread(house, "num_isva", referral_id).unread == 2
    with house.acting("num_isva") as actor:
        assert service.mark_read(actor=actor, referral_id=referral_id, read_to=first) == 1
        assert service.mark_read(actor=actor, referral_id=referral_id, read_to=first) == 0
        assert queries.count_unread(actor, [referral_id]) == {referral_id: 1}
    lines = _thread(house, "mash_outreach", referral_id).lines
    assert [bool(line.seen) for line in lines] == [True, False]
    assert lines[0].seen.startswith("Read by Robin Achebe, today")


def test_answering_reads_what_was_shown_and_no_more(house: House, referral_id: UUID) -> None:
    shown = _write(house, "mash_outreach", referral_id, "One")
    _write(house, "mash_outreach", referral_id, "Came while Robin was typing")
    _write(house, "num_isva", referral_id, "Yes", read_to=shown)
    assert [line.is_new for line in _thread(house, "num_isva", referral_id).lines] == [False, True, False]


def test_a_message_of_another_thread_marks_nothing(house: House, referral_id: UUID) -> None:
    elsewhere = _to_police(house)
    there = _write(house, "mash_outreach", elsewhere, "Hello")
    _write(house, "mash_outreach", referral_id)
    with house.acting("num_isva") as actor:
        assert service.mark_read(actor=actor, referral_id=referral_id, read_to=there) == 0


def test_police_read_and_write_only_after_they_accepted(house: House) -> None:
    sent = _to_police(house, accepted=False)
    for persona in ("gmp_liaison", "mash_outreach"):
        with pytest.raises(Refused):
            _write(house, persona, sent)
        assert _thread(house, persona, sent).closed
    with house.acting("gmp_liaison") as actor:
        service.accept_without_case(actor=actor, referral_id=sent, version=1)
    _write(house, "mash_outreach", sent, "Ring me first.")
    _write(house, "gmp_liaison", sent, "I will.")
    assert [line.words for line in _thread(house, "gmp_liaison", sent).lines] == ["Ring me first.", "I will."]


def test_words_on_immigration_wait_for_a_second_look_on_their_way_to_police(house: House, referral_id: UUID) -> None:
    sent = _to_police(house)
    words = "Her asylum solicitor will ring."
    with pytest.raises(Refused) as refused:
        _write(house, "mash_outreach", sent, words)
    assert refused.value.field == "words_checked"
    assert "asylum" in refused.value.reason
    message = _write(house, "mash_outreach", sent, words, checked=True)
    with house.acting("mash_outreach") as actor:
        stored = {row.id: row.checked for row in queries.messages_of(actor, sent)}
        assert stored[message] is True
    _write(house, "mash_outreach", referral_id, words)


@pytest.mark.parametrize(
    ("words", "category"),
    [
        (f"Her name is {LEGAL_NAME.upper()}.", "legal name"),
        ("She was born on 4 March 1991", "date of birth"),
        ("dob 04/03/91", "date of birth"),
        ("Ring 07700900226 after one", "how to contact them"),
        ("Ring +44 7700 900 226", "how to contact them"),
        ("Marker health: asthma.", "health"),
        ("Marker risk: one man, outside the home", "risk"),
    ],
)
def test_what_was_not_in_the_package_cannot_go_in_a_message(house: House, words: str, category: str) -> None:
    sent = _to_police(house)
    with pytest.raises(rules.SharingRefused) as refused:
        _write(house, "mash_outreach", sent, words, checked=True)
    assert category in refused.value.reason
    assert not any(part in refused.value.reason for part in ("Quill", "1991", "07700", "asthma", "one man"))


def test_what_was_in_the_package_may_be_spoken_of(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id, f"Text {stage.NUMBER}. {stage.RISK}")
    with pytest.raises(rules.SharingRefused):
        _write(house, "mash_outreach", referral_id, stage.HEALTH)


WAYS_TO_WRITE_A_DAY = [
    "4/3/1991",
    "04.03.1991",
    "1991-03-04",
    "4th of March 1991",
    "March 4, 1991",
    "4 Mar 91",
    "04-03-91",
]


@pytest.mark.parametrize("written", WAYS_TO_WRITE_A_DAY)
def test_a_date_of_birth_is_known_however_it_is_written(written: str) -> None:
    found = rules.spilled(f"born {written}, she says", HELD, SENT, AgencyKind.SUPPORT)
    assert found.never == {Category.DOB}


@pytest.mark.parametrize(
    ("words", "kind", "never", "look_at"),
    [
        ("Nothing of the kind.", AgencyKind.POLICE, set(), ()),
        ("She has asthma.", AgencyKind.POLICE, {Category.HEALTH}, ()),
        ("She has asthma.", AgencyKind.SUPPORT, set(), ("Asthma",)),
        ("She has ASTH\u200bMA.", AgencyKind.POLICE, {Category.HEALTH}, ()),
        ("sees a nurse at the drop-in", AgencyKind.SUPPORT, {Category.HEALTH}, ()),
        ("An Eritrean friend", AgencyKind.LOCAL_AUTHORITY, {Category.DEMOG}, ()),
        ("Works from a flat near the canal!", AgencyKind.PROBATION, {Category.WORK}, ()),
        ("Ask for Rosamund.", AgencyKind.SUPPORT, set(), ("Rosamund",)),
        ("mail her", AgencyKind.POLICE, set(), ()),
    ],
)
def test_a_text_is_compared_with_what_stayed(
    words: str, kind: AgencyKind, never: set[Category], look_at: tuple[str, ...]
) -> None:
    found = rules.spilled(words, HELD, SENT, kind)
    assert set(found.never) == never
    assert found.look_at == look_at


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([LEGAL_NAME, "07700 900226", "Eritrean"]))
def test_nothing_around_a_value_hides_it_from_a_police_service(before: str, after: str, value: str) -> None:
    clean = "".join(letter for letter in before + after if not letter.isalnum() and letter not in "+()./-@")
    assert rules.spilled(f"{clean} {value} {clean}", HELD, SENT, AgencyKind.POLICE).never


@pytest.mark.parametrize(
    ("words", "never", "look_at"),
    [
        ("Ring 0161 496 0126", True, ()), ("robyn@mail.example", True, ()), ("Text 07700 900226", True, ()),
        ("Say Bluebell first", False, ("bluebell",)), ("Her flat: never ring the landline!", True, ()),
        ("She comes on Tuesday.", False, ()),
    ],
)  # fmt: skip
def test_every_way_of_contact_the_code_word_and_what_must_never_be_done_are_known(
    house: House, words: str, never: bool, look_at: tuple[str, ...]
) -> None:
    with house.acting("mash_outreach") as actor:
        who = stage.person(actor)
        kept = people_queries.safe_contact(actor, who.id)
        people.write_safe_contact(
            actor=actor, person_id=who.id, method=ContactMethod.TEXT, address="07700 900226", code_word="bluebell",
            never="Never ring the landline", version=kept.version if kept else 0,
            others=(Way(ContactMethod.CALL, "0161 496 0126"), Way(ContactMethod.EMAIL, "robyn@mail.example")),
        )  # fmt: skip
        found = rules.spilled(words, queries.held_values(actor, who.id), SENT, AgencyKind.SUPPORT)
    assert (Category.CONTACT in found.never) is never
    assert found.look_at == look_at


def test_an_address_is_compared_whole() -> None:
    held = {Category.CONTACT: ["robyn@mail.example"]}
    assert rules.spilled("Write to Robyn@Mail.Example.", held, SENT, AgencyKind.SUPPORT).never == {Category.CONTACT}
    assert not rules.spilled("Write to robyn at the usual place", held, SENT, AgencyKind.SUPPORT).never


def test_a_thread_takes_a_fixed_number_of_statements(
    house: House, referral_id: UUID, count_queries: Callable[[], Any]
) -> None:
    _write(house, "mash_outreach", referral_id)
    counted = []
    for more in range(2):
        for number in range(more * 5):
            _write(house, "mash_outreach", referral_id, f"Message {number}")
        with house.acting("num_isva") as actor:
            row = queries.referral(actor, referral_id)
            with count_queries() as seen:
                assert len(queries.thread(actor, row).lines) == 1 + more * 5
            counted.append(len(seen))
    assert counted[0] == counted[1]


def test_unread_messages_wait_for_those_whose_they_are(house: House, referral_id: UUID) -> None:
    _write(house, "num_isva", referral_id, "A question")
    for persona, expected in (("mash_outreach", 1), ("mash_caseworker", 0), ("mash_manager", 1), ("num_isva", 0)):
        with house.acting(persona) as actor:
            assert len(queries.unread_threads(actor)) == expected, persona
    with clock.frozen_at(datetime(2026, 11, 24, 9, tzinfo=clock.LONDON)), house.acting("mash_outreach") as actor:
        every = current_session().scalars(select(Referral).where(belongs_to(actor, Referral)))
        assert [row.unread for row in queries.listed_rows(actor, list(every))] == [1]
