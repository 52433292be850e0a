"""The demonstration's accounts. One password, shown by `make accounts`; a live service never loads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict, cast

from agencies import queries, service

FILE = Path(__file__).parent / "accounts.json"


class Account(TypedDict):
    """One line of accounts.json."""

    key: str
    name: str
    email: str
    password: str
    agency: str
    team: str | None
    roles: list[str]


def accounts() -> list[Account]:
    """The cast of the demonstration."""
    return cast("list[Account]", json.loads(FILE.read_text()))


def open_accounts() -> None:
    """Open every account of the cast."""
    for account in accounts():
        agency = queries.agency_by_code(account["agency"])
        teams = {team.code: team for team in queries.teams_of(agency.id)}
        team = teams.get(account["team"] or "")
        service.add_user(
            agency_id=agency.id, team_id=team.id if team else None, email=account["email"], name=account["name"],
            password=account["password"], roles=account["roles"],
        )  # fmt: skip
