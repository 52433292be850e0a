"""The picture of a criminal justice journey: nodes on a line, what happened solid, what is ahead dotted. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.catalogue import phase_of
from cases.justice.catalogue import SHORT
from cases.justice.clocks import Step
from core.words import counted, short_day

MOST_DONE, MOST_PLANNED = 6, 3
LEFT, RIGHT, TOP, STEP_DOWN = 60, 1070, 26, 46
#: What may follow, once the police know: shown faint, because any of it may never come.
AHEAD = {
    "investigation": "Investigation",
    "charging": "Decision",
    "court": "Court",
    "outcome": "Outcome",
    "post": "After",
}


@dataclass(frozen=True, slots=True)
class Node:
    """One point: `kind` is done, now, planned or ahead; x for the wide picture, y for the tall one."""

    label: str
    below: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Journey:
    """The picture and the same in words. `reached` is the index of the last point that was reached."""

    nodes: tuple[Node, ...]
    reached: int
    words: str

    @property
    def height(self) -> int:
        """The height of the tall picture."""
        return TOP * 2 + STEP_DOWN * max(0, len(self.nodes) - 1)


def journey_of(steps: Sequence[Step], today: date) -> Journey:
    """Draw steps, oldest first: the last few that happened, the planned ones, and faintly what may follow.

    “Not reported” is a whole journey: nothing is drawn ahead of it.
    """
    done = sorted(
        (step for step in steps if step.happened_on <= today and not step.planned), key=lambda step: step.happened_on
    )
    planned = sorted(
        (step for step in steps if step.planned or step.happened_on > today), key=lambda step: step.happened_on
    )[:MOST_PLANNED]
    points = _done_points(done, today) + [
        (_short(step), _brief(step.happened_on, today), "planned") for step in planned
    ]
    points += [(words, "", "ahead") for words in _ahead([*done, *planned])]
    gap = (RIGHT - LEFT) / max(1, len(points) - 1)
    nodes = tuple(
        Node(label, below, kind, round(LEFT + index * gap, 1), TOP + index * STEP_DOWN)
        for index, (label, below, kind) in enumerate(points)
    )
    return Journey(nodes, next((i for i, node in enumerate(nodes) if node.kind == "now"), -1), _in_words(done, planned))


def _done_points(done: Sequence[Step], today: date) -> list[tuple[str, str, str]]:
    shown = done[-MOST_DONE:]
    earlier = len(done) - len(shown)
    points = [(f"{earlier} earlier", "", "done")] if earlier else []
    return points + [
        (_short(step), _brief(step.happened_on, today), "now" if step is done[-1] else "done") for step in shown
    ]


def _ahead(steps: Sequence[Step]) -> list[str]:
    phases = [phase_of(step.code) for step in steps]
    reached = [list(AHEAD).index(phase) for phase in phases if phase in AHEAD]
    if not reached and "report" not in phases:
        return []
    return list(AHEAD.values())[max(reached, default=-1) + 1 :]


def _in_words(done: Sequence[Step], planned: Sequence[Step]) -> str:
    if not done and not planned:
        return "No step is written down yet."
    begun = (
        f"{counted(len(done), 'step')} so far, the last {_short(done[-1])} on {short_day(done[-1].happened_on)}."
        if done
        else ""
    )
    coming = f" Next is {_short(planned[0])} on {short_day(planned[0].happened_on)}." if planned else ""
    return f"{begun}{coming} The same steps are in the list below.".strip()


def _short(step: Step) -> str:
    return SHORT.get(step.code, step.code)


def _brief(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%b}{year}"
