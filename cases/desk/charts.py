"""The pictures of the board: bars of open cases, cut by what needs a look. Pure; the table beside has the numbers."""

from __future__ import annotations

from dataclasses import dataclass

from cases import rules as case_rules
from cases.desk.queries import Board
from core.words import counted

LEFT, WIDTH, ROW = 190, 700, 34
MEASURES = {"waiting": "not contacted yet", "quiet": "not reached for 28 days", "risk": "at high risk"}
FILLS = {"waiting": "#1b4f9e", "quiet": "#b36200", "risk": "#a62019"}


@dataclass(frozen=True, slots=True)
class Stripe:
    """A thin stripe under a bar: so many of its cases need a look."""

    y: float
    width: float
    fill: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words on the left, its number on the right of it."""

    label: str
    number: int
    y: int
    width: float
    stripes: tuple[Stripe, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, the height of the picture, and the same in words."""

    bars: tuple[Bar, ...]
    height: int
    words: str


def bars_of(board: Board) -> Chart:
    """A bar for each worker who leads a case: as long as their open cases."""
    loads = [load for load in board.loads if load.open][:20]
    bars = tuple(
        Bar(load.name, load.open, index * ROW, _width(load.open, board.most), _stripes(load, index * ROW, board.most))
        for index, load in enumerate(loads)
    )
    said = ", ".join(f"{load.name} {load.open}" for load in loads)
    return Chart(bars, max(ROW, len(bars) * ROW), f"Open cases by lead worker: {said}." if said else "No open case.")


def state_bars(board: Board) -> Chart:
    """A bar for each state that open cases stand in."""
    most = max(board.states.values(), default=0)
    bars = tuple(
        Bar(case_rules.STATE_WORDS[state], number, index * ROW, _width(number, most))
        for index, (state, number) in enumerate(board.states.items())
    )
    said = ", ".join(f"{bar.label.lower()} {bar.number}" for bar in bars)
    return Chart(bars, max(ROW, len(bars) * ROW), f"{counted(board.total('open'), 'open case')} by state: {said}.")


def _stripes(load: object, top: int, most: int) -> tuple[Stripe, ...]:
    numbers = [(FILLS[measure], getattr(load, measure)) for measure in MEASURES]
    shown = [(fill, number) for fill, number in numbers if number]
    return tuple(Stripe(top + 18 + index * 4, _width(number, most), fill) for index, (fill, number) in enumerate(shown))


def _width(number: int, most: int) -> float:
    return round(WIDTH * number / most, 1) if most else 0.0
