"""Rules of incident reports: what is needed, what stands, and what the research register may show."""

from __future__ import annotations

import random
from datetime import date
from itertools import product

import pytest

from safety.reports import catalogue, rules
from safety.reports.models import ReportState, WhenKind
from safety.reports.rules import Coded, Facts
from safety.vocabulary import DescriptorKind, Scope

TODAY = date(2026, 11, 23)


def test_words_or_a_kind_are_all_that_a_report_needs() -> None:
    assert rules.may_be_taken("He took it off.", ()) is None
    assert rules.may_be_taken("  ", ("ROBBERY",)) is None
    refusal = rules.may_be_taken("  \n", ())
    assert refusal is not None
    assert refusal.field == "words"


def test_there_are_38_kinds_of_harm_each_in_one_family_and_none_speaks_of_leave_to_stay() -> None:
    kinds = catalogue.harms()
    assert len(kinds) == 38
    assert sum(len(group) for _, group in catalogue.harms_by_family()) == 38
    assert all(group for _, group in catalogue.harms_by_family())
    said = " ".join([*kinds, *kinds.values(), *catalogue.settings().values()]).lower()
    for word in ("immigration", "home office", "deport", "visa", "asylum"):
        assert word not in said
    assert "FEAR_DEPORT" not in catalogue.barriers()


def test_every_ward_counts_to_one_part_of_the_city() -> None:
    areas = [catalogue.area_of(code) for code in catalogue.places() if code.startswith("E05")]
    assert len(areas) == 32
    assert {area: areas.count(area) for area in set(areas)} == {"North": 9, "Central": 11, "South": 12}
    assert catalogue.area_of("ONLINE") == "Online"
    assert catalogue.area_of("RAIL") == "Elsewhere"
    assert catalogue.area_of(None) == "Not stated"


@pytest.mark.parametrize(
    ("kind", "first", "last", "field"),
    [
        (WhenKind.NOT_KNOWN, None, None, None),
        (WhenKind.EXACT, TODAY, TODAY, None),
        (WhenKind.BAND, date(2026, 1, 1), TODAY, None),
        (WhenKind.EXACT, None, None, "first_on"),
        (WhenKind.BAND, None, TODAY, "first_on"),
        (WhenKind.BAND, TODAY, date(2026, 11, 1), "last_on"),
        (WhenKind.BAND, TODAY, None, "last_on"),
        (WhenKind.EXACT, date(2026, 11, 24), None, "first_on"),
        (WhenKind.BAND, TODAY, date(2026, 11, 24), "last_on"),
    ],
)
def test_a_day_has_come_and_a_band_runs_forwards(
    kind: WhenKind, first: date | None, last: date | None, field: str | None
) -> None:
    refusal = rules.facts_hold(Facts(when_kind=kind, first_on=first, last_on=last), TODAY)
    assert (refusal.field if refusal else None) == field


def test_a_code_that_is_not_offered_is_refused() -> None:
    for facts in (Facts(harms=("IMMIGRATION_THREAT",)), Facts(barriers=("FEAR_DEPORT",)), Facts(ward="M1 1AA"),
                  Facts(setting="FORCED"), Facts(hours="noon")):  # fmt: skip
        assert rules.facts_hold(facts, TODAY) is not None


@pytest.mark.parametrize(
    ("kind", "value", "holds"),
    [
        (DescriptorKind.PHONE, "07700 900 123", True), (DescriptorKind.PHONE, "ends 123", False),
        (DescriptorKind.EMAIL, "a@b.example", True), (DescriptorKind.EMAIL, "a at b", False),
        (DescriptorKind.PLATE, "mx19 ztb", True), (DescriptorKind.PLATE, "MX?? Z", False),
        (DescriptorKind.PROFILE, "@northern", True), (DescriptorKind.LOOKS, "  ", False),
    ],
)  # fmt: skip
def test_what_is_looked_up_whole_must_be_whole(kind: DescriptorKind, value: str, holds: bool) -> None:
    refusal = rules.may_be_noticed(kind, value, 0)
    assert (refusal is None) is holds
    assert refusal is None or refusal.field == rules.field_of(kind)
    assert rules.may_be_noticed(kind, value, rules.MOST_DESCRIPTORS) is not None


def test_the_latest_answer_stands_for_each_scope_by_itself() -> None:
    given = [(Scope.WARNING, 1, True), (Scope.WARNING, 3, True), (Scope.WARNING, 2, False), (Scope.RESEARCH, 1, False)]
    for order in (given, given[::-1]):
        assert rules.standing(order) == {Scope.WARNING: True, Scope.RESEARCH: False}


def test_where_a_report_stands_follows_from_all_32_ways_to_answer() -> None:
    for said in product((True, False), repeat=5):
        answers = dict(zip(Scope, said, strict=True))
        stands = ReportState.OPEN if any(said) else ReportState.LISTENED
        assert rules.state_after(ReportState.LISTENED, answers) is stands
        assert rules.state_after(ReportState.OPEN, answers) is stands
        after = ReportState.OPEN if any(said) else ReportState.CLOSED
        assert rules.state_after(ReportState.CLOSED, answers) is after
    assert rules.state_after(ReportState.LISTENED, {}) is ReportState.LISTENED


def test_when_is_said_as_well_as_it_is_known() -> None:
    assert rules.when_words(WhenKind.NOT_KNOWN, None, None, None) == "Not known"
    assert rules.when_words(WhenKind.NOT_KNOWN, None, None, "night") == "Night (10pm to 2am)"
    assert rules.when_words(WhenKind.EXACT, TODAY, TODAY, "night").startswith("Mon 23 Nov")
    assert rules.when_words(WhenKind.BAND, date(2026, 11, 2), TODAY, None) == "Between Mon 2 Nov and Mon 23 Nov"


def coded(rng: random.Random, quarter: str) -> Coded:
    codes = [*catalogue.harms()]
    return Coded(
        quarter, rng.choice(["North", "Central", "South", "Online"]), rng.choice(["Street", "In-call", "Webcam"]),
        tuple(rng.sample(codes[:4] + ["HOMICIDE", "MISSING"], rng.randint(1, 3))), rng.choice(["Yes", "No"]),
        rng.choice(["Yes", "No", "Not asked"]), tuple(rng.sample([*catalogue.barriers()][:3], rng.randint(0, 2))),
        rng.choice(["Told to a worker", "Written on the public page"]),
    )  # fmt: skip


def test_whatever_the_register_shows_is_shared_by_five_of_its_quarter() -> None:
    rng = random.Random(5)
    for size in (0, 1, 4, 5, 9, 30, 60):
        rows = [coded(rng, "2026 Q3") for _ in range(size)] + [coded(rng, "2026 Q4") for _ in range(4)]
        shown = rules.coarse(rows)
        assert all(row.quarter == "2026 Q3" for row in shown)
        assert len(shown) == (size if size >= 5 else 0)
        for name in rules.COLUMNS:
            values = [getattr(row, name) for row in rows if row.quarter == "2026 Q3"]
            read = [getattr(row, name) for row in shown]
            assert all(value == rules.WITHHELD or values.count(value) >= 5 for value in read)
            assert read.count(rules.WITHHELD) == 0 or read.count(rules.WITHHELD) >= 5
        told = {words for row in shown for words in row.harms}
        assert not told & {catalogue.harms()[code] for code in catalogue.NEVER_ALONE}
        for code in {each for row in shown for each in row.barriers}:
            assert sum(code in row.barriers for row in rows if row.quarter == "2026 Q3") >= 5


def test_one_answer_that_is_withheld_is_not_found_out_by_the_others() -> None:
    assert rules.shown_of(["No"] * 7 + ["Yes"]) == frozenset()
    assert rules.shown_of(["No"] * 7 + ["Yes"] * 5 + ["Not asked"]) == {"No"}
    assert rules.shown_of(["No"] * 7 + ["Yes"] * 3 + ["Not asked"] * 2) == {"No"}
    assert rules.shown_of(["No"] * 5) == {"No"}
