"""A review as tables to be taken away: decisions, evidence, answers, measures, and every table of the document."""

from __future__ import annotations

from typing import Any

from forum.review.chapters import chapters_of, every
from reports.blocks import Block
from reports.sheets import Cell, Sheet, from_json

Copy = dict[str, Any]
#: Tables of the document that stand whole in a sheet of their own, or are taken from the frozen sheets as they are.
OWN = ("commitments", "this-year", "year-before")


def sheets_of(copy: Copy) -> tuple[Sheet, ...]:
    """The sheets of a signed review: the decisions first, then what they rest on."""
    drawn = [block for chapter in chapters_of(copy) for block in chapter["blocks"] if block["kind"] == "table"]
    plain = [_sheet(block) for block in drawn if block["code"] not in OWN and not _is_measure(block)]
    own = (_decisions(copy), _evidence(copy), _answers(copy), _measures(copy))
    return (*own, *plain, *from_json(copy.get("statistics") or []))


def _is_measure(block: Block) -> bool:
    return bool(block["columns"][0]["heading"] == "Period")


def _decisions(copy: Copy) -> Sheet:
    headings = ("Code", "Commitment", "What becomes of it", "Why", "In its new words", "The year before",
                "What the year brought")  # fmt: skip
    rows = tuple(
        (each["code"], each["words"], each["outcome"] or "Not decided", each["reason"], each["new_words"],
         each.get("before", ""), each["evidence"])
        for each in every(copy)
    )  # fmt: skip
    return Sheet("decisions", "Decisions", "What becomes of each commitment, and why", headings, rows)


def _evidence(copy: Copy) -> Sheet:
    rows = tuple(
        (each["code"], kind, label, said)
        for each in every(copy)
        for kind, lines in (("Action", each["actions"]), ("Group, voice or measure", each["lines"]))
        for label, said in lines
    )
    return Sheet("evidence", "Evidence", "What the year brought under each commitment",
                 ("Code", "Kind", "What", "How it stands"), rows)  # fmt: skip


def _answers(copy: Copy) -> Sheet:
    asked = [("Review", each["title"], each["words"] or "Not answered.") for each in copy["questions"]]
    said = [
        (reply["agency"], title, reply[key])
        for reply in copy["replies"]
        for title, key in (("Should stay", "keeps"), ("Should change", "changes"))
        if reply[key]
    ]
    return Sheet("answers", "Answers", "What the review asked, and what the members say in their own words",
                 ("From", "Asked", "Answer"), tuple(asked + said))  # fmt: skip


def _measures(copy: Copy) -> Sheet:
    rows = tuple(
        (each["code"], measure["reference"], measure["title"], measure["unit"], period, said)
        for each in every(copy)
        for measure in each.get("measures", [])
        for period, said, _ in measure["values"]
    )
    return Sheet("measures", "Measures", "Values of the year, by the commitment that each measure serves",
                 ("Code", "Measure", "What is counted", "Unit", "Period", "Value"), rows)  # fmt: skip


def _sheet(block: Block) -> Sheet:
    """A table of the document without the bars, which are drawings of its numbers."""
    shown = [place for place, column in enumerate(block["columns"]) if column["kind"] != "bar"]
    headings = tuple(block["columns"][place]["heading"] for place in shown)
    rows = tuple(tuple(_cell(row[place]) for place in shown) for row in block["rows"])
    return Sheet(block["code"], block["title"], block["caption"], headings, rows, tuple(block["notes"]))


def _cell(value: Any) -> Cell:
    return f"{value.get('ref', '')} {value['text']}".strip() if isinstance(value, dict) else value
