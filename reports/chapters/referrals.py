"""Whether referrals are answered (domain.md 6.5): by receiving agency, with times, declines and unmet need."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.words import listed
from reports.blocks import Block, Cell, Chapter, Column, chapter, chart, heading, note, table, words
from reports.chapters.lists import Wanted, side_by_side
from reports.chapters.taken import NO_TOTALS, NONE_TIMED, Taken
from reports.disclosure import WITHHELD

NONE = "No referrals between member agencies were counted in this quarter."
COUNTS = (
    "Referrals between member agencies, by the agency that received them. Counts of referrals, not of people: one "
    "person can have several."
)
OUTCOMES = (
    ("accepted", "Accepted"), ("declined", "Declined"), ("withdrawn", "Withdrawn"), ("waiting", "No answer yet"),
)  # fmt: skip
RECEIVED, ACKNOWLEDGED = "referrals.received", "referrals.acknowledgement"
WAITS = ("referrals.waiting-days.acknowledge", "referrals.waiting-days.decide")
WHY, UNMET, AGAIN = "referrals.declined-why", "referrals.unmet", "referrals.re-referred"
ESCALATED = "referrals.escalated"
DECLINED: tuple[Wanted, ...] = (
    (WHY, "Why referrals were declined", "Reason", "All declined"),
    (UNMET, "Needs that nobody could meet", "Need", None),
)
FAMILIES = (RECEIVED, ACKNOWLEDGED, *WAITS, WHY, UNMET, AGAIN, ESCALATED)

ANSWERS = (
    Column("Received by", "head", "third"), Column("Received", "number"), Column("Acknowledged", "number"),
    *(Column(word, "number") for _, word in OUTCOMES),
)  # fmt: skip
TIMES = (
    Column("Received by", "head", "third"), Column("Acknowledged: half within", "days"),
    Column("Acknowledged: 9 in 10 within", "days"), Column("Decided: half within", "days"),
    Column("Decided: 9 in 10 within", "days"), Column("Late, taken to the forum", "number"),
)  # fmt: skip


def referrals(taken: Taken) -> Chapter:
    """Referral accountability by the agency that received, then what was declined, sent again and not met."""
    title = "Are referrals answered?"
    agencies, quiet = _busy(taken)
    if not agencies:
        return chapter("referrals", title, [words(NONE)])
    rows = [_answers(taken, key, name) for key, name in agencies]
    rows.sort(key=_most_first)
    drawn = [(row[0], row[3:]) for row in rows]
    keys = {name: key for key, name in agencies}
    times = [_times(taken, str(row[0]), keys[str(row[0])]) for row in rows]
    return chapter("referrals", title, [
        words(COUNTS),
        chart("stacked", "referrals-chart", "Referrals by receiving agency", drawn, "referrals, to the nearest 5",
              keys=[word for _, word in OUTCOMES]),
        table("referrals", "Referrals received", f"Referrals received, {taken.quarters[0].words}, to the nearest 5",
              ANSWERS, [*rows, _whole(taken)], whole=True),
        note(f"No referrals received: {listed(quiet)}.") if quiet else None,
        heading("How long do answers take?"),
        table("waits", "Waits for answers", f"Working days from sending, {taken.quarters[0].words}", TIMES,
              [*times, _times(taken, "All agencies")], whole=True),
        *_again(taken),
        *side_by_side(taken, DECLINED),
    ])  # fmt: skip


def _most_first(row: Sequence[Cell]) -> tuple[bool, int, str]:
    """Rows in the order of what is shown of them, so that the order tells nothing that the numbers do not."""
    return not isinstance(row[1], int), -row[1] if isinstance(row[1], int) else 0, str(row[0])


def _busy(taken: Taken) -> tuple[list[tuple[UUID, str]], list[str]]:
    """The agencies that received any, and the names of those that sent a nought."""
    cut, known = taken.now.get(RECEIVED), taken.agencies(RECEIVED)
    if cut is None:
        return [], []
    quiet = [name for key, name in known if cut.of_agency(key).value == 0]
    return [(key, name) for key, name in known if name not in quiet], quiet


def _answers(taken: Taken, key: UUID, name: str) -> list[Cell]:
    received, answered = taken.now[RECEIVED], taken.now.get(ACKNOWLEDGED)
    acknowledged = answered.cell(key, "acknowledged").value if answered and answered.sent else NO_TOTALS
    return [
        name, received.of_agency(key).value, acknowledged,
        *(received.cell(key, outcome).value for outcome, _ in OUTCOMES),
    ]  # fmt: skip


def _whole(taken: Taken) -> list[Cell]:
    outcomes = (taken.line(RECEIVED, outcome) for outcome, _ in OUTCOMES)
    return ["All agencies", taken.total(RECEIVED), taken.line(ACKNOWLEDGED, "acknowledged"), *outcomes]


def _times(taken: Taken, name: str, key: UUID | None = None) -> list[Cell]:
    """How long an agency took, or all of them, and how many of its answers stayed late until the forum took them up."""
    late = taken.now.get(ESCALATED)
    figure: Cell = NO_TOTALS
    if late and late.sent:
        figure = late.total.value if key is None else late.of_agency(key).value
    return [name, *(each for code in WAITS for each in taken.waits(code, key)), figure]


def _again(taken: Taken) -> list[Block]:
    """By the agency that sent: how many referrals, and how many were for somebody it had referred within a year."""
    cut = taken.now.get(AGAIN)
    if cut is None or not cut.sent:
        return []
    steps = cut.family.dimensions
    rows: list[list[Cell]] = [
        [name, cut.of_agency(key).value, *(cut.cell(key, step).value for step in steps)]
        for key, name in taken.agencies(AGAIN)
        if cut.of_agency(key).value != 0
    ]
    if not rows:
        return []
    columns = (
        Column("Sent by", "head", "third"), Column("Sent", "number"),
        *(Column(words_, "number") for words_ in steps.values()),
    )  # fmt: skip
    rows.sort(key=_most_first)
    whole = ["All agencies", cut.total.value, *(cut.of_dimension(step).value for step in steps)]
    said = f"Referrals sent, {taken.quarters[0].words}, by how often the agency referred the person within a year"
    return [
        heading("Who is referred again?"),
        table("referred-again", "Referred again", f"{said}, to the nearest 5", columns, [*rows, whole], whole=True),
    ]


def sentence(taken: Taken) -> tuple[str, str] | None:
    """For “In short”: how many referrals there were, and how many were accepted."""
    received = taken.total(RECEIVED)
    if received in (NO_TOTALS, 0):
        return "No referrals passed between member agencies this quarter.", ""
    if received == WITHHELD:
        return "Referrals passed between member agencies.", "How many is withheld to protect people."
    accepted = taken.line(RECEIVED, "accepted")
    rest = f"About {accepted:,} were accepted." if isinstance(accepted, int) and accepted else ""
    return f"Member agencies sent each other about {received:,} referrals.", rest


def wait_sentence(taken: Taken) -> tuple[str, str] | None:
    """For “In short”: how long answers take; nothing when that is withheld."""
    half, most = taken.waits(WAITS[1])
    if half in (WITHHELD, NO_TOTALS, NONE_TIMED):
        return None
    rest = f"Nine in ten were decided within {_days(most)}." if most not in (WITHHELD, NO_TOTALS, NONE_TIMED) else ""
    return f"Half of the answers came within {_days(half)}.", rest


def _days(number: str) -> str:
    return "the same working day" if number == "0" else f"{number} working day{'' if number == '1' else 's'}"
