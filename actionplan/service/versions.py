"""The next version of a strategy: what a review kept stands on, with its unfinished actions; the rest ends here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from actionplan import rules
from actionplan.models import (
    Action,
    ActionDraft,
    CarriedAction,
    Commitment,
    CommitmentKind,
    Outcome,
    Priority,
    Progress,
    Standing,
    Strategy,
    StrategyChapter,
    StrategyCitation,
)
from actionplan.rules import CommitmentOutcome
from agencies.permissions import Permission
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

GOES_ON = (Outcome.CONTINUE, Outcome.AMEND)
OPEN = (Progress.NOT_STARTED, Progress.IN_PROGRESS, Progress.ON_HOLD)
END_WORDS = {Outcome.COMPLETE: "The commitment was completed", Outcome.STOP: "The commitment was stopped"}


def next_version(
    *,
    actor: Actor,
    strategy_id: UUID,
    title: str,
    begins: date,
    ends: date,
    outcomes: Mapping[UUID, CommitmentOutcome],
) -> Strategy:
    """Make the next version of a strategy, as a review decided for each of its commitments (domain.md 6.6).

    A commitment that continues, or is amended, stands in the new version under its code, and its unfinished actions
    and waiting drafts go with it; under one that is completed or stopped they are closed. What is finished stays in
    the old version. Refuses who neither chairs nor keeps the plan, a commitment without a decision or a reason, and
    a period that runs backwards; raises Clash when a next version exists already.
    """
    old = current_session().get(Strategy, strategy_id)
    if old is None:
        raise NotVisible
    commitments = list(
        current_session().scalars(
            select(Commitment).where(Commitment.strategy_id == strategy_id).order_by(Commitment.position)
        )
    )
    _check(actor, title, begins, ends, commitments, outcomes)
    new = _strategy(old, title, begins, ends)
    _copy_text(old.id, new.id)
    priorities = _copy_priorities(old.id, new.id)
    for row in commitments:
        _settle(actor, row, outcomes[row.id], new.id, priorities)
    current_session().flush()
    audit.record(actor=actor, verb="renewed", kind="strategy", row_id=new.id, fields=("edition", "commitments"))
    return new


def add_commitment(
    *,
    actor: Actor,
    strategy_id: UUID,
    priority_id: UUID | None,
    kind: CommitmentKind,
    words: str,
    decision: str,
    answer: LeakAnswer | None = None,
) -> Commitment:
    """Add a commitment to a strategy, as the forum decided, at the end of its priority or of its kind.

    Refuses who does not keep the plan, empty words, a commitment of a priority without one, and one without decision.
    """
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot add commitments.", instead="Ask the forum coordinator.")
    if not words.strip():
        raise Refused("Write the commitment", field="words")
    named = rules.decision_is_named(decision)
    if not named.allowed:
        raise Refused(named.reason, field=named.field)
    session = current_session()
    priority = session.get(Priority, priority_id) if priority_id else None
    if (kind is CommitmentKind.PRIORITY) != (priority is not None and priority.strategy_id == strategy_id):
        raise Refused("Choose the priority that it stands under", field="priority")
    beside = list(session.scalars(select(Commitment).where(Commitment.strategy_id == strategy_id)))
    row_id = uuid7()
    settle(actor=actor, kind="commitment", row_id=row_id, texts={"words": words}, answer=answer)
    row = Commitment(
        id=row_id, strategy_id=strategy_id, priority_id=priority.id if priority else None, kind=kind,
        words=words.strip(),
        code=rules.next_code([each.code for each in beside], kind, priority.number if priority else 0),
        position=max((each.position for each in beside), default=0) + 1,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Clash("Somebody added a commitment at the same moment. Nothing was stored.") from None
    audit.record(actor=actor, verb="added", kind="commitment", row_id=row.id, fields=("words", "decision"))
    return row


def _check(
    actor: Actor, title: str, begins: date, ends: date, commitments: list[Commitment],
    outcomes: Mapping[UUID, CommitmentOutcome],
) -> None:  # fmt: skip
    if not actor.may(Permission.PLAN_WRITE, Permission.MEETING_CHAIR):
        raise Refused("Your role cannot renew the strategy.", instead="Ask the chair.")
    if not title.strip():
        raise Refused("Give the strategy its title", field="title")
    if begins > ends:
        raise Refused("The period must end on or after the day it begins.", field="ends")
    for row in commitments:
        decided = outcomes.get(row.id)
        if decided is None:
            raise Refused(f"{row.code} has no decision yet.", instead="Decide on every commitment first.")
        answer = rules.outcome_is_whole(decided)
        if not answer.allowed:
            raise Refused(f"{row.code}: {answer.reason}", field=answer.field)


def _strategy(old: Strategy, title: str, begins: date, ends: date) -> Strategy:
    edition = old.edition + 1
    row = Strategy(
        code=f"{re.sub(r'_v[0-9]+$', '', old.code)}_v{edition}", title=title.strip(), purpose=old.purpose,
        owner=old.owner, begins=begins, ends=ends, edition=edition, follows_id=old.id, guidance=old.guidance,
        agreed_at=clock.now(),
    )  # fmt: skip
    session = current_session()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise Clash("This strategy has its next version already. Nothing was stored.") from None
    return row


def _copy_text(old_id: UUID, new_id: UUID) -> None:
    session = current_session()
    for part in session.scalars(select(StrategyChapter).where(StrategyChapter.strategy_id == old_id)):
        session.add(
            StrategyChapter(
                strategy_id=new_id, position=part.position, number=part.number, chapter=part.chapter,
                section=part.section, words=part.words,
            )
        )  # fmt: skip
    for cited in session.scalars(select(StrategyCitation).where(StrategyCitation.strategy_id == old_id)):
        session.add(
            StrategyCitation(strategy_id=new_id, number=cited.number, words=cited.words, cited_for=cited.cited_for)
        )


def _copy_priorities(old_id: UUID, new_id: UUID) -> dict[UUID, UUID]:
    session = current_session()
    pairs = [
        (row.id, Priority(strategy_id=new_id, number=row.number, title=row.title))
        for row in session.scalars(select(Priority).where(Priority.strategy_id == old_id))
    ]
    session.add_all(made for _, made in pairs)
    session.flush()
    return {before: made.id for before, made in pairs}


def _settle(
    actor: Actor, row: Commitment, decided: CommitmentOutcome, strategy_id: UUID, priorities: Mapping[UUID, UUID]
) -> None:
    row.outcome, row.outcome_reason = decided.outcome, decided.reason.strip()
    if decided.outcome not in GOES_ON:
        _end_under(actor, row, decided)
        return
    words = decided.words.strip() if decided.outcome is Outcome.AMEND else row.words
    made = Commitment(
        strategy_id=strategy_id, priority_id=priorities[row.priority_id] if row.priority_id else None, kind=row.kind,
        code=row.code, position=row.position, words=words, follows_id=row.id,
    )  # fmt: skip
    current_session().add(made)
    current_session().flush()
    _carry(row.id, made.id)


def _carry(old_id: UUID, new_id: UUID) -> None:
    session = current_session()
    carried = session.scalars(
        update(Action)
        .where(Action.commitment_id == old_id, Action.progress.in_(OPEN))
        .values(commitment_id=new_id, version=Action.version + 1)
        .returning(Action.id)
    ).all()
    session.add_all(
        CarriedAction(action_id=each, from_commitment_id=old_id, to_commitment_id=new_id, at=clock.now())
        for each in carried
    )
    session.execute(
        update(ActionDraft)
        .where(ActionDraft.commitment_id == old_id, ActionDraft.standing == Standing.WAITING)
        .values(commitment_id=new_id, version=ActionDraft.version + 1)
    )


def _end_under(actor: Actor, row: Commitment, decided: CommitmentOutcome) -> None:
    reason = f"{END_WORDS[decided.outcome]}: {decided.reason.strip()}"
    session = current_session()
    session.execute(
        update(Action)
        .where(Action.commitment_id == row.id, Action.progress.in_(OPEN))
        .values(
            progress=Progress.CLOSED, closed_reason=reason, stated_rag=None, stated_reason=None,
            version=Action.version + 1,
        )
    )  # fmt: skip
    session.execute(
        update(ActionDraft)
        .where(ActionDraft.commitment_id == row.id, ActionDraft.standing == Standing.WAITING)
        .values(
            standing=Standing.DROPPED, reason=reason, settled_at=clock.now(), settled_by_id=actor.user_id,
            version=ActionDraft.version + 1,
        )
    )  # fmt: skip
