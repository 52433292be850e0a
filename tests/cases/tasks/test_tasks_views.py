"""Pages of tasks, and the calendar that another programme reads."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar

from cases import service as cases
from cases.models import CaseKind
from cases.tasks import service
from core import clock
from core.db import db
from people import service as people_service
from tests.cases.interleaving import interleave
from tests.house import Browser, House

ADDRESS = re.compile(r"https?://[^<\s]+(/calendar/[\w-]+\.ics)")


@pytest.fixture
def case_id(house: House) -> UUID:
    """A case that the ISVA leads."""
    with house.acting("num_isva") as actor:
        person = people_service.register_person(actor=actor, alias="Robynmarker")
        return cases.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        ).id


@pytest.fixture
def robin(house: House) -> Browser:
    """The ISVA at NUM, signed in."""
    return house.client("num_isva")


def words(answer: Any) -> str:
    return html.unescape(answer.get_data(as_text=True))


def task(house: House, case_id: UUID, title: str = "Ringmarker", days: int = 0) -> UUID:
    with house.acting("num_isva") as actor:
        due_on = clock.today() + timedelta(days=days)
        return service.add_task(actor=actor, case_id=case_id, title=title, due_on=due_on).id


def test_a_task_goes_from_the_case_to_ones_day_and_is_done(house: House, robin: Browser, case_id: UUID) -> None:
    url = f"/cases/{case_id}/tasks"
    form = {"title": "Ringmarker", "due_on": f"{clock.today():%d/%m/%Y}", "assignee": str(house.user("num_isva").id)}
    assert "That day has passed" in words(robin.post(f"{url}/new", form | {"due_on": "1/1/2026"}))
    assert robin.post(f"{url}/new", form).status_code == 303
    for address in (url, "/my-day", "/", f"/cases/{case_id}"):
        assert "Ringmarker" in words(robin.get(address))
    task_id = re.findall(rf'href="{url}/([0-9a-f-]{{36}})"', words(robin.get(url)))[0]
    assert robin.get(f"{url}/{task_id}").status_code == 200
    assert robin.get(f"{url}/{task_id}/change").status_code == 200
    done = robin.post(f"{url}/{task_id}/done", {"from": "day"})
    assert (done.status_code, done.headers["Location"]) == (303, "/my-day")
    assert "Ringmarker" not in words(robin.get("/my-day")).replace("Done: Ringmarker", "")
    assert "Ringmarker" in words(robin.get(f"{url}?show=done&order=latest"))
    assert robin.post(f"{url}/{task_id}/reopen").status_code == 303
    assert "Ringmarker" in words(robin.get("/my-day"))
    manager = house.client("num_manager")
    assert "Robin Achebe" in words(manager.get("/my-team?q=achebe&sort=name"))
    assert "Ringmarker" in words(manager.get(f"/my-team/{house.user('num_isva').id}"))
    assert manager.get(f"/my-team/{house.user('mash_caseworker').id}").status_code == 404
    assert robin.get("/my-team").status_code == 404
    assert house.client("gmp_liaison").get("/my-day").status_code == 404
    assert house.client("mash_caseworker").get(f"{url}/{task_id}").status_code == 404
    assert "Ringmarker" not in words(house.client("num_caseworker").get(f"{url}/{task_id}"))


def test_two_change_one_task_and_nothing_is_lost(house: House, robin: Browser, case_id: UUID) -> None:
    manager = house.client("num_manager")
    robin.inspects = manager.inspects = False
    task_id = task(house, case_id)
    tally = interleave(
        robin, manager, make=lambda _: f"/cases/{case_id}/tasks/{task_id}/change",
        fill=lambda typed: {"details": typed},
        stored=lambda _: words(robin.get(f"/cases/{case_id}/tasks/{task_id}")),
    )  # fmt: skip
    assert tally["clashed"] > 2


def test_a_calendar_is_read_by_its_secret_alone(house: House, robin: Browser, case_id: UUID) -> None:
    task(house, case_id)
    task(house, case_id, "HIV clinic with Robynmarker", 3)
    assert "No calendar reads your days" in words(robin.get("/my-day/calendar"))
    made = ADDRESS.search(words(robin.post("/my-day/calendar")))
    assert made is not None
    stranger = house.stranger()
    answer = stranger.get(made[1])
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    for secret in (b"Robyn", b"Ring", b"HIV", str(case_id).encode(), b"NU-"):
        assert secret not in answer.data
    assert len(list(Calendar.from_ical(answer.data).walk("VEVENT"))) == 2
    nowhere = stranger.get("/nothing-here")
    wrong = stranger.get("/calendar/wrong.ics")
    assert (wrong.status_code, wrong.data) == (404, nowhere.data)
    assert made[1] not in words(robin.get("/my-day/calendar"))
    assert robin.post("/my-day/calendar/end").status_code == 303
    assert stranger.get(made[1]).data == nowhere.data


def test_guessing_addresses_holds_the_network_back(house: House, robin: Browser) -> None:
    made = ADDRESS.search(words(robin.post("/my-day/calendar")))
    assert made is not None
    stranger = house.stranger()
    stranger.inspects = False
    for number in range(60):
        assert stranger.get(f"/calendar/guess{number}.ics").status_code == 404
    assert stranger.get(made[1]).status_code == 404
    assert house.stranger().get("/sign-in").status_code == 200
    with clock.frozen_at(clock.now() + timedelta(minutes=6)):
        assert stranger.get(made[1]).status_code == 200


def test_an_account_that_is_closed_has_no_calendar(house: House, robin: Browser) -> None:
    made = ADDRESS.search(words(robin.post("/my-day/calendar")))
    assert made is not None
    user = house.user("num_isva")
    user.active = False
    db.session.commit()
    assert house.stranger().get(made[1]).status_code == 404
