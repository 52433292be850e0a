"""Pure questions about referrals, and the letter that they lead to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from agencies.models import AgencyKind
from agencies.permissions import Permission
from core.actor import Actor
from people.models import Category, ConsentState, Purpose
from people.rules import ConsentFact, Coverage
from referrals import letter, rules, vocabulary
from referrals.models import Referral, ReferralState

MONDAY = date(2026, 11, 23)
FACT = ConsentFact(uuid4(), {}, uuid4(), None, Purpose.SUPPORT, ConsentState.GIVEN, MONDAY, date(2027, 5, 23))


def _actor(*permissions: Permission) -> Actor:
    return Actor(uuid4(), uuid4(), frozenset(permissions))


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_immigration_advice_reaches_support_agencies_only(kind: AgencyKind) -> None:
    allowed = kind in (AgencyKind.SUPPORT, AgencyKind.REPORTING_AND_SUPPORT)
    assert rules.need_may_go_to("IMMIGRATION", kind) is allowed
    assert rules.need_may_go_to("HOUSING", kind)
    assert (rules.firewall_allows([], ["IMMIGRATION"], kind) is None) is allowed


def test_the_firewall_names_what_may_not_go_and_what_to_do() -> None:
    refusal = rules.firewall_allows([Category.ALIAS, Category.DEMOG], [], AgencyKind.POLICE)
    assert isinstance(refusal, rules.SharingRefused)
    assert refusal.reason == "This cannot go to a police service: equality answers."
    assert refusal.instead == "Take it out, or ask your data protection lead."


@pytest.mark.parametrize(
    ("sender", "receiver", "words"),
    [
        (True, True, None),
        (False, True, "MASH has no information sharing agreement in force."),
        (True, False, "NUM has no information sharing agreement in force."),
        (False, False, "MASH and NUM have no information sharing agreement in force."),
    ],
)
def test_both_sides_need_an_agreement(sender: bool, receiver: bool, words: str | None) -> None:
    refusal = rules.agreements_allow(sender="MASH", sender_has=sender, receiver="NUM", receiver_has=receiver)
    assert (refusal and refusal.reason) == words


def test_missing_consent_is_named_part_by_part() -> None:
    missing = {Category.HEALTH: "not asked", Category.CJ: "said no on 9 November 2026"}
    refusal = rules.consent_covers(missing, "NUM")
    assert refusal is not None
    assert refusal.field == "service"
    assert "health (not asked) and criminal justice progress (said no on 9 November 2026)" in refusal.reason
    assert rules.consent_covers({}, "NUM") is None


def test_a_letter_needs_a_name_and_the_support_wanted() -> None:
    assert rules.triage_is_whole([Category.ALIAS]) is not None
    assert rules.triage_is_whole([Category.ALIAS, Category.SUPPORT]) is None


def test_only_the_letter_that_was_shown_may_leave() -> None:
    assert rules.letter_is_the_one_shown("one", "other") is not None
    assert rules.letter_is_the_one_shown("one", "one") is None
    assert rules.letter_is_the_one_shown(None, "one") is None


def test_watched_words_wait_for_a_second_look() -> None:
    assert rules.words_were_checked(["visa"], checked=False) is not None
    assert rules.words_were_checked(["visa"], checked=True) is None
    assert rules.words_were_checked([], checked=False) is None


@pytest.mark.parametrize("state", list(ReferralState))
def test_only_an_undecided_referral_can_be_answered_or_withdrawn(state: ReferralState) -> None:
    then = datetime(2026, 11, 20, 9, 40, tzinfo=UTC)
    row = Referral(state=state, worker_name="Robin Achebe", decided_at=then, withdrawn_at=then, misdirected_at=then)
    pending = state in (ReferralState.SENT, ReferralState.ACKNOWLEDGED)
    assert (rules.may_be_answered(row, other_side="NUM") is None) is pending
    assert (rules.may_be_withdrawn(row, other_side="NUM") is None) is pending
    if state is ReferralState.ACCEPTED:
        assert "Robin Achebe accepted this " in rules.what_happened(row, other_side="NUM")


def test_accepting_needs_someone_who_may_lead_a_case() -> None:
    assert rules.may_be_accepted_by(_actor(Permission.REFERRAL_ANSWER), AgencyKind.SUPPORT) is not None
    assert rules.may_be_accepted_by(_actor(Permission.CASE_LEAD), AgencyKind.SUPPORT) is None


@pytest.mark.parametrize("kind", [AgencyKind.POLICE, AgencyKind.PROBATION])
def test_police_and_probation_accept_without_a_case(kind: AgencyKind) -> None:
    assert rules.may_be_accepted_by(_actor(Permission.REFERRAL_ANSWER), kind) is None
    assert rules.may_be_accepted_by(_actor(Permission.REFERRAL_READ), kind) is not None
    assert not rules.opens_a_case(kind)
    assert rules.keeps_records(kind, wanted=False) is None
    assert rules.keeps_records(kind, wanted=True) is not None


@pytest.mark.parametrize("kind", [each for each in AgencyKind if each not in rules.KEEPS_NO_RECORD])
def test_every_other_kind_opens_a_case(kind: AgencyKind) -> None:
    assert rules.opens_a_case(kind)
    assert rules.keeps_records(kind, wanted=True) is None
    assert rules.keeps_records(kind, wanted=False) is not None


def test_a_consent_runs_through_its_last_day() -> None:
    assert rules.consent_still_runs(MONDAY, MONDAY) is None
    assert rules.consent_still_runs(MONDAY, date(2026, 11, 24)) is not None


def _compose(left_out: tuple[Category, ...] = (), kind: AgencyKind = AgencyKind.SUPPORT) -> letter.Letter:
    held = {
        Category.ALIAS: ["Robyn, she/her."], Category.RISK: ["One man."], Category.HEALTH: ["Asthma."],
        Category.CJ: ["Reported."], Category.DEMOG: ["Answers."],
    }  # fmt: skip
    covered = {category: FACT for category in (Category.ALIAS, Category.SUPPORT, Category.RISK, Category.DEMOG)}
    missing = {Category.HEALTH: "not asked", Category.CJ: "said no on 9 November 2026"}
    return letter.compose(
        held=held, needs=["Housing"], coverage=Coverage(covered, missing), kind=kind, left_out=left_out,
        receiver="NUM", alias="Robyn",
    )  # fmt: skip


def test_the_letter_says_what_goes_and_why_the_rest_stays() -> None:
    parts = {part.category: part for part in _compose().parts}
    assert [each.value for each in parts][:3] == ["ALIAS", "SUPPORT", "RISK"]
    assert parts[Category.RISK].goes
    assert parts[Category.RISK].status_words == "Agreed 23 November, until 23 May 2027"
    assert parts[Category.SUPPORT].paragraphs == ("Needs: Housing.",)
    assert (parts[Category.HEALTH].status_words, parts[Category.HEALTH].askable) == ("Not asked: stays here", True)
    assert not parts[Category.CJ].askable
    assert parts[Category.CJ].icon == "no"
    assert all("Asthma" not in words for part in parts.values() for words in part.paragraphs)


def test_a_part_can_be_left_out_but_not_the_first_two() -> None:
    parts = {part.category: part for part in _compose((Category.RISK, Category.ALIAS)).parts}
    assert not parts[Category.RISK].goes
    assert parts[Category.RISK].left_out
    assert "One man" not in str(parts[Category.RISK])
    assert parts[Category.ALIAS].goes


def test_consent_does_not_open_the_firewall() -> None:
    parts = {part.category: part for part in _compose(kind=AgencyKind.POLICE).parts}
    assert not parts[Category.DEMOG].goes
    assert "Answers" not in str(parts[Category.DEMOG])


def test_the_digest_is_of_every_word_that_leaves_and_of_nothing_else() -> None:
    assert _compose().digest == _compose().digest
    assert _compose((Category.RISK,)).digest != _compose().digest
    assert _compose((Category.HEALTH,)).digest == _compose().digest


def test_words_come_from_the_reference_files() -> None:
    assert vocabulary.decline_reasons()["DECLINED_CAPACITY"] == "Capacity"
    assert vocabulary.needs_in_words(["CJS", "SAFETY", "GONE"]) == [
        "Safety and violence", "Criminal justice / reporting support",
    ]  # fmt: skip
    assert list(vocabulary.need_words())[: len(vocabulary.COMMON_NEEDS)] == list(vocabulary.COMMON_NEEDS)
    assert "visa" in vocabulary.watched_words()
