"""Loads what accounts rest on: roles, the member agencies of the forum, and their teams."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from agencies import service
from agencies.models import Agency, AgencyKind, Firewall, Role, RolePermission, Team
from agencies.permissions import Permission
from config import ROOT
from core.scoping import current_session

SUPERSEDED = "superseded"
PREFIXES = {"LIFESHARE": "LS", "STREETLEVEL": "SL"}


def load() -> None:
    """Load roles, agencies and teams that are not there yet; a second run changes nothing and keeps what was edited."""
    roles = read("roles")["roles"]
    _add_new_permissions(roles)
    for role in roles:
        _add_role(role)
    current_session().flush()
    members = read("forum_members")
    for member in (*members["members"], *members["additional_roles"]):
        _add_agency(member)
    for code, teams in read("teams")["teams"].items():
        _add_teams(code, teams)
    current_session().flush()


def read(name: str) -> dict[str, Any]:
    """A reference file by its name."""
    found: dict[str, Any] = json.loads((ROOT / "reference" / f"{name}.json").read_text())
    return found


def _add_new_permissions(roles: list[dict[str, Any]]) -> None:
    """Give the known roles what no role has yet: permissions that came with this release. What was edited stays."""
    session = current_session()
    in_use = set(session.scalars(select(RolePermission.permission)))
    known = set(session.scalars(select(Role.code)))
    session.add_all(
        RolePermission(role_code=role["code"], permission=Permission(name).value)
        for role in roles
        for name in role["permissions"]
        if role["code"] in known and name not in in_use
    )


def _add_role(role: dict[str, Any]) -> None:
    session = current_session()
    if session.get(Role, role["code"]) is not None:
        return
    permissions = [Permission(name) for name in role["permissions"]]
    values = {name: role[name] for name in ("code", "label", "purpose")}
    session.add(Role(**values, forbidden_kinds=[AgencyKind(kind).value for kind in role["forbidden_kinds"]]))
    session.flush()
    session.add_all(RolePermission(role_code=role["code"], permission=name.value) for name in permissions)


def _add_agency(member: dict[str, Any]) -> None:
    if current_session().scalar(select(Agency.id).where(Agency.code == member["code"])) is not None:
        return
    joining = service.NewAgency(
        code=member["code"], name=member["name"], kind=AgencyKind(member["agency_type"]),
        firewall=Firewall(member["immigration_firewall"]), sector=member["sector"], url=member.get("url"),
        active=member.get("status") != SUPERSEDED, successor_code=member.get("successor_code"),
        aliases=member.get("aliases", ()), reference_prefix=PREFIXES.get(member["code"], member["code"][:2]),
    )  # fmt: skip
    service.add_agency(joining=joining)


def _add_teams(code: str, teams: list[dict[str, str]]) -> None:
    agency_id = current_session().scalars(select(Agency.id).where(Agency.code == code)).one()
    known = set(current_session().scalars(select(Team.code).where(Team.agency_id == agency_id)))
    for team in teams:
        if team["code"] not in known:
            service.add_team(agency_id=agency_id, code=team["code"], name=team["name"])
