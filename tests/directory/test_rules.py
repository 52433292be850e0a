"""What a category is called, when a service opens, and whether it was checked."""

from __future__ import annotations

import json
from datetime import date

import pytest

from config import ROOT
from directory import rules


@pytest.mark.parametrize(
    ("checked_on", "kind", "words"),
    [
        (None, "grey", "To be verified"),
        (date(2026, 11, 23), "green", "Checked 23 November 2026"),
        (date(2026, 5, 24), "green", "Checked 24 May 2026"),
        (date(2026, 5, 23), "amber", "Check again: last checked 23 May 2026"),
        (date(2024, 1, 1), "amber", "Check again: last checked 1 January 2024"),
    ],
)
def test_a_check_holds_for_six_months(checked_on: date | None, kind: str, words: str) -> None:
    assert rules.check_of(checked_on, date(2026, 11, 23)) == rules.Check(kind, words)


@pytest.mark.parametrize(
    ("byday", "opens", "closes", "words"),
    [
        ("MO,TU,WE,TH,FR", "09:00", "17:00", "Mon to Fri, 9am to 5pm"),
        ("SA,SU", "11:00", "16:00", "Sat and Sun, 11am to 4pm"),
        ("FR", "09:30", "12:00", "Fri, 9:30am to 12pm"),
        ("MO,WE,FR", "00:00", "23:30", "Mon, Wed and Fri, 12am to 11:30pm"),
    ],
)
def test_hours_read_as_people_say_them(byday: str, opens: str, closes: str, words: str) -> None:
    assert rules.opening_words([{"byday": byday, "opens_at": opens, "closes_at": closes}]) == [words]


def test_no_schedule_has_no_words() -> None:
    assert rules.opening_words([]) == []


@pytest.mark.parametrize("name", ["services_directory.json", "member_services.json"])
def test_every_category_of_the_reference_has_words(name: str) -> None:
    services = json.loads((ROOT / "reference" / name).read_text())["services"]
    used = {code for service in services for code in service["categories"]}
    assert used <= set(rules.CATEGORY_WORDS)


def test_unknown_category_is_shown_and_not_hidden() -> None:
    assert rules.category_words(["outreach", "night_shelter"]) == ["Outreach", "Night shelter"]
