"""Journeys of reports in a real browser: made while somebody waits, read, taken away, agreed to, withdrawn, gone.

The worker's part is done by the worker's own functions, between the pages or beside them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
import pyzipper
from playwright.sync_api import Browser
from sqlalchemy import func, select

from actionplan.reference import load_actions
from agencies.exports import service as exports
from agencies.exports.models import ListExportPiece
from core import clock, making
from core.db import db
from core.tallies import Period
from core.web import Roundtable
from forum.reporting import making as progress_reports
from reports import periods
from reports.returns import files as return_files
from reports.returns.documents import return_pdf
from tests.agencies.exports.lists import PASSPHRASE, WHY, cells, opened, unlocked
from tests.forum import room
from tests.forum.reporting.conftest import BLANK
from tests.house import House
from tests.journeys.figures import (
    FOR_WHAT,
    SideDoors,
    answer_what_for,
    arrived,
    beside,
    click,
    count,
    fetched,
    marked,
    typed_in,
    worked,
)
from tests.journeys.visitor import HEIGHT
from tests.journeys.year import DESK, PHONE, Calendar, Doors, Member
from tests.personas import PASSWORD

pytestmark = pytest.mark.journey

WITHDRAWN = "The figures of one agency were counted twice."
TO_WHOM = "By the portal, to the commissioning team."
REPORT = r"/forum/reports/[0-9a-f-]{36}"
SMALL = {"1", "2", "3", "4"}
#: Everything in the main part that Tab should stop at, each with a number: of radios that belong together, the first.
STOPS = """() => {
  const names = new Set(), all = document.querySelectorAll(
    'main a[href], main button, main summary, main select, main textarea, main input:not([type=hidden])');
  const stops = [...all].filter((each) => each.checkVisibility()).filter(
    (each) => each.type !== 'radio' || (!names.has(each.name) && names.add(each.name)));
  stops.forEach((each, place) => { each.dataset.stop = place; });
  return stops.length;
}"""


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The time, as the test turns it."""
    return Calendar(monkeypatch)


@pytest.fixture
def doors(calendar: Calendar, served: str, chromium: Browser, house: House) -> Doors:
    """Lets members in."""
    return SideDoors(chromium, served, house)


@pytest.fixture
def quarter(house: House, calendar: Calendar) -> Period:
    """The last whole quarter, in which two agencies counted, as in the one before; and a plan."""
    last = periods.last_whole_quarter(clock.today())
    count(house, last)
    with house.acting("mcc_chair"):
        load_actions(clock.today())
    db.session.commit()
    return last


# --- a progress report ------------------------------------------------------------------------------------


@contextmanager
def halfway(app: Roundtable, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The worker makes a report beside the server, and stands still before it draws, as long as this lasts."""
    begun, go_on, draw = Event(), Event(), progress_reports.drawn

    def drawn(*about: Any, **more: Any) -> bytes:
        begun.set()
        assert go_on.wait(60)
        return draw(*about, **more)

    def work() -> int:
        with app.app_context():
            return making.make_due()

    monkeypatch.setattr(progress_reports, "drawn", drawn)
    with ThreadPoolExecutor(1) as beside_the_server:
        made = beside_the_server.submit(work)
        try:
            assert begun.wait(60)
            yield
        finally:
            go_on.set()
        assert made.result() == 1


def ask_and_wait(sam: Member, app: Roundtable, meeting: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask for a report, look at it while it is made, and come to it; its address."""
    sam.go(meeting)
    sam.reads("The progress report is not issued yet.")
    sam.press("Issue version 1")
    sam.reads("A report is being made", "It waits for its turn.", "You can leave this page")
    assert marked(sam) == ["Reports"]
    assert sam.main.get_by_role("progressbar").count() == 1
    with halfway(app, monkeypatch):
        click(sam, "Look again")
        sam.reads("Being made: step")
        assert sam.open(meeting) == 200
        click(sam, "A report is being made")
    arrived(sam, REPORT)
    sam.look()
    return sam.path


def read_report(sam: Member, report: str, quarter: Period) -> None:
    """The report as a page, its tables with a purpose, and its PDF."""
    sam.reads("Progress report for", f"Version 1, {quarter.words}", "Check sum of the PDF", "[c]")
    assert marked(sam) == ["Reports"]
    sam.open(f"{report}/tables")
    sam.tick("Spreadsheet (XLSX)")
    sam.fill(why="short")
    sam.press("Take away")
    assert "Choose what it is for" in beside(sam, "purpose")
    assert typed_in(sam, "why") == "short"
    answer_what_for(sam, "Spreadsheet (XLSX)")
    book = openpyxl.load_workbook(io.BytesIO(fetched(sam, "button", "Take away")))
    assert book.sheetnames[0] == "About"
    assert len(book.sheetnames) > 5
    sam.open(report)
    assert fetched(sam, "link", "Report (PDF)").startswith(b"%PDF")
    sam.go("/reports/released/forum")
    sam.reads("Sam Whitlock", FOR_WHAT)


def withdraw_first(sam: Member, report: str, meeting: str) -> None:
    """A second version, then the first is withdrawn with a reason; it still stands, marked."""
    sam.open(meeting)
    sam.send("Issue version 2")
    worked()
    arrived(sam, REPORT)
    sam.reads("Version 2", "2 versions")
    sam.open(report)
    sam.reads("There is a newer one: version 2.")
    click(sam, "Withdraw this version")
    sam.fill(reason="Wrong.")
    sam.press("Withdraw it")
    assert "at least 10 characters" in beside(sam, "reason")
    assert typed_in(sam, "reason") == "Wrong."
    sam.fill(reason=WITHDRAWN)
    sam.send("Withdraw it")
    sam.reads("The report is withdrawn. It stays here for you, marked.", WITHDRAWN, "Check sum of the PDF", "Withdrawn")


def set_schedule(sam: Member) -> None:
    """Reports come by themselves, each month on the day that she says."""
    sam.open("/forum/report-schedules/new")
    sam.tick("Every month")
    sam.press("Schedule it")
    assert "Enter a day of the month, 1 to 31" in beside(sam, "month_day")
    assert sam.main.get_by_label("Every month", exact=True).is_checked()
    sam.fill(month_day="31")
    sam.press("Schedule it")
    sam.reads("Scheduled.", "on the 31st of every month", "On")
    assert marked(sam) == ["Reports"]


def test_a_progress_report_is_made_read_taken_away_and_withdrawn(
    app: Roundtable, doors: Doors, quarter: Period, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = f"/forum/meetings/{room.today(days=8)}"
    sam, carl = doors.let_in("mcc_coordinator"), doors.let_in("gmp_representative", PHONE)
    report = ask_and_wait(sam, app, meeting, monkeypatch)
    monkeypatch.setattr(progress_reports, "drawn", lambda *_, **__: BLANK)  # one that is drawn is enough
    read_report(sam, report, quarter)
    withdraw_first(sam, report, meeting)
    carl.go(report)
    carl.reads("This report was withdrawn on", WITHDRAWN, "There is a newer one: version 2.")
    carl.does_not_read("Check sum of the PDF")
    carl.go("/forum/reports")
    carl.reads("version 2", "In force", "Withdrawn")
    carl.follow("Progress report for")
    carl.reads("Version 2", "Check sum of the PDF")
    set_schedule(sam)
    for path, place in (("/forum/reports", "Reports"), ("/forum/reviews", "Reports"), (meeting, "Meetings")):
        carl.open(path)
        assert marked(carl) == [place]
    doors.assert_well()


# --- a monitoring return ----------------------------------------------------------------------------------


def _of_its_first_part(figures: dict[str, Any], **told: Any) -> bytes:
    """A real PDF of fewer pages: a whole one takes its time, and its own tests look at it."""
    return return_pdf({**figures, "parts": figures["parts"][:1], "definitions": figures["definitions"][:3]}, **told)


def send(joan: Member, at: str) -> None:
    """Say that it went out: not without saying to whom."""
    joan.open(at)
    click(joan, "It was sent")
    joan.press("Keep it")
    assert "Say to whom it went, and how" in beside(joan, "words")
    joan.fill(words="no")
    joan.main.get_by_role("button", name="Keep it").click()
    assert "characters or more" in beside(joan, "words")
    assert typed_in(joan, "words") == "no"
    joan.fill(words=TO_WHOM)
    joan.send("Keep it")
    joan.reads("Kept: it was sent.", TO_WHOM, "Prepared by Joan Petrie", "Checked by Grace Obi", "Sent by Joan Petrie")


def take_pdf(joan: Member) -> None:
    """The file for the funder: asked for with a purpose, made by the worker, fetched."""
    joan.unfold("Take these figures away")
    answer_what_for(joan, "PDF")
    joan.fill(why="short")
    joan.press("Take away")
    assert "in a few words" in beside(joan, "why")
    assert typed_in(joan, "why") == "short"
    joan.fill(why=FOR_WHAT)
    joan.press("Take away")
    joan.reads("The PDF of the return", "It waits for its turn.")
    worked()
    joan.main.get_by_role("link", name="Return (PDF)").wait_for()
    joan.look()
    assert fetched(joan, "link", "Return (PDF)").startswith(b"%PDF")


def test_a_return_is_prepared_by_one_checked_by_another_and_sent(
    doors: Doors, quarter: Period, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(return_files, "return_pdf", _of_its_first_part)
    joan, grace = doors.let_in("mash_manager", PHONE), doors.let_in("mash_protection")
    joan.go("/reports")
    click(joan, "Monitoring returns")
    joan.follow(quarter.words, exact=True)
    joan.reads("As it would be today, for Manchester Action on Street Health")
    joan.press("Prepare the return")
    joan.reads("Somebody else checks it now.", "Somebody else of your agency checks it")
    at = joan.path
    grace.open("/")
    grace.main.locator(f"a[href='{at}']").first.click()
    grace.page.wait_for_load_state()
    grace.press("It is right")
    grace.reads("Checked. It can be sent now.")
    send(joan, at)
    take_pdf(joan)
    assert marked(joan) == ["Reports"]
    is_not_there(doors.let_in("num_manager"), at, f"/reports/returns/{uuid4()}")
    doors.assert_well()


def is_not_there(member: Member, path: str, nowhere: str) -> None:
    """Nothing tells a page that is not theirs from one that is not there."""
    answers = [member.page.request.get(member.address + each) for each in (path, nowhere)]
    assert [answer.status for answer in answers] == [404, 404]
    assert answers[0].text() == answers[1].text(), path


# --- a caseload that leaves -------------------------------------------------------------------------------


def ask_for_caseload(robin: Member) -> str:
    """Ask for all her cases; a passphrase that is too short is told beside its field, and what she wrote stays."""
    robin.go("/exports")
    click(robin, "My open cases")
    robin.reads("A second manager or your data protection lead has to agree.")
    robin.pick("What is it for?", "Supervision or a review of my work")
    robin.fill(why=WHY)
    for passphrase in ("otter lantern", PASSPHRASE):
        robin.fill(passphrase=passphrase, again=passphrase, password=PASSWORD)
        robin.press("Ask for the list")
        if passphrase != PASSPHRASE:
            assert "15 characters" in beside(robin, "passphrase")
            assert [typed_in(robin, name) for name in ("why", "passphrase", "password")] == [WHY, "", ""]
    robin.reads("Asked. A colleague has to agree first.", "Waits for a second yes")
    return robin.path


def agree(priya: Member, at: str) -> None:
    """The second yes, from home, with her own password and no other."""
    priya.open("/")
    priya.main.locator(f"a[href='{at}']").first.click()
    priya.page.wait_for_load_state()
    priya.reads("Robin Achebe asks for a list of fewer than 10 people", WHY)
    priya.fill(password="not mine at all")
    priya.press("Agree")
    assert "That is not your password." in beside(priya, "password")
    priya.fill(password=PASSWORD)
    priya.send("Agree")
    priya.reads("Agreed. It is being made for your colleague.")
    assert priya.main.get_by_role("button", name="Fetch the file").count() == 0


def opens_with_nothing_else(archive: bytes) -> None:
    """The list is in the archive for whoever has the passphrase, and for nobody else."""
    aliases = {row[2] for row in cells(unlocked(archive))[1:]}
    assert {"Marigold Canary", "Ivy Canary"} <= aliases
    assert b"Canary" not in archive
    with pyzipper.AESZipFile(io.BytesIO(archive)) as locked:
        for wrong in (None, PASSWORD.encode(), PASSPHRASE.upper().encode()):
            locked.setpassword(wrong)
            with pytest.raises(RuntimeError):
                locked.read(locked.namelist()[0])


def is_gone(house: House, robin: Member, at: str, calendar: Calendar) -> None:
    """A week on, the archive is thrown away and its page says so."""
    calendar.turn_to(clock.today() + timedelta(days=8))
    with house.acting("num_isva") as actor:
        assert exports.end_due(actor=actor) == 1
        assert db.session.scalar(select(func.count(ListExportPiece.id))) == 0
    db.session.rollback()
    robin.go(at)
    robin.reads("Gone", "It is not here any more: files are kept for 7 days at most")
    assert robin.main.get_by_role("button").count() == 0


def test_a_caseload_leaves_after_a_second_yes_and_is_gone_after_a_week(
    house: House, doors: Doors, calendar: Calendar
) -> None:
    for alias in ("Marigold Canary", "Ivy Canary"):
        opened(house, alias)
    robin, priya = doors.let_in("num_isva", PHONE), doors.let_in("num_manager")
    at = ask_for_caseload(robin)
    agree(priya, at)
    robin.go(at)
    robin.reads("It waits for its turn.")
    worked()
    robin.main.get_by_role("button", name="Fetch the file").wait_for()
    robin.look()
    opens_with_nothing_else(fetched(robin, "button", "Fetch the file"))
    robin.open(at)
    robin.reads("Fetched 1 time")
    is_gone(house, robin, at, calendar)
    doors.assert_well()


# --- dashboards -------------------------------------------------------------------------------------------


def figures_in(member: Member, section: str) -> set[str]:
    """The counts in the tables of a part of a dashboard: its first five columns."""
    counts = member.main.locator(f"[aria-labelledby={section}] td:nth-child(-n+6)")
    return {words.strip() for words in counts.all_text_contents()}


def is_reached_by_keyboard(member: Member) -> None:
    """Tab stops at everything in the main part that can be used, one after another, from the skip link on."""
    stops = member.page.evaluate(STOPS)
    assert stops > 5
    member.page.keyboard.press("Tab")
    member.page.keyboard.press("Enter")
    reached: list[int] = []
    for _ in range(stops * 2):
        member.page.keyboard.press("Tab")
        here = member.page.evaluate("document.activeElement.dataset.stop")
        reached += [] if here is None else [int(here)]
        if here is None and reached and reached[-1] == stops - 1:
            break
    assert reached == list(range(stops))


def unfold_by_keyboard(member: Member) -> None:
    """Open with Enter whatever is folded away, the tables behind the pictures above all."""
    folded = member.main.locator("details:not([open]) > summary")
    assert folded.count() > 0
    for _ in range(folded.count()):
        folded.first.focus()
        member.page.keyboard.press("Enter")
    assert folded.count() == 0


def look_at_dashboard(member: Member, path: str, section: str) -> None:
    """Small numbers are withheld, the keyboard gets everywhere, and it all fits a telephone, unfolded too."""
    assert member.open(path) == 200
    assert marked(member) == ["Reports"]
    shown = figures_in(member, section)
    assert "[c]" in shown
    assert not SMALL & shown
    is_reached_by_keyboard(member)
    unfold_by_keyboard(member)
    member.page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    member.look()
    member.page.set_viewport_size({"width": DESK, "height": HEIGHT})


@pytest.mark.usefixtures("quarter")
def test_dashboards_withhold_small_numbers_and_are_their_readers_own(house: House, doors: Doors) -> None:
    joan, amara, priya = doors.let_in("mash_manager"), doors.let_in("mcc_chair"), doors.let_in("num_manager")
    look_at_dashboard(joan, "/reports/agency", "stack-1")
    joan.does_not_read("National Ugly Mugs")
    look_at_dashboard(amara, "/reports/forum", "answers")
    mash = house.agency("MASH").id
    db.session.rollback()
    priya.open(f"/reports/agency?agency={mash}")
    priya.reads("National Ugly Mugs")
    priya.does_not_read("Manchester Action on Street Health")
    is_not_there(priya, f"/reports/agency/{mash}", f"/reports/agency/{uuid4()}")
    is_not_there(amara, "/reports/agency", f"/reports/{uuid4()}")
    doors.assert_well()
