"""The door, the hour with its banner, the review, and who opened what: through the whole service."""

from __future__ import annotations

import re
from uuid import UUID

from cases import service
from cases.models import CaseKind
from people import service as people
from tests.house import House
from tests.personas import PASSWORD

WHY = "Robin is away and she rang us in distress."


def opened(house: House) -> UUID:
    with house.acting("num_isva") as robin:
        person = people.register_person(actor=robin, alias="Ivymarker")
        return service.open_case(
            actor=robin, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=robin.user_id, needs=[]
        ).id


def test_from_the_door_to_the_review(house: House) -> None:
    case_id = opened(house)
    mel, priya, kamal = (house.client(each) for each in ("num_caseworker", "num_manager", "num_protection"))
    door = mel.get(f"/cases/{case_id}")
    assert door.status_code == 403
    assert "Ivymarker" not in door.get_data(as_text=True)
    assert "Open it for 60 minutes" in door.get_data(as_text=True)
    for form in ({"reason": " " * 20, "password": PASSWORD}, {"reason": WHY[:19], "password": PASSWORD},
                 {"reason": WHY, "password": "wrong"}, {}):  # fmt: skip
        assert mel.post(f"/cases/{case_id}/break-glass", form).status_code == 422
    assert mel.get(f"/cases/{case_id}").status_code == 403
    assert mel.post(f"/cases/{case_id}/break-glass", {"reason": WHY, "password": PASSWORD}).status_code == 303
    page = mel.get(f"/cases/{case_id}").get_data(as_text=True)
    assert "Ivymarker" in page
    assert re.search(r"Open by break-glass: (60|59) minutes left", page)
    assert "Close now" in mel.get(f"/cases/{case_id}/team").get_data(as_text=True), "on every page of the case"
    assert WHY not in mel.get(f"/cases/{case_id}/openings").get_data(as_text=True)
    assert mel.post(f"/cases/{case_id}/close-glass").status_code == 303
    assert mel.get(f"/cases/{case_id}").status_code == 403
    assert WHY in house.client("num_isva").get(f"/cases/{case_id}/openings").get_data(as_text=True)
    review = re.search(r"/cases/openings/[0-9a-f-]{36}", priya.get("/cases/openings").get_data(as_text=True))
    assert review
    assert WHY in priya.get(review[0]).get_data(as_text=True)
    assert priya.post(review[0], {"verdict": "follow_up", "words": "", "version": "1"}).status_code == 422
    assert priya.post(review[0], {"verdict": "fine", "words": "", "version": "1"}).status_code == 303
    clash = kamal.post(review[0], {"verdict": "follow_up", "words": "Typed by Kamal", "version": "1"})
    assert clash.status_code == 409
    assert "Typed by Kamal" in clash.get_data(as_text=True)
    found = kamal.get("/cases/access?reference=nu-c0001")
    assert found.status_code == 302
    seen = kamal.get(found.location).get_data(as_text=True)
    assert "Mel Hart" in seen
    assert "Ivymarker" not in seen
    assert priya.get(f"/cases/{case_id}/access").status_code == 404


def test_keeping_a_colleague_away_by_the_page(house: House) -> None:
    case_id = opened(house)
    mel_id, kamal = house.user("num_caseworker").id, house.client("num_protection")
    person = re.search(r"/people/[0-9a-f-]{36}", kamal.get("/people").get_data(as_text=True))
    assert person
    page = f"{person[0]}/kept-away"
    form = {"user": str(mel_id), "reason": WHY, "from_on": "", "until_on": ""}
    assert kamal.post(page, form).status_code == 422
    today = re.search(r'name="from_on"[^>]*value="([^"]+)"', kamal.get(page).get_data(as_text=True))
    assert today
    assert kamal.post(page, {**form, "from_on": today[1]}).status_code == 303
    assert house.client("num_caseworker").get(f"/cases/{case_id}").status_code == 404, "no door either"
    end = re.search(r"/exclusions/[0-9a-f-]{36}/end", kamal.get(page).get_data(as_text=True))
    assert end
    assert house.client("num_caseworker").get(end[0]).status_code == 404
    assert kamal.post(end[0], {"reason": WHY, "version": "1"}).status_code == 303
    assert house.client("num_caseworker").get(f"/cases/{case_id}").status_code == 403
