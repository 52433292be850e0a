"""Four task and finish groups: one closed, one that nears its end, one that the forum gave more time, one proposed.

Their steps rest on the decisions in the minutes, which are told before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from actionplan.around import around
from actionplan.groups import queries, rules, service
from actionplan.groups.highlight_rules import Content, Risk
from actionplan.groups.models import MemberRole, OutputState, RiskKind
from actionplan.groups.service.members import Seat
from actionplan.groups.service.outputs import Output
from actionplan.models import Commitment, Rag
from agencies import queries as agencies
from core import clock
from core.actor import Actor
from core.scoping import current_session
from demonstration.stage import Cast, acting, days_ago

WHAT_STAYS = "No case is discussed and nobody is named. What members say of their own lives stays in the room."


@dataclass(frozen=True, slots=True)
class Planned:
    """A group as it is told: its words, and what it leaves behind with the share of its time when it is due."""

    called: str
    title: str
    aim: str
    reason: str
    scope: str
    out_of_scope: str
    success: str
    resources: str
    risks: str
    commitments: tuple[str, ...]
    outputs: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True)
class Time:
    """A group's time, in days from the day that the story is told."""

    begins: int
    ends: int
    told_on: date = field(default_factory=clock.today)

    def day(self, days: int) -> date:
        """The day so many days from today, whatever day the telling has reached."""
        return self.told_on + timedelta(days=days)


STUDENTS = Planned(
    "on students",
    "Students who sell sex",
    "Students know where to get help without being judged, and those who meet them at work know what to say.",
    "Students told us that they hide it from the people who are paid to support them.",
    "A training session for student services, a leaflet, a page of information, and attack alarms to hand out.",
    "Counselling by the group itself, and any list of students.",
    "Student services say that they feel ready. Students find the page and come back to it.",
    "£2,600 for print and alarms. Two days a month of a trainer.",
    "The leaflet outs somebody who carries it. It looks like any leaflet about staying safe at night.",
    ("P4.2", "P4.4"),
    (
        ("Training for student services, half a day", "Trainer", .4),
        ("A leaflet that looks like any other", "Communications officer", .6),
        ("A page of information with the sources of help", "Communications officer", .75),
        ("200 attack alarms, given out with the leaflet", "Outreach lead", .9),
    ),
)  # fmt: skip
REPORTING = Planned(
    "about reporting",
    "One plain leaflet about reporting",
    "One leaflet in six languages says how to report harm, with or without the police, and what happens next.",
    "People told us that nobody explains what happens after a report, and that every leaflet says something else.",
    "The words, a test with people who sex work, translation, print, and a plan for keeping it right.",
    "How the police investigate. Advice on a single case.",
    "People who read it can say in their own words what they may choose. Reports say that they read it.",
    "£3,100 for translation and print. Vouchers for those who test it.",
    "A translation says police where the first text says choice. Each is read back by a speaker.",
    ("P1.8", "P1.12"),
    (
        ("A first text, agreed with all members", "Casework lead", .3),
        ("A test with people who sex work at two drop-ins", "Lived-experience seat", .65),
        ("Six translations, read back", "Communications officer", .94),
        ("2,000 leaflets in the hands of outreach teams", "Outreach lead", .98),
    ),
)  # fmt: skip
SAFETY = Planned(
    "on safety at night",
    "Safety at night",
    "People who work at night know one leaflet, one number and one place to sit down.",
    "At drop-ins people say again and again that there is nowhere to go between midnight and six.",
    "A leaflet tested with people who use it, its print, and a plan for a place to rest.",
    "A hostel, and any condition such as wanting to leave sex work.",
    "People can say where they would go at three in the morning.",
    "£400 for a first print. A room offered by the council; two paid staff a night are still to find.",
    "A room with no staff. It does not open until both are there.",
    ("P1.2", "P1.4"),
    (
        ("A leaflet, tested at three drop-ins", "Outreach lead", .6),
        ("A room that people would walk into", "Council housing officer", .8),
        ("Staff for two nights a week", "Night services manager", .97),
    ),
)  # fmt: skip
ONLINE = Planned(
    "on men online",
    "Men who sell sex online",
    "Men who sell sex online tell us what would help, and the forum knows what to ask services for.",
    "Outreach reaches few men who work from home. The last time anybody asked them was years ago.",
    "Questions made with men who do it, an online survey, ten paid conversations, and a short report.",
    "Counting how many there are.",
    "At least five services change something because of it.",
    "£1,800 for paid conversations. A university offers to help.",
    "People fear to be found. Nothing is kept that could lead to anybody.",
    ("P4.2",),
    (),
)  # fmt: skip


def tell(cast: Cast) -> None:
    """Tell of the four groups from proposal to where they stand today; without minutes there is only the last."""
    time = Time(28, 220)
    with acting(cast, "mash_member", days_ago(9, 14)) as ruby:
        _propose(ruby, ONLINE, cast, "mash_member", "Online outreach lead", time)
    decided = _decided(cast)
    if decided is None:
        return
    first, second, last = decided
    students = _begin(cast, STUDENTS, "num_lead", "Training lead", Time(-first + 2, -last + 10), first)
    safety = _begin(cast, SAFETY, "mash_member", "Night services manager", Time(-first + 2, -last + 5), first)
    reporting = _begin(cast, REPORTING, "num_lead", "Casework lead", Time(-second + 2, 24), second)
    _students_end(cast, students, first, last)
    _safety_gets_longer(cast, safety, first, last)
    _reporting_goes_on(cast, reporting, second)


def _decided(cast: Cast) -> tuple[int, int, int] | None:
    """How many days ago the forum began the first groups, began the next, and closed one; None without minutes."""
    with acting(cast, "mcc_coordinator", clock.now()) as sam:
        found = around.decisions(sam)
    today = clock.today()
    days = [
        next(((today - each.day).days for each in found if words in each.words), None)
        for words in ("on students starts", "about reporting starts", "on students is closed")
    ]
    if any(each is None for each in days):
        return None
    first, second, last = (each for each in days if each is not None)
    return first, second, last


def _begin(cast: Cast, told: Planned, lead: str, job: str, time: Time, decided: int) -> UUID:
    """Proposed two weeks before the meeting, approved the day after it, and begun by its lead the day after that."""
    with acting(cast, lead, days_ago(decided + 14, 11)) as actor:
        group_id = _propose(actor, told, cast, lead, job, time)
    with acting(cast, "mcc_coordinator", days_ago(decided - 1, 12)) as sam:
        decision = _decision(sam, f"{told.called} starts")
        service.approve(actor=sam, group_id=group_id, version=_version(sam, group_id), decision_id=decision)
    with acting(cast, lead, days_ago(decided - 2, 16)) as actor:
        service.start(actor=actor, group_id=group_id, version=_version(actor, group_id))
    return group_id


def _propose(actor: Actor, told: Planned, cast: Cast, lead: str, job: str, time: Time) -> UUID:
    terms = rules.Terms(
        title=told.title, reason=told.reason, aim=told.aim, scope=told.scope, out_of_scope=told.out_of_scope,
        reporting_line="The forum, by a highlight report before each meeting",
        meeting_frequency="Every month, for an hour and a half", resources=told.resources, risks=told.risks,
        confidentiality=WHAT_STAYS, success_measures=told.success, report_every_weeks=8,
        starts_on=time.day(time.begins), ends_on=time.day(time.ends), commitment_ids=_commitments(told.commitments),
    )  # fmt: skip
    row = service.propose_group(actor=actor, terms=terms)
    for seat in _seats(cast, lead, job):
        service.add_member(actor=actor, group_id=row.id, seat=seat)
    for title, owner, share in told.outputs:
        due = time.begins + round((time.ends - time.begins) * share)
        service.add_output(actor=actor, group_id=row.id, output=Output(title, owner, time.day(due)))
    return row.id


def _seats(cast: Cast, lead: str, job: str) -> list[Seat]:
    led, lived = cast.actor(lead), cast.actor("tmr_lived")
    council = agencies.agency_by_code("MCC").id
    return [
        Seat(MemberRole.LEAD, job, user_id=led.user_id),
        Seat(MemberRole.DEPUTY, "Outreach lead, Street Level", agency_id=agencies.agency_by_code("STREETLEVEL").id),
        Seat(MemberRole.MEMBER, "Community safety officer", agency_id=council),
        Seat(MemberRole.MEMBER, agencies.user(lived.user_id).name, lived_experience=True, user_id=lived.user_id),
        Seat(MemberRole.MEMBER, "", lived_experience=True, organisation="Comes with a drop-in"),
        Seat(MemberRole.ADVISER, "Researcher", organisation="A university in Manchester"),
    ]


def _commitments(codes: tuple[str, ...]) -> tuple[UUID, ...]:
    found = select(Commitment.id).where(Commitment.code.in_(codes)).order_by(Commitment.code)
    return tuple(current_session().scalars(found))


def _decision(actor: Actor, words: str) -> UUID:
    """The decision of the minutes that holds some words."""
    return next(each.id for each in around.decisions(actor) if words in each.words)


def _version(actor: Actor, group_id: UUID) -> int:
    return queries.group(actor, group_id).version


def _settle(actor: Actor, group_id: UUID, evidence: dict[str, str]) -> None:
    """Mark outputs as done today, those whose titles hold a word."""
    for line in queries.group(actor, group_id).outputs:
        seen = next((words for word, words in evidence.items() if word in line.title), None)
        if seen is not None and line.done_on is None:
            service.change_output(
                actor=actor, group_id=group_id, output_id=line.id, version=line.version,
                output=Output(line.title, line.owner, line.due_on, OutputState.DONE, clock.today(), seen),
            )  # fmt: skip


def _report(cast: Cast, lead: str, group_id: UUID, days: int, **written: Any) -> None:
    """One highlight report, written and issued."""
    with acting(cast, lead, days_ago(days, 17)) as actor:
        row = service.begin_highlight(actor=actor, group_id=group_id)
        content = Content(
            period_from=row.period_from,
            period_to=clock.today(),
            **{"rag_reason": "", "decisions_needed": "", "resources": "", "communications": "", "risks": (), **written},
        )
        service.save_highlight(actor=actor, report_id=row.id, version=row.version, content=content)
        saved = queries.highlight(actor, row.id)
        service.issue_highlight(actor=actor, report_id=row.id, version=saved.version)


def _students_end(cast: Cast, group_id: UUID, first: int, last: int) -> None:
    half = (first + last) // 2
    with acting(cast, "num_lead", days_ago(half + 1, 12)) as bea:
        _settle(bea, group_id, {"Training": "Given twice to 34 staff. The slides are with NUM."})
    _report(
        cast, "num_lead", group_id, half, rag=Rag.GREEN, rag_reason="The training was given; the rest is on time.",
        done="The training was given twice. Student services asked for it to be repeated each year.",
        planned="Print the leaflet and write the page.",
        voice="Students in the test group want a leaflet that can lie on a table at home.",
        impact="34 staff who meet students know what to say and where to send them.",
        risks=(Risk(RiskKind.RISK, "The print money comes late", 2, 3, "Coordinator", "Asked for in the first week"),),
    )  # fmt: skip
    with acting(cast, "num_lead", days_ago(last + 12, 12)) as bea:
        _settle(bea, group_id, {
            "leaflet that": "600 printed, at student services and four drop-ins.", "page": "On the site of NUM.",
            "alarms": "200 given out by outreach and student services.",
        })  # fmt: skip
        service.start_reporting(actor=bea, group_id=group_id, version=_version(bea, group_id))
        service.save_final_report(
            actor=bea, group_id=group_id, version=_version(bea, group_id),
            report=rules.FinalReport(
                done="Two training sessions, one leaflet, one page of information and 200 attack alarms.",
                changed="Students find one page that does not judge. Staff who meet them know what to say.",
                learned="Ask first how a thing looks on a kitchen table. It changed the whole leaflet.",
                voice="Students said that the alarm was the reason to take the leaflet.",
                spent="£2,480 of £2,600, and 19 days of a trainer.",
                next="NUM repeats the training each autumn. The forum looks at the page once a year.",
            ),
        )  # fmt: skip
    with acting(cast, "mcc_coordinator", days_ago(last - 1, 12)) as sam:
        decision = _decision(sam, "on students is closed")
        service.close_group(actor=sam, group_id=group_id, version=_version(sam, group_id), decision_id=decision)


def _safety_gets_longer(cast: Cast, group_id: UUID, first: int, last: int) -> None:
    with acting(cast, "mash_member", days_ago(last + 16, 12)) as ruby:
        _settle(ruby, group_id, {
            "A leaflet": "Tested with about 20 people in three languages.",
            "A room": "The council offers a ground floor with two doors.",
        })  # fmt: skip
    _report(
        cast, "mash_member", group_id, last + 14, rag=Rag.AMBER,
        rag_reason="The room is there; the money for staff is not. Two bids are out.",
        done="The leaflet was tested and changed. A room is offered, and five of those who looked at it would use it.",
        planned="Print the leaflet. Make the house rules with those who will use the room.",
        decisions_needed="The group asks for more time: the bids for staff are decided after its end.",
        voice="People want two doors, a phone charger, and nobody who asks why they are there.",
        impact="People can say what the leaflet tells them. Nothing yet at three in the morning.",
        risks=(Risk(RiskKind.RISK, "No money for staff", 3, 5, "Night services manager", "Two bids out"),),
    )  # fmt: skip
    with acting(cast, "mcc_coordinator", days_ago(last - 1, 14)) as sam:
        service.extend(
            actor=sam, group_id=group_id, version=_version(sam, group_id),
            decision_id=_decision(sam, "on safety at night goes on"), ends_on=clock.today() + timedelta(days=150),
            reason="The bids for staff are decided later. Without staff the room stays shut.",
        )  # fmt: skip


def _reporting_goes_on(cast: Cast, group_id: UUID, second: int) -> None:
    with acting(cast, "num_lead", days_ago(second - 71, 12)) as bea:
        _settle(bea, group_id, {"first text": "Version 4, agreed by all ten members."})
    _report(
        cast, "num_lead", group_id, second - 72, rag=Rag.GREEN,
        done="The first text is agreed. It took four rounds, and is half as long as it was.",
        planned="Test it at two drop-ins.", voice="Nobody was asked in this period: the test comes next.",
        impact="Nothing yet for people. Members now say the same when asked.",
    )  # fmt: skip
    with acting(cast, "num_lead", days_ago(58, 12)) as bea:
        _settle(bea, group_id, {"A test": "Two drop-ins, changes marked in version 6."})
    _report(
        cast, "num_lead", group_id, 56, rag=Rag.AMBER,
        rag_reason="Two translators are not found. If there is none in a month, four languages are printed first.",
        done="The test is done. People crossed out every sentence that began with “you should”.",
        planned="Translate into six languages, and have each read back.",
        decisions_needed="May four languages go to print first if two are late?",
        resources="£900 of £3,100 spent. Vouchers for the test came out of it.",
        voice="People want to know first what happens if they say nothing at all. It is the first line now.",
        impact="The text says plainly that a report to the police is one choice of four.",
        communications="Members do not hand out the draft: it is not the leaflet yet.",
        risks=(
            Risk(RiskKind.ISSUE, "No translator for two languages", 5, 3, "Communications officer",
                 "We asked two abroad"),
            Risk(RiskKind.RISK, "A translation says police where it means choice", 3, 4, "Casework lead",
                 "Each is read back by another speaker"),
        ),
    )  # fmt: skip
    with acting(cast, "num_lead", days_ago(1, 16)) as bea:
        service.begin_highlight(actor=bea, group_id=group_id)
