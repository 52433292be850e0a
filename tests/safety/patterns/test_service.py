"""Marks, links and answers: two agencies learn that they share something, and nothing else of one another."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from core import clock
from core.actor import Actor
from core.crypto.datakeys import keyring
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as, belongs_to, current_session
from safety.patterns import queries, service
from safety.patterns.models import LinkAnswer, PatternLink, PatternMark, ReportMark
from safety.patterns.queries import LinkLine
from safety.reports import erasing
from safety.reports import queries as report_queries
from safety.reports import service as reports
from safety.vocabulary import DescriptorKind as Kind
from safety.vocabulary import Scope
from tests.house import House
from tests.safety.checker.scene import NUMBER, TWELVE, take

PHONE = [(Kind.PHONE, NUMBER)]
MANAGERS = ("mash_manager", "num_manager")


def look(house: House, personas: Iterable[str] = MANAGERS) -> int:
    """Each agency's worker does its hour's work, in the order that is given."""
    made = 0
    for persona in personas:
        with house.acting(persona) as actor:
            made += service.look_for_patterns(actor=actor)
    return made


def both(house: House, answers: dict[Scope, bool] | None = None) -> tuple[UUID, UUID]:
    """A report of the same number at each of two agencies, written differently."""
    with house.acting("mash_caseworker") as actor:
        ours = take(actor, [(Kind.PHONE, TWELVE[4])]).id
    with house.acting("num_caseworker") as actor:
        return ours, take(actor, [(Kind.PHONE, TWELVE[10])], answers).id


def line_of(house: House, persona: str) -> LinkLine:
    with house.acting(persona) as actor:
        return queries.links_page(actor, 1).items[0]


def test_two_agencies_are_linked_once_whoever_looks_first_and_both_managers_are_told(house: House) -> None:
    ours, theirs = both(house)
    assert look(house) + look(house, reversed(MANAGERS)) + look(house) == 1
    for persona, own, other in (("mash_manager", ours, "National"), ("num_manager", theirs, "M")):
        with house.acting(persona) as actor:
            line = queries.links_page(actor, 1).items[0]
            assert (line.agency.startswith(other), line.kinds, line.said) == (True, ("Phone number",), None)
            assert [each.id for each in line.reports] == [own]
            assert line.found_in.weekday() == 0
            assert len(queries.waiting_links(actor)) == 1
    with house.acting("mash_manager") as actor:
        told = {row.address for row in current_session().scalars(select(Notice).where(Notice.subject == service.FOUND))}
        assert told == {house.user(persona).email for persona in MANAGERS}
    for persona in ("mash_caseworker", "tmr_outreach", "gmp_liaison"):
        with house.acting(persona) as actor:
            assert queries.links_page(actor, 1).total == 0
    link_id = line_of(house, "mash_manager").id
    with house.acting("tmr_outreach") as actor, pytest.raises(NotVisible):
        queries.link(actor, link_id)


@pytest.mark.parametrize(
    "answers",
    [{}, {Scope.WARNING: False}, {scope: True for scope in Scope if scope is not Scope.WARNING}],
    ids=["nothing", "no", "all-the-others"],
)
def test_only_a_standing_yes_to_a_warning_is_compared(house: House, answers: dict[Scope, bool]) -> None:
    both(house, answers)
    assert look(house) + look(house) == 0
    with house.acting("num_manager") as actor:
        assert (
            list(current_session().scalars(select(PatternMark.mark).where(PatternMark.agency_id == actor.agency_id)))
            == []
        )


def test_what_is_shared_is_an_opaque_mark_and_no_report_day_or_reporter(house: House) -> None:
    ours, theirs = both(house)
    look(house)
    look(house)
    assert set(PatternMark.__table__.columns.keys()) == {"agency_id", "mark"}
    shared = set(PatternLink.__table__.columns.keys())
    assert not any("report" in name or name.endswith("_on") or "made" in name for name in shared)
    with house.acting("num_manager") as actor:
        row = current_session().scalars(select(PatternLink).where(belongs_to(actor, PatternLink))).one()
        assert row.mark == keyring().common_index("pattern-phone", "+447700900461")
        held = {str(getattr(row, name)) for name in shared}
        assert not held & {str(ours), str(theirs), str(house.user("mash_caseworker").id)}
        assert current_session().scalars(select(ReportMark.report_id)).all() == [theirs]


def test_taking_the_yes_back_ends_the_link_at_once_and_a_new_yes_begins_it_afresh(house: House) -> None:
    _, theirs = both(house)
    look(house)
    look(house)
    with house.acting("num_caseworker") as actor:
        reports.answer_scope(actor=actor, report_id=theirs, scope=Scope.INTELLIGENCE, answer=True)
        reports.answer_scope(actor=actor, report_id=theirs, scope=Scope.INTELLIGENCE, answer=False)
    assert line_of(house, "mash_manager").is_ended is False, "another scope has no part in it"
    with house.acting("num_caseworker") as actor:
        reports.answer_scope(actor=actor, report_id=theirs, scope=Scope.WARNING, answer=False)
        assert (
            list(current_session().scalars(select(PatternMark).where(PatternMark.agency_id == actor.agency_id))) == []
        )
    line = line_of(house, "mash_manager")
    assert (line.standing, line.is_ended) == ("Ended", True)
    with house.acting("mash_manager") as actor, pytest.raises(Refused, match="ended"):
        _talk(house, actor, line, "mash_manager")
    with house.acting("num_caseworker") as actor:
        reports.answer_scope(actor=actor, report_id=theirs, scope=Scope.WARNING, answer=True)
    assert look(house) + look(house) == 1
    assert line_of(house, "num_manager").standing == "Waits for your answer"


def test_a_mark_that_two_reports_bear_stands_until_the_last_is_gone(house: House) -> None:
    _, first = both(house)
    with house.acting("num_caseworker") as actor:
        second = take(actor, PHONE).id
    look(house)
    look(house)
    for report_id, ended in ((first, False), (second, True)):
        with house.acting("num_manager") as actor:
            erasing.erase_report(actor=actor, report_id=report_id)
        assert line_of(house, "mash_manager").is_ended is ended


def test_what_is_kept_back_or_says_little_is_not_compared(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        take(actor, [(Kind.PROFILE, "@jo"), (Kind.VEHICLE, "a white van"), (Kind.PLATE, "AB12 CDE")])
    with house.acting("num_caseworker") as actor:
        row = take(actor, [(Kind.PROFILE, "@jo"), (Kind.VEHICLE, "a white van"), (Kind.PLATE, "ab12cde")])
        plate = next(each for each in report_queries.descriptors(actor, row.id) if each.kind is Kind.PLATE)
        reports.keep_back(actor=actor, report_id=row.id, descriptor_id=plate.id, shared=False)
        report_id, plate_id = row.id, plate.id
    assert look(house) + look(house) == 0
    with house.acting("num_caseworker") as actor:
        reports.keep_back(actor=actor, report_id=report_id, descriptor_id=plate_id, shared=True)
    assert look(house) + look(house) == 1
    with house.acting("num_caseworker") as actor:
        reports.keep_back(actor=actor, report_id=report_id, descriptor_id=plate_id, shared=False)
    look(house)
    assert line_of(house, "mash_manager").standing == "Ended"


def _talk(house: House, actor: Actor, line: LinkLine, whom: str, says: str = "talk") -> PatternLink:
    return service.answer_link(
        actor=actor, link_id=line.id, answer=says, contact_id=house.user(whom).id, version=line.version
    )


def test_only_when_both_would_talk_does_each_see_whom_to_ring(house: House) -> None:
    both(house)
    look(house)
    look(house)
    ours = line_of(house, "mash_manager")
    with house.acting("mash_manager") as actor:
        with pytest.raises(Refused, match="whom they may ring"):
            _talk(house, actor, ours, "num_manager")
        _talk(house, actor, ours, "mash_manager")
        with pytest.raises(Clash):
            _talk(house, actor, ours, "mash_manager", "not_now")
    theirs = line_of(house, "num_manager")
    assert (theirs.standing, theirs.contact, theirs.version) == ("Waits for your answer", None, 1)
    with house.acting("num_manager") as actor:
        _talk(house, actor, theirs, "num_isva", "not_now")
    ours = line_of(house, "mash_manager")
    assert (ours.standing, ours.contact) == ("You would talk; they have not said so", None)
    theirs = line_of(house, "num_manager")
    with house.acting("num_manager") as actor:
        _talk(house, actor, theirs, "num_isva")
        told = list(current_session().scalars(select(Notice.address).where(Notice.subject == service.BOTH_TALK)))
        assert sorted(told) == sorted(house.user(persona).email for persona in MANAGERS)
    ours, theirs = line_of(house, "mash_manager"), line_of(house, "num_manager")
    assert ours.both_talk
    assert ours.contact is not None
    assert theirs.contact is not None
    assert (ours.contact.name, theirs.contact.name) == ("Robin Achebe", "Joan Petrie")
    with house.acting("mash_manager") as actor:
        _talk(house, actor, ours, "mash_manager", "not_now")
    assert line_of(house, "num_manager").contact is None


def test_neither_side_writes_the_others_marks_or_answers(house: House) -> None:
    both(house)
    look(house)
    look(house)
    tmr = house.actor("tmr_outreach")
    with acting_as(tmr):
        current_session().execute(delete(PatternMark).where(PatternMark.agency_id == tmr.agency_id))
        changed = current_session().execute(
            update(PatternLink).where(belongs_to(tmr, PatternLink)).values(from_says=LinkAnswer.NOT_NOW)
        )
        assert changed.rowcount == 0  # type: ignore[attr-defined]  # a cursor's result
    assert line_of(house, "mash_manager").said is None
    assert line_of(house, "num_manager").said is None


def test_inside_an_agency_patterns_show_at_once_for_reports_that_one_may_open(house: House) -> None:
    with house.acting("mash_caseworker") as actor:
        first = take(actor, [(Kind.PHONE, TWELVE[0])], {}).id
        second = take(actor, [(Kind.PHONE, TWELVE[12])], {Scope.RESEARCH: True}).id
        take(actor, [(Kind.PHONE, "07700 900999")], {})
        page = queries.own_patterns(actor, 1)
        assert [(each.kind, {line.id for line in each.reports}) for each in page.items] == [
            ("Phone number", {first, second})
        ]
    with house.acting("mash_outreach") as actor:
        take(actor, PHONE, {})
        assert queries.own_patterns(actor, 1).total == 0, "one of their own, and two that are not theirs to open"
    with house.acting("mash_manager") as actor:
        assert len(queries.own_patterns(actor, 1).items[0].reports) == 3
    with house.acting("num_manager") as actor:
        assert queries.own_patterns(actor, 1).total == 0


def test_an_hour_later_nothing_is_opened_again_and_lists_take_a_fixed_number_of_statements(
    house: House, count_queries: object
) -> None:
    both(house)
    look(house)
    look(house)

    def statements(persona: str, page: object) -> int:
        with house.acting(persona) as actor, count_queries() as seen:  # type: ignore[operator]  # a context manager
            page(actor, 1)  # type: ignore[operator]  # a query
        return len(seen)

    few = statements("mash_manager", queries.links_page), statements("mash_manager", queries.own_patterns)
    for number in range(4):
        for persona in ("mash_caseworker", "num_caseworker", "mash_caseworker"):
            with house.acting(persona) as actor:
                take(actor, [(Kind.PHONE, f"07700 90010{number}")])
    with clock.frozen_at(clock.now()):
        assert look(house) + look(house) == 4
    many = statements("mash_manager", queries.links_page), statements("mash_manager", queries.own_patterns)
    assert many[0] == few[0]
    assert many[1] <= few[1] + 3
    with house.acting("mash_manager") as actor:
        assert len(queries.own_patterns(actor, 1).items) == 4
