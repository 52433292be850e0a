"""The annual review in the database: decisions, answers, the survey, and what the signature makes and freezes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from actionplan import queries as plans
from core import clock, making
from core.actor import Actor
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from forum.review import files, queries, rules, service
from forum.review.content import check_sum
from forum.review.rules import Outcome
from people.leaks.service import Found
from tests.forum.review.conftest import blank
from tests.house import House

WHY = "Owners say that it works, and want it to go on."
FIVE = {each.code: 4 for each in rules.survey_questions()}


def decide(actor: Actor, review_id: UUID, code: str, outcome: Outcome, **more: Any) -> UUID:
    """Decide on a commitment by its code; returns its id."""
    found = next(each for each in queries.view(actor, review_id).all if each.commitment.code == code)
    service.decide(
        actor=actor, review_id=review_id, commitment_id=found.commitment.id, outcome=outcome, reason=WHY, **more
    )
    return found.commitment.id


def make_whole(actor: Actor, review_id: UUID) -> dict[str, UUID]:
    """Decide on everything, P1.1 amended, P1.2 stopped, the rest goes on, and answer every question."""
    chosen = {"P1.1": Outcome.AMEND, "P1.2": Outcome.STOP, "P1.3": Outcome.COMPLETE}
    ids = {}
    for each in queries.view(actor, review_id).all:
        outcome = chosen.get(each.commitment.code, Outcome.CONTINUE)
        words = "Agree on measures together, and publish them." if outcome is Outcome.AMEND else ""
        service.decide(
            actor=actor, review_id=review_id, commitment_id=each.commitment.id, outcome=outcome, reason=WHY,
            new_words=words,
        )  # fmt: skip
        ids[each.commitment.code] = each.commitment.id
    for question in rules.questions():
        service.answer_question(actor=actor, review_id=review_id, question=question.code, words="As it was. Agreed.")
    return ids


def test_one_review_is_written_at_a_time_by_who_runs_the_forum_and_members_are_told(
    house: House, review_id: UUID
) -> None:
    told = db.session.scalars(select(Notice.address).where(Notice.path == f"/forum/reviews/{review_id}/survey")).all()
    assert house.user("mash_member").email in told
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused):
        service.begin(actor=actor, begins=date(2025, 11, 1), ends=date(2026, 10, 31))
    with house.acting("num_lead") as actor, pytest.raises(Refused):
        service.begin(actor=actor, begins=date(2025, 11, 1), ends=date(2026, 10, 31))
    with house.acting("mash_outreach") as actor, pytest.raises(NotVisible):
        queries.review(actor, review_id)


def test_the_years_evidence_comes_by_itself(house: House, review_id: UUID) -> None:
    with house.acting("mcc_coordinator") as actor:
        found = {each.commitment.code: each for each in queries.view(actor, review_id).all}
        assert len(found) == 43
        assert [action.title for action in found["P1.1"].evidence.actions]
        assert {said.commitment_code for said in found["P1.1"].evidence.updates} == {"P1.1"}
        assert found["P1.1"].evidence.words.startswith("1 action: ")


def test_a_decision_page_gathers_its_own_evidence_alone(
    house: House, review_id: UUID, count_queries: Callable[[], Any]
) -> None:  # fmt: skip
    with house.acting("mcc_coordinator") as actor:
        row = queries.review(actor, review_id)
        whole = queries.view(actor, review_id).all
        assert [each for each, _ in queries.under_review(row)] == [each.commitment.id for each in whole]
        for each in (whole[0], whole[20], whole[42]):
            found, _ = queries.commitment(actor, review_id, each.commitment.id)
            assert found.evidence == each.evidence
        db.session.expire_all()
        with count_queries() as seen:
            queries.commitment(actor, review_id, whole[0].commitment.id)
        assert len(seen) <= 14, seen
        with count_queries() as seen:
            left, blocking = queries.missing(actor, row)
        assert (left, len(blocking), len(seen)) == (43, 1 + len(rules.questions()), 3)


def test_two_who_decide_at_once_lose_nothing(house: House, review_id: UUID) -> None:
    with house.acting("mcc_coordinator") as actor:
        commitment_id = decide(actor, review_id, "P1.1", Outcome.CONTINUE)
        values: dict[str, Any] = {"actor": actor, "review_id": review_id, "commitment_id": commitment_id, "reason": WHY}
        with pytest.raises(Clash):
            service.decide(outcome=Outcome.STOP, **values)
        service.decide(outcome=Outcome.STOP, version=1, **values)
        with pytest.raises(Clash):
            service.decide(outcome=Outcome.CONTINUE, version=1, **values)
        assert queries.decisions_of(review_id)[commitment_id].outcome is Outcome.STOP
        with pytest.raises(Clash):
            service.answer_question(actor=actor, review_id=review_id, question="aims", words="Yes.", version=3)


def test_names_are_found_in_every_text_of_a_review(house: House, review_id: UUID) -> None:
    name = "Zephyrine asked for this."
    with house.acting("mcc_coordinator") as actor:
        commitment = queries.view(actor, review_id).all[0].commitment
        with pytest.raises(Found):
            service.decide(
                actor=actor, review_id=review_id, commitment_id=commitment.id, outcome=Outcome.STOP, reason=name
            )
        with pytest.raises(Found):
            service.answer_question(actor=actor, review_id=review_id, question="voice", words=name)
        with pytest.raises(Found):
            service.answer_survey(actor=actor, review_id=review_id, marks=FIVE, keeps=name, changes="")
        assert queries.view(actor, review_id).decided == 0


def test_each_member_answers_the_survey_for_itself(house: House, review_id: UUID) -> None:
    with house.acting("mash_member") as actor:
        service.answer_survey(actor=actor, review_id=review_id, marks=FIVE, keeps="The walk.", changes="")
        again = {**FIVE, "worth": 2}
        service.answer_survey(actor=actor, review_id=review_id, marks=again, keeps="", changes="Later.", version=1)
        with pytest.raises(Clash):
            service.answer_survey(actor=actor, review_id=review_id, marks=FIVE, keeps="", changes="", version=1)
    with house.acting("num_lead") as actor:
        service.answer_survey(actor=actor, review_id=review_id, marks=FIVE, keeps="", changes="")
        found = queries.view(actor, review_id)
        assert len(found.replies) == 2
        assert found.averages["worth"] == 3
    with house.acting("tmr_lived") as actor, pytest.raises(Refused):
        service.answer_survey(actor=actor, review_id=review_id, marks=FIVE, keeps="", changes="")


def test_the_signature_freezes_the_review_the_next_strategy_begins_and_its_pdf_is_made_once(
    house: House, review_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    period: dict[str, Any] = {"title": "Strategy 2027-29", "begins": date(2027, 1, 1), "ends": date(2029, 12, 31)}
    with house.acting("mcc_chair") as actor:
        with pytest.raises(Refused):
            service.sign(actor=actor, review_id=review_id, version=1, **period)
        ids = make_whole(actor, review_id)
        read = queries.review(actor, review_id).version
        open_before = {row.reference for row in plans.actions_of(ids["P1.1"]) if row.is_open}
        assert open_before
    with house.acting("mcc_coordinator") as actor:
        with pytest.raises(Refused):
            service.sign(actor=actor, review_id=review_id, version=read, **period)
        service.answer_question(actor=actor, review_id=review_id, question="aims", words="Yes, still.", version=1)
    with house.acting("mcc_chair") as actor, pytest.raises(Clash):
        service.sign(actor=actor, review_id=review_id, version=read, **period)
    db.session.rollback()
    with house.acting("mcc_chair") as actor:
        signed = service.sign(actor=actor, review_id=review_id, version=read + 1, **period)
        assert signed.next_strategy_id is not None
        assert signed.copy is not None
        assert signed.sha256 == check_sum(signed.copy)
        plan = plans.plan(signed.next_strategy_id)
        standing = {row.code: row for part in plan.priorities for row in part.commitments}
        assert standing["P1.1"].words == "Agree on measures together, and publish them."
        assert {"P1.2", "P1.3"}.isdisjoint(standing)
        assert {row.reference for row in standing["P1.1"].actions} == open_before
        assert not any(row.is_open for row in plans.actions_of(ids["P1.2"]))
        told = select(Notice.address).where(Notice.path == f"/forum/reviews/{review_id}")
        assert house.user("tmr_lived").email in db.session.scalars(told).all()
        with pytest.raises(Refused):
            service.answer_question(actor=actor, review_id=review_id, question="aims", words="No.", version=2)
        with pytest.raises(Refused):
            service.sign(actor=actor, review_id=review_id, version=signed.version, **period)
        db.session.commit()
    _a_failure_leaves_nothing_and_it_is_made_once_later(house, review_id, monkeypatch)


def _a_failure_leaves_nothing_and_it_is_made_once_later(
    house: House, review_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def paper(copy: dict[str, Any], **told: Any) -> bytes:
        made.append(copy["strategy"])
        if len(made) == 1:
            raise OSError("The paper is out.")
        return blank()

    monkeypatch.setattr(files, "review_pdf", paper)
    making.make_due()
    assert not files.is_kept(review_id)
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        making.make_due()
        making.make_due()
    db.session.rollback()
    assert len(made) == 2
    with house.acting("tmr_lived") as actor:
        assert files.file_of(actor, review_id)[1] == blank()
        files.keep_once(review_id, b"%PDF of a second worker")
        assert files.file_of(actor, review_id)[1] == blank()
