"""The caseload board: how much each worker carries."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request

from agencies import queries as agencies_queries
from agencies.permissions import Permission
from cases import bp
from cases import rules as case_rules
from cases.desk import charts, queries
from cases.desk.views.listing import desk_values
from core.access import current_actor, requires
from core.changing import Answer


@bp.get("/cases/board")
@requires(Permission.CASE_SUPERVISE, conceal=True)
def show_board() -> Answer:
    """Each worker's open cases, tasks overdue, high risk, waiting and quiet: a picture, and its table."""
    actor = current_actor()
    teams = {team.id: team.name for team in agencies_queries.teams_of(actor.agency_id)}
    team = request.args.get("team", None, type=UUID)
    board = queries.board(actor, team if team in teams else None)
    return render_template(
        "cases/desk/board.html", board=board, teams=teams, team=team, chart=charts.bars_of(board),
        state_bars=charts.state_bars(board), state_words=case_rules.STATE_WORDS, **desk_values("board"),
    )  # fmt: skip
