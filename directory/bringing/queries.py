"""What stands in the directory beside what a file tells, and the files that wait for a yes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from agencies.models import Agency
from core.actor import Actor
from core.errors import NotVisible
from core.scoping import current_session
from directory.bringing.models import DirectoryDraft, DraftState
from directory.bringing.rules import COLUMNS, Brought, Planned, Standing, plan_one, unpacked
from directory.facts import PlaceWords
from directory.models import Location, Organisation, Service
from directory.organisations import agencies_with_keepers, is_kept_by

PLACE = ("kind", "name", "address", "city", "region", "postcode", "latitude", "longitude", "uprn", "access")


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a file with what it would do, and the rows that it is about."""

    planned: Planned
    service: Service | None
    organisation: Organisation | None
    places: Mapping[str, Location]


@dataclass(frozen=True, slots=True)
class Known:
    """What of the directory a file may be about, read once."""

    services: Mapping[str, Service]
    by_name: Mapping[tuple[UUID, str], Service]
    organisations: Mapping[str, Organisation]
    places: Mapping[UUID, Mapping[str, Location]]
    kept: frozenset[UUID]
    keepers: Mapping[UUID, str]


def visible_to(actor: Actor) -> Select[DirectoryDraft]:
    """The files that wait: those of the actor's own agency."""
    return select(DirectoryDraft).where(
        DirectoryDraft.by_agency_id == actor.agency_id, DirectoryDraft.state == DraftState.WAITING
    )


def draft(actor: Actor, draft_id: UUID) -> DirectoryDraft:
    """One file that waits; NotVisible when there is none, or it was answered."""
    row = current_session().scalar(visible_to(actor).where(DirectoryDraft.id == draft_id))
    if row is None:
        raise NotVisible
    return row


def waiting_drafts(actor: Actor) -> list[DirectoryDraft]:
    """The files that wait, newest first."""
    return list(current_session().scalars(visible_to(actor).order_by(DirectoryDraft.read_at.desc()).limit(20)))


def steps(actor: Actor, row: DirectoryDraft) -> list[Step]:
    """What bringing each entry of a file in would do, as the directory stands now; five statements for all of them."""
    entries = [unpacked(each) for each in row.entries]
    known = _known(actor, row.source, entries)
    return [_step(entry, known) for entry in entries]


def _step(entry: Brought, known: Known) -> Step:
    owner = known.organisations.get(entry.organisation_id) or known.organisations.get(entry.organisation.casefold())
    service = known.services.get(entry.brought_id)
    if service is None and owner is not None:
        service = known.by_name.get((owner.id, entry.name.casefold()))
    places = known.places.get(service.id, {}) if service else {}
    of_service = service.organisation_id if service else None
    standing = _standing(service, places, known) if service else None
    keeper = known.keepers.get(owner.id, "") if owner and owner.id != of_service and owner.id not in known.kept else ""
    return Step(plan_one(entry, standing, keeper), service, owner, places)


def _standing(row: Service, places: Mapping[str, Location], known: Known) -> Standing:
    values = {column: getattr(row, column) for column in COLUMNS}
    values["status"] = row.status.value
    words = {key: PlaceWords(**{name: getattr(place, name) for name in PLACE}) for key, place in places.items()}
    kept_by = known.keepers.get(row.organisation_id, "Somebody else")
    return Standing(values, row.confidential, row.organisation_id in known.kept, kept_by, words)


def _known(actor: Actor, source: str, entries: Sequence[Brought]) -> Known:
    session = current_session()
    names = {entry.organisation.casefold() for entry in entries}
    brought = {entry.organisation_id for entry in entries} - {""}
    owners = session.scalars(select(Organisation).where(or_(
        func.lower(Organisation.name).in_(names), Organisation.id.in_(_uuids(brought)),
        (Organisation.brought_from == source) & Organisation.brought_id.in_(brought),
    ))).all()  # fmt: skip
    ids = {entry.brought_id for entry in entries}
    found = session.scalars(select(Service).where(or_(
        (Service.brought_from == source) & Service.brought_id.in_(ids), Service.id.in_(_uuids(ids)),
        Service.organisation_id.in_({owner.id for owner in owners}),
    ))).all()  # fmt: skip
    services: dict[str, Service] = {}
    for row in found:
        services[str(row.id)] = row
        if row.brought_from == source and row.brought_id:
            services[row.brought_id] = row
    owner_ids = {row.organisation_id for row in found} | {owner.id for owner in owners}
    return Known(
        services, {(row.organisation_id, row.name.casefold()): row for row in found}, _owners(owners, source),
        _places([row.id for row in found]), _kept(actor, owner_ids), _keepers(owner_ids),
    )  # fmt: skip


def _owners(rows: Sequence[Organisation], source: str) -> dict[str, Organisation]:
    known = {row.name.casefold(): row for row in rows} | {str(row.id): row for row in rows}
    return known | {row.brought_id: row for row in rows if row.brought_from == source and row.brought_id}


def _places(service_ids: Sequence[UUID]) -> dict[UUID, dict[str, Location]]:
    at: dict[UUID, dict[str, Location]] = defaultdict(dict)
    for place in current_session().scalars(select(Location).where(Location.service_id.in_(service_ids))):
        at[place.service_id][place.brought_id or str(place.id)] = place
    return at


def _kept(actor: Actor, owner_ids: set[UUID]) -> frozenset[UUID]:
    found = select(Organisation.id).where(Organisation.id.in_(owner_ids), is_kept_by(actor))
    return frozenset(current_session().scalars(found))


def _keepers(owner_ids: set[UUID]) -> dict[UUID, str]:
    """Organisation id to the member that keeps its entries."""
    found = (
        select(Organisation.id, Agency.name)
        .join(Agency, Agency.id == Organisation.agency_id)
        .where(Organisation.id.in_(owner_ids), Agency.id.in_(agencies_with_keepers()))
    )
    return {row[0]: row[1] for row in current_session().execute(found)}


def _uuids(words: set[str]) -> list[UUID]:
    found = []
    for each in words:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found
