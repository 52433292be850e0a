"""ISVA work, apart from other casework: who came how, first contact, justice, what changed, and how cases ended."""

from __future__ import annotations

from collections.abc import Sequence

from reports.blocks import Block, Chapter, Column, chapter, heading, note, table, words
from reports.chapters.lists import Wanted, side_by_side
from reports.chapters.taken import NO_TOTALS, Taken, is_number

WAITS = (
    ("isva.first-try-days", "First try to reach the person"),
    ("isva.first-contact-days", "First contact that reached them"),
    ("isva.assessment-days", "First complete assessment"),
    ("isva.waiting-days", "Still not reached, at the end of the quarter"),
)  # fmt: skip
OUTCOMES = (
    ("COPE", "Better able to cope"), ("SAFETY", "Feels safer"), ("INFORMED", "Better informed"),
    ("HEALTH", "Health and wellbeing"),
)  # fmt: skip
CHANGES = ("better", "same", "worse")
LISTS: tuple[Wanted, ...] = (
    ("isva.source", "Where ISVA cases came from", "Source", "All opened"),
    ("isva.needs-moj", "What people needed (MoJ)", "Category", None),
    ("isva.contact-modes", "How contact was made", "Way", "All contacts"),
    ("isva.milestones", "Steps in the justice system", "Step", None),
    ("isva.special-measures", "Special measures", "Stage", None),
    ("isva.compensation", "Criminal injuries compensation", "Stage", None),
    ("isva.needs-met", "Needs met, at reviews and ends", "Answer", "All cases asked about"),
    ("isva.closed", "Why ISVA cases ended", "Reason", "All closed"),
)  # fmt: skip
TOLD, MET = ("isva.rights-told", "casework.rights-told"), ("isva.rights-met", "casework.rights-met")
RIGHTS: tuple[Wanted, ...] = (
    (TOLD[0], "News of the case: people with an ISVA", "When they were told", "All news"),
    (TOLD[1], "News of the case: everybody else", "When they were told", "All news"),
    (MET[0], "Rights, as people with an ISVA found them", "Answer", "All rights written down"),
    (MET[1], "Rights, as everybody else found them", "Answer", "All rights written down"),
)
FAMILIES = (
    *(code for code, _ in WAITS), *(f"isva.distance.{code}" for code, _ in OUTCOMES), *(each[0] for each in LISTS),
    *(each[0] for each in RIGHTS),
)  # fmt: skip


def isva(taken: Taken) -> Chapter:
    """What ISVAs did, as totals of every agency that has any."""
    parts = [*_waits(taken), *_changes(taken), *side_by_side(taken, LISTS)]
    return chapter("isva", "ISVA support", parts or [words("No ISVA work was counted in this quarter.")])


def _waits(taken: Taken) -> list[Block]:
    rows = [
        [name, taken.total(code), *taken.waits(code)]
        for code, name in WAITS
        if code in taken.now and taken.now[code].sent
    ]
    if not rows:
        return []
    if not any(is_number(row[1]) for row in rows):
        return [note("How soon people were reached is not shown: too few cases were timed.")]
    columns = (
        Column("Step", "head", "half"), Column("Cases timed", "number"), Column("Half within", "days"),
        Column("9 in 10 within", "days"),
    )  # fmt: skip
    said = f"Working days from opening, {taken.quarters[0].words}"
    return [heading("How soon people are reached"), table("isva-waits", "ISVA waits", said, columns, rows)]


def _changes(taken: Taken) -> list[Block]:
    """Distance travelled: the person's own latest score against their first."""
    codes = [(f"isva.distance.{code}", name) for code, name in OUTCOMES]
    rows: list[Sequence[int | str]] = [
        [name, *(taken.line(code, change) for change in CHANGES)]
        for code, name in codes
        if code in taken.now and taken.now[code].sent
    ]
    if not rows or all(set(row[1:]) <= {0, NO_TOTALS} for row in rows):
        return []
    columns = (
        Column("What people scored", "head", "half"),
        *(Column(change.capitalize(), "number") for change in CHANGES),
    )
    said = f"Cases scored in {taken.quarters[0].words}, latest score against the first, to the nearest 5"
    return [
        heading("What changed for people"),
        table("isva-changes", "Distance travelled", said, columns, rows),
        note("People score themselves from 1 to 5. A score that stays the same can be a success."),
    ]


def rights(taken: Taken) -> Chapter:
    """The Victims' Code: whether people were told in time, and whether they found their rights met."""
    title, parts = "The Victims’ Code", side_by_side(taken, RIGHTS)
    if not parts:
        return chapter("rights", title, [words("No news and no right of the Code was written down in this quarter.")])
    limit = "The Code’s limit is 1 working day for news to people with an ISVA (enhanced rights), else 5."
    return chapter("rights", title, [*parts, note(limit)])
