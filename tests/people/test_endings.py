"""Consents that are about to end: who is told, once, and the list for those who look after the agency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from agencies.permissions import Permission as P
from core import clock
from core.actor import Actor, system_actor
from core.db import db
from core.outbox import Notice
from core.scoping import acting_as
from people import jobs, panels, queries, service
from people.models import Category
from tests.house import House
from tests.people.cast import consent, robyn
from tests.people.test_asking import NOON, both

SOON = date(2026, 12, 7)


def remind(house: House, agency: str = "MASH") -> int:
    """Run the job for one agency, as the worker would."""
    actor = system_actor(house.agency(agency).id, P.PEOPLE_READ)
    db.session.rollback()
    with acting_as(actor):
        return jobs.remind_of_endings(actor)


def notices() -> list[Notice]:
    """What the outbox holds."""
    return list(db.session.scalars(select(Notice).order_by(Notice.address)))


def ends(actor: Actor, day: date = SOON, alias: str = "Robyn") -> UUID:
    """A consent that ends on a day."""
    return consent(actor, robyn(actor, alias).id, {Category.ALIAS: True}, valid_until=day).id


def test_who_recorded_it_is_told_once_in_neutral_words(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        ends(actor)
        ends(actor, SOON + timedelta(days=1), "Sky")
    assert remind(house) == 1
    (notice,) = notices()
    assert (notice.address, notice.subject, notice.path) == (
        "dee@mash.example", "Something that you recorded ends soon", "/",
    )  # fmt: skip
    assert remind(house) == 0
    with clock.frozen_at(NOON + timedelta(days=1)):
        assert remind(house) == 1
    assert len(notices()) == 2
    assert remind(house, "NUM") == 0


def test_a_conversation_about_several_is_one_notice(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        both(actor)
    with clock.frozen_at(NOON + timedelta(days=160)):
        assert remind(house) == 4
    assert len(notices()) == 1


def test_what_ended_otherwise_is_not_reminded_of(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        service.withdraw_consent(actor=actor, consent_id=ends(actor), how="By text")
        consent(actor, robyn(actor, "Sky").id, {Category.ALIAS: False}, valid_until=SOON)
    assert remind(house) == 0
    assert notices() == []


def test_managers_are_told_when_the_worker_has_gone(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        ends(actor)
    house.user("mash_outreach").active = False
    db.session.commit()
    assert remind(house) == 1
    assert [(notice.address, notice.path) for notice in notices()] == [("joan@mash.example", "/consents/ending")]
    with house.acting("mash_manager") as actor, house.app.test_request_context():
        (waiting,) = panels.waiting(actor)
        assert "Dee Marlowe no longer works here" in waiting.detail
    page = house.client("mash_manager").get("/consents/ending").get_data(as_text=True)
    assert "account closed" in page


@pytest.mark.parametrize("persona", ["mash_manager", "mash_protection"])
def test_the_list_has_pages_and_names_what_to_do(house: House, persona: str) -> None:
    browser = house.client(persona)
    assert "No consent ends within 14 days." in browser.get("/consents/ending").get_data(as_text=True)
    with house.acting("mash_outreach") as actor:
        for number in range(26):
            ends(actor, SOON - timedelta(days=number % 3), f"Robyn {number}")
        ends(actor, SOON + timedelta(days=1), "Later")
    page = browser.get("/consents/ending").get_data(as_text=True)
    assert "26 consents of MASH will end within 14 days" in page
    assert page.count('data-label="Who"') == 25
    assert ("Ask again<" in page) is (persona == "mash_manager")
    assert browser.get("/consents/ending?page=2").get_data(as_text=True).count('data-label="Who"') == 1
    assert "26 consents end within 14 days" in browser.get("/").get_data(as_text=True)


@pytest.mark.parametrize("persona", ["mash_outreach", "mash_auditor", "gmp_liaison", "mcc_chair"])
def test_nobody_else_sees_the_list(house: House, persona: str) -> None:
    assert house.client(persona).get("/consents/ending").status_code == 404


def test_the_list_takes_as_many_queries_whatever_its_length(house: House, count_queries: Callable[[], Any]) -> None:
    with house.acting("mash_outreach") as actor:
        ends(actor)
    with house.acting("mash_manager") as actor, count_queries() as few:
        queries.ending_page(actor, 1)
    with house.acting("mash_outreach") as actor:
        for number in range(12):
            ends(actor, alias=f"Robyn {number}")
    with house.acting("mash_manager") as actor, count_queries() as many:
        queries.ending_page(actor, 1)
    assert len(many) == len(few)


def test_an_expired_consent_is_a_state_that_the_pages_say(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        consent_id = ends(actor)
        person_id = queries.consent(actor, consent_id).row.person_id
    browser = house.client("mash_outreach")
    with clock.frozen_at(NOON + timedelta(days=30)):
        browser = house.client("mash_outreach")
        assert "Its last day has passed" in browser.get(f"/consents/{consent_id}").get_data(as_text=True)
        assert "ended by itself" in browser.get(f"/consents/{consent_id}/withdraw").get_data(as_text=True)
        assert "No consent is live" in browser.get(f"/people/{person_id}/consents/take-back").get_data(as_text=True)
