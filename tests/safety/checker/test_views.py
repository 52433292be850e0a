"""The pages of the checker: a hit, a miss that is always the same bytes, the limit, and telling somebody of NUM's."""

from __future__ import annotations

import pytest

from core import clock
from outreach import service as outreach
from outreach.models import MetBefore
from people import service as people
from people.models import Answer, ContactMethod
from people.reach import Hours, When
from safety.checker import rules
from tests.house import House
from tests.safety.checker.scene import NUMBER, warn


def test_a_hit_leads_to_the_warning_and_a_miss_is_the_same_bytes_whoever_it_is(house: House) -> None:
    _, warning_id = warn(house)
    with house.acting("num_isva") as actor:
        person_id = people.register_person(actor=actor, alias="Kit").id
        people.write_safe_contact(
            actor=actor, person_id=person_id, method=ContactMethod.TEXT, address="07700 900226", times=None,
            voicemail=Answer.NO, code_word=None, never=None, hours=Hours(When.ANY),
        )  # fmt: skip
    robin = house.client("num_isva")
    assert robin.get("/checker").status_code == 200
    hit = robin.post("/checker", {"written": "+44 (0)7700-900461"})
    assert f"/warnings/{warning_id}" in hit.text
    assert "1 current warning says this" in hit.text
    assert "900461" not in hit.text
    missed = {
        robin.post("/checker", {"written": written}).data
        for written in ("07700 900226", "+447700900226", "07999 111222", "kit@example.org", "@kit")
    }  # fmt: skip
    assert len(missed) == 1
    assert b"No current warning says this" in missed.pop()
    refused = robin.post("/checker", {"written": "--"})
    assert refused.status_code == 422
    assert house.client("gmp_liaison").get("/checker").status_code == 404


def test_past_the_limit_the_page_says_so_and_the_manager_sees_who_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_AN_HOUR", 2)
    dee = house.client("mash_outreach")
    assert [dee.post("/checker", {"written": NUMBER}).status_code for _ in range(4)] == [200, 200, 429, 429]
    home = house.client("mash_manager").get("/").text
    assert "Unusual use of the checker" in home
    assert "Stopped 2 times" in home
    assert "Unusual use of the checker" not in dee.get("/").text


def test_telling_somebody_of_the_checkers_is_written_down_in_two_taps(house: House) -> None:
    dee = house.client("mash_outreach")
    assert "You have logged nobody" in dee.get("/checker/told").text
    with house.acting("mash_outreach") as actor:
        outing = outreach.start_session(actor=actor, mode="street", ward="E05011368", team="Dee", began_at=clock.now())
        contact_id = outreach.log_contact(actor=actor, session_id=outing.id, met_before=MetBefore.NEW).id
    with house.acting("mash_caseworker") as actor:
        person_id = people.register_person(actor=actor, alias="Kit").id
    assert dee.post("/checker/told", {"contact_id": str(contact_id)}).status_code == 422
    answer = dee.post("/checker/told", {"contact_id": str(contact_id), "checkers": ["phone"]})
    assert (answer.status_code, answer.location) == (303, "/checker")
    ines = house.client("mash_caseworker")
    assert "Not told of them yet" in ines.get(f"/people/{person_id}").text
    page = f"/people/{person_id}/checker-told"
    assert ines.get(page).status_code == 200
    assert ines.post(page, {"checkers": ["phone", "email"]}).location == f"/people/{person_id}"
    assert "Told of the phone number checker and e-mail checker" in ines.get(f"/people/{person_id}").text
    assert house.client("num_isva").get(page).status_code == 404
