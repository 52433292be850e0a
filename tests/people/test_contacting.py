"""Word to a person: it goes only by a safe way at a safe hour, once, and names nobody."""

from __future__ import annotations

import email
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core import clock, outbox
from core.actor import Actor, system_actor
from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from people import jobs, queries, service
from people.models import Answer, Category, ContactMethod, PersonMessage, WhyNotSent, WordOutcome, WordState
from people.reach import Hours, Way, When, Window
from people.words import contact_from_package, contact_package, contact_values
from tests.house import House
from tests.people.cast import robyn

AFTERNOON = Hours(When.HOURS, (Window((0, 1, 2, 3, 4), time(13), time(18)),))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ONE = NOON + timedelta(hours=1)
ADDRESS = "private.line@example.org"


def reachable(actor: Actor, **changes: Any) -> UUID:
    """Someone who may be written to and rung on weekday afternoons."""
    who = robyn(actor)
    safe: dict[str, Any] = {
        "method": ContactMethod.EMAIL, "address": ADDRESS, "hours": AFTERNOON, "voicemail": Answer.NO,
        "code_word": "Dee from the library", "others": (Way(ContactMethod.CALL, "07700 900226"),),
    }  # fmt: skip
    service.write_safe_contact(actor=actor, person_id=who.id, **(safe | changes))
    return who.id


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was handed to the mail server."""
    sent: list[Any] = []
    monkeypatch.setattr(outbox, "post", sent.append)
    return sent


def send_due(house: House) -> int:
    """What the worker does for MASH."""
    with acting_as(system_actor(house.agency("MASH").id)):
        return jobs.send_words(system_actor(house.agency("MASH").id))


def only_word(house: House) -> PersonMessage:
    with house.acting("mash_outreach"):
        row = db.session.scalars(select(PersonMessage)).one()
        db.session.expunge(row)
        return row


def test_a_message_waits_for_the_safe_hour_and_goes_once(house: House, posted: list[Any]) -> None:
    with house.acting("mash_outreach") as actor:
        row = service.send_word(actor=actor, person_id=reachable(actor), kind="news")
        assert (row.state, row.due_at) == (WordState.WAITING, ONE)
    assert send_due(house) == 0
    with clock.frozen_at(ONE):
        assert [send_due(house), send_due(house)] == [1, 0]
    assert [each["To"] for each in posted] == [ADDRESS]
    assert only_word(house).state is WordState.SENT


def test_the_mail_names_nobody_and_opens_with_the_code_word(house: House, posted: list[Any]) -> None:
    with clock.frozen_at(ONE):
        with house.acting("mash_outreach") as actor:
            service.send_word(actor=actor, person_id=reachable(actor), kind="news")
        send_due(house)
    message = posted[0]
    assert message.get_content().splitlines()[0] == "Dee from the library"
    names = {house.agency("MASH").name, "MASH", "Robyn", "Roundtable", "Marlowe", "MA-0001", "referral"}
    assert not [name for name in names if name.lower() in str(message).lower()]


def test_a_real_folder_gets_one_file(house: House) -> None:
    with clock.frozen_at(ONE):
        with house.acting("mash_outreach") as actor:
            service.send_word(actor=actor, person_id=reachable(actor), kind="as_agreed")
        assert send_due(house) == 1
    folder = Path(str(house.app.config["SETTINGS"].mail_url).removeprefix("folder:"))
    files = list(folder.glob("*.eml"))
    assert len(files) == 1
    assert email.message_from_bytes(files[0].read_bytes())["Subject"] == "As agreed"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"method": ContactMethod.TEXT, "address": "07700 900226"}, WhyNotSent.CONTACT_CHANGED),
        ({"method": ContactMethod.NOT_ASKED}, WhyNotSent.CONTACT_CHANGED),
        ({"method": ContactMethod.EMAIL, "address": "new@example.org", "hours": AFTERNOON}, WhyNotSent.CONTACT_CHANGED),
    ],
)
def test_a_changed_safe_contact_stops_it_and_the_writer_is_told(
    house: House, posted: list[Any], change: dict[str, Any], why: WhyNotSent
) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = reachable(actor)
        word_id = service.send_word(actor=actor, person_id=person_id, kind="news").id
        service.write_safe_contact(actor=actor, person_id=person_id, version=1, **change)
    with clock.frozen_at(ONE):
        assert [send_due(house), send_due(house)] == [0, 0]
    assert posted == []
    row = only_word(house)
    assert (row.state, row.why_not) == (WordState.NOT_SENT, why)
    notice = db.session.scalars(select(Notice)).one()
    assert notice.address == house.user("mash_outreach").email
    assert notice.path == f"/words/{word_id}"
    assert house.client("mash_outreach").get(notice.path).location == f"/people/{person_id}/word"


def test_no_notice_ever_holds_a_persons_address(house: House, posted: list[Any]) -> None:
    with clock.frozen_at(ONE):
        with house.acting("mash_outreach") as actor:
            service.send_word(actor=actor, person_id=reachable(actor), kind="news")
        send_due(house)
    assert len(posted) == 1
    assert db.session.scalars(select(Notice)).all() == []


def test_a_late_worker_waits_for_the_next_safe_hour(house: House, posted: list[Any]) -> None:
    with house.acting("mash_outreach") as actor:
        service.send_word(actor=actor, person_id=reachable(actor), kind="news")
    with clock.frozen_at(NOON + timedelta(hours=7)):
        assert send_due(house) == 0
    assert only_word(house).due_at == ONE + timedelta(days=1)
    assert posted == []


def test_a_message_that_another_worker_has_is_left_alone(house: House, posted: list[Any]) -> None:
    with house.acting("mash_outreach") as actor:
        word_id = service.send_word(actor=actor, person_id=reachable(actor), kind="news").id
    with clock.frozen_at(ONE):
        with house.acting("mash_outreach") as actor:
            assert service.claim_word(actor=actor, word_id=word_id)
            assert not service.claim_word(actor=actor, word_id=word_id)
            with pytest.raises(Refused):
                service.take_back_word(actor=actor, word_id=word_id)
        assert send_due(house) == 0
    with clock.frozen_at(ONE + outbox.LEASE + timedelta(seconds=1)):
        assert send_due(house) == 1, "a worker that died is replaced after its lease"


def test_a_mail_server_that_does_not_answer_is_tried_again_then_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def refuse(_: Any) -> None:
        tried.append(1)
        raise OSError("no server")

    monkeypatch.setattr(outbox, "post", refuse)
    with house.acting("mash_outreach") as actor:
        service.send_word(actor=actor, person_id=reachable(actor, hours=Hours(When.ANY)), kind="news")
    now = NOON
    for _ in range(outbox.MOST_TRIES + 2):
        with clock.frozen_at(now):
            assert send_due(house) == 0
        now += timedelta(hours=9)
    assert len(tried) == outbox.MOST_TRIES
    assert only_word(house).why_not is WhyNotSent.CANNOT_POST


def test_a_waiting_message_can_be_taken_back_once(house: House, posted: list[Any]) -> None:
    with house.acting("mash_outreach") as actor:
        word_id = service.send_word(actor=actor, person_id=reachable(actor), kind="news").id
        service.take_back_word(actor=actor, word_id=word_id)
        with pytest.raises(Refused):
            service.take_back_word(actor=actor, word_id=word_id)
    with clock.frozen_at(ONE):
        assert send_due(house) == 0
    assert posted == []


@pytest.mark.parametrize(
    ("safe", "field"),
    [
        ({"method": ContactMethod.TEXT, "address": "07700 900226", "others": ()}, "method"),
        ({"hours": Hours()}, "method"), ({"address": None}, "method"),
    ],
)  # fmt: skip
def test_what_is_not_safe_is_never_stored(house: House, safe: dict[str, Any], field: str) -> None:
    with house.acting("mash_outreach") as actor:
        with pytest.raises(Refused) as refused:
            service.send_word(actor=actor, person_id=reachable(actor, **safe), kind="news")
        assert refused.value.field == field
        assert db.session.scalars(select(PersonMessage)).all() == []


def test_one_message_waits_at_a_time_and_only_a_known_one(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = reachable(actor)
        with pytest.raises(Refused):
            service.send_word(actor=actor, person_id=person_id, kind="Tell her that the police called")
        service.send_word(actor=actor, person_id=person_id, kind="news")
        with pytest.raises(Refused):
            service.send_word(actor=actor, person_id=person_id, kind="ask_again")


def test_a_call_is_noted_only_in_safe_hours_and_leaves_no_voicemail(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who: dict[str, Any] = {"actor": actor, "person_id": reachable(actor), "kind": "news"}
        with pytest.raises(Refused) as refused:
            service.note_word(**who, method=ContactMethod.CALL, outcome=WordOutcome.TOLD)
        assert "1:00pm" in refused.value.instead
    with clock.frozen_at(ONE), house.acting("mash_outreach") as actor:
        who["actor"] = actor
        with pytest.raises(Refused):
            service.note_word(**who, method=ContactMethod.CALL, outcome=WordOutcome.LEFT_MESSAGE)
        with pytest.raises(Refused):
            service.note_word(**who, method=ContactMethod.EMAIL, outcome=WordOutcome.TOLD)
        with pytest.raises(Refused):
            service.note_word(**who, method=ContactMethod.TEXT, outcome=WordOutcome.TOLD)
        row = service.note_word(**who, method=ContactMethod.CALL, outcome=WordOutcome.NO_ANSWER)
        assert (row.state, row.outcome) == (WordState.MADE, WordOutcome.NO_ANSWER)
        assert queries.words_to(actor, who["person_id"])[0].standing == "No answer"


def test_another_agency_sends_no_word_and_sees_none(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = reachable(actor)
        word_id = service.send_word(actor=actor, person_id=person_id, kind="news").id
    with house.acting("num_isva") as actor:
        attempts: tuple[Callable[[], Any], ...] = (
            lambda: service.send_word(actor=actor, person_id=person_id, kind="news"),
            lambda: service.take_back_word(actor=actor, word_id=word_id),
            lambda: queries.word(actor, word_id),
        )
        for attempt in attempts:
            with pytest.raises(NotVisible):
                attempt()
        assert queries.words_to(actor, person_id) == []
        assert queries.contact_facts(actor, person_id) is None
        assert queries.words_due(actor) == []


def test_each_step_stands_in_the_trail_without_words(house: House, posted: list[Any]) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = reachable(actor)
        service.send_word(actor=actor, person_id=person_id, kind="news")
    with clock.frozen_at(ONE):
        send_due(house)
    with house.acting("mash_outreach"):
        found = select(AuditEntry).where(AuditEntry.kind == "word").order_by(AuditEntry.sequence)
        assert [(row.verb, row.subject_id) for row in db.session.scalars(found)] == [
            ("left word", person_id), ("sent", person_id)
        ]  # fmt: skip


def test_the_safe_contact_of_a_linked_record_counts_when_there_is_no_own(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        linked = reachable(actor)
        main = robyn(actor, "Angel").id
        assert queries.contact_facts(actor, main) is None
        service.link_records(actor=actor, main_id=main, linked_id=linked)
        facts = queries.contact_facts(actor, main)
        assert facts is not None
        assert facts.way(ContactMethod.EMAIL) == Way(ContactMethod.EMAIL, ADDRESS)


def test_ways_and_hours_travel_in_a_package_and_land_as_they_were(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = reachable(actor, times="Not when it rains", never="Letters")
        travelled = contact_package(queries.safe_contact(actor, person_id))
        sent = contact_values(queries.safe_contact(actor, person_id))
        words = queries.parts_for_sharing(actor, person_id)[Category.CONTACT]
        assert "Also safe: Call, 07700 900226" in words
        assert "Safe hours: Monday to Friday, 1pm to 6pm" in words
    with house.acting("num_isva") as actor:
        landed = robyn(actor)
        service.write_safe_contact(actor=actor, person_id=landed.id, **contact_from_package(travelled))
        assert contact_values(queries.safe_contact(actor, landed.id)) == sent
        old = {name: value for name, value in travelled.items() if name not in ("ways", "hours")}
        before = robyn(actor, "Before")
        service.write_safe_contact(actor=actor, person_id=before.id, **contact_from_package(old))
        facts = queries.contact_facts(actor, before.id)
        assert facts is not None
        assert (facts.ways, facts.hours) == ((Way(ContactMethod.EMAIL, ADDRESS),), Hours())


def test_the_form_asks_ways_days_and_times_and_shows_them_again(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
    dee = house.client("mash_outreach")
    path = f"/people/{person_id}/safe-contact"
    typed = {
        "method": "text", "address": "07700 900226", "also_email": ADDRESS, "also_in_person": "y", "when": "hours",
        "days": ["0", "1"], "from": "1pm", "until": "18:00", "days_2": ["5"], "voicemail": "no", "version": "0",
    }  # fmt: skip
    assert dee.post(path, typed).status_code == 303
    with house.acting("mash_outreach") as actor:
        facts = queries.contact_facts(actor, person_id)
    assert facts is not None
    assert [way.method.value for way in facts.ways] == ["text", "email", "in_person"]
    assert facts.hours == Hours(When.HOURS, (Window((0, 1), time(13), time(18)), Window((5,))))
    page = dee.get(path).get_data(as_text=True)
    assert 'value="13:00"' in page
    assert ADDRESS in page
    shown = dee.get(f"/people/{person_id}").get_data(as_text=True)
    assert "Monday and Tuesday, 1pm to 6pm; Saturday" in shown


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"when": "hours"}, "Choose at least one day"),
        ({"when": "any", "days": ["0"]}, "Only at these times"),
        ({"when": "hours", "from": "1pm", "until": "2pm"}, "Choose at least one day"),
        ({"when": "hours", "days": ["0"], "from": "1pm"}, "Enter both times"),
        ({"when": "hours", "days": ["0"], "from": "1pm", "until": "late"}, "must be a time"),
        ({"also_call": "n/a"}, "Enter a telephone number"),
        ({"also_email": "robyn"}, "Enter an e-mail address"),
        ({"also_text": "07700 900227"}, "one number or address for each way"),
    ],
)
def test_what_the_form_does_not_take_is_said_beside_its_field(house: House, typed: dict[str, Any], words: str) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
    form = {"method": "text", "address": "07700 900226", "version": "0", **typed}
    answer = house.client("mash_outreach").post(f"/people/{person_id}/safe-contact", form)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)


def test_the_page_sends_an_email_and_takes_it_back(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = reachable(actor)
    dee = house.client("mash_outreach")
    path = f"/people/{person_id}/word"
    assert "Safe next: today, 1:00pm" in dee.get(path).get_data(as_text=True)
    assert dee.post(path, {"kind": "news"}).status_code == 422
    assert dee.post(path, {"kind": "news", "method": "text"}).status_code == 422, "not a safe way"
    assert dee.post(path, {"kind": "news", "method": "email"}).status_code == 303
    page = dee.get(path).get_data(as_text=True)
    assert "It goes today, 1:00pm" in page
    word_id = only_word(house).id
    assert dee.post(f"/words/{word_id}/take-back").status_code == 303
    assert "taken back" in dee.get(path).get_data(as_text=True)


def test_the_card_says_what_when_and_no_voicemail(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = reachable(actor)
    dee = house.client("mash_outreach")
    card = dee.post(f"/people/{person_id}/word", {"kind": "news", "method": "call"}).location
    page = dee.get(card).get_data(as_text=True)
    assert "Safe next: today, 1:00pm" in page
    assert "Note it" not in page
    assert "07700 900226" not in page, "no number is shown at an hour when it must not be rung"
    note = {"kind": "news", "method": "call", "outcome": "no_answer"}
    assert dee.post(f"/people/{person_id}/word/card", note).status_code == 422
    with clock.frozen_at(ONE):
        dee = house.client("mash_outreach")
        page = dee.get(card).get_data(as_text=True)
        for words in ("07700 900226", "Leave no voicemail.", "Dee from the library", "There is news"):
            assert words in page
        assert dee.post(f"/people/{person_id}/word/card", note).status_code == 303
    for path in ("?kind=news&method=email", "?kind=news&method=text", "?kind=secret&method=call", ""):
        assert dee.get(f"/people/{person_id}/word/card{path}").status_code == 404


def test_nobody_asked_means_no_form(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
    page = house.client("mash_outreach").get(f"/people/{person_id}/word").get_data(as_text=True)
    assert "Nobody has asked" in page
    assert "Continue" not in page
