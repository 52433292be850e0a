"""Reporting on an action, showing the work, confirming that it is complete. A report never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from actionplan import rules
from actionplan.models import Action, ActionEvidence, ActionUpdate, Progress, Rag
from actionplan.queries import evidence_count, facts_of
from actionplan.service.adding import versioned
from agencies.permissions import Permission
from agencies.queries import user
from core import audit, clock
from core.actor import Actor
from core.db import uuid7
from core.errors import NotVisible, Refused
from core.scoping import current_session
from people.leaks.rules import LeakAnswer
from people.leaks.service import settle


@dataclass(frozen=True, slots=True)
class Stated:
    """What an owner says of an action."""

    progress: Progress
    done_percent: int
    rag: Rag | None
    reason: str | None
    problem: str | None
    recovery: str | None


def report_progress(
    *, actor: Actor, action_id: UUID, version: int, progress: Progress, done_percent: int, stated_rag: Rag | None,
    stated_reason: str, words: str, problem: str = "", recovery: str = "", evidence: str = "", kept_at: str = "",
    answer: LeakAnswer | None = None,
) -> ActionUpdate:  # fmt: skip
    """Report on an action: how far it is, the owner's own colour if it differs, and what happened.

    `version` is the row version that the writer read. `problem` and `recovery` are what stands in the way and the
    way back; `evidence` is what shows the work, `kept_at` where it lies. Returns the report, stored beside the
    earlier ones. Refuses an agency that does not own it, percentages that contradict the progress, completion that
    nothing shows, and a colour better than the dates say without a reason (domain.md 6.2); raises Clash when
    somebody reported in between, and `Found` for words that may point at a person.
    """
    row = _action(action_id)
    for allowed in (rules.update_may_be_made(actor, row.owner_agency_id), rules.is_reportable(row.progress)):
        if not allowed.allowed:
            raise Refused(allowed.reason)
    stated = Stated(progress, done_percent, stated_rag, *(text.strip() or None for text in (
        stated_reason if stated_rag else "", problem, recovery if problem.strip() else "",
    )))  # fmt: skip
    facts = _facts_after(row, stated)
    shown = rules.completion_is_shown(progress, evidence, evidence_count(action_id))
    if not shown.allowed:
        raise Refused(shown.reason, field=shown.field)
    made_id = uuid7()
    texts = {"words": words, "stated_reason": stated_reason, "problem": problem, "recovery": recovery}
    settle(
        actor=actor, kind="action update", row_id=made_id, texts=_said(texts | {"evidence": evidence}), answer=answer
    )
    _change(row, version, facts)
    made = ActionUpdate(
        id=made_id, action_id=action_id, at=clock.now(), by_user_id=actor.user_id, by_name=user(actor.user_id).name,
        words=words.strip(), progress=progress, done_percent=done_percent, rag=rules.rag_of(facts, clock.today()),
        problem=stated.problem, recovery=stated.recovery, stated_reason=stated.reason,
    )  # fmt: skip
    current_session().add(made)
    if evidence.strip():
        keep_evidence(actor, action_id, evidence, kept_at)
    current_session().flush()
    fields = ("progress", "done_percent", "stated_rag", "stated_reason", "problem", "recovery")
    audit.record(actor=actor, verb="reported", kind="action", row_id=action_id, fields=fields)
    return made


def add_evidence(
    *, actor: Actor, action_id: UUID, words: str, kept_at: str, answer: LeakAnswer | None = None
) -> ActionEvidence:
    """Keep what shows an action's work beside it: what it is, and where it lies. It stays as written.

    Refuses an agency that does not own the action, and words that may point at a person (`Found`).
    """
    row = _action(action_id)
    allowed = rules.update_may_be_made(actor, row.owner_agency_id)
    if not allowed.allowed:
        raise Refused(allowed.reason)
    if not words.strip():
        raise Refused("Say what shows the work", field="words")
    settle(actor=actor, kind="action evidence", row_id=action_id, texts=_said({"words": words}), answer=answer)
    made = keep_evidence(actor, action_id, words, kept_at)
    current_session().flush()
    audit.record(actor=actor, verb="evidenced", kind="action", row_id=action_id, fields=("evidence",))
    return made


def confirm_completion(*, actor: Actor, action_id: UUID, version: int) -> None:
    """Confirm that an action is complete, as somebody else than its owner (domain.md 6.2: “confirmed by”).

    Refuses the owner, who reported it done, and who may not judge it; raises Clash when it changed in between.
    """
    row = _action(action_id)
    last = current_session().scalar(
        select(ActionUpdate.by_user_id)
        .where(ActionUpdate.action_id == action_id)
        .order_by(ActionUpdate.at.desc(), ActionUpdate.id.desc())
        .limit(1)
    )
    answer = rules.completion_may_be_confirmed(
        actor, progress=row.progress, owner_agency_id=row.owner_agency_id, owner_user_id=row.owner_user_id,
        reported_by_id=last,
    )  # fmt: skip
    if not answer.allowed:
        raise Refused(answer.reason)
    versioned(
        action_id, version, confirmed_at=clock.now(), confirmed_by_id=actor.user_id,
        confirmed_by_name=user(actor.user_id).name,
    )  # fmt: skip
    audit.record(actor=actor, verb="confirmed", kind="action", row_id=action_id, fields=("confirmed_by",))


def close_action(
    *, actor: Actor, action_id: UUID, version: int, reason: str, decision: str, answer: LeakAnswer | None = None
) -> None:
    """Close an open action because the forum decided so: it is no longer counted, and nobody is reminded of it.

    Refuses who does not keep the plan, an action that is over, and a closing without reason and decision.
    """
    row = _action(action_id)
    if not actor.may(Permission.PLAN_WRITE):
        raise Refused("Your role cannot close actions.", instead="Ask the forum coordinator.")
    if not rules.is_open(row.progress):
        raise Refused("This action is over already.")
    if len(reason.strip()) < rules.WORDS_OF_A_REASON:
        raise Refused("Say why the forum closed it.", field="reason")
    named = rules.decision_is_named(decision)
    if not named.allowed:
        raise Refused(named.reason, field=named.field)
    settle(actor=actor, kind="action closing", row_id=action_id, texts={"reason": reason}, answer=answer)
    versioned(
        action_id, version, progress=Progress.CLOSED, stated_rag=None, stated_reason=None,
        closed_reason=f"{decision.strip()}: {reason.strip()}",
    )  # fmt: skip
    audit.record(actor=actor, verb="closed", kind="action", row_id=action_id, fields=("progress", "closed_reason"))


def keep_evidence(actor: Actor, action_id: UUID, words: str, kept_at: str) -> ActionEvidence:
    """Add a piece of evidence in the transaction of the act that it belongs to."""
    made = ActionEvidence(
        action_id=action_id, at=clock.now(), words=words.strip(), kept_at=kept_at.strip(), by_user_id=actor.user_id,
        by_name=user(actor.user_id).name,
    )  # fmt: skip
    current_session().add(made)
    return made


def _action(action_id: UUID) -> Action:
    row = current_session().get(Action, action_id)
    if row is None:
        raise NotVisible
    return row


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {field: words for field, words in texts.items() if words.strip()}


def _facts_after(row: Action, stated: Stated) -> rules.ActionFacts:
    today = clock.today()
    facts = replace(
        facts_of(row, None), progress=stated.progress, done_percent=stated.done_percent, stated_rag=stated.rag,
        stated_reason=stated.reason, stated_on=today, problem=stated.problem, recovery=stated.recovery,
    )  # fmt: skip
    checks = (rules.report_is_consistent(stated.progress, stated.done_percent), rules.statement_may_stand(facts, today))
    for answer in checks:
        if not answer.allowed:
            raise Refused(answer.reason, field=answer.field)
    return facts


def _change(row: Action, version: int, facts: rules.ActionFacts) -> None:
    complete = facts.progress is Progress.COMPLETE
    unconfirmed = {} if complete else {"confirmed_at": None, "confirmed_by_id": None, "confirmed_by_name": None}
    versioned(
        row.id, version, progress=facts.progress, done_percent=facts.done_percent, stated_rag=facts.stated_rag,
        stated_reason=facts.stated_reason, problem=facts.problem, recovery=facts.recovery,
        completed_on=(row.completed_on or clock.today()) if complete else None, **unconfirmed,
    )  # fmt: skip
