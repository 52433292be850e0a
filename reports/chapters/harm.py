"""How people chose to report harm, and how far it went: routes, attrition, kinds of harm, what stands in the way."""

from __future__ import annotations

from reports.blocks import Block, Cell, Chapter, Column, chapter, chart, note, table, words
from reports.chapters.lists import Wanted, side_by_side
from reports.chapters.taken import Taken, is_number

ROUTE, WENT, HARMS, BARRIERS = "incidents.route", "incidents.went", "incidents.harms", "incidents.barriers"
ON_OUTREACH, IN_CASES = "outreach.reporting", "cases.reported"
FAMILIES = (ROUTE, WENT, HARMS, BARRIERS, ON_OUTREACH, IN_CASES)
LISTS: tuple[Wanted, ...] = (
    (IN_CASES, "Do people in cases report?", "Answer", "All cases"),
    (ON_OUTREACH, "Said on outreach about reporting", "Answer", "All contacts"),
    (HARMS, "Kinds of harm", "Kind", None),
    (BARRIERS, "What stands in the way", "Barrier", None),
)
#: What the person agreed to beside what left: the first of each says that nothing did.
STEPS = (
    ("told-us-only", "nothing-yet", "Told us, and nothing passed on"), ("warning", "warning", "A warning to others"),
    ("anonymous", "anonymous", "Information to police without a name"),
    ("full-report", "full-report", "A full report to police"),
)  # fmt: skip


def harm(taken: Taken) -> Chapter:
    """The chapter; when no agency sent totals, it says so."""
    if not taken.has(ROUTE):
        parts: list[Block | None] = [words("No agency sent totals of reports of harm for this quarter.")]
    else:
        parts = [
            words("Every choice is complete: support carries on whichever it is. Each report counts once, by the "
                  "furthest step that the person agreed to."),
            *_routes(taken), *_drawn(taken),
        ]  # fmt: skip
    parts += side_by_side(taken, LISTS)
    return chapter("harm", "How people chose to report harm", parts)


def _routes(taken: Taken) -> list[Block]:
    quarters = taken.headings[: 2 if taken.has_before(ROUTE) else 1]
    columns = (
        Column("The furthest step", "head", "third"),
        *(Column(f"{word}, {quarter}", "number") for quarter in quarters for word in ("Agreed to", "Passed on")),
    )
    backs = range(len(quarters))
    rows: list[list[Cell]] = [
        [name, *(taken.line(*each, back) for back in backs for each in ((ROUTE, agreed), (WENT, left)))]
        for agreed, left, name in STEPS
    ]
    whole = ["All reports", *(taken.total(code, back) for back in backs for code in (ROUTE, WENT))]
    return [
        table("routes", "Reporting routes", "Reports of harm, to the nearest 5. A person can make several.", columns,
              [*rows, whole], whole=True),
        note("What was agreed to and has not been passed on yet waits with an agency, or with the person."),
    ]  # fmt: skip


def _drawn(taken: Taken) -> list[Block]:
    """What was agreed to and what was passed on, over the same steps: the difference is what was lost on the way."""
    rows = [
        ("Agreed to", [taken.line(ROUTE, agreed) for agreed, _, _ in STEPS]),
        ("Passed on", [taken.line(WENT, left) for _, left, _ in STEPS]),
    ]
    if not any(is_number(value) for _, values in rows for value in values):
        return []
    return [chart("stacked", "routes-chart", "Reports of harm by the furthest step", rows, "reports, to the nearest 5",
                  keys=[step[2] for step in STEPS])]  # fmt: skip


def sentence(taken: Taken) -> tuple[str, str] | None:
    """For “In short”: how many reports of harm there were, and what most people chose."""
    total, only, full = taken.total(ROUTE), taken.line(ROUTE, "told-us-only"), taken.line(ROUTE, "full-report")
    if not is_number(total):
        return None
    rest = f"About {full:,} wanted a full police report." if is_number(full) else ""
    if isinstance(only, int) and isinstance(total, int) and only * 2 > total:
        return "Most people who told us about harm wanted nothing passed on.", rest
    return f"People told us about harm about {total:,} times.", rest
