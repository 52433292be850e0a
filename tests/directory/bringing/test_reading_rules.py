"""Files of entries, as they are read: a feed, a spreadsheet, and what is wrong in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.tables import to_csv
from directory.bringing import reading, rules, sheets
from directory.bringing.rules import Outcome, Standing

OWNER = {"id": "11111111-1111-4111-8111-111111111111", "name": "Lantern", "description": "Advice."}
ADVICE: dict[str, Any] = {
    "id": "22222222-2222-4222-8222-222222222222", "name": "Money advice", "status": "active",
    "description": "<p>Help with <b>debt</b>.</p>", "url": "https://www.example.org", "organization": OWNER,
    "minimum_age": 18, "schedules": [{"id": "x", "freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00:00",
    "closes_at": "17:00"}], "contacts": [{"id": "c", "phones": [{"number": "0161 496 0123"}]}],
    "attributes": [{"taxonomy_term": {"name": "Rights"}}],
    "service_at_locations": [{"id": "l", "location": {"location_type": "physical", "name": "Centre", "addresses": [
        {"address_1": "1 Any Street", "city": "Manchester", "postal_code": "m11aa"}]}}],
}  # fmt: skip


def read(told: object) -> tuple[list[rules.Brought], list[rules.Problem]]:
    return reading.read(json.dumps(told).encode(), "feed.json")


@pytest.mark.parametrize(
    "told",
    [ADVICE, [ADVICE], {"contents": [ADVICE], "total_items": 1}, {"services": [ADVICE]},
     [{**OWNER, "services": [{key: value for key, value in ADVICE.items() if key != "organization"}]}],
     {**OWNER, "services": [ADVICE]},
     {"contents": [{"id": "l", "service": ADVICE, "location": ADVICE["service_at_locations"][0]["location"]}]}],
)  # fmt: skip
def test_every_shape_of_a_feed_is_read_alike(told: object) -> None:
    (entry,), problems = read(told)
    assert problems == []
    assert (entry.name, entry.organisation, entry.brought_id) == ("Money advice", "Lantern", ADVICE["id"])
    assert entry.said["description"] == "Help with debt."
    assert entry.said["phones"][0]["e164"] == "+441614960123"
    assert entry.said["schedules"][0]["opens_at"] == "09:00"
    assert entry.said["categories"] == ["rights"]
    assert entry.places[0].words.postcode == "M1 1AA"
    assert rules.unpacked(json.loads(json.dumps(entry.kept()))) == entry


def test_what_cannot_be_kept_of_a_feed_is_left_out_and_said() -> None:
    bad = {**ADVICE, "url": "javascript:alert(1)", "contacts": [{"phones": [{"number": "ring us"}]}],
           "minimum_age": 90, "maximum_age": 10, "schedules": [{"opens_at": "late"}],
           "service_at_locations": [{"id": "l", "location": {"location_type": "physical", "name": "Centre",
                                     "addresses": [{"address_1": "1 Any Street"}]}}]}  # fmt: skip
    (entry,), problems = read(bad)
    assert problems == []
    assert (entry.said["urls"], entry.said["phones"], entry.said["schedules"]) == ([], [], [])
    assert "minimum_age" not in entry.said
    assert (entry.places[0].words.kind, entry.places[0].words.address) == ("virtual", None)
    assert len(entry.left_out) == 5


@pytest.mark.parametrize(
    "content",
    [b"{not json", b"[" * 100_000, b"[]", b'{"contents": []}', b'[{"id": "1", "name": "No owner"}]',
     b'[{"name": "No id", "organization": {"name": "X"}}]', b"", b"Name,Place\nx,y\n", b"\xff\xfe\x00"],
)  # fmt: skip
def test_what_is_no_feed_and_no_sheet_is_refused_with_its_reason(content: bytes) -> None:
    entries, problems = reading.read(content, "file.json" if content[:1] in b"{[" else "file.csv")
    assert problems
    assert not [entry for entry in entries if not entry.name]


def test_the_template_reads_as_it_shows() -> None:
    (entry,), problems = reading.read(to_csv(sheets.HEADINGS, [list(sheets.EXAMPLE.values())]), "services.csv")
    assert problems == []
    assert entry.said["categories"] == ["support", "rights"]
    assert entry.said["schedules"][0]["byday"] == "MO,TU,WE,TH,FR"
    assert (entry.said["minimum_age"], "maximum_age" in entry.said) == (18, False)
    assert entry.places[0].words.city == "Manchester"


def test_errors_of_a_sheet_are_named_by_row_and_column() -> None:
    good = {"Organisation": "A", "Service": "B"}
    faulty = [
        {"Service": "B"}, {**good, "Phone": "ring"}, {**good, "Website": "javascript:x"}, {**good, "Monday": "9 to 5"},
        {**good, "Helps with": "Magic"}, {**good, "Youngest age": "old"}, {**good, "Street and number": "1 Any Street"},
        {**good, "Postcode": "M1"}, {**good, "Confidential premises": "perhaps"},
        {**good, "Youngest age": "60", "Oldest age": "20"},
        {**good, "Confidential premises": "yes", "Street and number": "1 Any Street", "Town": "Manchester",
         "Postcode": "M1 1AA"},
    ]  # fmt: skip
    rows = [[row.get(name, "") for name in sheets.HEADINGS] for row in [good, *faulty]]
    entries, problems = reading.read(to_csv(sheets.HEADINGS, rows), "services.csv")
    assert [(each.row, each.column) for each in problems] == [
        ("Row 3", "Organisation"), ("Row 4", "Phone"), ("Row 5", "Website"), ("Row 6", "Monday"),
        ("Row 7", "Helps with"), ("Row 8", "Youngest age"), ("Row 9", "Street and number"), ("Row 10", "Postcode"),
        ("Row 11", "Confidential premises"), ("Row 12", "Youngest age"), ("Row 13", "Street and number"),
    ]  # fmt: skip
    assert len(entries) == 1


def test_semicolons_old_encodings_and_the_same_service_twice() -> None:
    sheet = "Organisation;Service;What it does\r\nCafé;Advice;Für alle\r\n".encode("cp1252")
    (entry,), problems = reading.read(sheet, "x.csv")
    assert (entry.organisation, entry.said["description"], problems) == ("Café", "Für alle", [])
    _, problems = reading.read(b"Organisation,Service\nA,B\nA,B\n", "x.csv")
    assert [(each.row, each.words) for each in problems] == [("Row 3", "The same service stands in it twice")]


def test_what_bringing_in_would_do() -> None:
    (entry,), _ = read(ADVICE)
    assert rules.plan_one(entry, None, "").outcome is Outcome.NEW
    stands = Standing({**entry.said, "fees": "Free"}, False, True, "", {"l": entry.places[0].words})
    assert rules.plan_one(entry, stands, "").outcome is Outcome.SAME, "what a file is silent on is not taken away"
    changed = rules.plan_one(entry, Standing({**entry.said, "minimum_age": 16}, False, True, "", stands.places), "")
    assert (changed.outcome, changed.changes) == (Outcome.CHANGED, (("youngest age", "16", "18"),))
    member = rules.plan_one(entry, Standing({}, False, False, "MASH"), "")
    assert (member.outcome, member.why) == (Outcome.REFUSED, "MASH keeps its own entries")
    assert rules.plan_one(entry, None, "MASH").outcome is Outcome.REFUSED
    hidden = rules.plan_one(entry, Standing(entry.said, True, True, ""), "")
    assert hidden.outcome is Outcome.REFUSED
    assert "confidential" in hidden.why
