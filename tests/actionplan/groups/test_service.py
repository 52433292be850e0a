"""Groups in the database: their way from proposal to close, who may do what, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from actionplan import events
from actionplan.around import DecisionRef, around
from actionplan.groups import highlight_rules, jobs, queries, rules, service
from actionplan.groups.models import (
    GroupState,
    GroupStep,
    HighlightReport,
    MemberRole,
    OutputState,
    RiskKind,
    TaskGroup,
)
from actionplan.groups.service.members import Seat
from actionplan.groups.service.outputs import Output
from actionplan.models import Commitment, Priority, Rag
from core import clock
from core.actor import Actor
from core.audit import AuditEntry
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from people.leaks.models import LeakNote
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found
from tests.house import House

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DECISION = DecisionRef(UUID(int=7), "D-2026-07", "The group may begin.", date(2026, 11, 12))


@pytest.fixture(autouse=True)
def minutes(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forum's minutes hold one decision."""

    def decision(actor: Actor, decision_id: UUID) -> DecisionRef:
        if decision_id != DECISION.id:
            raise NotVisible
        return DECISION

    monkeypatch.setattr(around, "decision", decision)
    monkeypatch.setattr(around, "decisions", lambda actor: [DECISION])


@pytest.fixture
def sam(house: House) -> Iterator[Actor]:
    """The coordinator, Monday 23 November 2026, 9am."""
    with house.acting("mcc_coordinator") as actor, clock.frozen_at(NOW):
        yield actor


@contextmanager
def acting(house: House, persona: str, now: datetime = NOW) -> Iterator[Actor]:
    """What was done so far is kept, then somebody works."""
    db.session.commit()
    with acting_as(house.actor(persona)), clock.frozen_at(now):
        yield house.actor(persona)


def terms(**changed: Any) -> rules.Terms:
    commitment = db.session.scalars(select(Commitment.id).where(Commitment.code == "P1.8")).first()
    assert commitment is not None
    words = {name: f"Words about {name.replace('_', ' ')}." for name in rules.TEXT_FIELDS}
    whole = rules.Terms(
        **words, report_every_weeks=8, starts_on=TODAY, ends_on=TODAY + timedelta(days=120),
        commitment_ids=(commitment,),
    )  # fmt: skip
    return replace(whole, **changed)


def active(house: House, sam: Actor, **changed: Any) -> UUID:
    """A group that started today, led by Bea Lang of NUM, with one output."""
    row = service.propose_group(actor=sam, terms=terms(**changed))
    lead = Seat(MemberRole.LEAD, "Casework lead", user_id=house.user("num_lead").id)
    service.add_member(actor=sam, group_id=row.id, seat=lead)
    service.add_member(actor=sam, group_id=row.id, seat=Seat(MemberRole.MEMBER, "", True, organisation="A drop-in"))
    service.add_output(actor=sam, group_id=row.id, output=Output("A leaflet", "Lead", TODAY + timedelta(days=40)))
    service.approve(actor=sam, group_id=row.id, version=version(sam, row.id), decision_id=DECISION.id)
    service.start(actor=sam, group_id=row.id, version=version(sam, row.id))
    return row.id


def version(actor: Actor, group_id: UUID) -> int:
    return queries.group(actor, group_id).version


def test_a_group_goes_its_way_with_the_decisions_behind_it(house: House, sam: Actor) -> None:
    heard: list[str] = []
    with events.group_changed.connected_to(lambda sender, actor, group_id: heard.append(group_id)):
        group_id = active(house, sam)
    assert len(heard) == 5  # proposed, two members, approved, started
    ends_on = TODAY + timedelta(days=200)
    service.extend(
        actor=sam, group_id=group_id, version=version(sam, group_id), decision_id=DECISION.id, ends_on=ends_on,
        reason="The print is late.",
    )  # fmt: skip
    view = queries.group(sam, group_id)
    assert (view.row.state, view.row.ends_on) == (GroupState.EXTENDED, ends_on)
    assert view.first_ends_on == TODAY + timedelta(days=120)
    with acting(house, "num_lead") as bea:
        service.start_reporting(actor=bea, group_id=group_id, version=version(bea, group_id))
        output = queries.group(bea, group_id).outputs[0]
        done = Output("A leaflet", "Lead", output.due_on, OutputState.DONE, TODAY, "In the van")
        service.change_output(actor=bea, group_id=group_id, output_id=output.id, version=output.version, output=done)
        report = rules.FinalReport("Printed.", "People take it.", "", "", "", "NUM keeps it.")
        service.save_final_report(actor=bea, group_id=group_id, version=version(bea, group_id), report=report)
    with acting(house, "mcc_coordinator") as sam:
        service.close_group(actor=sam, group_id=group_id, version=version(sam, group_id), decision_id=DECISION.id)
        view = queries.group(sam, group_id)
        assert view.closed_on == TODAY
        assert [step.decision_reference for step in view.steps] == [
            "D-2026-07", None, "D-2026-07", None, "D-2026-07", None,
        ]  # fmt: skip
        assert [each.row.id for each in queries.ended_between(sam, TODAY, TODAY)] == [group_id]
        assert queries.ended_between(sam, TODAY + timedelta(1), TODAY + timedelta(2)) == []
        with pytest.raises(Refused, match="closed"):
            service.add_output(actor=sam, group_id=group_id, output=done)
    told = db.session.scalar(select(func.count()).select_from(Notice).where(Notice.path == f"/groups/{group_id}"))
    assert told == 6  # Bea: a seat, approved, started, extended, closed; Sam: it is reporting
    verbs = set(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.row_id == group_id)))
    assert {"proposed", "approved", "started", "extended", "closed"} <= verbs  # the coordinator's own chain


def test_the_forum_decides_and_nobody_in_its_place(house: House, sam: Actor) -> None:
    group_id = service.propose_group(actor=sam, terms=terms()).id
    first = version(sam, group_id)
    for wrong in (None, uuid4()):
        with pytest.raises(Refused, match="decision"):
            service.approve(actor=sam, group_id=group_id, version=first, decision_id=wrong)
    with pytest.raises(Refused, match="does not follow"):
        service.close_group(actor=sam, group_id=group_id, version=first, decision_id=DECISION.id)
    with acting(house, "num_lead") as bea, pytest.raises(Refused, match="forum decides"):
        service.approve(actor=bea, group_id=group_id, version=first, decision_id=DECISION.id)
    with acting(house, "mash_outreach") as dee:
        with pytest.raises(NotVisible):
            queries.group(dee, group_id)
        with pytest.raises(Refused, match="Your role"):
            service.propose_group(actor=dee, terms=terms())
    with acting(house, "mcc_coordinator") as sam:
        service.approve(actor=sam, group_id=group_id, version=first, decision_id=DECISION.id)
        with pytest.raises(Refused, match="no lead"):
            service.start(actor=sam, group_id=group_id, version=version(sam, group_id))
        with pytest.raises(Refused, match="does not follow"):
            service.decline(actor=sam, group_id=group_id, version=2, decision_id=DECISION.id, reason="Too late")


def test_two_who_change_one_group_lose_nothing(house: House, sam: Actor) -> None:
    row = service.propose_group(actor=sam, terms=terms())
    read = version(sam, row.id)
    service.change_terms(actor=sam, group_id=row.id, version=read, terms=terms(aim="The first one’s aim."))
    with pytest.raises(Clash):
        service.change_terms(actor=sam, group_id=row.id, version=read, terms=terms(aim="The second one’s aim."))
    assert queries.group(sam, row.id).terms.aim == "The first one’s aim."
    service.approve(actor=sam, group_id=row.id, version=version(sam, row.id), decision_id=DECISION.id)
    with pytest.raises(Refused, match="decision"):
        service.change_terms(actor=sam, group_id=row.id, version=version(sam, row.id), terms=terms(aim="Another."))
    later = terms(aim="As the forum decided.", ends_on=TODAY + timedelta(days=130))
    with pytest.raises(Refused, match="dates are the forum"):
        service.change_terms(
            actor=sam, group_id=row.id, version=version(sam, row.id), terms=later, decision_id=DECISION.id
        )
    service.change_terms(
        actor=sam, group_id=row.id, version=version(sam, row.id), terms=terms(aim="As the forum decided."),
        decision_id=DECISION.id,
    )  # fmt: skip
    assert queries.group(sam, row.id).steps[0].words == "Terms of reference changed"


def test_one_lead_and_seats_that_end(house: House, sam: Actor) -> None:
    group_id = active(house, sam)
    second = Seat(MemberRole.LEAD, "Another", organisation="Elsewhere")
    with pytest.raises(Refused, match="has a lead"):
        service.add_member(actor=sam, group_id=group_id, seat=second)
    for nobody in (Seat(MemberRole.MEMBER, "", organisation="X"), Seat(MemberRole.DEPUTY, "", True, organisation="X"),
                   Seat(MemberRole.MEMBER, "A name")):  # fmt: skip
        with pytest.raises(Refused):
            service.add_member(actor=sam, group_id=group_id, seat=nobody)
    lead = queries.group(sam, group_id).members[0]
    member = service.add_member(actor=sam, group_id=group_id, seat=replace(second, role=MemberRole.MEMBER))
    with pytest.raises(Refused, match="has a lead"):
        service.change_member(actor=sam, group_id=group_id, member_id=member.id, version=1, seat=second)
    service.end_membership(actor=sam, group_id=group_id, member_id=lead.id, version=lead.version)
    service.change_member(actor=sam, group_id=group_id, member_id=member.id, version=1, seat=second)
    view = queries.group(sam, group_id)
    assert [each.name for each in view.former] == ["Casework lead"]
    assert view.row.lead == "Another, Elsewhere"
    with acting(house, "num_lead") as bea, pytest.raises(Refused, match="Only the group"):
        service.add_member(actor=bea, group_id=group_id, seat=replace(second, role=MemberRole.MEMBER))


def test_a_highlight_report_is_written_issued_and_stays(house: House, sam: Actor) -> None:
    group_id = active(house, sam)
    later = NOW + timedelta(days=56)
    with acting(house, "num_lead", later) as bea:
        assert [each.report_due_on for each in queries.led_by(bea)] == [TODAY + timedelta(weeks=8)]
        row = service.begin_highlight(actor=bea, group_id=group_id)
        report_id = row.id
        assert service.begin_highlight(actor=bea, group_id=group_id).id == report_id
        risk = highlight_rules.Risk(RiskKind.RISK, "No printer", 2, 5, "Lead", "Ask")
        content = replace(
            queries.content_of(row), done="Met twice.", planned="Print.", voice="Nobody was asked: too early.",
            impact="Nothing yet.", risks=(risk,), rag=Rag.GREEN,
        )  # fmt: skip
        service.save_highlight(actor=bea, report_id=report_id, version=1, content=content)
        with pytest.raises(Clash):
            service.save_highlight(actor=bea, report_id=report_id, version=1, content=content)
        with pytest.raises(Refused, match="Say why it is better"):  # its output is 16 days late
            service.issue_highlight(actor=bea, report_id=report_id, version=2)
        content = replace(content, rag=Rag.AMBER, rag_reason="The printer is late; it comes on Friday.")
        service.save_highlight(actor=bea, report_id=report_id, version=2, content=content)
    with acting(house, "gmp_representative", later) as carl, pytest.raises(NotVisible):
        queries.highlight(carl, report_id)
    with acting(house, "num_lead", later) as bea:
        service.issue_highlight(actor=bea, report_id=report_id, version=3)
        with pytest.raises(Refused, match="stays as it is"):
            service.save_highlight(actor=bea, report_id=report_id, version=4, content=content)
        corrected = service.begin_highlight(actor=bea, group_id=group_id, corrects_id=report_id)
        assert (corrected.number, corrected.done) == (2, "Met twice.")
        service.throw_draft_away(actor=bea, report_id=corrected.id, version=1)
    with acting(house, "gmp_representative", later) as carl:
        view = queries.highlight(carl, report_id)
        assert (view.row.rag, view.row.trend, view.content.risks) == (Rag.AMBER, None, (risk,))
        assert [each.title for each in view.milestones] == ["A leaflet"]
        assert queries.highlights_page(carl).total == 1
        assert [each.id for each in queries.issued_between(carl, later, later + timedelta(1))] == [report_id]
    with acting(house, "mcc_coordinator", later) as sam:
        priority = db.session.scalars(select(Priority)).first()
        assert priority is not None
        of_priority = service.begin_highlight(actor=sam, priority_id=priority.id)
        assert queries.highlight(sam, of_priority.id).row.of.startswith("Priority")


def test_words_that_point_at_a_person_stop_until_somebody_answers_for_them(house: House, sam: Actor) -> None:
    wrong = terms(risks="We talked about MA-0427 at the drop-in.")
    with pytest.raises(Found) as found:
        service.propose_group(actor=sam, terms=wrong)
    seen = frozenset(each.key for each in found.value.findings)
    service.propose_group(actor=sam, terms=wrong, answer=LeakAnswer(seen, "It is a made-up number for training."))
    note = db.session.scalars(select(LeakNote)).one()
    assert (note.kind, note.field) == ("group", "risks")
    with pytest.raises(Found):
        service.propose_group(actor=sam, terms=terms(aim="Help Angel, who was attacked in Ancoats."))


def test_ends_are_told_of_once_and_again_when_they_pass(house: House, sam: Actor) -> None:
    group_id = active(house, sam, starts_on=TODAY - timedelta(days=60), ends_on=TODAY + timedelta(days=41))
    with acting(house, "num_lead") as bea:
        assert jobs.warn_of_ends(bea) == 0
    for days, total in ((11, 1), (12, 1), (42, 2), (60, 2)):
        with acting(house, "num_lead", NOW + timedelta(days=days)) as bea:
            assert jobs.warn_of_ends(bea) == 1
            told = select(func.count()).select_from(Notice).where(
                Notice.path == f"/groups/{group_id}", Notice.address == house.user("num_lead").email,
                Notice.subject == "Something to look at about a group",
            )  # fmt: skip
            assert db.session.scalar(told) == total + 2  # approved and started before
    with acting(house, "mash_member", NOW + timedelta(days=50)) as ruby:
        assert jobs.warn_of_ends(ruby) == 0


def test_the_database_itself_refuses(house: House, sam: Actor) -> None:
    group_id = active(house, sam)
    report = service.begin_highlight(actor=sam, group_id=group_id)
    db.session.commit()
    impossible = (
        update(TaskGroup).values(ends_on=TODAY),
        update(TaskGroup).values(state=GroupState.CLOSED),
        update(TaskGroup).values(decision_reference=None),
        update(TaskGroup).values(first_ends_on=TODAY + timedelta(days=999)),
        update(HighlightReport).where(HighlightReport.id == report.id).values(issued_at=NOW),
        update(GroupStep).values(reason="Rewritten"),
        delete(GroupStep),
    )
    for statement in impossible:
        with pytest.raises((IntegrityError, DBAPIError)):
            db.session.execute(statement)
        db.session.rollback()


def test_a_list_of_groups_takes_the_same_statements_whatever_its_size(
    house: House, sam: Actor, count_queries: Any
) -> None:
    counted = []
    for _ in range(2):
        active(house, sam)
        active(house, sam)
        db.session.flush()
        with count_queries() as seen:
            assert queries.groups_page(sam).items
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 6
    assert queries.counts(sam) == {"open": 4, "proposed": 0, "ended": 0}
    references = [row.reference for row in queries.open_groups(sam)]
    assert sorted(references) == ["TFG-01", "TFG-02", "TFG-03", "TFG-04"]
