"""Tallies of incident reports equal an independent count of the rows, read one by one."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from agencies import queries as agencies
from core import clock, tallies
from core.actor import Actor, system_actor
from core.crypto.datakeys import create_key
from core.db import db, uuid7
from core.tallies import quarter_of
from people.models import Person
from safety import counting, measures
from safety.police.models import EndedWhy, LetterState, PoliceLetter, PoliceRelease, ReleaseKind
from safety.reports import catalogue
from safety.reports.erasing import erase_report, forget_person
from safety.reports.models import HowAnswered, IncidentReport, Origin, ReportState, Said, ScopeAnswer, WhenKind
from safety.vocabulary import Grade, Scope
from safety.warnings.models import DraftState, WarningDraft, WarningSource
from tests.house import House

QUARTER = quarter_of(date(2026, 8, 1))
REPORTS = 90
Found = dict[str, Counter[str]]


@pytest.fixture
def manager(house: House) -> Iterator[Actor]:
    """MASH's manager, with reports of May to November, and what left of each."""
    with house.acting("mash_manager") as actor:
        _filled(house, actor)
    with house.acting("mash_manager") as actor:
        yield actor


def test_every_tally_is_what_counting_by_hand_finds(manager: Actor) -> None:
    worker = system_actor(manager.agency_id)
    counted, by_hand = _counted(worker), _by_hand()
    assert counted == by_hand
    whole = counted["incidents.route"].total()
    assert whole > 30
    for name in ("went", "police-know", "origin"):
        assert counted[f"incidents.{name}"].total() == whole, "each cuts the same reports another way"
    assert all(counted["incidents.route"].values()), "every route was taken"
    alone = {measures.group_of(code) for code in catalogue.NEVER_ALONE}
    assert alone == {measures.OTHER}
    assert list(counting.tally(worker, quarter_of(date(2026, 2, 1)))) == [], "before the first there is no nought"


def test_nothing_is_written_twice_and_what_is_erased_still_counts(manager: Actor) -> None:
    worker = system_actor(manager.agency_id)
    assert tallies.keep(actor=worker, measured=counting.tally(worker, QUARTER)) == 6
    assert tallies.keep(actor=worker, measured=counting.tally(worker, QUARTER)) == 0
    row = next(row for row in db.session.query(IncidentReport) if _inside(row) and row.person_id is None)
    about = next(row for row in db.session.query(IncidentReport) if _inside(row) and row.person_id is not None)
    erase_report(actor=manager, report_id=row.id)
    assert about.person_id is not None
    forget_person(manager, about.person_id)
    db.session.flush()
    counted = _counted(worker)
    assert counted == _by_hand()
    assert tallies.keep(actor=worker, measured=counting.tally(worker, QUARTER)) > 0
    stored = tallies.of_agency(worker, "incidents.origin", QUARTER.start)
    assert sum(stored.values()) == counted["incidents.route"].total(), "the report itself stays counted"


# What follows counts rows in Python, one by one, and shares no statement with what it checks.


def _counted(actor: Actor) -> Found:
    return {each.measure: Counter(each.numbers) for each in counting.tally(actor, QUARTER)}


def _inside(row: IncidentReport) -> bool:
    return QUARTER.start <= clock.london(row.taken_at).date() <= QUARTER.end


def _by_hand() -> Found:
    found: Found = defaultdict(Counter)
    latest: dict[tuple[UUID, Scope], ScopeAnswer] = {}
    for answer in sorted(db.session.query(ScopeAnswer), key=lambda each: each.number):
        latest[answer.report_id, answer.scope] = answer
    gone = (LetterState.RELEASED, LetterState.TAKEN_BACK)
    letters = [row for row in db.session.query(PoliceLetter) if row.state in gone]
    kinds = {(row.report_id, row.kind) for row in letters}
    released = {row.id for row in db.session.query(WarningDraft) if row.state is DraftState.RELEASED}
    warned = {row.report_id for row in db.session.query(WarningSource) if row.draft_id in released}
    for row in filter(_inside, db.session.query(IncidentReport)):
        yes = {scope for (report, scope), answer in latest.items() if report == row.id and answer.answer}
        found["incidents.route"][_route(yes)] += 1
        found["incidents.went"][_went({kind for report, kind in kinds if report == row.id}, row.id in warned)] += 1
        found["incidents.police-know"][row.police_know.value] += 1
        found["incidents.origin"][row.origin.value] += 1
        found["incidents.harms"].update({measures.group_of(code) for code in row.harms})
        found["incidents.barriers"].update(set(row.barriers))
    return dict(found)


def _route(yes: set[Scope]) -> str:
    if Scope.FULL_REPORT in yes:
        return "full-report"
    if yes & {Scope.INTELLIGENCE, Scope.CONTACT}:
        return "anonymous"
    return "warning" if Scope.WARNING in yes else "told-us-only"


def _went(kinds: set[ReleaseKind], warned: bool) -> str:
    if ReleaseKind.FULL_REPORT in kinds:
        return "full-report"
    return "anonymous" if kinds else "warning" if warned else "nothing-yet"


def _filled(house: House, actor: Actor) -> None:
    chance = random.Random(3)  # invented people
    person = Person(
        agency_id=actor.agency_id, reference="TT-1", created_by=actor.user_id, created_at=clock.now(),
        changed_at=clock.now(),
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    for number in range(REPORTS):
        report = _report(actor, chance, number, person.id if number % 9 == 0 else None)
        for scope in chance.sample(list(Scope), chance.randrange(5)):
            for again in range(1, 1 + chance.randrange(1, 3)):
                _add(
                    ScopeAnswer(
                        agency_id=actor.agency_id, report_id=report.id, scope=scope, number=again,
                        answer=chance.random() < 0.5, how=HowAnswered.SPOKEN, answered_by=actor.user_id,
                        answered_at=report.taken_at,
                    )
                )  # fmt: skip
        if chance.random() < 0.5:
            _letter(house, actor, chance, report, number)
        if chance.random() < 0.5:
            _warning(house, actor, chance, report)
        db.session.flush()


def _report(actor: Actor, chance: random.Random, number: int, person_id: UUID | None) -> IncidentReport:
    day = date(2026, 5, 1) + timedelta(days=chance.randrange(200))
    row = IncidentReport(
        agency_id=actor.agency_id, id=uuid7(), reference=f"TT-R{number}", person_id=person_id,
        origin=chance.choice(list(Origin)), state=ReportState.OPEN, grade=Grade.FIRST_HAND,
        harms=chance.sample(list(catalogue.harms()), chance.randrange(4)), when_kind=WhenKind.NOT_KNOWN,
        police_know=chance.choice(list(Said)), barriers=chance.sample(list(measures.barriers()), chance.randrange(3)),
        taken_by=actor.user_id, taken_at=datetime(day.year, day.month, day.day, 0, 20, tzinfo=clock.LONDON),
    )  # fmt: skip
    create_key(actor.agency_id, row.id)
    _add(row)
    return row


def _letter(house: House, actor: Actor, chance: random.Random, report: IncidentReport, number: int) -> None:
    police, other = agencies.agency_by_code("GMP").id, house.user("mash_outreach").id
    kind, state, now = chance.choice(list(ReleaseKind)), chance.choice(list(LetterState)), clock.now()
    gone = state in (LetterState.RELEASED, LetterState.TAKEN_BACK)
    ended = state in (LetterState.SET_ASIDE, LetterState.TAKEN_BACK)
    release = None
    if gone:
        release = _add(
            PoliceRelease(
                from_agency_id=actor.agency_id, to_agency_id=police, reference=f"TT-P{number}", kind=kind,
                grade=Grade.FIRST_HAND, content_sealed=b"", released_at=now,
            )
        )  # fmt: skip
    _add(
        PoliceLetter(
            agency_id=actor.agency_id, reference=f"TT-L{number}", report_id=report.id, police_id=police, kind=kind,
            grade=Grade.FIRST_HAND, state=state, written_by=actor.user_id, written_at=now, changed_by=actor.user_id,
            changed_at=now, release_id=release.id if release else None, checked_by=other if gone else None,
            checked_at=now if gone else None, ended_at=now if ended else None,
            ended_why=EndedWhy.AGENCY if ended else None, ended_by=actor.user_id if ended else None,
        )
    )  # fmt: skip


def _warning(house: House, actor: Actor, chance: random.Random, report: IncidentReport) -> None:
    state = chance.choice(list(DraftState))
    released = state is DraftState.RELEASED
    draft = _add(
        WarningDraft(
            agency_id=actor.agency_id, report_id=report.id, state=state, grade=Grade.FIRST_HAND,
            drafted_by=actor.user_id, changed_at=clock.now(),
            released_by=house.user("mash_outreach").id if released else None,
        )
    )  # fmt: skip
    _add(WarningSource(agency_id=actor.agency_id, draft_id=draft.id, report_id=report.id))


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
