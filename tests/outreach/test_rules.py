"""The rules of outreach, without a database."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from outreach import catalogue, rules
from outreach.details import Details, Heads, Written
from outreach.models import FourAnswers, MetBefore

NOW = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)


def test_headcount_covers_contacts_and_declined() -> None:
    assert rules.headcount_may_be(5, 2, 3) is None
    refusal = rules.headcount_may_be(4, 2, 3)
    assert isinstance(refusal, Refused)
    assert refusal.field == "headcount"


def test_headcount_is_never_negative() -> None:
    assert rules.headcount_may_be(-1, 0, 0) is not None
    assert rules.headcount_may_be(3, -1, 0) is not None


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_counting_someone_already_in_never_overfills(headcount: int, declined: int, contacts: int) -> None:
    allowed = rules.contact_may_count_already(headcount, declined, contacts) is None
    assert allowed == (contacts + 1 + declined <= headcount)


def test_late_entries_for_two_days() -> None:
    assert rules.contact_may_be_logged(None, NOW) is None
    assert rules.contact_may_be_logged(NOW - timedelta(hours=47), NOW) is None
    assert rules.contact_may_be_logged(NOW - timedelta(hours=49), NOW) is not None


def test_items_are_known_and_few() -> None:
    assert rules.given_may_be({"condoms": 99}, catalogue.items()) is None
    assert rules.given_may_be({"condoms": 100}, catalogue.items()) is not None
    assert rules.given_may_be({"leaflets-of-mine": 1}, catalogue.items()) is not None


def test_a_session_is_never_ahead() -> None:
    assert rules.session_may_begin(NOW, NOW) is None
    assert rules.session_may_begin(NOW + timedelta(hours=1), NOW) is not None


def test_no_record_for_someone_who_looked_under_18() -> None:
    refusal = rules.record_may_be_opened(["worried", "under_18"])
    assert refusal is not None
    assert "child" in refusal.reason
    assert rules.record_may_be_opened(["worried"]) is None


def test_the_smallest_place_is_a_ward() -> None:
    wards = catalogue.wards()
    assert len([code for code in wards if code.startswith("E05")]) == 32
    assert {"ONLINE", "RAIL", "NOT_STATED", "OUT_GM"} <= set(wards)


def test_declining_is_counted_and_never_a_contact() -> None:
    assert "declined" not in catalogue.interventions()
    assert list(catalogue.items())[:6] == list(catalogue.MAIN_ITEMS)


@pytest.mark.parametrize("code", ["RO 47", "sun7moon2", "AB99", "ro4499"])
def test_a_code_of_their_own(code: str) -> None:
    assert rules.own_code_may_be(code) is None


@pytest.mark.parametrize(
    "code", ["ro120784", "ROB1984M", "ab0112", "JS-12-07-84", "840712JS", "js 12/07/1984", "jul1984", "x07911123456",
             "a@b1.uk", "robyn", "482913", "K3", "k" * 30 + "1"],
)  # fmt: skip
def test_a_code_never_gives_somebody_away(code: str) -> None:
    refusal = rules.own_code_may_be(code)
    assert refusal is not None
    assert refusal.field == "code"


@given(st.dates(date(1935, 1, 1), date(2012, 12, 31)), st.sampled_from(["%d%m%y", "%d%m%Y", "%Y%m%d", "%y%m%d"]))
def test_initials_with_a_birthday_are_always_refused(born: date, order: str) -> None:
    assert rules.own_code_may_be(f"JS{born.strftime(order)}") is not None
    assert rules.own_code_may_be(f"{born.strftime(order)} js f") is not None


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_new_and_known_fit_into_the_headcount(total: int, new: int, known: int, as_new: int) -> None:
    allowed = rules.heads_may_be(Heads(total, 0, new, known), Written(as_new, as_new, 0)) is None
    assert allowed == (as_new <= total and new + known <= total and as_new <= new)


@given(st.lists(st.tuples(st.sampled_from(list(MetBefore)), st.booleans()), max_size=30))
def test_whatever_is_logged_the_headcount_stays_true(steps: list[tuple[MetBefore, bool]]) -> None:
    heads, met = Heads(3, 1, 1, 1), Counter[MetBefore]()
    for answer, counted in steps:
        written = Written(met.total(), met[MetBefore.NEW], met[MetBefore.KNOWN])
        if not counted:
            heads = rules.heads_with_one_more(heads, answer)
        elif rules.contact_may_count_already(heads.total, heads.declined, written.total) is None:
            named = rules.heads_with_one_named(heads, written, answer)
            if rules.heads_may_be(named, written) is not None:
                continue
            heads = named
        else:
            continue
        met[answer] += 1
        now = Written(met.total(), met[MetBefore.NEW], met[MetBefore.KNOWN])
        assert rules.heads_may_be(heads, now) is None


def test_people_described_are_no_more_than_those_met() -> None:
    assert rules.presented_may_be(Heads(3, presented={"gender": {"women": 2, "men": 1}})) is None
    assert rules.presented_may_be(Heads(2, presented={"gender": {"women": 2, "men": 1}})) is not None


@pytest.mark.parametrize("beat", ["Canal route", "Behind the station", "Piccadilly end", ""])
def test_a_beat_is_coarse(beat: str) -> None:
    assert rules.beat_may_be(beat, "beat") is None


@pytest.mark.parametrize("place", ["Dock Road", "14 Dock", "M1 2AB", "Flat 3", "53.4808, -2.2426", "///lamp.hill.wind"])
def test_a_beat_is_never_an_exact_place(place: str) -> None:
    assert rules.beat_may_be(place, "beat") is not None


def test_a_contact_is_on_its_session() -> None:
    began = NOW - timedelta(hours=2)
    assert rules.moment_may_be(NOW, began, None, NOW) is None
    assert rules.moment_may_be(began - timedelta(minutes=5), began, None, NOW) is None
    assert rules.moment_may_be(began - timedelta(hours=1), began, None, NOW) is not None
    assert rules.moment_may_be(NOW + timedelta(hours=1), began, None, NOW) is not None
    assert rules.moment_may_be(NOW, began, NOW - timedelta(days=3), NOW) is not None


def test_details_are_codes_and_a_child_is_not_described_as_an_adult() -> None:
    known = {"ward": ["W"], "setting": ["STREET"], "barrier": ["OUTED"], "information": ["num"], "concerns": ["debt"]}
    said = Details(ward="W", setting="STREET", barrier="OUTED", information=["num"], concerns=["debt"])
    assert rules.details_may_be(said, known) is None
    assert rules.details_may_be(Details(concerns=["gold"]), known) is not None
    assert rules.details_may_be(Details(referral_offered=FourAnswers.NO, referral_accepted=FourAnswers.YES), known)
    child = said.of_a_child()
    assert (child.setting, child.barrier, child.age_band, child.reporting_intent) == (None, None, None, None)
    assert child.concerns == ["debt"]


def test_a_follow_up_is_soon() -> None:
    today = NOW.date()
    assert rules.follow_up_may_be(today, today) is None
    assert rules.follow_up_may_be(today - timedelta(days=1), today) is not None
    assert rules.follow_up_may_be(today + timedelta(days=200), today) is not None


def test_nothing_on_where_somebody_comes_from_is_asked() -> None:
    words = " ".join([*catalogue.barriers().values(), *catalogue.CONCERNS.values(), *catalogue.INFORMATION.values()])
    assert not {"FEAR_DEPORT", "DATA_SHARED", "FIREWALL"} & set(catalogue.barriers())
    assert not re.search(r"deport|home office|immigration|visa|asylum|national(?! ugly)", words, re.IGNORECASE)
    assert not {"FORCED", "STUDENT"} & set(catalogue.settings())
