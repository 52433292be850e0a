"""The page that prints the roles from their data, docs/roles.md. Run as a module, it writes the page anew."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict, cast

from agencies.models import AgencyKind
from agencies.permissions import Permission

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "reference" / "roles.json"
PAGE = ROOT / "docs" / "roles.md"
COMMAND = ".venv/bin/python -m tests.meta.roles_page"

KIND_WORDS = {
    AgencyKind.SUPPORT: "support agencies",
    AgencyKind.REPORTING_AND_SUPPORT: "reporting and support agencies",
    AgencyKind.POLICE: "police",
    AgencyKind.PROBATION: "probation",
    AgencyKind.LOCAL_AUTHORITY: "councils",
}

HEAD = f"""# Roles

Roles are data: `reference/roles.json`, loaded by `seed reference`. This page is printed from that file by
`{COMMAND}`, and a test compares the two.

An account may hold several roles; it may do what any of them allows, inside its own agency. What a permission opens
is declared on each endpoint, and what it shows there is decided by the queries behind it: see
[architecture.md](architecture.md), "Five rings". No role sees two agencies' people, and none of the forum's roles
sees a person at all.
"""


class Role(TypedDict):
    """One role of reference/roles.json."""

    code: str
    label: str
    purpose: str
    permissions: list[str]
    forbidden_kinds: list[str]


def roles() -> list[Role]:
    """The roles as data."""
    return cast("list[Role]", json.loads(DATA.read_text())["roles"])


def page(known: Iterable[Role]) -> str:
    """The whole page for these roles."""
    listed = list(known)
    return "\n".join([HEAD, *_who(listed), "", *_what(listed), ""])


def _who(known: list[Role]) -> Iterable[str]:
    yield "## What each is for\n"
    yield "| Role | Code | What it is for | Never held in |\n|---|---|---|---|"
    for role in known:
        barred = ", ".join(KIND_WORDS[AgencyKind(kind)] for kind in role["forbidden_kinds"])
        yield f"| {role['label']} | `{role['code']}` | {role['purpose']} | {barred or 'no limit'} |"


def _what(known: list[Role]) -> Iterable[str]:
    yield "## What each may do\n"
    yield "| Permission | Held by |\n|---|---|"
    for permission in Permission:
        holders = [role["label"] for role in known if permission.value in role["permissions"]]
        yield f"| `{permission.value}` | {_all_or_named(holders, known)} |"


def _all_or_named(holders: list[str], known: list[Role]) -> str:
    return "every role" if len(holders) == len(known) else ", ".join(holders) or "no role yet"


if __name__ == "__main__":
    PAGE.write_text(page(roles()))
