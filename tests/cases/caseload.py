"""A caseload made at random for tests of counting: rows alone, with nothing in their sealed columns."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from cases.assessment.models import Assessment, AssessmentKind, AssessmentState
from cases.justice.models import MeasureState, Met, RightRecord, SpecialMeasure
from cases.models import (
    Case,
    CaseKind,
    CaseState,
    CaseStateChange,
    ContactMode,
    ContactOutcome,
    Milestone,
    SupportContact,
)
from cases.outcomes.models import OutcomeScore, OutcomeTaking, Point, Scorer
from core import clock
from core.actor import Actor
from core.crypto.datakeys import create_key
from core.db import db, uuid7
from people import equality
from people.models import Answer, EqualityAnswers, Person

NEEDS = ("SAFETY", "HOUSING", "MENTAL_HEALTH", "PHYS_HEALTH", "CHILDREN", "MONEY")
STEPS = ("NOT_REPORTED", "DISCLOSED", "REPORTED", "VRI", "ARREST", "VERDICT", "CHARGE", "CICA_APPLIED", "CICA_DECISION")
REASONS = ("GOALS_MET", "DECEASED", "LOST_CONTACT", None)
MEASURES = ("COPE", "SAFETY", "HEALTH", "RECOVER", "CJ_ENGAGED", "NEEDS_MET:HOUSING", "NEEDS_MET:SAFETY")
Row = TypeVar("Row")


@dataclass
class Caseload:
    """Everything that was made, by table, to be counted again by hand."""

    actor: Actor
    workers: list[UUID]
    chance: random.Random
    rows: dict[type[Any], list[Any]] = field(default_factory=dict)

    def of(self, table: type[Any]) -> list[Any]:
        """The rows of a table."""
        return self.rows.get(table, [])

    def add(self, row: Row) -> Row:
        """Keep a row, and give it back."""
        self.rows.setdefault(type(row), []).append(row)
        db.session.add(row)
        return row

    def moment(self, first: date, days: int) -> datetime:
        """Some time in the days from one on, in Manchester."""
        hour = self.chance.randrange(24 * 60)
        start = datetime(first.year, first.month, first.day, tzinfo=clock.LONDON)
        return start + timedelta(days=self.chance.randrange(days), minutes=hour)

    def one_of(self, options: Any) -> Any:
        """One of some, by chance."""
        return self.chance.choice(tuple(options))


def made(actor: Actor, workers: list[UUID], first: date, cases: int, seed: int = 7) -> Caseload:
    """Cases opened over the 200 days from one on, with people (some linked), contacts, steps, scores and closings."""
    load = Caseload(actor, workers, random.Random(seed))  # invented people
    for number in range(cases):
        _case(load, _person(load, number), number, first)
        db.session.flush()
    return load


def _person(load: Caseload, number: int) -> Person:
    people: list[Person] = load.of(Person)
    if people and load.chance.random() < 0.2:
        return people[load.chance.randrange(len(people))]  # somebody with a second case
    now = clock.now()
    main = load.one_of(each for each in people if each.main_id is None) if number % 9 == 8 else None
    person = load.add(
        Person(
            agency_id=load.actor.agency_id, reference=f"TT-{number:04}", created_by=load.workers[0], created_at=now,
            changed_at=now, main_id=main.id if main else None,
        )
    )  # fmt: skip
    db.session.flush()
    if number % 3:
        create_key(load.actor.agency_id, person.id)
        db.session.flush()
        _answers(load, person)
    return person


def _answers(load: Caseload, person: Person) -> None:
    said = {
        "ethnicity": equality.Said(Answer.GIVEN, load.one_of(equality.questions()["ethnicity"].options)),
        "disability": equality.Said(load.one_of([Answer.DECLINED, Answer.NOT_KNOWN])),
        "gender_identity": equality.Said(Answer.GIVEN, "", "in my own words"),
    }
    load.add(
        EqualityAnswers(
            agency_id=load.actor.agency_id, person_id=person.id, answers=equality.packed_answers(said),
            changed_by=load.workers[0], changed_at=clock.now(),
        )
    )  # fmt: skip


def _case(load: Caseload, person: Person, number: int, first: date) -> None:
    opened = load.moment(first, 200)
    closed = opened + timedelta(days=load.chance.randrange(120)) if load.chance.random() < 0.5 else None
    case = load.add(
        Case(
            agency_id=load.actor.agency_id, reference=f"TT-C{number:04}", person_id=person.id,
            kind=load.one_of(CaseKind), state=CaseState.CLOSED if closed else CaseState.ACTIVE, closed_at=closed,
            lead_user_id=load.one_of(load.workers), needs=load.chance.sample(NEEDS, load.chance.randrange(4)),
            opened_at=opened, changed_at=opened, came_by=load.one_of(["self", "police", "declined", None]),
        )
    )  # fmt: skip
    db.session.flush()
    whose = {"agency_id": case.agency_id, "case_id": case.id, "person_id": person.id}
    if closed:
        _closing(load, whose, closed)
    _contacts(load, whose, opened)
    _journey(load, whose, opened.date())
    _outcomes(load, whose, opened.date())
    load.add(
        Assessment(
            **whose, kind=load.one_of(AssessmentKind), thread_id=uuid7(), number=1, state=AssessmentState.COMPLETE,
            begun_by=load.workers[0], begun_at=opened, changed_by=load.workers[0], changed_at=opened,
            completed_by=load.workers[0], completed_at=opened + timedelta(days=load.chance.randrange(60)),
        )
    )  # fmt: skip


def _closing(load: Caseload, whose: dict[str, UUID], closed: datetime) -> None:
    for days in (9, 0):  # closed, opened again, and closed for another reason
        load.add(
            CaseStateChange(
                **whose, at=closed - timedelta(days=days), from_state=CaseState.CLOSING, to_state=CaseState.CLOSED,
                reason_code=load.one_of(REASONS), changed_by=load.workers[0],
            )
        )  # fmt: skip


def _contacts(load: Caseload, whose: dict[str, UUID], opened: datetime) -> None:
    for _ in range(load.chance.randrange(5)):
        at = opened + timedelta(days=load.chance.randrange(60), minutes=load.chance.randrange(600))
        values = {
            **whose, "at": at, "minutes": load.chance.randrange(5, 90), "travel_minutes": load.chance.randrange(60),
            "mode": load.one_of(ContactMode), "outcome": load.one_of(ContactOutcome),
            "with_whom": load.one_of(["person", "person", "professional"]), "logged_by": load.workers[0],
            "logged_at": at,
        }  # fmt: skip
        contact = load.add(SupportContact(**values))
        if load.chance.random() < 0.2:
            load.add(SupportContact(**{**values, "corrects_id": contact.id, "minutes": 3}))


def _journey(load: Caseload, whose: dict[str, UUID], opened: date) -> None:
    for _ in range(load.chance.randrange(4)):
        happened = opened + timedelta(days=load.chance.randrange(-5, 80))
        told = happened + timedelta(days=load.chance.randrange(12)) if load.chance.random() < 0.7 else None
        load.add(
            Milestone(
                **whose, code=load.one_of(STEPS), happened_on=happened, told_on=told, source="person",
                recorded_by=load.workers[0], recorded_at=clock.now(), planned=load.chance.random() < 0.1,
                replaced=load.chance.random() < 0.1,
            )
        )  # fmt: skip
    load.add(
        SpecialMeasure(
            **whose, code="SCREENS", state=load.one_of(MeasureState), applied_on=opened + timedelta(days=20),
            decided_on=opened + timedelta(days=50), changed_by=load.workers[0], changed_at=clock.now(),
        )
    )  # fmt: skip
    load.add(
        RightRecord(
            **whose, edition="2021 Code", number=1, met=load.one_of(Met), changed_by=load.workers[0],
            changed_at=clock.now(),
        )
    )  # fmt: skip


def _outcomes(load: Caseload, whose: dict[str, UUID], opened: date) -> None:
    for point in load.chance.sample([Point.START, Point.REVIEW, Point.REVIEW, Point.EXIT], load.chance.randrange(5)):
        taking = load.add(
            OutcomeTaking(
                **whose, point=point, taken_on=opened + timedelta(days=load.chance.randrange(6) * 15),
                scorer=load.one_of(Scorer), recorded_by=load.workers[0], recorded_at=clock.now(),
                changed_at=clock.now(),
            )
        )  # fmt: skip
        db.session.flush()
        for measure in load.chance.sample(MEASURES, load.chance.randrange(1, 6)):
            most = 2 if measure == "CJ_ENGAGED" else 3 if ":" in measure else 5
            given = load.chance.random() < 0.8
            load.add(
                OutcomeScore(
                    agency_id=taking.agency_id, taking_id=taking.id, measure=measure,
                    answer=Answer.GIVEN if given else load.one_of([Answer.DECLINED, Answer.NO, Answer.NOT_ASKED]),
                    value=load.chance.randrange(1, most + 1) if given else None,
                )
            )  # fmt: skip
