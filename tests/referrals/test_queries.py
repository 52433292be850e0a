"""What each side reads: lists, the page of one referral, panels, what waits, and the numbers that leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask

from core import clock, tallies
from core.actor import Actor
from core.tallies import quarter_of
from people import service as people_service
from referrals import jobs, panels, queries, service
from referrals.models import ReferralState, Urgency
from referrals.queries import Filters
from tests.house import House
from tests.referrals import stage

ALL = Filters()
MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=clock.LONDON)


def _send(house: House, alias: str, when: datetime = MONDAY, urgency: Urgency = Urgency.STANDARD) -> UUID:
    with clock.frozen_at(when), house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor, alias), stage.isva_service(actor)
        stage.consent(actor, who.id, offer)
        return stage.send(actor, who.id, offer, urgency=urgency).id


def _names(actor: Actor, view: str, filters: Filters = ALL) -> list[str]:
    return [row.name for row in queries.referrals_page(actor, view, filters, 1).items]


def test_the_most_urgent_clock_comes_first(house: House) -> None:
    _send(house, "Due on Thursday", MONDAY + timedelta(days=2))
    _send(house, "Due on Wednesday", MONDAY + timedelta(days=2), Urgency.EMERGENCY)
    read = _send(house, "Due on Monday", MONDAY)
    _send(house, "Due on Tuesday", MONDAY)
    with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
        service.acknowledge(actor=actor, referral_id=read, version=1)
    with clock.frozen_at(MONDAY + timedelta(days=2)), house.acting("num_isva") as actor:
        assert _names(actor, "in") == ["Due on Tuesday", "Due on Wednesday", "Due on Thursday", "Due on Monday"]


def test_views_and_their_counts_agree(house: House) -> None:
    taken, refused, _ = (_send(house, alias) for alias in ("Taken", "Taken back", "Waiting"))
    with clock.frozen_at(MONDAY), house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=taken, version=1)
    with clock.frozen_at(MONDAY), house.acting("mash_outreach") as actor:
        service.withdraw(actor=actor, referral_id=refused)
    with clock.frozen_at(MONDAY + timedelta(days=7)):
        for persona, expected in (
            ("num_isva", {"in": 1, "new": 1, "me": 0, "overdue": 1, "answered": 1, "out": 0, "ended": 1}),
            ("mash_outreach", {"in": 0, "new": 0, "me": 0, "overdue": 1, "answered": 1, "out": 3, "ended": 1}),
            ("tmr_outreach", dict.fromkeys(queries.VIEWS, 0)),
        ):
            with house.acting(persona) as actor:
                assert queries.counts(actor) == expected
                for view, number in expected.items():
                    assert queries.referrals_page(actor, view, ALL, 1).total == number


def test_a_list_can_be_narrowed(house: House) -> None:
    _send(house, "Plain")
    _send(house, "Urgent", MONDAY, Urgency.HIGH)
    with house.acting("num_isva") as actor:
        assert _names(actor, "in", Filters.of(["high"], mine=False)) == ["Urgent"]
        assert _names(actor, "in", Filters.of(["nonsense"], mine=False)) == _names(actor, "in")
        assert len(_names(actor, "in", Filters.of([], mine=True))) == 2
    with house.acting("num_caseworker") as actor:
        assert _names(actor, "in", Filters.of([], mine=True)) == []
    with house.acting("mash_outreach") as actor:
        assert len(_names(actor, "out", Filters.of([], mine=True))) == 2
    with house.acting("mash_caseworker") as actor:
        assert _names(actor, "out", Filters.of([], mine=True)) == []


def test_a_receiver_reads_needs_only_while_it_is_open(house: House) -> None:
    referral_id = _send(house, "Robyn")
    with house.acting("num_isva") as actor:
        row = queries.referrals_page(actor, "in", ALL, 1).items[0]
        assert (row.name, row.needs) == ("Robyn", ("Safety and violence", "Criminal justice / reporting support"))
    with house.acting("mash_outreach") as actor:
        service.withdraw(actor=actor, referral_id=referral_id)
    with house.acting("num_isva") as actor:
        row = queries.referrals_page(actor, "ended", ALL, 1).items[0]
        assert (row.name, row.needs) == ("Closed: no name kept", ())


def test_the_page_of_each_side_shows_its_own(house: House) -> None:
    referral_id = _send(house, "Robyn")
    with house.acting("mash_outreach") as actor:
        page = queries.referral_page(actor, referral_id)
        assert page.is_ours
        assert [part.title for part in page.letter] == [
            "Name to use", "Support they want", "How to contact them", "Risk",
        ]  # fmt: skip
    with house.acting("num_isva") as actor:
        page = queries.referral_page(actor, referral_id)
        assert (page.letter, page.person_id, page.case_id) == ((), None, None)
        assert page.triage is not None
        assert stage.RISK not in str(page)
        assert stage.NUMBER not in str(page)


def test_exactly_one_fitting_consent_is_chosen_beforehand(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        offers, agreed = queries.offers_for(actor, who.id)
        assert agreed == set()
        assert queries.starting_choices(actor, who.id, offers).service_id is None
        stage.consent(actor, who.id, offer)
        offers, agreed = queries.offers_for(actor, who.id)
        assert (offers[0].service_id, agreed) == (offer.service_id, {offer.service_id})
        assert queries.starting_choices(actor, who.id, offers).service_id == offer.service_id
        other = next(each for each in offers if each.agency_id != offer.agency_id)
        stage.consent(actor, who.id, other, stage.TRIAGE)
        offers, agreed = queries.offers_for(actor, who.id)
        assert len(agreed) == 2
        assert queries.starting_choices(actor, who.id, offers).service_id is None


def test_panels_are_for_those_who_may_read_referrals(house: House) -> None:
    referral_id = _send(house, "Robyn")
    for persona in ("mcc_chair", "lgbtf_administrator", "mash_auditor"):
        with house.acting(persona) as actor:
            assert panels.person_panel(actor, referral_id) is None
            assert panels.case_panel(actor, referral_id) is None
            assert panels.home(actor) is None
            assert panels.waiting(actor) == []
            assert panels.count_waiting(actor) == 0


def test_a_case_says_where_it_came_from_and_that_consent_ended(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        consent_id = stage.consent(actor, who.id, offer).id
        referral_id, person_id = stage.send(actor, who.id, offer).id, who.id
    with house.acting("num_isva") as actor:
        case_id = service.accept(actor=actor, referral_id=referral_id, version=1).id
        panel = panels.case_panel(actor, case_id)
        assert panel is not None
        assert panel.values["row"].other_agency == "Manchester Action on Street Health"
        assert panels.case_panel(actor, person_id) is None
    with house.acting("mash_outreach") as actor:
        panel = panels.person_panel(actor, person_id)
        assert panel is not None
        assert [row.referral.worker_name for row in panel.values["rows"]] == ["Robin Achebe"]
        people_service.withdraw_consent(actor=actor, consent_id=consent_id, how="By text")
    with house.acting("num_isva") as actor:
        panel = panels.case_panel(actor, case_id)
        assert panel is not None
        assert panel.values["row"].referral.sharing_ended_at is not None


def test_what_waits_says_who_owes_what(app: Flask, house: House) -> None:
    _send(house, "Robyn")
    with app.test_request_context(), clock.frozen_at(MONDAY + timedelta(days=9)):
        with house.acting("num_isva") as actor:
            waiting = panels.waiting(actor)
            assert [item.title for item in waiting] == [
                "Robyn: acknowledge the referral from Manchester Action on Street Health"
            ]
            assert waiting[0].clock.state == "late"
            assert panels.count_waiting(actor) == 1
        with house.acting("mash_outreach") as actor:
            assert [item.title for item in panels.waiting(actor)] == ["Ask National Ugly Mugs: no answer for Robyn"]
        with house.acting("mash_caseworker") as actor:
            assert panels.waiting(actor) == []


@pytest.mark.parametrize(("days", "bucket"), [(0, "0"), (1, "1"), (7, "5"), (60, "31+")])
def test_waiting_times_are_counted_in_working_days(house: House, days: int, bucket: str) -> None:
    referral_id = _send(house, "Robyn", datetime(2026, 7, 6, 10, 0, tzinfo=clock.LONDON))
    then = datetime(2026, 7, 6, 12, 0, tzinfo=clock.LONDON) + timedelta(days=days)
    with clock.frozen_at(then), house.acting("num_isva") as actor:
        service.accept(actor=actor, referral_id=referral_id, version=1)
    period = quarter_of(datetime(2026, 7, 6, tzinfo=clock.LONDON).date())
    for persona in ("num_isva", "mash_outreach"):
        with house.acting(persona) as actor:
            jobs.write_tallies(actor, period)
            jobs.write_tallies(actor, period)
    num, mash = house.agency("NUM").id, house.agency("MASH").id
    read = {name: tallies.read(f"referrals.{name}", period.start, period.end) for name in MEASURES}
    assert read["waiting-days.decide"][num] == {bucket: 1}
    assert read["waiting-days.acknowledge"][num] == {bucket: 1}
    assert {name: read[name][num]["all"] for name in COUNTS} == {
        "sent": 1, "acknowledged": 1, "accepted": 1, "declined": 0, "withdrawn": 0, "sent-by": 0,
    }  # fmt: skip
    assert read["sent-by"][mash]["all"] == 1
    assert read["sent"][mash]["all"] == 0


COUNTS = ("sent", "acknowledged", "accepted", "declined", "withdrawn", "sent-by")
MEASURES = (*COUNTS, "waiting-days.acknowledge", "waiting-days.decide")


def test_a_referral_counts_in_the_period_in_which_it_was_sent(house: House) -> None:
    _send(house, "Robyn", datetime(2026, 9, 30, 23, 30, tzinfo=clock.LONDON))
    with house.acting("num_isva") as actor:
        third, fourth = (quarter_of(datetime(2026, month, 1, tzinfo=clock.LONDON).date()) for month in (9, 10))
        assert len(queries.received_between(actor, third.start, third.end)) == 1
        assert queries.received_between(actor, fourth.start, fourth.end) == []
        assert queries.waiting_in(actor)[0].state is ReferralState.SENT
