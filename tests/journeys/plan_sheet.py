"""The plan's year as a spreadsheet: made here, sent through the browser, counted in the file that a member takes."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from itertools import product

from openpyxl import Workbook

from actionplan import queries as plans
from core.db import db
from tests.journeys.year import Member

WORKS = ("Print a card about", "Train staff on", "Hold sessions on", "Write a page about", "Ask people about",
         "Review what we offer on")  # fmt: skip
SUBJECTS = ("safety at work", "reporting with support", "health checks", "housing rights", "debt advice",
            "safety online")  # fmt: skip
OWNERS = ("NUM", "MASH", "GMP", "MCC", "TMR")
IN_SHEET = 35
HEADINGS = ("Commitment", "Action", "Output", "Impact on people", "Owner agency", "Owner", "Starts", "Due")


def rows_of_actions(starts: date) -> list[tuple[object, ...]]:
    """Actions for a spreadsheet, spread over priorities, agencies and the year."""
    codes = [words.split(" ", 1)[0] for _, words in plans.commitment_choices(plans.current_strategy().id)]
    db.session.rollback()
    made: list[tuple[object, ...]] = []
    for number, (work, subject) in enumerate(product(WORKS, SUBJECTS)):
        made.append((
            codes[number % len(codes)], f"{work} {subject}", "A copy that the forum can look at",
            "People find it more easily", OWNERS[number % len(OWNERS)], "Project lead", starts,
            starts + timedelta(days=60 + 7 * number),
        ))  # fmt: skip
    return made[:IN_SHEET]


def sheet_of(rows: list[tuple[object, ...]]) -> dict[str, object]:
    """An Excel file of these rows, as a browser takes it."""
    book = Workbook()
    assert book.active is not None
    for row in (HEADINGS, *rows):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "plan.xlsx", "mimeType": kind, "buffer": kept.getvalue()}


def bring_in_the_plan(sam: Member, starts: date) -> None:
    """A sheet with a wrong cell stores nothing; mended, all of its actions go in at once."""
    rows = rows_of_actions(starts)
    for right in (False, True):
        sam.go("/action-plan/sheets")
        first = rows[0] if right else (*rows[0][:4], "Nobody known", *rows[0][5:])
        sam.main.locator("input[type=file]").set_input_files(sheet_of([first, *rows[1:]]))  # type: ignore[arg-type]
        sam.press("Send and check")
        sam.reads("Every row is right" if right else "1 cell to mend")
    sam.press(f"Add {IN_SHEET} actions to the plan")
    sam.reads(f"{IN_SHEET} actions added to the plan")


def in_the_plan(member: Member) -> int:
    """How many actions the plan has, by the file that a member takes of it."""
    answer = member.page.request.get(f"{member.address}/action-plan/sheets/plan.csv")
    assert answer.ok
    return len(set(re.findall(r"\bA-\d{3}\b", answer.text())))
