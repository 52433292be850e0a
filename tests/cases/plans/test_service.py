"""Plans in the database: editions, agreement, copies, clashes; what is due of them, and what is left when erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from cases import queries as case_queries
from cases import service as case_service
from cases.models import CaseState
from cases.plans import part, queries, service
from cases.plans.models import Agreed, CopyHow, Doer, PlanKind, Progress
from cases.plans.rules import StepDraft
from core import clock
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from people.models import Disclosure, DisclosureKind
from tests.cases.plans.scene import opened, person_and_case
from tests.house import House

WEEK = timedelta(days=7)


def test_a_plan_grows_by_editions_that_stay_as_they_were(house: House) -> None:
    with house.acting("num_isva") as actor:
        _, case_id = person_and_case(actor)
        goal = service.write_goal(
            actor=actor, case_id=case_id, words="A door that locks", need="HOUSING",
            steps=[StepDraft("Ring the council", Doer.US, due_on=clock.today() + WEEK),
                   StepDraft("Look at it", Doer.THEM)],
        )  # fmt: skip
        case = case_queries.peek(actor, case_id)
        plan = queries.existing(actor, case, PlanKind.SUPPORT)
        assert (plan.edition, plan.agreed) == (2, Agreed.NOT_YET)
        service.record_agreement(
            actor=actor, case_id=case_id, kind=PlanKind.SUPPORT, agreed=Agreed.YES, on=clock.today(), edition=2
        )
        first = queries.steps_of(actor, goal)[0]
        service.finish_step(actor=actor, case_id=case_id, step_id=first.id)
        service.finish_step(actor=actor, case_id=case_id, step_id=first.id)
        assert not queries.view_of(actor, case, plan).changed_since, "a step that is done changes nothing agreed"
        service.write_goal(
            actor=actor, case_id=case_id, goal_id=goal.id, words="A door that locks and is mine",
            progress=Progress.GOING, version=goal.version,
        )  # fmt: skip
        view = queries.view_of(actor, case, plan)
        assert view.changed_since
        assert queries.agreed_words(view, "Marigold").endswith("It was changed since: ask again.")
        kept = queries.editions_of(actor, plan)
        assert [each.what for each in kept] == ["goal changed", "step done", "agreed yes", "goal added", "begun"]
        before, after = kept[1], kept[0]
        assert [goal.words for goal in before.goals] == ["A door that locks"]
        assert [step.words for step in before.goals[0].steps] == ["Ring the council", "Look at it"]
        assert after.goals[0].steps == []
        assert [about for about, _, _ in queries.differences(before, after)] == ["Goal 1"]


def test_who_comes_second_meets_a_clash_and_nothing_is_lost(house: House) -> None:
    with house.acting("num_isva") as actor:
        _, case_id = person_and_case(actor)
        day = clock.today() + WEEK
        service.write_plan(
            actor=actor, case_id=case_id, kind=PlanKind.SAFETY, words={"helps": "My sister"}, review_on=day, version=0
        )
        with pytest.raises(Clash):
            service.write_plan(
                actor=actor, case_id=case_id, kind=PlanKind.SAFETY, words={"helps": "Me"}, review_on=day, version=0
            )
        goal = service.write_goal(actor=actor, case_id=case_id, words="Sleep")
        service.write_goal(actor=actor, case_id=case_id, goal_id=goal.id, words="Sleep well", version=1)
        with pytest.raises(Clash):
            service.write_goal(actor=actor, case_id=case_id, goal_id=goal.id, words="Rest", version=1)
        with pytest.raises(Clash):
            service.remove_goal(actor=actor, case_id=case_id, goal_id=goal.id, version=1)
        with pytest.raises(Clash):
            service.record_agreement(
                actor=actor, case_id=case_id, kind=PlanKind.SUPPORT, agreed=Agreed.YES, on=clock.today(), edition=1
            )
        service.remove_goal(actor=actor, case_id=case_id, goal_id=goal.id, version=2)
        case = case_queries.peek(actor, case_id)
        assert queries.goals_of(actor, queries.existing(actor, case, PlanKind.SUPPORT)) == []
        with pytest.raises(NotVisible):
            queries.goal(actor, case, goal.id)


def test_a_copy_is_of_one_edition_and_stands_in_the_ledger_when_it_is_carried(house: House) -> None:
    with house.acting("num_isva") as actor:
        who, case_id = person_and_case(actor)
        service.write_goal(actor=actor, case_id=case_id, words="Sleep")
        for how in (CopyHow.PAPER, CopyHow.UNSAFE):
            service.give_copy(
                actor=actor, case_id=case_id, kind=PlanKind.SUPPORT, how=how, neutral=True, given_on=clock.today()
            )
        ledger = db.session.query(Disclosure).filter_by(person_id=who.id).all()
        assert [row.kind for row in ledger] == [DisclosureKind.FILE_PRINT]
        plan = queries.existing(actor, case_queries.peek(actor, case_id), PlanKind.SUPPORT)
        assert {copy.how for copy in queries.copies_of(actor, plan)} == {CopyHow.PAPER, CopyHow.UNSAFE}
        assert {copy.edition for copy in queries.copies_of(actor, plan)} == {2}


def test_a_closed_case_takes_nothing_more(house: House) -> None:
    with house.acting("num_isva") as actor:
        _, case_id = person_and_case(actor)
        goal = service.write_goal(actor=actor, case_id=case_id, words="Sleep", steps=[StepDraft("Ring")])
        step = queries.steps_of(actor, goal)[0]
        for state in (CaseState.CLOSING, CaseState.CLOSED):
            case = case_queries.peek(actor, case_id)
            case_service.change_state(
                actor=actor, case_id=case_id, state=state, reason="Done", reason_code="GOALS_MET", version=case.version
            )
        day = clock.today() + WEEK
        refused: list[Callable[[], object]] = [
            lambda: service.write_goal(actor=actor, case_id=case_id, words="More"),
            lambda: service.finish_step(actor=actor, case_id=case_id, step_id=step.id),
            lambda: service.write_plan(
                actor=actor, case_id=case_id, kind=PlanKind.SAFETY, words={"helps": "A"}, review_on=day, version=0
            ),
        ]  # fmt: skip
        for verb in refused:
            with pytest.raises(Refused, match="closed"):
                verb()


def test_what_is_due_takes_the_same_statements_for_one_case_or_many(
    house: House, count_queries: Callable[[], Any]
) -> None:
    with house.acting("num_isva") as actor:
        ids = [person_and_case(actor, f"Kit {number}")[1] for number in range(4)]
        for number, case_id in enumerate(ids):
            steps = [
                StepDraft("Ring", due_on=clock.today() + WEEK * number),
                StepDraft("No day"),
                StepDraft("Done", done_on=clock.today(), due_on=clock.today()),
            ]
            service.write_goal(actor=actor, case_id=case_id, words="Sleep", steps=steps)
        let_go = service.write_goal(
            actor=actor, case_id=ids[0], words="Let go", progress=Progress.LET_GO,
            steps=[StepDraft("Nobody waits", due_on=clock.today())],
        )  # fmt: skip
        assert let_go.progress is Progress.LET_GO
    with house.acting("num_isva") as actor, house.app.test_request_context():
        cases = [case_queries.peek(actor, case_id) for case_id in ids]
        with count_queries() as one:
            part.due(actor, cases[:1])
        with count_queries() as many:
            found = part.due(actor, cases)
        assert len(one) == len(many) == 2
        assert sorted(due.title for due in found) == ["Look at the support plan together"] * 4 + ["Ring"] * 4
        assert all("Sleep" not in due.neutral for due in found)


def test_an_erased_person_leaves_plans_that_say_so_and_fail_nowhere(house: House) -> None:
    with house.acting("num_isva") as actor:
        who, case_id = person_and_case(actor)
        service.write_goal(actor=actor, case_id=case_id, words="Sleep", news="Better", steps=[StepDraft("Ring")])
        who_id = who.id
    with house.acting("num_isva") as actor:
        destroy_key(actor.agency_id, who_id)
    with house.acting("num_isva") as actor, house.app.test_request_context():
        case = case_queries.peek(actor, case_id)
        plan = queries.existing(actor, case, PlanKind.SUPPORT)
        view = queries.view_of(actor, case, plan)
        assert (view.sections, view.goals[0].goal.words) == ([], "Erased")
        editions = queries.editions_of(actor, plan)
        assert all(each.erased and not each.texts() for each in editions)
        assert queries.differences(editions[1], editions[0]) == []
        assert part.paper(actor, case)[0].pieces[1].words == "Erased"
        with pytest.raises(Refused, match="erased"):
            service.write_goal(actor=actor, case_id=case_id, words="Again")


def test_another_agency_sees_none_of_it(house: House) -> None:
    case_id = opened(house)
    with house.acting("num_isva") as actor:
        service.write_goal(actor=actor, case_id=case_id, words="Sleep")
    with house.acting("mash_caseworker") as actor, pytest.raises(NotVisible):
        case_queries.peek(actor, case_id)
