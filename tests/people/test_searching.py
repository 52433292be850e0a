"""Search: by part of a name, reference, number or its end; from an index, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import current_app
from sqlalchemy import create_engine, delete, select, text

from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from people import queries, service
from people.equality import said_of
from people.models import Answer, Category, ContactMethod, EqualityAnswers, LinkStep, SearchKey
from people.queries.lookups import look_ups_since
from people.reach import Way
from tests.house import House
from tests.people.cast import consent, robyn


def found(actor: Actor, q: str) -> set[str]:
    return {line.alias for line in queries.people_page(actor, q, 1).items}


def legal(actor: Actor, person_id: UUID, name: str, version: int = 0) -> None:
    service.write_identity(
        actor=actor,
        person_id=person_id,
        legal_name_answer=Answer.GIVEN if name else Answer.NO,
        legal_name=name,
        birth_date_answer=Answer.NOT_ASKED,
        birth_date=None,
        version=version,
    )


def test_a_part_of_any_name_a_reference_and_a_number_find(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who, other = robyn(actor, "Little Robyn"), robyn(actor, "Angel")
        legal(actor, other.id, "Jane Anne O’Brien")
        service.write_safe_contact(
            actor=actor,
            person_id=who.id,
            method=ContactMethod.TEXT,
            address="07700 900226",
            others=(Way(ContactMethod.EMAIL, "r@example.org"),),
        )
        for q in (
            "rob",
            "OBY",
            "byn lit",
            "li",
            "r",
            "little robyn",
            "0226",
            "+447700900226",
            "r@example.org",
            who.reference.lower(),
        ):
            assert found(actor, q) == {"Little Robyn"}, q
        for q in ("bri", "jane", "obrien jane", "ang", "nge jan"):
            assert found(actor, q) == {"Angel"}, q
        for q in ("byl", "226", "7700", "jane rob", "%", "★"):
            assert found(actor, q) == set(), q
        assert found(actor, "") == {"Angel", "Little Robyn"}


def test_keys_follow_every_change(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        legal(actor, who.id, "Jane Smith")
        service.write_name(actor=actor, person_id=who.id, alias="Kit", pronouns=None, wants=None, version=1)
        assert (found(actor, "rob"), found(actor, "smi")) == (set(), {"Kit"})
        legal(actor, who.id, "", version=1)
        assert found(actor, "smi") == set()
        db.session.execute(delete(SearchKey).where(SearchKey.agency_id == actor.agency_id))
        assert found(actor, "kit") == set()
        assert service.index_missing(actor=actor) == 1
        assert found(actor, "kit") == {"Kit"}
        assert service.index_missing(actor=actor) == 0


def test_another_agency_finds_nobody_and_shares_no_key(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        robyn(actor)
        keys = set(db.session.scalars(select(SearchKey.key)))
    with house.acting("num_isva") as actor:
        assert found(actor, "rob") == set()
        robyn(actor)
        assert not keys & set(db.session.scalars(select(SearchKey.key)))


def test_all_records_of_a_person_match_when_one_does(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        main, under = robyn(actor, "Robyn"), robyn(actor, "Kit")
        service.link_records(actor=actor, main_id=main.id, linked_id=under.id)
        for q in ("rob", "kit"):
            assert set(db.session.scalars(queries.matching_ids(actor, q))) == {main.id, under.id}
            assert found(actor, q) == {"Robyn"}


def test_the_search_reads_its_index(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        for number in range(60):
            robyn(actor, f"Robyn Angelica {number}")
        from_index = queries.matching_ids(actor, "rob")
        sql = str(from_index.compile(db.engine, compile_kwargs={"literal_binds": True}))
        db.session.commit()
        with db.engine.connect().execution_options(whole_database=True) as plain:
            if db.engine.dialect.name == "postgresql":
                _learn_how_many_there_are()
                plain.execute(text("set local enable_seqscan = off"))
                plan = "\n".join(row[0] for row in plain.exec_driver_sql(f"explain {sql}"))
                assert "ix_search_key_key" in plan
                assert "Seq Scan" not in plan, plan
            else:
                plan = "\n".join(row[3] for row in plain.exec_driver_sql(f"explain query plan {sql}"))
                assert "search_key USING COVERING INDEX ix_search_key_key (agency_id=? AND key=?)" in plan
                assert "SCAN search_key" not in plan, plan


def _learn_how_many_there_are() -> None:
    """What autovacuum does by itself where a table grows; only the tables' owner may."""
    owner = create_engine(
        current_app.config["SETTINGS"].migration_database_url,
        isolation_level="AUTOCOMMIT",
        execution_options={"whole_database": True},
    )
    with owner.connect() as connection:
        connection.execute(text("analyze search_key"))
    owner.dispose()


def test_a_search_takes_the_same_statements_for_one_and_for_many(
    house: House, count_queries: Callable[[], Any]
) -> None:
    taken = []
    for count in (1, 40):
        with house.acting("mash_outreach") as actor:
            for number in range(count):
                robyn(actor, f"Robyn {number}")
        with house.acting("mash_outreach") as actor, count_queries() as seen:
            queries.people_page(actor, "rob", 1)
        taken.append(len(seen))
    assert taken[0] == taken[1] <= 9


def test_the_end_of_a_number_counts_as_a_look_up(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        for words in ("0226", "Robyn", "MA-0226"):
            service.count_look_up(actor=actor, words=words)
        db.session.commit()
        assert look_ups_since(actor, clock.now().replace(hour=0)) == 1


def test_legal_names_are_compared_in_either_order_and_by_sound(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        one, two, three, four = (robyn(actor, alias) for alias in ("Kit", "Wren", "Big Angel", "Jane Smith"))
        legal(actor, one.id, "Jane Anne Smith")
        legal(actor, two.id, "Smyth, Jayne")
        legal(actor, three.id, "Tola Bright")
        why = {each.alias: each.reasons for each in queries.possible_matches(actor, one.id)}
        assert why == {"Jane Smith": ["Same legal name"], "Wren": ["Names sound the same"]}
        assert [each.alias for each in queries.found_alike(actor, "Angel")] == ["Big Angel"]
        assert [each.alias for each in queries.found_alike(actor, "New", legal_name="tola bright")] == ["Big Angel"]
        assert four.id != one.id


def test_a_link_says_who_when_and_why_and_undoing_it_loses_nothing(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        main, under = robyn(actor, "Robyn"), robyn(actor, "Kit")
        consent(actor, main.id, {Category.ALIAS: True})
        consent(actor, under.id, {Category.ALIAS: True})
        before = [line.alias for line in queries.people_page(actor, "", 1).items]
        service.link_records(actor=actor, main_id=main.id, linked_id=under.id, why="They told me so.")
        assert [line.alias for line in queries.people_page(actor, "", 1).items] == ["Robyn"]
        assert {each.row.person_id for each in queries.consents_of(actor, main.id)} == {main.id, under.id}
        service.unlink_records(actor=actor, linked_id=under.id, why="It was the sister.")
        assert [line.alias for line in queries.people_page(actor, "", 1).items] == before
        assert {each.row.person_id for each in queries.consents_of(actor, main.id)} == {main.id}
        said = queries.links_said(actor, under.id)
        assert [(each.said, each.why, each.by_name, each.references) for each in said] == [
            ("Taken apart", "It was the sister.", "Dee Marlowe", (main.reference, under.reference)),
            ("Linked", "They told me so.", "Dee Marlowe", (main.reference, under.reference)),
        ]
        assert b"sister" not in b"".join(filter(None, db.session.scalars(select(LinkStep.why_sealed))))


def test_equality_answers_are_sealed_shared_only_as_demog_and_kept_by_version(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor)
        assert queries.ages_told(actor, who.id) == []
        said = {"ethnicity": said_of("ethnicity", "ONS2021-01", "My own"), "age_band": said_of("age_band", "U18", "")}
        service.write_equality(actor=actor, person_id=who.id, answers=said)
        row = db.session.scalars(select(EqualityAnswers)).one()
        assert b"ONS" not in (row.answers_sealed or b"")
        assert queries.parts_for_sharing(actor, who.id)[Category.DEMOG][0] == "Ethnicity: “My own” (Bangladeshi)"
        assert queries.ages_told(actor, who.id) == [(None, "U18")]
        assert queries.under_18(actor, who.id) is not None
        fields = db.session.scalars(select(AuditEntry.fields).where(AuditEntry.kind == "equality_answers"))
        assert not any("ONS" in each for each in fields)


def test_why_there_is_no_safe_way_and_no_words_is_kept(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        who = service.register_person(
            actor=actor,
            alias="Robyn",
            wants_answer=Answer.DECLINED,
            pronouns="she/her",
            pronouns_answer=Answer.NOT_KNOWN,
            birth_date=date(1990, 1, 1),
        )
        assert (who.wants_answer, who.pronouns_answer) == (Answer.DECLINED, None)
        contact = service.write_safe_contact(
            actor=actor, person_id=who.id, method=ContactMethod.NOT_ASKED, reach_answer=Answer.NO
        )
        assert contact.reach_answer is Answer.NO
        assert queries.people_page(actor, "", 1).items[0].reach == "No safe way to contact them"


@pytest.mark.parametrize("word", ["Robyn"])
def test_what_is_stored_to_search_by_tells_nothing(house: House, word: str) -> None:
    with house.acting("mash_outreach") as actor:
        robyn(actor, word)
        keys = list(db.session.scalars(select(SearchKey.key)))
        assert all(len(key) == 32 and int(key, 16) >= 0 for key in keys)
