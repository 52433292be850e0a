"""What the desk gives to the agency's dashboard: work that is late, and what each lead worker carries. For managers."""

from __future__ import annotations

from flask import g, url_for

from agencies.permissions import Permission
from cases.desk import queries
from cases.desk.queries import Board
from core.actor import Actor
from core.panels import Late, Panel

#: What the board counts, how it is said of many and of one, and how pressing it is.
LATE = (
    ("overdue", "tasks of open cases past their day", "task of an open case past its day", 20),
    ("waiting", "people not contacted since their case opened", "person not contacted since their case opened", 30),
    ("quiet", "people not reached for 28 days", "person not reached for 28 days", 40),
)


def late(actor: Actor) -> list[Late]:
    """How many tasks are overdue and how many people are not reached, over all of the agency's open cases."""
    if not actor.may(Permission.CASE_SUPERVISE):
        return []
    board = _board(actor)
    return [
        Late(board.total(flag), words, url_for("cases.list_cases", scope="all", flag=flag), order, one)
        for flag, words, one, order in LATE
    ]


def caseload(actor: Actor) -> Panel | None:
    """Open cases by lead worker, ISVAs among them, each number with the list behind it."""
    if not actor.may(Permission.CASE_SUPERVISE):
        return None
    board = _board(actor)
    loads = [load for load in board.loads if load.open]
    values = {"loads": loads, "isva": board.total("isva"), "advisers": sum(load.isva > 0 for load in loads)}
    return Panel("cases/desk/dashboard_panel.html", values, order=30)


def _board(actor: Actor) -> Board:
    """The board, read once a page: two panels stand on it."""
    if "caseload_board" not in g:
        g.caseload_board = queries.board(actor)
    found: Board = g.caseload_board
    return found
