"""What the forum did beside its plan: groups, the directory, the voice of people who sex work, statistics it cites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.words import counted
from reports.blocks import Block, Chapter, Column, chapter, heading, note, table, terms, words

Figures = dict[str, Any]

GROUP_COLUMNS = (
    Column("Group", "head"), Column("Lead"), Column("Ends", "day"), Column("Outputs done"), Column("Status", "status"),
    Column("Since last", "since"),
)  # fmt: skip
RISK_COLUMNS = (
    Column("Risk or issue", "head", "half"), Column("Group"), Column("Likelihood × impact"), Column("Owner"),
)  # fmt: skip
TOLD = (
    ("impact", "What it changed"), ("done", "Done"), ("planned", "Next"), ("resources", "Resources"),
    ("decisions", "Decision needed"),
)  # fmt: skip


def groups(found: Sequence[Figures]) -> Chapter:
    """Task and finish groups at work, each with what its latest highlight report says (domain.md 6.4), and risks."""
    title = "Task and finish groups"
    if not found:
        return chapter("groups", title, [words("No group is at work.")])
    rows = [
        [row["name"], row["lead"] or "No lead", row["ends"], f"{row['done']} of {row['outputs']}",
         {"rag": row["rag"], "text": row["word"]} if row["rag"] else "No report yet", row["trend"] or "first report"]
        for row in found
    ]  # fmt: skip
    said = f"{counted(len(found), 'group')} at work, each with an end date"
    return chapter("groups", title, [
        table("groups", title, said, GROUP_COLUMNS, rows),
        *(block for row in found if row["told"] for block in _highlight(row)),
        *_risks(found),
    ])  # fmt: skip


def _highlight(row: Figures) -> list[Block]:
    told = [(heading_, row["told"][name]) for name, heading_ in TOLD if row["told"].get(name)]
    return [heading(row["name"]), note(row["told"]["period"]), terms(told)]


def _risks(found: Sequence[Figures]) -> list[Block]:
    rows = [(row["name"], risk) for row in found for risk in row["risks"]]
    if not rows:
        return []
    rows.sort(key=lambda pair: -pair[1]["score"])
    cells = [
        [{"text": risk["words"], "below": risk["answer"]}, name,
         f"{risk['level']}: {risk['likelihood']} × {risk['impact']}", risk["owner"]]
        for name, risk in rows
    ]  # fmt: skip
    return [
        heading("Risks and issues"),
        table("risks", "Risks and issues", "Of all groups, the highest on top", RISK_COLUMNS, cells),
    ]


def directory(standing: Figures) -> Chapter:
    """How fresh the directory is: an entry is checked with the service itself, and a check holds for six months."""
    if not standing["total"]:
        return chapter("directory", "Is the directory up to date?", [words("The directory is empty.")])
    columns = (
        Column("Kept by", "head", "third"), Column("Services", "number"), Column("Check holds", "number"),
        Column("Check run out", "number"), Column("Never checked", "number"),
    )  # fmt: skip
    rows = [[row["keeper"], row["total"], row["holds"], row["old"], row["never"]] for row in standing["keepers"]]
    whole = [["All services", standing["total"], standing["holds"], standing["old"], standing["never"]]]
    return chapter("directory", "Is the directory up to date?", [
        words(f"{standing['holds']} of {counted(standing['total'], 'service')} were checked with the service itself in "
              "the last six months. Only these stand in the public list."),
        table("directory", "Directory", "Services by whether their check holds; exact, for a service is no person",
              columns, [*rows, *whole], whole=True),
    ])  # fmt: skip


def voice(heard: Figures) -> Chapter:
    """What people who sex work said, what came of it, and who still waits for an answer. No one is named."""
    answered = [
        [{"text": row["said"], "below": row["where"]}, {"text": row["kind"], "below": row["answer"]}, row["told"]]
        for row in heard["answered"]
    ]  # fmt: skip
    waiting = [[row["said"], row["topic"], row["heard"]] for row in heard["waiting"]]
    return chapter("voice", "What people who sex work said", [
        words(heard["in_short"]),
        table("voice-answered", "You said, we did", "Said or answered in this period", (
            Column("They said", "head", "half"), Column("The forum’s answer"), Column("They were told"),
        ), answered) if answered else None,
        table("voice-waiting", "Waiting for an answer", "Said and not answered yet, the longest on top", (
            Column("They said", "head", "half"), Column("About"), Column("Heard", "day"),
        ), waiting) if waiting else None,
        note("Written so that nobody can be known by it. How many took part is kept in bands only."),
    ])  # fmt: skip


def cited(topics: Sequence[Figures]) -> Chapter:
    """Published figures that the forum cites, each as its source prints it, with source and date."""
    title = "Figures that others published"
    if not topics:
        return chapter("cited", title, [words("The forum cites none at the moment.")])
    columns = (Column("Question", "head", "third"), Column("Figure"), Column("What it says"), Column("Source and date"))
    rows = [
        [topic["question"], each["figure"], each["says"], {"text": each["source"], "below": each["dated"]}]
        for topic in topics for each in topic["figures"]
    ]  # fmt: skip
    differ = any(len(topic["figures"]) > 1 for topic in topics)
    return chapter("cited", title, [
        words("Not counted by the forum. Each stands as its source prints it."),
        table("cited", "Cited statistics", "Figures in use by the forum", columns, rows),
        note("Where sources differ, both stand: neither corrects the other.") if differ else None,
    ])  # fmt: skip
