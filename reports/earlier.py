"""Reports that were frozen before they held chapters, read as if they did: an issued report can be read for years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from core import clock, words
from reports.blocks import Chapter, Column, chapter, chart, heading, table, terms
from reports.blocks import words as paragraph
from reports.chapters import plan, referrals

Figures = dict[str, Any]


def in_chapters(figures: Figures) -> list[Chapter]:
    """The chapters of a report: its own, or made of the parts that the older shape froze."""
    if "chapters" in figures:
        return list(figures["chapters"])
    taken = clock.london(datetime.fromisoformat(figures["snapshot"]))
    actions, sent = figures["plan"], figures["referrals"]
    return [
        plan.in_short(figures["in_short"], actions, words.long_day(taken)),
        plan.attention(actions, words.long_day(date.fromisoformat(actions["finished_from"]))),
        _referrals(sent, figures["period"]["words"]),
        _activity(figures),
        plan.every_action(actions),
        chapter("notes", "Notes on the numbers", [
            terms(figures["notes"]), heading("What the words mean"), terms(figures["definitions"]),
        ]),
    ]  # fmt: skip


def _referrals(sent: Figures, period: str) -> Chapter:
    title = "Are referrals answered?"
    if not sent["rows"]:
        return chapter("referrals", title, [paragraph(referrals.NONE)])
    rows = [*sent["rows"], sent["total"]]
    names = ("received", "acknowledged", "accepted", "declined", "withdrawn", "waiting")
    waits = ("acknowledge_days", "acknowledge_most", "decide_days", "decide_most")
    drawn = [(row["agency"], [row[name] for name in names[2:]]) for row in sent["rows"]]
    return chapter("referrals", title, [
        paragraph(referrals.COUNTS),
        chart("stacked", "referrals-chart", "Referrals by receiving agency", drawn, "referrals, to the nearest 5",
              keys=[word for _, word in referrals.OUTCOMES]),
        table("referrals", "Referrals received", f"Referrals received, {period}, to the nearest 5",
              _columns("Received by", ("Received", "Acknowledged", *(word for _, word in referrals.OUTCOMES))),
              [[row["agency"], *(row[name] for name in names)] for row in rows], whole=True),
        heading("How long do answers take?"),
        table("waits", "Waits for answers", f"Working days from sending, {period}", _columns("Received by", (
            "Acknowledged: typical", "Acknowledged: 9 in 10 within", "Decided: typical", "Decided: 9 in 10 within",
        ), "days"), [[row["agency"], *(row[name] for name in waits)] for row in rows], whole=True),
    ], fresh=True)  # fmt: skip


def _activity(figures: Figures) -> Chapter:
    quarters = (figures["quarter"], figures["before"]["words"])
    said = figures["reporting"]
    answers = [[row["choice"], row["now"], row["before"]] for row in (*said["rows"], said["total"])]
    done = [[row["measure"], row["unit"], row["now"], row["before"]] for row in figures["activity"]]
    first, *rest = _columns("Measure", quarters)
    return chapter("activity", "What agencies did", [
        table("activity", "Activity", "All agencies together, to the nearest 5", (first, Column("Unit"), *rest), done),
        heading("Do people report to police?"),
        table("reporting", "Reporting", "Cases by answer, to the nearest 5", _columns("Answer", quarters), answers,
              whole=True),
    ], fresh=True)  # fmt: skip


def _columns(name: str, headings: Sequence[str], kind: str = "number") -> tuple[Column, ...]:
    return (Column(name, "head"), *(Column(each, kind) for each in headings))
