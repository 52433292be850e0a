"""The rules of consent, sharing and registration, by example and by property."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.models import AgencyKind
from core.errors import Refused
from people import rules
from people.models import Answer, Category, ConsentMethod, ConsentState, Purpose
from people.reference import watched_words
from people.rules import ConsentFact, ConsentTerms, Interpreter, Recipient, Relationship, may_share

TODAY = date(2026, 11, 23)
NUM = UUID(int=11)
GMP = UUID(int=12)
ISVA = UUID(int=21)
CASEWORK = UUID(int=22)
TO_ISVA = Recipient(NUM, ISVA)


def fact(**changes: object) -> ConsentFact:
    whole = ConsentFact(
        id=uuid4(), answers={Category.ALIAS: True}, recipient_agency_id=NUM, recipient_team_id=ISVA,
        purpose=Purpose.SUPPORT, state=ConsentState.GIVEN, given_on=date(2026, 11, 9), valid_until=date(2027, 5, 9),
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]  # each test names fields of the fact


def asked(facts: Sequence[ConsentFact], category: Category = Category.ALIAS, today: date = TODAY) -> str:
    """“yes”, or the reason why not."""
    coverage = may_share(facts, [category], TO_ISVA, Purpose.SUPPORT, today)
    assert coverage.allowed == (category in coverage.covered)
    return "yes" if coverage.allowed else coverage.missing[category]


def test_nothing_is_shared_without_an_answer() -> None:
    assert asked([]) == "not asked"


def test_nothing_asked_for_is_not_a_permission() -> None:
    assert not may_share([fact()], [], TO_ISVA, Purpose.SUPPORT, TODAY).allowed


def test_consent_covers_its_own_team_category_and_purpose() -> None:
    assert asked([fact()]) == "yes"
    assert asked([fact()], Category.HEALTH) == "not asked"
    assert asked([fact(recipient_team_id=CASEWORK)]) == "not asked"
    assert asked([fact(recipient_agency_id=GMP)]) == "not asked"


def test_consent_to_an_agency_covers_every_team_of_it() -> None:
    assert asked([fact(recipient_team_id=None)]) == "yes"


def test_consent_to_a_team_does_not_cover_the_whole_agency() -> None:
    assert not may_share([fact()], [Category.ALIAS], Recipient(NUM, None), Purpose.SUPPORT, TODAY).allowed


def test_another_purpose_is_named() -> None:
    assert asked([fact(purpose=Purpose.ADVICE)]) == "agreed for “advice only”, not for “support from them”"


@pytest.mark.parametrize(("day", "allowed"), [
    (date(2026, 11, 8), False), (date(2026, 11, 9), True), (date(2027, 5, 9), True), (date(2027, 5, 10), False),
])  # fmt: skip
def test_both_first_and_last_day_count(day: date, allowed: bool) -> None:
    assert (asked([fact()], today=day) == "yes") is allowed


def test_each_no_says_when_and_why() -> None:
    assert asked([fact(answers={Category.ALIAS: False})]) == "said no on 9 November 2026"
    assert asked([fact(valid_until=date(2026, 11, 20))]) == "consent ended on 20 November 2026"
    ended = datetime(2026, 11, 15, 12, tzinfo=UTC)
    assert asked([fact(state=ConsentState.WITHDRAWN, ended_at=ended)]) == "consent ended on 15 November 2026"


def test_the_newest_answer_wins() -> None:
    yes, no = fact(), fact(answers={Category.ALIAS: False}, recipient_team_id=None)
    later = date(2026, 11, 10)
    assert asked([yes, replace(no, given_on=later)]) == "said no on 10 November 2026"
    assert asked([no, replace(yes, given_on=later)]) == "yes"


def test_a_withdrawal_beats_what_was_said_before_it() -> None:
    whole_agency = fact(recipient_team_id=None, given_on=date(2026, 11, 12))
    taken_back = fact(state=ConsentState.WITHDRAWN, ended_at=datetime(2026, 11, 14, 9, tzinfo=UTC))
    assert asked([whole_agency, taken_back]) == "consent ended on 14 November 2026"
    assert asked([replace(whole_agency, given_on=date(2026, 11, 15)), taken_back]) == "yes"


def test_a_replaced_answer_counts_for_nothing() -> None:
    assert asked([fact(state=ConsentState.SUPERSEDED)]) == "not asked"


def facts() -> st.SearchStrategy[ConsentFact]:
    days = st.dates(date(2026, 1, 1), date(2027, 6, 1))
    return st.builds(
        ConsentFact, id=st.uuids(), answers=st.dictionaries(st.sampled_from(list(Category)[:4]), st.booleans()),
        recipient_agency_id=st.sampled_from([NUM, GMP]), recipient_team_id=st.sampled_from([None, ISVA, CASEWORK]),
        purpose=st.sampled_from(Purpose), state=st.sampled_from(ConsentState), given_on=days, valid_until=days,
    )  # fmt: skip


CATEGORIES = st.lists(st.sampled_from(list(Category)[:4]), unique=True)


@settings(max_examples=100, deadline=None)
@given(st.lists(facts(), max_size=6), CATEGORIES, st.sampled_from(Purpose))
def test_every_covered_category_rests_on_a_live_yes_to_this_recipient(
    said: list[ConsentFact], wanted: list[Category], purpose: Purpose
) -> None:
    coverage = may_share(said, wanted, TO_ISVA, purpose, TODAY)
    assert set(coverage.covered) | set(coverage.missing) == set(wanted)
    assert not set(coverage.covered) & set(coverage.missing)
    for category, rests_on in coverage.covered.items():
        assert rests_on in said
        assert rests_on.answers[category]
        assert rests_on.state is ConsentState.GIVEN
        assert rests_on.purpose is purpose
        assert rests_on.recipient_agency_id == NUM
        assert rests_on.recipient_team_id in (None, ISVA)
        assert rests_on.given_on <= TODAY <= rests_on.valid_until


@settings(max_examples=100, deadline=None)
@given(st.lists(facts(), max_size=6), CATEGORIES)
def test_a_no_of_today_to_the_team_stops_everything(said: list[ConsentFact], wanted: list[Category]) -> None:
    earlier = [replace(each, given_on=min(each.given_on, TODAY - timedelta(days=1))) for each in said]
    no = fact(answers=dict.fromkeys(wanted, False), given_on=TODAY)
    assert not may_share([*earlier, no], wanted, TO_ISVA, Purpose.SUPPORT, TODAY).covered


@settings(max_examples=100, deadline=None)
@given(st.lists(facts(), max_size=6), CATEGORIES, st.randoms())
def test_the_order_in_which_consents_are_read_does_not_matter(
    said: list[ConsentFact], wanted: list[Category], chance: object
) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    straight, mixed = (may_share(each, wanted, TO_ISVA, Purpose.SUPPORT, TODAY) for each in (said, shuffled))
    assert straight.covered.keys() == mixed.covered.keys()


@settings(max_examples=100, deadline=None)
@given(st.lists(facts(), max_size=5), CATEGORIES)
def test_without_a_yes_nothing_is_covered(said: list[ConsentFact], wanted: list[Category]) -> None:
    without_yes = [each for each in said if not any(each.answers.values())]
    assert not may_share(without_yes, wanted, TO_ISVA, Purpose.SUPPORT, TODAY).covered


@pytest.mark.parametrize("kind", sorted(rules.BLOCKED_KINDS))
def test_equality_answers_never_reach_a_public_authority(kind: AgencyKind) -> None:
    assert not rules.category_may_go_to(Category.DEMOG, kind)
    assert rules.category_may_go_to(Category.SUBSTANCE, kind)


def test_health_never_reaches_police() -> None:
    assert not rules.category_may_go_to(Category.HEALTH, AgencyKind.POLICE)
    assert rules.firewall_words(Category.HEALTH, AgencyKind.POLICE) == (
        "You cannot send health to a police service. Take it out, or ask your data protection lead."
    )


def test_everything_may_go_to_a_support_agency_that_the_person_chose() -> None:
    assert all(rules.category_may_go_to(category, AgencyKind.SUPPORT) for category in Category)


def test_no_category_is_about_immigration() -> None:
    assert not {"IMMIGRATION", "NATIONALITY"} & {category.name for category in Category}


@pytest.mark.parametrize(("text", "found"), [
    ("She worries about her VISA.", ["visa"]),
    ("Afraid of the  home\noffice and of being deported", ["Home Office", "deported"]),
    ("Visage, polished, Irania: no such words", []),
    ("", []),
])  # fmt: skip
def test_watched_words_are_found_whole_and_in_any_case(text: str, found: list[str]) -> None:
    assert rules.words_to_check(text, AgencyKind.POLICE, watched_words()) == sorted(found)


def test_watched_words_are_not_sought_for_support_agencies() -> None:
    assert rules.words_to_check("visa", AgencyKind.SUPPORT, watched_words()) == []


def test_someone_under_18_is_sent_to_child_safeguarding() -> None:
    with pytest.raises(Refused, match="under 18") as refusal:
        rules.refuse_under_18(date(2008, 11, 24), TODAY)
    assert "child safeguarding procedure" in refusal.value.instead
    assert refusal.value.field == "birth_date"
    rules.refuse_under_18(date(2008, 11, 23), TODAY)


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(Refused, match="in the past"):
        rules.refuse_under_18(date(2026, 11, 24), TODAY)


@pytest.mark.parametrize("answer", [answer for answer in Answer if answer is not Answer.GIVEN])
def test_words_stand_only_under_told_us(answer: Answer) -> None:
    with pytest.raises(Refused):
        rules.refuse_mixed_answer(answer, "words")
    rules.refuse_mixed_answer(answer, " ")


def test_told_us_needs_words() -> None:
    with pytest.raises(Refused, match="Write what they told you"):
        rules.refuse_mixed_answer(Answer.GIVEN, " ")
    rules.refuse_mixed_answer(Answer.GIVEN, "words")


SOUND = ConsentTerms(
    answers={Category.ALIAS: True}, kind=AgencyKind.SUPPORT, method=ConsentMethod.SPOKEN, interpreter=None,
    told_may_refuse=True, safe_to_speak=True, capacity="presumed", valid_until=date(2027, 5, 23),
)  # fmt: skip
SISTER = Interpreter("Her sister", Relationship.FAMILY)
HIM = Interpreter("The man from the flat", Relationship.ALLEGED_PERPETRATOR)


def test_a_sound_consent_passes() -> None:
    rules.refuse_unsound_consent(SOUND, TODAY)


@pytest.mark.parametrize(("changes", "field"), [
    ({"told_may_refuse": False}, "told_may_refuse"),
    ({"safe_to_speak": False}, "safe_to_speak"),
    ({"capacity": "lacking"}, "capacity"),
    ({"method": ConsentMethod.INTERPRETER}, "interpreter_name"),
    ({"method": ConsentMethod.INTERPRETER, "interpreter": SISTER}, "interpreter_relationship"),
    ({"method": ConsentMethod.INTERPRETER, "interpreter": HIM}, "interpreter_relationship"),
    ({"valid_until": date(2026, 11, 22)}, "valid_until"),
    ({"valid_until": date(2027, 11, 24)}, "valid_until"),
    ({"answers": {}}, "said"),
    ({"answers": {Category.DEMOG: True}, "kind": AgencyKind.POLICE}, "said"),
])  # fmt: skip
def test_an_unsound_consent_is_refused_beside_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        rules.refuse_unsound_consent(replace(SOUND, **changes), TODAY)  # type: ignore[arg-type]  # fields of the terms
    assert refusal.value.field == field


@pytest.mark.parametrize("day", [TODAY, date(2027, 11, 23)])
def test_the_last_day_may_be_today_or_a_year_on(day: date) -> None:
    rules.refuse_unsound_consent(replace(SOUND, valid_until=day), TODAY)


def test_a_professional_may_interpret() -> None:
    professional = Interpreter("Language line 4471", Relationship.PROFESSIONAL)
    rules.refuse_unsound_consent(replace(SOUND, method=ConsentMethod.INTERPRETER, interpreter=professional), TODAY)
    assert professional.words() == "Language line 4471, professional interpreter"


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2026, 8, 31), 6, date(2027, 2, 28)), (date(2026, 11, 23), 12, date(2027, 11, 23)),
    (date(2026, 12, 31), 2, date(2027, 2, 28)),
])  # fmt: skip
def test_months_are_counted_to_the_same_day_or_the_last(day: date, months: int, then: date) -> None:
    assert rules.months_after(day, months) == then


def test_a_wording_names_agency_team_and_purpose() -> None:
    template = "{home} tells {recipient} so that they can {purpose}. {agency}."
    text = rules.fill_wording(template, home="MASH", agency="NUM", team="ISVA service", purposes=[Purpose.SUPPORT])
    assert text == "MASH tells NUM (ISVA service) so that they can support you. NUM."
    assert rules.wording_code(AgencyKind.POLICE) != rules.wording_code(AgencyKind.SUPPORT)
