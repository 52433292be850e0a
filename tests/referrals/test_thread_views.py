"""The pages of a thread and of an agency's limits, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from core import clock
from core.db import db
from people.models import Disclosure, DisclosureKind
from referrals import service
from tests.house import House
from tests.referrals import stage
from tests.referrals.test_conversation import LEGAL_NAME, WORDS, _to_police, _write

LIMITS = {"standard_acknowledge": "1", "standard_decide": "3", "high_acknowledge": "0", "high_decide": "1"}


@pytest.fixture
def referral_id(house: House) -> UUID:
    """From MASH to NUM, undecided."""
    with house.acting("mash_outreach") as actor:
        return stage.sent(actor).id


def test_writing_reading_and_answering(house: House, referral_id: UUID) -> None:
    dee, robin = house.client("mash_outreach"), house.client("num_isva")
    url = f"/referrals/{referral_id}/messages"
    sent = dee.post(url, {"words": f"<b>{WORDS}</b>"})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{url}#last")
    page = robin.get(url).get_data(as_text=True)
    assert "&lt;b&gt;Marker words" in page
    assert "<b>Marker" not in page
    assert "wrote about" in robin.get("/").get_data(as_text=True)
    whole = robin.get(f"/referrals/{referral_id}").get_data(as_text=True)
    assert "1 new" in whole
    last = whole.split('name="read_to" value="')[1].split('"')[0]
    assert robin.post(f"{url}/read", {"read_to": last}).status_code == 303
    assert "1 new" not in robin.get(f"/referrals/{referral_id}").get_data(as_text=True)
    assert "Read by Robin Achebe" in dee.get(url).get_data(as_text=True)


def test_the_page_of_a_referral_shows_the_last_messages_and_all_that_are_new(house: House, referral_id: UUID) -> None:
    first = _write(house, "num_isva", referral_id, "Number 0")
    dee, url = house.client("mash_outreach"), f"/referrals/{referral_id}"
    dee.post(f"{url}/messages/read", {"read_to": str(first)})
    for number in range(1, 6):
        _write(house, "num_isva", referral_id, f"Number {number}")
    page = dee.get(url).get_data(as_text=True)
    assert [f"Number {number}" in page for number in range(6)] == [False, True, True, True, True, True]
    assert "All 6 messages" in page
    assert "5 new" in dee.get("/referrals").get_data(as_text=True)
    assert dee.post(f"{url}/messages", {"words": "Read them all", "read_to": str(first)}).status_code == 303
    assert "5 new" in dee.get(url).get_data(as_text=True)


def test_a_late_answer_can_be_asked_for_with_one_press(house: House, referral_id: UUID) -> None:
    page = house.client("mash_outreach").get(f"/referrals/{referral_id}").get_data(as_text=True)
    assert "Ask when they will answer" not in page
    with clock.frozen_at(clock.now() + timedelta(days=6)):
        for persona, expected in (("mash_outreach", True), ("num_isva", False)):
            page = house.client(persona).get(f"/referrals/{referral_id}").get_data(as_text=True)
            assert ("Ask when they will answer" in page) is expected


def test_what_was_typed_is_not_lost_when_it_is_refused(house: House, referral_id: UUID) -> None:
    answer = house.client("mash_outreach").post(f"/referrals/{referral_id}/messages", {"words": "x" * 4001})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "x" * 4001 in page
    assert "Message must be 4,000 characters or fewer" in page


def test_a_refused_message_is_in_the_ledger_without_its_words(house: House) -> None:
    sent = _to_police(house)
    answer = house.client("mash_outreach").post(f"/referrals/{sent}/messages", {"words": f"Ask for {LEGAL_NAME}"})
    assert answer.status_code == 422
    assert "holds legal name" in answer.get_data(as_text=True)
    with house.acting("mash_outreach") as actor:
        rows = db.session.scalars(select(Disclosure).where(Disclosure.agency_id == actor.agency_id)).all()
        refused = [row for row in rows if row.kind is DisclosureKind.REFUSAL]
        assert len(refused) == 1
        assert "Quillfeather" not in (refused[0].reason or "")


def test_words_to_look_at_are_asked_about_and_then_go(house: House) -> None:
    sent, dee = _to_police(house), house.client("mash_outreach")
    url = f"/referrals/{sent}/messages"
    page = dee.post(url, {"words": "She has no visa papers with her"}).get_data(as_text=True)
    assert "Read these words again before they go" in page
    assert 'name="words_checked"' in page
    assert dee.post(url, {"words": "She has no visa papers with her", "words_checked": "y"}).status_code == 303


def test_strangers_and_readers_without_a_part_meet_the_same_404(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id)
    for persona in ("tmr_outreach", "gmp_liaison", "mcc_chair", "mash_auditor"):
        client = house.client(persona)
        for path in ("messages", "messages/read"):
            there, nowhere = (
                client.post(f"/referrals/{each}/{path}", {"words": "x"}) for each in (referral_id, uuid4())
            )
            assert there.status_code == nowhere.status_code == 404
        there, nowhere = (client.get(f"/referrals/{each}/messages") for each in (referral_id, uuid4()))
        assert there.status_code == nowhere.status_code == 404


def test_police_see_no_thread_before_they_accept(house: House) -> None:
    sent, lena = _to_police(house, accepted=False), house.client("gmp_liaison")
    page = lena.get(f"/referrals/{sent}/messages").get_data(as_text=True)
    assert "You can write once you accept" in page
    assert "<textarea" not in page
    assert lena.post(f"/referrals/{sent}/messages", {"words": "Hello"}).status_code == 422


def test_the_thread_is_empty_for_a_receiver_once_it_is_withdrawn(house: House, referral_id: UUID) -> None:
    _write(house, "mash_outreach", referral_id)
    with house.acting("mash_outreach") as actor:
        service.withdraw(actor=actor, referral_id=referral_id)
    robin = house.client("num_isva")
    for path in ("", "/messages"):
        assert "Marker words" not in robin.get(f"/referrals/{referral_id}{path}").get_data(as_text=True)
    assert "Marker words" in house.client("mash_outreach").get(f"/referrals/{referral_id}").get_data(as_text=True)


def test_a_manager_sets_limits_within_the_forums(house: House) -> None:
    priya = house.client("num_manager")
    page = priya.get("/agency/answer-times").get_data(as_text=True)
    assert "Acknowledge in 1, decide in 5" in page
    assert priya.post("/agency/answer-times", {**LIMITS, "version": "0"}).status_code == 303
    assert 'value="3"' in priya.get("/agency/answer-times").get_data(as_text=True)
    slow = priya.post("/agency/answer-times", {**LIMITS, "standard_decide": "9", "version": "2"})
    assert slow.status_code == 422
    assert "The forum’s limit is 5 working days" in slow.get_data(as_text=True)
    stale = priya.post("/agency/answer-times", {**LIMITS, "standard_decide": "4", "version": "0"})
    assert stale.status_code == 409
    assert "A colleague changed this" in stale.get_data(as_text=True)
    assert priya.post("/agency/answer-times", {"version": "2"}).status_code == 422


def test_only_those_who_keep_the_settings_reach_them(house: House) -> None:
    for persona in ("num_isva", "gmp_liaison", "mcc_coordinator"):
        assert house.client(persona).get("/agency/answer-times").status_code in (403, 404)
    assert house.client("lgbtf_administrator").get("/agency/answer-times").status_code == 200
    assert "What you promise" in house.client("num_manager").get("/").get_data(as_text=True)
