"""What a service can take and how soon its agency answers: said by its own, dated, and fit to be published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock, tallies
from core.errors import Clash, NotVisible, Refused
from core.tallies import quarter_of
from directory import queries, rules, service
from directory.models import Standing
from directory.queries import ServiceOffer
from directory.rules import Capacity
from reports.disclosure import MEDIAN, WITHHELD, days_within
from tests.house import House

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HISTOGRAMS = st.dictionaries(st.sampled_from([*map(str, range(31)), "31+"]), st.integers(0, 9), max_size=8)


def _offer(house: House, persona: str = "mash_outreach") -> ServiceOffer:
    with house.acting(persona) as actor:
        return next(each for each in queries.services_taking_referrals(actor) if each.opens_isva_case)


def _say(house: House, standing: Standing, weeks: int | None = None, version: int = 0) -> UUID:
    offer = _offer(house)
    with clock.frozen_at(NOON), house.acting("num_manager") as actor:
        service.say_capacity(actor=actor, service_id=offer.service_id, standing=standing, weeks=weeks, version=version)
    return offer.service_id


@pytest.mark.parametrize(
    ("capacity", "kind", "words", "note"),
    [
        (None, "grey", "Capacity not said", ""),
        (Capacity(Standing.OPEN, None, TODAY), "green", "Open", "Said 23 November 2026."),
        (Capacity(Standing.LIMITED, None, TODAY), "amber", "Limited places", "Said 23 November 2026."),
        (
            Capacity(Standing.WAITING_LIST, 6, TODAY),
            "amber",
            "Waiting list of about 6 weeks",
            "Said 23 November 2026.",
        ),
        (Capacity(Standing.WAITING_LIST, 1, TODAY), "amber", "Waiting list of about 1 week", "Said 23 November 2026."),
        (Capacity(Standing.CLOSED, None, TODAY), "grey", "Closed for now", "Said 23 November 2026."),
        (Capacity(Standing.OPEN, None, TODAY - timedelta(days=30)), "green", "Open", "Said 24 October 2026."),
        (
            Capacity(Standing.OPEN, None, TODAY - timedelta(days=31)),
            "grey",
            "Open",
            "Said 23 October 2026: over 30 days ago, so ask them.",
        ),
    ],
)
def test_capacity_in_words(capacity: Capacity | None, kind: str, words: str, note: str) -> None:
    check = rules.capacity_check(capacity, TODAY)
    assert (check.kind, check.words) == (kind, words)
    assert rules.capacity_note(capacity, TODAY) == note


@pytest.mark.parametrize(
    ("histogram", "expected"),
    [
        ({}, None),
        ({"1": 4}, None),
        ({"1": 5}, 1),
        ({"0": 3, "2": 3}, 0),
        ({"1": 2, "4": 3, "9": 2}, 4),
        ({"1": 2, "31+": 4}, 31),
        ({"3": 0, "4": 4}, None),
    ],
)
def test_half_of_the_answers_come_within(histogram: dict[str, int], expected: int | None) -> None:
    assert rules.typical_days(histogram) == expected
    assert rules.typical_days(histogram, fewest=1) == expected, "It may be raised, not lowered."
    assert rules.typical_days(histogram, fewest=12) is None, "Where figures are shown from 12 on, so is this."


@given(HISTOGRAMS)
def test_the_directory_tells_no_more_than_a_report_would(histogram: dict[str, int]) -> None:
    ours, theirs = rules.typical_days(histogram), days_within(histogram, MEDIAN)
    assert theirs == (WITHHELD if ours is None else "more than 30" if ours > 30 else str(ours))


def test_a_typical_response_in_words() -> None:
    assert rules.response_words(None) == "Not enough answers to say"
    assert rules.response_words(0) == "Half of answers come the same day"
    assert rules.response_words(1) == "Half of answers come within 1 working day"
    assert rules.response_words(31) == "Half of answers take more than 30 working days"


def test_facts_of_an_offer(house: House) -> None:
    service_id = _say(house, Standing.LIMITED)
    offer = _offer(house)
    with clock.frozen_at(NOON):
        with house.acting("num_manager") as actor:
            for first, waits in ((date(2026, 4, 1), {"2": 3}), (date(2026, 7, 1), {"4": 3}), (TODAY, {"9": 90})):
                tallies.write(
                    actor=actor, measure="referrals.waiting-days.decide", period=quarter_of(first), numbers=waits
                )
        with house.acting("mash_outreach") as actor:
            facts = queries.offers_facts(actor, [offer])[service_id]
            assert facts.response == 2, "the last two whole quarters, and not the one that runs"
            assert facts.capacity_tag.words == "Limited places"
            assert facts.accepts == (queries.service(service_id).eligibility or "")
            assert not facts.is_closed


def test_facts_take_two_statements_however_many_offers(house: House, count_queries: Callable[[], Any]) -> None:
    with house.acting("mash_outreach") as actor:
        offers = queries.services_taking_referrals(actor)
        assert len(offers) > 3
        for some in (offers[:1], offers):
            with count_queries() as seen:
                assert len(queries.offers_facts(actor, some)) == len(some)
            assert len(seen) == 2
        assert queries.offers_facts(actor, []) == {}


def test_a_closed_service_says_since_when_and_is_refused(house: House) -> None:
    _say(house, Standing.CLOSED)
    offer = _offer(house)
    assert offer.closed_since == TODAY
    refused = rules.service_is_open(offer.name, offer.closed_since)
    assert refused is not None
    assert "closed for now" in refused.reason
    assert rules.service_is_open(offer.name, None) is None


def test_only_its_own_agency_says_what_a_service_can_take(house: House) -> None:
    service_id = _offer(house).service_id
    with house.acting("mash_manager") as actor, pytest.raises(NotVisible):
        service.say_capacity(actor=actor, service_id=service_id, standing=Standing.CLOSED, weeks=None, version=0)
    assert house.client("mash_manager").get(f"/directory/{service_id}/capacity").status_code == 404
    assert house.client("num_isva").get(f"/directory/{service_id}/capacity").status_code == 403


def test_a_waiting_list_has_its_weeks_and_nothing_else_has(house: House) -> None:
    for weeks in (None, 0, 105):
        with pytest.raises(Refused) as refused:
            _say(house, Standing.WAITING_LIST, weeks)
        assert refused.value.field == "weeks"
    service_id = _say(house, Standing.OPEN, 6)
    row = queries.capacity_row(service_id)
    assert row is not None
    assert (row.standing, row.weeks, row.said_on, row.version) == (Standing.OPEN, None, TODAY, 1)


def test_two_managers_cannot_overwrite_each_other(house: House) -> None:
    _say(house, Standing.OPEN)
    with pytest.raises(Clash):
        _say(house, Standing.CLOSED)
    _say(house, Standing.CLOSED, version=1)
    with pytest.raises(Clash):
        _say(house, Standing.OPEN, version=1)


def test_a_manager_says_it_on_a_page_and_everyone_reads_it(house: House) -> None:
    service_id, priya = _offer(house).service_id, house.client("num_manager")
    url = f"/directory/{service_id}/capacity"
    assert "Capacity not said" in priya.get("/directory/own").get_data(as_text=True)
    assert priya.post(url, {"version": "0"}).status_code == 422
    refused = priya.post(url, {"standing": "waiting_list", "version": "0"})
    assert refused.status_code == 422
    assert "Enter about how many weeks" in refused.get_data(as_text=True)
    assert priya.post(url, {"standing": "waiting_list", "weeks": "6", "version": "0"}).status_code == 303
    stale = priya.post(url, {"standing": "open", "version": "0"})
    assert stale.status_code == 409
    assert "Waiting list of about 6 weeks" in stale.get_data(as_text=True)
    reader = house.client("mash_outreach")
    for path in (f"/directory/{service_id}", "/directory"):
        assert "Waiting list of about 6 weeks" in reader.get(path).get_data(as_text=True)
    assert url not in reader.get(f"/directory/{service_id}").get_data(as_text=True)
    assert url in priya.get(f"/directory/{service_id}").get_data(as_text=True)
