"""A year of the forum in a real browser: four meetings, two groups, what people said, and the review at its end.

Sam coordinates, Amara chairs, Bea leads a group, Ruby and Carl speak for their agencies, Jude from lived experience.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from core import clock
from forum.review.rules import questions, survey_questions
from tests.journeys import year
from tests.journeys.plan_sheet import IN_SHEET, bring_in_the_plan, in_the_plan
from tests.journeys.visitor import HEIGHT
from tests.journeys.year import Calendar, Doors, Member, decide, note, typed

pytestmark = pytest.mark.journey

SEATS = {"Amara Bell": "Chair", "Bea Lang": "Member", "Ruby Stone": "Member", "Carl Voss": "Member",
         "Jude Frost": "Lived experience"}  # fmt: skip
ALL_HERE = dict.fromkeys(SEATS, "Present")
BUSINESS, GROUPS, VOICE = "Any other business", "Task and finish groups", "Voice of people"
OUTCOMES = {1: "Amend", 2: "Complete", 3: "Stop"}
SAID = "We would report if we did not have to give a name."
DID = "Reports without a name are taken at every drop-in."
NEXT = "Manchester strategy, the next years"
LEAFLETS, LINE = "Reporting without fear", "A night line"


@dataclass
class Year:
    """Who takes part, when the forum meets, and what came about so far."""

    calendar: Calendar
    sam: Member
    amara: Member
    bea: Member
    ruby: Member
    jude: Member
    days: tuple[date, ...]
    meetings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The time, as the test turns it."""
    return Calendar(monkeypatch)


@pytest.fixture
def doors(calendar: Calendar, served: str, chromium: Browser) -> Doors:
    """Lets members in."""
    return Doors(chromium, served)


def members_take_seats(sam: Member) -> None:
    """Everybody who comes has a seat in the forum by name."""
    sam.go("/forum/bodies")
    sam.follow("The forum", exact=True)
    body = sam.path
    for name, role in SEATS.items():
        sam.open(f"{body}/members/new")
        sam.pick("Account", name)
        sam.pick("Role", role)
        sam.send("Give the seat")
    sam.go(body)
    sam.reads(*SEATS)


def propose(member: Member, title: str, starts: date, ends: date) -> str:
    """Propose a task and finish group; returns its address."""
    member.go("/groups/new")
    member.pick("Commitment that it serves", "P1.1")
    member.fill(
        title=title, aim="People can report what was done to them, and are not afraid to.",
        reason="People told the forum that they fear to report.", scope="Words, training and a trial.",
        out_of_scope="It does not discuss cases.", success_measures="More people say that they would report.",
        starts_on=typed(starts), ends_on=typed(ends),
    )  # fmt: skip
    member.press("Propose it to the forum")
    member.reads("Proposed", title)
    return member.path


def approve_drafts(sam: Member, decision: str, due: date) -> None:
    """Two drafts become actions, as the forum decided."""
    for _ in range(2):
        sam.go("/action-plan/drafts")
        sam.main.locator("a[href$='/approve']").first.click()
        sam.pick("Decision in the minutes", decision)
        sam.fill(impact="People know where to go, and are met with respect.", owner_name="Service lead",
                 due_on=typed(due))  # fmt: skip
        sam.pick("Agency", "National Ugly Mugs")
        sam.press("Put it in the plan")
        sam.reads("It is in the plan")


def action_from_minute(sam: Member, due: date) -> None:
    """An action is made of a minute in one step."""
    note(sam, BUSINESS, "Action: ask the council for a room that is warm at night.")
    if sam.main.locator("form#act").count() == 0:
        sam.follow("Make this an action")
    sam.pick("Agency", "Manchester City Council")
    sam.pick("Commitment", "P1.1")
    sam.fill(owner="Community safety lead", due=typed(due), impact="A warm place at night.", output="A room.")
    sam.press("Add the action")
    sam.reads("Its agency sees it on its list", "Ask the council for a room that is warm at night")


def first_meeting(now: Year) -> None:
    """The forum approves two groups and two drafts, and a minute becomes an action: 38 in the plan."""
    sam, day = now.sam, now.days[0]
    meeting = year.plan_meeting(sam, day)
    now.meetings += (meeting,)
    add_paper(now.ruby, meeting, "What the drop-in needs")
    now.calendar.turn_to(day)
    year.hold_meeting(sam, meeting, ALL_HERE)
    decisions = [decide(sam, GROUPS, f"Agreed: the group {title} may start.") for title in (LEAFLETS, LINE)]
    drafts = decide(sam, "Progress report", "Agreed: two drafts go into the plan.")
    action_from_minute(sam, day + timedelta(days=90))
    approve_drafts(sam, drafts, day + timedelta(days=120))
    assert in_the_plan(sam) == 38
    for group, decision in zip(now.groups, decisions, strict=True):
        sam.go(f"{group}/approve")
        sam.pick("Decision of the forum", decision)
        sam.press("Write down the approval")
        sam.reads("Approved, not started")
    year.review_minutes(sam, now.amara, meeting)


def add_paper(author: Member, meeting: str, title: str) -> None:
    """A member's paper for a meeting."""
    author.go(f"{meeting}/papers/new")
    author.type("Title", title)
    author.tick("For discussion")
    author.fill(words="The drop-in is full on most days.\n\nWe ask the forum for ideas.")
    author.press("Add the paper")
    author.reads(title, "The drop-in is full on most days.")


def groups_start(now: Year) -> None:
    """Each group has a lead, somebody with lived experience and an output; then it starts."""
    for group in now.groups:
        for lead, who, lived in (("Lead", "Bea Lang", False), ("Member", "Jude Frost", True)):
            now.sam.go(f"{group}/members/new")
            now.sam.pick("What they do", lead)
            now.sam.pick("Their account in Roundtable", who)
            if lived:
                now.sam.tick("This is a lived-experience seat")
            now.sam.press("Add")
            now.sam.reads("Added.")
        now.bea.go(f"{group}/outputs/new")
        now.bea.fill(title="A leaflet in six languages", owner="Group lead",
                     due_on=typed(now.days[1] + timedelta(days=20)))  # fmt: skip
        now.bea.press("Add")
        now.bea.go(f"{group}/start")
        now.bea.press("Start it")
        now.bea.reads("Active", "A leaflet in six languages", "A lived-experience seat")


def a_year(calendar: Calendar, doors: Doors) -> Year:
    """The forum at its year's beginning: seats, a plan, two groups proposed."""
    first = year.first_thursday(clock.today())
    days = tuple(first + timedelta(days=91 * number) for number in range(4))
    let_in = doors.let_in
    now = Year(
        calendar, let_in("mcc_coordinator"), let_in("mcc_chair"), let_in("num_lead"), let_in("mash_member"),
        let_in("tmr_lived"), days,
    )  # fmt: skip
    members_take_seats(now.sam)
    bring_in_the_plan(now.sam, clock.today())
    assert in_the_plan(now.sam) == IN_SHEET
    now.groups = (
        propose(now.bea, LEAFLETS, days[0], days[2]),
        propose(now.sam, LINE, days[0], days[2] + timedelta(days=30)),
    )
    return now


def people_are_heard(now: Year) -> None:
    """Jude asks people and writes down what they said; Sam answers; people are told, and Jude reads it on a phone."""
    now.calendar.turn_to(now.days[0] + timedelta(days=30))
    today, jude, sam = clock.today(), now.jude, now.sam
    jude.go("/voice/consultations/new")
    jude.pick("How", "Asked by peers")
    jude.pick("Who asked", "Men")
    jude.fill(title="Reporting to police", asked="What would make it easier to report?",
              held_from=typed(today - timedelta(days=9)), held_to=typed(today - timedelta(days=2)))  # fmt: skip
    jude.tick("10 to 24", "People were told what it is for, and that they need not answer",
              "Nothing here names anybody, and nobody can be known by it")  # fmt: skip
    jude.press("Save, then write what was said")
    jude.pick("What it is about", "Reporting and police")
    jude.fill(said=SAID, easy="We want to report without giving a name.")
    jude.press("Save")
    jude.reads(SAID)
    answer_what_was_said(sam)
    jude.go(f"{sam.path}/told")
    jude.fill(told_on=typed(today), how="Read out at the drop-in")
    jude.press("Save")
    jude.page.set_viewport_size({"width": year.PHONE, "height": HEIGHT})
    jude.go("/voice")
    jude.reads("You said", SAID, "We are doing it", DID, "People were told on")
    jude.go("/voice/aloud")
    jude.reads("We want to report without giving a name.", "You can now report without a name.")


def answer_what_was_said(sam: Member) -> None:
    """The coordinator says what comes of it."""
    sam.go("/voice/unanswered")
    sam.main.locator("a[href$='/answer']").first.click()
    sam.tick("We are doing it")
    sam.fill(words=DID, easy="You can now report without a name.")
    sam.press("Answer")
    sam.reads("Now tell the people who said it")


def report_highlights(bea: Member, group: str) -> None:
    """The lead of a group tells the forum how it goes."""
    bea.go(group)
    bea.press("Write a highlight report")
    bea.tick("Amber: at risk, with a plan")
    bea.fill(rag_reason="The printers are late, and start again next week.", done="The words are agreed.",
             planned="Print and give out.", voice="People asked for short words.", impact="Nothing yet.")  # fmt: skip
    bea.press("Save and read it over")
    bea.press("Issue it to the forum")
    bea.reads("The printers are late", "Issued")


def meet(now: Year, number: int, item: str, words: str) -> str:
    """Plan and hold a meeting that decides one thing, and publish the minutes of the one before."""
    meeting = year.plan_meeting(now.sam, now.days[number])
    now.meetings += (meeting,)
    add_paper(now.ruby, meeting, f"How the drop-in stands, part {number + 1}")
    now.calendar.turn_to(now.days[number])
    year.hold_meeting(now.sam, meeting, {**ALL_HERE, "Carl Voss": "Apologies"})
    decision = decide(now.sam, item, words)
    year.review_minutes(now.sam, now.amara, meeting)
    year.publish_minutes(now.sam, now.meetings[-2], now.days[number])
    return decision


def second_meeting(now: Year) -> None:
    """A highlight report is there; the minutes of the first meeting are approved and published."""
    now.calendar.turn_to(now.days[1] - timedelta(days=12))
    report_highlights(now.bea, now.groups[0])
    meet(now, 1, "Agreed communications", "Agreed: members share the leaflet.")
    now.jude.go(f"{now.meetings[0]}/minutes")
    now.jude.reads("Published", "may start", "Ask the council for a room")


def third_meeting(now: Year) -> None:
    """One group gets more time, the other writes its final report."""
    now.calendar.turn_to(now.days[2] - timedelta(days=12))
    decision = meet(now, 2, GROUPS, "Agreed: the first group works on until the end of the year.")
    sam, bea, (longer, other) = now.sam, now.bea, now.groups
    sam.go(f"{longer}/extend")
    sam.pick("Decision of the forum", decision)
    sam.fill(ends_on=typed(now.days[3] + timedelta(days=30)), reason="The printers were late.")
    sam.press("Write down the extension")
    sam.reads("Extended", decision)
    bea.go(other)
    bea.follow("A leaflet in six languages")
    bea.tick("Done")
    bea.fill(done_on=typed(clock.today()), evidence="On the tables of every drop-in.")
    bea.press("Save")
    bea.go(f"{other}/finish")
    bea.press("Go to the final report")
    bea.fill(done="A trial of three months.", changed="People had somebody to ring at night.",
             next="The council keeps the line.")  # fmt: skip
    bea.press("Save")
    bea.reads("A trial of three months.")


def fourth_meeting(now: Year) -> None:
    """The forum takes the final report and closes the group."""
    now.calendar.turn_to(now.days[3] - timedelta(days=12))
    decision = meet(now, 3, GROUPS, "Agreed: the final report is taken, and the second group closes.")
    now.sam.go(f"{now.groups[1]}/close")
    now.sam.pick("Decision of the forum", decision)
    now.sam.press("Close the group")
    now.sam.reads("Closed", decision, "A trial of three months.")


def look_back(now: Year) -> None:
    """The review of the year: an outcome for each commitment, every question answered, the chair's signature."""
    now.calendar.turn_to(now.days[3] + timedelta(days=14))
    sam, amara = now.sam, now.amara
    sam.go("/forum/reviews/new")
    sam.press("Begin")
    review = sam.path
    sam.reads("0 of 43 commitments decided")
    sam.main.get_by_role("link", name=re.compile("^P1.1 ")).first.click()
    for number in range(43):
        sam.tick(OUTCOMES.get(number, "Continue"))
        sam.fill(reason="Its owners say what the year showed.")
        if OUTCOMES.get(number) == "Amend":
            sam.fill(new_words="People can report what was done to them without a name.")
        sam.main.locator("button[type=submit]").first.click()
        sam.page.wait_for_load_state()
        assert sam.main.locator(".govuk-error-summary").count() == 0, sam.main.inner_text()
    for question in questions():
        sam.open(f"{review}/questions/{question.code}")
        sam.fill(words="Members talked about it, and wrote down what they think.")
        sam.send("Save")
    answer_survey(now.ruby, review)
    sam.go(review)
    sam.reads("43 of 43 commitments decided", "Nothing is missing", "1 of")
    amara.go(f"{review}/sign")
    amara.fill(title=NEXT, begins=typed(clock.today()))
    amara.press("Sign the review")
    amara.reads("The next strategy stands")
    now.jude.go(review)
    now.jude.reads("Signed")


def answer_survey(ruby: Member, review: str) -> None:
    """A member says what it thinks of the forum."""
    ruby.go(f"{review}/survey")
    for question in survey_questions():
        ruby.tick("Mostly", group=question.title)
    ruby.fill(keeps="The time for what people say.")
    ruby.press("Save")
    ruby.reads("Thank you")


def the_unfinished_goes_on(now: Year) -> None:
    """The next strategy has the unfinished actions of what goes on, and none of a commitment that ended."""
    bea = now.bea
    bea.go("/action-plan")
    bea.reads(NEXT)
    sheet = bea.page.request.get(f"{bea.address}/action-plan/sheets/plan.csv").text()
    assert "Print a card about safety at work" in sheet
    assert "Print a card about health checks" not in sheet, "its commitment was completed"
    assert "Print a card about housing rights" not in sheet, "its commitment was stopped"


def the_last_minutes_are_approved(now: Year) -> None:
    """The first meeting of the next year approves the minutes of the last; all four are published."""
    day = now.days[3] + timedelta(days=91)
    year.plan_meeting(now.sam, day)
    now.calendar.turn_to(day)
    year.publish_minutes(now.sam, now.meetings[3], day)
    for meeting in now.meetings:
        now.jude.open(f"{meeting}/minutes")
        now.jude.reads("Published")


PARTS = (
    first_meeting, groups_start, people_are_heard, second_meeting, third_meeting, fourth_meeting, look_back,
    the_unfinished_goes_on, the_last_minutes_are_approved,
)  # fmt: skip


def test_a_year_of_the_forum(calendar: Calendar, doors: Doors) -> None:
    now = a_year(calendar, doors)
    for part in PARTS:
        part(now)
    doors.assert_well()
