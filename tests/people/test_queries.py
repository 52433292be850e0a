"""Reads about people: who sees whom, how they are found, what a receiver would read, and how many queries it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible
from people import queries, service
from people.models import Answer, Category, ContactMethod, Purpose
from tests.house import House
from tests.people.cast import consent, robyn, team_id


def test_another_agencys_person_does_not_exist(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        person_id, reference = who.id, who.reference
        consent_id = consent(actor, person_id, {Category.ALIAS: True}).id
    with house.acting("num_isva") as actor:
        for ask in (
            lambda: queries.person(actor, person_id),
            lambda: queries.person_alias(actor, person_id),
            lambda: queries.parts_for_sharing(actor, person_id),
            lambda: queries.consent(actor, consent_id),
        ):
            with pytest.raises(NotVisible):
                ask()
        assert queries.aliases(actor, [person_id]) == {}
        assert queries.find_by_alias(actor, "Robyn") == []
        assert queries.people_page(actor, reference, 1).items == []
        assert queries.consent_facts(actor, person_id) == []
        assert queries.part_lines(actor, person_id)[0].answer is Answer.NOT_ASKED


def test_opening_a_person_is_audited(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        queries.person(actor, person_id)
    with house.acting("mash_outreach"):
        verbs = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.subject_id == person_id)).all()
        assert sorted(verbs) == ["read", "registered"]


@pytest.mark.parametrize("q", ["robyn", " ROBYN ", "07700 900226", "+44 7700 900226", "(07700) 900-226"])
def test_a_person_is_found_by_whole_name_or_number(house: House, q: str) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        robyn(actor, "Angel")
        service.write_safe_contact(actor=actor, person_id=who.id, method=ContactMethod.TEXT, address="07700 900226")
        assert [line.id for line in queries.people_page(actor, q, 1).items] == [who.id]


def test_a_person_is_found_by_reference_or_its_number(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        number = str(int(who.reference.split("-")[1]))
        for q in (who.reference, who.reference.lower(), number):
            assert [line.id for line in queries.people_page(actor, q, 1).items] == [who.id]


@pytest.mark.parametrize("q", ["robin", "ot", "0226", "%", "_", "MA-9999"])
def test_what_nobody_is_called_finds_nobody(house: House, q: str) -> None:
    with house.acting("mash_outreach") as actor:
        robyn(actor)
        assert queries.people_page(actor, q, 1).items == []


def test_what_a_receiver_reads_is_what_is_held_and_nothing_else(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = service.register_person(actor=actor, alias="Robyn", pronouns="she/her", wants="A door that locks.")
        write: dict[str, Any] = {"actor": actor, "person_id": who.id}
        service.write_safe_contact(
            **write, method=ContactMethod.TEXT, address="07700 900226", times="1pm to 6pm", voicemail=Answer.NO,
            code_word="Dee from the library", never="Letters",
        )  # fmt: skip
        service.write_part(**write, category=Category.RISK, answer=Answer.GIVEN, words="High.\n\nHas a plan.")
        service.write_part(**write, category=Category.SUPPORT, answer=Answer.GIVEN, words="Takes a dog.")
        service.write_part(**write, category=Category.HEALTH, answer=Answer.DECLINED, words="")
        assert queries.parts_for_sharing(actor, who.id) == {
            Category.ALIAS: ["Robyn, she/her."],
            Category.CONTACT: [
                "Text, 07700 900226, 1pm to 6pm. No voicemail.", "Say: Dee from the library", "Never: Letters",
            ],
            Category.SUPPORT: ["“A door that locks.”", "Takes a dog."],
            Category.RISK: ["High.", "Has a plan."],
        }  # fmt: skip


def test_a_bare_record_shares_only_the_name(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        assert queries.parts_for_sharing(actor, robyn(actor).id) == {Category.ALIAS: ["Robyn."]}


def test_people_can_be_asked_about_other_agencies_teams_only(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        offered = queries.recipients(actor)
        assert actor.agency_id not in {each.agency_id for each in offered}
        assert team_id("NUM", "isva") in {each.team_id for each in offered}
        assert len({each.value for each in offered}) == len(offered)
        whole = [each for each in offered if each.team_id is None]
        assert all(sum(other.agency_id == each.agency_id for other in offered) > 2 for each in whole)


def test_the_words_to_read_name_both_agencies_and_warn_of_authorities(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        by_team = {each.team_id: each for each in queries.recipients(actor)}
        to_num = queries.wording_to_show(actor, by_team[team_id("NUM", "isva")], Purpose.SUPPORT, "plain")
        to_gmp = queries.wording_to_show(actor, by_team[team_id("GMP", "liaison")], Purpose.SUPPORT, "easy-read")
        assert house.agency("NUM").name in to_num.text
        assert house.agency("MASH").name in to_num.text
        assert "Home Office" not in to_num.text
        assert "Home Office" in to_gmp.text
        assert "{" not in to_num.text + to_gmp.text
        with pytest.raises(NotVisible):
            queries.wording_to_show(actor, by_team[team_id("GMP", "liaison")], Purpose.SUPPORT, "rhyme")


def test_the_newest_consent_to_the_same_team_is_what_a_new_one_replaces(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        person_id = robyn(actor).id
        isva = team_id("NUM", "isva")
        ask = (actor, person_id, house.agency("NUM").id)
        assert queries.said_before(*ask, isva, Purpose.SUPPORT) is None
        consent(actor, person_id, {Category.ALIAS: True})
        second = consent(actor, person_id, {Category.ALIAS: True, Category.RISK: False})
        before = queries.said_before(*ask, isva, Purpose.SUPPORT)
        assert before is not None
        assert before.row.id == second.id
        assert queries.said_before(*ask, None, Purpose.SUPPORT) is None


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_takes_the_same_number_of_queries_whatever_its_length(
    house: House, count_queries: Callable[[], Any], count: int
) -> None:
    with house.acting("mash_outreach") as actor:
        for number in range(count):
            who = robyn(actor, f"Robyn {number}")
            service.write_safe_contact(actor=actor, person_id=who.id, method=ContactMethod.IN_PERSON)
    browser = house.client("mash_outreach")
    with count_queries() as seen:
        assert browser.get("/people").status_code == 200
    assert len(seen) <= 12, seen


@pytest.mark.parametrize("count", [1, 12])
def test_a_persons_page_takes_the_same_few_queries_whatever_is_held(
    house: House, count_queries: Callable[[], Any], count: int
) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        for category in list(Category)[2 : 2 + count]:
            service.write_part(actor=actor, person_id=who.id, category=category, answer=Answer.GIVEN, words="Words.")
            consent(actor, who.id, {category: True})
        person_id = who.id
    browser = house.client("mash_outreach")
    with count_queries() as seen:
        assert browser.get(f"/people/{person_id}").status_code == 200
    assert len(seen) <= 49, seen
