"""What a dashboard says of figures that are safe already: lines over quarters, and what changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.tallies import Period
from reports.disclosure import Shown

#: A figure is rounded to 5, so two that differ by less than this may stand for the same count.
LEAST_DIFFERENCE = 10
#: And a difference below this share of the larger says little.
LEAST_SHARE = 0.2
MOST_CHANGES = 4
NO_TOTALS = "no totals"
#: A figure of a line: None where nobody sent totals, words where it is a wait.
Value = Shown | str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over quarters, the oldest first."""

    code: str
    label: str
    unit: str
    values: tuple[Value, ...]

    @property
    def now(self) -> Value:
        """The figure of the last quarter."""
        return self.values[-1]

    @property
    def printed(self) -> tuple[int | str, ...]:
        """As cells of a table."""
        return tuple(printed(value) for value in self.values)

    @property
    def sent(self) -> bool:
        """True when totals came for any of the quarters."""
        return any(value is not None for value in self.values)


@dataclass(frozen=True, slots=True)
class Stack:
    """Figures by category: one row a quarter, an agency or a family."""

    code: str
    title: str
    unit: str
    keys: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Value, ...]], ...]

    @property
    def is_nought(self) -> bool:
        """True when every figure is a real nought: then words say it shorter than a picture."""
        return all(printed(value) == 0 for _, values in self.rows for value in values)

    @property
    def drawn(self) -> list[tuple[str, list[int | str]]]:
        """For a chart and for a table: each row with its cells."""
        return [(name, [printed(value) for value in values]) for name, values in self.rows]


@dataclass(frozen=True, slots=True)
class Change:
    """A measure that is clearly more or fewer than a quarter before."""

    label: str
    unit: str
    now: int
    before: int

    @property
    def more(self) -> bool:
        """True when there is more of it."""
        return self.now > self.before

    @property
    def words(self) -> str:
        """“more: about 40, was about 25”."""
        return f"{'more' if self.more else 'fewer'}: {_about(self.now)}, was {_about(self.before)}"


def printed(value: Value) -> int | str:
    """A figure as a cell: a number, “[c]”, words, or “no totals”."""
    if value is None:
        return NO_TOTALS
    return value.value if isinstance(value, Shown) else value


def changes(lines: Iterable[Line]) -> list[Change]:
    """The measures that changed most since the quarter before, as far as shown figures can tell; the largest first.

    Only two shown numbers are compared, and only a difference that rounding cannot make counts: 10 or more, and a
    fifth of the larger.
    """
    found = [change for change in map(_change, lines) if change is not None]
    return sorted(found, key=_share, reverse=True)[:MOST_CHANGES]


def first_counted(lines: Sequence[Line]) -> int:
    """The place of the first quarter in which any measure has more than silence or a nought; the last when none has."""
    quarters = list(zip(*(line.printed for line in lines), strict=True))
    return next((at for at, told in enumerate(quarters) if set(told) - {0, NO_TOTALS}), len(quarters) - 1)


def compared(lines: Iterable[Line]) -> bool:
    """True when any measure has totals of the last quarter and of the one before."""
    return any(line.values[-2:].count(None) == 0 and len(line.values) > 1 for line in lines)


def short_name(quarter: Period) -> str:
    """“Jul to Sep 2026”, for a column or under a bar."""
    return f"{quarter.start:%b} to {quarter.end:%b %Y}"


def points(quarters: Sequence[Period], values: Sequence[Value]) -> list[tuple[str, int | str]]:
    """Quarters with their figures, for a chart; a wait in days is a number again where it is one."""
    return [(short_name(quarter), _drawn(value)) for quarter, value in zip(quarters, values, strict=True)]


def _drawn(value: Value) -> int | str:
    shown = printed(value)
    return int(shown) if isinstance(shown, str) and shown.isdigit() else shown


def _change(line: Line) -> Change | None:
    if len(line.values) < 2:
        return None
    before, now = (value.number if isinstance(value, Shown) else None for value in line.values[-2:])
    if before is None or now is None:
        return None
    difference = abs(now - before)
    clear = difference >= LEAST_DIFFERENCE and difference >= LEAST_SHARE * max(now, before)
    return Change(line.label, line.unit, now, before) if clear else None


def _share(change: Change) -> float:
    return abs(change.now - change.before) / max(change.now, change.before)


def _about(number: int) -> str:
    return f"about {number:,}" if number else "none"
