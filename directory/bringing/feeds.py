"""A feed of Open Referral UK as JSON: a page of services, single ones, or organisations with theirs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from core.errors import Refused
from directory import facts
from directory.bringing.rules import Brought, BroughtPlace, Problem
from directory.facts import PlaceWords
from directory.models import PlaceKind, ServiceStatus
from directory.rules import CATEGORY_WORDS

LONGEST = 4_000
CODES = {words.casefold(): code for code, words in CATEGORY_WORDS.items()}
SCHEDULE = ("freq", "byday", "opens_at", "closes_at", "interval", "bymonthday", "valid_from", "valid_to", "description")
Shape = Mapping[str, Any]


def read_feed(content: bytes) -> tuple[list[Brought], list[Problem]]:
    """The services of a feed. A service without id, name or organisation is a problem; lesser faults are left out."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return [], [Problem("File", "", "This is no JSON that can be read")]
    entries, problems = [], []
    for number, (service, owner) in enumerate(_services(told), 1):
        row = f"Service {number}"
        missing = [name for name in ("id", "name") if not _text(service, name)]
        if missing or not _text(owner, "name"):
            problems.append(Problem(row, (missing or ["organization"])[0], "It is missing"))
        else:
            entries.append(_entry(row, service, owner))
    return entries, problems


def _services(told: object) -> Iterable[tuple[Shape, Shape]]:
    """Each service with its organisation, from any of the shapes that a feed's file has."""
    if isinstance(told, Mapping):
        listed = next((told[name] for name in ("contents", "services", "organizations") if name in told), None)
        is_owner = "services" in told and "id" in told
        if is_owner:
            yield from ((each, told) for each in _mappings(told["services"]))
        elif listed is not None:
            yield from _services(listed)
        elif "name" in told:
            yield told, _mapping(told.get("organization"))
    elif isinstance(told, list):
        for each in _mappings(told):
            if "services" in each and "organization" not in each:
                yield from ((service, each) for service in _mappings(each["services"]))
            elif "service" in each and "location" in each:
                yield {**_mapping(each["service"]), "service_at_locations": [each]}, _owner(each["service"])
            else:
                yield each, _owner(each)


def _owner(service: object) -> Shape:
    return _mapping(_mapping(service).get("organization"))


def _entry(row: str, service: Shape, owner: Shape) -> Brought:
    left_out: list[str] = []
    said: dict[str, Any] = {"name": _text(service, "name")[:200]}
    for column, words in _texts(service):
        said[column] = words
    said |= _lists(service, left_out)
    for column in ("minimum_age", "maximum_age"):
        age = service.get(column)
        if isinstance(age, int | float) and not isinstance(age, bool) and 0 <= age <= 120:
            said[column] = int(age)
    if facts.ages_are_sound(said.get("minimum_age"), said.get("maximum_age")):
        left_out.append("ages that cannot be")
        del said["minimum_age"], said["maximum_age"]
    return Brought(
        row=row, brought_id=_text(service, "id")[:100], organisation_id=_text(owner, "id")[:100],
        organisation=_text(owner, "name")[:200], about_organisation=_text(owner, "description")[:2000],
        organisation_url=_safely(facts.web_address, _text(owner, "website"), left_out), said=said,
        places=tuple(_places(service, left_out)), left_out=tuple(dict.fromkeys(left_out)),
    )  # fmt: skip


def _texts(service: Shape) -> Iterable[tuple[str, str]]:
    for column in ("description", "fees", "alert"):
        if column in service:
            yield column, _text(service, column)[:LONGEST]
    status = _text(service, "status")
    if status in set(ServiceStatus):
        yield "status", status


def _lists(service: Shape, left_out: list[str]) -> dict[str, Any]:
    """What there may be several of; a name that the feed leaves out altogether is not said."""
    said: dict[str, Any] = {}
    if "url" in service:
        url = _safely(facts.web_address, _text(service, "url"), left_out)
        said["urls"] = [{"label": "Website", "url": url}] if url else []
    if "email" in service:
        said["email"] = _safely(facts.email_address, _text(service, "email"), left_out)
    if "schedules" in service:
        said["schedules"] = [found for each in _mappings(service["schedules"]) if (found := _schedule(each, left_out))]
    if "languages" in service:
        said["languages"] = _names(service["languages"])
    if "service_areas" in service:
        said["areas"] = _names(service["service_areas"])
    if "contacts" in service or "phones" in service:
        said["phones"] = list(_phones(service, left_out))
    if "attributes" in service:
        terms = (_text(_mapping(each.get("taxonomy_term")), "name") for each in _mappings(service["attributes"]))
        said["categories"] = list(dict.fromkeys(CODES[term.casefold()] for term in terms if term.casefold() in CODES))
    return said


def _phones(service: Shape, left_out: list[str]) -> Iterable[dict[str, Any]]:
    contacts = _mappings(service.get("contacts"))
    told = [(phone, _text(contact, "name")) for contact in contacts for phone in _mappings(contact.get("phones"))]
    told += [(phone, "") for phone in _mappings(service.get("phones"))]
    for phone, name in told[: facts.MOST_PHONES]:
        try:
            yield facts.phone(_text(phone, "number"), (_text(phone, "description") or name)[:120])
        except Refused:
            left_out.append(f"the number {_text(phone, 'number')[:30]}")


def _schedule(given: Shape, left_out: list[str]) -> dict[str, Any] | None:
    """A schedule as far as it can be read; times that are none are left out with it."""
    found: dict[str, Any] = {name: str(given[name])[:200] for name in SCHEDULE if given.get(name)}
    times_ok = all(_is_time(found[name]) for name in ("opens_at", "closes_at") if name in found)
    if not times_ok or not str(given.get("interval") or 1).isdecimal():
        left_out.append("hours that are no times")
        return None
    for name in ("opens_at", "closes_at"):
        if name in found:
            found[name] = found[name][:5]
    if "interval" in found:
        found["interval"] = int(found["interval"])
    return found if found.keys() - {"freq"} else None


def _is_time(words: str) -> bool:
    parts = words[:5].split(":")
    whole = len(parts) == 2 and all(len(part) == 2 and part.isascii() and part.isdecimal() for part in parts)
    return whole and int(parts[0]) < 24 and int(parts[1]) < 60


def _places(service: Shape, left_out: list[str]) -> Iterable[BroughtPlace]:
    for link in _mappings(service.get("service_at_locations")):
        location = _mapping(link.get("location"))
        words = _place(location)
        refusal = facts.place_is_sound(words, confidential=False)
        if refusal is not None:
            left_out.append(f"the address of {words.name}")
            words = PlaceWords(PlaceKind.VIRTUAL.value, words.name)
        yield BroughtPlace((_text(link, "id") or _text(location, "id"))[:100], words)


def _place(location: Shape) -> PlaceWords:
    kind = _text(location, "location_type")
    name = _text(location, "name")[:200] or "Where it is offered"
    access = "; ".join(_text(each, "description") for each in _mappings(location.get("accessibility")))[:500] or None
    address = next(iter(_mappings(location.get("addresses"))), {})
    if kind not in (PlaceKind.PHYSICAL, PlaceKind.POSTAL) or not address:
        return PlaceWords(PlaceKind.VIRTUAL.value, name, access=access)
    latitude, longitude = (_number(location.get(each)) for each in ("latitude", "longitude"))
    is_uprn = _text(location, "external_identifier_type").casefold() == "uprn"
    uprn = _text(location, "external_identifier") if is_uprn else ""
    return PlaceWords(
        kind=kind, name=name, address=_text(address, "address_1")[:200] or None,
        city=_text(address, "city")[:80] or None, region=_text(address, "region")[:80] or None,
        postcode=_safely(facts.postcode, _text(address, "postal_code"), []), latitude=latitude, longitude=longitude,
        uprn=uprn or None, access=access,
    )  # fmt: skip


def _safely(read: Any, words: str, left_out: list[str]) -> Any:
    try:
        return read(words[:300])
    except Refused:
        left_out.append(words[:60])
        return None


def _names(rows: object) -> list[str]:
    return list(dict.fromkeys(name[:80] for each in _mappings(rows) if (name := _text(each, "name"))))[:40]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _text(given: Shape, name: str) -> str:
    value = given.get(name)
    return facts.plain(value) if isinstance(value, str | int | float) else ""


def _mapping(value: object) -> Shape:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Shape]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
