"""What assessments allow, and what their answers come to: scores never fall, fourteen yes always prompt."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import catalogue
from cases.assessment import rules, vocabulary
from cases.assessment.answers import closed, prints, shown, told
from cases.assessment.models import AssessmentKind, AssessmentState, Check, RiskLevel
from cases.assessment.questions import SHEETS, Ask, dash, needs
from cases.assessment.questions.shape import YES_NO
from core.crypto.fields import unpacked
from core.words import full_day

TODAY = date(2026, 11, 23)
CHILD, ADULT = AssessmentKind.CHILD, AssessmentKind.ADULT
ANSWERS = st.fixed_dictionaries({f"q{topic}": st.sampled_from([*dash.ANSWERS, ""]) for topic in rules.TOPICS})
SETTINGS = st.builds(rules.Settings, marac_threshold=st.integers(1, 14), review_days=st.integers(1, 92))
LEVELS = st.sampled_from(list(RiskLevel))


# --- DASH and MARAC --------------------------------------------------------------------------------------


@given(ANSWERS)
def test_only_yes_counts(answers: dict[str, str]) -> None:
    assert rules.dash_score(answers) == Counter(answers.values())["yes"]
    yes_everywhere = dict.fromkeys(answers, "yes")
    assert rules.dash_score(yes_everywhere) == 24


@pytest.mark.parametrize(
    ("score", "band"),
    [(0, "standard"), (9, "standard"), (10, "medium"), (13, "medium"), (14, "high"), (24, "high")],
)
def test_bands_are_those_of_the_table(score: int, band: str) -> None:
    assert rules.band_of(score, vocabulary.dash_bands()) == band


@given(st.integers(0, 24), LEVELS)
def test_judgement_never_lowers_a_score(score: int, level: RiskLevel) -> None:
    scored = rules.band_of(score, vocabulary.dash_bands())
    refusal = rules.level_may_be(level, scored)
    order = ["none", "standard", "medium", "high", "immediate"]
    assert (refusal is None) == (order.index(level) >= order.index(scored))
    assert rules.level_may_be(None, scored) is None
    assert rules.level_may_be(level, None) is None


@given(ANSWERS, LEVELS)
def test_no_answers_of_a_dash_are_stored_below_their_score(answers: dict[str, str], level: RiskLevel) -> None:
    whole = {**answers, "relationship": "partner", "level": level.value}
    facts = rules.facts_of(AssessmentKind.DASH, whole, vocabulary.dash_bands())
    refusal = rules.answers_may_be(AssessmentKind.DASH, whole, facts, None, TODAY)
    assert facts.scored is not None
    assert (refusal is None) == (rules.RANK[level] >= rules.RANK[facts.scored])


@given(ANSWERS, SETTINGS)
def test_fourteen_yes_always_prompt_whatever_the_agency_chose(answers: dict[str, str], chosen: rules.Settings) -> None:
    found = rules.marac_criteria(answers, chosen, TODAY)
    score = rules.dash_score(answers)
    assert ("VISIBLE_HIGH_RISK" in found) == (score >= chosen.marac_threshold)
    if score >= 14:
        assert "VISIBLE_HIGH_RISK" in found


def test_a_threshold_beyond_fourteen_does_not_silence_the_prompt() -> None:
    fourteen = {f"q{topic}": "yes" for topic in range(1, 15)}
    assert rules.marac_criteria(fourteen, rules.Settings(marac_threshold=20), TODAY) == ["VISIBLE_HIGH_RISK"]
    thirteen = {**fourteen, "q14": "dont_know"}
    assert rules.marac_criteria(thirteen, rules.Settings(), TODAY) == []
    assert rules.settings_may_be(15, 84) is not None
    assert rules.settings_may_be(0, 84) is not None
    assert rules.settings_may_be(10, 93) is not None
    assert rules.settings_may_be(10, 92) is None


def test_judgement_prompts_at_any_score_once_it_has_its_reasons() -> None:
    assert rules.marac_criteria({"concern": "yes"}, rules.Settings(), TODAY) == []
    worried = {"concern": "yes", "reasons": "He has found the new address."}
    assert rules.marac_criteria(worried, rules.Settings(), TODAY) == ["PROFESSIONAL_JUDGEMENT"]


@pytest.mark.parametrize(
    ("said", "known", "prompts"), [("2", 0, False), ("3", 0, True), ("", 3, True), ("1", 3, True), ("", 2, False)]
)
def test_three_events_in_twelve_months_prompt(said: str, known: int, prompts: bool) -> None:
    found = rules.marac_criteria({"events": said}, rules.Settings(), TODAY, events=known)
    assert ("POTENTIAL_ESCALATION" in found) is prompts


@pytest.mark.parametrize(
    ("last", "happened", "repeat"),
    [
        (date(2026, 1, 10), date(2026, 11, 20), True),
        (date(2025, 11, 20), date(2026, 11, 20), True),
        (date(2025, 11, 19), date(2026, 11, 20), False),
        (date(2027, 2, 28), date(2028, 2, 29), True),
        (date(2027, 2, 27), date(2028, 2, 29), False),
        (date(2026, 11, 21), date(2026, 11, 20), False),
        (None, date(2026, 11, 20), False),
    ],
)  # fmt: skip
def test_a_further_incident_within_twelve_months_of_marac_is_a_repeat(
    last: date | None, happened: date, repeat: bool
) -> None:
    answers = {"happened_on": happened.isoformat()}
    assert ("REPEAT" in rules.marac_criteria(answers, rules.Settings(), TODAY, last_marac=last)) is repeat
    typed = {**answers, "last_marac": last.isoformat() if last else ""}
    assert ("REPEAT" in rules.marac_criteria(typed, rules.Settings(), TODAY)) is repeat


@pytest.mark.parametrize("who", ["partner", "ex_partner", "family", "stalker", "honour"])
def test_dash_is_offered_where_it_applies(who: str) -> None:
    assert rules.dash_may_be_begun(who) is None


@pytest.mark.parametrize("who", ["client", "stranger", "third_party", "", "landlord"])
def test_and_nowhere_else(who: str) -> None:
    assert rules.dash_may_be_begun(who) is not None


def test_a_marac_referral_has_a_criterion_reasons_and_consent_or_a_decision() -> None:
    whole = {"criterion": "REPEAT", "consent": "yes"}
    assert rules.marac_may_be_sent(whole, TODAY) is None
    assert rules.marac_may_be_sent({}, None) is None
    for lacking in (
        {"consent": "yes"}, {**whole, "criterion": "PROFESSIONAL_JUDGEMENT"}, {**whole, "consent": "no"},
        {**whole, "consent": "not_safe"}, {"criterion": "REPEAT"},
    ):  # fmt: skip
        assert rules.marac_may_be_sent(lacking, TODAY) is not None, lacking
    assert (
        rules.marac_may_be_sent({**whole, "consent": "no", "decision": "Agreed by T. Moss, 20 November"}, TODAY) is None
    )


# --- Needs -----------------------------------------------------------------------------------------------


def test_every_need_that_may_be_asked_is_asked_once_and_in_four_answers() -> None:
    codes = [code for _, _, _, group in needs.GROUPS for code in group]
    assert sorted(codes) == sorted(catalogue.needs_to_choose())
    asked = {question.name: question for question in SHEETS[AssessmentKind.NEEDS].questions()}
    for code in codes:
        assert list(asked[code].options) == ["not_asked", "declined", "not_known", "0", "1", "2", "3", "4"]
        assert asked[f"{code}_words"].under == code


def test_their_order_comes_first_then_the_highest() -> None:
    answers = {
        "first": "LEGAL",
        "second": "HOUSING",
        "HOUSING": "2",
        "MONEY": "4",
        "SOCIAL": "1",
        "SELF": "0",
        "CJS": "declined",
    }
    assert rules.needs_found(answers) == [("LEGAL", 0), ("HOUSING", 2), ("MONEY", 4), ("SOCIAL", 1)]
    assert rules.priorities_may_be(answers) is None
    refusal = rules.priorities_may_be({"first": "MONEY", "fourth": "MONEY"})
    assert refusal is not None
    assert refusal.field == "first"


# --- Safeguarding ----------------------------------------------------------------------------------------

LIMBS = {"limb_needs": "yes", "limb_risk": "yes", "limb_unable": "yes"}
SHOWN = {"shows": "Money taken every Friday by her carer.", "not_only_work": "yes", "consent": "yes"}


@pytest.mark.parametrize("limb", list(LIMBS))
@pytest.mark.parametrize("answer", ["no", "not_known", ""])
def test_an_adult_concern_needs_all_three_parts(limb: str, answer: str) -> None:
    assert rules.adult_may_be_sent({**LIMBS, **SHOWN}, TODAY) is None
    assert rules.adult_may_be_sent({**LIMBS, **SHOWN, limb: answer}, TODAY) is not None
    assert rules.adult_may_be_sent({**LIMBS, **SHOWN, limb: answer}, None) is None


@pytest.mark.parametrize("lacking", ["shows", "not_only_work", "consent"])
def test_sex_work_alone_is_never_a_trigger_and_going_against_them_has_a_why(lacking: str) -> None:
    assert rules.adult_may_be_sent({**LIMBS, **SHOWN, lacking: ""}, TODAY) is not None
    assert (
        rules.adult_may_be_sent({**LIMBS, **SHOWN, "consent": "overridden", "consent_words": "Others at risk."}, TODAY)
        is None
    )


def test_a_child_concern_waits_for_a_manager_unless_there_is_danger_now() -> None:
    evidence = {"evidence": "Left alone overnight twice.", "not_only_work": "yes"}
    assert rules.child_may_be_sent(evidence, None, None) is None
    assert rules.child_may_be_sent(evidence, TODAY, None) is not None
    assert rules.child_may_be_sent(evidence, TODAY, Check.NOT_YET) is not None
    assert rules.child_may_be_sent(evidence, TODAY, Check.AGREED) is None
    assert rules.child_may_be_sent({**evidence, "danger_now": "yes"}, TODAY, None) is None
    for lacking in ({"evidence": ""}, {"not_only_work": ""}):
        assert rules.child_may_be_sent({**evidence, "danger_now": "yes", **lacking}, TODAY, Check.AGREED) is not None


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True), ({"own": True}, False), ({"supervises": False}, False), ({"words": "  "}, False),
        ({"kind": ADULT}, False), ({"state": AssessmentState.DRAFT}, False),
    ],
)  # fmt: skip
def test_a_manager_checks_a_finished_child_concern_of_somebody_else(changes: dict[str, object], allowed: bool) -> None:
    whole = {"kind": CHILD, "state": AssessmentState.COMPLETE, "own": False, "supervises": True, "words": "Clear."}
    assert (rules.check_may_be_given(**{**whole, **changes}) is None) is allowed  # type: ignore[arg-type]  # mixed on purpose


# --- Every form ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "allowed"), [(-1, False), (0, True), (92, True), (93, False)])
def test_a_review_is_within_three_months(days: int, allowed: bool) -> None:
    assert (rules.review_may_be(TODAY + timedelta(days=days), TODAY) is None) is allowed


@given(SETTINGS)
def test_a_review_that_nobody_chose_is_never_later_than_the_rule(chosen: rules.Settings) -> None:
    found = rules.review_day(None, TODAY, chosen)
    assert TODAY < found <= TODAY + rules.LONGEST_REVIEW
    assert rules.review_day(date(2026, 12, 1), TODAY, chosen) == date(2026, 12, 1)


def test_little_is_needed_to_finish() -> None:
    assert rules.may_be_completed(AssessmentKind.NEEDS, {}) is None
    for kind, answers in (
        (AssessmentKind.RISK, {"level": "none"}), (AssessmentKind.DASH, {"level": "high"}),
        (CHILD, {"evidence": "Seen."}), (ADULT, {"shows": "Seen."}),
        (AssessmentKind.SELF_HARM, {"urgency": "none"}),
        (AssessmentKind.MARAC, {"criterion": "REPEAT"}),
    ):  # fmt: skip
        assert rules.may_be_completed(kind, {}) is not None
        assert rules.may_be_completed(kind, answers) is None


def test_urgency_is_a_level_and_the_highest_is_found() -> None:
    found = rules.facts_of(AssessmentKind.SELF_HARM, {"urgency": "emergency"}, vocabulary.dash_bands())
    assert found.level is RiskLevel.IMMEDIATE
    assert rules.highest([RiskLevel.MEDIUM, RiskLevel.IMMEDIATE, RiskLevel.NONE]) is RiskLevel.IMMEDIATE
    assert rules.highest([]) is None


@given(st.text(), st.text())
def test_both_texts_are_in_the_joined_one(theirs: str, mine: str) -> None:
    found = rules.both(theirs, mine)
    assert theirs.strip() in found
    assert mine.strip() in found


# --- The shape of the forms ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(AssessmentKind))
def test_no_page_is_a_wall_and_every_question_stands_once(kind: AssessmentKind) -> None:
    sheet = SHEETS[kind]
    names = [question.name for question in sheet.questions()]
    assert len(names) == len(set(names))
    assert len({page.key for page in sheet.pages}) == len(sheet.pages)
    assert not {page.key for page in sheet.pages} & {"finish", "versions", "drop", "check"}
    for page in sheet.pages:
        at_once = [question for question in page.questions if not question.under]
        assert 1 <= len(at_once) <= 6, page.key
        assert all(question.under in names for question in page.questions if question.under)


def test_the_24_topics_stand_in_their_order() -> None:
    asked = [question.name for question in SHEETS[AssessmentKind.DASH].questions()]
    topics = [name for name in asked if name[0] == "q" and not name.endswith("_words")]
    assert topics == [f"q{number}" for number in range(1, 25)]
    assert len(vocabulary.dash_topics()) == 24
    assert list(vocabulary.marac_words()) == [
        "VISIBLE_HIGH_RISK",
        "PROFESSIONAL_JUDGEMENT",
        "POTENTIAL_ESCALATION",
        "REPEAT",
    ]


def test_answers_are_kept_without_what_was_skipped_and_told_in_words() -> None:
    page = SHEETS[AssessmentKind.RISK].pages[2]
    kept = closed({"when": "Fridays", "where": "", "pattern": "worse", "harm_body": ()})
    assert unpacked(kept) == {"pattern": "worse", "when": "Fridays"}
    assert [words for _, words in shown(page, {"when": "Fridays", "pattern": "worse"})] == [
        "Fridays",
        "Worse each time",
    ]
    day = next(each for each in SHEETS[AssessmentKind.DASH].questions() if each.ask is Ask.DAY)
    assert told(day, "2026-11-20") == full_day(date(2026, 11, 20))
    assert prints(page, {"when": "Fridays"}) != prints(page, {"when": "Sundays"})
    assert set(YES_NO) == {"yes", "no", "not_known", "not_asked"}


def test_kinds_of_harm_stand_once_and_the_firewall_keeps_one_out() -> None:
    codes = [code for _, _, group in vocabulary.harm_groups() for code in group]
    assert len(codes) == len(set(codes)) == 37
    assert "IMMIGRATION_THREAT" not in codes
