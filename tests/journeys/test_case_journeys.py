"""Journeys of a case in a real browser: an ISVA's work from the referral to the closing, the door, the long note kept.

The referral comes by the verbs themselves; everything that a journey is about is done on the pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Browser
from sqlalchemy import update

from agencies.models import WebSession
from cases.closing.catalogue import default_checklist
from core import clock
from core.db import db
from core.words import long_day
from people import service as people
from tests.cases.plans.scene import opened, person_and_case
from tests.house import House
from tests.journeys.visitor import Visitor
from tests.personas import CAST, PASSWORD
from tests.referrals import stage

pytestmark = pytest.mark.journey

DESK, PHONE = 1280, 375
NOTE = "Asked for a screen at court. Account not taken."
#: Pages of a case that the work from referral to closing does not lead through.
BESIDE = (
    "team", "tasks", "edit", "transfer", "openings", "plan/safety/write", "plan/support/copies/new",
    "plan/support/versions", "assessment/begin/dash", "orders/new", "complaints/new", "letters/new",
)  # fmt: skip
GOAL = "A door that locks and is mine."
TASK = "Ring the officer about the screen"
DOCUMENT = "Letter from the officer in the case"
EXIT_PLAN = "I ring Robin when the court writes."
WHY_NOW = "She rang the office in distress and Robin is away today."
LONG_NOTE = "\n\n".join(f"Paragraph {number}: what was agreed, and by whom." for number in range(1, 241))


def _today() -> str:
    return long_day(clock.today())


def _ago(days: int) -> str:
    return long_day(clock.today() - timedelta(days=days))


# --- from the referral to the closing ---------------------------------------------------------------------


def accept(robin: Visitor, referral: UUID) -> str:
    """Accept the referral, which opens the case; returns the address of the case."""
    robin.go(f"/referrals/{referral}")
    robin.press("Accept")
    if "/cases/" not in robin.page.url:
        robin.follow("Open the case")
    robin.reads(stage.ALIAS, "Manchester Action on Street Health", "Robin Achebe (lead)")
    return robin.page.url.removeprefix(robin.address)


def log_contacts(robin: Visitor) -> None:
    """A try by text, then a call that reached her."""
    robin.follow("Log a contact")
    robin.tick("Text", "No reply")
    robin.type("Minutes", "0")
    robin.press("Save the contact")
    robin.follow("Log a contact")
    robin.tick("Telephone", "Reached")
    robin.type("Minutes", "25")
    robin.type("What was done", "Talked about what an ISVA does.")
    robin.press("Save the contact")
    robin.follow("Contacts and notes", exact=True)
    robin.reads("Talked about what an ISVA does.", "1 contact", "1 try in vain", "25 minutes")


def write_note(robin: Visitor, case: str) -> None:
    """A note, signed, that stands in the list."""
    robin.go(f"{case}/notes/new")
    robin.type("Note", NOTE)
    robin.press("Sign and save")
    robin.reads(NOTE, "Robin Achebe")


def assess_needs(robin: Visitor, case: str) -> None:
    """Strengths and wishes, then what comes first; the rest is skipped, and it holds all the same."""
    robin.go(f"{case}/assessment")
    robin.press("Begin with strengths")
    robin.type("What they are good at, and what has got them through", "Knows every bus in the city.")
    robin.type("What they want", "To sleep through the night.")
    robin.press("Save and go on")
    robin.choose("First", "Safety and violence")
    robin.press("Save and go on")
    robin.follow("Read it all and finish")
    robin.reads("Knows every bus in the city.", "Skipped.")
    robin.press("Finish: it holds from today")
    robin.reads("Finished")


def assess_risk(robin: Visitor) -> None:
    """A risk from a client, judged medium; it then stands in the identity bar of the case."""
    robin.follow("Assessment and risk")
    robin.reads("To sleep through the night.")
    robin.press("Look at a risk")
    robin.tick("A client", group="They are")
    robin.type("A short name for this risk", "Man in the blue van")
    robin.press("Save and go on")
    robin.follow("How high the risk is")
    robin.tick("Medium", group="Risk now")
    robin.type("What makes it so", "He came back twice in November.")
    robin.press("Save and go on")
    robin.press("Finish: it holds from today")
    robin.reads("Man in the blue van", "Medium")


def agree_plan(robin: Visitor, case: str) -> None:
    """A goal in her words with one step, agreed by her."""
    robin.go(f"{case}/plan")
    robin.follow("Add a goal")
    robin.type("The goal, in their words", GOAL)
    robin.type("Step 1", "Write to the housing office")
    robin.press("Save the goal")
    robin.reads(GOAL, "Write to the housing office")
    robin.go(f"{case}/plan/support/agreed")
    robin.tick("Yes, they agree")
    robin.press("Write it down")
    robin.reads(f"{stage.ALIAS} agreed on")


def finish_task(robin: Visitor, case: str) -> None:
    """A task for today, done on My day."""
    robin.go(f"{case}/tasks/new")
    robin.type("What to do", TASK)
    robin.type("By", _today())
    robin.press("Save the task")
    robin.go("/my-day")
    robin.reads(TASK)
    robin.press(f"Done : {TASK}")  # its hidden half stands apart, so a space comes before the colon
    robin.does_not_read(f": {TASK}")


def record_justice(robin: Visitor, case: str) -> None:
    """An incident she reported, an arrest with the clock that it starts, the day she was told, and what she chose."""
    robin.go(f"{case}/incidents/new")
    robin.tick("Sexual assault (other than rape)", group="Kind")
    robin.tick("On one day", group="When")
    robin.type("Day", _ago(9))
    robin.tick("Yes", group="Reported to police?")
    robin.type("Day of the first report", _ago(8))
    robin.press("Add the incident")
    robin.reads("Incident 1", "Injury compensation: the last day to apply")
    add_step(robin, "Reported to police (date, force, route)", _ago(8))
    add_step(robin, "Suspect arrested", _today())
    robin.reads(f"Police tell {stage.ALIAS} of the arrest")
    robin.follow("Add the day of being told: Suspect arrested")
    robin.press("Save the day")
    robin.reads("The day is written down.")
    robin.go(f"{case}/reporting/new")
    robin.tick("Full report", group="What they want")
    robin.press("Save the choice")
    robin.reads("Full report")


def add_step(robin: Visitor, step: str, day: str) -> None:
    """A step of the journey, from the page of the journey."""
    robin.follow("Add a step", exact=True)
    robin.choose("Step", step)
    robin.type("Date", day)
    robin.press("Add the step")
    robin.reads(step)


def record_right(robin: Visitor, case: str) -> None:
    """The first right of the Victims' Code was explained, and is met."""
    robin.go(f"{case}/rights/1")
    robin.type("Day it was explained", _today())
    robin.tick("Met")
    robin.press("Save")
    robin.reads("1 of 12 explained")


def ask_outcomes(robin: Visitor, case: str, point: str, scores: Mapping[str, str]) -> None:
    """Ask how things are at a point of the case."""
    robin.go(f"{case}/outcomes/new?point={point}")
    for question, score in scores.items():
        robin.choose(question, score)
    robin.press("Save")


def add_document(robin: Visitor, case: str) -> None:
    """A small text, uploaded and listed."""
    robin.go(f"{case}/documents/new")
    words = b"The hearing is on Thursday at ten."
    robin.page.get_by_label("File", exact=True).set_input_files(
        {"name": "letter.txt", "mimeType": "text/plain", "buffer": words}
    )
    robin.type("What is it?", DOCUMENT)
    robin.choose("What does it tell?", "Criminal justice progress")
    robin.tick("Police", group="Who made it?")
    robin.press("Add the document")
    robin.reads(DOCUMENT, "letter.txt")
    robin.follow("Documents", exact=True)
    robin.reads(DOCUMENT)


def print_file(robin: Visitor, case: str) -> None:
    """The file as a PDF says whose it is and holds what was written; it then stands in the list of prints."""
    robin.go(f"{case}/print")
    robin.tick("To work from, inside our agency")
    robin.type("Say more", "For the meeting on Thursday.")
    words = robin.download("Make it")
    for held in (stage.ALIAS, NOTE, GOAL, "Robin Achebe"):
        assert held in words, f"the print does not say {held}"
    robin.go(f"{case}/papers")
    robin.reads("For the meeting on Thursday.")


def begin_work(robin: Visitor, case: str) -> None:
    """The case becomes active."""
    robin.go(f"{case}/state")
    robin.tick("Active", group="Where it stands now")
    robin.press("Save")
    robin.reads("Active")


def close(robin: Visitor, case: str) -> None:
    """Close with the exit plan, every question of the checklist, and the reason."""
    robin.go(f"{case}/closing")
    robin.follow("Begin to close")
    robin.type("Why now?", "Her goals are reached.")
    robin.press("Begin")
    robin.press("Close the case")
    robin.reads("There is a problem")
    robin.type("Their exit plan, in their own words", EXIT_PLAN)
    robin.tick("Yes, they agree", group="Do they agree to it?")
    for item in default_checklist():
        robin.tick("Yes", group=item.label)
    robin.choose("Why the case is closed", "Support plan goals met")
    robin.type("In a sentence", "Her goals are reached, and she wants to go on alone.")
    robin.press("Close the case")
    robin.reads("How this case closed", EXIT_PLAN, "Support plan goals met", "How long it is kept")


def is_read_only(robin: Visitor, case: str) -> None:
    """A closed case offers nothing to write, and refuses a note."""
    robin.go(f"{case}/notes/new")
    robin.type("Note", "Written too late.")
    robin.press("Sign and save")
    robin.reads("This case is closed, so nothing can be added.")
    robin.go(case)
    robin.reads("This case was closed on")
    assert robin.page.get_by_role("link", name="Log a contact").count() == 0


def reopen(robin: Visitor) -> None:
    """Reopened with a reason; the timeline keeps what was there."""
    robin.follow("Reopen", exact=True)
    robin.tick("Reopened", group="Where it stands now")
    robin.type("Why", "The court wrote to her.")
    robin.press("Save")
    robin.reads("Reopened", "The court wrote to her.", "Support plan goals met", f"Document added: {DOCUMENT}", NOTE)
    robin.does_not_read("This case was closed on", "Written too late.")
    assert robin.page.get_by_role("link", name="Log a contact").count() == 1


def look_beside(robin: Visitor, case: str) -> None:
    """The pages beside the way, on a file that is full."""
    found = {page: robin.go(f"{case}/{page}") for page in BESIDE}
    assert set(found.values()) == {200}, found


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_from_referral_to_closing(served: str, house: House, chromium: Browser, width: int) -> None:
    with house.acting("mash_outreach") as dee:
        referral = stage.sent(dee).id
    robin = Visitor(chromium, served, "num_isva", width)
    case = accept(robin, referral)
    log_contacts(robin)
    write_note(robin, case)
    assess_needs(robin, case)
    assess_risk(robin)
    agree_plan(robin, case)
    finish_task(robin, case)
    record_justice(robin, case)
    record_right(robin, case)
    ask_outcomes(robin, case, "start", {"I feel safe": "2"})
    add_document(robin, case)
    print_file(robin, case)
    begin_work(robin, case)
    ask_outcomes(robin, case, "exit", {"I feel safe": "4", "My choices were respected": "5, very much"})
    robin.reads("I feel safe\t2\t4\t+2")
    close(robin, case)
    is_read_only(robin, case)
    reopen(robin)
    look_beside(robin, case)
    robin.assert_well()


# --- the door ---------------------------------------------------------------------------------------------


def break_glass(mel: Visitor, reason: str) -> None:
    """Ask at the door to be let in for an hour."""
    mel.type("Why do you need to open it?", reason)
    mel.type("Your password", PASSWORD)
    mel.press("Open it for 60 minutes")


def review_opening(priya: Visitor) -> None:
    """A manager reads the reason and reviews it."""
    priya.go("/cases/openings")
    priya.follow("NU-C0001")
    priya.reads("Mel Hart", WHY_NOW)
    priya.tick("Fine")
    priya.press("Save the review")
    priya.reads("Reviewed.", "Nothing waits for a review.")


def keep_away(house: House, person_id: UUID) -> None:
    """The manager keeps Mel away from the person."""
    mel_id = house.user("num_caseworker").id
    with house.acting("num_manager") as priya:
        people.exclude(actor=priya, person_id=person_id, user_id=mel_id, reason=WHY_NOW)


def test_a_colleague_outside_the_team_meets_the_door(served: str, house: House, chromium: Browser) -> None:
    with house.acting("num_isva") as robin:
        who, case_id = person_and_case(robin)
        person_id = who.id
    mel = Visitor(chromium, served, "num_caseworker", DESK)
    assert mel.go(f"/cases/{case_id}") == 403
    mel.reads("You are not on this case team", "Robin Achebe")
    mel.does_not_read("Marigold")
    break_glass(mel, "I need it")
    mel.reads("There is a problem")
    mel.does_not_read("Marigold")
    break_glass(mel, WHY_NOW)
    mel.reads("Open by break-glass", "Marigold")
    assert mel.page.get_by_role("link", name="Log a contact").count() == 0
    priya = Visitor(chromium, served, "num_manager", PHONE)
    review_opening(priya)
    keep_away(house, person_id)
    assert mel.go(f"/cases/{case_id}") == 404
    kept_away = mel.page.content()
    assert mel.go(f"/cases/{uuid4()}") == 404
    assert mel.page.content() == kept_away, "nothing may tell a case that is kept from her from one that is not there"
    for visitor in (mel, priya):
        visitor.assert_well()


# --- a session that ends ----------------------------------------------------------------------------------


def end_sessions() -> None:
    """Sixteen minutes go by without a request: every session is over."""
    db.session.rollback()
    db.session.execute(update(WebSession).values(seen_at=clock.now() - timedelta(minutes=16)))
    db.session.commit()


def test_a_session_that_ends_in_a_long_note_loses_no_word(served: str, house: House, chromium: Browser) -> None:
    case_id = opened(house)
    robin = Visitor(chromium, served, "num_isva", DESK)
    robin.go(f"/cases/{case_id}/notes/new")
    robin.type("Note", LONG_NOTE)
    robin.tick("It speaks of somebody else too")
    end_sessions()
    robin.press("Sign and save")
    robin.does_not_read("Paragraph 1:")
    robin.type("E-mail address", CAST["num_isva"].email)
    robin.type("Password", PASSWORD)
    robin.press("Sign in")
    robin.reads("What you were writing is back.")
    assert robin.page.get_by_label("Note", exact=True).input_value() == LONG_NOTE
    assert robin.page.get_by_label("It speaks of somebody else too").is_checked()
    robin.press("Sign and save")
    robin.reads("Paragraph 1:", "Paragraph 240:")
    robin.assert_well()
