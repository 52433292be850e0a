"""What may be written down about stock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from outreach import catalogue
from outreach.stock import rules
from outreach.stock.rules import Standing

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "recalled", "standing"),
    [
        (61, False, Standing.GOOD), (60, False, Standing.SOON), (0, False, Standing.SOON),
        (-1, False, Standing.EXPIRED), (400, True, Standing.RECALLED), (-1, True, Standing.RECALLED),
    ],
)  # fmt: skip
def test_a_batch_may_be_given_until_the_day_it_expires(days: int, recalled: bool, standing: Standing) -> None:
    found = rules.standing_of(TODAY + timedelta(days=days), recalled, TODAY)
    assert found is standing
    assert (rules.batch_may_be_given(found) is None) == (standing in (Standing.GOOD, Standing.SOON))


@pytest.mark.parametrize(("on_hand", "low_at", "low"), [(5, 5, True), (6, 5, False), (0, 0, True), (1, 0, False)])
def test_low_is_at_the_number_to_tell_at(on_hand: int, low_at: int, low: bool) -> None:
    assert rules.is_low(on_hand, low_at) is low


def test_what_lies_on_no_shelf_is_not_counted() -> None:
    assert rules.item_may_be_kept("nsp_in", catalogue.items(), []) is not None
    assert rules.item_may_be_kept("no such thing", catalogue.items(), []) is not None
    assert rules.item_may_be_kept("condoms", catalogue.items(), ["condoms"]) is not None
    assert rules.item_may_be_kept("condoms", catalogue.items(), ["lube"]) is None
    assert set(catalogue.items()) >= rules.BATCHED | rules.NOT_ON_A_SHELF


def test_naloxone_comes_in_with_batch_and_expiry_and_condoms_without() -> None:
    assert rules.batch_is_said("condoms", None, None) is None
    assert rules.batch_is_said("naloxone", "N1", TODAY) is None
    number, expiry = rules.batch_is_said("naloxone", " ", TODAY), rules.batch_is_said("naloxone", "N1", None)
    assert [refusal.field for refusal in (number, expiry) if refusal] == ["number", "expires_on"]
    assert rules.batch_may_come_in(TODAY, TODAY) is None
    assert rules.batch_may_come_in(TODAY - timedelta(days=1), TODAY) is not None


@pytest.mark.parametrize(("number", "comes_in", "lies_there"), [(0, False, True), (1, True, True), (9999, True, True),
                                                              (10_000, False, False), (-1, False, False)])  # fmt: skip
def test_numbers_have_bounds(number: int, comes_in: bool, lies_there: bool) -> None:
    assert (rules.quantity_may_be(number) is None) is comes_in
    assert (rules.count_may_be(number) is None) is lies_there
