"""Tallies of cases equal an independent count of the rows, one by one, for every measure and both kinds of case."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from cases import catalogue, counting, rules
from cases import measures as words
from cases.assessment.models import Assessment, AssessmentKind
from cases.justice.measures import MILESTONES, OWED, RIGHTS
from cases.justice.models import RightRecord, SpecialMeasure
from cases.models import Case, CaseKind, CaseState, CaseStateChange, ContactOutcome, Milestone, SupportContact
from cases.outcomes.models import OutcomeScore, OutcomeTaking, Point, Scorer
from cases.rooms import TALLIES
from core import clock, tallies
from core.actor import Actor, system_actor
from core.calendar import working_days_between
from core.crypto.datakeys import destroy_key
from core.db import db
from core.tallies import Tally, quarter_of
from people.equality import questions, unpacked_answers
from people.measures import category_of
from people.models import EqualityAnswers, Exclusion, Person
from people.service.erasing import forget_person
from tests.cases.caseload import Caseload, made
from tests.house import House

FIRST = date(2026, 5, 1)
QUARTER = quarter_of(date(2026, 8, 1))
Found = dict[str, Counter[str]]


@pytest.fixture
def load(house: House) -> Iterator[Caseload]:
    """A caseload of one agency, seen by its manager."""
    with house.acting("num_manager") as actor:
        workers = [house.user(name).id for name in ("num_isva", "num_caseworker", "num_manager")]
        yield made(actor, workers, FIRST, cases=60)


def test_every_tally_is_what_counting_by_hand_finds(load: Caseload) -> None:
    kept = [each for tally in TALLIES for each in tally(load.actor, QUARTER)]
    assert len({each.measure for each in kept}) == len(kept), "no measure is counted twice"
    counted = {each.measure: Counter(each.numbers) for each in kept}
    by_hand = {**_headlines(load), **_files(load), **_contacts(load), **_waits(load), **_journey(load)}
    by_hand |= {**_outcomes(load), **_equality(load)}
    for measure, numbers in by_hand.items():
        assert counted[measure] == numbers, measure
    missing = {measure: numbers for measure, numbers in counted.items() if measure not in by_hand and numbers.total()}
    assert missing == {}, "every measure is counted by hand as well"
    assert sum(counted[f"{kind}.source"].total() for kind in CaseKind) == counted["cases.opened"].total() > 10


def test_counting_again_writes_only_what_changed_and_late_entries_are_found(load: Caseload) -> None:
    first = tallies.keep(actor=load.actor, measured=counting.tally(load.actor, QUARTER))
    assert first > 10
    stamps = _stamps()
    with clock.frozen_at(clock.now() + timedelta(hours=2)):
        assert tallies.keep(actor=load.actor, measured=counting.tally(load.actor, QUARTER)) == 0
        assert _stamps() == stamps
        case = next(each for each in load.of(Case) if _is_open_in(each))
        late = SupportContact(
            agency_id=case.agency_id, case_id=case.id, person_id=case.person_id, at=_midnight(date(2026, 8, 20)),
            minutes=7, mode="letter", outcome="message", with_whom="family", logged_by=load.workers[0],
            logged_at=clock.now(),
        )  # fmt: skip
        db.session.add(late)
        kind = case.kind.value
        changed = {"cases.contacts", f"{kind}.contact-modes", f"{kind}.contact-outcomes", f"{kind}.minutes"}
        assert tallies.keep(actor=load.actor, measured=counting.tally(load.actor, QUARTER)) == len(changed)
        assert {measure for measure, at in _stamps() if (measure, at) not in stamps} == changed


def test_somebody_erased_counts_on_and_whom_a_colleague_may_not_see_counts_too(load: Caseload) -> None:
    first, second = (each.person_id for each in load.of(EqualityAnswers)[:2])
    worker = system_actor(load.actor.agency_id)
    db.session.flush()
    db.session.info["actor"] = worker
    before = _counted(worker)
    db.session.add(
        Exclusion(
            agency_id=worker.agency_id, person_id=first, user_id=load.workers[0], from_on=FIRST, reason="A friend",
            set_by=load.workers[2], set_at=clock.now(),
        )
    )  # fmt: skip
    forget_person(load.actor, second)
    destroy_key(worker.agency_id, second)
    db.session.flush()
    db.session.expire_all()
    for measure, numbers in _counted(worker).items():
        if ".equality." in measure:
            assert numbers.total() == before[measure].total(), "somebody erased is somebody of whom nothing is known"
        elif measure != "cases.people":  # a linked record that stays counts by itself from now on
            assert numbers == before[measure], measure


def _counted(actor: Actor) -> dict[str, Counter[str]]:
    return {each.measure: Counter(each.numbers) for tally in TALLIES for each in tally(actor, QUARTER)}


def _stamps() -> set[tuple[str, datetime]]:
    db.session.expire_all()
    return {(row.measure, row.counted_at) for row in db.session.query(Tally)}


# What follows counts rows in Python, one by one, and shares no statement with what it checks.


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.LONDON)


def _inside(moment: datetime | None) -> bool:
    return moment is not None and QUARTER.start <= clock.london(moment).date() <= QUARTER.end


def _is_now(day: date) -> bool:
    return QUARTER.start <= day <= QUARTER.end


def _is_open_in(case: Any) -> bool:
    began = clock.london(case.opened_at).date() <= QUARTER.end
    return began and (case.closed_at is None or clock.london(case.closed_at).date() >= QUARTER.start)


def _is_open_at_end(case: Any) -> bool:
    began = clock.london(case.opened_at).date() <= QUARTER.end
    return began and (case.closed_at is None or clock.london(case.closed_at).date() > QUARTER.end)


def _days(start: datetime, end: datetime) -> str:
    days = max(0, working_days_between(clock.london(start).date(), clock.london(end).date()))
    return str(days) if days <= 30 else "31+"


def _of_case(load: Caseload, table: type[Any]) -> Mapping[Any, list[Any]]:
    found = defaultdict(list)
    for row in load.of(table):
        found[row.case_id].append(row)
    return found


def _standing(load: Caseload) -> list[Any]:
    corrected = {each.corrects_id for each in load.of(SupportContact)}
    return [each for each in load.of(SupportContact) if each.id not in corrected]


def _headlines(load: Caseload) -> Found:
    cases, people = load.of(Case), {each.id: each.main_id or each.id for each in load.of(Person)}
    kind_of = {each.id: each.kind.value for each in cases}
    steps = _of_case(load, Milestone)
    said = (rules.reported_answer(_codes(steps[each.id], QUARTER.end)) for each in cases if _is_open_in(each))
    return {
        "cases.opened": Counter(each.kind.value for each in cases if _inside(each.opened_at)),
        "cases.open": Counter(each.kind.value for each in cases if _is_open_at_end(each)),
        "cases.closed": Counter(each.kind.value for each in cases if _inside(each.closed_at)),
        "cases.people": Counter(kind for kind, _ in {(each.kind.value, people[each.person_id]) for each in cases
                                                      if _is_open_in(each)}),
        "cases.workers": Counter(kind for kind, _ in {(each.kind.value, each.lead_user_id) for each in cases
                                                      if _is_open_at_end(each)}),
        "cases.contacts": Counter(kind_of[each.case_id] for each in _standing(load) if _inside(each.at)),
        "cases.reported": Counter(said),
    }  # fmt: skip


def _codes(steps: list[Any], until: date) -> list[str]:
    return [each.code for each in steps if not each.replaced and not each.planned and each.happened_on <= until]


def _files(load: Caseload) -> Found:
    found: Found = defaultdict(Counter)
    steps, changes = _of_case(load, Milestone), _of_case(load, CaseStateChange)
    for each in load.of(Case):
        kind = each.kind.value
        if _inside(each.opened_at):
            found[f"{kind}.source"][each.came_by or "not-asked"] += 1
            until = clock.london(each.opened_at).date() + timedelta(days=28)
            found[f"{kind}.reported-opening"][rules.reported_answer(_codes(steps[each.id], until))] += 1
            found[f"{kind}.needs"].update(each.needs)
            found[f"{kind}.needs-moj"].update({words.moj_of(need) for need in each.needs})
        if _inside(each.closed_at):
            until = clock.london(each.closed_at).date()
            found[f"{kind}.reported-end"][rules.reported_answer(_codes(steps[each.id], until))] += 1
            closings = [change for change in changes[each.id] if change.to_state is CaseState.CLOSED]
            reason = max(closings, key=lambda change: change.at).reason_code
            place = "other" if reason == "DECEASED" else reason or "not-known"
            found[f"{kind}.closed"][place] += 1
    return found


def _contacts(load: Caseload) -> Found:
    found: Found = defaultdict(Counter)
    kind_of = {each.id: each.kind.value for each in load.of(Case)}
    for each in _standing(load):
        if _inside(each.at):
            kind = kind_of[each.case_id]
            found[f"{kind}.contact-modes"][each.mode.value] += 1
            found[f"{kind}.contact-outcomes"][each.outcome.value] += 1
            found[f"{kind}.minutes"].update({"contact": each.minutes, "travel": each.travel_minutes})
    return found


def _waits(load: Caseload) -> Found:
    found: Found = defaultdict(Counter)
    contacts = defaultdict(list)
    for each in _standing(load):
        if each.with_whom == "person":
            contacts[each.case_id].append(each)
    after = min(_midnight(QUARTER.end + timedelta(days=1)), clock.now())
    assessed = _of_case(load, Assessment)
    for case in load.of(Case):
        kind, mine = case.kind.value, contacts[case.id]
        reached = [each.at for each in mine if each.outcome is ContactOutcome.REACHED]
        if _inside(case.opened_at):
            first_kinds = (AssessmentKind.NEEDS, AssessmentKind.RISK, AssessmentKind.DASH)
            done = [each.completed_at for each in assessed[case.id] if each.kind in first_kinds]
            for name, moments in (("first-try", [each.at for each in mine]), ("first-contact", reached),
                                  ("assessment", done)):  # fmt: skip
                if moments:
                    found[f"{kind}.{name}-days"][_days(case.opened_at, min(moments))] += 1
        if _is_open_at_end(case) and not any(clock.london(at).date() <= QUARTER.end for at in reached):
            found[f"{kind}.waiting-days"][_days(case.opened_at, after)] += 1
    return found


def _journey(load: Caseload) -> Found:
    found: Found = defaultdict(Counter)
    kind_of = {each.id: each.kind for each in load.of(Case)}
    steps = [each for each in load.of(Milestone) if _is_now(each.happened_on) and not (each.planned or each.replaced)]
    for each in steps:
        if each.code in OWED:
            kind = kind_of[each.case_id]
            limit = OWED[each.code][kind is CaseKind.ISVA]
            late = each.told_on and working_days_between(each.happened_on, each.told_on) > limit
            answer = "not-yet" if each.told_on is None else "late" if late else "in-time"
            found[f"{kind.value}.rights-told"][answer] += 1
    claims = {"CICA_APPLIED": "applied", "CICA_DECISION": "decided"}
    for case_id, code in {(each.case_id, each.code) for each in steps}:
        if code in claims:
            found[f"{kind_of[case_id].value}.compensation"][claims[code]] += 1
        elif code in MILESTONES:
            found[f"{kind_of[case_id].value}.milestones"][code] += 1
    for each in load.of(SpecialMeasure):
        kind = kind_of[each.case_id]
        found[f"{kind.value}.special-measures"]["applied"] += _is_now(each.applied_on)
        if _is_now(each.decided_on) and each.state.value in ("agreed", "refused"):
            found[f"{kind.value}.special-measures"][each.state.value] += 1
    open_ids = {each.id for each in load.of(Case) if _is_open_in(each)}
    for each in load.of(RightRecord):
        if each.case_id in open_ids:
            assert each.met.value in RIGHTS
            found[f"{kind_of[each.case_id].value}.rights-met"][each.met.value] += 1
    return found


def _outcomes(load: Caseload) -> Found:
    found: Found = defaultdict(Counter)
    scores: dict[Any, dict[str, Any]] = defaultdict(dict)
    for each in load.of(OutcomeScore):
        scores[each.taking_id][each.measure] = each
    takings = _of_case(load, OutcomeTaking)
    for case in load.of(Case):
        mine = sorted(takings[case.id], key=lambda each: (each.taken_on, each.id))
        now = [each for each in mine if QUARTER.start <= each.taken_on <= QUARTER.end]
        for code in ("COPE", "SAFETY", "INFORMED", "HEALTH"):
            own = [each for each in mine if each.scorer is not Scorer.WORKER and code in scores[each.id]
                   and scores[each.id][code].value is not None]  # fmt: skip
            last = [each for each in own if each in now]
            if last and own[0] is not last[-1]:
                change = scores[last[-1].id][code].value - scores[own[0].id][code].value
                answer = "better" if change > 0 else "worse" if change else "same"
                found[f"{case.kind.value}.distance.{code}"][answer] += 1
        _at_the_end(found, case.kind.value, [each for each in now if each.point is Point.EXIT], scores)
        _needs(found, case.kind.value, [each for each in now if each.point is not Point.START], scores)
    return found


def _at_the_end(found: Found, kind: str, exits: list[Any], scores: Any) -> None:
    for code in ("RECOVER", "REINTEGRATE", "SATISFACTION", "CJ_ENGAGED", "CHOICE") if exits else ():
        score = scores[exits[-1].id].get(code)
        if score is None or score.value is None:
            found[f"{kind}.exit.{code}"][score.answer.value if score else "not_asked"] += 1
        elif code == "CJ_ENGAGED":
            found[f"{kind}.exit.{code}"]["yes" if score.value == 2 else "no-stopped"] += 1
        else:
            found[f"{kind}.exit.{code}"]["high" if score.value > 3 else "middle" if score.value == 3 else "low"] += 1


def _needs(found: Found, kind: str, asked: list[Any], scores: Any) -> None:
    names = {1: "not-met", 2: "partly", 3: "met"}
    if not asked:
        return
    last = {code: each.value for code, each in scores[asked[-1].id].items() if ":" in code and each.value is not None}
    for code, value in last.items():
        found[f"{kind}.needs-met.{code.partition(':')[2]}"][names[value]] += 1
    if last:
        values = set(last.values())
        found[f"{kind}.needs-met"]["met" if values == {3} else "not-met" if values == {1} else "partly"] += 1


def _equality(load: Caseload) -> Found:
    found: Found = defaultdict(Counter)
    main_of = {each.id: each.main_id or each.id for each in load.of(Person)}
    answers = {each.person_id: unpacked_answers(each.answers) for each in load.of(EqualityAnswers)}
    for kind in CaseKind:
        records = {each.person_id for each in load.of(Case) if each.kind is kind and _is_open_in(each)}
        every = {each.person_id for each in load.of(Case) if _is_open_in(each)}
        for person in {main_of[record] for record in records}:
            linked = sorted(record for record in every if main_of[record] == person and record in answers)
            told = answers[person] if person in answers else answers[linked[-1]] if linked else None
            for key in questions():
                found[f"{kind.value}.equality.{key}"][category_of(key, told[key]) if told else "not_asked"] += 1
    return found


def test_nothing_behind_the_firewall_and_no_death_has_a_category() -> None:
    every = set(words.needs()) | set(words.closing_reasons()) | set(MILESTONES)
    assert not every & {*catalogue.FIREWALL_NEEDS, *catalogue.FIREWALL_REASONS, "DECEASED"}
