"""What starts and ends the clocks, how each date is told, and wishes about reminders. Without a database."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from cases.catalogue import REFERENCE
from cases.justice import clocks
from cases.justice.clocks import IncidentFacts, RunningClock, Step
from cases.justice.lengths import Length, after, lead, told
from core import clock
from core.errors import Refused

TODAY = date(2026, 11, 23)
ONE, TWO = UUID(int=1), UUID(int=2)
ADULT = IncidentFacts(ONE, date(2026, 3, 14), date(2026, 3, 14), under_18=False)


@pytest.fixture(autouse=True)
def _today() -> object:
    with clock.frozen_at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        yield


def running(
    *steps: Step, enhanced: bool = True, today: date = TODAY, incidents: tuple[IncidentFacts, ...] = (),
    silent: tuple[tuple[str, UUID], ...] = (),
) -> dict[str, RunningClock]:  # fmt: skip
    found = clocks.clocks_of(steps, "Robyn", enhanced=enhanced, today=today, incidents=incidents, silent=silent)
    return {each.code: each for each in found}


def test_a_clock_says_from_what_and_by_which_rule_its_date_was_counted() -> None:
    found = running(Step("ARREST", date(2026, 12, 24)), today=date(2026, 12, 24))["told_arrest"]
    assert found.how == (
        "1 working day after the arrest, 24 December 2026: Tuesday 29 December 2026. Weekends are left out, and bank "
        "holidays: 25 December 2026 (Christmas Day) and 28 December 2026 (Boxing Day (observed))."
    )
    assert found.source == "Victims' Code, Right 6, enhanced rights"
    assert "no bank holiday falls between" in running(Step("ARREST", TODAY))["told_arrest"].how


def test_a_last_day_that_is_no_working_day_says_when_to_act() -> None:
    length = Length(28, "days")
    words = told(date(2026, 11, 27), length, after(date(2026, 11, 27), length), "the sentence")
    assert words.endswith("That is not a working day: act by Thursday 24 December 2026.")
    months = Length(3, "months")
    short = told(date(2026, 11, 30), months, after(date(2026, 11, 30), months), "being told")
    assert "February has no day 30, so it is the last day of the month." in short


def test_what_is_owed_stays_late_until_it_is_done() -> None:
    asked = Step("REPORTED", date(2026, 11, 16))
    late = running(asked)["support_referral"]
    assert (late.face.state, late.face.words, late.open) == ("late", "3 working days late", True)
    done = running(asked, Step("REFERRED_SUPPORT", date(2026, 11, 17)))["support_referral"]
    assert (done.face.state, done.face.words, done.open) == ("done", "Kept", False)
    told_late = running(Step("ARREST", date(2026, 6, 8), date(2026, 6, 11)))["told_arrest"]
    assert (told_late.face.state, told_late.face.words) == ("late", "2 working days late")


def test_a_chance_that_the_person_did_not_use_is_never_late() -> None:
    old = running(Step("NFA_CPS", date(2026, 1, 5), date(2026, 1, 6)))
    assert "cps_review_usual" not in old
    latest = old["cps_review_latest"]
    assert (latest.open, latest.face.state) == (False, "paused")
    assert latest.note == "Later only in exceptional circumstances."
    asked = running(Step("NFA_CPS", TODAY, TODAY), Step("VRR_REQUEST", TODAY))["cps_review_usual"]
    assert (asked.face.state, asked.face.words) == ("done", "Asked")


def test_clocks_of_one_incident_are_not_ended_by_another() -> None:
    reported = Step("REPORTED", date(2026, 11, 16), incident=ONE)
    other = Step("REFERRED_SUPPORT", date(2026, 11, 17), incident=TWO)
    assert running(reported, other)["support_referral"].open
    assert not running(reported, Step("REFERRED_SUPPORT", date(2026, 11, 17)))["support_referral"].open


def test_plans_start_nothing_even_once_their_day_has_passed() -> None:
    assert running(Step("ARREST", date(2026, 11, 24))) == {}
    assert running(Step("ARREST", date(2026, 11, 20), planned=True)) == {}


def test_compensation_asks_for_advice_and_never_decides() -> None:
    claim = running(incidents=(ADULT,))["compensation_adult"]
    assert "unspent conviction" in claim.note
    assert "Not reported yet: a claim needs a report." in claim.note
    assert not re.search(r"cannot claim|barred|not eligible|eligible", claim.note)
    applied = running(Step("CICA_APPLIED", date(2026, 9, 1)), incidents=(ADULT,))["compensation_adult"]
    assert (applied.open, applied.note) == (False, "")


def test_what_cannot_be_counted_yet_says_what_would_start_it() -> None:
    young = IncidentFacts(ONE, date(2026, 3, 14), date(2026, 3, 14), under_18=True, eighteenth=date(2027, 1, 1))
    unborn = IncidentFacts(TWO, date(2026, 3, 14), date(2026, 3, 14), date(2026, 3, 15), under_18=True)
    said = dict(clocks.not_started([young, unborn, IncidentFacts(UUID(int=3), under_18=False), ADULT]))
    assert "first report to police" in said[ONE]
    assert "18th birthday" in said[TWO]
    assert ADULT.id == ONE
    assert len(said) == 3
    assert not any(code.startswith("compensation") for code in running(incidents=(young,)))


def test_a_wish_silences_one_clock_and_leaves_its_date() -> None:
    found = running(incidents=(ADULT,), silent=(("compensation_adult", ONE),))
    assert found["compensation_adult"].silent
    assert found["compensation_adult"].due == date(2028, 3, 14)
    assert not found["civil_claim"].silent


def test_lengths_agree_with_the_milestones_they_come_from() -> None:
    rows = json.loads((REFERENCE / "cj_milestones.json").read_text())["milestones"]
    limits = {
        (row["code"], each["what"]): Length(each["value"], each["unit"]) for row in rows for each in row["deadlines"]
    }
    said = clocks.rules()
    pairs = {
        "support_referral": ("REFERRED_SUPPORT", "referral to support"), "told_arrest": ("ARREST", "victim told"),
        "police_review": ("NFA_POLICE", "police VRR: request"),
        "police_review_acknowledged": ("NFA_POLICE", "police VRR: acknowledge request"),
        "police_review_decided": ("NFA_POLICE", "police VRR: decision"),
        "cps_review_usual": ("NFA_CPS", "CPS VRR: request normally within"),
        "cps_review_latest": ("NFA_CPS", "CPS VRR: latest except exceptional circumstances"),
        "lenient_sentence": ("SENTENCE", "Unduly Lenient Sentence request to Attorney General"),
        "court_result_told": ("VERDICT", "victim told by Witness Care Unit"),
        "compensation_adult": ("CICA_APPLIED", "apply within (adult at time of incident)"),
        "compensation_review": ("CICA_DECISION", "review of decision request"),
        "compensation_appeal": ("CICA_DECISION", "appeal to First-tier Tribunal"),
    }  # fmt: skip
    assert {code: said[code].length for code in pairs} == {code: limits[key] for code, key in pairs.items()}
    assert said["told_arrest"].enhanced == limits["ARREST", "victim told (enhanced rights)"]


@pytest.mark.parametrize("words", ["soon", "0 days before", "7 days", "7 weeks before", "-1 day before", ""])
def test_a_lead_that_says_nothing_is_refused(words: str) -> None:
    with pytest.raises(Refused):
        lead(words)


def test_every_usual_lead_is_one_that_can_be_read() -> None:
    for rule in clocks.rules().values():
        for words in rule.leads:
            assert lead(words).side in ("before", "after")
