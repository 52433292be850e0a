"""How a phone number, an e-mail address, a registration plate and a profile name are made comparable.

Twelve ways of writing one number give one form. The index over it is keyed, one purpose and one agency at a time, and
unrelated to the index over the addresses of people who are supported (security.md T10).
"""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

import phonenumbers

from core.crypto.datakeys import keyring
from people.identifiers import HOME_REGION, same_address, same_alias
from safety.vocabulary import DescriptorKind

#: What a hand or an eye takes for a digit on a plate; the letters I and O and these digits look alike there.
LOOKS_LIKE = str.maketrans("OI", "01")
O_AMONG_DIGITS = re.compile(r"(?<=\d)[oO]+(?=[\doO\s]|$)|(?<![a-zA-Z])[oO]+(?=\d)")
ADDRESS_OF_A_PAGE = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+/(?:[^?#]*/)?([^/?#]+)/?(?:[?#].*)?")
ANY_NUMBER = phonenumbers.Leniency.POSSIBLE
AROUND_AN_EMAIL = "<>()[]\"'.,;: "


def same_identifier(kind: DescriptorKind, written: str) -> str:
    """An identifier in the one form it is compared by; `written` is what somebody typed or pasted."""
    plain = _plain(written)
    if kind is DescriptorKind.PHONE:
        return _same_phone(plain)
    if kind is DescriptorKind.EMAIL:
        return same_address(plain.removeprefix("mailto:").strip(AROUND_AN_EMAIL))
    if kind is DescriptorKind.PLATE:
        return "".join(letter for letter in plain.upper() if letter.isalnum()).translate(LOOKS_LIKE)
    page = ADDRESS_OF_A_PAGE.fullmatch(plain)
    return same_alias(page[1] if page else plain).lstrip("@ ")


def identifier_index(agency_id: UUID, kind: DescriptorKind, written: str) -> str:
    """The keyed index of a reported offender's identifier, as one agency looks it up."""
    return keyring().blind_index(agency_id, f"reported-{kind}", same_identifier(kind, written))


def common_index(kind: DescriptorKind, written: str) -> str:
    """The keyed mark of an identifier by which agencies find that they both heard of it; it says nothing else."""
    return keyring().common_index(f"pattern-{kind}", same_identifier(kind, written))


def _same_phone(plain: str) -> str:
    """A number in international form, though words stand around it; what holds no number is compared as words."""
    written = O_AMONG_DIGITS.sub(lambda found: "0" * len(found[0]), plain)
    whole = same_address(written)
    if whole.startswith("+"):
        return whole
    found = next(iter(phonenumbers.PhoneNumberMatcher(written, HOME_REGION, ANY_NUMBER)), None)
    if found is None:
        return whole
    return phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)


def _plain(written: str) -> str:
    """Without invisible characters, and with full-width or other odd ones as the plain ones they stand for."""
    even = unicodedata.normalize("NFKC", written)
    return "".join(letter for letter in even if unicodedata.category(letter) != "Cf").strip()
