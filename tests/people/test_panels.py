"""What this floor shows on the home page."""

from __future__ import annotations

from datetime import timedelta

from core import clock
from people import panels, service
from people.models import Category
from tests.house import House
from tests.people.cast import consent, robyn


def test_a_consent_near_its_end_waits_for_who_recorded_it(house: House) -> None:
    with house.acting("mash_outreach") as actor, house.app.test_request_context():
        who = robyn(actor)
        soon = consent(actor, who.id, {Category.ALIAS: True}, valid_until=clock.today() + timedelta(days=14))
        found = panels.waiting(actor)
        assert [item.title for item in found] == ["Ask Robyn again about National Ugly Mugs"]
        assert str(who.id) in found[0].url
        service.withdraw_consent(actor=actor, consent_id=soon.id, how="Told us in person")
        assert panels.waiting(actor) == []
        consent(actor, who.id, {Category.ALIAS: True}, valid_until=clock.today() + timedelta(days=15))
        assert panels.waiting(actor) == []


def test_home_shows_the_last_changed_records_to_those_who_may_read_them(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        assert panels.home(actor) is None
        for number in range(6):
            robyn(actor, f"Robyn {number}")
        shown = panels.home(actor)
        assert shown is not None
        assert [row.alias for row in shown.values["rows"]] == [f"Robyn {number}" for number in (5, 4, 3, 2, 1)]
    assert "Robyn 5" in house.client("mash_outreach").get("/").get_data(as_text=True)


def test_other_roles_get_nothing(house: House) -> None:
    with house.acting("mash_auditor") as actor:
        assert panels.home(actor) is None
        assert panels.waiting(actor) == []
