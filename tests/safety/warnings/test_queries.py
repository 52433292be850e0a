"""Reads of warnings: a fixed number of statements, what a filter finds, and who may open a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core import clock
from core.db import db
from outreach import service as outreach
from safety.reports import service as reports
from safety.vocabulary import DescriptorKind, Scope
from safety.warnings import panels, queries
from safety.warnings.content import Noticed, WarningText
from safety.warnings.queries import Sought
from tests.house import House
from tests.safety.warnings.scene import PHONE, TEXT, drafted, out, released, report, sent

OTHER = replace(
    TEXT, title="Van reported to wait at the arches", words="A grey van was reported to wait there without a word.",
    harms=("SUSPICIOUS",), wards=("E05011351",),
    noticed=(Noticed(DescriptorKind.VEHICLE, "Grey van"),),
)  # fmt: skip


def several(house: House, count: int, text: WarningText = OTHER) -> None:
    """More warnings of MASH's from one report."""
    with house.acting("mash_outreach") as actor:
        report_id = report(actor)
    for number in range(count):
        numbered = replace(text, title=f"{text.title} {'again ' * number}")
        released(house, sent(house, drafted(house, [report_id], numbered)))


def test_the_feed_takes_as_many_statements_for_many_as_for_one_and_finds_what_is_asked(
    house: House, count_queries: Callable[[], Any]
) -> None:
    out(house)

    def statements(sought: Sought) -> int:
        db.session.expunge_all()
        with house.acting("num_isva") as actor, count_queries() as seen:
            queries.feed_page(actor, sought, 1)
        return len(seen)

    one = statements(Sought()), statements(Sought(q="arches"))
    several(house, 3)
    assert (statements(Sought()), statements(Sought(q="arches"))) == one

    with house.acting("num_isva") as actor:

        def found(**asked: str) -> int:
            return queries.feed_page(actor, Sought(**asked), 1).total

        assert (found(), queries.count_current(actor)) == (4, 4)
        assert (found(q="ARCHES grey"), found(q="arches money"), found(q="0044 7700 900777")) == (3, 0, 1)
        assert (found(ward="E05011351"), found(harm="PROTECTION_DEMAND"), found(kind="plate")) == (3, 1, 1)
        assert found(ward="E05011351", harm="PROTECTION_DEMAND") == 0
        assert queries.facets(actor) == ({"E05011351", "E05011376"}, {"SUSPICIOUS", "PROTECTION_DEMAND"})
        assert [row.text.wards for row in queries.latest(actor, ["E05011376"], most=2)][0] == ("E05011376",)
        ids = [row.warning_id for row in queries.feed_page(actor, Sought(), 1).items]
        assert len(queries.chosen(actor, ids[:2])) == 2
    with house.acting("gmp_liaison") as actor:
        assert queries.feed_page(actor, Sought(), 1).total == 0
        assert queries.feed_page(actor, Sought(q="arches"), 1).total == 0
        assert queries.chosen(actor, ids) == queries.identified(actor, DescriptorKind.PHONE, PHONE) == []


def test_what_came_of_a_report_is_told_on_it_and_what_waits_to_whom_it_waits_for(house: House) -> None:
    with house.acting("mash_outreach") as actor:
        report_id = report(actor)
        outreach.start_session(actor=actor, mode="van", ward="E05011376", team="Van", began_at=clock.now())
    with house.app.test_request_context():

        def told(persona: str) -> list[tuple[str, bool]]:
            with house.acting(persona) as actor:
                return [(each.words, each.is_next) for each in panels.came_of(actor, report_id)]

        def waits(persona: str) -> list[str]:
            with house.acting(persona) as actor:
                return [each.title for each in panels.waiting(actor)]

        assert told("mash_outreach") == [("Write a warning", True)]
        draft_id = drafted(house, [report_id])
        assert told("mash_outreach") == [("A draft is written", False)]
        assert (waits("mash_manager"), told("num_manager"), told("mash_auditor")) == ([], [], [])
        sent(house, draft_id)
        assert told("mash_outreach") == [("A draft waits for a second person", False)]
        assert (waits("mash_manager"), waits("mash_outreach")) == (["A warning waits for a second person"], [])
        released(house, draft_id)
        assert "is out until" in told("mash_outreach")[0][0]
        assert waits("mash_manager") == []
        with house.acting("mash_outreach") as actor:
            home = panels.home(actor)
            assert home is not None
            assert (home.values["total"], home.values["near"]) == (1, {"E05011376"})
            reports.answer_scope(actor=actor, report_id=report_id, scope=Scope.WARNING, answer=False)
        assert told("mash_outreach")[0][0].endswith("was taken back")
        with house.acting("mcc_chair") as actor:
            assert panels.home(actor) is None
