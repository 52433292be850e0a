"""What may be written in an entry that the world reads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import Refused
from directory import facts
from directory.facts import PlaceWords

SHOP = PlaceWords("physical", "Shop", address="1 Any Street", city="Manchester", postcode="M1 1AA")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Come to 12 Fairfield Street", "12 Fairfield Street"),
        ("We are at M1 3LA", "M1 3LA"),
        ("m13la", "m13la"),
        ("53.47723, -2.23011", "53.47723, -2.23011"),
        ("///table.chair.lamp", "///table.chair.lamp"),
        ("Adults 18 or over in any place", ""),
        ("Mon to Fri, 24 hours, a drop-in for 16 to 25", ""),
        ("City-centre streets", ""),
    ],
)
def test_what_says_where_a_place_is(words: str, found: str) -> None:
    assert facts.where_it_says(words) == found


def test_confidential_premises_take_no_address_in_any_field() -> None:
    safe = PlaceWords("virtual", "Told when you come")
    assert facts.place_is_sound(safe, confidential=True) is None
    assert facts.place_is_sound(SHOP, confidential=False) is None
    for place in (SHOP, replace(SHOP, kind="postal"), replace(SHOP, kind="virtual"), replace(safe, name="4 High Road"),
                  replace(safe, access="Ring at M1 1AA"), replace(safe, latitude=53.4, longitude=-2.2)):  # fmt: skip
        assert facts.place_is_sound(place, confidential=True) is not None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"city": None}, "city"),
        ({"postcode": None}, "postcode"),
        ({"latitude": 53.0}, "latitude"),
        ({"latitude": 91.0, "longitude": 0.0}, "latitude"),
        ({"uprn": "12345678901234"}, "uprn"),
        ({"kind": "virtual"}, "kind"),
    ],
)
def test_an_address_is_whole_or_not_there(changed: dict[str, object], field: str) -> None:
    refusal = facts.place_is_sound(replace(SHOP, **changed), confidential=False)  # type: ignore[arg-type]  # one each
    assert refusal is not None
    assert refusal.field == field


@pytest.mark.parametrize(
    ("typed", "number", "e164"),
    [
        ("08004647669", "0800 464 7669", "+448004647669"),
        ("+44 161 629 9861", "0161 629 9861", "+441616299861"),
        ("101", "101", "101"),
        ("+353 1 234 5678", "+353 1 234 5678", "+35312345678"),
    ],
)
def test_numbers_are_kept_in_both_forms(typed: str, number: str, e164: str) -> None:
    assert facts.phone(typed, " Front  desk ") == {"number": number, "e164": e164, "description": "Front desk"}


@pytest.mark.parametrize("typed", ["12", "call us", "0161 629 98611234567890"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        facts.phone(typed)


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "data:text/html,x", "ftp://example.org", "https://user@example.org/", "nowhere",
     "https://exa mple.org", 'https://example.org/"onmouseover', "//example.org"],
)  # fmt: skip
def test_only_an_address_of_the_web_is_kept(typed: str) -> None:
    with pytest.raises(Refused):
        facts.web_address(typed)


def test_an_address_may_leave_its_beginning_out() -> None:
    assert facts.web_address("www.example.org/help") == "https://www.example.org/help"
    assert facts.web_address(" ") is None
    assert facts.postcode("m13la") == "M1 3LA"


def test_markup_and_invisible_marks_are_taken_out() -> None:
    written = "<p>Help &amp; advice</p><script>x()</script>\u202efor\u200b all"
    assert facts.plain(written) == "Help & advice\nx()for all"
