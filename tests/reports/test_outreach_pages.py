"""The month report of outreach: what it shows, what it withholds, and who may see it."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from agencies.permissions import Permission
from core import clock, tallies
from core.actor import Actor, system_actor
from core.db import db
from core.errors import NotVisible
from core.scoping import acting_as
from outreach import jobs
from outreach import service as outreach
from outreach.models import MetBefore
from reports import outreach as reports
from reports.disclosure import HIDDEN
from tests.house import Browser, House

EVENING = datetime(2026, 10, 14, 20, 0, tzinfo=UTC)
AFTER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OCTOBER = reports.month_of(EVENING.date())
PICCADILLY, ANCOATS, MOSTON = "E05011376", "E05011350", "E05011373"


def held(actor: Actor, ward: str, mode: str, met: int, new: int = 0) -> Any:
    session = outreach.start_session(actor=actor, mode=mode, ward=ward, team="Dee", began_at=clock.now())
    outreach.count_heads(
        actor=actor, session_id=session.id, headcount=met, declined=0, observations="", version=1, new=new,
        known=met - new,
    )  # fmt: skip
    return session


@pytest.fixture
def told(house: House) -> House:
    """October at MASH: 62 met in Piccadilly from the van and 23 on foot, 31 in Ancoats, 4 in Moston; tallied."""
    with house.acting("mash_outreach") as dee, clock.frozen_at(EVENING):
        for ward, mode, met, new in ((PICCADILLY, "van", 62, 20), (PICCADILLY, "street", 23, 12),
                                     (ANCOATS, "van", 31, 6)):  # fmt: skip
            held(dee, ward, mode, met, new)
        session = held(dee, MOSTON, "van", 4, 1)
        outreach.log_contact(
            actor=dee, session_id=session.id, met_before=MetBefore.NEW, given={"condoms": 12}, already_counted=True,
            interventions=["welfare_check"],
        )  # fmt: skip
    tally(house, "MASH")
    return house


def tally(house: House, code: str) -> None:
    actor = system_actor(house.agency(code).id, Permission.OUTREACH_READ)
    with acting_as(actor), clock.frozen_at(AFTER):
        jobs.write_tallies(actor, tallies.quarter_of(EVENING.date()))
        db.session.commit()


def months_written(house: House) -> int:
    with house.acting("mash_outreach"):
        return db.session.query(tallies.Tally).filter_by(measure="outreach.month", dimension="sessions").count()


def taken(browser: Browser, shape: str, why: str = "For the trustees in November") -> Any:
    with clock.frozen_at(AFTER):
        return browser.post("/reports/outreach?month=2026-10", {"shape": shape, "purpose": "management", "why": why})


def text(browser: Browser, url: str, code: int = 200) -> str:
    with clock.frozen_at(AFTER):
        answer = browser.get(url)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def test_the_months_of_the_quarter_that_have_begun_are_tallied_once(told: House) -> None:
    assert months_written(told) == 2  # October and November, never December
    with told.acting("mash_outreach") as dee:
        before = tallies.of_agency(dee, "outreach.month", OCTOBER.start)
        assert before[f"met|{PICCADILLY}|van"] == 62
        assert (before["sessions"], before["heads|new"], before["item|condoms"]) == (4, 39, 12)
        stamps = {row.counted_at for row in db.session.query(tallies.Tally).filter_by(measure="outreach.month")}
    tally(told, "MASH")
    with told.acting("mash_outreach"):
        after = {row.counted_at for row in db.session.query(tallies.Tally).filter_by(measure="outreach.month")}
    assert after == stamps


def test_small_wards_are_withheld_and_cannot_be_worked_out(told: House) -> None:
    with told.acting("mash_outreach") as dee, clock.frozen_at(AFTER):
        report = reports.month_report(dee, OCTOBER)
    wards = {ward: ([cell.value for cell in cells], total.value) for ward, cells, total in report.table.wards}
    assert wards["Moston"][0][report.table.modes.index("Street outreach from mobile unit")] == "[c]"
    shown_totals = [total for _, total in wards.values()]
    assert report.table.total.value == 120
    assert shown_totals.count("[c]") != 1  # one alone could be taken from the total
    assert [value for _, value, _ in report.front][0] == report.table.total
    assert {label: shown.value for label, shown in report.split}["New to the agency"] == 40
    assert dict(report.lists[0][2])["Condoms"].value == 10
    assert (
        dict(report.lists[1][2])["Welfare check"] is HIDDEN or str(dict(report.lists[1][2])["Welfare check"]) == "[c]"
    )


@pytest.mark.usefixtures("app")
def test_nothing_is_split_whose_total_is_not_shown() -> None:
    few = reports.ward_table({f"met|{MOSTON}|van": 7})
    assert few.total.withheld
    split = reports._split({"heads|new": 7}, few.total)
    assert all(shown.withheld for _, shown in split)
    assert reports.ward_table({}).total.value == 0


def test_the_page_and_its_files_say_the_same_and_hold_no_small_number(told: House) -> None:
    joan = told.client("mash_manager")
    page = text(joan, "/reports/outreach")
    assert "Outreach in October 2026" in page
    assert "[c]" in page
    assert 'role="img"' in page
    made = {shape: taken(joan, shape) for shape in ("csv", "xlsx", "pdf")}
    assert all(answer.status_code == 200 for answer in made.values())
    with zipfile.ZipFile(io.BytesIO(made["csv"].data)) as folder:
        lines = folder.read(folder.namelist()[1]).decode("utf-8-sig").splitlines()
    assert any("Moston: Street outreach from mobile unit" in line and "[c]" in line for line in lines)
    assert not any(re.search(r'","[1-4]","(meetings|contacts|things)"', line) for line in lines)
    with zipfile.ZipFile(io.BytesIO(made["xlsx"].data)) as book:
        assert "[c]" in book.read("xl/sharedStrings.xml").decode()
    paper = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(made["pdf"].data)).pages)
    assert "Manchester Action on Street Health. Outreach in October 2026." in paper
    assert "Moston" in paper
    ledger = text(joan, "/reports/released")
    assert ledger.count("Outreach in October 2026") == 3
    assert "For the trustees in November" in ledger


def test_who_says_no_reason_takes_nothing_and_keeps_what_they_typed(told: House) -> None:
    joan = told.client("mash_manager")
    refused = taken(joan, "xlsx", "Because")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert "Say what you take it for, in a few words" in page
    assert 'value="Because"' in page
    assert "Nobody has taken figures away yet." in text(joan, "/reports/released")


def test_months_that_are_not_over_or_not_counted_say_so(told: House) -> None:
    joan = told.client("mash_manager")
    assert "Outreach in October 2026" in text(joan, "/reports/outreach?month=2026-11")
    assert "Outreach in October 2026" in text(joan, "/reports/outreach?month=nonsense")
    assert "No totals were written for this month" in text(joan, "/reports/outreach?month=2026-05")


def test_an_agency_sees_its_own_months_and_police_and_the_chair_none(told: House) -> None:
    assert "Piccadilly" not in text(told.client("num_manager"), "/reports/outreach")
    assert "Piccadilly" in text(told.client("mash_outreach"), "/reports/outreach")
    for persona in ("gmp_liaison", "gmp_representative", "mcc_chair", "mcc_coordinator"):
        other = told.client(persona)
        text(other, "/reports/outreach", 404)
        assert taken(other, "csv").status_code == 404
    with told.acting("mcc_chair") as chair, pytest.raises(NotVisible):
        reports.month_report(chair, OCTOBER)
