"""After the last day of its consent a receiver reads nothing, whether the hourly job has run or not."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from core import clock
from core.errors import Refused
from people.models import Category
from referrals import queries, service
from tests.house import House
from tests.referrals import stage


def _sent(house: House, days: int) -> UUID:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer, days=days)
        sent = stage.send(actor, who.id, offer, stage.TRIAGE).id
        service.write_message(actor=actor, referral_id=sent, words="Marker words: Tuesday.")
        return sent


@pytest.mark.parametrize(("day", "reads"), [(10, True), (11, False)])
def test_what_is_undecided_is_read_until_the_last_day_and_no_longer(house: House, day: int, reads: bool) -> None:
    sent = _sent(house, days=10)
    with clock.frozen_at(clock.now() + timedelta(days=day)), house.acting("num_isva") as actor:
        page = queries.referral_page(actor, sent)
        assert (page.triage is not None) is reads
        assert page.name == (stage.ALIAS if reads else "")
        (line,) = queries.listed_rows(actor, [queries.referral(actor, sent)])
        assert (line.name == stage.ALIAS, bool(line.needs)) == (reads, reads)
        assert bool(queries.thread(actor, page.referral).lines) is reads
        if not reads:
            with pytest.raises(Refused):
                service.write_message(actor=actor, referral_id=sent, words="May I still ask?")


def test_its_page_says_that_the_consent_has_run_out(house: House) -> None:
    sent = _sent(house, days=10)
    with clock.frozen_at(clock.now() + timedelta(days=11)):
        page = house.client("num_isva").get(f"/referrals/{sent}").get_data(as_text=True)
    assert "The consent for this has run out" in page
    assert not any(marker in page for marker in (*stage.MARKERS, "Marker words"))


@pytest.mark.parametrize(("day", "reads"), [(5, True), (6, False)])
def test_what_was_sent_later_is_read_until_the_last_day_of_its_own_consent(house: House, day: int, reads: bool) -> None:
    with house.acting("mash_outreach") as actor:
        who, offer = stage.person(actor), stage.isva_service(actor)
        stage.consent(actor, who.id, offer, stage.TRIAGE, days=30)
        sent, person_id = stage.send(actor, who.id, offer, stage.TRIAGE).id, who.id
    with house.acting("num_isva") as actor:
        service.ask_for_more(
            actor=actor, referral_id=sent, version=1, categories=[Category.RISK], why="To meet her safely."
        )
    with house.acting("mash_outreach") as actor:
        stage.consent(actor, person_id, offer, [*stage.TRIAGE, Category.RISK], days=5)
        service.send_more(actor=actor, referral_id=sent, categories=[Category.RISK])
    with clock.frozen_at(clock.now() + timedelta(days=day)), house.acting("num_isva") as actor:
        page = queries.referral_page(actor, sent)
        assert page.triage is not None
        assert bool(page.around.later) is reads
