"""Tasks in the database: who may hold one, what a day holds, one reminder each, and the calendar's address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from agencies.permissions import Permission
from agencies.sessions import token_hash
from cases import service as cases
from cases.models import Case, CaseKind, CaseState
from cases.tasks import jobs, part, queries, service
from cases.tasks.models import CalendarFeed, CaseTask
from core import clock
from core.actor import Actor, system_actor
from core.crypto.datakeys import destroy_key
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from core.scoping import acting_as
from people import service as people_service
from tests.house import House

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@pytest.fixture
def robin(house: House) -> Iterator[Actor]:
    """The ISVA at NUM."""
    with house.app.test_request_context(), house.acting("num_isva") as actor, clock.frozen_at(NOW):
        yield actor


def opened(actor: Actor, alias: str = "Robyn") -> Case:
    person = people_service.register_person(actor=actor, alias=alias)
    return cases.open_case(
        actor=actor, person_id=person.id, kind=CaseKind.ISVA, lead_user_id=actor.user_id, needs=["CJS"]
    )


def added(actor: Actor, case_id: UUID, days: int = 0, **facts: Any) -> CaseTask:
    answers = {"title": "Ring Witness Care", "due_on": TODAY + timedelta(days=days), **facts}
    return service.add_task(actor=actor, case_id=case_id, **answers)


def notices() -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.subject == jobs.SUBJECT)))


def test_a_task_goes_to_somebody_who_may_open_the_case(house: House, robin: Actor) -> None:
    case = opened(robin)
    mel, manager = house.user("num_caseworker").id, house.user("num_manager").id
    with pytest.raises(Refused, match="cannot open this case"):
        added(robin, case.id, assignee_id=mel)
    with pytest.raises(Refused):
        added(robin, case.id, assignee_id=house.user("mash_caseworker").id)
    assert added(robin, case.id).assignee_id == robin.user_id
    assert added(robin, case.id, assignee_id=manager).assignee_id == manager
    cases.add_member(actor=robin, case_id=case.id, user_id=mel)
    assert added(robin, case.id, assignee_id=mel).assignee_id == mel
    assert mel in queries.holders_of(robin, case)


def test_a_task_is_done_reopened_and_changed_at_its_version(robin: Actor) -> None:
    case = opened(robin)
    task = added(robin, case.id)
    change = {
        "actor": robin, "case_id": case.id, "task_id": task.id, "title": "Write", "due_on": TODAY,
        "assignee_id": robin.user_id, "details": None,
    }  # fmt: skip
    service.change_task(version=1, **change)  # type: ignore[arg-type]
    with pytest.raises(Clash):
        service.change_task(version=1, **change)  # type: ignore[arg-type]
    service.finish_task(actor=robin, case_id=case.id, task_id=task.id)
    service.finish_task(actor=robin, case_id=case.id, task_id=task.id)
    assert (task.done_by, task.version) == (robin.user_id, 3)
    with pytest.raises(Clash):
        service.change_task(version=3, **change)  # type: ignore[arg-type]
    service.reopen_task(actor=robin, case_id=case.id, task_id=task.id)
    assert (task.done_at, task.done_by, task.reopened_at) == (None, None, NOW)
    assert [entry.title for entry in part.timeline(robin, case, "Robyn", 5)] == ["To do by Mon 23 Nov: Write"]


def test_a_day_holds_own_tasks_and_leaves_closed_cases_out(house: House, robin: Actor) -> None:
    one, two = opened(robin), opened(robin, "Other")
    with clock.frozen_at(NOW - timedelta(days=5)):
        added(robin, one.id, -2, title="Late one")
    added(robin, one.id, title="Today one")
    added(robin, one.id, 7, title="Soon one")
    added(robin, one.id, 8, title="Far one")
    added(robin, one.id, title="The manager's", assignee_id=house.user("num_manager").id)
    added(robin, two.id, title="On a closed case")
    for state in (CaseState.CLOSING, CaseState.CLOSED):
        cases.change_state(
            actor=robin, case_id=two.id, state=state, reason="Done", reason_code="GOALS_MET", version=two.version
        )
    day = queries.day_of(robin, robin.user_id)
    said = {name: {item.title for item in items if item.task_id} for name, items in vars_of(day).items()}
    assert said == {"late": {"Late one"}, "today": {"Today one"}, "soon": {"Soon one"}}
    assert queries.own_counts(robin) == (1, 1)
    assert queries.overdue_counts(robin, [one.id, two.id]) == {one.id: 1}
    assert {due.title for due in queries.due_of(robin, [one])} >= {"Late one", "The manager's", "Far one"}
    db.session.commit()
    with house.acting("num_manager") as manager:
        loads = {load.name: load for load in queries.team_loads(manager)}
        assert (loads["Robin Achebe"].open, loads["Robin Achebe"].late, loads["Robin Achebe"].today) == (4, 1, 1)
        assert {item.title for item in queries.day_of(manager, robin.user_id).late if item.task_id} == {"Late one"}


def vars_of(day: Any) -> dict[str, Any]:
    return {"late": day.late, "today": day.today, "soon": day.soon}


def test_each_task_is_told_of_once(house: House, robin: Actor) -> None:
    case = opened(robin)
    first, second, later = added(robin, case.id), added(robin, case.id), added(robin, case.id, 1)
    ids = (case.id, second.id)
    assert first.id != later.id
    db.session.commit()
    remind(robin)
    assert [(notice.address, notice.path) for notice in notices()] == [("robin@num.example", "/my-day")]
    assert "Robyn" not in repr([vars(notice) for notice in notices()])
    remind(robin)
    assert len(notices()) == 1
    with clock.frozen_at(NOW + timedelta(days=1)):
        remind(robin)
        remind(robin)
    assert len(notices()) == 2
    with house.acting("num_isva") as again, clock.frozen_at(NOW + timedelta(days=2)):
        service.change_task(
            actor=again, case_id=ids[0], task_id=ids[1], title="Later", due_on=TODAY + timedelta(days=2),
            assignee_id=again.user_id, details=None, version=1,
        )  # fmt: skip
    with clock.frozen_at(NOW + timedelta(days=2)):
        remind(robin)
    assert len(notices()) == 3


def remind(robin: Actor) -> None:
    system = system_actor(robin.agency_id, Permission.CASE_READ, Permission.CASE_ALL)
    with acting_as(system):
        jobs.remind(system)


def test_nobody_is_told_before_seven_or_when_they_left_the_team(house: House, robin: Actor) -> None:
    case = opened(robin)
    mel = house.user("num_caseworker").id
    cases.add_member(actor=robin, case_id=case.id, user_id=mel)
    added(robin, case.id, assignee_id=mel)
    with clock.frozen_at(NOW + timedelta(minutes=1)):
        cases.remove_member(actor=robin, case_id=case.id, user_id=mel)
    added(robin, case.id)
    db.session.commit()
    with clock.frozen_at(NOW.replace(hour=6)):
        remind(robin)
    assert notices() == []
    with clock.frozen_at(NOW + timedelta(minutes=2)):
        remind(robin)
    assert [notice.address for notice in notices()] == ["robin@num.example"]


def test_an_address_is_a_hash_and_the_next_one_ends_it(robin: Actor) -> None:
    first = service.make_feed(actor=robin)
    second = service.make_feed(actor=robin)
    assert queries.reader_of(token_hash(first)) is None
    assert queries.reader_of(token_hash(second)) == robin.user_id
    assert second not in repr([vars(row) for row in db.session.scalars(select(CalendarFeed))])
    service.revoke_feed(actor=robin)
    assert queries.reader_of(token_hash(second)) is None


def test_a_task_of_another_case_is_not_found_and_an_erased_one_reads(robin: Actor) -> None:
    one, two = opened(robin), opened(robin, "Other")
    task = added(robin, one.id)
    with pytest.raises(NotVisible):
        service.finish_task(actor=robin, case_id=two.id, task_id=task.id)
    db.session.commit()
    destroy_key(robin.agency_id, one.person_id)
    assert [row.title for row in queries.tasks_page(robin, one, 1).items] == ["Erased"]
    assert "Erased" in {item.title for item in queries.day_of(robin, robin.user_id).today}
    assert part.paper(robin, one)


def test_many_tasks_take_as_many_statements_as_one(robin: Actor, count_queries: Any) -> None:
    case_ids = [opened(robin, f"Person {number}").id for number in range(4)]
    added(robin, case_ids[0])
    counts = []
    for _ in range(2):
        db.session.commit()
        db.session.expunge_all()
        db.session.info.pop("data_keys", None)
        with count_queries() as seen:
            queries.own_tasks(robin, TODAY, 50)
        counts.append(len(seen))
        for case_id in case_ids:
            for _ in range(3):
                added(robin, case_id)
    assert counts == [counts[0]] * 2, counts
    assert counts[0] <= 6
