"""What happens to actions after they are added: dates, steps, evidence, confirmation, drafts, two owners at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from actionplan import jobs, queries, service
from actionplan.models import ActionDraft, ActionEvidence, DateMove
from actionplan.queries import PlanView
from actionplan.rules import NewAction, Progress, Rag, Standing
from core import clock
from core.db import db
from core.errors import Clash, NotVisible, Refused
from core.outbox import Notice
from people.leaks.service import Found
from tests.actionplan.conftest import TODAY
from tests.actionplan.test_service import REPORT, new, row_of
from tests.house import House

DONE: dict[str, Any] = REPORT | {"progress": Progress.COMPLETE, "done_percent": 100}


def whole(house: House, **changes: Any) -> NewAction:
    """A whole new action as one value."""
    return NewAction(**new(house, **changes))


def test_two_owners_at_once_lose_nothing(plan: PlanView, house: House) -> None:
    """Both read version 1, both write: the second is told, reads the first, sends again, and both reports stand."""
    read = row_of(plan, "P1.9")
    with house.acting("gmp_representative") as actor:
        service.report_progress(actor=actor, action_id=read.id, version=read.version, **REPORT | {"words": "First."})
    with house.acting("mcc_coordinator") as actor, pytest.raises(Clash):
        service.report_progress(actor=actor, action_id=read.id, version=read.version, **REPORT | {"words": "Second."})
    with house.acting("mcc_coordinator") as actor, pytest.raises(Clash):
        service.move_date(
            actor=actor, action_id=read.id, version=read.version, to_on=TODAY + timedelta(days=40),
            reason="The hall is taken.",
        )  # fmt: skip
    now, _, _ = queries.action(house.actor("mcc_coordinator"), read.id)
    with house.acting("mcc_coordinator") as actor:
        service.report_progress(actor=actor, action_id=read.id, version=now.version, **REPORT | {"words": "Second."})
    after, _, reports = queries.action(house.actor("mcc_coordinator"), read.id)
    assert [report.words for report in reports[:2]] == ["Second.", "First."]
    assert (after.version, after.moves) == (read.version + 2, 0)


def test_reports_moves_and_evidence_only_grow(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.3")
    with house.acting("mcc_coordinator") as actor:
        service.move_date(
            actor=actor, action_id=row.id, version=row.version, to_on=row.due_on + timedelta(days=10),
            reason="Two members read it first.",
        )  # fmt: skip
        service.add_evidence(actor=actor, action_id=row.id, words="The template", kept_at="Folder 4")
    after, _, _ = queries.action(house.actor("mcc_coordinator"), row.id)
    assert (after.moves, after.first_due_on, after.rag) == (1, row.first_due_on, Rag.AMBER)
    for table in (DateMove, ActionEvidence):
        with house.acting("mcc_coordinator"), pytest.raises(DBAPIError, match="only grows|permission denied"):
            db.session.execute(update(table).values(by_name="Somebody else"))


def test_completion_is_shown_and_confirmed_by_another(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.9")
    with house.acting("gmp_representative") as actor, pytest.raises(Refused, match="shows") as refusal:
        service.report_progress(actor=actor, action_id=row.id, version=row.version, **DONE)
    assert refusal.value.field == "evidence"
    with house.acting("gmp_representative") as actor:
        service.report_progress(
            actor=actor, action_id=row.id, version=row.version, evidence="The standard, agreed by all", **DONE
        )
        with pytest.raises(Refused, match="else than the owner"):
            service.confirm_completion(actor=actor, action_id=row.id, version=row.version + 1)
    done, _, _ = queries.action(house.actor("mcc_chair"), row.id)
    assert (done.rag, done.is_unconfirmed) == (Rag.BLUE, True)
    with house.acting("mash_member") as actor:
        service.confirm_completion(actor=actor, action_id=row.id, version=done.version)
    kept, _, _ = queries.action(house.actor("mcc_chair"), row.id)
    assert (kept.is_unconfirmed, kept.confirmed_by_name) == (False, "Ruby Stone")
    with house.acting("gmp_representative") as actor:
        service.report_progress(actor=actor, action_id=row.id, version=kept.version, **REPORT)
    again, _, _ = queries.action(house.actor("mcc_chair"), row.id)
    assert (again.confirmed_at, again.completed_on) == (None, None)


def test_a_problem_and_its_way_back_stand_in_the_report(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.3")
    said = REPORT | {"problem": "The hall is closed.", "recovery": "Another hall from Monday."}
    with house.acting("mcc_coordinator") as actor:
        made = service.report_progress(actor=actor, action_id=row.id, version=row.version, **said)
        assert (made.rag, made.problem, made.recovery) == (Rag.AMBER, said["problem"], said["recovery"])


def test_no_circle_of_waiting_and_what_waits_can_stop(plan: PlanView, house: House) -> None:
    one, two, three = (row_of(plan, code) for code in ("P1.3", "P1.5", "P2.1"))
    with house.acting("mcc_coordinator") as actor:
        service.add_dependency(actor=actor, action_id=one.id, needs_id=two.id, why="")
        service.add_dependency(actor=actor, action_id=two.id, needs_id=three.id, why="Its words")
        with pytest.raises(Refused, match="neither could ever start"):
            service.add_dependency(actor=actor, action_id=three.id, needs_id=one.id, why="")
        with pytest.raises(Refused, match="already"):
            service.add_dependency(actor=actor, action_id=one.id, needs_id=two.id, why="")
        around = queries.surroundings(actor, two.id)
        assert [each.id for each in around.needs] == [three.id]
        assert [each.id for each in around.needed_by] == [one.id]
        service.end_dependency(actor=actor, action_id=one.id, needs_id=two.id)
        with pytest.raises(NotVisible):
            service.end_dependency(actor=actor, action_id=one.id, needs_id=two.id)


def test_milestones_keep_their_baseline(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.9")
    with house.acting("gmp_representative") as actor:
        made = service.add_milestone(actor=actor, action_id=row.id, title="Text agreed", planned_on=TODAY)
        made_id = made.id
        service.change_milestone(
            actor=actor, milestone_id=made.id, version=1, forecast_on=TODAY + timedelta(days=9), reached_on=None
        )
        with pytest.raises(Clash):
            service.change_milestone(
                actor=actor, milestone_id=made.id, version=1, forecast_on=TODAY, reached_on=TODAY
            )  # fmt: skip
        with pytest.raises(Refused, match="today or earlier"):
            service.change_milestone(
                actor=actor, milestone_id=made.id, version=2, forecast_on=TODAY,
                reached_on=TODAY + timedelta(days=1),
            )  # fmt: skip
    with house.acting("mash_member") as actor, pytest.raises(Refused, match="owns this action"):
        service.add_milestone(actor=actor, action_id=row.id, title="Ours", planned_on=TODAY)
    kept = queries.milestone(house.actor("mcc_chair"), made_id)
    assert (kept.planned_on, kept.forecast_on) == (TODAY, TODAY + timedelta(days=9))


def test_the_coordinator_changes_what_an_action_says(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.9")
    helpers = (house.agency("MASH").id, house.agency("GMP").id)
    owner = house.user("gmp_representative").id
    changed = whole(
        house, owner_agency_id=house.agency("GMP").id, owner_user_id=owner, supporters=helpers,
        themes=("rights", "stigma"), funding="None needed", starts_on=row.starts_on,
    )  # fmt: skip
    with house.acting("mcc_coordinator") as actor:
        service.change_action(actor=actor, action_id=row.id, version=row.version, new=changed)
        with pytest.raises(Clash):
            service.change_action(actor=actor, action_id=row.id, version=row.version, new=changed)
        with pytest.raises(Refused, match="of the agency") as refusal:
            service.add_whole(actor=actor, new=whole(house, owner_user_id=owner))
        assert refusal.value.field == "owner"
    after, _, _ = queries.action(house.actor("mcc_chair"), row.id)
    assert (after.themes, after.due_on) == (("rights", "stigma"), row.due_on)
    assert after.supporters == (house.agency("MASH").name,)
    assert [each.id for each in queries.supported_by(house.actor("mash_member"), helpers[0])] == [row.id]


def test_many_are_added_all_or_none(house: House) -> None:
    rows = [whole(house, title=f"Step {place}") for place in range(1, 41)]
    wrong = [*rows[:39], whole(house, impact=" ")]
    with house.acting("mcc_coordinator") as actor, pytest.raises(Refused, match="Row 40: Say what this changes"):
        service.add_actions(actor=actor, rows=wrong)
    with house.acting("mcc_coordinator") as actor:
        assert service.add_actions(actor=actor, rows=rows) == 40
    found = queries.plan(queries.current_strategy().id).actions
    assert [row.reference for row in found] == [f"A-{number:03}" for number in range(1, 41)]


def test_a_name_in_a_report_is_found_and_stays_only_with_a_reason(plan: PlanView, house: House) -> None:
    row = row_of(plan, "P1.3")
    with house.acting("mcc_coordinator") as actor, pytest.raises(Found):
        service.report_progress(
            actor=actor, action_id=row.id, version=row.version, **REPORT | {"words": "Angelica, MA-0427, rang us."}
        )
    assert queries.action(house.actor("mcc_chair"), row.id)[0].version == row.version


def candidate(code: str) -> Any:
    """A candidate of the pack: its id, title, output and the action that it became."""
    wanted = select(ActionDraft.id, ActionDraft.title, ActionDraft.output, ActionDraft.action_id)
    return db.session.execute(wanted.where(ActionDraft.code == code)).one()


def test_candidates_wait_until_the_forum_decides(house: House) -> None:
    drafts = db.session.scalars(select(ActionDraft.standing)).all()
    assert (len(drafts), set(drafts)) == (49, {Standing.WAITING})
    first_id, title, output, _ = candidate("P3.1.a")
    second, made = candidate("P3.2.a").id, whole(house, title=title, output=output)
    facts: dict[str, Any] = {"decision_id": None, "decision": "Meeting of 4 June 2026, item 6"}
    with house.acting("mash_member") as actor, pytest.raises(Refused, match="coordinator settles"):
        service.approve_draft(actor=actor, draft_id=first_id, version=1, new=made, reason="", **facts)
    with house.acting("mcc_coordinator") as actor:
        made_id = service.approve_draft(actor=actor, draft_id=first_id, version=1, new=made, reason="", **facts).id
        with pytest.raises(Refused, match="settled already"):
            service.drop_draft(actor=actor, draft_id=first_id, version=2, reason="Not needed now", **facts)
        with pytest.raises(Refused, match="changed the words"):
            service.approve_draft(
                actor=actor, draft_id=second, version=1, new=whole(house, title="Another"), reason="", **facts
            )
        with pytest.raises(Refused, match="Say which decision"):
            service.drop_draft(
                actor=actor, draft_id=second, version=1, decision_id=None, decision=" ", reason="Not needed now"
            )
        service.drop_draft(actor=actor, draft_id=second, version=1, reason="Another forum does it.", **facts)
        assert candidate("P3.1.a").action_id == made_id
        page = queries.drafts_page(actor, queries.current_strategy().id, Standing.DROPPED, 1)
        assert [each.row.reason for each in page.items] == ["Another forum does it."]


def test_a_lived_experience_representative_puts_an_action_forward(house: House) -> None:
    commitment = new(house)["commitment_id"]
    words: dict[str, Any] = {
        "title": "Ask before hours change",
        "output": "A note",
        "impact": "Nobody finds a shut door.",
    }
    with house.acting("tmr_lived") as actor:
        row = service.put_forward(actor=actor, commitment_id=commitment, suggested_owner="Drop-ins", **words)
        assert (row.standing, row.put_forward_by) == (Standing.WAITING, "Jude Frost")
    with house.acting("gmp_liaison") as actor, pytest.raises(Refused, match="cannot put"):
        service.put_forward(actor=actor, commitment_id=commitment, suggested_owner="", **words)


def told(house: House, persona: str) -> list[str]:
    """What the reminders of an agency left for the worker."""
    with house.acting(persona) as actor:
        jobs.remind(actor)
        jobs.remind(actor)
        found = db.session.scalars(select(Notice).where(Notice.subject == jobs.SUBJECT)).all()
        return [f"{notice.address} {notice.path}" for notice in found]


def test_owners_hear_once_of_what_is_near_late_or_quiet(plan: PlanView, house: House) -> None:
    rows = [row for row in plan.actions if row.owner_agency == "National Ugly Mugs" and row.is_open]
    wanted = [row for row in rows if row.is_overdue or row.is_quiet or (row.due_on - TODAY).days <= 14]
    assert wanted
    paths = {f"bea@num.example /action-plan/actions/{row.id}/update" for row in wanted}
    heard = told(house, "num_lead")
    assert (len(heard), set(heard)) == (len(wanted), paths)


@pytest.mark.parametrize(
    ("due", "said", "expected"),
    [
        (15, 0, []), (14, 0, ["14"]), (3, 0, ["3"]), (0, 0, ["3"]), (-1, 0, ["0"]), (-14, 0, ["0"]), (-15, 0, ["1"]),
        (60, -28, []), (60, -29, ["1"]), (60, -56, ["2"]), (-1, -40, ["0"]),
    ],
)  # fmt: skip
def test_occasions(plan: PlanView, due: int, said: int, expected: list[str]) -> None:
    row = row_of(plan, "P1.3")
    assert row.last is not None
    at = datetime.combine(TODAY + timedelta(days=said), time(12), tzinfo=clock.LONDON)
    shown = replace(row, due_on=TODAY + timedelta(days=due), last=replace(row.last, at=at))
    assert [each.rsplit(":", 1)[1] for each in jobs.occasions(shown, TODAY)] == expected
