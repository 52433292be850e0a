"""Drafts of actions: put forward by a member, approved or dropped by the forum."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update

from actionplan import rules
from actionplan.models import Action, ActionDraft, Commitment, Standing
from actionplan.queries import current_strategy
from actionplan.rules import NewAction
from actionplan.service.adding import add_whole
from agencies.permissions import Permission
from agencies.queries import addresses_of, user
from core import audit, clock, outbox
from core.actor import Actor
from core.db import uuid7
from core.errors import Clash, NotVisible, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle

MAY_PUT_FORWARD = (Permission.PLAN_WRITE, Permission.PLAN_UPDATE_OWN, Permission.VOICE_WRITE)


def put_forward(
    *,
    actor: Actor,
    commitment_id: UUID,
    title: str,
    output: str,
    impact: str,
    suggested_owner: str,
    answer: LeakAnswer | None = None,
) -> ActionDraft:
    """Put an action forward: a draft that waits for the forum; nobody owns it yet.

    Refuses who has no part in the plan, empty words, a commitment of an older version, and words that may point at
    a person (`Found`).
    """
    if not actor.may(*MAY_PUT_FORWARD):
        raise Refused("Your role cannot put actions forward.", instead="Ask your agency’s representative.")
    commitment = current_session().get(Commitment, commitment_id)
    if commitment is None or commitment.strategy_id != current_strategy().id:
        raise Refused("Choose a commitment", field="commitment")
    for words, reason, field in (
        (title, "Say what should be done", "title"),
        (output, "Say what there would be to show", "output"),
        (impact, "Say what this would change for people who sex work", "impact"),
    ):
        if not words.strip():
            raise Refused(reason, field=field)
    row_id = uuid7()
    texts = {"title": title, "output": output, "impact": impact}
    settle(actor=actor, kind="action draft", row_id=row_id, texts=texts, answer=answer)
    row = ActionDraft(
        id=row_id, commitment_id=commitment_id, title=title.strip(), output=output.strip(), impact=impact.strip(),
        suggested_owner=suggested_owner.strip(), put_forward_by=user(actor.user_id).name, by_agency_id=actor.agency_id,
        standing=Standing.WAITING,
    )  # fmt: skip
    current_session().add(row)
    current_session().flush()
    audit.record(actor=actor, verb="put forward", kind="action draft", row_id=row_id)
    return row


def approve_draft(
    *,
    actor: Actor,
    draft_id: UUID,
    version: int,
    new: NewAction,
    decision_id: UUID | None,
    decision: str,
    reason: str,
    answer: LeakAnswer | None = None,
) -> Action:
    """Make a draft an action, as the forum decided: with an owner, dates, and what it changes for people.

    `decision` names the decision; `reason` is wanted when the forum changed what was put forward. Refuses who does
    not keep the plan, a settled draft, and what `add_action` refuses; raises Clash when it changed in between.
    """
    row = _waiting(actor, draft_id)
    _named(decision)
    amended = new.title.strip() != row.title or new.output.strip() != row.output
    if amended and len(reason.strip()) < rules.WORDS_OF_A_REASON:
        raise Refused("The forum changed the words: say why.", field="reason")
    made = add_whole(actor=actor, new=new, answer=answer)
    _settle(
        actor, row, version, Standing.APPROVED, action_id=made.id, decision_id=decision_id,
        decision_reference=decision.strip(), reason=reason.strip(),
    )  # fmt: skip
    audit.record(actor=actor, verb="approved", kind="action draft", row_id=draft_id, fields=("standing", "action"))
    return made


def drop_draft(
    *,
    actor: Actor,
    draft_id: UUID,
    version: int,
    decision_id: UUID | None,
    decision: str,
    reason: str,
    answer: LeakAnswer | None = None,
) -> None:
    """Drop a draft, as the forum decided, with the reason; it stays to be read, and its agency is told.

    Refuses who does not keep the plan, a settled draft, and one without reason; raises Clash when it changed.
    """
    row = _waiting(actor, draft_id)
    _named(decision)
    if len(reason.strip()) < rules.WORDS_OF_A_REASON:
        raise Refused("Say why the forum dropped it.", field="reason")
    settle(actor=actor, kind="action draft", row_id=draft_id, texts={"reason": reason}, answer=answer)
    _settle(
        actor, row, version, Standing.DROPPED, decision_id=decision_id, decision_reference=decision.strip(),
        reason=reason.strip(),
    )  # fmt: skip
    audit.record(actor=actor, verb="dropped", kind="action draft", row_id=draft_id, fields=("standing", "reason"))


def _waiting(actor: Actor, draft_id: UUID) -> ActionDraft:
    row = current_session().get(ActionDraft, draft_id)
    if row is None:
        raise NotVisible
    allowed = rules.draft_may_be_settled(actor, row.standing)
    if not allowed.allowed:
        raise Refused(allowed.reason)
    return row


def _named(decision: str) -> None:
    named = rules.decision_is_named(decision)
    if not named.allowed:
        raise Refused(named.reason, field=named.field)


def _settle(actor: Actor, row: ActionDraft, version: int, standing: Standing, **values: Any) -> None:
    changed = current_session().execute(
        update(ActionDraft)
        .where(ActionDraft.id == row.id, ActionDraft.version == version, ActionDraft.standing == Standing.WAITING)
        .values(standing=standing, settled_at=clock.now(), settled_by_id=actor.user_id, version=version + 1, **values)
        .returning(ActionDraft.id)
    )
    if changed.first() is None:
        raise Clash("Somebody settled this draft while you were reading. Nothing was stored.")
    if row.by_agency_id is not None:
        for address in addresses_of(row.by_agency_id, Permission.PLAN_UPDATE_OWN):
            outbox.put(
                agency_id=row.by_agency_id, address=address, subject="What you put forward was decided on",
                path=f"/action-plan/drafts/{row.id}", once=f"draft-settled:{row.id}",
            )  # fmt: skip
