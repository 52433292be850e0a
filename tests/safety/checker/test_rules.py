"""What the checker takes, how often, and the one form that many written forms have."""

from __future__ import annotations

import pytest

from safety.checker import rules
from safety.identifiers import same_identifier
from safety.vocabulary import DescriptorKind as Kind
from tests.safety.checker.scene import TWELVE


def test_many_written_forms_of_one_number_have_one_form() -> None:
    assert len(set(TWELVE)) >= 12
    assert {same_identifier(Kind.PHONE, form) for form in TWELVE} == {"+447700900461"}


@pytest.mark.parametrize(
    ("kind", "forms"),
    [
        (Kind.EMAIL, ("No.Show@Example.org", "mailto:no.show@example.org", " <no.show＠example.org>, ")),
        (Kind.PLATE, ("AB12 CDE", "ab12cde", "AB-12-CDE", "ab l2 cde".replace("l", "1"), "AB12CDE\u200b", "ABI2 CDE")),
        (Kind.PROFILE, ("@Quiet_Paul", "quiet_paul", "https://x.example/Quiet_Paul", "www.a.example/u/quiet_paul?b=1")),
    ],
)
def test_so_have_addresses_plates_and_profiles(kind: Kind, forms: tuple[str, ...]) -> None:
    assert len({same_identifier(kind, form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Kind.PHONE, "07700 900461", "07700 900462"), (Kind.PHONE, "+33 6 12 34 56 78", "06 12 34 56 78"),
        (Kind.EMAIL, "a.b@example.org", "ab@example.org"), (Kind.PLATE, "AB12 CDE", "AB12 CDF"),
        (Kind.PROFILE, "quiet_paul", "quiet.paul"),
    ],
)  # fmt: skip
def test_what_differs_stays_different(kind: Kind, one: str, other: str) -> None:
    assert same_identifier(kind, one) != same_identifier(kind, other)


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("07700 900461", {Kind.PHONE, Kind.PROFILE}), ("a@b.example", {Kind.EMAIL, Kind.PROFILE}),
        ("AB12 CDE", {Kind.PLATE, Kind.PROFILE}), ("@quiet_paul", {Kind.PROFILE}),
        ("@9007700900", {Kind.PHONE, Kind.PROFILE}), ("quiet paul", {Kind.PROFILE}),
    ],
)  # fmt: skip
def test_the_shape_says_what_a_thing_can_be(written: str, kinds: set[Kind]) -> None:
    assert set(rules.kinds_of(written)) == kinds


def test_limits_are_30_in_an_hour_and_100_in_a_day() -> None:
    assert rules.too_many(29, 99) == ""
    assert "30" in rules.too_many(30, 30)
    assert "100" in rules.too_many(0, 100)


def test_two_letters_and_no_checker_at_all_are_refused() -> None:
    assert rules.may_be_looked_up("@a-") is not None
    assert rules.may_be_looked_up("abc") is None
    assert rules.checkers_may_be(["phone"]) is None
    assert rules.checkers_may_be([]) is not None
    assert rules.checkers_may_be(["phone", "other"]) is not None
