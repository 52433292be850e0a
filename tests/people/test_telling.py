"""The ledger in the person's own words: every kind has its sentence, and what is withheld is not told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from people.models import Category, DisclosureKind
from people.telling import LEFT, STAYED, YOUR_WORDS, ToldRow, ends_withholding, is_withheld, reason_to_tell, sentences

NINTH = datetime(2026, 11, 9, 15, tzinfo=UTC)


def told(kind: DisclosureKind, **changes: Any) -> str:
    row: dict[str, Any] = {
        "at": NINTH, "kind": kind, "recipient": "National Ugly Mugs", "by_name": "Dee",
        "categories": (Category.ALIAS, Category.SUPPORT),
    }  # fmt: skip
    return " ".join(sentences(ToldRow(**(row | changes))))


def test_a_letter_by_consent_reads_as_it_would_be_said() -> None:
    assert told(DisclosureKind.PACKAGE, agreed=True) == (
        "On 9 November 2026 Dee told National Ugly Mugs your name and the support you want. You had agreed."
    )


@pytest.mark.parametrize("kind", list(DisclosureKind))
@pytest.mark.parametrize("categories", [(), (Category.RISK,)])
def test_every_kind_has_short_sentences(kind: DisclosureKind, categories: tuple[Category, ...]) -> None:
    for reason in ("", "Consent was taken back"):
        words = sentences(ToldRow(NINTH, kind, "National Ugly Mugs", categories, "Dee", reason))
        assert words
        assert all(each.endswith(".") and each[0].isupper() for each in words), words
        assert all(len(each.split()) <= 30 for each in words), words
        assert not any("_" in each or "None" in each for each in words)


@pytest.mark.parametrize("kind", list(DisclosureKind))
def test_agreement_is_never_claimed_where_there_was_none(kind: DisclosureKind) -> None:
    assert "You had agreed" not in told(kind)
    assert "You had agreed" not in told(kind, agreed=False, decided=True)


def test_sharing_without_consent_says_so_and_how_to_complain() -> None:
    for kind in (DisclosureKind.DECISION, DisclosureKind.PACKAGE):
        words = told(kind, decided=True)
        assert "You had not agreed" in words
        assert "complain" in words


def test_every_category_and_kind_is_worded_and_shown_somewhere() -> None:
    assert set(YOUR_WORDS) == set(Category)
    assert set(DisclosureKind) == LEFT | STAYED
    assert not LEFT & STAYED


@pytest.mark.parametrize(
    ("reason", "withheld"),
    [
        ("withheld until 2026-11-23", True), ("withheld until 2026-11-22", True),
        ("Withheld until 1 December 2026", True), ("withheld until 22 November 2020: a life was at risk", True),
        ("withheld until", True), ("withheld until they are safe", True), ("withheld until 99 May 2026", True),
        ("", False), ("No consent for Risk", False), ("no longer withheld: they were told", False),
    ],
)  # fmt: skip
def test_what_is_withheld(reason: str, withheld: bool) -> None:
    assert is_withheld(reason) is withheld


def test_only_a_row_that_says_they_know_ends_the_withholding() -> None:
    assert ends_withholding("no longer withheld: they were told")
    assert not ends_withholding("withheld until 22 November 2020")
    assert not ends_withholding("")
    assert told(DisclosureKind.UNTOLD, reason="no longer withheld: they were told") == (
        "On 9 November 2026 Dee wrote down that you were told about National Ugly Mugs."
    )


def test_the_mark_of_withholding_is_never_part_of_the_reason() -> None:
    assert reason_to_tell("withheld until 22 November 2026: a life was at risk") == "A life was at risk."
    assert reason_to_tell("withheld until 2026-11-22") == ""
