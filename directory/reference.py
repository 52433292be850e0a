"""Loads the directory from `reference/`: national services as published, and the members' own services.

Loading again adds what is missing and leaves every row that is there as its keepers have edited it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from agencies.models import Agency, Team
from config import ROOT
from core.scoping import current_session
from directory.models import Location, Organisation, Service, ServiceStatus

REFERENCE = ROOT / "reference"
Entry = Mapping[str, Any]

# Which member runs a national entry; the others are organisations of their own.
MEMBER_ENTRIES = {
    "num": "NUM", "mash": "MASH", "tmr": "TMR", "lgbt-foundation": "LGBTF", "lifeshare": "LIFESHARE",
    "street-level": "STREETLEVEL", "gmp": "GMP", "btp": "BTP", "mcc": "MCC", "cgmcrc": "CGMCRC",
}  # fmt: skip
RUN_BY = {"national-stalking-helpline": "suzy-lamplugh"}


def load() -> None:
    """Add the organisations, services and locations that are not there yet. Needs the agencies and their teams."""
    national = _read("services_directory.json")["services"]
    members = _read("member_services.json")["services"]
    agencies = {agency.code: agency for agency in current_session().scalars(select(Agency))}
    _add_organisations(national, agencies)
    organisations = dict(current_session().execute(select(Organisation.code, Organisation.id)).all())
    known = set(current_session().scalars(select(Service.code)))
    for entry in national:
        if entry["id"] not in known:
            _add_national(entry, organisations[_organisation_code(entry)])
    teams = _teams()
    for entry in members:
        if entry["id"] not in known:
            _add_member_service(entry, organisations[entry["agency"]], teams)
    current_session().flush()


def _read(name: str) -> Any:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


def _organisation_code(entry: Entry) -> str:
    code = str(entry["id"])
    return MEMBER_ENTRIES.get(code) or RUN_BY.get(code) or code


def _add_organisations(national: Iterable[Entry], agencies: Mapping[str, Agency]) -> None:
    session = current_session()
    known = set(session.scalars(select(Organisation.code)))
    for agency in agencies.values():
        if agency.code not in known:
            session.add(_member_organisation(agency))
            known.add(agency.code)
    for entry in national:
        code = _organisation_code(entry)
        if code not in known:
            url = _first_url(entry)
            session.add(Organisation(code=code, name=entry["name"], description=entry["description"], url=url))
            known.add(code)
    session.flush()


def _member_organisation(agency: Agency) -> Organisation:
    words = "Member of the forum."
    return Organisation(code=agency.code, name=agency.name, description=words, url=agency.url, agency_id=agency.id)


def _first_url(entry: Entry) -> str | None:
    return next((link["url"] for link in entry["urls"] if link["url"]), None)


def _add_national(entry: Entry, organisation_id: UUID) -> None:
    row = Service(
        code=entry["id"], organisation_id=organisation_id, name=entry["name"], description=entry["description"],
        eligibility=entry.get("eligibility"), status=ServiceStatus(entry["status"]), categories=entry["categories"],
        phones=_kept(entry["phones"], "number", "e164", "description"),
        urls=[link for link in _kept(entry["urls"], "label", "url") if link["url"]],
        schedules=_kept(entry["schedules"], "freq", "byday", "opens_at", "closes_at"),
    )  # fmt: skip
    current_session().add(row)


def _kept(rows: Iterable[Entry], *names: str) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names} for row in rows]


def _teams() -> dict[tuple[str, str], UUID]:
    found = select(Agency.code, Team.code, Team.id).join(Agency, Agency.id == Team.agency_id)
    return {(agency, team): team_id for agency, team, team_id in current_session().execute(found)}


def _add_member_service(entry: Entry, organisation_id: UUID, teams: Mapping[tuple[str, str], UUID]) -> None:
    team_id = teams.get((entry["agency"], entry["team"]))
    if team_id is None:
        raise LookupError(f"{entry['id']} names the team {entry['team']}, which reference/teams.json lacks.")
    checked = entry["checked_on"]
    row = Service(
        code=entry["id"], organisation_id=organisation_id, team_id=team_id, name=entry["name"],
        description=entry["description"], eligibility=entry["eligibility"], status=ServiceStatus.ACTIVE,
        categories=entry["categories"], phones=[], urls=[], schedules=[],
        takes_referrals=True, opens_isva_case=entry["opens_isva_case"], confidential=entry.get("confidential", False),
        checked_on=date.fromisoformat(checked) if checked else None,
    )  # fmt: skip
    session = current_session()
    session.add(row)
    session.flush()
    session.add_all(Location(service_id=row.id, confidential=row.confidential, **place) for place in entry["locations"])
