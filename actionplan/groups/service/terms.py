"""Writes of a group's terms of reference: propose them, and change them while, or after, the forum decided."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from actionplan.around import DecisionRef
from actionplan.groups import rules
from actionplan.groups.models import GroupCommitment, GroupState, StepKind, TaskGroup
from actionplan.groups.service.writing import decided, move, tell_coordinators, tended_row, unless, write_step
from actionplan.models import Commitment
from core import audit
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

KIND = "group"
TRIES = 5


def propose_group(*, actor: Actor, terms: rules.Terms, answer: LeakAnswer | None = None) -> TaskGroup:
    """Propose a group to the forum with its terms of reference; returns it, in the state “proposed”.

    Refuses a role that may not, a period without an end or longer than 18 months, no commitment at all, and words
    that may point at a person (`Found`) unless `answer` says why they stay.
    """
    if not rules.may_propose(actor):
        raise Refused("Your role cannot propose a group.", instead="Ask the forum coordinator.")
    _check(terms)
    group_id = uuid7()
    settle(actor=actor, kind=KIND, row_id=group_id, texts=terms.texts, answer=answer)
    row = _with_free_reference(group_id, terms)
    _serve(row.id, terms.commitment_ids)
    write_step(actor, row, StepKind.PROPOSED)
    tell_coordinators(actor, row, "group-proposed")
    return row


def change_terms(
    *, actor: Actor, group_id: UUID, version: int, terms: rules.Terms, decision_id: UUID | None = None,
    answer: LeakAnswer | None = None,
) -> None:  # fmt: skip
    """Change terms of reference, as read at `version`; Clash when somebody was first.

    While a group is proposed its lead or the coordinator change them freely. What the forum has approved changes by a
    decision of the forum, which the coordinator writes down; its end changes only by extending it.
    """
    row = tended_row(actor, group_id)
    approved = row.state is not GroupState.PROPOSED
    decision = _deciding(actor, decision_id) if approved else None
    if approved and (terms.starts_on, terms.ends_on) != (row.starts_on, row.ends_on):
        raise Refused("The dates are the forum’s.", instead="Extend the group to change its end.", field="ends_on")
    _check(terms)
    settle(actor=actor, kind=KIND, row_id=group_id, texts=terms.texts, answer=answer)
    values = {name: text.strip() for name, text in terms.texts.items()}
    moved = {} if approved else {"starts_on": terms.starts_on, "ends_on": terms.ends_on, "first_ends_on": terms.ends_on}
    move(row, version, **values, **moved, report_every_weeks=terms.report_every_weeks)
    _serve(group_id, terms.commitment_ids)
    if decision:
        write_step(actor, row, StepKind.TERMS_CHANGED, decision=decision)
    else:
        audit.record(actor=actor, verb="changed", kind=KIND, row_id=group_id, fields=rules.TEXT_FIELDS)


def _deciding(actor: Actor, decision_id: UUID | None) -> DecisionRef:
    if not rules.may_decide(actor):
        raise Refused("The forum approved these words.",
                      instead="Ask the forum for a change; the coordinator writes its decision down.")  # fmt: skip
    return decided(actor, decision_id)


def _check(terms: rules.Terms) -> None:
    unless(rules.period_may_be(terms.starts_on, terms.ends_on))
    known = select(Commitment.id).where(Commitment.id.in_(terms.commitment_ids))
    if not terms.commitment_ids or len(current_session().scalars(known).all()) != len(set(terms.commitment_ids)):
        raise Refused("Choose at least one commitment that the group serves", field="commitments")


def _with_free_reference(group_id: UUID, terms: rules.Terms) -> TaskGroup:
    session = current_session()
    values = {name: text.strip() for name, text in terms.texts.items()}
    for _ in range(TRIES):
        row = TaskGroup(
            id=group_id, **values, reference=rules.next_reference(list(session.scalars(select(TaskGroup.reference)))),
            report_every_weeks=terms.report_every_weeks, starts_on=terms.starts_on, ends_on=terms.ends_on,
            first_ends_on=terms.ends_on, state=GroupState.PROPOSED,
        )  # fmt: skip
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            continue
        return row
    raise Clash("Several people are proposing groups just now. Nothing was stored.")


def _serve(group_id: UUID, commitment_ids: Iterable[UUID]) -> None:
    session = current_session()
    session.execute(delete(GroupCommitment).where(GroupCommitment.group_id == group_id))
    session.add_all(GroupCommitment(group_id=group_id, commitment_id=each) for each in set(commitment_ids))
    session.flush()
