"""The rules of sharing without consent: table by table, and the firewall over everything that could be asked of it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import AgencyKind
from agencies.permissions import Permission
from config import ROOT
from core.actor import Actor
from core.errors import Refused
from people.rules import NEVER_TO, Category
from referrals.decisions import rules, vocabulary
from referrals.decisions.answers import Answers
from referrals.decisions.models import DecisionState, Direction
from tests.referrals.decisions.paper import PAGES

TODAY = date(2026, 11, 23)
CHARITY, COUNCIL = AgencyKind.SUPPORT, AgencyKind.LOCAL_AUTHORITY
PARAGRAPH_18 = ["SAFEGUARDING_RECOGNISED", "SAFEGUARDING_INTEREST"]
AT_RISK = {"limb_needs": "yes", "limb_risk": "yes", "limb_unable": "yes"}
#: Ground, other answers, who decides: exactly what is offered, in the order of the table.
OFFERED = [
    ("LIFE", {"capacity": "UNABLE_NOW"}, CHARITY, ["VITAL", "CARE_INTEREST", "CRIME_RECOGNISED", "CRIME_INTEREST"]),
    ("LIFE", {"capacity": "PRESUMED"}, CHARITY, ["CARE_INTEREST", "CRIME_RECOGNISED", "CRIME_INTEREST"]),
    ("LIFE", {"capacity": "CAN_DECIDE"}, COUNCIL, ["CARE_TASK", "CRIME_TASK"]),
    ("SERIOUS_HARM", {}, CHARITY, ["CRIME_RECOGNISED", "CRIME_INTEREST", "CARE_INTEREST", "COUNSELLING"]),
    ("SERIOUS_HARM", {}, COUNCIL, ["CRIME_TASK", "CARE_TASK"]),
    ("CHILD_AT_RISK", {"consent": "UNSAFE"}, CHARITY, PARAGRAPH_18),
    ("CHILD_AT_RISK", {"consent": "REFUSED"}, CHARITY, PARAGRAPH_18),
    ("CHILD_AT_RISK", {"consent": "PREJUDICE"}, COUNCIL, ["SAFEGUARDING_TASK", "STATUTE_TASK"]),
    ("ADULT_AT_RISK", {**AT_RISK, "consent": "LACKS_CAPACITY"}, CHARITY, PARAGRAPH_18),
    ("ADULT_AT_RISK", {**AT_RISK, "consent": "CANNOT_CONTACT"}, COUNCIL, ["SAFEGUARDING_TASK"]),
    ("ADULT_AT_RISK", {**AT_RISK, "consent": "REFUSED"}, CHARITY, []),
    ("ADULT_AT_RISK", {**AT_RISK, "consent": "REFUSED_UNDER_PRESSURE"}, CHARITY, PARAGRAPH_18),
    ("ADULT_AT_RISK", {**AT_RISK, "limb_unable": "no", "consent": "UNSAFE"}, CHARITY, []),
    ("ADULT_AT_RISK", {**AT_RISK, "limb_needs": "not_known", "consent": "UNSAFE"}, CHARITY, []),
    ("COURT_OR_STATUTE", {}, CHARITY, ["COURT", "STATUTE"]),
    ("COURT_OR_STATUTE", {}, COUNCIL, ["COURT", "STATUTE"]),
    ("SERIOUS_CRIME", {}, CHARITY, ["CRIME_RECOGNISED", "CRIME_INTEREST"]),
    ("SERIOUS_CRIME", {}, COUNCIL, ["CRIME_TASK"]),
    ("PUBLIC_INTEREST", {}, CHARITY, ["COUNSELLING", "CLAIMS"]),
    ("PUBLIC_INTEREST", {}, COUNCIL, ["STATUTE_TASK"]),
    ("", {}, CHARITY, []),
]  # fmt: skip


@pytest.mark.parametrize(("ground", "others", "kind", "offered"), OFFERED)
def test_a_ground_offers_exactly_its_lawful_combinations(
    ground: str, others: dict[str, str], kind: AgencyKind, offered: list[str]
) -> None:
    answers = Answers(ground=ground).changed(others)
    assert [each.code for each in rules.combinations_for(answers, kind)] == offered


def test_every_ground_is_in_the_table_of_tests() -> None:
    assert {ground for ground, *_ in OFFERED if ground} == set(vocabulary.grounds())


def test_every_combination_is_a_known_basis_and_is_offered_by_some_ground() -> None:
    known = {
        row["code"] for row in json.loads((ROOT / "reference/consent_and_sharing.json").read_text())["lawful_bases"]
    }
    combinations = vocabulary.combinations()
    assert {each.basis for each in combinations.values()} <= known
    assert "CONSENT" not in {each.basis for each in combinations.values()}
    offered = {code for ground in vocabulary.grounds().values() for code in ground.combinations}
    assert offered == set(combinations)


@given(
    st.sampled_from(sorted(vocabulary.grounds())),
    st.sampled_from(list(AgencyKind)),
    st.sampled_from(sorted(vocabulary.words_of("capacity"))),
    st.sampled_from(sorted(vocabulary.words_of("consent_answers"))),
)
def test_no_answer_opens_what_the_law_closes(ground: str, kind: AgencyKind, capacity: str, consent: str) -> None:
    answers = Answers(ground=ground, capacity=capacity, consent=consent).changed(AT_RISK)
    offered = rules.combinations_for(answers, kind)
    public = kind in rules.PUBLIC_AUTHORITIES
    for each in offered:
        if "9(2)(c)" in each.article_9:
            assert vocabulary.incapable(capacity)
        if "6(1)(ea)" in each.article_6 or "6(1)(f)" in each.article_6:
            assert not public
        if "6(1)(e)" in each.article_6:
            assert public
        if each.schedule_1 == "18":
            assert rules.paragraph_18(answers)


@given(st.sampled_from(list(Category)), st.sampled_from(list(AgencyKind)), st.booleans())
def test_the_firewall_holds_for_every_kind_and_in_an_emergency(
    category: Category, kind: AgencyKind, emergency: bool
) -> None:
    allowed = rules.may_leave_without_consent(category, kind, emergency=emergency)
    if category in NEVER_TO.get(kind, ()) or category is Category.DEMOG:
        assert not allowed
    if kind is AgencyKind.POLICE and category in (Category.SUBSTANCE, Category.WORK, Category.HEALTH, Category.SUPPORT):
        assert not allowed
    if emergency and allowed:
        assert category in rules.EMERGENCY_FACTS
        assert rules.may_leave_without_consent(category, kind, emergency=False)
    if not allowed:
        with pytest.raises(Refused, match="without consent"):
            rules.refuse_barred([category], kind, emergency=emergency)


def test_every_body_outside_has_a_firewall_and_the_unknown_one_the_strictest() -> None:
    bodies = vocabulary.bodies()
    assert {bodies[code].firewall for code in ("CHILDRENS_SERVICES", "ADULT_SOCIAL_CARE")} == {COUNCIL}
    assert bodies["OTHER"].firewall is AgencyKind.POLICE
    assert bodies["POLICE"].firewall is AgencyKind.POLICE


def test_words_are_read_again_before_they_go() -> None:
    rules.refuse_unchecked([], checked=False)
    rules.refuse_unchecked(["visa"], checked=True)
    with pytest.raises(Refused, match="visa"):
        rules.refuse_unchecked(["visa"], checked=False)


@pytest.mark.parametrize(
    ("emergency", "left", "ground", "steps"),
    [
        (True, False, "", 3),
        (False, False, "SERIOUS_CRIME", 10),
        (False, False, "CHILD_AT_RISK", 11),
        (False, False, "ADULT_AT_RISK", 11),
        (True, True, "LIFE", 8),
    ],
)
def test_the_pages_of_each_path(emergency: bool, left: bool, ground: str, steps: int) -> None:
    asked = rules.steps_of(Direction.SHARE, Answers(ground=ground), emergency=emergency, left=left)
    assert len(asked) == steps
    assert set(asked) <= set(PAGES)


def test_deciding_not_to_share_is_as_many_pages_as_it_needs_and_no_lawful_basis() -> None:
    asked = rules.steps_of(Direction.KEEP, Answers(), emergency=False, left=False)
    assert "basis" not in asked
    assert len(asked) == 8


SOUND = Answers(
    ground="SERIOUS_CRIME", basis="CRIME_INTEREST", consent="UNSAFE", capacity="PRESUMED", telling="UNSAFE",
    tell_on=(TODAY + timedelta(days=5)).isoformat(), review_on=(TODAY + timedelta(days=30)).isoformat(),
)  # fmt: skip
UNSOUND = [
    ({"ground": "CHILD_AT_RISK", "basis": "SAFEGUARDING_INTEREST"}, "not a ground"),
    ({"ground": "ADULT_AT_RISK", **AT_RISK, "limb_risk": "no"}, "Not all three parts"),
    ({"ground": "ADULT_AT_RISK", **AT_RISK, "consent": "REFUSED", "basis": "SAFEGUARDING_INTEREST"}, "they said no"),
    ({"consent": "LACKS_CAPACITY"}, "cannot decide"),
    ({"basis": "VITAL"}, "does not go with"),
    ({"basis": "CRIME_TASK"}, "does not go with"),
    ({"basis": ""}, "does not go with"),
    ({"review_on": TODAY.isoformat()}, "Review it after today"),
    ({"review_on": (TODAY + timedelta(days=200)).isoformat()}, "within six months"),
    ({"tell_on": TODAY.isoformat()}, "Look again after today"),
    ({"tell_on": (TODAY + timedelta(days=100)).isoformat()}, "within three months"),
]  # fmt: skip


def test_a_sound_decision_is_not_refused() -> None:
    rules.refuse_unsound(Direction.SHARE, SOUND, CHARITY, TODAY)
    rules.refuse_unsound(Direction.KEEP, SOUND.changed({"basis": ""}), CHARITY, TODAY)


@pytest.mark.parametrize(("changes", "words"), UNSOUND)
def test_an_unsound_decision_is_refused_with_its_reason(changes: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        rules.refuse_unsound(Direction.SHARE, SOUND.changed(changes), CHARITY, TODAY)


def test_what_is_missing_is_named_page_by_page() -> None:
    assert rules.missing_in("wishes", Answers(capacity="CANNOT_DECIDE", wishes="x")) == "capacity_words"
    assert rules.missing_in("wishes", Answers(capacity="PRESUMED", wishes="x")) == ""
    assert rules.missing_in("recipient", Answers(where="team")) == "service_id"
    assert rules.missing_in("recipient", Answers(where="outside", outside="POLICE")) == "outside_name"
    assert rules.missing_in("basis", Answers(basis="SAFEGUARDING_TASK", common_law="x")) == "policy"
    assert rules.missing_in("basis", Answers(basis="COURT", common_law="x")) == ""
    assert rules.missing_in("advice", Answers(advice=("DPO",))) == "advice_words"
    assert rules.missing_in("telling", Answers(telling="UNSAFE", telling_words="x")) == "tell_on"
    assert rules.missing_in("telling", Answers(telling="TOLD")) == ""


def _second(*permissions: Permission) -> Actor:
    return Actor(uuid4(), uuid4(), frozenset(permissions))


def test_only_another_person_who_may_and_while_it_waits() -> None:
    lead = _second(Permission.SHARING_AUTHORISE)
    waiting, other = DecisionState.WAITING, uuid4()
    rules.refuse_second_person(lead, decided_by=other, state=waiting, answers=SOUND, emergency=False)
    with pytest.raises(Refused, match="Your role"):
        rules.refuse_second_person(_second(), decided_by=other, state=waiting, answers=SOUND, emergency=False)
    with pytest.raises(Refused, match="You decided"):
        rules.refuse_second_person(lead, decided_by=lead.user_id, state=waiting, answers=SOUND, emergency=False)
    for state in set(DecisionState) - {waiting}:
        with pytest.raises(Refused, match="not waiting"):
            rules.refuse_second_person(lead, decided_by=other, state=state, answers=SOUND, emergency=False)


def test_a_child_at_risk_needs_a_manager_unless_there_was_immediate_danger() -> None:
    lead, manager = _second(Permission.SHARING_AUTHORISE), _second(Permission.SHARING_AUTHORISE, Permission.PEOPLE_ALL)
    child, other = SOUND.changed({"ground": "CHILD_AT_RISK"}), uuid4()
    check = partial(rules.refuse_second_person, decided_by=other, state=DecisionState.WAITING, answers=child)
    with pytest.raises(Refused, match="manager"):
        check(lead, emergency=False)
    check(lead, emergency=True)
    check(manager, emergency=False)


def test_the_rest_of_an_emergency_is_due_in_one_working_day() -> None:
    assert rules.complete_by(date(2026, 11, 20)) == date(2026, 11, 23)
    assert rules.complete_by(date(2026, 12, 24)) == date(2026, 12, 29)


def test_police_are_typed_out_and_others_are_not() -> None:
    rules.refuse_untyped(AgencyKind.SUPPORT, "National Ugly Mugs", "")
    rules.refuse_untyped(AgencyKind.POLICE, "Greater Manchester Police", " greater manchester  police ")
    with pytest.raises(Refused, match="Type “Greater"):
        rules.refuse_untyped(AgencyKind.POLICE, "Greater Manchester Police", "GMP")


def test_answers_are_stored_and_read_back_and_an_unknown_one_is_left_out() -> None:
    assert Answers.read(SOUND.written()) == SOUND
    assert Answers.read('{"ground":"LIFE","long_gone":"x"}') == Answers(ground="LIFE")
    assert Answers.read(None) == Answers()
