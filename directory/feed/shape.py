"""Entries in the shape of Open Referral UK 3.0 (HSDS-UK; domain.md 8.1). Pure: rows in, what goes out as JSON.

What is not known is left out. Ids of what has no row of its own follow from the row that it hangs on, so they stay the
same from one reading to the next. An address leaves only from a place that is not virtual, of a service whose premises
are not confidential, whatever else the rows say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from directory import rules
from directory.models import Location, Organisation, Service

TAXONOMY_ID = UUID("0b3d1f5e-5a9b-5c55-9d0c-6f5f0f7a2b11")
TAXONOMY = {
    "id": str(TAXONOMY_ID), "name": "Kinds of help",
    "description": "What a service helps with, in the words of the forum’s directory.",
}  # fmt: skip
COUNTRY = "GB"
Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A service with its organisation and its places."""

    service: Service
    organisation: Organisation
    places: tuple[Location, ...] = ()


def term_id(code: str) -> UUID:
    """The id of a kind of help."""
    return uuid5(TAXONOMY_ID, code)


def terms() -> list[Shape]:
    """Every kind of help as a taxonomy term, by name."""
    return sorted((_term(code) for code in rules.CATEGORY_WORDS), key=lambda term: str(term["name"]))


def _term(code: str) -> Shape:
    words = rules.category_words([code])[0]
    return {
        "id": str(term_id(code)), "name": words, "description": f"Services that help with: {words}.",
        "taxonomy": TAXONOMY["name"], "taxonomy_id": TAXONOMY["id"],
    }  # fmt: skip


def organisation(row: Organisation) -> Shape:
    """An organisation without what hangs on it."""
    return _known({
        "id": str(row.id), "name": row.name, "description": row.description, "email": row.email, "website": row.url,
    })  # fmt: skip


def service(row: Service) -> Shape:
    """A service without what hangs on it. Whom it is for stands in its description, which has no field of its own."""
    who = f"For whom: {row.eligibility}" if row.eligibility else ""
    return _known({
        "id": str(row.id), "organization_id": str(row.organisation_id), "name": row.name,
        "description": "\n".join(filter(None, (row.description, who))),
        "url": row.urls[0]["url"] if row.urls else None, "email": row.email, "status": row.status.value,
        "fees": row.fees, "minimum_age": row.minimum_age, "maximum_age": row.maximum_age,
        "assured_date": row.checked_on.isoformat() if row.checked_on else None, "alert": row.alert,
        "last_modified": row.changed_at.isoformat() if row.changed_at else None,
    })  # fmt: skip


def listed_service(entry: Entry) -> Shape:
    """A service as a list has it: with its organisation, and nothing that there may be several of."""
    return {**service(entry.service), "organization": organisation(entry.organisation)}


def whole_service(entry: Entry) -> Shape:
    """A service with all that hangs on it."""
    row = entry.service
    return _known({
        **_around_service(entry),
        "service_at_locations": [_at_location(row, place) for place in entry.places],
    })  # fmt: skip


def _around_service(entry: Entry) -> Shape:
    row = entry.service
    return {
        **listed_service(entry),
        "schedules": [_schedule(row, number, each) for number, each in enumerate(row.schedules)],
        "service_areas": [
            {"id": _id(row.id, f"area {name}"), "service_id": str(row.id), "name": name} for name in row.areas
        ],
        "languages": [
            {"id": _id(row.id, f"language {name}"), "service_id": str(row.id), "name": name} for name in row.languages
        ],
        "cost_options": [
            {"id": _id(row.id, "cost"), "service_id": str(row.id), "option": words} for words in (row.fees,) if words
        ],
        "contacts": [_contact(row, number, each) for number, each in enumerate(row.phones)],
        "attributes": [_attribute(row.id, code) for code in row.categories],
    }  # fmt: skip


def whole_organisation(row: Organisation, entries: Iterable[Entry]) -> Shape:
    """An organisation with its published services, each whole."""
    return _known({**organisation(row), "services": [whole_service(entry) for entry in entries]})


def listed_place(entry: Entry, place: Location) -> Shape:
    """A service at a location as a list has it."""
    return {
        **_link(entry.service, place),
        "location": _location(entry.service, place),
        "service": listed_service(entry),
    }


def whole_place(entry: Entry, place: Location) -> Shape:
    """A service at a location with all that hangs on both."""
    return {**_at_location(entry.service, place), "service": _known(_around_service(entry))}


def _at_location(row: Service, place: Location) -> Shape:
    location = _location(row, place)
    if place.access and not row.confidential:
        access = {"id": _id(place.id, "access"), "location_id": location["id"], "description": place.access}
        location["accessibility"] = [access]
    if may_say_where(row, place):
        location["addresses"] = [_address(place, location["id"])]
    return {**_link(row, place), "location": location}


def _link(row: Service, place: Location) -> Shape:
    return {"id": str(place.id), "service_id": str(row.id), "location_id": _id(place.id, "location")}


def may_say_where(row: Service, place: Location) -> bool:
    """Whether an address may leave: nobody said that the premises stay unsaid, and the address is whole."""
    is_hidden = row.confidential or place.confidential or place.kind == rules.PlaceKind.VIRTUAL
    return not is_hidden and bool(place.address and place.city and place.postcode)


def _location(row: Service, place: Location) -> Shape:
    says = may_say_where(row, place)
    kind = place.kind if says else rules.PlaceKind.VIRTUAL.value
    found: Shape = {"id": _id(place.id, "location"), "location_type": kind, "name": place.name}
    if says:
        found |= {"latitude": place.latitude, "longitude": place.longitude, "external_identifier": place.uprn}
        found["external_identifier_type"] = "UPRN" if place.uprn else None
    return _known(found)


def _address(place: Location, location_id: str) -> Shape:
    return _known({
        "id": _id(place.id, "address"), "location_id": location_id, "address_1": place.address, "city": place.city,
        "region": place.region, "state_province": place.region or place.city, "postal_code": place.postcode,
        "country": COUNTRY, "address_type": place.kind,
    })  # fmt: skip


def _schedule(row: Service, number: int, given: Mapping[str, Any]) -> Shape:
    names = (
        "freq", "interval", "byday", "bymonthday", "opens_at", "closes_at", "dtstart", "valid_from", "valid_to",
        "description", "notes",
    )  # fmt: skip
    said = {name: given.get(name) or None for name in names}
    return _known({"id": _id(row.id, f"schedule {number}"), "service_id": str(row.id), **said})


def _contact(row: Service, number: int, given: Mapping[str, Any]) -> Shape:
    contact_id = _id(row.id, f"contact {number}")
    phone = {
        "id": _id(row.id, f"phone {number}"), "contact_id": contact_id, "number": given["number"],
        "description": given.get("description") or None,
    }  # fmt: skip
    return {
        "id": contact_id, "service_id": str(row.id), "name": given.get("description") or "Telephone",
        "phones": [_known(phone)],
    }  # fmt: skip


def _attribute(link_id: UUID, code: str) -> Shape:
    return {
        "id": _id(link_id, f"attribute {code}"), "link_id": str(link_id), "taxonomy_term_id": str(term_id(code)),
        "link_type": "service", "taxonomy_term": _term(code),
    }  # fmt: skip


def _id(row_id: UUID, part: str) -> str:
    return str(uuid5(row_id, part))


def _known(values: Shape) -> Shape:
    return {name: value for name, value in values.items() if value is not None and value != ""}
