"""Searchable identifiers: how an alias, a telephone number or an e-mail address is made comparable, then indexed.

Only the keyed index is stored beside the sealed value; equal words give equal indexes inside one agency alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

import phonenumbers

from core.crypto.datakeys import keyring
from core.errors import Refused
from people.models import ContactMethod, KeyKind
from people.rules import (
    is_number_tail,
    legal_name_keys,
    name_keys,
    name_pieces,
    number_tail,
    reference_number,
    sought_pieces,
)

HOME_REGION = "GB"
LEAST_DIGITS = 6
#: 128 bits of the keyed index: there are many of them.
SEARCH_KEY_LETTERS = 32
PURPOSES = {
    KeyKind.WHOLE: "alias-letters", KeyKind.LEGAL: "alias-letters", KeyKind.BEGIN: "alias-letters",
    KeyKind.SOUND: "alias-sound", KeyKind.PART: "alias-sound",
}  # fmt: skip
EMAIL_SHAPE = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")


def same_alias(alias: str) -> str:
    """An alias as it is compared: case and spacing do not count."""
    return " ".join(alias.casefold().split())


def same_address(address: str) -> str:
    """A number in international form, an e-mail address in small letters, anything else compared as an alias is."""
    if "@" in address:
        return same_alias(address).replace(" ", "")
    try:
        number = phonenumbers.parse(address, HOME_REGION)
    except phonenumbers.NumberParseException:
        return same_alias(address)
    if not phonenumbers.is_possible_number(number):
        return same_alias(address)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_identifier(words: str) -> bool:
    """Whether a search is for a number or an e-mail address, and not for a name or a reference such as MA-0427."""
    return "@" in words or sum(letter.isdigit() for letter in words) >= LEAST_DIGITS


def is_looked_up(words: str) -> bool:
    """Whether a search counts as a look-up: a number, an e-mail address, or four digits that a number may end with."""
    return is_identifier(words) or is_number_tail(words)


def alias_index(agency_id: UUID, alias: str) -> str:
    """The blind index of an alias in one agency."""
    return keyring().blind_index(agency_id, "alias", same_alias(alias))


def address_index(agency_id: UUID, address: str) -> str:
    """The blind index of a number or e-mail address in one agency."""
    return keyring().blind_index(agency_id, "address", same_address(address))


def refuse_impossible_address(method: ContactMethod, address: str | None, field: str = "address") -> None:
    """Refuses a way of contact that its number or address cannot serve; an empty one may be filled in later."""
    if address is None:
        return
    if method in (ContactMethod.TEXT, ContactMethod.CALL) and not same_address(address).startswith("+"):
        raise Refused("Enter a telephone number, such as 07700 900226.", field=field)
    if method is ContactMethod.EMAIL and not EMAIL_SHAPE.fullmatch(address):
        raise Refused("Enter an e-mail address, with an @.", field=field)
    if method in (ContactMethod.IN_PERSON, ContactMethod.NOT_ASKED):
        raise Refused("Choose text, call or e-mail to keep a number or address, or empty the box.", field=field)


def match_keys(agency_id: UUID, alias: str, addresses: Iterable[str], legal: str = "") -> set[tuple[KeyKind, str]]:
    """Every key of names and of numbers and addresses in one agency: each kind of likeness has its own purpose.

    A whole name, a legal one and a beginning share one, so that “Rob” meets the beginning of “Robyn”; so do sounds.
    """
    ring = keyring()
    keys = {
        (kind, ring.blind_index(agency_id, PURPOSES[kind], words))
        for named in (name_keys(alias), legal_name_keys(legal))
        for kind, found in named.items()
        for words in found
    }
    return keys | {(KeyKind.ADDRESS, address_index(agency_id, address)) for address in addresses}


def name_search_keys(agency_id: UUID, name: str) -> set[str]:
    """The keys of the pieces of a name, by which a part of it finds the record."""
    return {_search_key(agency_id, "name", piece) for piece in name_pieces(name)}


def address_search_keys(agency_id: UUID, addresses: Iterable[str]) -> set[str]:
    """The keys of numbers and addresses: each whole, and the last four digits of a number."""
    plain = {same_address(address) for address in addresses}
    tails = {tail for address in plain if (tail := number_tail(address))}
    return {_search_key(agency_id, "address", words) for words in plain} | {
        _search_key(agency_id, "tail", tail) for tail in tails
    }


def reference_search_keys(agency_id: UUID, reference: str) -> set[str]:
    """The key of a reference, which its number alone finds as well."""
    return {_search_key(agency_id, "reference", reference_number(reference))}


def sought_keys(agency_id: UUID, words: str) -> tuple[set[str], set[str]]:
    """The keys of a search: any of the first finds a record (a reference, a number), all of the second (a name)."""
    one = {_search_key(agency_id, "address", same_address(words))}
    if number := reference_number(words):
        one.add(_search_key(agency_id, "reference", number))
    if is_number_tail(words):
        one.add(_search_key(agency_id, "tail", words.strip()))
    return one, {_search_key(agency_id, "name", piece) for piece in sought_pieces(words)}


def _search_key(agency_id: UUID, kind: str, words: str) -> str:
    return keyring().blind_index(agency_id, f"search-{kind}", words)[:SEARCH_KEY_LETTERS]
