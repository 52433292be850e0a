"""What may be written in an entry of the directory: addresses of the web, numbers, places, and what stays unsaid. Pure.

An entry is published to the world (domain.md 8.1), so nothing in it may run, and nothing of confidential premises may
say where they are, in any field.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from core.errors import Refused

HOME_REGION = "GB"
#: Numbers that no international form fits: they reach someone from any phone in the country.
SHORT_NUMBERS = frozenset({"999", "112", "101", "111", "116123", "116000", "116006", "116111", "18000", "105", "119"})
EMAIL = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})\b", re.IGNORECASE)
STREETS = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|close|court|place|way|walk|terrace|square|crescent|gardens|grove|row|"
    "buildings?|house|mews|parade|wharf|mill|gate|hill|yard"
)
STREET = re.compile(rf"\b\d{{1,4}}[A-Za-z]?,?\s+(?:[A-Z][\w’'-]+\s+){{1,4}}(?i:{STREETS})\b")
POINT = re.compile(r"-?\d{1,2}\.\d{4,}\s*,\s*-?\d{1,3}\.\d{4,}")
WHAT3WORDS = re.compile(r"///[a-z]+\.[a-z]+\.[a-z]+")
TAG = re.compile(r"<[^>]{0,500}>")
BREAK = re.compile(r"</(?:p|li|h[1-6]|div)>|<br\s*/?>", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f​-‏‪-‮⁠﻿]")
LONGEST_UPRN = 12
MOST_PHONES = 6
MOST_LINKS = 6


def plain(words: object) -> str:
    """Text without markup, controls and invisible marks; paragraphs are kept."""
    found = TAG.sub("", BREAK.sub("\n", str(words or "")))
    found = CONTROLS.sub("", html.unescape(found))
    lines = (" ".join(line.split()) for line in found.splitlines())
    return "\n".join(line for line in lines if line).strip()


def web_address(words: str, *, field: str = "") -> str | None:
    """An address of the web that can be opened safely; None when nothing was written. Refuses any other link."""
    written = words.strip()
    if not written:
        return None
    if "://" not in written and not written.startswith(("javascript:", "data:", "mailto:", "//")):
        written = f"https://{written}"
    try:
        parts = urlsplit(written)
    except ValueError:
        parts = urlsplit("")
    host = parts.hostname or ""
    is_web = parts.scheme in ("http", "https") and "." in host and not parts.username
    if not is_web or any(letter.isspace() or letter in "<>\"'`{}|\\^" for letter in written):
        raise Refused("Write a web address such as https://www.example.org", field=field)
    return written


def email_address(words: str, *, field: str = "") -> str | None:
    """An e-mail address; None when nothing was written."""
    written = words.strip()
    if written and not EMAIL.fullmatch(written):
        raise Refused("Write an e-mail address such as help@example.org", field=field)
    return written or None


def phone(number: str, description: str = "", *, field: str = "") -> dict[str, Any]:
    """A number as it is kept: in national form, in international form (E.164), and what it is for.

    Short numbers such as 999 and 101 have no international form and are kept as they are (domain.md 8.2).
    """
    bare = re.sub(r"\D", "", number)
    words = " ".join(description.split())
    if bare in SHORT_NUMBERS:
        return {"number": number.strip(), "e164": bare, "description": words}
    try:
        found = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        raise Refused(f"{number.strip()} is no telephone number", field=field) from None
    if not phonenumbers.is_possible_number(found):
        raise Refused(f"{number.strip()} has too few or too many digits", field=field)
    at_home = found.country_code == 44
    shape = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return {
        "number": phonenumbers.format_number(found, shape),
        "e164": phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164),
        "description": words,
    }


def postcode(words: str, *, field: str = "") -> str | None:
    """A postcode in its usual form, “M1 3LA”; None when nothing was written."""
    written = words.strip()
    if not written:
        return None
    found = POSTCODE.fullmatch(written)
    if found is None:
        raise Refused("Write a whole postcode, such as M1 3LA", field=field)
    return f"{found[1]} {found[2]}".upper()


def where_it_says(words: str) -> str:
    """The part of a text that says where a place is: a postcode, a street with its number, a point; "" for none."""
    found = next((match for shape in (POSTCODE, STREET, POINT, WHAT3WORDS) if (match := shape.search(words))), None)
    return found[0] if found else ""


def stays_unsaid(texts: Mapping[str, str]) -> Refused | None:
    """Refuse any text of confidential premises that says where they are. `texts`: form field to text."""
    for field, words in texts.items():
        said = where_it_says(words or "")
        if said:
            return Refused(
                f"“{said}” says where confidential premises are.",
                instead="Take it out, or say that the premises are not confidential.",
                field=field,
            )
    return None


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A place as it is written: virtual places have a name only."""

    kind: str
    name: str
    address: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    uprn: str | None = None
    access: str | None = None

    @property
    def is_somewhere(self) -> bool:
        """True when any part of it says where it is."""
        parts = (self.address, self.city, self.region, self.postcode, self.latitude, self.longitude, self.uprn)
        return any(part is not None for part in parts)


def place_is_sound(place: PlaceWords, *, confidential: bool) -> Refused | None:
    """Refuse an address at confidential premises or at a virtual place, and an address that is not whole.

    Open Referral UK wants street, town and postcode of an address, or none of them (domain.md 8.1).
    """
    if confidential and place.kind != "virtual":
        return Refused("These premises are confidential, so a place can only be virtual.", field="kind")
    if place.kind == "virtual":
        if place.is_somewhere:
            return Refused(
                "A virtual place has no address. Take the address out, or choose another kind.", field="kind"
            )
        return stays_unsaid({"name": place.name, "access": place.access or ""}) if confidential else None
    missing = next((name for name in ("address", "city", "postcode") if not getattr(place, name)), None)
    if missing:
        words = {"address": "Enter the street and number", "city": "Enter the town", "postcode": "Enter the postcode"}
        return Refused(words[missing], field=missing)
    return _point_is_sound(place)


def _point_is_sound(place: PlaceWords) -> Refused | None:
    if (place.latitude is None) != (place.longitude is None):
        return Refused("Enter both latitude and longitude, or neither", field="latitude")
    if place.latitude is not None and not -90 <= place.latitude <= 90:
        return Refused("Latitude must be -90 to 90", field="latitude")
    if place.longitude is not None and not -180 <= place.longitude <= 180:
        return Refused("Longitude must be -180 to 180", field="longitude")
    if place.uprn is not None and not (place.uprn.isdecimal() and len(place.uprn) <= LONGEST_UPRN):
        return Refused(f"A UPRN has up to {LONGEST_UPRN} digits", field="uprn")
    return None


def ages_are_sound(youngest: int | None, oldest: int | None) -> Refused | None:
    """Refuse ages that nobody has, and an oldest below the youngest."""
    for field, age in (("minimum_age", youngest), ("maximum_age", oldest)):
        if age is not None and not 0 <= age <= 120:
            return Refused("Ages must be 0 to 120", field=field)
    if youngest is not None and oldest is not None and oldest < youngest:
        return Refused("The oldest age cannot be below the youngest", field="maximum_age")
    return None


def lines(words: str, most: int = 40) -> list[str]:
    """A list that was typed with one on each line or with commas, without repeats, in its order."""
    found = (" ".join(part.split()) for part in re.split(r"[\n,;]", words))
    return list(dict.fromkeys(part[:80] for part in found if part))[:most]


def texts_of(rows: Iterable[Mapping[str, Any]], *names: str) -> str:
    """Every text under these names in a list of mappings, joined, to be looked at together."""
    return " \n ".join(str(row.get(name) or "") for row in rows for name in names)
