"""Reads of incident reports: lists in a fixed number of statements, filters, what stands, and the research register."""

from __future__ import annotations

import csv
import io
from itertools import product

import pytest
from sqlalchemy import select

from core import clock
from core.actor import Actor
from core.db import db
from core.errors import NotVisible, Refused
from safety.reports import listing, queries, register, rules, service
from safety.reports.models import IncidentReport, RegisterExport, Said, WhenKind
from safety.reports.rules import Facts
from safety.vocabulary import Scope
from tests.house import House
from tests.people.cast import robyn

ARDWICK = "E05011351"


def many(actor: Actor, count: int, **facts: object) -> list[IncidentReport]:
    return [
        service.take_report(
            actor=actor, words=f"Wordmarker {number}", facts=Facts(**{"harms": ("ROBBERY",), **facts}),  # type: ignore[arg-type]
            answers={Scope.RESEARCH: True},
        )
        for number in range(count)
    ]  # fmt: skip


def test_a_list_costs_as_many_statements_for_one_as_for_a_page(house: House, count_queries) -> None:  # type: ignore[no-untyped-def]
    counts, page = [], None
    for number in (1, 29):
        with house.acting("mash_outreach") as actor:
            who = robyn(actor).id
            for _ in range(number):
                service.take_report(actor=actor, words="A", person_id=who, answers={Scope.WARNING: True})
        with house.acting("mash_outreach") as actor, count_queries() as counted:
            page = listing.reports_page(actor, 1)
            counts.append(len(counted))
    assert page is not None
    assert counts[0] == counts[1]
    assert (len(page.items), page.total) == (25, 30)
    assert page.items[0].alias == "Robyn"


def test_filters_find_by_state_kind_and_place(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        many(actor, 1, ward=ARDWICK)
        service.take_report(actor=actor, words="Only heard.")
        service.take_report(actor=actor, words="", facts=Facts(harms=("ATT_RAPE",)))
        found = {
            "open": listing.reports_page(actor, 1, show="open").total,
            "listened": listing.reports_page(actor, 1, show="listened").total,
            "mine": listing.reports_page(actor, 1, show="mine").total,
            "sexual": listing.reports_page(actor, 1, family="sexual").total,
            "money": listing.reports_page(actor, 1, family="acquisitive").total,
            "ward": listing.reports_page(actor, 1, place=ARDWICK).total,
            "nonsense": listing.reports_page(actor, 9, show="x", family="y", place="z").total,
        }
    assert found == {"open": 1, "listened": 2, "mine": 3, "sexual": 1, "money": 1, "ward": 1, "nonsense": 3}


def test_what_stands_is_the_same_in_sql_and_in_words_for_all_ways_to_answer(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        expected = {}
        for before, after in product((None, True, False), repeat=2):
            row = service.take_report(actor=actor, words="A")
            for answer in (before, after):
                if answer is not None:
                    service.answer_scope(actor=actor, report_id=row.id, scope=Scope.CONTACT, answer=answer)
            service.answer_scope(actor=actor, report_id=row.id, scope=Scope.WARNING, answer=not after)
            last = after if after is not None else before
            expected[row.id] = frozenset({Scope.CONTACT} if last else set()) | ({Scope.WARNING} if not after else set())
        assert queries.standing_scopes(actor, expected) == expected
        for scope in Scope:
            found = select(IncidentReport.id).where(
                IncidentReport.agency_id == actor.agency_id, queries.where_stands(actor, scope)
            )
            assert set(db.session.scalars(found)) == {each for each, stands in expected.items() if scope in stands}


def test_the_register_is_codes_of_those_who_agreed_and_its_exports_are_kept(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        rows = many(
            actor, 6, ward=ARDWICK, setting="STREET", injured=Said.NO, when_kind=WhenKind.EXACT,
            first_on=clock.today(), platform="Sitemarker",
        )  # fmt: skip
        service.take_report(actor=actor, words="Not in it.", facts=Facts(harms=("RAPE",)))
        ids = [row.id for row in rows]
        with pytest.raises(NotVisible):
            register.register(actor)
    with house.acting("num_isva") as actor, pytest.raises(NotVisible):
        register.export(actor=actor, purpose="x", receiver="y", kind="csv")
    with house.acting("mash_manager") as actor:
        held = register.register(actor)
        assert (len(held.rows), held.total, held.withheld) == (6, 6, 0)
        assert {(row.area, row.harms, row.injured) for row in held.rows} == {("Central", ("Robbery",), "No")}
        with pytest.raises(Refused, match="what it is for"):
            register.export(actor=actor, purpose=" ", receiver="A board", kind="csv")
        made = register.export(actor=actor, purpose="Barriers, 2026", receiver="The forum", kind="csv")
        cells = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
        assert (cells[0], len(cells)) == (list(register.HEADINGS), 7)
        for marker in ("Wordmarker", "Sitemarker", "MA-I", "Ardwick", ARDWICK, f"{clock.today():%d}/"):
            assert marker not in made.decode("utf-8-sig")
        assert register.export(actor=actor, purpose="The same", receiver="The forum", kind="xlsx")[:2] == b"PK"
        assert [(each.purpose, each.rows) for each in register.exports_page(actor, 1).items] == [
            ("The same", 6), ("Barriers, 2026", 6),
        ]  # fmt: skip
        kept = db.session.scalars(select(RegisterExport).where(RegisterExport.agency_id == actor.agency_id)).all()
        assert all(b"Barriers" not in (each.purpose_sealed or b"") for each in kept)
        service.answer_scope(actor=actor, report_id=ids[0], scope=Scope.RESEARCH, answer=False)
        assert len(register.register(actor).rows) == 5
        for each in ids[1:3]:
            service.answer_scope(actor=actor, report_id=each, scope=Scope.RESEARCH, answer=False)
        assert (register.register(actor).rows, register.register(actor).withheld) == ([], 3)
        with pytest.raises(Refused, match="fewer than 5"):
            register.export(actor=actor, purpose="x", receiver="y", kind="csv")
    assert rules.SMALLEST_GROUP == 5
