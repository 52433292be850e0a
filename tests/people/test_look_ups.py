"""Looking up numbers: counted, stopped past the limit and told; what another agency holds is never found."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import TooMany
from core.outbox import Notice
from people import queries
from people import service as people
from people.identifiers import is_identifier
from people.models import Answer, ContactMethod
from people.queries.lookups import look_ups_since
from people.rules.lookups import MOST_A_DAY, MOST_AN_HOUR, too_many_look_ups
from tests.effort import ENGINE, THOROUGH
from tests.house import Browser, House

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def _number(tail: int) -> str:
    return f"07700900{tail:03}"


def _looked_up(browser: Browser, number: str) -> tuple[int, str]:
    """The answer to a search, with what was typed and the form's own keys taken out."""
    answer = browser.get(f"/people?q={number}")
    body = answer.get_data(as_text=True).replace(number, "TYPED")
    return answer.status_code, re.sub(r'(name="(?:csrf_token|idempotency_key)" value=")[^"]*', r"\1", body)


@pytest.mark.parametrize(("words", "is_one"), [
    ("07700 900226", True), ("robyn@example.org", True), ("MA-0427", False), ("Robyn", False), ("0427", False),
    ("", False),
])  # fmt: skip
def test_what_counts_as_a_look_up(words: str, is_one: bool) -> None:
    assert is_identifier(words) is is_one


def test_the_limits_are_30_an_hour_and_100_a_day() -> None:
    assert (MOST_AN_HOUR, MOST_A_DAY) == (30, 100)
    assert too_many_look_ups(29, 99) == ""
    assert "in an hour" in too_many_look_ups(30, 30)
    assert "in a day" in too_many_look_ups(0, 100)


def test_the_31st_of_an_hour_is_stopped_and_told_once(house: House) -> None:
    with clock.frozen_at(MONDAY):
        dee = house.client("mash_outreach")
        dee.inspects = False
        assert {dee.get(f"/people?q={_number(tail)}").status_code for tail in range(MOST_AN_HOUR)} == {200}
        dee.inspects = True
        stopped = [dee.get(f"/people?q={_number(tail)}") for tail in (700, 701)]
        assert [answer.status_code for answer in stopped] == [429, 429]
        assert "You have looked up 30 numbers or addresses in an hour." in stopped[0].get_data(as_text=True)
        assert dee.get("/people?q=Robyn").status_code == 200
        assert dee.post("/people/new", {"alias": "New", "method": "text", "address": _number(702)}).status_code == 429
    with house.acting("mash_protection") as actor:
        notices = db.session.scalars(select(Notice)).all()
        assert {(each.subject, each.path) for each in notices} == {("Unusual searching at your agency", "/")}
        assert sorted(each.address for each in notices) == ["grace@mash.example", "joan@mash.example"]
        with clock.frozen_at(MONDAY):
            assert [(name, count) for name, _, count in queries.stopped_look_ups(actor)] == [("Dee Marlowe", 3)]


def test_a_day_has_its_limit_too_and_ends(house: House) -> None:
    for number in range(MOST_A_DAY):
        with clock.frozen_at(MONDAY + timedelta(minutes=4 * number)), house.acting("mash_outreach") as actor:
            people.count_look_up(actor=actor, words=_number(number))
    last = MONDAY + timedelta(minutes=4 * MOST_A_DAY)
    with clock.frozen_at(last), house.acting("mash_outreach") as actor, pytest.raises(TooMany, match="in a day"):
        people.count_look_up(actor=actor, words=_number(900))
    with clock.frozen_at(last), house.acting("mash_caseworker") as actor:
        people.count_look_up(actor=actor, words=_number(900))
    with clock.frozen_at(last + timedelta(days=1)), house.acting("mash_outreach") as actor:
        people.count_look_up(actor=actor, words=_number(900))


def test_a_shared_number_found_while_starting_a_record_is_counted_though_nothing_is_stored(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        _someone(actor, _number(1))
    dee = house.client("mash_outreach")
    assert dee.post("/people/new", {"alias": "Other", "method": "text", "address": _number(1)}).status_code == 422
    with house.acting("mash_outreach") as actor:
        assert look_ups_since(actor, clock.now() - timedelta(hours=1)) == 1
        trail = db.session.scalars(select(AuditEntry).filter_by(kind="look-up")).one()
        assert (trail.fields, trail.row_id, trail.subject_id) == ("", None, None)


def test_of_500_numbers_that_another_agency_holds_none_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is the same, byte for byte, as that for a number which nobody holds; one of our own is found."""
    monkeypatch.setattr("people.rules.lookups.MOST_AN_HOUR", 10_000)
    monkeypatch.setattr("people.rules.lookups.MOST_A_DAY", 10_000)
    each = 250 if THOROUGH or ENGINE == "sqlite" else 20
    held = [_number(tail) for tail in range(each)] + [f"person{tail}@example.org" for tail in range(each)]
    with house.acting("num_isva") as actor:
        for words in held[::50]:
            _someone(actor, words)
    with house.acting("mash_outreach") as actor:
        _someone(actor, _number(999))
    dee = house.client("mash_outreach")
    dee.inspects = False
    status, ours = _looked_up(dee, _number(999))
    assert (status, "Somebody" in ours) == (200, True)
    nobody = {kind: _looked_up(dee, words) for kind, words in (("@", "nobody@example.org"), ("0", _number(998)))}
    found = [words for words in held if _looked_up(dee, words) != nobody["@" if "@" in words else "0"]]
    print(f"{len(held)} look-ups compared, {len(found)} differ")  # noqa: T201  # the number is the evidence
    assert found == []


def _someone(actor: Actor, address: str) -> None:
    row = people.register_person(actor=actor, alias=f"Somebody {address}")
    people.write_safe_contact(
        actor=actor, person_id=row.id, method=ContactMethod.EMAIL if "@" in address else ContactMethod.TEXT,
        address=address, times=None, voicemail=Answer.NO, code_word=None, never=None,
    )  # fmt: skip
