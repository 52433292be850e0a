"""The forum's logs: policy, research, training, resources, operations, joining, and the police's own account."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from actionplan.logs import assessment_queries, assessment_service, service
from actionplan.logs.kinds import (
    Audience,
    EnforcementState,
    Log,
    PolicyKind,
    PolicyStage,
    Rating,
    ResearchKind,
    ResearchStage,
    ResourceKind,
    ResourceStage,
    SignUpKind,
    SignUpStage,
    TrainingMode,
)
from actionplan.models import Commitment
from agencies.queries import agency_by_code
from core import clock
from core.actor import Actor
from core.scoping import current_session
from demonstration.stage import Cast, acting, days_ago
from people.leaks.rules import LeakAnswer
from people.leaks.service import Found

STAYS = "Names of organisations, places and published works only; no person is meant."


def tell(cast: Cast) -> None:
    """A year of entries, written by the coordinator and by members for their own agencies."""
    _policies(cast)
    _research(cast)
    _training(cast)
    _resources(cast)
    _operations(cast)
    _joining(cast)
    _assessments(cast)


def day(days: int) -> date:
    """So many days from the day that is being told of, back when negative."""
    return clock.today() + timedelta(days=days)


def _add(
    actor: Actor, log: Log, title: str, values: dict[str, Any], commitment: str = "", agency: str = ""
) -> UUID:  # fmt: skip
    """Add an entry; what the check finds was looked at and stays, as its author would answer."""
    owner = agency_by_code(agency).id if agency else actor.agency_id
    known = select(Commitment.id).where(Commitment.code == commitment).limit(1)
    serves = current_session().scalar(known) if commitment else None
    facts: dict[str, Any] = {
        "actor": actor, "log": log, "title": title, "owner_agency_id": owner, "values": values, "commitment_id": serves,
    }  # fmt: skip
    try:
        return service.add_entry(**facts)
    except Found as found:
        answer = LeakAnswer(frozenset(each.key for each in found.findings), STAYS)
        return service.add_entry(**facts, answer=answer)


def _policies(cast: Cast) -> None:
    with acting(cast, "mcc_coordinator", days_ago(210, 10)) as sam:
        _add(sam, Log.POLICY, "National police guidance on sex work, further edition", {
            "kind": PolicyKind.GUIDANCE, "stage": PolicyStage.IN_FORCE, "body": "National Police Chiefs’ Council",
            "summary": "Replaces the edition of 2023. Its wording is to be put beside ours once members have read it.",
            "impact": "Sets what people can expect of any officer they meet. Forces assess themselves against it.",
            "dated": date(2025, 4, 1), "closes_on": None, "response": "", "responded_on": None, "link": "",
        }, "P1.10")  # fmt: skip
    with acting(cast, "mcc_coordinator", days_ago(24, 14)) as sam:
        _add(sam, Log.POLICY, "Licensing policy for premises, draft", {
            "kind": PolicyKind.CONSULTATION, "stage": PolicyStage.OPEN, "body": "Manchester City Council",
            "summary": "New conditions on premises in the city centre: opening hours, cameras at the door.",
            "impact": "Cameras at the door would keep people away from the places where they feel safest.",
            "dated": day(-6), "closes_on": day(24 + 9), "response": "", "responded_on": None, "link": "",
        }, "P2.1")  # fmt: skip
    with acting(cast, "mcc_coordinator", days_ago(120, 11)) as sam:
        _add(sam, Log.POLICY, "Homelessness strategy of the city region", {
            "kind": PolicyKind.LOCAL, "stage": PolicyStage.AGREED, "body": "The combined authority",
            "summary": "Names people who sell sex to have somewhere to sleep as a group to be asked, not assumed.",
            "impact": "Emergency beds take people at any hour, without asking how they earn.",
            "dated": day(-60), "closes_on": day(-25), "responded_on": day(-28),
            "response": "Ask for beds that take couples and people with dogs, and for staff trained by those who know.",
            "link": "",
        }, "P2.5")  # fmt: skip


def _research(cast: Cast) -> None:
    with acting(cast, "mash_member", days_ago(160, 15)) as ruby:
        _add(ruby, Log.RESEARCH, "Online work in the city: what helps people stay safe", {
            "kind": ResearchKind.PARTICIPATORY, "stage": ResearchStage.UNDER_WAY, "lead": "A university with MASH",
            "question": "What do people who work online do to stay safe, and what would they want from services?",
            "method": "An online survey, then small groups led by people who sex work.",
            "involvement": "Four people with lived experience write the questions and lead the groups, and are paid.",
            "ethics": "Passed by the university’s committee in spring.", "consent_apart": True,
            "begins_on": day(10), "ends_on": day(280), "findings": "", "published_on": None, "link": "",
        }, "P4.2")  # fmt: skip
    with acting(cast, "mcc_coordinator", days_ago(300, 15)) as sam:
        _add(sam, Log.RESEARCH, "Men who sell sex online", {
            "kind": ResearchKind.SERVICE, "stage": ResearchStage.PUBLISHED, "lead": "The Men’s Room",
            "question": "How many men sell sex online here, and what do they need?",
            "method": "Messages to more than 300 profiles, and talks with those who wanted to.",
            "involvement": "Men who had used the service read every draft.",
            "ethics": "Evaluation of a service; no committee was needed.", "consent_apart": True,
            "begins_on": None, "ends_on": None,
            "findings": "Many feel alone. Blackmail and stalking are common, and hardly ever reported.",
            "published_on": day(-310), "link": "",
        }, "P4.2", "TMR")  # fmt: skip


SESSIONS = (
    ("num_lead", 320, "First response to rape and assault", Audience.POLICE, "Response officers, city centre", 34, 120,
     True, "Belief, options, anonymous reporting, no questions that are not needed.",
     "Nine in ten would now offer an anonymous report."),
    ("mash_member", 250, "Working with people who sex work", Audience.HEALTH, "Sexual health nurses", 18, 90, True,
     "Language, trust, safe contact.", "The clinic changed its reception questions."),
    ("num_lead", 130, "Online safety and image abuse", Audience.VOLUNTARY, "Advisers of three charities", 22, 120,
     False, "Doxxing, blackmail, how to keep evidence.", "Two charities now keep a plan for it."),
    ("mash_member", 45, "Sex work and student life", Audience.EDUCATION, "Student advisers, both universities", 27, 60,
     True, "Why students sell sex, what not to say, where to send them.", ""),
)  # fmt: skip


def _training(cast: Cast) -> None:
    for key, ago, title, audience, who, trained, minutes, lived, topics, learned in SESSIONS:
        with acting(cast, key, days_ago(ago, 16)) as actor:
            _add(actor, Log.TRAINING, title, {
                "held_on": clock.today(), "trainer": "National Ugly Mugs" if key == "num_lead" else "MASH",
                "audience": audience, "audience_words": who, "mode": TrainingMode.IN_PERSON, "minutes": minutes,
                "trained": trained, "led_by_experience": lived, "topics": topics,
                "learned": learned,
            }, "P1.8")  # fmt: skip
    with acting(cast, "num_lead", days_ago(20, 16)) as bea:
        _add(bea, Log.TRAINING, "Learning online for police call handlers", {
            "held_on": day(20 + 16), "trainer": "National Ugly Mugs", "audience": Audience.POLICE,
            "audience_words": "Call handlers", "mode": TrainingMode.ELEARNING, "minutes": 45, "trained": None,
            "led_by_experience": False, "topics": "What to ask first, what never to ask.", "learned": "",
        }, "P1.8")  # fmt: skip


def _resources(cast: Cast) -> None:
    entries = (
        ("mash_member", 200, "Night outreach van", ResourceKind.FUNDING, ResourceStage.IN_USE, "City council",
         4_200_000, "", "Fuel, insurance and two workers, four nights a week.", -200, 41, "A count each quarter."),
        ("mcc_coordinator", 180, "Rooms for the forum and its groups", ResourceKind.PLACE, ResourceStage.IN_USE,
         "City council", None, "One room, eight times a year", "Meetings with step-free access.", -180, 185, ""),
        ("num_lead", 90, "E-mail checker, second year", ResourceKind.FUNDING, ResourceStage.ASKED,
         "Community Safety Partnership", 1_850_000, "", "Keeps it free for people who sex work.", None, None, ""),
        ("tmr_member", 60, "Pay for lived-experience representatives", ResourceKind.FUNDING, ResourceStage.WANTED,
         "Not asked yet", 360_000, "", "Six hours a month at the living wage, and travel.", None, None, ""),
        ("mash_member", 70, "Attack alarms", ResourceKind.GOODS, ResourceStage.IN_USE, "National Ugly Mugs", None,
         "200 alarms", "Given out by the student group and on outreach.", -70, None, ""),
    )  # fmt: skip
    for key, ago, title, kind, stage, source, pence, quantity, purpose, begins, ends, conditions in entries:
        who = "mcc_coordinator" if key == "tmr_member" else key
        with acting(cast, who, days_ago(ago, 12)) as actor:
            _add(actor, Log.RESOURCES, title, {
                "kind": kind, "stage": stage, "source": source, "amount_pence": pence, "quantity": quantity,
                "purpose": purpose, "begins_on": _from(ago, begins), "ends_on": _from(ago, ends),
                "conditions": conditions,
            }, "D4", "TMR" if key == "tmr_member" else "")  # fmt: skip


def _from(ago: int, offset: int | None) -> date | None:
    """A day counted from the real today, written down as of an earlier one."""
    return None if offset is None else clock.today() + timedelta(days=ago + offset)


def _operations(cast: Cast) -> None:
    with acting(cast, "gmp_representative", days_ago(95, 10)) as carl:
        first = _add(carl, Log.ENFORCEMENT, "Operation Lantern", _operation(
            begins=day(15), ends=day(16), area="City centre, around the station",
            purpose="Find two men who rob people at night. Aimed at them, and at nobody who sells sex.",
            impact="More officers at night may move people to darker streets for two nights.",
        ))  # fmt: skip
    with acting(cast, "mcc_coordinator", days_ago(88, 15)) as sam:
        service.take_step(
            actor=sam, plan_id=first, version=1, to=EnforcementState.CONSIDERED,
            words="Members asked for outreach to be out on both nights, and for no stop and search of people who sell "
            "sex. Agreed.",
        )  # fmt: skip
    with acting(cast, "gmp_representative", days_ago(78, 9)) as carl:
        service.take_step(actor=carl, plan_id=first, version=2, to=EnforcementState.CARRIED_OUT,
                          words="Carried out on both nights as planned.")  # fmt: skip
    with acting(cast, "gmp_representative", days_ago(60, 9)) as carl:
        service.take_step(
            actor=carl, plan_id=first, version=3, to=EnforcementState.REVIEWED,
            words="Both men were arrested. Outreach counted as many people as usual, further out than usual on the "
            "first night. Next time: tell people three days before, by outreach, not on the night.",
        )  # fmt: skip
    with acting(cast, "gmp_representative", days_ago(12, 10)) as carl:
        _add(carl, Log.ENFORCEMENT, "Operation Harbour", _operation(
            begins=day(12 + 18), ends=day(12 + 20), area="Ancoats and Beswick",
            purpose="Act on landlords who threaten tenants and take their earnings.",
            impact="People may lose a room at short notice, and fear that any knock is a raid.",
        ))  # fmt: skip


def _operation(*, begins: date, ends: date, area: str, purpose: str, impact: str) -> dict[str, Any]:
    return {
        "led_by": "City of Manchester division",
        "partners": "City council",
        "area": area,
        "begins_on": begins,
        "ends_on": ends,
        "purpose": purpose,
        "impact": impact,
        "safeguards": "Plain words at every door, no press, no lists of who was there, a worker of a service on call.",
        "support": "MASH and The Men’s Room know the dates and keep their lines open until two in the morning.",
        "alternatives": "Letters to the owners first; two answered.",
        "communications": "Nothing until it is over.",
        "border_officers": False,
        "border_words": "",
        "firewall_promised": True,
        "firewall_practice": "Read out at the briefing by the inspector, and printed on the back of the card.",
    }


def _joining(cast: Cast) -> None:
    members = (
        ("MASH", 500, SignUpKind.THIRD_PARTY), ("TMR", 420, SignUpKind.ORGANISATION),
        ("LIFESHARE", 260, SignUpKind.ORGANISATION), ("LGBTF", 120, SignUpKind.ORGANISATION),
    )  # fmt: skip
    for code, ago, kind in members:
        with acting(cast, "mcc_coordinator", days_ago(110, 13)) as sam:
            member = agency_by_code(code)
            _add(sam, Log.JOINING, member.name, {
                "kind": kind, "stage": SignUpStage.JOINED, "asked_on": day(110 - ago - 20), "joined_on": day(110 - ago),
                "left_on": None, "takes_warnings": True, "warnings_to": "The duty worker", "answer": "",
                "member_agency_id": member.id,
            }, "P1.14", "NUM")  # fmt: skip
    with acting(cast, "num_lead", days_ago(40, 13)) as bea:
        _add(bea, Log.JOINING, "A hotel group with three houses", {
            "kind": SignUpKind.BUSINESS, "stage": SignUpStage.ASKED, "asked_on": day(-5), "joined_on": None,
            "left_on": None, "takes_warnings": False, "warnings_to": "", "answer": "Will ask its lawyers.",
            "member_agency_id": None,
        }, "P1.14")  # fmt: skip


RATED = (
    (400, (Rating.SOME, Rating.NOT_YET, Rating.SOME, Rating.SOME, Rating.NOT_YET)),
    (200, (Rating.SOME, Rating.SOME, Rating.MOSTLY, Rating.SOME, Rating.SOME)),
    (20, (Rating.MOSTLY, Rating.SOME, Rating.MOSTLY, Rating.MOSTLY, Rating.SOME)),
)  # fmt: skip
EVIDENCE = (
    "Training for new officers names harm, stigma and the many ways of working.",
    "Liaison officers walk with outreach twice a month. Trust is asked about in the yearly consultation.",
    "Crimes against people who sex work have their own review each week.",
    "Problem-solving plans for two places, written with support services.",
    "What worked is written up once a year, and shared with the forum.",
)


def _assessments(cast: Cast) -> None:
    for ago, ratings in RATED:
        with acting(cast, "gmp_representative", days_ago(ago, 14)) as carl:
            edition = next(row for row, _ in assessment_queries.editions(carl) if row.code == "npcc-2023")
            made = assessment_service.begin_assessment(
                actor=carl, force_id=carl.agency_id, edition_id=edition.id, assessed_on=clock.today(),
                scope="Two divisions, the past six months: training, records of crimes, what partners told us.",
            )  # fmt: skip
            _, statements = assessment_queries.edition(carl, edition.id)
            for statement, rating, evidence in zip(statements, ratings, EVIDENCE, strict=True):
                assessment_service.rate_statement(
                    actor=carl, assessment_id=made, statement_id=statement.id, version=0, rating=rating,
                    evidence=evidence, voice="People say it depends on who answers." if statement.number == 2 else "",
                    next_step="The liaison lead brings a plan to the next meeting.",
                )  # fmt: skip
            assessment_service.share_assessment(actor=carl, assessment_id=made, version=1)
