"""A marker name typed into a paper, an update, minutes and a highlight report, in a real browser: each is found.

Three authors take it out; one keeps it with a reason, and the coordinator sees that. No published PDF has it.
"""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from actionplan import service as plan
from actionplan.jobs import remind
from actionplan.queries import commitment_choices, current_strategy
from agencies.queries import agency_by_code
from core import clock
from core.db import db
from core.outbox import Notice
from tests.cases.plans.scene import person_and_case
from tests.forum import room
from tests.house import House
from tests.journeys import year
from tests.journeys.year import PHONE, Doors, Member

pytestmark = pytest.mark.journey

MARKER = "Zephyrine"
LEAK = f"{MARKER} asked for a bed at the rest space."
CLEAN = "Somebody asked for a bed at the rest space."
REASON = "It is the name of the boat that the rest space is on."
TITLE = "Open the rest space on more nights"


@pytest.fixture
def doors(served: str, chromium: Browser) -> Doors:
    """Lets members in."""
    return Doors(chromium, served)


@pytest.fixture
def action(house: House) -> UUID:
    """An action of MASH, due in ten days and begun five weeks ago."""
    with house.acting("mcc_coordinator") as sam:
        found = plan.add_action(
            actor=sam, commitment_id=UUID(commitment_choices(current_strategy().id)[0][0]), title=TITLE,
            output="A rota", impact="A warm place on more nights", owner_agency_id=agency_by_code("MASH").id,
            owner_name="Drop-in lead", starts_on=clock.today() - timedelta(days=35),
            due_on=clock.today() + timedelta(days=10),
        ).id  # fmt: skip
    return found


def is_found(member: Member) -> None:
    """The page says what was found, and nothing was stored."""
    member.reads("Before others read this", MARKER, "Take these words out, or say why they may stay")


def words_of(member: Member, path: str) -> str:
    """The words of a PDF that a member downloads."""
    answer = member.page.request.get(member.address + path)
    assert answer.ok, path
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def in_a_paper(ruby: Member, meeting: UUID) -> str:
    """Found in a paper, and kept there with a reason; returns the paper's address."""
    ruby.go(f"/forum/meetings/{meeting}/papers/new")
    ruby.type("Title", "The rest space")
    ruby.tick("For discussion")
    ruby.fill(words=LEAK)
    ruby.press("Add the paper")
    is_found(ruby)
    ruby.type("Why may these words stay?", REASON)
    ruby.press("Add the paper")
    ruby.reads(LEAK)
    return ruby.path


def in_an_update(ruby: Member, action: UUID) -> None:
    """Found in a report on an action, and taken out; the page is the one that a reminder leads to, on a phone."""
    ruby.go(f"/action-plan/actions/{action}/update")
    ruby.fill(words=LEAK, done_percent="40")
    ruby.tick("In progress", group="Where it stands")
    ruby.press("Store the report")
    is_found(ruby)
    ruby.fill(words=CLEAN)
    ruby.press("Store the report")
    ruby.reads(CLEAN)
    ruby.does_not_read(MARKER)


def in_minutes(sam: Member, amara: Member, meeting: UUID, later: UUID) -> None:
    """Found when the minutes are sent to the chair, taken out there, and published without it."""
    path = f"/forum/meetings/{meeting}"
    sam.go(path)
    sam.press("Begin the minutes")
    year.note(sam, "Any other business", LEAK)
    sam.go(f"{path}/minutes/send")
    sam.press("Send to the chair")
    is_found(sam)
    sam.go(f"{path}/minutes/live")
    sam.main.get_by_role("navigation", name="Agenda").get_by_role("link", name="Any other business").click()
    sam.follow("Change Note 14.1")
    sam.fill(words=CLEAN)
    sam.press("Save")
    year.review_minutes(sam, amara, path)
    sam.go(f"{path}/minutes/approve")
    sam.main.locator("select[name=meeting]").select_option(value=str(later))
    sam.press("Note as approved")
    sam.go(f"{path}/minutes/publish")
    sam.press("Publish to the members")


def in_a_highlight_report(sam: Member) -> str:
    """Found when a report on a priority is issued, and taken out; returns the report's address."""
    sam.go("/highlight-reports")
    sam.press("Write the report")
    writing = sam.path
    for words in (LEAK, CLEAN):
        sam.go(writing)
        sam.tick("Amber: at risk, with a plan")
        sam.fill(rag_reason="The lease ends, and is renewed next week.", done=words, planned="Open on more nights.",
                 voice="People asked for warm drinks.", impact="Nothing yet.")  # fmt: skip
        sam.press("Save and read it over")
        sam.press("Issue it to the forum")
        if words == LEAK:
            is_found(sam)
    sam.reads("Issued")
    return sam.path


def test_a_marker_name_is_found_wherever_it_is_typed(doors: Doors, house: House, action: UUID) -> None:
    meeting, later = room.today(days=-7), room.today()
    ahead = room.today(days=14)
    room.seat(house, meeting, "MASH", "NUM")
    ruby, sam, amara = (doors.let_in(each) for each in ("mash_member", "mcc_coordinator", "mcc_chair"))
    paper = in_a_paper(ruby, ahead)
    in_an_update(ruby, action)
    in_minutes(sam, amara, meeting, later)
    report = in_a_highlight_report(sam)
    sam.go("/forum/wording?show=waiting")
    sam.reads(MARKER, REASON, "Ruby Stone")
    for path in (f"/forum/meetings/{meeting}/minutes.pdf", f"{report}.pdf"):
        words = words_of(ruby, path)
        assert CLEAN in words
        assert MARKER not in words
    assert MARKER in words_of(ruby, f"{paper}/versions/1"), "it stays where its author kept it, with the reason"
    assert MARKER not in ruby.page.request.get(f"{ruby.address}/action-plan/sheets/plan.csv").text()
    doors.assert_well()


def test_a_member_answers_a_reminder_on_a_phone(doors: Doors, house: House, action: UUID) -> None:
    ahead = room.today(days=14)
    daytime = clock.now().replace(hour=10)  # nobody is reminded in the night, and tests run in it too
    with clock.frozen_at(daytime), house.acting("mash_member") as ruby:
        assert remind(ruby) > 0
    paths = [row.path for row in db.session.query(Notice) if row.address == house.user("mash_member").email]
    db.session.rollback()
    assert f"/action-plan/actions/{action}/update" in paths
    member = doors.let_in("mash_member", PHONE)
    member.clicks = 0
    in_an_update(member, action)
    assert member.clicks <= 3
    member.go(f"/forum/meetings/{ahead}")
    member.reads("Welcome, apologies and quorum", "No case discussion")
    member.go("/voice")
    member.reads("You said, we did")
    doors.assert_well()


def test_nobody_of_the_forum_finds_a_person_or_a_case(doors: Doors, house: House) -> None:
    with house.acting("num_isva") as robin:
        person, case = person_and_case(robin)
        paths = (f"/people/{person.id}", f"/cases/{case}", "/people", "/cases", "/referrals")
    for persona in ("mcc_chair", "mcc_coordinator", "mash_member", "num_lead", "gmp_representative", "tmr_lived"):
        member = doors.let_in(persona)
        found = {path: member.open(path) for path in paths}
        assert set(found.values()) == {404}, (persona, found)
        member.does_not_read("Marigold")
    doors.assert_well()
