"""A review as chapters: the frozen copy in, the pieces that page, PDF and spreadsheet print out. Pure.

Copies that were signed before charts and comparison were frozen with them stay as they are, and print what they have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from core.words import counted, long_day
from forum.review import rules
from reports.blocks import Block, Chapter, Column, chapter, chart, heading, listing, note, table, terms, words
from reports.drawing import NO_TOTALS

Copy = dict[str, Any]

NOTHING = "Nothing"
NOT_KNOWN = "Not known"
SOURCES = {
    "signed": "From the review that was signed for that year.",
    "counted": "No review was signed for that year. Its numbers are counted now, from what the plan still knows.",
}


def chapters_of(copy: Copy) -> list[Chapter]:
    """Every chapter of a review, in order."""
    return [
        in_short(copy), *_compared(copy), questions(copy), *map(_part, copy["parts"], _places(copy)), members(copy),
        *_statistics(copy), about(copy),
    ]  # fmt: skip


def in_short(copy: Copy) -> Chapter:
    """What was decided, by priority, and where the actions stand."""
    return chapter("short", "In short", [
        words(_opening(copy)),
        _by_priority(copy), *_outcome_chart(copy),
        *_standing(copy),
        heading("Each commitment"),
        decisions(copy),
    ])  # fmt: skip


def _opening(copy: Copy) -> str:
    chosen = [f"{number} {said.lower()}" for said, number in copy["outcomes"] if number]
    whole = sum(number for _, number in copy["outcomes"])
    done = "; ".join(f"{said.lower()}: {number}" for said, number in copy["numbers"])
    return f"{counted(whole, 'commitment')} decided: {', '.join(chosen) or 'none'}. The year in numbers: {done}."


def _by_priority(copy: Copy) -> Block:
    chosen = [Column(said, "number") for said, _ in copy["outcomes"]]
    columns = [Column("Part of the strategy", "head", "half"), *chosen]
    rows = [[part["title"], *_counts(part)] for part in copy["parts"]]
    total = ["All commitments", *(number for _, number in copy["outcomes"])]
    return table("outcomes", "Outcomes", "What becomes of the commitments, by part of the strategy", columns,
                 [*rows, total], whole=True)  # fmt: skip


def _counts(part: Copy) -> list[int]:
    chosen = [each["outcome"] for each in part["commitments"]]
    return [chosen.count(said) for said in rules.OUTCOME_WORDS.values()]


def _outcome_chart(copy: Copy) -> list[Block]:
    rows = [[part["title"], _counts(part)] for part in copy["parts"]]
    return [chart("stacked", "outcomes-drawn", "What becomes of the commitments", rows, "commitments",
                  keys=list(rules.OUTCOME_WORDS.values()))] if rows else []  # fmt: skip


def _standing(copy: Copy) -> list[Block]:
    """Where the actions stand; a copy of the first shape does not know."""
    found = copy.get("standing") or []
    if not found:
        return []
    if not any(row["total"] for row in found):
        return [heading("Where the actions stand"), words("No action was under it on the day of the signature.")]
    longest, said = max(row["total"] for row in found), found[0]["words"]
    columns = [Column("Part of the strategy", "head", "third"), Column("Share", "bar")]
    columns += [Column(word, "number", "narrow") for word in said.values()]
    rows = [
        [row["title"], {"counts": row["counts"], "words": _in_words(row), "longest": longest}, *row["counts"].values()]
        for row in found
    ]
    return [heading("Where the actions stand"),
            table("standing", "Actions", "Actions by part of the strategy and status, on the day of the signature",
                  columns, rows)]  # fmt: skip


def _in_words(row: Copy) -> str:
    told = [f"{number} {row['words'][rag].lower()}" for rag, number in row["counts"].items() if number]
    return f"{row['title']}: {', '.join(told) or 'no action'}"


def decisions(copy: Copy) -> Block:
    """Every commitment in one table, with what was decided the year before."""
    columns = [Column("Commitment", "head"), Column("What becomes of it"), Column("The year before")]
    rows = [
        [{"ref": each["code"], "text": each["words"]}, each["outcome"] or "Not decided", each.get("before") or "–"]
        for each in every(copy)
    ]
    return table("commitments", "Each commitment", "Every commitment of the strategy, with its outcome", columns, rows)


def every(copy: Copy) -> list[Copy]:
    """Every commitment of a copy, in order."""
    return [each for part in copy["parts"] for each in part["commitments"]]


def _compared(copy: Copy) -> list[Chapter]:
    """The year beside the year before; nothing for a copy of the first shape or a first year."""
    if "before" not in copy:
        return []
    none = [words("There is no year before to compare with.")]
    blocks = [*_by_quarter(copy), *(_beside(copy, copy["before"]) if copy["before"] else none)]
    return [chapter("compared", "The year, and the year before", blocks, fresh=True)]


def _beside(copy: Copy, before: Copy) -> list[Block]:
    years = [Column(_year(copy), "number"), Column(_year(before), "number")]
    columns = [Column("What", "head", "half"), *years, Column("Difference", "number")]
    numbers = [_pair(said, number, dict(before["numbers"]).get(said)) for said, number in copy["numbers"]]
    outcomes = [_pair(f"Commitments: {said.lower()}", number, dict(before["outcomes"]).get(said))
                for said, number in copy["outcomes"]]  # fmt: skip
    surveyed = [
        [row["title"], row["average"], before["survey"][row["title"]]]
        for row in copy["survey"] if row["title"] in before["survey"]
    ]  # fmt: skip
    return [
        heading("Beside the year before"),
        table("compared", "Compared", "The year and the year before", columns, [*numbers, *outcomes]),
        note(SOURCES[before["from"]]),
        *([table("survey-compared", "Survey compared", "Mean marks of the members, from 1 (not at all) to 5 (fully)",
                 [Column("Line", "head", "half"), *years], surveyed)] if surveyed else []),
    ]  # fmt: skip


def _pair(said: str, now: int, before: int | None) -> list[Any]:
    if before is None:
        return [said, now, NOT_KNOWN, "–"]
    moved = now - before
    return [said, now, before, "the same" if not moved else f"{abs(moved):,} {'more' if moved > 0 else 'fewer'}"]


def _year(copy: Copy) -> str:
    return f"{_month(copy['begins'])} to {_month(copy['ends'])}"


def _month(iso: str) -> str:
    return f"{date.fromisoformat(iso):%b %Y}"


def _by_quarter(copy: Copy) -> list[Block]:
    found = copy.get("quarters") or []
    if not found:
        return []
    named = [("Updates by owners", 1), ("Actions completed", 2)]
    series = [[said, [[row[0], row[place]] for row in found]] for said, place in named]
    columns = [Column("Quarter", "head"), *(Column(said, "number") for said, _ in named)]
    drawn = chart("lines", "quarters-drawn", "Work on the plan by quarter", series, "updates and actions")
    return [
        *([drawn] if any(any(row[1:]) for row in found) else []),
        table("quarters", "By quarter", "Work on the plan by quarter. The first and the last may be a part of one.",
              columns, found),
    ]  # fmt: skip


def questions(copy: Copy) -> Chapter:
    """What the review asked, and the answers as they were written."""
    blocks: list[Block] = []
    for each in copy["questions"]:
        blocks += [heading(each["title"]), *map(words, _lines(each["words"]) or ["Not answered."])]
    return chapter("questions", "What was asked", blocks, fresh=True)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _places(copy: Copy) -> list[int]:
    return list(range(1, len(copy["parts"]) + 1))


def _part(part: Copy, place: int) -> Chapter:
    """A priority, commitment by commitment: what was decided and why, and what the year brought."""
    blocks = [block for each in part["commitments"] for block in _commitment(each)]
    return chapter(f"part-{place}", part["title"], blocks, fresh=place == 1)


def _commitment(each: Copy) -> Iterator[Block]:
    yield heading(f"{each['code']} {each['words']}")
    yield terms(_told(each))
    shown = [*each["actions"], *each["lines"]]
    if shown:
        yield listing([("", ". ".join(filter(None, (label, said)))) for label, said in shown])
    for measure in each.get("measures", []):
        yield from _measure(measure)


def _told(each: Copy) -> list[tuple[str, str]]:
    """The decision, its reason and the evidence, as pairs."""
    outcome = each["outcome"] or "Not decided"
    return [
        (outcome, each["reason"] or "–"),
        *([("In its new words", each["new_words"])] if each["new_words"] else []),
        *([("The year before", each["before"])] if each.get("before") else []),
        ("What the year brought", each["evidence"]),
    ]


def _measure(measure: Copy) -> Iterator[Block]:
    title = f"{measure['reference']} {measure['title']}"
    columns = [Column("Period", "head"), Column("Value")]
    values = measure["values"]
    if len(values) > 1 and all(drawn is not None for _, _, drawn in values):
        points = [[period, drawn] for period, _, drawn in values]
        yield chart("columns", f"drawn-{measure['reference'].lower()}", title, points, measure["unit"] or "in numbers")
    yield table(f"of-{measure['reference'].lower()}", measure["reference"], f"{title}. {measure['standing']}",
                columns, [[period, said] for period, said, _ in values])  # fmt: skip


def members(copy: Copy) -> Chapter:
    """The members’ survey: marks, and their own words by agency."""
    blocks: list[Block] = [words(f"{len(copy['replies'])} of {copy['members']} members answered.")]
    if copy["survey"]:
        blocks += _marks(copy["survey"])
    for reply in copy["replies"]:
        said = [("Should stay", reply["keeps"]), ("Should change", reply["changes"])]
        told = [pair for pair in said if pair[1]]
        blocks += [heading(reply["agency"]), terms(told)] if told else []
    return chapter("members", "What the members say", blocks, fresh=bool(copy["survey"]))


def _marks(survey: Sequence[Copy]) -> Iterator[Block]:
    """Mean marks; from the second shape on, how many members gave which."""
    known = [row for row in survey if row.get("marks")]
    columns = [Column("Line", "head", "half"), Column("Mean mark", "number")]
    if len(known) == len(survey):
        said = [f"{mark}: {told.lower()}" for mark, told in rules.mark_words().items()]
        yield chart("stacked", "survey-drawn", "Marks of the members", [[row["title"], row["marks"]] for row in survey],
                    "members", keys=said)  # fmt: skip
        columns += [Column(each, "number") for each in said]
    yield table("survey", "Survey", "Marks from 1 (not at all) to 5 (fully), and how many members gave each", columns,
                [[row["title"], row["average"], *row.get("marks", [])] for row in survey])  # fmt: skip


def _statistics(copy: Copy) -> list[Chapter]:
    """What agencies did, as it was safe to show on the day of the signature."""
    blocks = [block for sheet in copy.get("statistics") or [] for block in _sheet(sheet)]
    return [chapter("statistics", "The agencies’ year in figures", blocks, fresh=True)] if blocks else []


def _sheet(sheet: Copy) -> Iterator[Block]:
    if all(cell == NO_TOTALS for row in sheet["rows"] for cell in row[2:]):
        yield from (heading(sheet["title"]), note(f"{sheet['caption']} No agency sent any totals for it."))
        return
    first, unit, *quarters = sheet["headings"]
    columns = [Column(first, "head", "third"), Column(unit), *(Column(each, "number") for each in quarters)]
    yield heading(sheet["title"])
    yield table(sheet["code"], sheet["title"], sheet["caption"], columns, sheet["rows"], notes=sheet["notes"])


def about(copy: Copy) -> Chapter:
    """What this document is, and what it is not."""
    return chapter("about", "About this review", [
        terms([
            ("What was reviewed", f"{copy['strategy']}, from {_day(copy['begins'])} to {_day(copy['ends'])}."),
            ("What is counted", "Commitments, actions, updates and members’ answers: the forum’s own work, exact. "
             "Figures of the agencies passed disclosure control."),
            ("Who is named", "Member agencies and their staff by role. No person who is supported is named or counted "
             "by name; what is written was checked for names, aliases and details before it was signed."),
        ])
    ])  # fmt: skip


def _day(iso: str) -> str:
    return long_day(date.fromisoformat(iso))
