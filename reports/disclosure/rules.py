"""The rule itself: 1 to 4 is withheld, 0 is shown, everything else is rounded to the nearest 5 (domain.md 6.7)."""

from __future__ import annotations

from dataclasses import dataclass

from reports.disclosure.grid import Span

WITHHELD = "[c]"
FLOOR = 5
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Rule:
    """From which count a number is shown. An agency may raise it, nobody may lower it."""

    threshold: int = FLOOR

    def __post_init__(self) -> None:
        if self.threshold < FLOOR:
            raise ValueError(f"The threshold may be raised, never lowered: {FLOOR} or more, not {self.threshold}.")

    def is_small(self, count: int) -> bool:
        """True for a count that may never be shown: 1 to one below the threshold."""
        return 0 < count < self.threshold

    def possible(self, shown: int) -> Span:
        """Every count that a reader must consider behind a shown number."""
        return Span(0, 0) if shown == 0 else Span(max(self.threshold, shown - NEAREST // 2), shown + NEAREST // 2)


STANDARD = Rule()


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as it may be published: a rounded number, or withheld. The count itself is not kept."""

    number: int | None

    @property
    def withheld(self) -> bool:
        """True when the reader sees [c]."""
        return self.number is None

    @property
    def value(self) -> int | str:
        """For JSON and tables: the number, or “[c]”."""
        return WITHHELD if self.number is None else self.number

    def __str__(self) -> str:
        return WITHHELD if self.number is None else f"{self.number:,}"


HIDDEN = Shown(None)


def rounded(count: int) -> int:
    """A count to the nearest 5."""
    return (count + NEAREST // 2) // NEAREST * NEAREST


def figure(count: int, rule: Rule = STANDARD) -> Shown:
    """One count that stands alone: 0, rounded, or withheld. Refuses a negative count with ValueError."""
    if count < 0:
        raise ValueError("A count is not negative.")
    return HIDDEN if rule.is_small(count) else Shown(rounded(count))
