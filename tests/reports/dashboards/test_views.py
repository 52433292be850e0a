"""Dashboards as a manager, a data protection lead, the chair and those without any meet them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from actionplan.reference import load_actions
from cases import service as case_service
from cases.models import CaseKind
from config import ROOT
from core import clock, tallies
from core.access import access_of
from core.actor import Actor
from core.db import db
from people import service as people_service
from reports import periods
from reports.cuts import jobs as cuts_jobs
from reports.dashboards import places
from reports.dashboards.views import ANY
from reports.releases.models import ForumRelease, Release
from tests.house import Browser, House

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
LAST = periods.last_whole_quarter(NOW.date())
WHY = {"purpose": "management", "why": "For the trustees on Thursday"}
Numbers = dict[str, dict[str, int]]

MASH: Numbers = {
    "outreach.sessions": {"van": 21, "street": 14}, "outreach.headcount": {"new": 62, "known": 101, "not-noted": 12},
    "cases.opened": {"isva": 0, "casework": 43}, "referrals.received": {"accepted": 31, "declined": 3, "waiting": 12},
    "referrals.waiting-days.decide": {"1": 20, "2": 10, "6": 4},
    "casework.needs-met": {"met": 21, "partly": 17, "not-met": 6},
}  # fmt: skip
NUM: Numbers = {
    "cases.opened": {"isva": 27, "casework": 13}, "referrals.received": {"accepted": 52, "declined": 11, "waiting": 9},
    "incidents.route": {"told-us-only": 31, "warning": 12, "anonymous": 14, "full-report": 9},
    "incidents.went": {"nothing-yet": 33, "warning": 12, "anonymous": 12, "full-report": 9},
}  # fmt: skip


@pytest.fixture
def counted(house: House) -> Iterator[House]:
    """The house on a Monday in November, with a plan, and with totals of two agencies for two quarters."""
    with clock.frozen_at(NOW):
        with house.acting("mcc_chair"):
            load_actions(clock.today())
        earlier = {measure: {part: number // 2 for part, number in parts.items()} for measure, parts in MASH.items()}
        write(house, "mash_manager", MASH, LAST)
        write(house, "mash_manager", earlier, periods.before(LAST))
        write(house, "num_manager", NUM, LAST)
        cuts_jobs.settle_due()
        yield house


def write(house: House, persona: str, numbers: Numbers, period: tallies.Period) -> None:
    with house.acting(persona) as actor:
        for measure, counts in numbers.items():
            tallies.write(actor=actor, measure=measure, period=period, numbers=counts)
        db.session.commit()


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))


def test_a_manager_sees_what_changed_and_their_own_agency_alone(counted: House) -> None:
    page = counted.client("mash_manager").get("/reports/agency").get_data(as_text=True)
    said = words_of(page)
    assert "Nothing is late." in said
    assert re.search(r"Cases opened more: about 45, was about 20", said)
    assert "July to September 2026 against April to June 2026" in said
    assert "[c]" in said
    assert "National Ugly Mugs" not in said
    assert "115" not in said  # no total of two agencies: 72 and 43 cases opened
    assert said.index("Late now") < said.index("What changed") < said.index("Activity by quarter")
    assert page.count('role="img"') >= 4
    assert "Before April to June 2026 nothing was counted, or only noughts." in said
    assert 'rel="prev"' in page
    quiet = counted.client("mash_manager").get("/reports/agency?quarter=2024-01").get_data(as_text=True)
    assert "No totals were written for this quarter" in quiet
    assert "Nothing to compare" in quiet
    for odd in ("0001-01", "9999-12", "1899-07", "2026-13"):
        last = counted.client("mash_manager").get(f"/reports/agency?quarter={odd}")
        assert (last.status_code, "July to September 2026" in last.get_data(as_text=True)) == (200, True), odd


def test_what_is_late_leads_to_the_list_behind_it_and_only_for_whoever_may_open_it(counted: House) -> None:
    for alias, kind in (("Robyn", CaseKind.ISVA), ("Ivy Moon", CaseKind.ISVA), ("Kit", CaseKind.CASEWORK)):
        with counted.acting("num_isva") as robin:
            person = people_service.register_person(actor=robin, alias=alias)
            case_service.open_case(
                actor=robin, person_id=person.id, kind=kind, lead_user_id=robin.user_id, needs=["CJS"]
            )
            db.session.commit()
    for persona, may in (("num_manager", True), ("num_protection", False), ("mash_manager", False)):
        page = counted.client(persona).get("/reports/agency").get_data(as_text=True)
        assert ("Caseload now, by lead worker" in page) is (persona != "num_protection")
        assert ('href="/cases/board"' in page) is (persona != "num_protection")
        assert ("people not contacted since their case opened" in page) is may
        assert ("2 open cases of ISVA support with 1 lead worker." in page) is may
        assert "Robyn" not in page
    manager = counted.client("num_manager")
    listed = manager.get("/cases?scope=all&flag=waiting").get_data(as_text=True)
    assert 'href="/cases?scope=all&amp;flag=waiting"' in manager.get("/reports/agency").get_data(as_text=True)
    assert all(alias in listed for alias in ("Robyn", "Ivy Moon", "Kit"))


def test_while_figures_are_put_together_the_page_says_so_and_gives_no_file(counted: House) -> None:
    write(counted, "num_manager", {"cases.contacts": {"isva": 40}}, LAST)
    chair = counted.client("mcc_chair")
    assert "still being put together" in chair.get("/reports/forum").get_data(as_text=True)
    form = {"shape": "csv", "purpose": "management", "why": "For the meeting on Tuesday"}
    answer = chair.post("/reports/forum", form)
    assert answer.status_code == 422
    assert "Come back in an hour" in answer.get_data(as_text=True)
    cuts_jobs.settle_due()
    assert chair.post("/reports/forum", form).mimetype != "text/html"


def test_the_chair_sees_plan_answers_and_routes_and_no_count_of_one_to_four(counted: House) -> None:
    page = counted.client("mcc_chair").get("/reports/forum").get_data(as_text=True)
    said = words_of(page)
    wanted = (
        "Late now", "actions past their due date", "What changed", "Action plan by priority",
        "Are referrals answered?", "Incident reports by route", "What people agreed to", "What has left",
    )  # fmt: skip
    assert [words for words in wanted if words not in said] == []
    answers = page.split('aria-labelledby="answers"')[1].split("</section>")[0]
    rows = re.findall(r"<tr.*?</tr>", answers, re.DOTALL)
    counts = [re.findall(r"<td[^>]*>([^<]*)</td>", row)[:5] for row in rows[1:]]
    assert [row[0] for row in counts] == ["45", "70", "120"]
    assert counts[0][2] == "[c]"  # three were declined
    assert not {"1", "2", "3", "4"} & {cell for row in counts for cell in row}
    assert "No totals for this quarter came from" in said


def test_each_role_finds_its_own_reports_and_the_others_are_not_there(counted: House) -> None:
    figures = {"Agency dashboard", "Monitoring returns", "Your agency’s figures"}
    outreach = {"Outreach", "Hours worked"}
    forum = {"Forum dashboard", "Progress reports", "Annual reviews"}
    runs = {"Schedules of reports", "The forum’s figures"}
    expected = {
        "mash_manager": figures | outreach, "mash_protection": figures, "mash_outreach": outreach,
        "num_isva": outreach, "mcc_chair": forum | runs, "mcc_coordinator": forum | runs, "num_lead": forum,
        "gmp_representative": forum, "tmr_lived": forum,
    }  # fmt: skip
    for persona, titles in expected.items():
        client = counted.client(persona)
        page = client.get("/reports").get_data(as_text=True)
        known = {place for place in places.PLACES if f"<b>{place.title}</b>" in page}
        assert {place.title for place in known} == titles
        assert 'href="/reports"' in client.get("/").get_data(as_text=True)
    for persona, status in (("gmp_liaison", 404), ("lgbtf_administrator", 403), ("mash_auditor", 403)):
        client = counted.client(persona)
        assert client.get("/reports").status_code == status
        assert 'href="/reports"' not in client.get("/").get_data(as_text=True)


def test_whoever_reads_the_index_finds_a_page_on_it_and_nobody_else_reads_it(app: Flask) -> None:
    roles = json.loads((ROOT / "reference" / "roles.json").read_text(encoding="utf-8"))["roles"]
    for role in roles:
        actor = Actor(uuid4(), uuid4(), frozenset(role["permissions"]))
        assert bool(places.open_to(actor)) is actor.may(*ANY), role["code"]


def test_every_place_of_the_index_exists_and_says_who_may_open_it(counted: House) -> None:
    for place in places.PLACES:
        assert place.endpoint in counted.app.view_functions, place.title
        declared = access_of(counted.app, place.endpoint)
        assert declared is not None, place.title
        assert declared.permissions, place.title


def test_other_roles_do_not_find_a_dashboard(counted: House) -> None:
    assert counted.client("mash_outreach").get("/reports/agency").status_code == 404
    assert counted.client("mcc_chair").get("/reports/agency").status_code == 404
    assert counted.client("mash_manager").get("/reports/forum").status_code == 403


def test_figures_are_taken_away_with_a_reason_kept_with_the_tables(counted: House) -> None:
    manager = counted.client("mash_manager")
    refused = manager.post("/reports/agency", {"shape": "xlsx", "purpose": "management", "why": "short"})
    assert refused.status_code == 422
    assert "There is a problem" in refused.get_data(as_text=True).split("Late now")[0]
    assert not db.session.scalars(select(ForumRelease)).all()
    book = manager.post("/reports/agency", {"shape": "xlsx", **WHY})
    sheets = load_workbook(io.BytesIO(book.data))
    assert sheets.sheetnames[:2] == ["About", "Activity"]
    cells = [cell for row in sheets["Activity"].values for cell in row]
    assert 45 in cells
    assert not {1, 2, 3, 4} & {cell for cell in cells if isinstance(cell, int)}
    paper = PdfReader(io.BytesIO(manager.post("/reports/agency", {"shape": "pdf", **WHY}).data))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert "Agency dashboard" in text
    assert "withheld to protect people" in text
    with counted.acting("mash_manager"):
        kept = db.session.scalars(select(Release)).all()
        assert sorted(row.shape.value for row in kept) == ["pdf", "xlsx"]
        assert kept[0].why == WHY["why"]
        assert kept[0].sheets[0]["code"] == "activity"
    chair = counted.client("mcc_chair")
    assert chair.post("/reports/forum", {"shape": "ods", **WHY}).status_code == 200
    assert [row.document for row in db.session.scalars(select(ForumRelease))] == ["forum-dashboard"]


def test_statements_do_not_grow_with_agencies_and_measures(counted: House, count_queries) -> None:  # type: ignore[no-untyped-def]
    pages = {"/reports/forum": counted.client("mcc_chair"), "/reports/agency": counted.client("num_manager")}
    few = {path: _statements(client, path, count_queries) for path, client in pages.items()}
    for persona in ("tmr_outreach", "lifeshare_caseworker", "num_manager"):
        write(counted, persona, MASH | NUM, LAST)
    many = {path: _statements(client, path, count_queries) for path, client in pages.items()}
    assert all(many[path] <= few[path] + 2 for path in pages), (few, many)
    cuts_jobs.settle_due()
    db.session.commit()
    settled = {path: _statements(client, path, count_queries) for path, client in pages.items()}
    assert all(settled[path] <= few[path] for path in pages), (few, settled)


def _statements(client: Browser, path: str, count_queries) -> int:  # type: ignore[no-untyped-def]
    client.get(path)
    with count_queries() as found:
        assert client.get(path).status_code == 200
    return len(found)
