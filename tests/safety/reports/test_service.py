"""Incident reports in the database: heard is complete, five answers apart, who sees them, and what erasing leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from agencies.permissions import Permission
from cases import service as cases
from cases.models import CaseKind
from cases.papers.gathering import gather
from core import clock
from core.actor import Actor, system_actor
from core.audit import AuditEntry
from core.crypto.datakeys import is_destroyed
from core.db import db
from core.errors import Clash, NotVisible, Refused
from outreach import service as outreach
from outreach.models import MetBefore
from people import service as people
from safety import events
from safety.reports import erasing, listing, part, queries, register, service
from safety.reports.models import HowAnswered, IncidentReport, Origin, ReportState, ScopeAnswer
from safety.reports.rules import Facts, Noticed
from safety.vocabulary import DescriptorKind, Scope
from tests.house import House
from tests.people.cast import robyn

WORDS = "He held my throat. Nobody would care, he said."
PHONE = Noticed(DescriptorKind.PHONE, "07700 900 123")


def taken(actor: Actor, **more: Any) -> IncidentReport:
    return service.take_report(actor=actor, **{"words": WORDS, **more})


def audited(verb: str) -> list[AuditEntry]:
    found = select(AuditEntry).where(AuditEntry.kind == "incident report", AuditEntry.verb == verb)
    return list(db.session.scalars(found))


def keep(row: ScopeAnswer) -> None:
    db.session.add(row)
    db.session.flush()


@contextmanager
def heard() -> Iterator[list[tuple[UUID, Scope]]]:
    """What `scope_ended` said meanwhile."""
    told: list[tuple[UUID, Scope]] = []

    def note(_: object, *, actor: Actor, report_id: UUID, scope: Scope) -> None:
        told.append((report_id, scope))

    with events.scope_ended.connected_to(note):
        yield told


def test_being_heard_is_a_complete_report(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = taken(actor)
        assert (row.reference, row.state, row.person_id) == ("MA-I0001", ReportState.LISTENED, None)
        assert row.words == WORDS
        assert WORDS.encode() not in (row.words_sealed or b"")
        assert queries.standing_scopes(actor, [row.id]) == {row.id: frozenset()}
        service.close_report(actor=actor, report_id=row.id, words="Heard.", version=1)
        with pytest.raises(Refused, match="closed"):
            service.change_facts(actor=actor, report_id=row.id, facts=Facts(harms=("THEFT",)), version=2)
        assert service.open_again(actor=actor, report_id=row.id).state is ReportState.LISTENED
        with pytest.raises(Refused, match="Write what they said"):
            taken(actor, words=" ")


def test_each_scope_is_answered_by_itself_and_only_a_yes_that_ends_is_told(house: House) -> None:
    with house.acting("mash_outreach") as actor, heard() as told:
        report_id = taken(actor, answers=dict.fromkeys(Scope, True)).id
        for scope in Scope:
            others = frozenset(Scope) - {scope}
            service.answer_scope(actor=actor, report_id=report_id, scope=scope, answer=False)
            assert queries.standing_scopes(actor, [report_id])[report_id] == others
            assert not queries.scope_stands(actor, report_id, scope)
            assert told == [(report_id, scope)]
            service.answer_scope(actor=actor, report_id=report_id, scope=scope, answer=False)
            service.answer_scope(actor=actor, report_id=report_id, scope=scope, answer=True, how=HowAnswered.PHONE)
            assert told == [(report_id, scope)]
            told.clear()
        seen = queries.history_of(actor, queries.peek(actor, report_id))[Scope.WARNING]
        assert [(each.number, each.answer) for each in seen] == [(4, True), (3, False), (2, False), (1, True)]
        for scope in Scope:
            service.answer_scope(actor=actor, report_id=report_id, scope=scope, answer=False)
        assert queries.peek(actor, report_id).state is ReportState.LISTENED


def test_an_answer_is_never_changed_and_two_of_one_number_cannot_be(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = taken(actor, answers={Scope.WARNING: True})
        report_id, agency_id = row.id, row.agency_id
        with pytest.raises(Clash):
            service.answer_scope(actor=actor, report_id=report_id, scope=Scope.WARNING, answer=False, number=0)
        service.answer_scope(actor=actor, report_id=report_id, scope=Scope.WARNING, answer=False, number=1)
    with house.acting("mash_manager"):
        assert [entry.fields for entry in audited("agreed to")] == ["warning"]
        assert [entry.fields for entry in audited("said no to")] == ["warning"]
    twin = {"agency_id": agency_id, "report_id": report_id, "scope": Scope.WARNING, "number": 2, "answer": True}
    with pytest.raises(DatabaseError), house.acting("mash_outreach"):
        keep(ScopeAnswer(**twin, how=HowAnswered.SPOKEN, answered_at=clock.now()))
    mine = ScopeAnswer.agency_id == agency_id
    for statement in (update(ScopeAnswer).where(mine).values(answer=True), delete(ScopeAnswer).where(mine)):
        with pytest.raises(DatabaseError), house.acting("mash_outreach"):
            db.session.execute(statement.execution_options(synchronize_session=False))


def test_who_took_it_the_case_team_and_those_who_release_see_it_and_nobody_else(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        mine, hers = taken(actor).id, robyn(actor).id
    with house.acting("mash_caseworker") as actor:
        case_id = cases.open_case(
            actor=actor, person_id=hers, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["SAFETY"]
        ).id
        with pytest.raises(NotVisible):
            queries.report(actor, mine)
    with house.acting("mash_manager") as actor:
        in_case = taken(actor, case_id=case_id).id
        service.link_report(actor=actor, report_id=mine, person_id=hers, case_id=None, version=1)
        assert listing.reports_page(actor, 1).total == 2
    with house.acting("mash_caseworker") as actor:
        assert queries.report(actor, in_case).person_id == hers
        assert [line.id for line in listing.reports_of_case(actor, case_id)] == [in_case]
        assert [line.id for line in listing.reports_of_person(actor, hers)] == [in_case]
        assert queries.descriptors(actor, mine) == []
        assert queries.standing_scopes(actor, [mine, in_case]) == {in_case: frozenset()}
    for persona in ("num_isva", "num_manager", "gmp_liaison", "mash_protection", "mash_auditor"):
        with house.acting(persona) as actor:
            assert listing.reports_page(actor, 1).total == 0
            with pytest.raises(NotVisible):
                queries.peek(actor, mine)
    with house.acting("mash_manager") as actor:
        people.exclude(
            actor=actor, person_id=hers, user_id=house.user("mash_outreach").id, reason="They grew up next door."
        )
    with house.acting("mash_outreach") as actor, pytest.raises(NotVisible):
        queries.report(actor, mine)


def test_what_a_report_hangs_on_is_the_actors_own_and_changes_with_audit(house: House) -> None:
    with house.acting("num_manager") as actor:
        theirs = robyn(actor).id
    with house.acting("mash_outreach") as actor:
        who, other = robyn(actor), robyn(actor, "Billie")
        session = outreach.start_session(actor=actor, mode="street", ward="E05011370", team="Van", began_at=clock.now())
        contact = outreach.log_contact(
            actor=actor, session_id=session.id, met_before=MetBefore.KNOWN, alias="Robyn", person_id=who.id
        )
        row = taken(actor, contact_id=contact.id)
        assert (row.person_id, row.contact_id) == (who.id, contact.id)
        assert [line.alias for line in listing.reports_of_contact(actor, contact.id)] == ["Robyn"]
        with pytest.raises(NotVisible):
            service.link_report(actor=actor, report_id=row.id, person_id=theirs, case_id=None, version=1)
        service.link_report(actor=actor, report_id=row.id, person_id=other.id, case_id=None, version=1)
        with pytest.raises(Clash):
            service.link_report(actor=actor, report_id=row.id, person_id=None, case_id=None, version=1)
        service.link_report(actor=actor, report_id=row.id, person_id=None, case_id=None, version=2)
        ids = who.id, other.id
    with house.acting("mash_manager"):
        assert {entry.subject_id for entry in audited("unlinked")} >= set(ids)
        assert [entry.subject_id for entry in audited("linked")] == [ids[1]]


def test_facts_change_and_what_stood_is_kept_but_words_only_grow(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        row = taken(actor, facts=Facts(harms=("ROBBERY",), platform="Sitemarker"), noticed=[PHONE])
        noticed = queries.descriptors(actor, row.id)[0]
        assert noticed.value_index is not None
        assert b"900" not in (noticed.value_sealed or b"")
        changed = service.change_facts(actor=actor, report_id=row.id, facts=Facts(harms=("THEFT",)), version=1)
        assert (changed.harms, changed.platform, changed.words) == (["THEFT"], None, WORDS)
        stood = queries.editions_of(actor, changed)
        assert "Sitemarker" in (stood[0].stood or "")
        assert b"Sitemarker" not in (stood[0].stood_sealed or b"")
        with pytest.raises(Clash):
            service.change_facts(actor=actor, report_id=row.id, facts=Facts(harms=("RAPE",)), version=1)
        service.add_words(actor=actor, report_id=row.id, words="And he laughed.", own_words=True)
        service.add_words(actor=actor, report_id=row.id, words="Shaking.", own_words=False)
        added = queries.additions_of(actor, changed)
        assert [(each.words, each.own) for each in added] == [("And he laughed.", True), ("Shaking.", False)]
        service.keep_back(actor=actor, report_id=row.id, descriptor_id=noticed.id, shared=False)
        assert not queries.descriptors(actor, row.id)[0].shared
        service.forget_noticed(actor=actor, report_id=row.id, descriptor_id=noticed.id)
        assert queries.descriptors(actor, row.id) == []


def test_a_public_report_is_taken_by_nobody_and_read_by_somebody(house: House) -> None:
    agency_id = house.agency("MASH").id
    with house.acting("mash_manager") as manager:
        job = system_actor(agency_id, Permission.REPORT_TAKE, Permission.REPORT_RELEASE)
        row = taken(job, origin=Origin.PUBLIC, answers={Scope.RESEARCH: True}, how=HowAnswered.ONLINE, noticed=[PHONE])
        assert (row.taken_by, row.read_at) == (None, None)
        assert (listing.count_unread(manager), listing.oldest_unread(manager)) == (1, row.taken_at)
        assert listing.reports_page(manager, 1, show="unread").items[0].taken_by == "Written on the public page"
        service.mark_read(actor=manager, report_id=row.id)
        assert listing.count_unread(manager) == 0
        service.add_words(actor=job, report_id=row.id, words="One more thing.", own_words=True)
        assert listing.count_unread(manager) == 1


@pytest.mark.parametrize("whole_record", [True, False])
def test_erasing_ends_every_yes_first_and_leaves_no_word(house: House, whole_record: bool) -> None:
    with house.acting("mash_outreach") as actor:
        who = robyn(actor).id
        agreed = {Scope.WARNING: True, Scope.RESEARCH: True, Scope.CONTACT: False}
        row = taken(actor, person_id=who, answers=agreed, noticed=[PHONE], facts=Facts(harms=("RAPE",)))
        report_id, other = row.id, taken(actor).id
    with house.acting("mash_protection" if whole_record else "mash_manager") as actor, heard() as told:
        if whole_record:
            erasing.forget_person(actor, who)
        else:
            erasing.erase_report(actor=actor, report_id=report_id)
        assert sorted(told) == sorted([(report_id, Scope.WARNING), (report_id, Scope.RESEARCH)])
        assert is_destroyed(actor.agency_id, report_id)
        assert not is_destroyed(actor.agency_id, other)
    with house.acting("mash_manager") as actor:
        left = db.session.get_one(IncidentReport, (actor.agency_id, report_id))
        assert (left.words, left.harms, left.person_id) == ("Erased", [], None)
        assert [line.id for line in listing.reports_page(actor, 1).items] == [other]
        with pytest.raises(NotVisible):
            queries.peek(actor, report_id)
        assert register.register(actor).total == 0
    with house.acting("mash_manager"):
        assert [entry.subject_id for entry in audited("erased")] == [who]


def test_a_case_names_its_own_person_and_refuses_another(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        who = people.register_person(actor=actor, alias="Tash").id
        other = robyn(actor).id
        case_id = cases.open_case(
            actor=actor, person_id=who, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["SAFETY"]
        ).id
        assert taken(actor, case_id=case_id).person_id == who
        with pytest.raises(Refused, match="somebody else"):
            taken(actor, case_id=case_id, person_id=other)


def test_the_copy_of_all_that_is_held_has_their_reports_and_the_case_file_says_when(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        who = people.register_person(actor=actor, alias="Tash").id
        case = cases.open_case(
            actor=actor, person_id=who, kind=CaseKind.CASEWORK, lead_user_id=actor.user_id, needs=["SAFETY"]
        )
        row = taken(actor, case_id=case.id, noticed=[PHONE], facts=Facts(harms=("RAPE",), note="Notemarker"))
        with house.app.test_request_context():
            told = part.timeline(actor, case, "Tash", 5)
        assert [(each.title, each.paragraphs) for each in told] == [("Incident report MA-I0001", ["Rape"])]
        assert row.state is ReportState.LISTENED
    with house.acting("mash_protection") as actor:
        found = gather(actor, who)
        held = {each.piece.heading: each.piece for each in found if each.section == "MA-I0001"}
        assert held["What you said"].words == WORDS
        assert ("Note", "Notemarker") in held["What was written down"].rows
        assert held["Noticed of whoever did it"].third_party


def test_a_report_on_no_record_goes_by_itself_and_one_on_a_record_stays(house: House) -> None:
    long_ago = clock.now() - timedelta(days=800)
    with house.acting("mash_outreach") as actor, clock.frozen_at(long_ago):
        loose, kept = taken(actor).id, taken(actor, person_id=robyn(actor).id).id
    with house.acting("mash_outreach") as actor:
        recent = taken(actor).id
    with house.acting("mash_manager") as actor:
        job = system_actor(actor.agency_id, Permission.PROTECTION_LEAD)
        assert erasing.forget_old(job, clock.now() - timedelta(days=730)) == 1
        assert is_destroyed(actor.agency_id, loose)
        assert {line.id for line in listing.reports_page(actor, 1).items} == {kept, recent}
        assert erasing.forget_old(job, clock.now() - timedelta(days=730)) == 0
