"""Assessments through their verbs, on both engines: versions, clashes, and what the database itself refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from cases import service as case_service
from cases.assessment import part, queries, service
from cases.assessment.answers import opened, prints
from cases.assessment.models import Assessment, AssessmentKind, AssessmentState, AssessmentVersion, Check, RiskLevel
from cases.assessment.questions import SHEETS
from cases.models import Case, CaseState
from core import clock
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from tests.cases.assessment.cast import FOURTEEN, begun, finished, robyns_case, written
from tests.house import House

NEEDS, RISK, DASH = AssessmentKind.NEEDS, AssessmentKind.RISK, AssessmentKind.DASH
MARAC, CHILD, SELF_HARM = AssessmentKind.MARAC, AssessmentKind.CHILD, AssessmentKind.SELF_HARM


@pytest.fixture
def case_id(house: House) -> UUID:
    return robyns_case(house)


def test_a_draft_is_continued_and_finishing_keeps_a_version(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        draft = begun(actor, case_id, NEEDS, strengths="Sings", HOUSING="3", first="HOUSING")
        assert service.begin(actor=actor, case_id=case_id, kind=NEEDS).id == draft.id
        assert queries.versions_of(actor, db.session.get_one(Case, (actor.agency_id, case_id)), draft.thread_id) == []
        service.complete(actor=actor, case_id=case_id, assessment_id=draft.id, version=draft.version)
        assert draft.state is AssessmentState.COMPLETE
        assert draft.review_on == clock.today() + timedelta(days=84)
        assert db.session.get_one(Case, (actor.agency_id, case_id)).needs == ["HOUSING"]
        written(actor, draft, strengths="Sings, and laughs")
        written(actor, draft, strengths="Sings, and laughs")
        thread_id = draft.thread_id
    with house.acting("num_isva") as actor:
        case = db.session.get_one(Case, (actor.agency_id, case_id))
        kept = queries.versions_of(actor, case, thread_id)
        assert [each.row.number for each in kept] == [2, 1]
        assert [(each.answers or {})["strengths"] for each in kept] == ["Sings, and laughs", "Sings"]


def test_a_later_one_starts_from_the_earlier_and_stands_before_it(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        first = finished(actor, case_id, RISK, who="Blue van", level="high", reasons="Twice this week")
        second = service.begin(actor=actor, case_id=case_id, kind=RISK, earlier_id=first.id)
        assert service.begin(actor=actor, case_id=case_id, kind=RISK, earlier_id=first.id).id == second.id
        said = opened(second) or {}
        assert said["who"] == "Blue van"
        assert "level" not in said
        assert first.state is AssessmentState.COMPLETE
        written(actor, second, level="medium")
        service.complete(actor=actor, case_id=case_id, assessment_id=second.id, version=second.version)
        assert (first.state, second.thread_id, second.number) == (AssessmentState.SUPERSEDED, first.thread_id, 2)
        with pytest.raises(Refused, match="not worked on"):
            written(actor, first, who="Green van")
        glance = queries.latest_risk(actor, [case_id])[case_id]
    assert (glance.level, glance.words, glance.assessed_on) == (RiskLevel.MEDIUM, "Medium", clock.today())


def test_the_second_of_two_on_one_page_is_told_and_other_pages_take_nothing_away(house: House, case_id: UUID) -> None:
    page = SHEETS[NEEDS].pages[0]
    with house.acting("num_isva") as actor:
        row = begun(actor, case_id, NEEDS, strengths="Sings")
        before, seen = row.version, prints(page, opened(row) or {})
        written(actor, row, strengths="Theirs")
        mine = {"strengths": "Mine"}
        keys: dict[str, Any] = {"actor": actor, "case_id": case_id, "assessment_id": row.id, "page": page.key}
        for prints_sent in (seen, None, {}, {"strengths": "0"}):
            with pytest.raises(Clash):
                service.write_page(**keys, changes=mine, version=before, seen=prints_sent)
        assert (opened(row) or {})["strengths"] == "Theirs"
        service.write_page(**keys, changes={"strengths": "Theirs"}, version=before, seen=seen)
        other = SHEETS[NEEDS].pages[1]
        service.write_page(
            **{**keys, "page": other.key}, changes={"first": "MONEY"}, version=before, seen=prints(other, {})
        )
        assert opened(row) == {"strengths": "Theirs", "first": "MONEY"}
        with pytest.raises(Clash):
            service.complete(actor=actor, case_id=case_id, assessment_id=row.id, version=before)
        with pytest.raises(Clash):
            service.drop(actor=actor, case_id=case_id, assessment_id=row.id, version=before)
        with pytest.raises(NotVisible):
            service.write_page(**{**keys, "page": "none-such"}, changes={}, version=row.version)


def test_a_score_is_never_lowered_by_anyone_not_even_in_the_database(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        row = begun(actor, case_id, DASH, **FOURTEEN)
        with pytest.raises(Refused, match="high or higher"):
            written(actor, row, level="medium")
        written(actor, row, level="immediate", happened_on=clock.today().isoformat())
        service.complete(actor=actor, case_id=case_id, assessment_id=row.id, version=row.version)
        assert (row.score, row.scored, row.level) == (14, RiskLevel.HIGH, RiskLevel.IMMEDIATE)
        assert row.prompts == ["VISIBLE_HIGH_RISK"]
        row_id = row.id
    with house.acting("num_isva") as actor, pytest.raises(IntegrityError, match="judgement_never_lowers_a_score"):
        db.session.execute(
            update(Assessment).where(Assessment.agency_id == actor.agency_id, Assessment.id == row_id)
            .values(level=RiskLevel.MEDIUM)
        )  # fmt: skip


def test_dash_is_refused_for_a_client(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor, pytest.raises(Refused, match="client or a stranger"):
        service.begin(actor=actor, case_id=case_id, kind=DASH, answers={"relationship": "client"})


def test_marac_is_prompted_by_what_our_own_records_say(house: House, case_id: UUID) -> None:
    today = clock.today()
    with house.acting("num_isva") as actor:
        case = db.session.get_one(Case, (actor.agency_id, case_id))
        for days in (300, 100):
            finished(actor, case_id, DASH, level="standard", happened_on=(today - timedelta(days=days)).isoformat())
        third = begun(actor, case_id, DASH, happened_on=today.isoformat())
        assert queries.marac_criteria(actor, case, opened(third) or {}) == ["POTENTIAL_ESCALATION"]
        older = {"happened_on": (today + timedelta(days=100)).isoformat()}
        assert queries.marac_criteria(actor, case, older) == []
        sent = (today - timedelta(days=200)).isoformat()
        finished(actor, case_id, MARAC, criterion="POTENTIAL_ESCALATION", consent="yes", sent_on=sent)
        assert queries.last_marac(actor, case) == date.fromisoformat(sent)
        assert queries.marac_criteria(actor, case, opened(third) or {}) == ["POTENTIAL_ESCALATION", "REPEAT"]
        with pytest.raises(Refused, match="not agreed"):
            finished(actor, case_id, MARAC, criterion="REPEAT", consent="no", sent_on=today.isoformat())


def test_a_child_concern_waits_for_a_second_person(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        row = finished(actor, case_id, CHILD, title="J., 6", evidence="Left alone twice.", not_only_work="yes")
        row_id, version = row.id, row.version
        notices = db.session.scalar(select(func.count(Notice.id)).where(Notice.path.contains(str(row_id))))
        assert notices == 1
        with pytest.raises(Refused, match="manager checks"):
            written(actor, row, sent_on=clock.today().isoformat())
        with pytest.raises(Refused, match="manager checks"):
            service.check(
                actor=actor, case_id=case_id, assessment_id=row_id, answer=Check.AGREED, words="So.", version=version
            )
    with house.acting("num_manager") as boss:
        given: dict[str, Any] = {"actor": boss, "case_id": case_id, "assessment_id": row_id, "words": "Clear evidence."}
        row = db.session.get_one(Assessment, (boss.agency_id, row_id))
        service.check(**given, answer=Check.AGREED, version=row.version)
    with house.acting("num_isva") as actor:
        row = db.session.get_one(Assessment, (actor.agency_id, row_id))
        written(actor, row, evidence="Left alone three times.")
        assert row.check_answer is None, "What the check rests on changed, so it is asked for again."
        db.session.rollback()
    with house.acting("num_isva") as actor:
        row = db.session.get_one(Assessment, (actor.agency_id, row_id))
        written(actor, row, sent_on=clock.today().isoformat(), sent_to="Children’s services")
        assert row.sent_on == clock.today()
    with house.acting("num_isva") as actor, pytest.raises(IntegrityError, match="a_manager_checks_before"):
        db.session.execute(
            update(Assessment).where(Assessment.agency_id == actor.agency_id, Assessment.id == row_id)
            .values(check_answer=None, checked_by=None)
        )  # fmt: skip


def test_danger_now_goes_at_once(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        row = begun(actor, case_id, CHILD, evidence="Hit in front of me.", not_only_work="yes", danger_now="yes")
        written(actor, row, sent_on=clock.today().isoformat())
        assert row.sent_on == clock.today()


def test_versions_only_grow(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        finished(actor, case_id, NEEDS, strengths="Sings")
    for change in (
        update(AssessmentVersion).values(number=9),
        delete(AssessmentVersion),
    ):
        with (
            pytest.raises(Exception, match="only grows|permission denied|went round"),
            house.acting("num_isva") as actor,
        ):
            db.session.execute(change.where(AssessmentVersion.agency_id == actor.agency_id))


def test_the_highest_risk_of_many_cases_is_read_at_once(
    house: House, case_id: UUID, count_queries: Callable[[], Any]
) -> None:
    others = [robyns_case(house, f"Kit {number}") for number in range(3)]
    with house.acting("num_isva") as actor:
        finished(actor, case_id, RISK, level="high")
        finished(actor, case_id, RISK, level="standard")
        finished(actor, others[0], SELF_HARM, urgency="emergency")
        finished(actor, others[1], RISK, level="none")
        begun(actor, others[2], RISK, level="high")
        with count_queries() as seen:
            found = queries.latest_risk(actor, [case_id, *others])
        assert len(seen) == 1
        assert {found[each].level for each in (case_id,)} == {RiskLevel.HIGH}
        assert found[others[0]].words == "Immediate"
        assert found[others[1]].level is RiskLevel.NONE
        assert others[2] not in found
        cases = list(db.session.scalars(select(Case).where(Case.agency_id == actor.agency_id)))
        with count_queries() as seen, house.app.test_request_context():
            due = part.due(actor, cases)
        assert len(seen) == 1
        assert len(due) == 5
    with house.acting("mash_manager") as stranger:
        assert queries.latest_risk(stranger, [case_id, *others]) == {}


def test_a_closed_case_takes_nothing_and_an_erased_person_opens_nothing(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor:
        row = finished(actor, case_id, RISK, title="Van", level="high")
        case = db.session.get_one(Case, (actor.agency_id, case_id))
        for state in (CaseState.CLOSING, CaseState.CLOSED):
            version = db.session.get_one(Case, (actor.agency_id, case_id), populate_existing=True).version
            case_service.change_state(
                actor=actor, case_id=case_id, state=state, reason="Done", reason_code="GOALS_MET", version=version
            )
        with pytest.raises(Refused, match="closed"):
            service.begin(actor=actor, case_id=case_id, kind=NEEDS)
        with pytest.raises(Refused, match="closed"):
            written(actor, row, title="Other van")
        case = db.session.get_one(Case, (actor.agency_id, case_id), populate_existing=True)
        destroy_key(actor.agency_id, case.person_id)
        found = queries.assessments_of(actor, case)
        assert [(each.answers, each.title) for each in found] == [(None, "Risk")]
        with house.app.test_request_context():
            assert [piece.words for piece in part.paper(actor, case)[0].pieces] == ["Erased"]
            assert "high" in part.facts(actor, case)[0].words


def test_an_agency_chooses_to_be_sooner(house: House, case_id: UUID) -> None:
    with house.acting("num_isva") as actor, pytest.raises(Refused, match="manager"):
        service.choose_settings(actor=actor, marac_threshold=10, review_days=30, version=0)
    with house.acting("num_manager") as boss:
        service.choose_settings(actor=boss, marac_threshold=10, review_days=30, version=0)
        with pytest.raises(Clash):
            service.choose_settings(actor=boss, marac_threshold=12, review_days=30, version=0)
    with house.acting("num_isva") as actor:
        ten = {f"q{topic}": "yes" for topic in range(1, 11)}
        row = finished(actor, case_id, DASH, **ten, level="medium")
        assert row.prompts == ["VISIBLE_HIGH_RISK"]
        assert row.review_on == clock.today() + timedelta(days=30)
