"""What stands in the plan, the forum and the directory of the world: one row of each kind. No row is about a person."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from actionplan import service as plan
from actionplan.bulletin import service as bulletins
from actionplan.bulletin.models import ItemKind
from actionplan.groups import service as groups
from actionplan.groups.models import GroupOutput, MemberRole
from actionplan.groups.service.members import Seat as GroupSeat
from actionplan.groups.service.outputs import Output
from actionplan.logs import assessment_queries, assessment_service
from actionplan.logs import service as logs
from actionplan.logs.kinds import Log
from actionplan.measures import rules as measure_rules
from actionplan.measures import service as measures
from actionplan.measures.facts import ValueFacts
from actionplan.measures.models import CitedStatistic, StatisticTopic
from actionplan.models import ActionDraft, Commitment, Priority, Strategy
from actionplan.sheets import service as sheets
from actionplan.sheets.rules import TEMPLATE
from actionplan.voice import rules as voice_rules
from actionplan.voice import service as voice
from core import clock, tables
from core.actor import Actor
from core.db import uuid7
from core.scoping import current_session
from directory.bringing import service as bringing
from directory.feed.shape import TAXONOMY_ID, term_id
from directory.models import Location, Organisation
from forum import queries as forum_queries
from forum.bodies import queries as body_queries
from forum.bodies import service as bodies
from forum.bodies.models import SeatRole
from forum.calendar import service as calendar
from forum.minutes import service as minutes
from forum.models import SeriesRhythm
from forum.papers import service as papers
from forum.papers.models import Classification, PaperPurpose
from forum.papers.service import PaperContent, PaperFacts
from forum.review import service as review
from forum.series import service as series
from forum.series.rules import Shape
from people.leaks.models import LeakNote
from people.leaks.rules import LeakAnswer, look
from people.leaks.service import settle
from tests.actionplan.groups.test_service import terms
from tests.actionplan.logs.test_service import operation
from tests.actionplan.measures.test_service import facts
from tests.actionplan.sheets.test_service import cells
from tests.forum.room import meeting_at
from tests.house import House

if TYPE_CHECKING:
    from tests.meta.world import World

DAY = timedelta(days=1)


def fill(world: World, house: House) -> None:
    """Write one row of each kind, as the coordinator; a member lets one name stand."""
    held, ahead = meeting_at(clock.now() - timedelta(hours=1)), meeting_at(clock.now() + 9 * DAY)
    world.add("meeting_id", held)
    world.add("meeting_id", ahead)
    with house.acting("mcc_coordinator") as actor:
        _plan(world, actor)
        _group(world, house, actor)
        _voice(world, actor)
        _logs(world, house, actor)
        _figures(world, house, actor)
        _forum(world, actor, held, ahead)
        _directory(world, actor)
    with house.acting("mash_member") as actor:
        texts = {"words": "Zephyrine spoke."}
        answer = LeakAnswer(frozenset(each.key for each in look(texts)), "Invented for this test.")
        settle(actor=actor, kind="action update", row_id=uuid7(), texts=texts, answer=answer)
        world.add("note_id", current_session().scalars(select(LeakNote.id)).one())


def _commitment() -> UUID:
    return current_session().scalars(select(Commitment.id).where(Commitment.code == "P1.8")).one()


def _plan(world: World, actor: Actor) -> None:
    ids = []
    for title in ("Write the leaflet", "Print the leaflet"):
        row = plan.add_action(
            actor=actor, commitment_id=_commitment(), title=title, output="A leaflet", impact="People know more.",
            owner_agency_id=actor.agency_id, owner_name="Lead", starts_on=clock.today(),
            due_on=clock.today() + 60 * DAY,
        )  # fmt: skip
        ids.append(row.id)
        world.add("action_id", row.id)
    milestone = plan.add_milestone(actor=actor, action_id=ids[0], title="Text agreed", planned_on=clock.today() + DAY)
    world.add("milestone_id", milestone.id)
    plan.add_dependency(actor=actor, action_id=ids[1], needs_id=ids[0], why="")
    world.add("needs_id", ids[0], action_id=ids[1])
    world.add("commitment_id", _commitment())
    for strategy_id in current_session().scalars(select(Strategy.id)):
        world.add("strategy_id", strategy_id)
    world.add("draft_id", current_session().scalars(select(ActionDraft.id).limit(1)).one(), path="/action-plan")


def _group(world: World, house: House, actor: Actor) -> None:
    row = groups.propose_group(actor=actor, terms=terms())
    lead = GroupSeat(MemberRole.LEAD, "Lead", user_id=house.user("num_lead").id)
    world.add("group_id", row.id)
    world.add("member_id", groups.add_member(actor=actor, group_id=row.id, seat=lead).id, group_id=row.id)
    groups.add_output(actor=actor, group_id=row.id, output=Output("A leaflet", "Lead", clock.today() + 40 * DAY))
    output_id = current_session().scalars(select(GroupOutput.id)).one()
    world.add("output_id", output_id, group_id=row.id)
    priority_id = current_session().scalars(select(Priority.id).limit(1)).one()
    report = groups.begin_highlight(actor=actor, priority_id=priority_id)
    world.add("report_id", report.id, path="/highlight-reports")


def _voice(world: World, actor: Actor) -> None:
    record = voice_rules.Record(
        title="Light in the lanes", asked="Where is it too dark?", method=voice_rules.Method.STREET, setting="",
        held_from=clock.today() - 9 * DAY, held_to=clock.today() - 9 * DAY, took_part=voice_rules.TookPart.FROM_10,
        agency_id=actor.agency_id, commitment_id=None, told_first=True, nobody_named=True, access="", thanks="",
        not_heard="",
    )  # fmt: skip
    held = voice.record_consultation(actor=actor, record=record)
    world.add("consultation_id", held.id)
    saying = voice_rules.Saying(topic=voice_rules.Topic.SAFETY, said="The lanes are too dark.", easy="")
    world.add("finding_id", voice.add_finding(actor=actor, consultation_id=held.id, saying=saying).id)


def _logs(world: World, house: House, actor: Actor) -> None:
    entry = logs.add_entry(
        actor=actor, log=Log.ENFORCEMENT, title="A day of action", owner_agency_id=actor.agency_id, values=operation()
    )
    world.add("entry_id", entry, log="enforcement", path="/action-plan/logs")
    edition_id = assessment_queries.editions(actor)[0][0].id
    assessment = assessment_service.begin_assessment(
        actor=actor, force_id=house.agency("GMP").id, edition_id=edition_id, assessed_on=clock.today(), scope="All."
    )
    world.add("edition_id", edition_id)
    world.add("assessment_id", assessment)
    statement = assessment_queries.edition(actor, edition_id)[1][0]
    world.add("statement_id", statement.id, assessment_id=assessment)
    item = bulletins.offer_item(actor=actor, kind=ItemKind.POLICY, title="A policy", words="It is out.")
    world.add("bulletin_item_id", item)
    world.add("bulletin_id", bulletins.begin_bulletin(actor=actor, title="November", opening=""))


def _figures(world: World, house: House, actor: Actor) -> None:
    content = tables.to_csv(TEMPLATE, [cells(1)])
    world.add("sheet_id", sheets.take_sheet(actor=actor, content=content, file_name="plan.csv").id)
    measure_id = measures.add_measure(actor=actor, facts=facts(house)).id
    world.add("plan_measure_id", measure_id)
    period = measure_rules.period_of(date(2026, 5, 5), measure_rules.Frequency.QUARTER)
    value = measures.bring_value(actor=actor, measure_id=measure_id, period=period, facts=ValueFacts(value=50.0))
    world.add("measure_value_id", value.id)
    world.add("statistic_question_id", current_session().scalars(select(StatisticTopic.id).limit(1)).one())
    world.add("figure_id", current_session().scalars(select(CitedStatistic.id).limit(1)).one())


def _forum(world: World, actor: Actor, held: UUID, ahead: UUID) -> None:
    body_id = body_queries.forum_body().id
    world.add("body_id", body_id)
    member = bodies.add_member(
        actor=actor, body_id=body_id,
        seat=bodies.Seat("", SeatRole.MEMBER, clock.today() - DAY, user_id=actor.user_id),
    )  # fmt: skip
    world.add("member_id", member.id, body_id=body_id)
    interest = bodies.declare_interest(actor=actor, body_id=body_id, member_id=member.id, words="A grant.")
    world.add("interest_id", interest.id, body_id=body_id)
    shape = Shape("Subgroup", "Online", "Chair", time(10), 60)
    row = series.plan_series(
        actor=actor, shape=shape, rhythm=SeriesRhythm.MONTHLY, first_day=clock.today() + 9 * DAY, count=2
    )
    world.add("series_id", row.id)
    world.add("token", calendar.make_feed(actor=actor), path="/forum/calendar")
    minutes.begin_minutes(actor=actor, meeting_id=held)
    item_id = forum_queries.agenda(actor, held)[0].id
    world.add("item_id", item_id, meeting_id=held)
    entry = minutes.add_entry(actor=actor, meeting_id=held, item_id=item_id, words="A note.", version=1)
    world.add("entry_id", entry.id, meeting_id=held, path="/forum/meetings")
    paper_facts = PaperFacts(
        title="A paper", author_agency_id=actor.agency_id, author_name="Lead", purpose=PaperPurpose.DECISION,
        classification=Classification.OPEN,
    )  # fmt: skip
    paper = papers.add_paper(
        actor=actor, meeting_id=ahead, facts=paper_facts, content=PaperContent(words="It says this.")
    )
    world.add("paper_id", paper.id)
    reviewed = review.begin(actor=actor, begins=clock.today() - 364 * DAY, ends=clock.today())
    world.add("review_id", reviewed.id)


def _directory(world: World, actor: Actor) -> None:
    location = current_session().scalars(select(Location).order_by(Location.id).limit(1)).one()
    world.add("location_id", location.id, service_id=location.service_id)
    world.add("organisation_id", current_session().scalars(select(Organisation.id).limit(1)).one())
    draft = bringing.keep_draft(actor=actor, source="x", file_name="x.json", entries=[])
    world.add("draft_id", draft.id, path="/directory")
    world.add("taxonomy_id", TAXONOMY_ID)
    world.add("term_id", term_id("stalking"))
