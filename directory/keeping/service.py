"""Writes of the directory by those who keep it. Every write names the version that was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from agencies.permissions import Permission
from agencies.queries import addresses_of
from core import audit, clock, outbox
from core.actor import Actor, system_actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from directory.facts import PlaceWords, place_is_sound, stays_unsaid
from directory.keeping import queries, rules
from directory.keeping.queries import Kept
from directory.keeping.rules import About
from directory.models import CheckedHow, Location, Organisation, PlaceKind, Service, ServiceCheck

CHANGED = "A colleague changed this entry while you were writing. Both texts are below; nothing is lost."
Row = dict[str, Any]


def add_organisation(*, actor: Actor, name: str, description: str, url: str | None, email: str | None) -> Organisation:
    """Add an organisation that is no member. For the coordinator; raises NotVisible for anyone else."""
    if not actor.may(Permission.DIRECTORY_KEEP):
        raise NotVisible
    row = Organisation(id=uuid7(), name=name.strip(), description=description.strip(), url=url, email=email)
    row.code, row.changed_at = str(row.id), clock.now()
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="organisation", row_id=row.id, fields=["name"])
    return row


def change_organisation(
    *, actor: Actor, organisation_id: UUID, version: int, name: str, description: str, url: str | None,
    email: str | None,
) -> None:  # fmt: skip
    """Change what is said of an organisation that the actor keeps; Clash when a colleague was first."""
    queries.kept_organisation(actor, organisation_id)
    values = {"name": name.strip(), "description": description.strip(), "url": url, "email": email}
    won = current_session().scalar(
        update(Organisation)
        .where(Organisation.id == organisation_id, Organisation.version == version)
        .values(**values, version=version + 1, changed_at=clock.now())
        .returning(Organisation.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash(CHANGED)
    audit.record(actor=actor, verb="changed", kind="organisation", row_id=organisation_id, fields=list(values))


def add_service(*, actor: Actor, organisation_id: UUID, about: About, confidential: bool) -> Service:
    """Add a service of an organisation that the actor keeps. It is to be verified, and takes no referrals here."""
    queries.kept_organisation(actor, organisation_id)
    _refuse(rules.about_is_sound(about, confidential=confidential))
    row = Service(id=uuid7(), organisation_id=organisation_id, confidential=confidential, **about.columns)
    row.code, row.changed_at = str(row.id), clock.now()
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind="service", row_id=row.id, fields=list(about.columns))
    return row


def change_about(*, actor: Actor, service_id: UUID, version: int, about: About) -> None:
    """Change what a service is and does. Refuses a text that says where confidential premises are."""
    kept = queries.kept_service(actor, service_id)
    _refuse(rules.about_is_sound(about, confidential=kept.service.confidential))
    _change(actor, kept, version, about.columns)


def change_reach(
    *, actor: Actor, service_id: UUID, version: int, phones: Sequence[Row], urls: Sequence[Row], email: str | None
) -> None:
    """Change how a service is reached."""
    kept = queries.kept_service(actor, service_id)
    if kept.service.confidential:
        _refuse(stays_unsaid(rules.texts_beside_about(list(phones), list(urls), [])))
    _change(actor, kept, version, {"phones": list(phones), "urls": list(urls), "email": email})


def change_hours(*, actor: Actor, service_id: UUID, version: int, schedules: Sequence[Row]) -> None:
    """Change when a service is open."""
    kept = queries.kept_service(actor, service_id)
    if kept.service.confidential:
        _refuse(stays_unsaid(rules.texts_beside_about([], [], list(schedules))))
    _change(actor, kept, version, {"schedules": list(schedules)})


def set_premises(*, actor: Actor, service_id: UUID, version: int, confidential: bool) -> None:
    """Say whether the premises of a service are confidential.

    Saying yes takes every address away in the same transaction, and refuses while a text elsewhere says where they
    are (domain.md 8.1: locations of confidential premises are never published).
    """
    kept = queries.kept_service(actor, service_id)
    row = kept.service
    if confidential:
        texts = {**_about_texts(row), **rules.texts_beside_about(row.phones, row.urls, row.schedules)}
        _refuse(rules.premises_can_be_confidential(texts))
    _change(actor, kept, version, {"confidential": confidential})
    if confidential:
        _take_addresses_away(kept)
    else:
        _mark_places(service_id, confidential=False)


def add_place(*, actor: Actor, service_id: UUID, version: int, place: PlaceWords) -> Location:
    """Add a place where a service is found; confidential premises take a virtual one only."""
    kept = queries.kept_service(actor, service_id)
    _refuse(place_is_sound(place, confidential=kept.service.confidential))
    _change(actor, kept, version, {}, fields=["places"])
    row = Location(service_id=service_id, confidential=kept.service.confidential, **asdict(place))
    current_session().add(row)
    current_session().flush()
    return row


def change_place(*, actor: Actor, service_id: UUID, location_id: UUID, version: int, place: PlaceWords) -> None:
    """Change a place of a service."""
    kept, _ = queries.kept_place(actor, service_id, location_id)
    _refuse(place_is_sound(place, confidential=kept.service.confidential))
    _change(actor, kept, version, {}, fields=["places"])
    current_session().execute(
        update(Location)
        .where(Location.id == location_id, Location.service_id == service_id)
        .values(**asdict(place))
        .execution_options(synchronize_session=False)
    )


def remove_place(*, actor: Actor, service_id: UUID, location_id: UUID, version: int) -> None:
    """Take a place out of an entry."""
    kept, _ = queries.kept_place(actor, service_id, location_id)
    _change(actor, kept, version, {}, fields=["places"])
    gone = delete(Location).where(Location.id == location_id, Location.service_id == service_id)
    current_session().execute(gone.execution_options(synchronize_session=False))


def note_check(
    *, actor: Actor, service_id: UUID, version: int, on: date, how: CheckedHow, note: str = ""
) -> ServiceCheck:
    """Write down that an entry was checked with the service itself: its assured date (domain.md 8.1).

    It names the version that was read, so that nobody vouches for words that changed meanwhile.
    """
    kept = queries.kept_service(actor, service_id)
    last = kept.service.checked_on
    _refuse(rules.check_may_be_noted(on, how, last=last, today=clock.today(), is_own=kept.is_own))
    _change(actor, kept, version, {"checked_on": on})
    row = ServiceCheck(
        service_id=service_id, checked_on=on, how=how, note=note.strip() or None, by_user_id=actor.user_id,
        by_agency_id=actor.agency_id, noted_at=clock.now(),
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    return row


def _change(actor: Actor, kept: Kept, version: int, values: Row, *, fields: Sequence[str] = ()) -> None:
    """One conditional UPDATE: whoever read an older version, or an older answer on confidentiality, is told."""
    row = kept.service
    won = current_session().scalar(
        update(Service)
        .where(Service.id == row.id, Service.version == version, Service.confidential.is_(row.confidential))
        .values(**values, version=version + 1, changed_at=clock.now())
        .returning(Service.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Clash(CHANGED)
    current_session().refresh(row)
    audit.record(actor=actor, verb="changed", kind="service", row_id=row.id, fields=[*values, *fields])


def _take_addresses_away(kept: Kept) -> None:
    nowhere = dict.fromkeys(("address", "city", "region", "postcode", "latitude", "longitude", "uprn"), None)
    for place in kept.places:
        says_where = place.kind != PlaceKind.VIRTUAL or stays_unsaid({"name": place.name, "access": place.access or ""})
        words = {"name": rules.SAID_TO_THOSE_WHO_COME, "access": None} if says_where else {}
        current_session().execute(
            update(Location)
            .where(Location.id == place.id)
            .values(kind=PlaceKind.VIRTUAL.value, confidential=True, **nowhere, **words)
            .execution_options(synchronize_session=False)
        )


def _mark_places(service_id: UUID, **values: Any) -> None:
    places = update(Location).where(Location.service_id == service_id).values(**values)
    current_session().execute(places.execution_options(synchronize_session=False))


def _about_texts(row: Service) -> dict[str, str]:
    return {
        "name": row.name, "description": row.description, "eligibility": row.eligibility or "",
        "fees": row.fees or "", "alert": row.alert or "",
    }  # fmt: skip


def _refuse(refusal: Refused | None) -> None:
    if refusal is not None:
        raise refusal


def remind(actor: Actor) -> int:
    """Tell those of an agency who keep entries that some want a check, once in a month; returns how many were told.

    For the system actor of an agency. The coordinator is told of what nobody else keeps, managers of their own.
    """
    told = 0
    for permission in (Permission.AGENCY_SETTINGS, Permission.DIRECTORY_KEEP):
        asking = system_actor(actor.agency_id, permission)
        addresses = addresses_of(actor.agency_id, permission)
        if not addresses or not queries.counts(asking).wanting:
            continue
        for address in addresses:
            outbox.put(
                agency_id=actor.agency_id, address=address, subject="Directory entries to check",
                path="/directory/keep", once=f"directory-check:{permission}:{clock.today():%Y-%m}",
            )  # fmt: skip
            told += 1
    return told
