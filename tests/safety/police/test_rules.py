"""What may be said to police and what never, asked without a database."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from agencies.models import AgencyKind
from core.errors import Refused
from people.reference import watched_words
from safety.police import rules, vocabulary
from safety.police.drafting import about_when
from safety.police.models import LetterState, MessageKind, ReleaseKind
from safety.police.rules import Watched, Who, firewall_findings, watched_in
from safety.vocabulary import Grade, Scope
from safety.wording import open_findings


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("She has no visa.", ("visa",)),
        ("He is Romanian.", ("Romanian",)),
        ("She spoke Cantonese.", ("Cantonese",)),
        ("They had condoms and naloxone.", ("condom", "naloxone")),
        ("By the needle exchange.", ("needle exchange",)),
        ("In the flat where she is.", ("flat where",)),
        ("They were working together.", ("working together",)),
        ("She uses heroin.", ("heroin",)),
        ("A grey van, a man with a scar.", ()),
    ],
)
def test_without_a_name_none_of_the_firewall_goes(words: str, never: tuple[str, ...]) -> None:
    for kind in (ReleaseKind.INTELLIGENCE, ReleaseKind.CONTACT):
        found = watched_in(words, kind, watched_words())
        assert set(never) <= set(found.never)
        assert bool(found.never) == bool(never)
        assert found.by_name == ()


def test_a_full_report_lets_go_what_was_agreed_by_name_and_still_nothing_on_leave_to_stay() -> None:
    words = "He put heroin on the table in the parlour. I had no passport and a condom."
    found = watched_in(words, ReleaseKind.FULL_REPORT, watched_words())
    assert set(found.by_name) == {"heroin", "parlour"}
    assert set(found.never) == {"passport", "condom"}
    answers = {each.key: "She agreed to it by name." for each in firewall_findings(found)}
    assert {each.found for each in open_findings(firewall_findings(found), answers)} == {"passport", "condom"}


def test_everyday_words_are_read_again_and_stop_nothing() -> None:
    found = watched_in("He drove off at speed from the car park, a client, by Turkey Lane.", ReleaseKind.CONTACT,
                       watched_words())  # fmt: skip
    assert found == Watched(everyday=("Turkey", "car park", "client", "speed"))
    assert len(open_findings(firewall_findings(found), {})) == 4
    known = {word for each in watched_words().lists for word in each.words}
    assert known >= vocabulary.EVERYDAY, "A word that is watched no longer needs no exception."


def test_each_kind_rests_on_its_own_scope_alone() -> None:
    assert {kind.value: scope.value for kind, scope in vocabulary.SCOPE_OF.items()} == {
        "intelligence": "intelligence", "contact": "contact", "full_report": "full_report",
    }  # fmt: skip
    assert {Scope.WARNING, Scope.RESEARCH}.isdisjoint(vocabulary.KIND_OF)
    with pytest.raises(Refused, match="not said yes to this: questions through the agency"):
        rules.refuse_without_scope(ReleaseKind.CONTACT, stands=False)


def test_who_may_receive() -> None:
    for kind in AgencyKind:
        if kind is AgencyKind.POLICE:
            rules.refuse_receiver(kind, active=True, has_agreement=True)
            continue
        with pytest.raises(Refused, match="police service"):
            rules.refuse_receiver(kind, active=True, has_agreement=True)
    with pytest.raises(Refused, match="agreement"):
        rules.refuse_receiver(AgencyKind.POLICE, active=True, has_agreement=False)


def test_what_a_letter_can_still_become() -> None:
    rules.refuse_second_letter(None)
    rules.refuse_second_letter(LetterState.TAKEN_BACK)
    for state in (LetterState.WRITING, LetterState.CHECKING, LetterState.RELEASED):
        with pytest.raises(Refused):
            rules.refuse_second_letter(state)
    for state in LetterState:
        with pytest.raises(Refused):
            rules.refuse_finished(state, wanted=[])
    me = uuid4()
    rules.refuse_same_person(me, (uuid4(),))
    with pytest.raises(Refused, match="somebody else"):
        rules.refuse_same_person(me, (uuid4(), me))
    with pytest.raises(Refused, match="support worker"):
        rules.refuse_full_report_of_nobody(ReleaseKind.FULL_REPORT, Who(name="Marigold"))
    rules.refuse_untyped("  greater manchester  POLICE", "Greater Manchester Police")


def test_no_sixth_question_at_once() -> None:
    rules.refuse_message(ReleaseKind.CONTACT, MessageKind.QUESTION, taken_back=False, opened=True, open_questions=4)
    with pytest.raises(Refused, match="still wait"):
        rules.refuse_message(ReleaseKind.CONTACT, MessageKind.QUESTION, taken_back=False, opened=True, open_questions=5)


def test_a_day_becomes_half_a_month() -> None:
    assert about_when(date(2026, 11, 3), date(2026, 11, 3)) == "first half of November 2026"
    assert about_when(date(2026, 11, 16), date(2026, 11, 20)) == "second half of November 2026"
    assert about_when(date(2026, 11, 3), date(2026, 11, 20)) == "November 2026"
    assert about_when(date(2026, 10, 30), date(2026, 11, 2)) == "between October 2026 and November 2026"
    assert about_when(None, None) == ""


def test_the_opening_names_the_agency_and_no_person() -> None:
    for kind in ReleaseKind:
        words = vocabulary.opening("MASH", Grade.SEEN, kind)
        assert words.startswith("Full report, MASH." if kind is ReleaseKind.FULL_REPORT else "Anonymous, MASH.")
        assert "no finding" in words
    assert ("To speak with them", "Interpreter needed: yes") in Who(worker="W", interpreter=True).lines
