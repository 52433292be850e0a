"""Writes of what a group leaves behind. The first date stays beside the one that holds now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import update

from actionplan.groups import rules
from actionplan.groups.models import GroupOutput, GroupState, OutputState
from actionplan.groups.service.writing import CHANGED, tended_row, unless
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

KIND = "group output"


@dataclass(frozen=True, slots=True)
class Output:
    """An output as it is written: what, who sees to it, by when, how far, and where it can be seen."""

    title: str
    owner: str
    due_on: date
    state: OutputState = OutputState.PLANNED
    done_on: date | None = None
    evidence: str = ""

    @property
    def texts(self) -> dict[str, str]:
        """Its words, as the checker of shared texts takes them."""
        return {"title": self.title, "evidence": self.evidence}


def add_output(*, actor: Actor, group_id: UUID, output: Output, answer: LeakAnswer | None = None) -> GroupOutput:
    """Add an output with its date. Refuses a date outside the group's own time."""
    row = tended_row(actor, group_id)
    unless(rules.output_due_may_be(output.due_on, row.starts_on, row.ends_on))
    output_id = uuid7()
    settle(actor=actor, kind=KIND, row_id=output_id, texts=output.texts, answer=answer)
    made = GroupOutput(
        id=output_id, group_id=group_id, title=output.title.strip(), owner=output.owner.strip(), due_on=output.due_on,
        first_due_on=output.due_on, state=OutputState.PLANNED, evidence="",
    )  # fmt: skip
    current_session().add(made)
    current_session().flush()
    audit.record(actor=actor, verb="added", kind=KIND, row_id=made.id, fields=["title", "due_on"])
    return made


def change_output(
    *, actor: Actor, group_id: UUID, output_id: UUID, version: int, output: Output, answer: LeakAnswer | None = None
) -> None:
    """Change an output, as read at `version`; Clash when somebody was first.

    Before the group starts its first date moves too: a baseline is what was agreed at the start.
    """
    row = tended_row(actor, group_id)
    held = current_session().get(GroupOutput, output_id, populate_existing=True)
    if held is None or held.group_id != group_id:
        raise NotVisible
    if output.due_on != held.due_on:
        unless(rules.output_due_may_be(output.due_on, row.starts_on, row.ends_on))
    done_on = output.done_on if output.state is OutputState.DONE else None
    unless(rules.output_may_stand(output.state, output.evidence, done_on, clock.today()))
    settle(actor=actor, kind=KIND, row_id=output_id, texts=output.texts, answer=answer)
    unstarted = row.state in (GroupState.PROPOSED, GroupState.APPROVED)
    changed = current_session().execute(
        update(GroupOutput)
        .where(GroupOutput.id == output_id, GroupOutput.version == version)
        .values(
            title=output.title.strip(), owner=output.owner.strip(), due_on=output.due_on, state=output.state,
            first_due_on=output.due_on if unstarted else held.first_due_on,
            done_on=done_on, evidence=output.evidence.strip(), version=version + 1,
        )
        .returning(GroupOutput.id)
    )  # fmt: skip
    if changed.first() is None:
        raise Clash(CHANGED)
    audit.record(actor=actor, verb="changed", kind=KIND, row_id=output_id, fields=["state", "due_on", "evidence"])
