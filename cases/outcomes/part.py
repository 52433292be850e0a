"""What outcomes give to the pages of a case."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from cases.checks import Check
from cases.models import Case, CaseState
from cases.outcomes import queries, rules
from cases.outcomes.models import OutcomeTaking, Point
from cases.parts import Due, Entry, Part, Piece, Section
from core.actor import Actor
from core.words import long_day, short_day

KEY = "outcomes"


def timeline(actor: Actor, case: Case, alias: str, most: int) -> list[Entry]:
    """The latest askings: one statement."""
    return [_entry(row, alias) for row in queries.recent(actor, case, most)]


def due(actor: Actor, cases: Sequence[Case]) -> list[Due]:
    """Measures to ask again, three months after they were asked last: one statement for any number of cases."""
    open_ids = [case.id for case in cases if case.state is not CaseState.CLOSED]
    found = queries.latest_of(actor, open_ids).values()
    return [_again(row) for row in found if row.point is not Point.EXIT]


def paper(actor: Actor, case: Case) -> list[Section]:
    """Every asking with its answers."""
    found = queries.outcomes_of(actor, case)
    pieces = []
    for taking in found.takings:
        rows = [(each.words, found.words(taking, each)) for each in found.measures if each.code in taking.scores]
        heading = f"{taking.title}, {long_day(taking.row.taken_on)}: {rules.SCORER_WORDS[taking.row.scorer].lower()}"
        pieces.append(Piece(heading, rows=rows))
        if taking.row.words:
            pieces.append(Piece("In their words", taking.row.words, own=True))
    return [Section(KEY, "How things were", pieces)] if pieces else []


def closing_check(actor: Actor, case: Case) -> Check:
    """Whether the measures were asked at the end."""
    if queries.has_exit(actor, case):
        return Check("Asked at the end", is_open=False)
    return Check("Not asked at the end", True, url_for("cases.take_outcomes", case_id=case.id, point="exit"))


def _entry(row: OutcomeTaking, alias: str) -> Entry:
    title = f"{alias} was asked how things are: {rules.POINT_WORDS[row.point].lower()}"
    paragraphs = [row.words] if row.words else []
    url = url_for("cases.show_outcomes", case_id=row.case_id)
    return Entry(
        "outcomes", title, row.taken_on, row.id, author=row.recorded_by, paragraphs=paragraphs, own=bool(row.words),
        url=url,
    )  # fmt: skip


def _again(row: OutcomeTaking) -> Due:
    return Due(
        row.case_id, "Ask again how things are", f"Asked last on {short_day(row.taken_on)}.",
        row.taken_on + rules.ASK_AGAIN, url_for("cases.take_outcomes", case_id=row.case_id, point="review"),
        button="Ask", neutral="Something to ask",
    )  # fmt: skip


PART = Part(
    KEY, "Outcomes", "cases.show_outcomes", kinds={"outcomes": "Outcomes"}, timeline=timeline, due=due, paper=paper
)
