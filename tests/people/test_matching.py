"""Two records, one person: found inside one agency, linked, shown together, taken apart; nothing crosses an agency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from agencies.queries import agency_by_code
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import NotVisible, Refused
from people import queries, service
from people.models import (
    Answer,
    Category,
    ContactMethod,
    DisclosureKind,
    KeyKind,
    LinkState,
    MatchKey,
    Person,
    PersonLink,
    Purpose,
    SearchKey,
)
from people.reach import Way
from people.rules import Recipient, may_share
from tests.house import House
from tests.people.cast import consent, robyn, team_id


def why(actor: Actor, person_id: UUID) -> dict[str, list[str]]:
    return {each.alias: each.reasons for each in queries.possible_matches(actor, person_id)}


def test_records_alike_are_offered_the_likeliest_first(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor, "Robyn")
        for alias in ("Robynette", "Angel", "ROBYN ", "Robin"):
            robyn(actor, alias)
        same = robyn(actor, "Kit")
        for each in (who, same):
            service.write_safe_contact(
                actor=actor, person_id=each.id, method=ContactMethod.TEXT, address="07700 900226"
            )
        assert why(actor, who.id) == {
            "Kit": ["Same number or e-mail"], "ROBYN": ["Same name"], "Robin": ["Names sound the same"],
            "Robynette": ["One name begins the other"],
        }  # fmt: skip
        assert next(iter(why(actor, who.id))) == "Kit"


def test_every_number_and_address_is_compared_and_found(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, other = robyn(actor, "Robyn"), robyn(actor, "Kit")
        service.write_safe_contact(
            actor=actor, person_id=one.id, method=ContactMethod.TEXT, address="07700 900226",
            others=(Way(ContactMethod.EMAIL, "R@Example.org"),),
        )  # fmt: skip
        service.write_safe_contact(actor=actor, person_id=other.id, method=ContactMethod.EMAIL, address="r@example.org")
        assert why(actor, one.id) == {"Kit": ["Same number or e-mail"]}
        found = queries.people_page(actor, "r@example.org", 1).items
        assert {line.id for line in found} == {one.id, other.id}


def test_keys_follow_the_record(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, other = robyn(actor, "Robyn"), robyn(actor, "Robyn")
        assert why(actor, one.id)
        service.write_name(actor=actor, person_id=other.id, alias="Kit", pronouns=None, wants=None, version=1)
        assert why(actor, one.id) == {}


def test_nothing_is_compared_with_another_agency(house: House) -> None:
    with house.acting("num_isva") as actor:
        theirs = robyn(actor, "Robyn")
        service.write_safe_contact(actor=actor, person_id=theirs.id, method=ContactMethod.TEXT, address="07700 900226")
        foreign = theirs.id
        keys = set(db.session.scalars(select(MatchKey.key)).all())
    with house.acting("mash_outreach") as actor:
        ours = robyn(actor, "Robyn")
        service.write_safe_contact(actor=actor, person_id=ours.id, method=ContactMethod.TEXT, address="07700 900226")
        assert why(actor, ours.id) == {}
        assert [each.person_id for each in queries.found_alike(actor, "Robyn", ["07700 900226"])] == [ours.id]
        assert not keys & set(db.session.scalars(select(MatchKey.key)).all())
        assert queries.same_person(actor, foreign) == set()
        assert queries.possible_matches(actor, foreign) == []
        for attempt in (
            lambda: service.link_records(actor=actor, main_id=ours.id, linked_id=foreign),
            lambda: service.link_records(actor=actor, main_id=foreign, linked_id=ours.id),
            lambda: service.unlink_records(actor=actor, linked_id=foreign),
            lambda: service.say_different(actor=actor, person_id=ours.id, other_id=foreign),
            lambda: queries.by_reference(actor, "NU-0001"),
        ):
            with pytest.raises(NotVisible):
                attempt()


def test_the_job_fills_what_has_no_keys(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, other = robyn(actor, "Robyn"), robyn(actor, "Robin")
        service.write_safe_contact(actor=actor, person_id=one.id, method=ContactMethod.TEXT, address="07700 900226")
        before = set(db.session.execute(select(MatchKey.person_id, MatchKey.kind, MatchKey.key)).all())
        for table in (MatchKey, SearchKey):
            db.session.execute(delete(table).where(table.agency_id == actor.agency_id))
        assert why(actor, one.id) == {}
        assert service.index_missing(actor=actor) == 2
        assert set(db.session.execute(select(MatchKey.person_id, MatchKey.kind, MatchKey.key)).all()) == before
        assert service.index_missing(actor=actor) == 0
        assert why(actor, other.id) == {"Robyn": ["Names sound the same"]}


def test_what_is_stored_of_a_name_is_useless_without_the_keyring(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        robyn(actor, "Robyn")
        keys = db.session.scalars(select(MatchKey.key)).all()
        assert all(len(key) == 64 and "rob" not in key for key in keys)
        assert {kind for kind in db.session.scalars(select(MatchKey.kind))} == {
            KeyKind.WHOLE, KeyKind.SOUND, KeyKind.BEGIN
        }  # fmt: skip


def test_a_link_shows_both_from_the_main_record_and_taking_it_apart_puts_all_back(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        main, other = robyn(actor, "Robyn"), robyn(actor, "Angel")
        write: dict[str, Any] = {"actor": actor, "category": Category.RISK, "answer": Answer.GIVEN}
        service.write_part(**write, person_id=main.id, words="High.")
        service.write_part(**write, person_id=other.id, words="Has a plan.")
        consent(actor, other.id, {Category.ALIAS: True})
        _disclose(actor, other.id)

        def shown(person_id: UUID) -> tuple[Any, ...]:
            return (
                queries.parts_for_sharing(actor, person_id)[Category.RISK],
                [line.linked for line in queries.part_lines(actor, person_id) if line.linked],
                [each.row.id for each in queries.consents_of(actor, person_id)],
                queries.ledger_page(actor, person_id, 1).total, queries.same_person(actor, person_id),
            )  # fmt: skip

        before = shown(main.id), shown(other.id)
        rows = _all_rows(actor)
        service.link_records(actor=actor, main_id=main.id, linked_id=other.id)
        assert queries.same_person(actor, main.id) == queries.same_person(actor, other.id) == {main.id, other.id}
        words, linked, consents, ledger, _ = shown(main.id)
        assert words == ["High."], "what a linked record was told is shown, and never shared with it"
        assert linked[0][0].reference == other.reference
        assert (len(consents), ledger) == (1, 1)
        assert shown(other.id)[0] == ["Has a plan."]
        assert [line.id for line in queries.people_page(actor, "", 1).items] == [main.id]
        assert [line.id for line in queries.people_page(actor, "angel", 1).items] == [main.id]
        assert queries.people_page(actor, "angel", 1).items[0].also == [other.reference]
        assert [line.is_main for line in queries.kin_of(actor, other.id)] == [True, False]
        assert why(actor, main.id) == {}
        service.unlink_records(actor=actor, linked_id=other.id)
        assert (shown(main.id), shown(other.id)) == before
        assert _all_rows(actor) == rows, "nothing was moved or deleted"


def _disclose(actor: Actor, person_id: UUID) -> None:
    service.record_disclosure(
        actor=actor, person_id=person_id, kind=DisclosureKind.PACKAGE, recipient_agency_id=actor.agency_id,
        recipient_team_id=None, categories=[Category.ALIAS],
    )  # fmt: skip


def _all_rows(actor: Actor) -> list[Any]:
    found = select(Person.id, Person.reference, Person.alias_index, Person.main_id).order_by(Person.id)
    return list(db.session.execute(found.where(Person.agency_id == actor.agency_id)).all())


def _may(actor: Actor, person_id: UUID, category: Category) -> bool:
    recipient = Recipient(agency_by_code("NUM").id, team_id("NUM", "isva"))
    facts = queries.consent_facts(actor, person_id)
    return may_share(facts, [category], recipient, Purpose.SUPPORT, clock.today()).allowed


def test_a_yes_counts_for_its_own_record_a_no_for_all(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        main, one, two = (robyn(actor, alias) for alias in ("Robyn", "Angel", "Kit"))
        for linked in (one, two):
            service.link_records(actor=actor, main_id=main.id, linked_id=linked.id)
        consent(actor, one.id, {Category.ALIAS: True, Category.HEALTH: False})
        assert [_may(actor, each.id, Category.ALIAS) for each in (main, one, two)] == [False, True, False]
        consent(actor, main.id, {Category.RISK: True})
        assert [_may(actor, each.id, Category.RISK) for each in (main, one, two)] == [True, False, False]
        consent(actor, two.id, {Category.RISK: False})
        assert [_may(actor, each.id, Category.RISK) for each in (main, one, two)] == [False, False, False]


def test_a_withdrawal_on_the_linked_record_stops_the_main_one(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        main, other = robyn(actor, "Robyn"), robyn(actor, "Angel")
        consent(actor, main.id, {Category.RISK: True})
        given = consent(actor, other.id, {Category.RISK: True})
        service.link_records(actor=actor, main_id=main.id, linked_id=other.id)
        service.withdraw_consent(actor=actor, consent_id=given.id, how="Told us in person")
        assert not _may(actor, main.id, Category.RISK)
        service.unlink_records(actor=actor, linked_id=other.id)
        assert _may(actor, main.id, Category.RISK)


def test_there_is_no_chain_and_no_circle(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        a, b, c = (robyn(actor, alias).id for alias in ("Robyn", "Angel", "Kit"))
        service.link_records(actor=actor, main_id=a, linked_id=b)
        for main_id, linked_id in ((b, a), (a, b), (b, c), (c, a), (c, b), (a, a)):
            with pytest.raises(Refused):
                service.link_records(actor=actor, main_id=main_id, linked_id=linked_id)
        service.link_records(actor=actor, main_id=a, linked_id=c)
        assert queries.same_person(actor, c) == {a, b, c}
        service.unlink_records(actor=actor, linked_id=b)
        assert queries.same_person(actor, a) == {a, c}
        with pytest.raises(Refused):
            service.unlink_records(actor=actor, linked_id=b)


def test_not_the_same_person_is_remembered_until_somebody_knows_better(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, other = robyn(actor, "Robyn").id, robyn(actor, "Robin").id
        service.say_different(actor=actor, person_id=other, other_id=one)
        assert why(actor, one) == why(actor, other) == {}
        service.link_records(actor=actor, main_id=one, linked_id=other)
        with pytest.raises(Refused):
            service.say_different(actor=actor, person_id=one, other_id=other)
        row = db.session.scalars(select(PersonLink)).one()
        assert (row.state, row.linked_id, row.version) == (LinkState.LINKED, other, 2)


def test_linking_and_taking_apart_stand_in_the_trail_of_both(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, other = robyn(actor, "Robyn").id, robyn(actor, "Robin").id
        service.link_records(actor=actor, main_id=one, linked_id=other)
        service.unlink_records(actor=actor, linked_id=other)
    with house.acting("mash_outreach"):
        for person_id in (one, other):
            verbs = db.session.scalars(
                select(AuditEntry.verb).where(AuditEntry.subject_id == person_id, AuditEntry.kind == "person link")
            ).all()
            assert sorted(verbs) == ["linked", "unlinked"]


@pytest.mark.parametrize("linked", [0, 4])
def test_linked_records_take_no_more_statements(house: House, count_queries: Callable[[], Any], linked: int) -> None:
    with house.acting("mash_outreach") as actor:
        main = robyn(actor, "Robyn").id
        for number in range(linked):
            other = robyn(actor, f"Robyn {number}").id
            service.write_part(actor=actor, person_id=other, category=Category.RISK, answer=Answer.GIVEN, words="W.")
            consent(actor, other, {Category.RISK: True})
            _disclose(actor, other)
            service.link_records(actor=actor, main_id=main, linked_id=other)
    with house.acting("mash_outreach") as actor:
        queries.person_alias(actor, main)
        with count_queries() as seen:
            queries.consent_facts(actor, main)
            queries.part_lines(actor, main)
            queries.kin_of(actor, main)
    assert len([each for each in seen if each.lstrip().lower().startswith("select")]) <= 6, seen


def test_the_pages_offer_compare_link_and_take_apart(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, other = robyn(actor, "Robyn"), robyn(actor, "Robin")
        ids = {"one": one.id, "other": other.id}
        reference = other.reference
    dee = house.client("mash_outreach")
    page = dee.get(f"/people/{ids['one']}").get_data(as_text=True)
    assert "May be the same person as" in page
    assert reference in page
    pair = f"/people/{ids['one']}/same-person/{ids['other']}"
    assert "The same person?" in dee.get(pair).get_data(as_text=True)
    answer = dee.post(pair, {"said": "same", "main": str(ids["other"])})
    assert (answer.status_code, answer.location) == (303, f"/people/{ids['other']}")
    assert "has other records here" in dee.get(f"/people/{ids['other']}").get_data(as_text=True)
    assert "linked to" in dee.get(f"/people/{ids['one']}").get_data(as_text=True)
    assert dee.post(pair, {"said": "same", "main": str(ids["one"])}).status_code == 422
    matches = dee.get(f"/people/{ids['one']}/same-person").get_data(as_text=True)
    assert "Take apart" in matches
    assert dee.post(f"/people/{ids['one']}/same-person/unlink").status_code == 303
    assert dee.post(pair, {"said": "different"}).status_code == 303
    assert "May be the same person as" not in dee.get(f"/people/{ids['one']}").get_data(as_text=True)


def test_another_record_is_named_by_its_reference(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, other = robyn(actor, "Robyn"), robyn(actor, "Kit")
        ids, reference = (one.id, other.id), other.reference
    with house.acting("num_isva") as actor:
        foreign = robyn(actor, "Robyn").reference
    dee = house.client("mash_outreach")
    path = f"/people/{ids[0]}/same-person"
    assert dee.get(f"{path}?reference={reference.lower()}").location == f"{path}/{ids[1]}"
    for unknown in (foreign, "MA-9999"):
        page = dee.get(f"{path}?reference={unknown}").get_data(as_text=True)
        assert "No record here has the reference" in page


@pytest.mark.parametrize("alias", ["robyn", "Robin"])
def test_a_second_record_is_asked_about_first(house: House, alias: str) -> None:
    with house.acting("mash_outreach") as actor:
        robyn(actor, "Robyn")
    dee = house.client("mash_outreach")
    answer = dee.post("/people/new", {"alias": alias})
    assert answer.status_code == 422
    assert "MA-0001" in answer.get_data(as_text=True)
    assert dee.post("/people/new", {"alias": alias, "someone_else": "y"}).status_code == 303
    assert dee.post("/people/new", {"alias": "Rob"}).status_code == 303, "a shared beginning stops nobody"
