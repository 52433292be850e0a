"""Recording one conversation about sharing: several recipients and reasons at once, and taking some of it back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import AgencyKind
from core import clock
from core.actor import Actor
from core.errors import NotVisible, Refused
from people import queries, rules, service
from people.events import consent_ended
from people.models import Category, Consent, ConsentMethod, ConsentState, Purpose, Receipt
from people.queries import RecipientChoice
from people.rules import Asking, ConsentFact, HowSaid, Interpreter, Recipient, Relationship, Said, may_share
from tests.house import House
from tests.people.cast import UNTIL, consent, robyn, team_id

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
GMP = Recipient(uuid4(), uuid4())
HOW = HowSaid(
    ConsentMethod.SPOKEN, UNTIL, told_may_refuse=True, safe_to_speak=True, capacity="presumed", told_limits=True
)


def choice(actor: Actor, agency: str, team: str) -> RecipientChoice:
    """A team that can be asked about."""
    return next(each for each in queries.recipients(actor) if each.team_id == team_id(agency, team))


def asking(
    actor: Actor, answers: dict[RecipientChoice, dict[Category, bool]], purposes: list[Purpose], **more: Any
) -> dict[str, Any]:
    """What the page hands to `record_consents` for these answers."""
    shown = queries.wordings_to_show(actor, answers, purposes, "plain", "en")
    return {
        "recipients": [each.recipient for each in answers], "purposes": purposes, "how": more.pop("how", HOW),
        "asking": Asking(
            answers={each.recipient: said for each, said in answers.items()}, words=queries.words_by_ask(shown),
            asked_alone={each.recipient: frozenset(each.alone) for each in answers}, **more,
        ),
    }  # fmt: skip


@contextmanager
def heard() -> Any:
    """The consents that `consent_ended` tells of."""
    told: list[UUID] = []

    def note(_: object, *, consent_id: UUID, **__: object) -> None:
        told.append(consent_id)

    with consent_ended.connected_to(note):
        yield told


def both(actor: Actor, **more: Any) -> tuple[UUID, list[Consent]]:
    """Robyn, asked about NUM's ISVA team and the police liaison for support and for a report."""
    person_id = robyn(actor).id
    num, gmp = choice(actor, "NUM", "isva"), choice(actor, "GMP", "liaison")
    answers = {
        num: {Category.ALIAS: True, Category.SUPPORT: True, Category.HEALTH: False},
        gmp: {Category.ALIAS: True, Category.INCIDENT: True, Category.SUBSTANCE: True, Category.WORK: False},
    }
    told = asking(actor, answers, [Purpose.SUPPORT, Purpose.REPORT], **more)
    return person_id, service.record_consents(actor=actor, person_id=person_id, **told)


def test_one_conversation_is_one_occasion_with_the_words_of_each(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        _, made = both(actor)
        assert len(made) == 4
        assert len({row.occasion_id for row in made}) == 1
        assert made[0].occasion_id is not None
        texts = {(row.recipient_agency_id, row.purpose): row.shown or "" for row in made}
        num, gmp = house.agency("NUM").id, house.agency("GMP").id
        assert "support you" in texts[num, Purpose.SUPPORT]
        assert "look into what happened to you" in texts[num, Purpose.REPORT]
        assert "Home Office" not in texts[num, Purpose.SUPPORT]
        assert "Home Office" in texts[gmp, Purpose.SUPPORT]
        assert "Crimestoppers" in texts[gmp, Purpose.REPORT]
        assert all("one at a time" in texts[gmp, each] for each in (Purpose.SUPPORT, Purpose.REPORT))
        assert "one at a time" not in texts[num, Purpose.REPORT]


def test_a_reason_can_be_refused_by_itself(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        gmp = choice(actor, "GMP", "liaison")
        _, made = both(actor, declined={(gmp.recipient, Purpose.SUPPORT)})
        states = {(row.recipient_agency_id, row.purpose): row.state for row in made}
        assert states[gmp.agency_id, Purpose.SUPPORT] is ConsentState.REFUSED
        assert states[gmp.agency_id, Purpose.REPORT] is ConsentState.GIVEN


def test_all_or_nothing(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        num, gmp = choice(actor, "NUM", "isva"), choice(actor, "GMP", "liaison")
        told = asking(actor, {num: {Category.ALIAS: True}, gmp: {Category.HEALTH: True}}, [Purpose.SUPPORT])
        with pytest.raises(Refused, match="cannot send health"):
            service.record_consents(actor=actor, person_id=person_id, **told)
        told = asking(actor, {num: {Category.ALIAS: True}, gmp: {}}, [Purpose.SUPPORT])
        with pytest.raises(Refused, match="for each team"):
            service.record_consents(actor=actor, person_id=person_id, **told)
        assert queries.consents_of(actor, person_id) == []


@pytest.mark.parametrize(("purposes", "words"), [
    ([], "at least one reason"), ([Purpose.SAFEGUARDING], "at least one reason"),
])  # fmt: skip
def test_only_reasons_that_are_asked_about(house: House, purposes: list[Purpose], words: str) -> None:
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
        told = asking(actor, {num: {Category.ALIAS: True}}, [Purpose.SUPPORT])
        with pytest.raises(Refused, match=words):
            service.record_consents(actor=actor, person_id=robyn(actor).id, **(told | {"purposes": purposes}))


def test_too_many_at_once_and_nobody_are_refused() -> None:
    many = [Recipient(uuid4()) for _ in range(rules.MOST_RECIPIENTS + 1)]
    nothing = Asking(answers={}, words={})
    with pytest.raises(Refused, match="6 teams at most"):
        rules.refuse_unfit_asking(many, [Purpose.SUPPORT], nothing)
    with pytest.raises(Refused, match="at least one team"):
        rules.refuse_unfit_asking([], [Purpose.SUPPORT], nothing)


def test_a_no_needs_no_more_than_itself(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
        bare = replace(HOW, told_may_refuse=False, safe_to_speak=False, told_limits=False, capacity="lacking")
        told = asking(actor, {num: dict.fromkeys(num.together, False)}, [Purpose.SUPPORT], how=bare)
        (row,) = service.record_consents(actor=actor, person_id=robyn(actor).id, **told)
        assert row.state is ConsentState.REFUSED
        told = asking(actor, {num: {Category.ALIAS: True}}, [Purpose.SUPPORT], how=bare)
        with pytest.raises(Refused, match="may say no"):
            service.record_consents(actor=actor, person_id=row.person_id, **told)


@pytest.mark.parametrize(("how", "words"), [
    ({"told_limits": False}, "may have to tell others"),
    ({"capacity": "assessed", "capacity_note": " "}, "who assessed"),
    ({"method": ConsentMethod.INTERPRETER, "interpreter": Interpreter("Jo", Relationship.FAMILY)}, "cannot interpret"),
])  # fmt: skip
def test_how_it_was_said_must_be_sound(house: House, how: dict[str, Any], words: str) -> None:
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
        told = asking(actor, {num: {Category.ALIAS: True}}, [Purpose.SUPPORT], how=replace(HOW, **how))
        with pytest.raises(Refused, match=words):
            service.record_consents(actor=actor, person_id=robyn(actor).id, **told)


def test_everything_about_how_it_was_said_is_kept(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
        how = replace(HOW, method=ConsentMethod.ELECTRONIC, capacity="assessed", capacity_note="Dr Lee, today",
                      witness="Sam", receipt=Receipt.TAKEN, conditions=" Only Robin. ")  # fmt: skip
        told = asking(actor, {num: {Category.ALIAS: True}}, [Purpose.SUPPORT], how=how)
        (row,) = service.record_consents(actor=actor, person_id=robyn(actor).id, **told)
        kept = (row.capacity_note, row.witness, row.receipt, row.conditions, row.told_limits, row.method)
        assert kept == ("Dr Lee, today", "Sam", Receipt.TAKEN, "Only Robin.", True, ConsentMethod.ELECTRONIC)
        assert row.capacity_note_sealed is not None
        assert b"Lee" not in row.capacity_note_sealed


# --- what police are told of only when asked about it by itself -----------------------------------------------------


def police_fact(**changes: Any) -> ConsentFact:
    """A yes to everything about drugs and work, asked one at a time about the liaison team."""
    kinds = (Category.SUBSTANCE, Category.WORK, Category.ALIAS)
    whole = ConsentFact(
        uuid4(), dict.fromkeys(kinds, True), GMP.agency_id, GMP.team_id, Purpose.REPORT, ConsentState.GIVEN,
        TODAY - timedelta(days=1), UNTIL, asked_alone=frozenset({Category.SUBSTANCE, Category.WORK}),
    )  # fmt: skip
    return replace(whole, **changes)


def going(fact: ConsentFact, kind: AgencyKind | None, category: Category = Category.SUBSTANCE) -> str:
    """Why a category stays, or “goes”."""
    answer = may_share([fact], [category], GMP, Purpose.REPORT, TODAY, kind)
    return answer.missing.get(category, "goes")


def test_police_learn_of_drugs_and_work_only_when_asked_about_each_for_a_named_team() -> None:
    police = AgencyKind.POLICE
    assert going(police_fact(), police) == "goes"
    assert going(police_fact(), police, Category.WORK) == "goes"
    assert "by itself" in going(police_fact(asked_alone=frozenset()), police)
    assert "by itself" in going(police_fact(asked_alone=frozenset({Category.WORK})), police)
    assert "by itself" in going(police_fact(recipient_team_id=None), police)
    assert going(police_fact(asked_alone=frozenset()), police, Category.ALIAS) == "goes"
    assert going(police_fact(asked_alone=frozenset()), AgencyKind.SUPPORT) == "goes"
    assert going(police_fact(answers={Category.SUBSTANCE: False}), police).startswith("said no")


@given(
    st.sampled_from(list(AgencyKind)), st.sampled_from(list(Category)), st.booleans(), st.booleans(),
    st.dictionaries(st.sampled_from(list(Category)), st.booleans()),
)  # fmt: skip
def test_the_firewall_holds_whatever_was_agreed(
    kind: AgencyKind, category: Category, named: bool, alone: bool, answers: dict[Category, bool]
) -> None:
    fact = police_fact(
        answers=answers, recipient_team_id=GMP.team_id if named else None,
        asked_alone=frozenset(answers) if alone else frozenset(),
    )  # fmt: skip
    covered = may_share([fact], [category], GMP, Purpose.REPORT, TODAY, kind).covered
    if category in covered:
        assert answers[category]
        assert rules.category_may_go_to(category, kind)
        assert category not in rules.ASKED_ALONE.get(kind, ()) or (named and alone)


def test_what_is_asked_alone_is_asked_of_no_whole_agency() -> None:
    for kind, named in product(AgencyKind, (True, False)):
        together, alone = rules.kinds_to_ask(kind), rules.kinds_to_ask_alone(kind, named_team=named)
        assert not set(together) & set(alone)
        assert all(rules.category_may_go_to(each, kind) for each in (*together, *alone))
        assert bool(alone) is (kind is AgencyKind.POLICE and named)


def test_the_question_asked_alone_is_stored_with_its_answer(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id, _ = both(actor)
        gmp = choice(actor, "GMP", "liaison")
        facts = queries.consent_facts(actor, person_id)
        wanted = [Category.SUBSTANCE, Category.WORK, Category.INCIDENT]
        answer = may_share(facts, wanted, gmp.recipient, Purpose.REPORT, TODAY, gmp.kind)
        assert set(answer.covered) == {Category.SUBSTANCE, Category.INCIDENT}
        assert answer.missing == {Category.WORK: "said no on 23 November 2026"}


def test_a_consent_recorded_without_asking_alone_never_tells_police_of_drugs(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        gmp = choice(actor, "GMP", "liaison")
        consent(actor, person_id, {Category.SUBSTANCE: True}, recipient_agency_id=gmp.agency_id,
                recipient_team_id=gmp.team_id)  # fmt: skip
        facts = queries.consent_facts(actor, person_id)
        answer = may_share(facts, [Category.SUBSTANCE], gmp.recipient, Purpose.SUPPORT, TODAY, gmp.kind)
        assert answer.missing == {Category.SUBSTANCE: "not asked about by itself, for this team"}


# --- taking some of it back ----------------------------------------------------------------------------------------


def covered(actor: Actor, person_id: UUID, row: Consent) -> set[Category]:
    """What a consent's recipient may be told now."""
    to = Recipient(row.recipient_agency_id, row.recipient_team_id)
    return set(may_share(queries.consent_facts(actor, person_id), Category, to, row.purpose, clock.today()).covered)


def test_some_kinds_are_taken_back_and_the_rest_stands(house: House) -> None:
    with house.acting("mash_outreach") as actor, heard() as told:
        person_id = robyn(actor).id
        row = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: True, Category.CJ: False})
        service.withdraw_parts(actor=actor, consent_id=row.id, categories=[Category.RISK], how="By text")
        assert told == [row.id]
        assert covered(actor, person_id, row) == {Category.ALIAS}
        record = queries.consent(actor, row.id)
        assert record.is_live
        assert (record.agreed, record.refused) == (["Name to use"], ["Criminal justice progress"])
        assert [(words, how) for words, _, how in record.taken_back] == [("Risk", "By text")]
        why = may_share(queries.consent_facts(actor, person_id), [Category.RISK], record.ask[0], row.purpose, TODAY)
        assert why.missing == {Category.RISK: "consent ended on 23 November 2026"}


def test_taking_back_the_last_kind_ends_the_consent(house: House) -> None:
    with house.acting("mash_outreach") as actor, heard() as told:
        row = consent(actor, robyn(actor).id, {Category.ALIAS: True, Category.RISK: True, Category.CJ: False})
        service.withdraw_parts(actor=actor, consent_id=row.id, categories=[Category.RISK], how="By text")
        service.withdraw_parts(actor=actor, consent_id=row.id, categories=[Category.ALIAS], how="By text")
        assert told == [row.id, row.id]
        assert row.state is ConsentState.WITHDRAWN
        with pytest.raises(Refused, match="already ended"):
            service.withdraw_parts(actor=actor, consent_id=row.id, categories=[Category.ALIAS], how="By text")


@pytest.mark.parametrize("categories", [[], [Category.CJ], [Category.HEALTH], [Category.ALIAS, Category.HEALTH]])
def test_only_what_was_agreed_to_is_taken_back(house: House, categories: list[Category]) -> None:
    with house.acting("mash_outreach") as actor, heard() as told:
        consent_id = consent(actor, robyn(actor).id, {Category.ALIAS: True, Category.CJ: False}).id
        with pytest.raises(Refused):
            service.withdraw_parts(actor=actor, consent_id=consent_id, categories=categories, how="By text")
        assert told == []
    with house.acting("num_isva") as actor, pytest.raises(NotVisible):
        service.withdraw_parts(actor=actor, consent_id=consent_id, categories=[Category.ALIAS], how="By text")


def test_what_was_taken_back_beats_an_older_yes_and_yields_to_a_newer_one(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        to_all = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: True}, recipient_team_id=None)
        with clock.frozen_at(NOON + timedelta(hours=1)):
            to_team = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: True})
        with clock.frozen_at(NOON + timedelta(hours=2)):
            service.withdraw_parts(actor=actor, consent_id=to_team.id, categories=[Category.RISK], how="By text")
            assert covered(actor, person_id, to_team) == {Category.ALIAS}
        with clock.frozen_at(NOON + timedelta(hours=3)):
            consent(actor, person_id, {Category.RISK: True}, recipient_team_id=None)
            assert Category.RISK in covered(actor, person_id, to_team)
        assert to_all.state is ConsentState.SUPERSEDED


def test_several_recipients_are_taken_back_together_or_not_at_all(house: House) -> None:
    with house.acting("mash_outreach") as actor, heard() as told:
        person_id, made = both(actor)
        parts = {made[0].id: [Category.ALIAS, Category.SUPPORT], made[2].id: [Category.SUBSTANCE], made[3].id: []}
        service.take_back(actor=actor, person_id=person_id, parts=parts, how="By text")
        assert sorted(told) == sorted([made[0].id, made[2].id])
        assert made[0].state is ConsentState.WITHDRAWN
        assert covered(actor, person_id, made[2]) == {Category.ALIAS, Category.INCIDENT}
        assert covered(actor, person_id, made[1]) == {Category.ALIAS, Category.SUPPORT}
        with pytest.raises(Refused, match="Tick what"):
            service.take_back(actor=actor, person_id=person_id, parts={made[1].id: []}, how="By text")
        other = robyn(actor, "Sky").id
        with pytest.raises(NotVisible):
            service.take_back(actor=actor, person_id=other, parts={made[1].id: [Category.ALIAS]}, how="By text")
        assert made[1].state is ConsentState.GIVEN


# --- starting from an earlier one ------------------------------------------------------------------------------------


def test_a_copy_keeps_where_it_came_from_and_says_what_changed(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        num = choice(actor, "NUM", "isva")
        first = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: True, Category.CJ: False})
        service.withdraw_consent(actor=actor, consent_id=first.id, how="By text")
        starts = queries.starting_points(actor, person_id, [num], [Purpose.SUPPORT], first.id)
        assert {ask: record.row.id for ask, record in starts.items()} == {(num.recipient, Purpose.SUPPORT): first.id}
        assert queries.starting_points(actor, person_id, [num], [Purpose.SUPPORT]) == {}
        told = asking(
            actor, {num: {Category.ALIAS: True, Category.RISK: False, Category.HEALTH: True}}, [Purpose.SUPPORT],
            copied_from={ask: record.row.id for ask, record in starts.items()},
        )  # fmt: skip
        (row,) = service.record_consents(actor=actor, person_id=person_id, **told)
        assert row.copied_from_id == first.id
        changes = queries.consent_receipt(actor, row.id).chosen.changes
        assert [(each.what, each.before, each.after) for each in changes] == [
            ("Risk", "yes", "no"), ("Criminal justice progress", "no", "not asked"), ("Health", "not asked", "yes"),
        ]  # fmt: skip


def test_changes_name_the_last_day_and_the_limits() -> None:
    before = Said({Category.ALIAS: True, Category.RISK: True}, UNTIL, "Only Robin.", {Category.RISK})
    after = Said({Category.ALIAS: True, Category.RISK: True}, TODAY)
    changed = [(each.what, each.before, each.after) for each in rules.changes_since(before, after)]
    assert changed == [
        ("Risk", "taken back", "yes"), ("Last day", "9 May 2027", "23 November 2026"),
        ("Limits in their own words", "Only Robin.", "none"),
    ]  # fmt: skip
    assert rules.changes_since(after, after) == []


# --- the words ------------------------------------------------------------------------------------------------------


def test_reasons_that_share_a_wording_are_read_in_one_sentence(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
        shown = queries.wordings_to_show(actor, [num], [Purpose.SUPPORT, Purpose.ADVICE, Purpose.REPORT], "plain", "en")
        assert [each.purposes for each in shown] == [(Purpose.SUPPORT, Purpose.ADVICE), (Purpose.REPORT,)]
        assert "support you and give us advice about how to support you" in shown[0].text
        assert set(queries.words_by_ask(shown)) == {
            (num.recipient, each) for each in (Purpose.SUPPORT, Purpose.ADVICE, Purpose.REPORT)
        }


def test_a_language_that_is_not_written_yet_is_shown_in_english_and_said(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        num = choice(actor, "NUM", "isva")
        (shown,) = queries.wordings_to_show(actor, [num], [Purpose.SUPPORT], "easy-read", "pl")
        assert shown.is_other
        assert shown.name == "Easy Read, English, version 2"


def test_a_list_of_any_length_takes_as_many_queries(house: House, count_queries: Callable[[], Any]) -> None:
    with house.acting("mash_outreach") as actor:
        person_id, _ = both(actor)
        every = [each for each in queries.recipients(actor) if each.team_id][:5]
        with count_queries() as few:
            queries.wordings_to_show(actor, every[:1], [Purpose.SUPPORT], "plain", "en")
            queries.starting_points(actor, person_id, every[:1], [Purpose.SUPPORT])
        with count_queries() as many:
            queries.wordings_to_show(actor, every, list(Purpose)[:4], "plain", "en")
            queries.starting_points(actor, person_id, every, list(Purpose)[:4])
        assert len(many) == len(few)
