"""A dashboard's figures as tables to take away: the same that the page shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.tallies import Period
from reports.dashboards.rules import Line, Stack, short_name
from reports.drawing import Chart
from reports.sheets import Sheet
from reports.wide_charts import drawn_wide


def lines_sheet(code: str, title: str, of: str, quarters: Sequence[Period], lines: Sequence[Line]) -> Sheet | None:
    """Measures over quarters; None when there is none."""
    headings = ("Measure", "Unit", *map(short_name, quarters))
    rows = tuple((line.label, line.unit, *line.printed) for line in lines)
    return Sheet(code, title, f"{of}, by quarter", headings, rows) if rows else None


def pictures(stacks: Iterable[Stack]) -> dict[str, Chart]:
    """Figures by category as charts as wide as paper, by the code of their sheet; none of noughts alone."""
    return {
        stack.code: drawn_wide({
            "shape": "stacked", "code": f"chart-{stack.code.replace('.', '-')}", "title": stack.title,
            "unit": stack.unit, "keys": list(stack.keys), "rows": stack.drawn,
        })
        for stack in stacks if not stack.is_nought
    }  # fmt: skip


def stack_sheet(stack: Stack) -> Sheet:
    """Figures by category, with the name of each row in front."""
    rows = tuple((name, *cells) for name, cells in stack.drawn)
    return Sheet(stack.code, stack.title, f"Counts of {stack.unit}", ("Of", *stack.keys), rows)
