"""What closing gives to the pages of a case, and what it knows itself of the checklist."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from cases import catalogue
from cases.checks import Check
from cases.closing import queries, rules
from cases.closing.models import Closing, ClosingState
from cases.models import Case, CaseState
from cases.parts import Due, Entry, Fact, Part, Piece, Section
from core import clock
from core.actor import Actor
from core.words import counted, long_day, short_day
from people import queries as people_queries

KEY = "closing"


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """Closings that were begun or given up; the closing itself is a change of state."""
    return [_entry(row) for row in queries.recent(actor, case, most)]


def due(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """Cases that are closing and not closed yet: no statement at all."""
    return [_finish(case) for case in cases if case.state is CaseState.CLOSING]


def facts(actor: Actor, case: Case) -> list[Fact]:
    """A hold on the record, and until when a closed case is kept."""
    if case.state is not CaseState.CLOSED:
        return []
    kept = queries.retention_of(actor, case)
    url = url_for("cases.show_closing", case_id=case.id)
    return [Fact(f"Kept until {short_day(kept.review_on)}", "plain", url)] if kept and kept.running else []


def paper(actor: Actor, case: Case) -> list[Section]:
    """How the case closed: reason, exit plan, checklist."""
    row = queries.closing_of(actor, case)
    if row is None or row.state is ClosingState.GIVEN_UP:
        return []
    answers = queries.answers_of(row)
    said = [
        (item.label, rules.SAID_WORDS[told.said] + (f": {told.words}" if told.words else ""))
        for item in queries.keeping_of(actor).checklist
        if (told := answers.get(item.code, rules.Told())).said is not None
    ]
    reason = catalogue.closing_reasons().get(row.reason_code or "", "Not said")
    pieces = [
        Piece("Why", row.why or "", rows=[("Reason", reason)]),
        Piece("Exit plan", row.exit_plan or "None was written.", own=True), Piece("Checklist", rows=said),
    ]  # fmt: skip
    return [Section(KEY, "Closing", pieces)]


def consents_check(actor: Actor, case: Case) -> Check:
    """How many consents still stand."""
    count = people_queries.live_consent_counts(actor, [case.person_id]).get(case.person_id, 0)
    words = f"{counted(count, 'consent')} in force" if count else "No consent in force"
    return Check(words, bool(count), url_for("people.show_person", person_id=case.person_id))


def _entry(row: Closing) -> Entry:
    title = {
        ClosingState.WRITING: "Closing begun", ClosingState.CLOSED: "Exit plan and checklist written",
        ClosingState.GIVEN_UP: "Closing given up: the work goes on",
    }[row.state]  # fmt: skip
    return Entry(
        "closing", title, row.ended_at or row.begun_at, row.id, author=row.changed_by,
        paragraphs=[row.exit_plan] if row.exit_plan else [], own=bool(row.exit_plan),
        url=url_for("cases.show_closing", case_id=row.case_id),
    )  # fmt: skip


def _finish(case: Case) -> Due:
    on = clock.london(case.changed_at).date()
    return Due(
        case.id, "Finish closing", f"Written last on {long_day(on)}.", on + rules.FINISH_WITHIN,
        url_for("cases.show_closing", case_id=case.id), neutral="Something to finish",
    )  # fmt: skip


PART = Part(
    KEY, "Closing", "cases.show_closing", kinds={"closing": "Closing"}, timeline=timeline, due=due, facts=facts,
    paper=paper,
)  # fmt: skip
