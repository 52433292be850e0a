"""Pages of the journey and of rights, through the whole service."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from cases import service as cases
from cases.justice import service as justice
from cases.justice.models import Answer, ComplaintStage, OrderState, Reported, WhenKind
from cases.models import CaseKind
from core import clock
from people import service as people
from tests.cases.interleaving import interleave
from tests.house import Browser, House


@pytest.fixture
def robin(house: House) -> Browser:
    return house.client("num_isva")


@pytest.fixture
def case_id(house: House) -> UUID:
    with house.acting("num_isva") as actor:
        person = people.register_person(actor=actor, alias="Robyn")
        return cases.open_case(
            actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
        ).id


def page(browser: Browser, url: str, code: int = 200) -> str:
    answer = browser.get(url)
    text = answer.get_data(as_text=True)
    assert answer.status_code == code, text[:600]
    return str(text)


def save(browser: Browser, url: str, form: dict[str, Any]) -> str:
    answer = browser.post(url, form)
    assert answer.status_code == 303, answer.get_data(as_text=True)[:3000]
    return str(answer.headers["Location"])


def test_a_journey_is_written_from_the_first_incident_to_a_trial_that_moves(
    house: House, robin: Browser, case_id: UUID
) -> None:
    at = f"/cases/{case_id}"
    assert "None has to be." in page(robin, f"{at}/journey")
    page(robin, f"{at}/incidents/new")
    incident = {
        "harms": ["ROBBERY"], "when": "exact", "first_on": "2026-03-14", "under_18": "no", "reported": "yes",
        "reported_on": "2026-03-20", "force": "GMP", "reference": "CRI/06/1", "officer": "DC Amadi",
    }  # fmt: skip
    assert save(robin, f"{at}/incidents/new", incident) == f"{at}/journey"
    shown = page(robin, f"{at}/journey")
    for words in ("Robbery", "14 March 2026", "Greater Manchester Police", "CRI/06/1", "unspent conviction"):
        assert words in shown
    assert "How this was counted" in shown
    hearing = {"code": "TRIAL_DATE", "happened_on": "2027-01-11", "source": "court"}
    page(robin, f"{at}/milestones/new")
    save(robin, f"{at}/milestones/new", hearing)
    found = page(robin, f"{at}/journey")
    change = found.split("milestones/")[1:]
    step = next(part[:36] for part in change if part[36:43] == "/change")
    url = f"{at}/milestones/{step}/change"
    moved = {"change": "moved", "why": "No court room", "source": "court"}
    for day in ("2027-02-01", "2027-03-01"):
        form = page(robin, url)
        version = form.split('name="version"')[1].split('value="')[1].split('"')[0]
        save(robin, url, {**moved, "happened_on": day, "version": version})
    told = page(robin, f"{at}/journey")
    assert "Moved 2 times" in told
    assert "No court room" in told
    assert robin.post(url, {**moved, "happened_on": "2027-05-01", "version": "1"}).status_code == 409
    assert "Nothing" not in page(robin, f"{at}?show=steps").split("Timeline")[1][:400]


def test_rights_complaints_measures_orders_and_choices(house: House, robin: Browser, case_id: UUID) -> None:
    at = f"/cases/{case_id}"
    assert "0 of 12 explained" in page(robin, f"{at}/rights")
    page(robin, f"{at}/rights/6")
    page(robin, f"{at}/rights/13", 404)
    refused = robin.post(f"{at}/rights/6", {"met": "not_met", "version": "0"})
    assert refused.status_code == 422
    assert "Say what is missing" in refused.get_data(as_text=True)
    save(
        robin, f"{at}/rights/6", {"met": "not_met", "words": "Never told", "explained_on": "2026-11-02", "version": "0"}
    )
    save(robin, f"{at}/complaints/new", {"to_whom": "police", "number": "6", "stage": "sent", "made_on": "2026-11-03"})
    shown = page(robin, f"{at}/rights")
    for words in ("1 of 12 explained", "Never told", "Complaint to Police (professional standards), right 6"):
        assert words in shown
    page(robin, f"{at}/measures/SCREENS")
    page(robin, f"{at}/measures/NONE", 404)
    save(robin, f"{at}/measures/SCREENS", {"state": "applied", "applied_on": "2026-11-02", "version": "0"})
    order = {"kind": "BAIL", "applicant": "police", "state": "in_force", "granted_on": "2026-11-02", "no_expiry": "y"}
    save(robin, f"{at}/orders/new", order)
    page(robin, f"{at}/reporting/new")
    save(robin, f"{at}/reporting/new", {"chosen": "not_now", "chosen_on": "2026-11-02", "words": "Maybe never."})
    page(robin, f"{at}/reporting/new?about=withdrawal")
    assert "Maybe never." in page(robin, f"{at}/reporting")
    journey = page(robin, f"{at}/journey")
    for words in ("Applied for", "Pre-charge bail conditions, in force", "Never broken, as far as we know."):
        assert words in journey
    assert house.client("num_caseworker").get(f"{at}/rights").status_code == 403
    for stranger in ("mash_manager", "gmp_liaison", "mcc_chair"):
        for end in ("journey", "rights", "reporting", "incidents/new", "orders/new"):
            assert house.client(stranger).get(f"{at}/{end}").status_code == 404


def test_only_managers_choose_the_times_to_remind(house: House, robin: Browser, case_id: UUID) -> None:
    manager = house.client("num_manager")
    assert "18 months after" in page(manager, "/cases/clocks")
    save(manager, "/cases/clocks/compensation_adult", {"leads": "12 months after\n7 days before", "version": "0"})
    assert "12 months after, 7 days before" in page(manager, "/cases/clocks")
    assert robin.get("/cases/clocks").status_code == 404


@pytest.mark.parametrize("form", ["incident", "order", "right", "measure", "complaint", "step"])
def test_nothing_is_overwritten_in_silence(house: House, robin: Browser, case_id: UUID, form: str) -> None:
    at = f"/cases/{case_id}"
    url, field, shown = {
        "incident": ("incidents", "officer", "journey"), "order": ("orders", "conditions", "journey"),
        "right": ("rights/6", "words", "rights"), "measure": ("measures/SCREENS", "words", "measures/SCREENS"),
        "complaint": ("complaints", "about", "rights"), "step": ("milestones", "note", "journey"),
    }[form]  # fmt: skip
    made = _made(house, case_id)
    url = f"{url}/{made[form]}" + ("/change" if form == "step" else "") if form in made else url
    more = {"step": {"change": "corrected", "why": "It was wrong"}, "right": {"met": "partly"}}.get(form, {})
    manager = house.client("num_manager")
    robin.inspects = manager.inspects = False  # the other tests look at these pages
    tally = interleave(
        robin, manager, make=lambda number: f"{at}/{url}",
        fill=lambda words: {field: words, **more}, stored=lambda _: page(robin, f"{at}/{shown}"),
    )  # fmt: skip
    assert tally["clashed"] > 2
    assert tally["merged"] == tally["clashed"]


def _made(house: House, case_id: UUID) -> dict[str, UUID]:
    with house.acting("num_isva") as actor:
        incident = justice.save_incident(
            actor=actor, case_id=case_id, harms=["ROBBERY"], when=WhenKind.NOT_KNOWN, reported=Reported.NO,
            under_18=Answer.NO,
        )  # fmt: skip
        order = justice.save_order(
            actor=actor, case_id=case_id, kind="BAIL", applicant="police", state=OrderState.CONSIDERED
        )
        complaint = justice.save_complaint(
            actor=actor, case_id=case_id, edition="2021 Code", number=6, to_whom="police", stage=ComplaintStage.DRAFTED
        )
        step = justice.add_milestone(
            actor=actor, case_id=case_id, code="OIC", happened_on=clock.today(), source="person"
        )
        return {"incident": incident.id, "order": order.id, "complaint": complaint.id, "step": step.id}
