"""The pages of progress reports: asked for, waited for, read, taken away, withdrawn; and of their schedules."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from core import making
from core.db import db
from forum.reporting import making as reports
from forum.reporting import reading
from tests.forum import room
from tests.forum.reporting.conftest import BLANK
from tests.house import Browser, House

TAKES = {"shape": "xlsx", "purpose": "forum", "why": "For the next meeting of the forum."}
SEEN = re.compile(r'name="leaks_seen"[^>]*value="([^"]+)"')
WHY = "The figures of one agency were counted twice."


def text(client: Browser, path: str, status: int = 200) -> str:
    """A page as it answers."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


def made(client: Browser, address: str, **form: str) -> str:
    """Ask for a report and let the worker make it; its address."""
    waits = client.post(address, form).headers["Location"]
    assert making.make_due() == 1
    return client.get(waits).headers["Location"]


def test_a_report_is_a_draft_until_it_is_issued_and_then_stays(
    next_id: UUID, house: House, count_queries: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    chair, reader = house.client("mcc_chair"), house.client("gmp_representative")
    meeting, file = f"/forum/meetings/{next_id}", f"/forum/meetings/{next_id}/progress-report.pdf"
    for each in (reading, reports):  # what stands on the pages is asked of the pack and of the report's own tests
        monkeypatch.setattr(each, "drawn", lambda *_, **__: BLANK)
    monkeypatch.setattr(reading, "figures_of", lambda *_: {})
    draft = chair.get(file)
    assert draft.headers["Content-Disposition"] == 'attachment; filename="progress-report-2026-11-26-draft.pdf"'
    assert "Issue the progress report" in text(chair, "/")
    assert "Issue the progress report" not in text(reader, "/")
    waits = chair.post(f"{meeting}/progress-report", {"tell": "y"}).headers["Location"]
    assert "It waits for its turn" in text(chair, waits)
    assert "A report is being made" in text(chair, meeting)
    text(reader, waits, 404)
    assert making.make_due() == 1
    address = chair.get(waits).headers["Location"]
    page = text(reader, address)
    for words in ("Progress report for 26 November 2026", "Version 1, July to September 2026", "Check sum of the PDF"):
        assert words in page
    kept = reader.get(f"{address}/report.pdf")
    assert kept.headers["Content-Disposition"] == 'attachment; filename="progress-report-2026-11-26-version-1.pdf"'
    assert kept.data == chair.get(file).data == chair.get(f"{file}?edition=1").data, "byte for byte"
    assert chair.get(f"{file}?edition=2").status_code == 404
    assert "Issue the progress report" not in text(chair, "/")
    assert "Version 1" in text(reader, "/")
    assert "Version 1" in text(reader, f"{meeting}/pack")
    with count_queries() as seen:
        assert "Progress report for 26 November 2026" in text(reader, "/forum/reports?year=2026")
    assert len(seen) <= 16, "however many reports there are"
    assert "No report yet" in text(reader, "/forum/reports?year=2025")
    assert "Make a report" not in text(reader, "/forum/reports")
    tables = f"{address}/tables"
    assert reader.post(tables, {**TAKES, "why": "short"}).status_code == 422
    taken = reader.post(tables, TAKES)
    assert taken.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(taken.data))
    assert book.sheetnames[0] == "About"
    assert len(book.sheetnames) > 5
    assert "For the next meeting of the forum." in text(chair, "/reports/released/forum")


@pytest.mark.usefixtures("quick")
def test_readers_of_a_withdrawn_report_get_the_reason(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.reporting.views.progress_body", lambda figures: "What it found")
    monkeypatch.setattr("forum.reporting.views.progress_contents", lambda figures: [])
    meeting_id = room.today(days=8)
    sam, reader = house.client("mcc_coordinator"), house.client("gmp_representative")
    ask = f"/forum/meetings/{meeting_id}/progress-report"
    first, second = made(sam, ask), made(sam, ask)
    assert "There is a newer one" in text(reader, first)
    page = text(sam, f"{second}/withdraw")
    assert "Everybody else gets your reason" in page
    assert sam.post(f"{second}/withdraw", {"reason": "Wrong"}).status_code == 422
    assert sam.post(f"{second}/withdraw", {"reason": WHY}).status_code == 303
    shown = text(reader, second)
    assert WHY in shown
    assert "What it found" not in shown
    assert "In its place stands" in shown
    for path in (f"{second}/report.pdf", f"{second}/tables", f"{second}/withdraw"):
        text(reader, path, 404)
    kept = text(sam, second)
    assert "What it found" in kept
    assert WHY in kept
    assert sam.get(f"{second}/report.pdf").data
    assert first in text(reader, f"/forum/meetings/{meeting_id}")
    assert house.client("mash_auditor").get(first).status_code == 403
    assert house.stranger().get(first).status_code == 302


@pytest.mark.usefixtures("quick")
def test_a_report_of_no_meeting_and_the_schedules(house: House) -> None:
    sam = house.client("mcc_coordinator")
    text(sam, "/forum/reports/new")
    address = made(sam, "/forum/reports/new", body="")
    assert address in text(sam, "/forum/reports")
    assert "No report is scheduled yet" in text(sam, "/forum/report-schedules")
    text(sam, "/forum/report-schedules/new")
    new = {"body": "", "kind": "monthly", "days_before": "5", "month_day": "31", "recipients": ["forum_chair"]}
    missing = sam.post("/forum/report-schedules/new", {**new, "month_day": ""})
    assert missing.status_code == 422
    assert "Enter a day of the month, 1 to 31" in missing.get_data(as_text=True)
    assert sam.post("/forum/report-schedules/new", new).status_code == 303
    page = text(sam, "/forum/report-schedules")
    assert "on the 31st of every month" in page
    change = re.findall(r"/forum/report-schedules/[0-9a-f-]+/change", page)[0]
    assert 'value="31"' in text(sam, change)
    early = {**new, "month_day": "2", "version": "1"}
    assert sam.post(change, early).status_code == 303
    clash = sam.post(change, {**early, "month_day": "3"})
    assert clash.status_code == 409
    assert "On the 2nd of every month" in clash.get_data(as_text=True)
    assert sam.post(change.replace("change", "off"), {"version": "2"}).status_code == 303
    assert "None while it is off" in text(sam, "/forum/report-schedules")
    reader = house.client("gmp_representative")
    text(reader, "/forum/report-schedules", 404)
    text(reader, "/forum/reports/new", 404)
    db.session.rollback()
